// SPDX-License-Identifier: GPL-3.0-or-later
//
// Roll-ups: whatever happens to a ledger, every sum is the same with them and without, and is the sum of its rows.
#include "models/ledger/ledger_query.h"
#include "models/ledger/spend_importer.h"
#include "models/ledger/spend_figures.h"
#include "models/ledger/spend_plan.h"
#include "models/ledger/spend_query.h"
#include "models/ledger/sql_ledger.h"
#include "models/storage/migrations.h"
#include "tests/models/ledger/ledger_samples.h"

#include <QDateTime>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <random>
#include <set>

using namespace patchbay;
using namespace Qt::StringLiterals;
using enum SpendDimension;

namespace {

constexpr SpendDimension plainDimensions[] = { Model, Provider, Group, Deployment, Key, ProviderKey, Team,
                                               User,  Customer, Project, Tag, Status, Endpoint, Failure };
constexpr SpendDimension timeDimensions[] = { Hour, Day, Week, Month };
constexpr const char *zones[] = { "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu",
                                  "Australia/Lord_Howe" };

WallTime at(const char *iso)
{
    return WallTime(std::chrono::milliseconds(QDateTime::fromString(QLatin1StringView(iso), Qt::ISODate).toMSecsSinceEpoch()));
}

// Calls that begin, are tried again elsewhere, end, fail, are cut off or stay in flight, over a change of the clock.
class Traffic {
public:
    explicit Traffic(unsigned seed)
        : m_random(seed)
        , m_first(at(seed % 2 == 0 ? "2026-03-27T00:00:00Z" : "2026-10-23T00:00:00Z"))
    {
    }

    int number(int below) { return int(m_random() % unsigned(below)); }
    bool chance(int percent) { return number(100) < percent; }
    std::string name(const char *prefix, int below)
    {
        const int drawn = number(below + 1);
        return drawn == 0 ? std::string() : prefix + std::to_string(drawn);
    }
    WallTime moment()
    {
        return m_first + Microseconds(qint64(m_random() % (8ULL * 24 * 3'600)) * 1'000'000 + (chance(10) ? 0 : number(999'999)));
    }

    AttemptDraft draft()
    {
        AttemptDraft made;
        made.attemptId = "a" + std::to_string(m_count++);
        made.endpoint = chance(80) ? "chat" : "embeddings";
        made.provider = name("p", 2);
        made.model = name("m", 4);
        made.group = name("g", 2);
        made.deployment = name("d", 3);
        made.providerKey = name("k", 1);
        made.virtualKey = name("v", 3);
        made.team = name("t", 2);
        made.user = name("u", 6);
        made.customer = name("c", 3);
        made.project = name("j", 1);
        for (int tags = number(4); tags > 0; --tags) {
            made.tags.push_back(name("ü \"tag\" ", 2)); // some twice, some empty
        }
        made.simulated = chance(15);
        made.start = moment();
        if (!m_requests.empty() && chance(30)) {
            const auto &[request, start, number] = m_requests[std::size_t(this->number(int(m_requests.size())))];
            made.requestId = request;
            made.number = number + 1;
            // A second attempt comes soon after the first one, seldom hours later or with a clock that was set back.
            made.start = start + std::chrono::seconds(chance(80) ? this->number(240) : this->number(40'000) - 20'000);
        } else {
            made.requestId = "r" + std::to_string(m_count);
            m_requests.emplace_back(made.requestId, made.start, 1);
        }
        return made;
    }

    AttemptOutcome outcome()
    {
        AttemptOutcome made;
        made.state = chance(90) ? AttemptState::Settled : chance(50) ? AttemptState::Voided : AttemptState::Unknown;
        made.errorClass = chance(80) ? "" : chance(50) ? "RateLimitError" : "Cancelled";
        made.amount.basis = Basis(number(4));
        if (chance(85)) {
            made.amount.money = Money { chance(10) ? 0 : chance(2) ? 3'000'000'000'000'000'000 : number(1'000'000) };
        }
        for (auto *tokens : { &made.usage.promptTokens, &made.usage.completionTokens, &made.usage.cachedTokens,
                              &made.usage.cacheCreationTokens, &made.usage.reasoningTokens }) {
            if (chance(70)) {
                *tokens = chance(1) ? std::numeric_limits<std::int64_t>::max() : number(5'000);
            }
        }
        made.duration = Microseconds(number(90'000'000));
        return made;
    }

    SpendRequest request()
    {
        SpendRequest made;
        made.withSimulated = chance(40);
        made.zone = QTimeZone(QByteArray(zones[number(int(std::size(zones)))]));
        for (int count = number(3); count > 0; --count) {
            made.by.append(plainDimensions[number(int(std::size(plainDimensions)))]);
        }
        if (chance(60)) {
            made.by.insert(number(int(made.by.size()) + 1), timeDimensions[number(4)]);
        }
        if (chance(10)) {
            made.by.append(timeDimensions[number(4)]);
        }
        if (chance(60)) {
            made.from = chance(50) ? moment() : std::chrono::floor<std::chrono::days>(moment());
        }
        if (chance(60)) {
            made.to = chance(50) ? moment() : std::chrono::floor<std::chrono::hours>(moment());
        }
        for (int count = chance(40) ? 0 : number(3); count > 0; --count) {
            const SpendDimension dimension = chance(40) && !made.by.isEmpty() && int(made.by.first()) < int(Hour)
                ? made.by.first()
                : plainDimensions[number(int(std::size(plainDimensions)))];
            made.where.append({ dimension, valuesOf(dimension), chance(25) });
        }
        return made;
    }

private:
    QStringList valuesOf(SpendDimension dimension)
    {
        static const std::map<SpendDimension, QString> prefixes {
            { Model, u"m"_s }, { Provider, u"p"_s }, { Group, u"g"_s }, { Deployment, u"d"_s }, { Key, u"v"_s },
            { ProviderKey, u"k"_s }, { Team, u"t"_s }, { User, u"u"_s }, { Customer, u"c"_s }, { Project, u"j"_s },
            { Tag, u"ü \"tag\" "_s },
        };
        static const QStringList words { u"success"_s, u"failure"_s, u"open"_s, u"unknown"_s, u"chat"_s, u"RateLimitError"_s, u""_s };
        QStringList values;
        for (int count = number(4); count > 0; --count) {
            const auto prefix = prefixes.find(dimension);
            values.append(prefix == prefixes.end() ? words.at(number(int(words.size())))
                              : chance(20)         ? QString()
                                                   : prefix->second + QString::number(1 + number(4)));
        }
        return values;
    }

    std::mt19937_64 m_random;
    WallTime m_first; // a few days before the clocks change
    std::vector<std::tuple<std::string, WallTime, int>> m_requests;
    int m_count = 0;
};

QByteArray written(const SpendRequest &request)
{
    QStringList words;
    for (const SpendDimension by : request.by) {
        words.append(spendDimensionName(by));
    }
    for (const SpendCondition &where : request.where) {
        words.append(u"%1 %2 [%3]"_s.arg(spendDimensionName(where.dimension), where.except ? u"not in"_s : u"in"_s, where.values.join(u',')));
    }
    const auto time = [](const std::optional<WallTime> &moment) {
        return moment ? QString::number(moment->time_since_epoch().count()) : u"-"_s;
    };
    return (words.join(u' ') + u" from "_s + time(request.from) + u" to "_s + time(request.to) + u" zone "_s
            + QString::fromUtf8(request.zone.id()) + (request.withSimulated ? u" simulated"_s : QString())).toUtf8();
}

QByteArray written(const SpendRow &row)
{
    return (row.values.join(u'|') + u" requests %1 attempts %2 failed %3 succeeded %4 in %5 out %6 cached %7 made %8 thought %9"_s
                .arg(row.requests).arg(row.attempts).arg(row.failed).arg(row.succeeded).arg(row.promptTokens).arg(row.completionTokens)
                .arg(row.cachedTokens).arg(row.cacheCreationTokens).arg(row.reasoningTokens)
            + u" known %1 estimated %2 unpriced %3 basis %4 first %5"_s.arg(row.known ? row.known->nanoDollars : -1)
                  .arg(row.estimated.nanoDollars).arg(row.unpriced).arg(row.basis).arg(row.first.time_since_epoch().count())).toUtf8();
}

} // namespace

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

    // Whatever the boundaries, each microsecond is counted once, and only in its span.
    void plansCoverEveryMomentOnce()
    {
        constexpr std::int64_t quarter = 900'000'000;
        std::mt19937 random(7);
        for (int round = 0; round < 400; ++round) {
            std::vector<std::int64_t> boundaries;
            std::int64_t at = std::int64_t(random() % 400) - 200;
            for (int count = 1 + int(random() % 6); count >= 0; --count) {
                boundaries.push_back(at * quarter);
                at += 1 + std::int64_t(random() % (round % 3 == 0 ? 5 : 300));
            }
            const CellLevel level = round % 2 == 0 ? CellLevel::Day : CellLevel::Hour;
            const bool withHours = round % 5 != 0;
            const SpendPlan plan = planSpend(boundaries, level, withHours);
            QVERIFY(withHours || plan.hours.empty());
            QVERIFY(std::ranges::is_sorted(plan.beginnings));
            for (std::int64_t moment = boundaries.front() - 200 * quarter; moment < boundaries.back() + 200 * quarter; moment += quarter) {
                std::vector<int> counted(boundaries.size() - 1, 0);
                const std::int64_t slot = slotAt(level, moment);
                for (std::size_t span = 0; span < counted.size(); ++span) {
                    counted[span] += plan.beginnings[span] <= slot && slot < plan.beginnings[span + 1] ? 1 : 0;
                }
                const auto apply = [&](const std::vector<PlanRange> &ranges, std::int64_t value) {
                    for (const PlanRange &range : ranges) {
                        if (range.from <= value && value < range.to) {
                            if (range.adds >= 0) ++counted[std::size_t(range.adds)];
                            if (range.subtracts >= 0) --counted[std::size_t(range.subtracts)];
                        }
                    }
                };
                apply(plan.hours, slotAt(CellLevel::Hour, moment));
                apply(plan.rows, moment);
                for (std::size_t span = 0; span < counted.size(); ++span) {
                    QCOMPARE(counted[span], boundaries[span] <= moment && moment < boundaries[span + 1] ? 1 : 0);
                }
            }
        }
    }

    void figuresSurviveTheirBytes()
    {
        std::mt19937_64 random(3);
        for (int round = 0; round < 300; ++round) {
            SpendFigures figures;
            for (auto &figure : figures.at) {
                figure = random() % 3 == 0 ? 0 : std::int64_t(random() >> (random() % 64)) * (random() % 9 == 0 ? -1 : 1);
            }
            LatencyBins bins;
            for (int count = int(random() % 5); count > 0; --count) {
                addToBin(bins, std::uint16_t(random() % 121), std::int64_t(random() % 1'000));
            }
            std::string bytes;
            appendFigures(bytes, figures, bins);
            SpendFigures read;
            LatencyBins readBins;
            QVERIFY(addFigures(bytes, read, 1, &readBins));
            QVERIFY(read == figures);
            QVERIFY(readBins == bins);
            QVERIFY(addFigures(bytes, read, -1));
            QVERIFY(read == SpendFigures());
            // Cut anywhere in the figures it is told.
            for (std::size_t cut = 0; bins.empty() && cut < bytes.size(); ++cut) {
                SpendFigures broken;
                QVERIFY(!addFigures(std::string_view(bytes).substr(0, cut), broken, 1));
            }
        }
    }

    void percentilesAreWithinTheirBins()
    {
        LatencyBins bins;
        for (int millisecond = 1; millisecond <= 10'000; ++millisecond) {
            addToBin(bins, latencyBin(millisecond * 1'000), 1);
        }
        QVERIFY(std::abs(latencyQuantile(bins, 0.95) - 9'500'000) < 950'000);
        QVERIFY(std::abs(latencyQuantile(bins, 0.5) - 5'000'000) < 500'000);
        QCOMPARE(latencyQuantile({}, 0.5), 0);
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
            if (question % 10 == 0) {
                sumByHand(*cells, request);
            }
        }
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
        const auto counts = importSpend(*m_ledger, csv);
        QVERIFY(counts);
        QCOMPARE(counts->taken, 40);
        QCOMPARE(importSpend(*m_ledger, csv).value().known, 40);
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
