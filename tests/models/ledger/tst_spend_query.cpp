// SPDX-License-Identifier: GPL-3.0-or-later
//
// Spend, grouped: every total equals the sum of its rows, whatever the grouping, the zone and the day.
#include "models/ledger/spend_buckets.h"
#include "models/ledger/spend_query.h"
#include "models/ledger/sql_ledger.h"
#include "tests/models/ledger/ledger_samples.h"

#include <QDateTime>
#include <QTemporaryDir>
#include <QTest>


using namespace patchbay;
using namespace Qt::StringLiterals;
using enum SpendDimension;

namespace {

WallTime at(const char *iso)
{
    return WallTime(std::chrono::milliseconds(QDateTime::fromString(QLatin1StringView(iso), Qt::ISODate).toMSecsSinceEpoch()));
}

} // namespace

class TestSpendQuery : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_file = m_directory->filePath(u"ledger.db"_s);
        m_ledger = SqlLedger::open(m_file, m_clock).value();
        m_next = 0;
    }
    void cleanup() { m_ledger.reset(); }

    void groupsByWhatIsAsked()
    {
        add({ .model = "gpt-4o", .team = "red", .tags = { "a", "b" }, .start = at("2026-11-01T10:00:00Z") }, 5);
        add({ .model = "gpt-4o", .team = "blue", .tags = { "a" }, .start = at("2026-11-01T11:00:00Z") }, 7);
        add({ .model = "haiku", .team = "red", .tags = {}, .start = at("2026-11-02T10:00:00Z") }, std::nullopt);
        const QList<SpendRow> models = read({ .by = { Model } });
        QCOMPARE(models.size(), 2);
        QCOMPARE(models[0].values, QStringList { u"gpt-4o"_s });
        QCOMPARE(models[0].known->nanoDollars, 12);
        QCOMPARE(models[0].requests, 2);
        QCOMPARE(models[0].promptTokens, 20);
        QCOMPARE(models[0].basis, u"computed"_s);
        QVERIFY(!models[1].known); // no price is not 0
        QCOMPARE(models[1].unpriced, 1);
        QCOMPARE(models[1].basis, u"unknown"_s);
        // Fully under each tag.
        const QList<SpendRow> tags = read({ .by = { Tag } });
        QCOMPARE(tags.size(), 3);
        QCOMPARE(tags[0].values.first(), QString());
        QCOMPARE(tags[1].known->nanoDollars, 12);
        QCOMPARE(tags[2].known->nanoDollars, 5);
        const QList<SpendRow> both = read({ .by = { Team, Day } });
        QCOMPARE(both.size(), 3);
        QCOMPARE(both[2].values, (QStringList { u"red"_s, u"2026-11-02"_s }));
    }

    void oneRequestOfTwoAttemptsIsOne()
    {
        add({ .request = "r", .error = "RateLimitError", .start = at("2026-11-01T10:00:00Z") }, 0);
        add({ .request = "r", .start = at("2026-11-01T10:00:01Z") }, 9);
        const QList<SpendRow> total = read({});
        QCOMPARE(total.size(), 1);
        QCOMPARE(total[0].requests, 1);
        QCOMPARE(total[0].attempts, 2);
        QCOMPARE(total[0].failed, 1);
        const QList<SpendRow> states = read({ .by = { Status } });
        QCOMPARE(states[0].values.first(), u"failure"_s);
        QCOMPARE(states[1].values.first(), u"success"_s);
    }

    void mixedBasesAreSaid()
    {
        add({ .start = at("2026-11-01T10:00:00Z") }, 5);
        add({ .basis = Basis::Estimated, .start = at("2026-11-01T10:00:00Z") }, 6);
        QCOMPARE(read({})[0].basis, u"mixed"_s);
    }

    void simulatedAndUnsentAreNotSpend()
    {
        add({ .simulated = true, .start = at("2026-11-01T10:00:00Z") }, 5);
        QVERIFY(read({}).isEmpty());
        QCOMPARE(read({ .withSimulated = true })[0].known->nanoDollars, 5);
    }

    void fromIsIncludedToIsNot()
    {
        for (const char *start : { "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", "2026-11-03T00:00:00Z" }) {
            add({ .start = at(start) }, 1);
        }
        QCOMPARE(read({ .from = at("2026-11-01T00:00:00Z"), .to = at("2026-11-03T00:00:00Z") })[0].requests, 2);
        QVERIFY(read({ .from = at("2027-01-01T00:00:00Z") }).isEmpty());
    }

    void everyTotalIsTheSumOfItsRows_data()
    {
        QTest::addColumn<QByteArray>("zone");
        for (const char *zone : { "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe" }) {
            QTest::newRow(zone) << QByteArray(zone);
        }
    }
    void everyTotalIsTheSumOfItsRows()
    {
        QFETCH(QByteArray, zone);
        // Over both changes of the clock in each zone, at odd minutes.
        qint64 expected = 0;
        for (int index = 0; index < 600; ++index) {
            add({ .model = "m" + std::to_string(index % 3),
                  .start = at("2026-03-01T00:17:00Z") + std::chrono::minutes(index * 827) }, index);
            expected += index;
        }
        for (const QList<SpendDimension> &by :
             { QList { Hour }, { Day }, { Week }, { Month }, { Month, Week }, { Model, Day }, { Hour, Month, Model } }) {
            qint64 sum = 0;
            qint64 requests = 0;
            const QList<SpendRow> rows = read({ .by = by, .zone = QTimeZone(zone) });
            for (const SpendRow &row : rows) {
                sum += row.known->nanoDollars;
                requests += row.requests;
            }
            QCOMPARE(sum, expected);
            QCOMPARE(requests, 600);
        }
    }

    void hoursOfADayWithDaylightSaving()
    {
        const QTimeZone berlin("Europe/Berlin");
        const auto hours = [&](QDate date) {
            return spendBuckets(date.startOfDay(berlin).toMSecsSinceEpoch() * 1'000,
                                date.addDays(1).startOfDay(berlin).toMSecsSinceEpoch() * 1'000, { Hour }, berlin);
        };
        QCOMPARE(hours(QDate(2026, 3, 29)).size(), 23);
        const QList<SpendBucket> autumn = hours(QDate(2026, 10, 25));
        QCOMPARE(autumn.size(), 25);
        QCOMPARE(autumn[2].labels, QStringList { u"2026-10-25T02:00+02:00"_s });
        QCOMPARE(autumn[3].labels, QStringList { u"2026-10-25T02:00+01:00"_s });
        for (qsizetype index = 1; index < autumn.size(); ++index) {
            QCOMPARE(autumn[index].from, autumn[index - 1].to);
        }
        QCOMPARE(spendBuckets(0, 1, { Hour }, QTimeZone::utc()).first().labels.first(), u"1970-01-01T00:00Z"_s);
        QCOMPARE(spendBuckets(0, 1, { Week, Month }, QTimeZone::utc()).first().labels,
                 (QStringList { u"1970-W01"_s, u"1970-01"_s }));
    }

    void namesAreTheContract()
    {
        for (const QString &name : spendDimensionNames()) {
            QCOMPARE(spendDimensionName(*spendDimensionFromName(name)), name);
        }
        QVERIFY(!spendDimensionFromName(u"colour"));
    }

private:
    struct Sample {
        std::string request {};
        std::string model { "gpt-4o" };
        std::string team {};
        std::vector<std::string> tags {};
        std::string error {};
        Basis basis = Basis::Computed;
        bool simulated = false;
        WallTime start {};
    };

    void add(const Sample &sample, std::optional<std::int64_t> amount)
    {
        AttemptDraft draft;
        draft.attemptId = "a" + std::to_string(m_next++);
        draft.requestId = sample.request.empty() ? draft.attemptId : sample.request;
        draft.model = sample.model;
        draft.team = sample.team;
        draft.tags = sample.tags;
        draft.simulated = sample.simulated;
        draft.start = sample.start;
        QVERIFY(m_ledger->reserve(draft));
        AttemptOutcome outcome;
        outcome.errorClass = sample.error;
        outcome.usage.promptTokens = 10;
        outcome.amount = { amount ? std::optional(Money { *amount }) : std::nullopt, sample.basis, "t" };
        m_ledger->settle(draft.attemptId, outcome);
    }

    QList<SpendRow> read(const SpendRequest &request)
    {
        if (!m_ledger->flush()) {
            return {};
        }
        const auto query = SpendQuery::open(m_file);
        return query ? (*query)->read(request).value() : QList<SpendRow> {};
    }

    SetClock m_clock;
    std::unique_ptr<QTemporaryDir> m_directory;
    QString m_file;
    std::unique_ptr<SqlLedger> m_ledger;
    int m_next = 0;
};

QTEST_GUILESS_MAIN(TestSpendQuery)
#include "tst_spend_query.moc"
