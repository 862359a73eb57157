// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/spend_importer.h"
#include "models/ledger/sql_ledger.h"

#include <QDateTime>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

#include <ctime>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

const QByteArray litellmLogs = R"([
 {"request_id":"r1","call_type":"acompletion","api_key":"88dc28d0f030","spend":1.0500000000000001e-05,
  "prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"startTime":"2026-11-01T10:00:00.250000Z",
  "endTime":"2026-11-01T10:00:01.250Z","model":"openai/gpt-4o","model_group":"fast","model_id":"dep","custom_llm_provider":"openai",
  "user":"u","team_id":"red","end_user":"c","request_tags":["a","b"],"cache_hit":"False","status":"success","metadata":{"x":null}},
 {"request_id":"r2","startTime":"never","model":"m","spend":0},
 {"request_id":"r3","startTime":"2026-11-01 10:00:00","model":"m","spend":-4},
 {"request_id":"r4","startTime":"2026-11-01 10:00:00","model":"m","spend":null},
 7
])";

WallTime at(const char *day)
{
    return WallTime(std::chrono::milliseconds(QDate::fromString(QLatin1StringView(day), Qt::ISODate).startOfDay(QTimeZone::utc()).toMSecsSinceEpoch()));
}

} // namespace

class TestSpendImport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void litellm()
    {
        const QList<ForeignRecord> records = readForeignRecords(litellmLogs).value();
        QCOMPARE(records.size(), 5);
        QCOMPARE(guessSpendFormat(records), SpendFormat::LiteLlm);
        const auto first = importedAttempt(records[0], SpendFormat::LiteLlm);
        QVERIFY(first);
        QCOMPARE(first->draft.attemptId, "import:litellm:r1");
        QCOMPARE(first->draft.provider, "openai");
        QCOMPARE(first->draft.model, "gpt-4o");
        QCOMPARE(first->draft.team, "red");
        QCOMPARE(first->draft.tags, (std::vector<std::string> { "a", "b" }));
        QCOMPARE(first->outcome.amount.money->nanoDollars, 10'500);
        QCOMPARE(first->outcome.amount.basis, Basis::Reported);
        QCOMPARE(*first->outcome.usage.completionTokens, 5);
        QCOMPARE(first->outcome.duration.count(), 1'000'000);
        QVERIFY(!first->outcome.cacheHit);
        QCOMPARE(importedAttempt(records[1], SpendFormat::LiteLlm).error(), u"has no time that can be read"_s);
        QVERIFY(importedAttempt(records[2], SpendFormat::LiteLlm).error().contains(u"cost"_s));
        const auto unpriced = importedAttempt(records[3], SpendFormat::LiteLlm);
        QVERIFY(unpriced && !unpriced->outcome.amount.money); // nothing told is not 0
        QCOMPARE(importedAttempt(records[4], SpendFormat::LiteLlm).error(), u"is not an object"_s);
    }

    // Times without a zone are UTC, also where this computer's clock skips that hour.
    void timesWithoutAZoneAreUtc()
    {
        const QByteArray before = qgetenv("TZ");
        qputenv("TZ", "Europe/Berlin");
        ::tzset();
        const QList<ForeignRecord> records = readForeignRecords("request_id,startTime,endTime,model,spend\n"
                                                                "a,2026-03-29 02:30:00.250,2026-03-29T04:31:00+02:00,m,1\n"
                                                                "b,2026-03-29,,m,1\n"
                                                                "c,1774751400,,m,1\n").value();
        const auto exact = importedAttempt(records[0], SpendFormat::Csv);
        const auto day = importedAttempt(records[1], SpendFormat::Csv);
        const auto seconds = importedAttempt(records[2], SpendFormat::Csv);
        before.isEmpty() ? qunsetenv("TZ") : qputenv("TZ", before);
        ::tzset();
        QVERIFY2(exact, exact ? "" : qPrintable(exact.error()));
        QCOMPARE(exact->draft.start, at("2026-03-29") + std::chrono::minutes(150) + std::chrono::milliseconds(250));
        QCOMPARE(exact->outcome.end, at("2026-03-29") + std::chrono::minutes(151));
        QCOMPARE(day->draft.start, at("2026-03-29"));
        QCOMPARE(seconds->draft.start, at("2026-03-29") + std::chrono::minutes(150));
    }

    void openRouterCsv()
    {
        const QByteArray csv = "\xEF\xBB\xBFgeneration_id,created_at,cost_total,tokens_prompt,tokens_completion,"
                               "model_permaslug,provider_name,api_key_name,app_name\r\n"
                               "gen-1,2026-11-01 10:00:00.5,0.0012,100,20,openai/gpt-4o,Azure,laptop,\"notes, mine\"\r\n"
                               "gen-2,2026-11-01 10:00:00,0.1,1\r\n";
        const QList<ForeignRecord> records = readForeignRecords(csv).value();
        QCOMPARE(records.size(), 2);
        QCOMPARE(guessSpendFormat(records), SpendFormat::OpenRouter);
        const auto first = importedAttempt(records[0], SpendFormat::OpenRouter);
        QVERIFY(first);
        QCOMPARE(first->draft.provider, "openrouter");
        QCOMPARE(first->draft.model, "openai/gpt-4o");
        QCOMPARE(first->draft.project, "notes, mine");
        QCOMPARE(first->outcome.amount.money->nanoDollars, 1'200'000);
        QCOMPARE(records[1].number, 3);
        QVERIFY(records[1].problem.contains(u"cells"_s));
    }

    void langfuseJsonLines()
    {
        const QByteArray lines = R"({"id":"o1","traceId":"t","startTime":"2026-11-01T10:00:00Z","model":"gpt-4o","usageDetails":{"input":7,"output":3},"calculatedTotalCost":0.5,"level":"ERROR"})"
                                 "\n\nnonsense\n";
        const QList<ForeignRecord> records = readForeignRecords(lines).value();
        QCOMPARE(records.size(), 2);
        QCOMPARE(guessSpendFormat(records), SpendFormat::Langfuse);
        const auto first = importedAttempt(records[0], SpendFormat::Langfuse);
        QCOMPARE(*first->outcome.usage.promptTokens, 7);
        QCOMPARE(first->outcome.errorClass, "APIError");
        QCOMPARE(records[1].number, 3);
        QVERIFY(!importedAttempt(records[1], SpendFormat::Langfuse));
    }

    void theSameRecordHasTheSameId()
    {
        const QByteArray csv = "date,model,usd\n2026-11-01,a,1\n2026-11-01,a,1\n";
        const auto records = readForeignRecords(csv).value();
        const auto id = [&](qsizetype index) { return importedAttempt(records[index], SpendFormat::Csv)->draft.attemptId; };
        QVERIFY(id(0) != id(1)); // two equal lines are two calls
        QCOMPARE(importedAttempt(readForeignRecords(csv).value()[0], SpendFormat::Csv)->draft.attemptId, id(0));
    }

    void refusesWhatCannotBeAddedUp_data()
    {
        QTest::addColumn<QByteArray>("csv");
        QTest::newRow("euro") << QByteArray("date,model,usd,currency\n2026-11-01,a,1,EUR\n");
        QTest::newRow("half a token") << QByteArray("date,model,prompt_tokens\n2026-11-01,a,1.5\n");
        QTest::newRow("negative tokens") << QByteArray("date,model,prompt_tokens\n2026-11-01,a,-1\n");
        QTest::newRow("absurd tokens") << QByteArray("date,model,prompt_tokens\n2026-11-01,a,1e15\n");
        QTest::newRow("absurd sum of tokens") << QByteArray("date,model,total_tokens\n2026-11-01,a,99999999999999999999\n");
        QTest::newRow("an end before the start") << QByteArray("startTime,endTime,model\n2026-11-01T10:00:00Z,2026-11-01T09:59:59Z,a\n");
        QTest::newRow("the clock's zero") << QByteArray("date,model\n1970-01-01,a\n");
        QTest::newRow("far ahead") << QByteArray("date,model\n2099-01-01,a\n");
        QTest::newRow("no model") << QByteArray("date,usd\n2026-11-01,1\n");
        QTest::newRow("open quote") << QByteArray("date,model\n2026-11-01,\"a\n");
    }
    void refusesWhatCannotBeAddedUp()
    {
        QFETCH(QByteArray, csv);
        const auto records = readForeignRecords(csv).value();
        QCOMPARE(records.size(), 1);
        QVERIFY(!importedAttempt(records[0], SpendFormat::Csv, at("2026-11-23")));
    }

    void aNamedFormatMustFit()
    {
        const auto records = readForeignRecords(litellmLogs).value();
        QVERIFY(fitsSpendFormat(records, SpendFormat::LiteLlm));
        QVERIFY(!fitsSpendFormat(records, SpendFormat::Langfuse));
        QVERIFY(!fitsSpendFormat(records, SpendFormat::Csv));
        QVERIFY(fitsSpendFormat(readForeignRecords("date,model\n2026-11-01,a\n").value(), SpendFormat::Langfuse)); // nothing says otherwise
    }

    void aKeyIsCalledByItsAlias_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("JSON") << QByteArray(R"([{"startTime":"2026-11-01","model":"a","api_key":"88dc28","metadata":{"user_api_key_alias":"ci-bot"}}])");
        QTest::newRow("JSON in a cell of a CSV") << QByteArray("startTime,model,api_key,metadata\n2026-11-01,a,88dc28,\"{\"\"user_api_key_alias\"\":\"\"ci-bot\"\"}\"\n");
    }
    void aKeyIsCalledByItsAlias()
    {
        QFETCH(QByteArray, bytes);
        const auto records = readForeignRecords(bytes).value();
        QCOMPARE(importedAttempt(records[0], SpendFormat::LiteLlm)->draft.virtualKey, "ci-bot");
    }

    // The second time is counted as there already; another amount under the same id is named, and the first stays.
    void anotherAmountOfTheSameRecordIsNamed()
    {
        const QTemporaryDir folder;
        const auto ledger = SqlLedger::open(folder.filePath(u"ledger.db"_s)).value();
        const SpendImportCounts first = importSpend(*ledger, QByteArray("date,model,usd,id\n2026-11-01,a,1,x\n2026-11-01,a,2,y\n2026-11-01,a,3,y\n"), {}, at("2026-11-23")).value();
        QCOMPARE(first.taken, 2);
        QCOMPARE(first.conflicts, 1);
        const SpendImportCounts again = importSpend(*ledger, QByteArray("date,model,usd,id\n2026-11-01,a,1,x\n2026-11-01,a,2.5,y\n1970-01-01,a,1,z\n2026-11-25,a,1,w\n"), {}, at("2026-11-23")).value();
        QCOMPARE(again.taken, 0);
        QCOMPARE(again.known, 1);
        QCOMPARE(again.conflicts, 1);
        QVERIFY2(again.conflictWords.first().contains(u"import:csv:y"_s) && again.conflictWords.first().contains(u"$2.5"_s), qPrintable(again.conflictWords.first()));
        QCOMPARE(again.refused, 2);
        QVERIFY(!again.readNothing());
    }

    void filesThatAreNone()
    {
        QVERIFY(readForeignRecords("").value().isEmpty());
        QVERIFY(!readForeignRecords("[1, 2"));
        QVERIFY(!readForeignRecords("just words"));
        for (qsizetype length = 0; length < litellmLogs.size(); ++length) {
            (void)readForeignRecords(litellmLogs.first(length)); // cut anywhere: no crash
        }
    }

    void aKeyIsNeverKept()
    {
        const auto records = readForeignRecords("date,model,api_key\n2026-11-01,a,sk-canary-1234\n").value();
        QCOMPARE(importedAttempt(records[0], SpendFormat::Csv)->draft.virtualKey, "sk-…1234");
    }
};

QTEST_GUILESS_MAIN(TestSpendImport)
#include "tst_spend_import.moc"
