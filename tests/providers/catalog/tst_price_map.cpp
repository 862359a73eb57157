// SPDX-License-Identifier: GPL-3.0-or-later
//
// LiteLLM's price map: every kind of entry and field that occurs in it, and what does not belong there.
#include "providers/catalog/price_fields.h"
#include "providers/catalog/price_map.h"

#include <QTest>

using namespace patchbay;

namespace {

PriceMap parsed(std::string_view json)
{
    Result<PriceMap> map = parsePriceMap(json, "test", "2026-11-22");
    return map ? std::move(*map) : PriceMap();
}

const ModelEntry *find(const PriceMap &map, std::string_view provider, std::string_view name)
{
    for (const ModelEntry &model : map.models) {
        if (model.provider == provider && model.name == name) {
            return &model;
        }
    }
    return nullptr;
}

std::string rateOf(const ModelEntry *model, RateKind kind, std::int64_t above = 0, std::string_view tier = {},
                   std::string_view variant = {})
{
    for (const PriceRate &rate : model ? model->rates : std::vector<PriceRate>()) {
        if (rate.kind == kind && rate.abovePromptTokens == above && rate.serviceTier == tier && rate.variant == variant) {
            return rate.perUnit.toString();
        }
    }
    return "none";
}

} // namespace

class TestPriceMap : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void knowsTheFields_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("meaning");
        const auto row = [](const char *field, const char *meaning) { QTest::newRow(field) << field << meaning; };
        row("input_cost_per_token", "input 0 - -");
        row("input_cost_per_token_cache_hit", "cache_read 0 - -");
        row("output_cost_per_token_above_128k_tokens", "output 128000 - -");
        row("input_cost_per_token_above_272k_tokens_priority", "input 272000 priority -");
        row("input_cost_per_token_priority_above_200k_tokens", "input 200000 priority -");
        row("input_cost_per_token_above_200000_tokens", "input 200000 - -");
        row("input_cost_per_token_batches", "input 0 batch -");
        row("input_cost_per_token_batch_requests", "input 0 batch -");
        row("output_cost_per_token_flex", "output 0 flex -");
        row("cache_creation_input_token_cost_above_1hr", "cache_write_hour 0 - -");
        row("cache_creation_input_token_cost_above_1hr_above_200k_tokens", "cache_write_hour 200000 - -");
        row("cache_read_input_token_cost_above_200k_tokens_priority", "cache_read 200000 priority -");
        row("cache_read_input_audio_token_cost", "audio_cache_read 0 - -");
        row("output_cost_per_image_premium_image", "image 0 - premium");
        row("output_cost_per_image_above_512_and_512_pixels_and_premium_image", "image 0 - premium/above-512");
        row("output_cost_per_image_token", "image_output 0 - -");
        row("output_cost_per_image_token_batches", "image_output 0 batch -");
        row("input_cost_per_character_above_128k_tokens", "input_character 128000 - -");
        row("input_cost_per_audio_per_second", "input_second 0 - -");
        row("ocr_cost_per_page", "page 0 - -");
        row("input_cost_per_query", "query 0 - -");
        row("input_cost_per_tokens", "none");
        row("input_cost_per_token_above_0k_tokens", "none");
        row("input_cost_per_token_sometimes", "none");
        row("litellm_provider", "none");
    }
    void knowsTheFields()
    {
        QFETCH(QString, field);
        QFETCH(QString, meaning);
        const std::optional<PriceRate> rate = rateOfPriceField(field.toStdString());
        const auto orDash = [](const std::string &text) { return QString::fromStdString(text.empty() ? "-" : text); };
        const QString found = !rate ? QStringLiteral("none")
                                    : QStringLiteral("%1 %2 %3 %4")
                                          .arg(QString::fromUtf8(rateKindName(rate->kind).data()))
                                          .arg(rate->abovePromptTokens)
                                          .arg(orDash(rate->serviceTier), orDash(rate->variant));
        QCOMPARE(found, meaning);
    }

    void readsAnEntry()
    {
        const PriceMap map = parsed(R"({"sample_spec": {"max_tokens": "LEGACY"}, "gpt-x": {
            "litellm_provider": "openai", "mode": "chat", "max_tokens": 16384, "max_input_tokens": 128000.0,
            "max_output_tokens": "16384", "input_cost_per_token": 2.5e-06, "output_cost_per_token": "1e-5",
            "cache_read_input_token_cost": 1.2500000000000001e-06, "input_cost_per_token_above_272k_tokens": 5e-06,
            "input_cost_per_token_priority": null, "supports_vision": true, "supports_function_calling": true,
            "supports_response_schema": true, "supports_system_messages": false, "deprecation_date": "2027-01-01",
            "search_context_cost_per_query": {"search_context_size_low": 0.03, "search_context_size_medium": 0.035,
            "search_context_size_high": 0.05}, "supported_endpoints": ["/v1/chat/completions"]}})");
        QCOMPARE(map.entries, 1U);
        QVERIFY(map.problems.empty());
        const ModelEntry *model = find(map, "openai", "gpt-x");
        QVERIFY(model);
        QCOMPARE(*model->contextTokens, 128000);
        QCOMPARE(*model->outputTokens, 16384);
        QCOMPARE(rateOf(model, RateKind::Input), "0.0000025");
        QCOMPARE(rateOf(model, RateKind::Output), "0.00001");
        QCOMPARE(rateOf(model, RateKind::CacheRead), "0.00000125");
        QCOMPARE(rateOf(model, RateKind::Input, 272000), "0.000005");
        QCOMPARE(rateOf(model, RateKind::WebSearch), "0.035");
        QCOMPARE(rateOf(model, RateKind::WebSearch, 0, {}, "high"), "0.05");
        QVERIFY(model->capabilities.vision && model->capabilities.tools && model->capabilities.jsonSchema);
        QVERIFY(!model->capabilities.systemMessages);
        QCOMPARE(model->note, "Deprecated on 2027-01-01.");
        QCOMPARE(model->source, "test");
    }

    void findsProviderAndName_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("litellm");
        QTest::addColumn<QString>("provider");
        QTest::addColumn<QString>("name");
        const auto row = [](const char *key, const char *litellm, const char *provider, const char *name) {
            QTest::newRow(key) << key << litellm << provider << name;
        };
        row("gpt-4o", "openai", "openai", "gpt-4o");
        row("azure/eu/gpt-4o", "azure", "azure", "eu/gpt-4o");
        row("openrouter/anthropic/claude-x", "openrouter", "openrouter", "anthropic/claude-x");
        row("vertex_ai/claude-x@2025", "vertex_ai-anthropic_models", "vertex_ai", "claude-x@2025");
        row("gemini-2.5-pro", "vertex_ai-language-models", "vertex_ai", "gemini-2.5-pro");
        row("bedrock/us-east-1/anthropic.c", "bedrock", "bedrock", "us-east-1/anthropic.c");
        row("us.amazon.nova-pro-v1:0", "bedrock_converse", "bedrock", "us.amazon.nova-pro-v1:0");
        row("command-r", "cohere_chat", "cohere", "command-r");
        row("gpt-3.5-turbo-instruct", "text-completion-openai", "openai", "gpt-3.5-turbo-instruct");
        row("ft:gpt-4o-2024-08-06", "openai", "openai", "ft:gpt-4o-2024-08-06");
        row("assemblyai/best", "assemblyai", "assemblyai", "best");
    }
    void findsProviderAndName()
    {
        QFETCH(QString, key);
        QFETCH(QString, litellm);
        QFETCH(QString, provider);
        QFETCH(QString, name);
        const QString text = QStringLiteral(R"({"%1": {"litellm_provider": "%2", "input_cost_per_token": 1e-6}})").arg(key, litellm);
        const PriceMap map = parsed(text.toStdString());
        QCOMPARE(map.models.size(), 1U);
        QCOMPARE(QString::fromStdString(map.models.front().provider), provider);
        QCOMPARE(QString::fromStdString(map.models.front().name), name);
    }

    void foldsPictureSizes()
    {
        const PriceMap map = parsed(R"({
            "hd/1024-x-1792/dall-e-3": {"litellm_provider": "openai", "mode": "image_generation", "input_cost_per_pixel": 6.539e-08, "output_cost_per_pixel": 0.0},
            "azure/standard/1024-x-1024/dall-e-3": {"litellm_provider": "azure", "mode": "image_generation", "output_cost_per_image": 0.04},
            "1024-x-1024/50-steps/bedrock/amazon.nova-canvas-v1:0": {"litellm_provider": "bedrock", "mode": "image_generation", "output_cost_per_image": 0.06},
            "dall-e-3": {"litellm_provider": "openai", "mode": "image_generation", "input_cost_per_image": 0.04}})");
        QCOMPARE(map.models.size(), 3U);
        const ModelEntry *dalle = find(map, "openai", "dall-e-3");
        QCOMPARE(rateOf(dalle, RateKind::Image), "0.04");
        QCOMPARE(rateOf(dalle, RateKind::Image, 0, {}, "hd/1024x1792"), "0.11999117312");
        QCOMPARE(rateOf(find(map, "azure", "dall-e-3"), RateKind::Image, 0, {}, "standard/1024x1024"), "0.04");
        QCOMPARE(rateOf(find(map, "bedrock", "amazon.nova-canvas-v1:0"), RateKind::Image, 0, {}, "1024x1024"), "0.06");
    }

    void readsSteps()
    {
        const PriceMap map = parsed(R"({"dashscope/q": {"litellm_provider": "dashscope", "tiered_pricing": [
            {"range": [0, 32000.0], "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06},
            {"range": [32000, 128000], "input_cost_per_token": 3e-06, "output_cost_per_token": 4e-06}, {"input_cost_per_token": 1}]},
            "tavily/search": {"litellm_provider": "tavily", "mode": "search", "tiered_pricing": [
            {"max_results_range": [0, 25], "input_cost_per_query": 0.005}, {"max_results_range": [26, 100], "input_cost_per_query": 0.025}]}})");
        const ModelEntry *model = find(map, "dashscope", "q");
        QCOMPARE(rateOf(model, RateKind::Input), "0.000001");
        QCOMPARE(rateOf(model, RateKind::Output, 32000), "0.000004");
        QCOMPARE(rateOf(find(map, "tavily", "search"), RateKind::Query), "0.005");
        QCOMPARE(map.problems.size(), 1U);
    }

    void reportsWhatIsWrong()
    {
        const PriceMap map = parsed(R"({"a": 7, "b": {"mode": "chat"}, "openai/c": {"input_cost_per_token": 1e-6},
            "d": {"litellm_provider": "openai", "mode": 3, "max_input_tokens": "many", "max_output_tokens": -5,
                  "input_cost_per_token": "cheap", "output_cost_per_token": -1, "supports_vision": "yes",
                  "search_context_cost_per_query": 4, "tiered_pricing": {}, "input_cost_per_dream": 1e-6},
            "e": {"litellm_provider": ["openai"]}, "openai/": {"litellm_provider": "openai"}})");
        QCOMPARE(map.entries, 6U);
        QCOMPARE(map.models.size(), 2U);
        QCOMPARE(map.unread.at("input_cost_per_dream"), 1U);
        const auto problems = [&map](std::string_view entry) {
            return std::ranges::count(map.problems, entry, &PriceMapProblem::entry);
        };
        QCOMPARE(problems("a"), 1);
        QCOMPARE(problems("b"), 1);
        QCOMPARE(problems("openai/c"), 1);
        QCOMPARE(problems("d"), 8);
        QCOMPARE(problems("e"), 1);
        QCOMPARE(problems("openai/"), 1);
        QVERIFY(find(map, "openai", "d")->rates.empty());
    }

    void refusesWhatIsNoMap()
    {
        QVERIFY(!parsePriceMap("", "t", "d"));
        QVERIFY(!parsePriceMap("[]", "t", "d"));
        QVERIFY(!parsePriceMap("{", "t", "d") && !parsePriceMap("}", "t", "d"));
        QVERIFY(!parsePriceMap(std::string(5000, '['), "t", "d"));
        QVERIFY(parsePriceMap("{}", "t", "d"));
        // Not the place in the library's source.
        QVERIFY(!parsePriceMap("{\"a\":", "t", "d").error().message.contains('/'));
    }

    void survivesACutAtEveryByte()
    {
        const std::string whole = R"({"dashscope/q": {"litellm_provider": "dashscope", "max_tokens": 8192.0, "tiered_pricing": [{"range": [0, 1]}], "input_cost_per_token": 1e-06}})";
        for (std::size_t length = 0; length < whole.size(); ++length) {
            QVERIFY(!parsePriceMap(std::string_view(whole).substr(0, length), "t", "d"));
        }
        QVERIFY(parsePriceMap(whole, "t", "d"));
    }

    void prefersThePrefixedName()
    {
        for (const char *text : { R"({"deepseek-chat": {"litellm_provider": "deepseek", "input_cost_per_token": 1e-6},
                                      "deepseek/deepseek-chat": {"litellm_provider": "deepseek", "input_cost_per_token": 2e-6}})",
                                  R"({"deepseek/deepseek-chat": {"litellm_provider": "deepseek", "input_cost_per_token": 2e-6},
                                      "deepseek-chat": {"litellm_provider": "deepseek", "input_cost_per_token": 1e-6}})" }) {
            const PriceMap map = parsed(text);
            QCOMPARE(map.models.size(), 1U);
            QCOMPARE(rateOf(&map.models.front(), RateKind::Input), "0.000002");
        }
    }
};

QTEST_APPLESS_MAIN(TestPriceMap)
#include "tst_price_map.moc"
