// SPDX-License-Identifier: GPL-3.0-or-later
//
// Prices as a person corrects them: what they make of an entry, and that the catalogue reads what is kept of them.
#include "models/spend/model_price.h"
#include "providers/catalog/price_map.h"

#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

ModelEntry entryOf(const std::string &provider, const std::string &name)
{
    ModelEntry entry;
    entry.provider = provider;
    entry.name = name;
    return entry;
}

} // namespace

class TestModelPrice : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pricesForAMillion()
    {
        ModelEntry entry = entryOf("openai", "gpt-4o");
        entry.rates.push_back({ .kind = RateKind::Input, .perUnit = *Rate::parse("2.5e-06") });
        entry.rates.push_back({ .kind = RateKind::Input, .perUnit = *Rate::parse("1.25e-06"), .serviceTier = "batch" });
        QCOMPARE(tokenPrices(&entry).input, u"2.5"_s);
        QCOMPARE(tokenPrices(&entry).output, QString());
        QCOMPARE(tokenPrices(nullptr), TokenPrices());
        const ModelEntry made = withTokenPrices(entry, { .input = u"3"_s, .output = u" 10.00 "_s }, u"own"_s, u"2026-11-22"_s).value();
        QCOMPARE(tokenPrices(&made).input, u"3"_s);
        QCOMPARE(tokenPrices(&made).output, u"10"_s);
        QCOMPARE(made.rates.size(), 3); // that of batches stays
        QCOMPARE(made.source, std::string("own"));
    }

    void whatIsNoPrice()
    {
        for (const QString &text : { u"-1"_s, u"three"_s, u"1e3"_s, u"1,5"_s }) {
            QVERIFY(!withTokenPrices({}, { .input = text }, {}, {}));
        }
    }

    void anAttemptCostsByIt()
    {
        const ModelEntry entry = withTokenPrices(entryOf("p", "m"), { .input = u"2"_s, .output = u"8"_s }, u"own"_s, u"2026-11-22"_s).value();
        AttemptRow row;
        row.outcome.usage.promptTokens = 1'000;
        row.outcome.usage.completionTokens = 500;
        QCOMPARE(priceOf(row, &entry).money->nanoDollars, 1'000 * 2'000 + 500 * 8'000);
        QVERIFY(!priceOf(row, nullptr).money);
        row.outcome.usage = {};
        QVERIFY(!priceOf(row, &entry).money);
    }

    void theCatalogueReadsWhatIsKept()
    {
        const ModelEntry entry =
            withTokenPrices(entryOf("openai", "gpt-4o"), { .input = u"3"_s, .cached = u"0.3"_s, .output = u"12"_s }, u"own"_s, u"2026-11-22"_s).value();
        const PriceMap map = parsePriceMap(priceMapEntry(entry).toStdString(), "own", "2026-11-22").value();
        QVERIFY(map.problems.empty());
        QCOMPARE(map.models.size(), 1U);
        QCOMPARE(map.models[0].provider, entry.provider);
        QCOMPARE(map.models[0].name, entry.name);
        QCOMPARE(tokenPrices(map.models.data()), tokenPrices(&entry));
    }
};

QTEST_GUILESS_MAIN(TestModelPrice)
#include "tst_model_price.moc"
