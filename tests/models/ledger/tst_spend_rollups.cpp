// SPDX-License-Identifier: GPL-3.0-or-later
//
// Roll-ups: whatever happens to a ledger, every sum is the same with them and without, and is the sum of its rows.
#include "models/ledger/ledger_query.h"
#include "models/ledger/spend_importer.h"
#include "models/ledger/spend_query.h"
#include "models/ledger/spend_sum.h"
#include "models/ledger/sql_ledger.h"
#include "models/storage/migrations.h"
#include "tests/models/ledger/random_traffic.h"

#include <QDateTime>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <set>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestSpendRollups : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_file = m_directory->filePath(u"ledger.db"_s);
        m_clock.wall = at("2026-12-01T00:00:00Z");
    }
    void cleanup() { m_ledger.reset(); }

    void sumsAreThoseOfTheRows_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (const unsigned seed : { 1u, 2u, 3u, 4u, 5u, 6u }) {
            QTest::addRow("seed %u", seed) << seed;
        }
    }
    void sumsAreThoseOfTheRows()
    {
        QFETCH(unsigned, seed);
        Traffic traffic(seed);
        m_ledger = SqlLedger::open(m_file, m_clock).value();
        std::vector<std::string> open;
        for (int step = 0; step < 1'500; ++step) {
            if (open.empty() || traffic.chance(50)) {
                const AttemptDraft draft = traffic.draft();
                QVERIFY(traffic.chance(70) ? m_ledger->reserveAndSend(draft) : m_ledger->reserve(draft));
                open.push_back(draft.attemptId);
            } else {
                const std::size_t which = std::size_t(traffic.number(int(open.size())));
                m_ledger->settle(open[which], traffic.outcome());
                if (traffic.chance(90)) {
                    open.erase(open.begin() + std::ptrdiff_t(which)); // others settle twice, which changes nothing
                }
            }
            if (traffic.chance(4)) {
                QVERIFY(m_ledger->flush());
            }
            if (step == 500) {
                import(traffic);
            }
            if (step == 900) {
                killAndReplay();
                open.clear();
            }
            if (step % 300 == 299) {
                compare(traffic, 60);
            }
        }
        compare(traffic, 400);
    }

    void anOldLedgerIsFilled()
    {
        Traffic traffic(11);
        m_ledger = SqlLedger::open(m_file, m_clock).value();
        for (int step = 0; step < 600; ++step) {
            const AttemptDraft draft = traffic.draft();
            QVERIFY(m_ledger->reserve(draft));
            if (traffic.chance(95)) {
                m_ledger->settle(draft.attemptId, traffic.outcome());
            }
        }
        QVERIFY(m_ledger->flush());
        m_ledger.reset();
        m_before = LedgerQuery::open(m_file).value()->attempts({}, 0, 10'000).value();
        makeOld();
        // Before that, readers are told what to do.
        QCOMPARE(SpendQuery::open(m_file).error().code, "old_schema");
        const auto before = m_before;
        m_ledger = SqlLedger::open(m_file, m_clock).value();
        QVERIFY(QFile::exists(m_file + u".v3.bak"_s));
        // What was in flight is closed by the opening; all else is as it was.
        const QList<AttemptRow> after = LedgerQuery::open(m_file).value()->attempts({}, 0, 10'000).value();
        QCOMPARE(after.size(), before.size());
        for (qsizetype index = 0; index < after.size(); ++index) {
            QCOMPARE(after[index].draft.attemptId, before[index].draft.attemptId);
            QVERIFY(after[index].draft.start == before[index].draft.start && after[index].draft.tags == before[index].draft.tags);
            if (before[index].endedAt) {
                QVERIFY(after[index].state == before[index].state && after[index].outcome.amount == before[index].outcome.amount);
                QVERIFY(after[index].outcome.usage == before[index].outcome.usage && after[index].endedAt == before[index].endedAt);
            }
        }
        compare(traffic, 300);
        for (int step = 0; step < 100; ++step) {
            const AttemptDraft draft = traffic.draft();
            QVERIFY(m_ledger->reserve(draft));
            m_ledger->settle(draft.attemptId, traffic.outcome());
        }
        compare(traffic, 200);
    }

    // A ledger from before halves of hours were kept: as good to readers, and filled when it is opened for writing.
    void sumsOfHalvesAreMadeOfTheRows()
    {
        Traffic traffic(12);
        m_ledger = SqlLedger::open(m_file, m_clock).value();
        for (int step = 0; step < 600; ++step) {
            const AttemptDraft draft = traffic.draft();
            QVERIFY(m_ledger->reserve(draft));
            m_ledger->settle(draft.attemptId, traffic.outcome());
        }
        QVERIFY(m_ledger->flush());
        m_ledger.reset();
        constexpr auto levels = "SELECT count(*) FROM ledger_cells WHERE (place >> 32 & 15) IN (2, 3)"_L1;
        qint64 halves = 0;
        {
            const auto database = storage::Database::open(m_file, { .applicationId = 0x50624c65 }).value();
            halves = database->integer(levels).value();
            QVERIFY(halves > 100);
            QVERIFY(database->execute(u"DELETE FROM ledger_cells WHERE (place >> 32 & 15) IN (2, 3)"_s));
            QVERIFY(database->execute(u"PRAGMA user_version = 6"_s));
        }
        compare(traffic, 100);
        m_ledger = SqlLedger::open(m_file, m_clock).value();
        QVERIFY(QFile::exists(m_file + u".v6.bak"_s));
        QCOMPARE(storage::Database::open(m_file, { .access = storage::DatabaseOptions::Access::ReadOnly, .applicationId = 0x50624c65 }).value()->integer(levels).value(), halves);
        compare(traffic, 300);
    }

    void absurdUsageIsQuarantined()
    {
        m_ledger = SqlLedger::open(m_file, m_clock).value();
        QVERIFY(m_ledger->reserve(draft("good")));
        m_ledger->settle("good", outcome(100));
        QVERIFY(m_ledger->reserve(draft("bad")));
        AttemptOutcome absurd = outcome(5'000);
        absurd.usage.promptTokens = -7;
        absurd.usage.completionTokens = std::numeric_limits<std::int64_t>::max();
        m_ledger->settle("bad", absurd);
        QVERIFY(m_ledger->flush());
        const SpendRow row = SpendQuery::open(m_file).value()->read({}).value().first();
        QCOMPARE(row.attempts, 2);
        QCOMPARE(row.known->nanoDollars, 100);
        QCOMPARE(row.unpriced, 1);
        QCOMPARE(row.completionTokens, 0);
        const auto database = storage::Database::open(m_file, { .applicationId = 0x50624c65 }).value();
        QCOMPARE(database->integer(u"SELECT count(*) FROM ledger_quarantine"_s).value(), 3);
        QCOMPARE(database->integer(u"SELECT told FROM ledger_quarantine WHERE field = 'prompt_tokens'"_s).value(), -7);
    }

    void whatAGatewayKnowsIsKeptBeside()
    {
        m_ledger = SqlLedger::open(m_file, m_clock).value();
        AttemptDraft made = draft("a");
        made.notes.session = "session";
        made.notes.address = "192.0.2.7";
        made.notes.metadata = R"({"trace":"x"})";
        QVERIFY(m_ledger->reserve(made));
        QVERIFY(m_ledger->flush());
        AttemptOutcome ended = outcome(1);
        ended.cacheKey = "k";
        ended.answerId = "chatcmpl-1";
        m_ledger->settle("a", ended);
        QVERIFY(m_ledger->reserve(draft("plain")));
        m_ledger->settle("plain", outcome(1));
        killAndReplay();
        const QList<AttemptRow> rows = LedgerQuery::open(m_file).value()->attempts({}, 0, 9).value();
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[1].draft.notes.session, made.notes.session);
        QCOMPARE(rows[1].draft.notes.address, made.notes.address);
        QCOMPARE(rows[1].draft.notes.metadata, made.notes.metadata);
        QCOMPARE(rows[1].outcome.cacheKey, ended.cacheKey);
        QCOMPARE(rows[1].outcome.answerId, ended.answerId);
        const auto database = storage::Database::open(m_file, { .applicationId = 0x50624c65 }).value();
        QCOMPARE(database->integer(u"SELECT count(*) FROM ledger_details"_s).value(), 1);
        QCOMPARE(database->integer(u"SELECT count(*) FROM attempts WHERE answer_id = 'chatcmpl-1' AND session_id = 'session'"_s).value(), 1);
    }

private:
    void compare(Traffic &traffic, int questions)
    {
        QVERIFY(!m_ledger || m_ledger->flush());
        const auto cells = SpendQuery::open(m_file).value();
        const auto rows = SpendQuery::open(m_file).value();
        rows->useRows(true);
        for (int question = 0; question < questions; ++question) {
            const SpendRequest request = traffic.request();
            const auto expected = rows->read(request);
            const auto found = cells->read(request);
            QVERIFY2(expected, expected ? "" : expected.error().message.c_str());
            QVERIFY2(found, found ? "" : (written(request) + ": " + found.error().message.c_str()).constData());
            QVERIFY2(found->size() == expected->size(), written(request));
            for (qsizetype index = 0; index < found->size(); ++index) {
                QVERIFY2(found->at(index) == expected->at(index),
                         written(request) + "\n  cells: " + written(found->at(index)) + "\n   rows: " + written(expected->at(index)));
            }
            inAndOutside(*cells, request);
            if (question % 10 == 0) {
                sumByHand(*cells, request);
            }
        }
    }

    // What lies in a span and what lies outside of it are everything, in every grouping.
    void inAndOutside(SpendQuery &query, SpendRequest request)
    {
        if ((!request.from && !request.to) || (request.from && request.to && *request.from > *request.to)) {
            return; // nothing lies outside of everything; a span of its end before its beginning is none
        }
        request.withLatency = false;
        request.withFirst = false;
        SpendRequest outside = request;
        outside.outside = true;
        SpendRequest everything = request;
        everything.from = everything.to = std::nullopt;
        std::map<QStringList, SpendRow> sums;
        for (const SpendRequest &part : { request, outside }) {
            const QList<SpendRow> rows = query.read(part).value();
            for (const SpendRow &row : rows) {
                addTo(sums[row.values], row);
            }
        }
        const QList<SpendRow> all = query.read(everything).value();
        QCOMPARE(qsizetype(sums.size()), all.size());
        for (const SpendRow &row : all) {
            const SpendRow &sum = sums[row.values];
            QVERIFY2(sum.attempts == row.attempts && sum.requests == row.requests && sum.known == row.known && sum.unpriced == row.unpriced
                         && sum.failed == row.failed && sum.promptTokens == row.promptTokens && sum.open == row.open,
                     written(request));
        }
        qint64 attempts = 0;
        outside.by.clear();
        const QList<SpendRow> counted = query.read(outside).value();
        for (const SpendRow &row : counted) {
            attempts += row.attempts;
        }
        QCOMPARE(query.attempts(outside, {}, 100'000)->size(), attempts);
    }

    // Without any SQL: the rows one by one.
    void sumByHand(SpendQuery &query, SpendRequest request)
    {
        request.by.clear();
        const auto rows = query.attempts(request, {}, 100'000);
        QVERIFY(rows);
        qint64 amount = 0;
        std::set<std::string> requests;
        for (const AttemptRow &row : *rows) {
            amount += row.outcome.amount.money.value_or(Money {}).nanoDollars;
            if (row.state != AttemptState::Reserved && row.state != AttemptState::Sent) {
                requests.insert(row.draft.requestId);
            }
        }
        const auto sum = query.read(request);
        QVERIFY(sum);
        QCOMPARE(sum->size(), rows->isEmpty() ? 0 : 1);
        if (!rows->isEmpty()) {
            QCOMPARE(sum->first().attempts, rows->size());
            // A request counts where the first of its attempts that ended does.
            QVERIFY(sum->first().requests <= qint64(requests.size()));
            if (!request.from && !request.to && request.where.isEmpty() && request.withSimulated) {
                QCOMPARE(sum->first().requests, qint64(requests.size()));
            }
            QCOMPARE(sum->first().known.value_or(Money {}).nanoDollars, amount);
        }
    }

    void import(Traffic &traffic)
    {
        QByteArray csv = "date,model,provider,cost,tokens_prompt,generation_id\n";
        for (int line = 0; line < 40; ++line) {
            const QDateTime moment = QDateTime::fromSecsSinceEpoch(
                std::chrono::floor<std::chrono::seconds>(traffic.moment().time_since_epoch()).count(), QTimeZone::utc());
            csv += moment.toString(Qt::ISODate).toUtf8() + ",m1,p1,0.0012,50,g" + QByteArray::number(line) + '\n';
        }
        const auto counts = importSpend(*m_ledger, csv, {}, m_clock.wall);
        QVERIFY(counts);
        QCOMPARE(counts->taken, 40);
        QCOMPARE(importSpend(*m_ledger, csv, {}, m_clock.wall).value().known, 40);
    }

    // What kill -9 leaves: the files as they are, with steps that are in the journal only.
    void killAndReplay()
    {
        auto copy = std::make_unique<QTemporaryDir>();
        for (const QString &name : QDir(m_directory->path()).entryList(QDir::Files)) {
            QVERIFY(QFile::copy(m_directory->filePath(name), copy->filePath(name)));
        }
        m_ledger.reset();
        m_directory = std::move(copy);
        m_file = m_directory->filePath(u"ledger.db"_s);
        m_ledger = SqlLedger::open(m_file, m_clock).value();
    }

    // The same rows in a file of the version before the roll-ups.
    void makeOld()
    {
        const QString old = m_directory->filePath(u"old.db"_s);
        {
            auto database = storage::Database::open(old, { .applicationId = 0x50624c65 }).value();
            QList<storage::Migration> migrations = storage::embeddedMigrations("ledger");
            migrations.erase(std::ranges::find(migrations, 4, &storage::Migration::version), migrations.end());
            QVERIFY(storage::migrate(*database, migrations));
            storage::Statement attach = database->prepare(u"ATTACH ? AS newer"_s);
            QVERIFY(attach.bindText(m_file).run());
            const QString columns = u"sequence, attempt_id, request_id, parent, number, state, endpoint, provider, model, model_group, "
                                    "deployment, provider_key, virtual_key, team, user, customer, project, tags, stream, simulated, "
                                    "start_time, sent_time, end_time, first_token, duration, reserved_amount, amount, amount_basis, "
                                    "price_table, reported_cost, prompt_tokens, completion_tokens, total_tokens, cached_tokens, "
                                    "cache_creation_tokens, cache_creation_hour_tokens, audio_input_tokens, image_input_tokens, "
                                    "reasoning_tokens, audio_output_tokens, image_output_tokens, accepted_prediction_tokens, "
                                    "rejected_prediction_tokens, web_searches, service_tier, http_status, error_class, error_message, "
                                    "finish_reason, bytes_sent, bytes_received, cache_hit"_s;
            QVERIFY(database->execute(u"INSERT INTO main.attempts (%1) SELECT %1 FROM newer.attempts"_s.arg(columns)));
        }
        for (const QString &part : { QString(), u"-wal"_s, u"-shm"_s }) {
            QFile::remove(m_file + part);
        }
        QVERIFY(QFile::rename(old, m_file));
    }

    QList<AttemptRow> m_before;
    SetClock m_clock;
    std::unique_ptr<QTemporaryDir> m_directory;
    QString m_file;
    std::unique_ptr<SqlLedger> m_ledger;
};

QTEST_GUILESS_MAIN(TestSpendRollups)
#include "tst_spend_rollups.moc"
