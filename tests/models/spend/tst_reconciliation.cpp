// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bills against the ledger: each provider's shape is read, each difference gets its reason, and the rest is stated.
#include "models/spend/reconciliation.h"

#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

Bill read(const QByteArray &bytes, std::optional<BillFormat> format = {}, const QMap<QString, QString> &columns = {})
{
    const QList<ForeignRecord> records = readBillRecords(bytes).value();
    return readBill(records, format ? *format : guessBillFormat(records).value_or(BillFormat::Csv), columns);
}

SpendRow row(const QString &day, const QString &model, qint64 in, qint64 out, std::optional<qint64> nano, qint64 attempts = 10)
{
    SpendRow made;
    made.values = { day, model };
    made.attempts = attempts;
    made.promptTokens = in;
    made.completionTokens = out;
    made.known = nano ? std::optional(Money { *nano }) : std::nullopt;
    made.unpriced = nano ? 0 : attempts;
    return made;
}

Reconciliation against(const QByteArray &csv, const QList<SpendRow> &ledger)
{
    return reconcile(read(csv, BillFormat::Csv), ledger, u"openai"_s, QTimeZone::utc());
}

} // namespace

class TestReconciliation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void shapesAreRead_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("day");
        QTest::addColumn<QString>("model");
        QTest::addColumn<qint64>("prompt");
        QTest::addColumn<qint64>("completion");
        QTest::addColumn<qint64>("nano");
        QTest::newRow("openai usage")
            << QByteArray(R"({"object":"page","data":[{"start_time":1763769600,"end_time":1763856000,"results":[{"input_tokens":1000,"input_cached_tokens":400,"output_tokens":50,"num_model_requests":3,"model":"gpt-4o-2024-08-06"}]}]})")
            << u"openai"_s << u"2025-11-22"_s << u"gpt-4o"_s << 600LL << 50LL << 0LL;
        QTest::newRow("openai costs")
            << QByteArray(R"({"data":[{"start_time":1763769600,"results":[{"amount":{"value":0.06,"currency":"usd"},"line_item":"gpt-4o-2024-08-06, input","num_model_requests":1}]}]})")
            << u"openai"_s << u"2025-11-22"_s << u"gpt-4o"_s << 0LL << 0LL << 60'000'000LL;
        QTest::newRow("openai costs, as they come")
            << QByteArray(R"({"object":"page","data":[{"object":"bucket","start_time":1763769600,"end_time":1763856000,"results":[{"object":"organization.costs.result","amount":{"value":0.06,"currency":"usd"},"line_item":"gpt-4o-2024-08-06, input","project_id":null}]}],"has_more":false})")
            << u"openai"_s << u"2025-11-22"_s << u"gpt-4o"_s << 0LL << 0LL << 60'000'000LL;
        QTest::newRow("anthropic usage")
            << QByteArray(R"({"data":[{"starting_at":"2025-11-22T00:00:00Z","ending_at":"2025-11-23T00:00:00Z","results":[{"uncached_input_tokens":700,"cache_read_input_tokens":100,"cache_creation":{"ephemeral_5m_input_tokens":5,"ephemeral_1h_input_tokens":6},"output_tokens":80,"model":"claude-sonnet-4-20250514"}]}]})")
            << u"anthropic"_s << u"2025-11-22"_s << u"claude-sonnet-4"_s << 700LL << 80LL << 0LL;
        QTest::newRow("openrouter activity")
            << QByteArray("created_at,model_permaslug,cost_total,tokens_prompt,tokens_completion\n2025-11-22 10:00:00,openai/gpt-4o-mini,0.002,300,20\n")
            << u"openrouter"_s << u"2025-11-22"_s << u"gpt-4o-mini"_s << 300LL << 20LL << 2'000'000LL;
        QTest::newRow("focus")
            << QByteArray("ChargePeriodStart,BilledCost,BillingCurrency,SkuMeter,x_Model,ConsumedQuantity,ConsumedUnit\n2025-11-22T00:00:00Z,1.25,USD,input tokens,gpt-4o,2,1K Tokens\n")
            << u"focus"_s << u"2025-11-22"_s << u"gpt-4o"_s << 2'000LL << 0LL << 1'250'000'000LL;
        QTest::newRow("azure")
            << QByteArray("Date,MeterName,Quantity,UnitOfMeasure,CostInBillingCurrency,BillingCurrency\n11/22/2025,gpt-4o output Tokens,3,1K,0.03,USD\n")
            << u"azure"_s << u"2025-11-22"_s << u"gpt-4o"_s << 0LL << 3'000LL << 30'000'000LL;
        QTest::newRow("google, in its own zone")
            << QByteArray("usage_start_time,sku.description,usage.amount,cost,currency\n2025-11-22 03:00:00 UTC,gemini-2.5-flash input tokens,900,0.5,USD\n")
            << u"google"_s << u"2025-11-22"_s << u"gemini-2.5-flash"_s << 900LL << 0LL << 500'000'000LL;
    }
    void shapesAreRead()
    {
        QFETCH(QByteArray, bytes);
        const QList<ForeignRecord> records = readBillRecords(bytes).value();
        const std::optional<BillFormat> format = guessBillFormat(records);
        QVERIFY(format);
        QTEST(billFormatName(*format), "format");
        const Bill bill = readBill(records, *format);
        QVERIFY2(bill.refused == 0, qPrintable(bill.reasons.join(u' ')));
        qint64 nano = 0;
        qint64 prompt = 0;
        qint64 completion = 0;
        for (const BilledLine &line : bill.lines) {
            QTEST(line.day.toString(Qt::ISODate), "day");
            QTEST(plainModelName(line.model), "model");
            nano += line.cost.value_or(Money {}).nanoDollars;
            prompt += line.kind == BilledKind::Prompt ? line.units.value_or(0) : 0;
            completion += line.kind == BilledKind::Completion ? line.units.value_or(0) : 0;
        }
        QTEST(nano, "nano");
        QTEST(prompt, "prompt");
        QTEST(completion, "completion");
    }

    void columnsCanBeNamed()
    {
        const Bill bill = read("Tag;Modell;Kosten;Rein;Raus\n2025-11-22;gpt-4o;1.5;10;20\n", BillFormat::Csv,
                               { { u"day"_s, u"Tag"_s }, { u"model"_s, u"Modell"_s }, { u"cost"_s, u"Kosten"_s }, { u"prompt"_s, u"Rein"_s }, { u"completion"_s, u"Raus"_s } });
        QCOMPARE(bill.refused, 0);
        QCOMPARE(bill.lines.first().cost->nanoDollars, 1'500'000'000);
    }

    void whatCannotBeReadIsCounted()
    {
        const Bill bill = read("date,model,cost,currency\n2025-11-22,gpt-4o,1,USD\nnever,gpt-4o,1,USD\n2025-11-22,,1,USD\n2025-11-22,gpt-4o,x,USD\n2025-11-22,gpt-4o,1,EUR\n2025-11-22,gpt-4o\n");
        QCOMPARE(bill.read, 6);
        QCOMPARE(bill.refused, 5);
        QCOMPARE(bill.lines.size(), 1);
        QVERIFY(bill.reasons.join(u' ').contains(u"EUR"));
    }

    void differencesGetTheirReason_data()
    {
        QTest::addColumn<QByteArray>("csv");
        QTest::addColumn<QList<SpendRow>>("ledger");
        QTest::addColumn<QString>("why");
        QTest::addColumn<qint64>("unexplained");
        const QByteArray head("date,model,cost,uncached_input_tokens,cache_read_input_tokens,output_tokens,requests\n");
        const qint64 dollar = 1'000'000'000;
        QTest::newRow("agrees") << head + "2025-11-22,gpt-4o,1,100,0,10,10\n" << QList { row(u"2025-11-22"_s, u"gpt-4o"_s, 100, 10, dollar) } << QString() << 0LL;
        QTest::newRow("price") << head + "2025-11-22,gpt-4o,3,100,0,10,10\n" << QList { row(u"2025-11-22"_s, u"gpt-4o"_s, 100, 10, dollar) } << u"price"_s << 0LL;
        QTest::newRow("batch") << head + "2025-11-22,gpt-4o,0.5,100,0,10,10\n" << QList { row(u"2025-11-22"_s, u"gpt-4o"_s, 100, 10, dollar) } << u"batch price"_s << 0LL;
        QTest::newRow("cache") << head + "2025-11-22,gpt-4o,0.7,40,60,10,10\n" << QList { row(u"2025-11-22"_s, u"gpt-4o"_s, 100, 10, dollar) } << u"how cached input is counted"_s << 0LL;
        QTest::newRow("no price") << head + "2025-11-22,gpt-4o,2,100,0,10,10\n" << QList { row(u"2025-11-22"_s, u"gpt-4o"_s, 100, 10, {}) } << u"no price known"_s << 0LL;
        QTest::newRow("missing") << head + "2025-11-22,gpt-4o,2,200,0,20,20\n" << QList { row(u"2025-11-22"_s, u"gpt-4o"_s, 100, 10, dollar) } << u"calls that the ledger does not have"_s << 0LL;
        QTest::newRow("not billed") << head + "2025-11-22,other,0,0,0,0,0\n" << QList { row(u"2025-11-22"_s, u"gpt-4o"_s, 100, 10, dollar) } << u"calls that were not billed"_s << 0LL;
        QTest::newRow("zone") << head + "2025-11-22,gpt-4o,3,300,0,30,30\n2025-11-23,gpt-4o,1,100,0,10,10\n"
                              << QList { row(u"2025-11-22"_s, u"gpt-4o"_s, 200, 20, 2 * dollar, 20), row(u"2025-11-23"_s, u"gpt-4o"_s, 200, 20, 2 * dollar, 20) }
                              << u"time zone"_s << 0LL;
        QTest::newRow("nothing tells") << head + "2025-11-22,gpt-4o,3,100,0,90,10\n" << QList { row(u"2025-11-22"_s, u"gpt-4o"_s, 100, 10, dollar) } << QString() << 2 * dollar;
    }
    void differencesGetTheirReason()
    {
        QFETCH(QByteArray, csv);
        QFETCH(QList<SpendRow>, ledger);
        QFETCH(QString, why);
        const Reconciliation found = against(csv, ledger);
        QStringList reasons;
        qint64 explained = 0;
        for (auto part = found.explained.cbegin(); part != found.explained.cend(); ++part) {
            reasons.append(differenceWords(static_cast<Difference>(part.key())));
            explained += part->nanoDollars;
        }
        QCOMPARE(reasons.join(u", "_s), why);
        QTEST(qint64(found.unexplained.nanoDollars), "unexplained");
        // Nothing goes missing between bill, ledger, reasons and rest.
        QCOMPARE(found.billed.nanoDollars - found.ledger.nanoDollars, explained + found.unexplained.nanoDollars);
    }

    // A reason explains what its figures account for, and not whatever is missing.
    void noReasonExplainsAnyAmount_data()
    {
        QTest::addColumn<QByteArray>("csv");
        QTest::addColumn<QList<SpendRow>>("ledger");
        QTest::addColumn<qint64>("most"); // of the explained
        const qint64 dollar = 1'000'000'000;
        const QList<SpendRow> ten { row(u"2025-11-22"_s, u"gpt-4o"_s, 100, 10, dollar) };
        QTest::newRow("one call more") << QByteArray("date,model,cost,requests\n2025-11-22,gpt-4o,100,11\n") << ten << dollar / 5;
        QTest::newRow("one token more") << QByteArray("date,model,cost,input_tokens,output_tokens\n2025-11-22,gpt-4o,100,101,10\n") << ten << dollar / 5;
        QTest::newRow("one token less") << QByteArray("date,model,cost,input_tokens,output_tokens\n2025-11-22,gpt-4o,0.1,99,10\n") << ten << 0LL;
        QTest::newRow("a few cached otherwise")
            << QByteArray("date,model,cost,uncached_input_tokens,cache_read_input_tokens,output_tokens\n2025-11-22,gpt-4o,0.1,98,2,10\n") << ten << 0LL;
        SpendRow partly = ten.first();
        partly.unpriced = 1;
        QTest::newRow("one attempt without a price") << QByteArray("date,model,cost,requests\n2025-11-22,gpt-4o,100,10\n") << QList { partly } << dollar / 5;
        QTest::newRow("no price, and a hundred times the calls")
            << QByteArray("date,model,cost,requests\n2025-11-22,gpt-4o,100,10\n") << QList { row(u"2025-11-22"_s, u"gpt-4o"_s, 1, 1, {}, 10) } << 100 * dollar;
    }
    void noReasonExplainsAnyAmount()
    {
        QFETCH(QByteArray, csv);
        QFETCH(QList<SpendRow>, ledger);
        QFETCH(qint64, most);
        const Reconciliation found = against(csv, ledger);
        qint64 explained = 0;
        for (const Money &money : found.explained) {
            explained += money.nanoDollars;
        }
        QVERIFY2(explained <= most, qPrintable(QString::number(explained)));
        QCOMPARE(found.billed.nanoDollars - found.ledger.nanoDollars, explained + found.unexplained.nanoDollars);
        QCOMPARE(found.isExplained(), found.unexplained.nanoDollars == 0);
    }

    void onlyCallsWithoutAPriceShareWhatTheLedgerHas()
    {
        const Reconciliation found = against("date,model,cost,requests\n2025-11-22,gpt-4o,100,40\n", { row(u"2025-11-22"_s, u"gpt-4o"_s, 0, 0, {}, 10) });
        QCOMPARE(found.explained.value(int(Difference::NoPrice)).nanoDollars, 25'000'000'000);
        QCOMPARE(found.explained.value(int(Difference::MissingCalls)).nanoDollars, 75'000'000'000);
    }

    void whatTwoLinesLeaveOverDoesNotCancelOut()
    {
        const Reconciliation found = against("date,model,cost\n2025-11-22,gpt-4o,2\n2025-11-22,o3,1\n",
                                             { row(u"2025-11-22"_s, u"gpt-4o"_s, 100, 10, 1'000'000'000), row(u"2025-11-22"_s, u"o3"_s, 100, 10, 2'000'000'000) });
        QCOMPARE(found.unexplained.nanoDollars, 0);
        QVERIFY(!found.isExplained());
    }

    // An export of usage has no amounts: its counts are compared, and nothing "was not billed".
    void withoutAmountsTheCountsAreCompared_data()
    {
        QTest::addColumn<qint64>("prompt");
        QTest::addColumn<qint64>("completion");
        QTest::addColumn<qint64>("attempts");
        QTest::addColumn<qint64>("failed");
        QTest::addColumn<QString>("said");
        QTest::newRow("equal") << 1'000LL << 50LL << 3LL << 0LL << QString();
        QTest::newRow("a failure more") << 1'000LL << 50LL << 4LL << 1LL << QString();
        QTest::newRow("a token") << 1'000LL << 51LL << 3LL << 0LL << u"output 50 billed, 51 in the ledger"_s;
        QTest::newRow("a call") << 1'000LL << 50LL << 2LL << 0LL << u"3 calls billed, 2 in the ledger"_s;
    }
    void withoutAmountsTheCountsAreCompared()
    {
        const QByteArray usage(
            R"({"object":"page","data":[{"object":"bucket","start_time":1763769600,"end_time":1763856000,"results":[{"object":"organization.usage.completions.result","input_tokens":1000,"input_cached_tokens":400,"output_tokens":50,"num_model_requests":3,"model":"gpt-4o-2024-08-06"}]}]})");
        QFETCH(qint64, prompt);
        QFETCH(qint64, completion);
        QFETCH(qint64, attempts);
        QFETCH(qint64, failed);
        SpendRow made = row(u"2025-11-22"_s, u"gpt-4o"_s, prompt, completion, 1'000'000'000, attempts);
        made.cachedTokens = 400;
        made.failed = failed;
        const Reconciliation found = reconcile(read(usage), { made }, u"openai"_s, QTimeZone::utc());
        QVERIFY(found.withoutAmounts);
        QCOMPARE(found.lines.size(), 1);
        QTEST(found.lines.first().counts.join(u", "_s), "said");
        QVERIFY(found.lines.first().parts.isEmpty());
        QCOMPARE(found.agrees(), found.lines.first().counts.isEmpty());
        QCOMPARE(found.isExplained(), found.agrees());
    }

    void equalAmountsDoNotHideOtherTokens()
    {
        const Reconciliation found = against("date,model,cost,input_tokens,output_tokens\n2025-11-22,gpt-4o,1,500,10\n",
                                             { row(u"2025-11-22"_s, u"gpt-4o"_s, 100, 10, 1'000'000'000) });
        QCOMPARE(found.unexplained.nanoDollars, 0);
        QCOMPARE(found.lines.first().counts, QStringList { u"input 500 billed, 100 in the ledger"_s });
        QVERIFY(!found.agrees());
        QVERIFY(!found.isExplained());
    }

    void modelsHaveOneName()
    {
        for (const char *name : { "gpt-4o", "openai/gpt-4o", "GPT-4o-2024-08-06", "gpt-4o-2024-08-06, cached input", "gpt-4o input tokens" }) {
            QCOMPARE(plainModelName(QLatin1StringView(name)), u"gpt-4o"_s);
        }
        QCOMPARE(plainModelName(u"us.anthropic.claude-sonnet-4-20250514-v1:0"_s), u"claude-sonnet-4"_s);
        QCOMPARE(plainModelName(u"gpt-4o-mini"_s), u"gpt-4o-mini"_s);
    }
};

QTEST_GUILESS_MAIN(TestReconciliation)
#include "tst_reconciliation.moc"
