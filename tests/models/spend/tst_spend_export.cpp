// SPDX-License-Identifier: GPL-3.0-or-later
//
// FOCUS: what a call is tagged with stands in Tags as the format wants it, and no cost stands twice.
#include "models/ledger/sql_ledger.h"
#include "models/spend/spend_export.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

constexpr WallTime noon { std::chrono::sys_days { std::chrono::year(2026) / 11 / 22 } + std::chrono::hours(12) };

const QByteArray bothTags = "{\"=SUM(\\\"x\\\", 1)\":true,\"batch\":true,\"patchbay/team\":\"Platform\"}";

class StandingClock final : public Clock {
public:
    WallTime now() const override { return noon; }
    SteadyTime steadyNow() const override { return SteadyTime(std::chrono::hours(1)); }
};

void record(SqlLedger &ledger, const std::string &id, std::vector<std::string> tags, const std::string &team)
{
    AttemptDraft draft;
    draft.attemptId = draft.requestId = id;
    draft.provider = "openai";
    draft.model = "gpt-4o";
    draft.team = team;
    draft.tags = std::move(tags);
    draft.start = noon;
    QVERIFY(ledger.reserve(draft));
    AttemptOutcome outcome;
    outcome.end = noon;
    outcome.amount = { Money { 1'000'000'000 }, Basis::Computed, "t" };
    ledger.settle(id, outcome);
}

// One record of a CSV: quotes are doubled inside of quotes.
QStringList cellsOf(const QString &line)
{
    QStringList cells { QString() };
    bool quoted = false;
    for (const QChar c : line) {
        if (c == u'"') {
            quoted = !quoted;
            if (quoted && !cells.last().isEmpty()) {
                cells.last() += c;
            }
        } else if (c == u',' && !quoted) {
            cells.append(QString());
        } else {
            cells.last() += c;
        }
    }
    return cells;
}

} // namespace

class TestSpendExport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tagsOfRequestsStandInFocus()
    {
        const QTemporaryDir directory;
        const StandingClock clock;
        const QString file = directory.filePath(u"ledger.db"_s);
        {
            const auto ledger = SqlLedger::open(file, clock).value();
            record(*ledger, "a", { "batch", "=SUM(\"x\", 1)" }, "Platform");
            record(*ledger, "b", { "batch", "=SUM(\"x\", 1)" }, "Platform");
            record(*ledger, "c", { "patchbay/team" }, "Platform"); // what looks like one of ours stays the request's
            record(*ledger, "d", {}, "");
            QVERIFY(ledger->flush());
        }
        const auto query = SpendQuery::open(file).value();
        const QList<SpendRow> rows = query->read({ .by = focusDimensions() }).value();
        QCOMPARE(rows.size(), 3);
        QStringList lines = QString::fromStdString(focusCsv(rows, QTimeZone::utc())).split(u"\r\n"_s, Qt::SkipEmptyParts);
        const QStringList header = cellsOf(lines.takeFirst());
        QSet<QByteArray> tags;
        double cost = 0;
        for (const QString &line : std::as_const(lines)) {
            const QStringList cells = cellsOf(line);
            QCOMPARE(cells.size(), header.size());
            cost += cells.at(header.indexOf(u"BilledCost"_s)).toDouble();
            const QJsonDocument told = QJsonDocument::fromJson(cells.at(header.indexOf(u"Tags"_s)).toUtf8());
            QVERIFY2(told.isObject(), qPrintable(line));
            tags.insert(told.toJson(QJsonDocument::Compact));
            // Never nested, as the format forbids.
            for (const QJsonValue &value : told.object()) {
                QVERIFY(value.isString() || value.isBool());
            }
        }
        QCOMPARE(cost, 4.0); // a call with two tags costs what it costs
        QVERIFY(tags.contains(bothTags));
        QVERIFY(tags.contains("{}"));
    }

    // All tags of a call together are one group, of one tag each are several.
    void tagsTogetherCountOnce()
    {
        const QTemporaryDir directory;
        const StandingClock clock;
        const QString file = directory.filePath(u"ledger.db"_s);
        {
            const auto ledger = SqlLedger::open(file, clock).value();
            record(*ledger, "a", { "x", "y" }, {});
            record(*ledger, "b", { "y" }, {});
            QVERIFY(ledger->flush());
        }
        const auto query = SpendQuery::open(file).value();
        const QList<SpendRow> lists = query->read({ .by = { SpendDimension::TagList } }).value();
        QCOMPARE(lists.size(), 2);
        QCOMPARE(lists[0].values, QStringList { u"[\"x\",\"y\"]"_s });
        QCOMPARE(lists[0].attempts + lists[1].attempts, 2);
        QCOMPARE(query->read({ .by = { SpendDimension::Tag } }).value().size(), 2);
        const QList<SpendRow> only = query->read({ .where = { { SpendDimension::TagList, { u"[\"y\"]"_s } } } }).value();
        QCOMPARE(only.value(0).attempts, 1);
    }
};

QTEST_GUILESS_MAIN(TestSpendExport)
#include "tst_spend_export.moc"
