// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runs/run_store.h"

#include "models/runs/runs_file.h"

#include "models/runs/blob_table.h"
#include "models/runs/run_json.h"
#include "models/runs/run_search.h"
#include "models/storage/migrations.h"
#include "models/storage/storage_error.h"
#include "providers/core/ids.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTimeZone>

#include <chrono>

namespace patchbay {

using namespace Qt::StringLiterals;
using storage::Statement;

namespace {

constexpr qsizetype shownPrompt = 200;
constexpr std::chrono::days binLifetime { 30 };

qint64 milliseconds(WallTime time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

RunSummary summaryOf(const RunRecord &run)
{
    RunSummary summary { .id = run.id,
                         .title = run.title,
                         .created = run.created,
                         .models = {},
                         .userText = run.userText.left(shownPrompt) };
    for (const PaneRecord &pane : run.panes) {
        summary.models.append(pane.model);
        summary.failed += !pane.turns.isEmpty() && pane.turns.last().state == u"failed"_s ? 1 : 0;
        for (const TurnRecord &turn : pane.turns) {
            if (turn.costNanoDollars >= 0) {
                summary.costNanoDollars = std::max<qint64>(summary.costNanoDollars, 0) + turn.costNanoDollars;
            }
        }
    }
    return summary;
}

RunSummary summaryFrom(const Statement &row)
{
    RunSummary summary { .id = row.text(0),
                         .title = row.text(1),
                         .created = QDateTime::fromMSecsSinceEpoch(row.integer(2), QTimeZone::UTC),
                         .models = {},
                         .userText = row.text(4),
                         .costNanoDollars = row.optionalInteger(5).value_or(-1),
                         .failed = int(row.integer(6)) };
    for (const QJsonValue &model : QJsonDocument::fromJson(row.text(3).toUtf8()).array()) {
        summary.models.append(model.toString());
    }
    return summary;
}

Error notFound(const QString &id)
{
    return storage::toError({ .code = "not_found",
                              .message = u"There is no run %1 in the history."_s.arg(id),
                              .kind = ErrorClass::NotFound });
}

} // namespace

class RunStore::Private {
public:
    Private(std::unique_ptr<storage::Database> opened, const Clock *given)
        : database(std::move(opened))
        , blobs(*database)
        , clock(given ? given : &systemClock)
        , random(systemSeed())
    {
    }

    static Result<std::unique_ptr<Private>> open(const QString &file, const Clock *clock);

    Result<void> write(const RunRecord &run);
    Result<void> index(qint64 number, const RunRecord &run);
    Result<void> reindex(const QString &id, const RunRecord &run);
    Result<void> emptyBin();
    Result<void> setBinned(const QString &id, std::optional<qint64> when);
    Result<QList<RunSummary>> summaries(Statement &statement);

    std::unique_ptr<storage::Database> database;
    BlobTable blobs;
    SystemClock systemClock;
    const Clock *clock;
    SeededRandom random;
};

Result<void> RunStore::Private::write(const RunRecord &run)
{
    const RunSummary summary = summaryOf(run);
    const QByteArray models = QJsonDocument(QJsonArray::fromStringList(summary.models)).toJson(QJsonDocument::Compact);
    const std::optional<qint64> cost =
        summary.costNanoDollars >= 0 ? std::optional(summary.costNanoDollars) : std::nullopt;
    storage::Transaction transaction(*database);
    if (!transaction.begun()) {
        return transaction.begun();
    }
    // A title that was changed in the list stays when the open comparison saves its old one again.
    Statement upsert = database->prepare(
        u"INSERT INTO runs (id, title, created, models, user_text, cost, failed, record) VALUES (?, ?, ?, ?, ?, ?, ?, "
        u"?) "
        "ON CONFLICT (id) DO UPDATE SET "
        "title = CASE WHEN excluded.title = json_extract(record, '$.title') THEN title ELSE excluded.title END, "
        "created = excluded.created, binned = NULL, models = excluded.models, user_text = excluded.user_text, "
        "cost = excluded.cost, failed = excluded.failed, record = excluded.record RETURNING number, title"_s);
    upsert.bindText(run.id).bindText(run.title).bindInteger(run.created.toMSecsSinceEpoch());
    upsert.bindText(QString::fromUtf8(models)).bindText(summary.userText).bindInteger(cost);
    upsert.bindInteger(summary.failed);
    upsert.bindText(QString::fromUtf8(toJsonText(runToJson(run, AttachmentData::LeftOut))));
    const Result<bool> written = upsert.first();
    if (!written) {
        return std::unexpected(written.error());
    }
    const qint64 number = upsert.integer(0);
    RunRecord titled = run;
    titled.title = upsert.text(1);
    upsert.finish();
    return index(number, titled)
        .and_then([&] { return blobs.keep(run.id, run); })
        .and_then([&] { return blobs.collect(); })
        .and_then([&] { return transaction.commit(); });
}

Result<void> RunStore::Private::index(qint64 number, const RunRecord &run)
{
    const RunWords words = wordsOf(run);
    Statement insert = database->prepare(
        u"INSERT OR REPLACE INTO run_words (rowid, title, prompt, answers, models) VALUES (?, ?, ?, ?, ?)"_s);
    insert.bindInteger(number).bindText(spacedForIndex(words.title)).bindText(spacedForIndex(words.prompt));
    return insert.bindText(spacedForIndex(words.answers)).bindText(spacedForIndex(words.models)).run();
}

Result<void> RunStore::Private::reindex(const QString &id, const RunRecord &run)
{
    Statement find = database->prepare(u"SELECT number FROM runs WHERE id = ?"_s);
    const Result<bool> found = find.bindText(id).first();
    if (!found || !*found) {
        return std::unexpected(found ? notFound(id) : found.error());
    }
    const qint64 number = find.integer(0);
    find.finish();
    return index(number, run);
}

Result<void> RunStore::Private::emptyBin()
{
    const qint64 before = milliseconds(clock->now() - binLifetime);
    storage::Transaction transaction(*database);
    if (!transaction.begun()) {
        return transaction.begun();
    }
    Statement words = database->prepare(
        u"DELETE FROM run_words WHERE rowid IN (SELECT number FROM runs WHERE binned IS NOT NULL AND binned <= ?)"_s);
    Statement runs = database->prepare(u"DELETE FROM runs WHERE binned IS NOT NULL AND binned <= ?"_s);
    return words.bindInteger(before)
        .run()
        .and_then([&] { return runs.bindInteger(before).run(); })
        .and_then([&] { return blobs.collect(); })
        .and_then([&] { return transaction.commit(); });
}

Result<void> RunStore::Private::setBinned(const QString &id, std::optional<qint64> when)
{
    Statement update = database->prepare(u"UPDATE runs SET binned = ? WHERE id = ?"_s);
    if (const Result<void> updated = update.bindInteger(when).bindText(id).run(); !updated) {
        return updated;
    }
    return update.changedRows() == 0 ? Result<void>(std::unexpected(notFound(id))) : Result<void>();
}

Result<QList<RunSummary>> RunStore::Private::summaries(Statement &statement)
{
    QList<RunSummary> found;
    return statement.each([&] { found.append(summaryFrom(statement)); }).transform([&] { return std::move(found); });
}

Result<std::unique_ptr<RunStore::Private>> RunStore::Private::open(const QString &file, const Clock *clock)
{
    using Synchronous = storage::DatabaseOptions::Synchronous;
    auto database =
        storage::Database::open(file, { .synchronous = Synchronous::Normal, .applicationId = runsApplicationId });
    if (!database) {
        return std::unexpected(database.error());
    }
    if (const Result<void> migrated = migrate(**database, storage::embeddedMigrations("runs")); !migrated) {
        return std::unexpected(migrated.error());
    }
    auto opened = std::make_unique<Private>(std::move(*database), clock);
    return opened->emptyBin().transform([&] { return std::move(opened); });
}

Result<std::unique_ptr<RunStore>> RunStore::open(const QString &file, QObject *parent)
{
    return Private::open(file, nullptr).transform([&](std::unique_ptr<Private> p) {
        return std::unique_ptr<RunStore>(new RunStore(std::move(p), parent));
    });
}

Result<std::unique_ptr<RunStore>> RunStore::open(const QString &file, const Clock &clock, QObject *parent)
{
    return Private::open(file, &clock).transform([&](std::unique_ptr<Private> p) {
        return std::unique_ptr<RunStore>(new RunStore(std::move(p), parent));
    });
}

RunStore::RunStore(std::unique_ptr<Private> p, QObject *parent)
    : QObject(parent)
    , m_private(std::move(p))
{
}

RunStore::~RunStore() = default;

Result<QString> RunStore::save(const RunRecord &run)
{
    RunRecord stored = run;
    if (stored.id.isEmpty()) {
        stored.id = QString::fromStdString(makeId("run_", m_private->clock->now(), m_private->random));
    }
    if (!stored.created.isValid()) {
        stored.created = QDateTime::fromMSecsSinceEpoch(milliseconds(m_private->clock->now()), QTimeZone::UTC);
    }
    if (const Result<void> written = m_private->write(stored); !written) {
        return std::unexpected(written.error());
    }
    Q_EMIT changed();
    return stored.id;
}

Result<RunRecord> RunStore::load(const QString &id) const
{
    Statement find = m_private->database->prepare(u"SELECT record, title FROM runs WHERE id = ?"_s);
    const Result<bool> found = find.bindText(id).first();
    if (!found || !*found) {
        return std::unexpected(found ? notFound(id) : found.error());
    }
    const std::optional<QJsonObject> json = objectFromJsonText(find.text(0).toUtf8());
    if (!json) {
        return std::unexpected(storage::toError({ .code = "corrupt", .message = u"Run %1 cannot be read."_s.arg(id) }));
    }
    RunRecord run = runFromJson(*json);
    run.title = find.text(1);
    find.finish();
    return m_private->blobs.fill(id, run).transform([&] { return std::move(run); });
}

Result<void> RunStore::rename(const QString &id, const QString &title)
{
    Result<RunRecord> run = load(id);
    if (!run) {
        return std::unexpected(run.error());
    }
    run->title = title;
    storage::Transaction transaction(*m_private->database);
    if (!transaction.begun()) {
        return transaction.begun();
    }
    Statement update = m_private->database->prepare(u"UPDATE runs SET title = ? WHERE id = ?"_s);
    Result<void> renamed =
        update.bindText(title).bindText(id).run().and_then([&] { return m_private->reindex(id, *run); }).and_then([&] {
            return transaction.commit();
        });
    if (renamed) {
        Q_EMIT changed();
    }
    return renamed;
}

Result<void> RunStore::remove(const QString &id)
{
    Result<void> removed = m_private->setBinned(id, milliseconds(m_private->clock->now()));
    if (removed) {
        Q_EMIT changed();
    }
    return removed;
}

Result<void> RunStore::restore(const QString &id)
{
    Result<void> restored = m_private->setBinned(id, std::nullopt);
    if (restored) {
        Q_EMIT changed();
    }
    return restored;
}

Result<QList<RunSummary>> RunStore::list(const QString &search, int offset, int limit) const
{
    const QString match = matchExpression(search);
    if (match.isEmpty()) {
        // Without a letter to look for (an emoji, a sign) the beginning of the prompt is looked through.
        Statement all = m_private->database->prepare(
            u"SELECT id, title, created, models, user_text, cost, failed FROM runs WHERE binned IS NULL "
            "AND (? = '' OR instr(title, ?) > 0 OR instr(user_text, ?) > 0) "
            "ORDER BY created DESC, number DESC LIMIT ? OFFSET ?"_s);
        const QString text = search.trimmed();
        all.bindText(text).bindText(text).bindText(text).bindInteger(limit).bindInteger(offset);
        return m_private->summaries(all);
    }
    Statement found = m_private->database->prepare(
        u"SELECT id, runs.title, created, runs.models, user_text, cost, failed FROM run_words "
        "JOIN runs ON runs.number = run_words.rowid WHERE run_words MATCH ? AND binned IS NULL "
        "ORDER BY created DESC, number DESC LIMIT ? OFFSET ?"_s);
    found.bindText(match).bindInteger(limit).bindInteger(offset);
    return m_private->summaries(found);
}

Result<int> RunStore::count(const QString &search) const
{
    const QString match = matchExpression(search);
    int number = 0;
    if (match.isEmpty()) {
        Statement all =
            m_private->database->prepare(u"SELECT count(*) FROM runs WHERE binned IS NULL "
                                         "AND (? = '' OR instr(title, ?) > 0 OR instr(user_text, ?) > 0)"_s);
        const QString text = search.trimmed();
        all.bindText(text).bindText(text).bindText(text);
        return all.each([&] { number = int(all.integer(0)); }).transform([&] { return number; });
    }
    Statement found =
        m_private->database->prepare(u"SELECT count(*) FROM run_words JOIN runs ON runs.number = run_words.rowid "
                                     "WHERE run_words MATCH ? AND binned IS NULL"_s);
    return found.bindText(match).each([&] { number = int(found.integer(0)); }).transform([&] { return number; });
}

Result<QList<RunSummary>> RunStore::bin(int offset, int limit) const
{
    Statement binned = m_private->database->prepare(
        u"SELECT id, title, created, models, user_text, cost, failed FROM runs WHERE binned IS NOT NULL "
        "ORDER BY binned DESC, number DESC LIMIT ? OFFSET ?"_s);
    binned.bindInteger(limit).bindInteger(offset);
    return m_private->summaries(binned);
}

} // namespace patchbay
