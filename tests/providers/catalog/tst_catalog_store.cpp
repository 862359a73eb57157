// SPDX-License-Identifier: GPL-3.0-or-later
//
// Importing price lists: what changed is told, the user's own prices stay on top, a second import of the
// same list changes nothing, and a list of LiteLLM's size is read in a moment.
#include "providers/catalog/catalog_store.h"
#include "providers/catalog/cost.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;

namespace {

constexpr auto firstList = R"({
    "gpt-4o": {"litellm_provider": "openai", "mode": "chat", "max_input_tokens": 128000, "input_cost_per_token": 0.000007, "output_cost_per_token": 0.000009},
    "new-provider/m": {"litellm_provider": "new-provider", "input_cost_per_token": 1e-6, "output_cost_per_token": 1e-6}})";
constexpr auto secondList = R"({
    "gpt-4o": {"litellm_provider": "openai", "mode": "chat", "max_input_tokens": 128000, "input_cost_per_token": 0.000008, "output_cost_per_token": 0.000009}})";
constexpr auto noModel = R"({"a": 1, "b": []})";
constexpr auto moreOwn = R"({"gpt-4o": {"litellm_provider": "openai", "output_cost_per_token": 0.000002}})";
constexpr auto ownList = R"({"gpt-4o": {"litellm_provider": "openai", "input_cost_per_token": 0.000001}})";


std::string largeList(int models)
{
    std::string text = "{";
    for (int number = 0; number < models; ++number) {
        const std::string name = "deepinfra/org/model-" + std::to_string(number);
        text += std::string(number == 0 ? "" : ",") + '"' + name + '"'
            + R"(:{"litellm_provider": "deepinfra", "mode": "chat", "max_tokens": 131072, "max_input_tokens": 131072, "max_output_tokens": 131072, "input_cost_per_token": 2.7e-07, "output_cost_per_token": 1.0000000000000001e-06, "supports_function_calling": true, "supports_tool_choice": true, "supported_modalities": ["text", "image"], "supports_vision": true})";
    }
    text += "}";
    return text;
}

} // namespace

class TestCatalogStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void tellsWhatAnImportChanged()
    {
        const Result<ImportReport> first = import(firstList);
        QVERIFY(first);
        QCOMPARE(first->entries, 2U);
        QCOMPARE(first->added, std::vector<std::string> { "new-provider/m" });
        QVERIFY(std::ranges::any_of(first->changed, [](const CatalogChange &change) {
            return change.model == "openai/gpt-4o" && change.field == "input" && change.after == "0.000007";
        }));
        const Result<ImportReport> second = import(secondList);
        QCOMPARE(second->gone, std::vector<std::string> { "new-provider/m" });
        QCOMPARE(second->changed,
                 (std::vector<CatalogChange> { { "openai/gpt-4o", "input", "0.000007", "0.000008" } }));
        QVERIFY(second->added.empty());
    }

    void isIdempotent()
    {
        QVERIFY(import(firstList));
        const Result<ImportReport> again = import(firstList);
        QVERIFY(again->added.empty() && again->changed.empty() && again->gone.empty());
    }

    void pricesFromTheImportedList()
    {
        QVERIFY(import(firstList));
        const Cost cost = costOf("openai/gpt-4o");
        QCOMPARE(cost.amount.money->nanoDollars, 1000 * 7000 + 10 * 9000);
        QCOMPARE(cost.amount.priceTable, "prices.json 2026-11-22");
        // What only the shipped catalogue knows is still there.
        QVERIFY(costOf("anthropic/claude-sonnet-4-5").amount.money);
    }

    void keepsTheUsersOwnPricesOnTop()
    {
        QVERIFY(import(ownList, CatalogLayer::Own));
        const Result<ImportReport> imported = import(firstList);
        QCOMPARE(imported->kept, std::vector<std::string> { "openai/gpt-4o" });
        const Cost cost = costOf("openai/gpt-4o");
        // Own input price, imported output price.
        QCOMPARE(cost.amount.money->nanoDollars, 1000 * 1000 + 10 * 9000);
        const Result<ImportReport> more
            = import(moreOwn, CatalogLayer::Own);
        QVERIFY(more);
        QCOMPARE(costOf("openai/gpt-4o").amount.money->nanoDollars, 1000 * 1000 + 10 * 2000);
    }

    void refusesWhatHoldsNoModel()
    {
        QVERIFY(import(firstList));
        QVERIFY(!import("{}"));
        QVERIFY(!import("no json"));
        QVERIFY(!import(noModel));
        QCOMPARE(costOf("openai/gpt-4o").amount.priceTable, "prices.json 2026-11-22");
    }

    void leavesOutABrokenList()
    {
        QVERIFY(import(firstList));
        QFile file(m_directory->filePath(QStringLiteral("catalog/imported.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("no JSON");
        file.close();
        const Result<CatalogStore::Loaded> loaded = store().load();
        QVERIFY(loaded);
        QCOMPARE(loaded->warnings.size(), 1U);
        QVERIFY(loaded->catalog.model("openai", "gpt-4o"));
        QVERIFY(import(secondList));
        QVERIFY(store().load()->warnings.empty());
    }

    void readsAListOfLiteLlmsSize()
    {
        const std::string text = largeList(3200);
        QElapsedTimer timer;
        timer.start();
        const Result<ImportReport> report = import(text);
        QVERIFY(report);
        QCOMPARE(report->models, 3200U);
        QVERIFY(store().load()->catalog.model("deepinfra", "org/model-3199"));
        qInfo() << text.size() << "bytes imported and loaded in" << timer.elapsed() << "ms";
    }

private:
    CatalogStore store() const { return CatalogStore(m_directory->path().toStdString()); }
    Result<ImportReport> import(std::string_view text, CatalogLayer layer = CatalogLayer::Imported) const
    {
        return store().import(text, layer == CatalogLayer::Own ? "own prices" : "prices.json", "2026-11-22", layer);
    }
    Cost costOf(std::string_view name) const
    {
        const Result<CatalogStore::Loaded> loaded = store().load();
        Usage usage;
        usage.promptTokens = 1000;
        usage.completionTokens = 10;
        return loaded ? computeCost(*loaded->catalog.resolve(name), usage) : Cost();
    }

    std::unique_ptr<QTemporaryDir> m_directory;
};

QTEST_APPLESS_MAIN(TestCatalogStore)
#include "tst_catalog_store.moc"
