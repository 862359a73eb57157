// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every row of the provider table, by its id: where its requests go, which credential they carry (against a table of
// their own, provider_places.h), and that each quirk does what it says, for exactly the rows that have it. The README's
// table links here.
#include "tests/providers/wire/provider_places.h"
#include "wire_support.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::test;

namespace {

// Rows whose keys travel elsewhere than as "authorization: Bearer".
struct Placement {
    const char *id;
    AuthPlacement::Kind kind;
    const char *name;
    const char *prefix;
};

using AuthKind = AuthPlacement::Kind;

constexpr Placement placements[] = {
    { "anthropic", AuthKind::Header, "x-api-key", "" },
    { "gemini", AuthKind::Header, "x-goog-api-key", "" },
    { "azure", AuthKind::Header, "api-key", "" },
    { "azure_ai", AuthKind::Header, "api-key", "" },
    { "deepgram", AuthKind::Header, "authorization", "Token " },
    { "elevenlabs", AuthKind::Header, "xi-api-key", "" },
    { "bedrock", AuthKind::AwsSignature, "bedrock", "us-east-1" },
    { "sagemaker", AuthKind::AwsSignature, "sagemaker", "us-east-1" },
    { "sagemaker_chat", AuthKind::AwsSignature, "sagemaker", "us-east-1" },
    { "sagemaker_nova", AuthKind::AwsSignature, "sagemaker", "us-east-1" },
};

struct QuirkRow {
    const char *name;
    bool (*has)(const ProviderQuirks &);
    const char *ids; // of the rows that have it, in alphabetical order
};

constexpr QuirkRow quirkRows[] = {
    { "max_tokens", [](const ProviderQuirks &q) { return q.maxTokensField == "max_tokens"; },
      "ai21 ai21_chat apertis charity_engine chutes codestral custom_openai dashscope databricks "
      "deepinfra deepseek fireworks_ai llamagate mistral moonshot nano-gpt nebius novita nvidia_nim "
      "poe publicai sambanova sarvam siliconflow synthetic xiaomi_mimo zai" },
    { "stream_usage", [](const ProviderQuirks &q) { return !q.streamUsage; }, "codestral databricks mistral perplexity" },
    { "inline_think", [](const ProviderQuirks &q) { return q.inlineThink; }, "minimax" },
    { "flatten_text", [](const ProviderQuirks &q) { return q.flattenText; }, "codestral dashscope deepseek mistral moonshot sambanova" },
    { "text_only", [](const ProviderQuirks &q) { return q.textOnly; }, "deepseek" },
    { "required_is_any", [](const ProviderQuirks &q) { return q.requiredIsAny; }, "codestral mistral" },
    { "schema_by_tool", [](const ProviderQuirks &q) { return q.schemaByTool; }, "groq" },
    { "usage_include", [](const ProviderQuirks &q) { return q.usageInclude; }, "openrouter" },
    { "reasoning_back", [](const ProviderQuirks &q) { return q.reasoningBack; }, "deepseek minimax moonshot openrouter zai" },
    { "ignores_effort", [](const ProviderQuirks &q) { return q.ignoresEffort; }, "deepseek" },
    { "openai_models", [](const ProviderQuirks &q) { return q.openAiModels; }, "azure openai" },
    { "cache_control", [](const ProviderQuirks &q) { return q.cacheControl; }, "databricks litellm_proxy openrouter vercel_ai_gateway" },
    { "deployments", [](const ProviderQuirks &q) { return q.deployments; }, "azure" },
    { "provider_in_name", [](const ProviderQuirks &q) { return q.providerInName; }, "huggingface" },
    { "unsupported", [](const ProviderQuirks &q) { return !q.unsupported.empty(); }, "cerebras mistral nvidia_nim perplexity sambanova" },
    { "headers", [](const ProviderQuirks &q) { return !q.headers.empty(); }, "anthropic" },
    { "chat_form", [](const ProviderQuirks &q) { return !q.chatForm.empty(); }, "sagemaker_chat sagemaker_nova" },
    { "kind_form", [](const ProviderQuirks &q) { return !q.kindForm.empty(); }, "deepgram elevenlabs huggingface voyage" },
};

wire::Target targetFor(const std::string &id, const std::string &model = "some-model")
{
    const ProviderEntry &provider = *catalog().provider(id);
    wire::Target target { provider, model, nullptr, provider.apiBase, 1'700'000'000 };
    target.settings = { { "project", "p" }, { "account", "acc" } };
    return target;
}

Result<HttpRequest> encode(const wire::Target &target, const std::string &messages, const std::string &more = {})
{
    return wire::parseChatRequest("{\"messages\":" + messages + more + "}").and_then([&](const ChatRequest &request) {
        return wire::codecFor(target.provider.family).encode(request, target);
    });
}

constexpr const char *hello = R"([{"role":"user","content":"Hello"}])";
constexpr const char *twoTexts =
    R"([{"role":"user","content":[{"type":"text","text":"Hel"},{"type":"text","text":"lo"}]}])";
constexpr const char *thoughts =
    R"([{"role":"user","content":"a"},{"role":"assistant","content":"b","reasoning_content":"T"},{"role":"user","content":"c"}])";
constexpr const char *cached =
    R"([{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]}])";
constexpr const char *picture =
    R"([{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://e.com/a.png"}}]}])";
constexpr const char *tools =
    R"(,"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}])";

// What is sent to a provider of that id; empty where it is refused.
QJsonObject sent(const char *id, const char *messages, const std::string &more = {}, const char *model = "some-model")
{
    wire::Target target = targetFor(id, model);
    if (target.apiBase.empty()) {
        target.apiBase = "https://host.example";
    }
    const Result<HttpRequest> encoded = encode(target, messages, more);
    return encoded ? toJson(encoded->body) : QJsonObject();
}

std::string hostOf(const std::string &url)
{
    const std::size_t start = url.find("://") + 3;
    return url.substr(start, url.find('/', start) - start);
}

} // namespace

class TestProviderRows : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyRowIsWrittenDownTwice()
    {
        QCOMPARE(catalog().providers().size(), std::size(providerPlaces));
        for (const ProviderPlace &place : providerPlaces) {
            QVERIFY2(catalog().provider(place.id) != nullptr, place.id);
        }
    }

    void goesWhereTheProviderIs_data() { everyRow(); }
    void goesWhereTheProviderIs()
    {
        QFETCH(int, row);
        const ProviderPlace &place = providerPlaces[row];
        const ProviderEntry &provider = *catalog().provider(place.id);
        const Result<HttpRequest> encoded = encode(targetFor(place.id), hello, ",\"max_completion_tokens\":10");
        QCOMPARE(provider.keyVariables.empty() ? std::string() : provider.keyVariables.front(), place.key);
        if (*place.host == 0) {
            QVERIFY(!encoded);
            QCOMPARE(encoded.error().param, "api_base");
            QVERIFY(!encoded.error().remedy.empty());
            return;
        }
        QVERIFY2(encoded, encoded ? "" : encoded.error().message.c_str());
        QCOMPARE(encoded->method, "POST");
        QCOMPARE(hostOf(encoded->url), place.host);
        const bool local = std::string_view(place.host).starts_with("localhost")
            || std::string_view(place.host).starts_with("127.");
        QVERIFY(encoded->url.starts_with(local ? "http://" : "https://"));
        QVERIFY(encoded->body.contains("Hello"));
    }

    void carriesItsKey_data() { everyRow(); }
    void carriesItsKey()
    {
        QFETCH(int, row);
        const ProviderPlace &place = providerPlaces[row];
        wire::Target target = targetFor(place.id);
        if (target.apiBase.empty()) {
            target.apiBase = "https://host.example/v1";
        }
        const Result<HttpRequest> encoded = encode(target, hello);
        QVERIFY(encoded.has_value());
        const auto *const other = std::ranges::find(placements, std::string_view(place.id),
                                                    [](const Placement &one) { return std::string_view(one.id); });
        const Placement should =
            other == std::end(placements) ? Placement { "", AuthKind::Header, "authorization", "Bearer " } : *other;
        if (target.provider.auth.kind == AuthKind::None) {
            QVERIFY(!target.provider.keyRequired);
            return;
        }
        QCOMPARE(encoded->auth.kind, should.kind);
        QCOMPARE(encoded->auth.name, should.name);
        QCOMPARE(encoded->auth.prefix, should.prefix);
    }

    void accountsAreAskedFor()
    {
        QStringList asking;
        for (const ProviderPlace &place : providerPlaces) {
            wire::Target target = targetFor(place.id);
            target.settings.clear();
            const Result<HttpRequest> encoded = encode(target, hello);
            if (!encoded && *place.host != 0) {
                QVERIFY2(!encoded.error().remedy.empty(), place.id);
                asking.append(QString(place.id));
            }
        }
        QCOMPARE(asking.join(u' '), "vertex_ai watsonx cloudflare snowflake");
    }

    void saysWhereAKeyComesFrom_data() { everyRow(); }
    void saysWhereAKeyComesFrom()
    {
        QFETCH(int, row);
        const ProviderEntry &provider = *catalog().provider(providerPlaces[row].id);
        QVERIFY(!provider.name.empty());
        QVERIFY(!provider.keyRequired || !provider.keyVariables.empty());
        QVERIFY(!provider.apiBase.empty() || !provider.baseVariables.empty());
        for (const KeyShape &shape : provider.keyShapes) {
            const std::string key = shape.prefix + std::string(shape.minimumLength, 'x');
            const std::vector<const ProviderEntry *> found = catalog().recogniseKey(key);
            QVERIFY(!found.empty());
            // A shorter prefix of its own may be a longer one of somebody else's.
            const bool own = std::ranges::find(found, &provider) != found.end();
            QVERIFY2(own || found.front()->keyShapes.front().prefix.size() > shape.prefix.size(), shape.prefix.c_str());
        }
    }

    void quirksOfWhichRows_data()
    {
        QTest::addColumn<int>("row");
        for (int row = 0; row < int(std::size(quirkRows)); ++row) {
            QTest::newRow(quirkRows[row].name) << row;
        }
    }
    void quirksOfWhichRows()
    {
        QFETCH(int, row);
        QStringList ids;
        for (const ProviderEntry &provider : catalog().providers()) {
            if (quirkRows[row].has(provider.quirks)) {
                ids.append(QString::fromStdString(provider.id));
            }
        }
        ids.sort();
        QCOMPARE(ids.join(u' '), QString(quirkRows[row].ids));
    }

    // One provider with each quirk, and one without.
    void limitsAreNamed()
    {
        const std::string limit = ",\"max_completion_tokens\":10";
        for (const QString &id : QString(quirkRows[0].ids).split(u' ')) {
            const QJsonObject body = sent(qPrintable(id), hello, limit);
            QVERIFY2(body[u"max_tokens"] == QJsonValue(10) && !body.contains(u"max_completion_tokens"), qPrintable(id));
        }
        for (const char *id : { "openai", "groq", "cerebras", "xai" }) {
            QVERIFY2(sent(id, hello, limit)[u"max_completion_tokens"] == QJsonValue(10), id);
        }
    }

    void streamsAskForUsage()
    {
        const std::string stream = ",\"stream\":true";
        for (const char *id : { "mistral", "perplexity", "codestral", "databricks" }) {
            const QJsonObject body = sent(id, hello, stream);
            QVERIFY2(body[u"stream"].toBool() && !body.contains(u"stream_options"), id);
        }
        for (const char *id : { "openai", "groq", "hosted_vllm" }) {
            QVERIFY2(sent(id, hello, stream)[u"stream_options"][u"include_usage"].toBool(), id);
        }
    }

    void contentsAndChoices()
    {
        QCOMPARE(sent("mistral", twoTexts)[u"messages"][0][u"content"].toString(), "Hello");
        QVERIFY(sent("openai", twoTexts)[u"messages"][0][u"content"].isArray());
        const std::string required = std::string(tools) + ",\"tool_choice\":\"required\"";
        QCOMPARE(sent("mistral", hello, required)[u"tool_choice"].toString(), "any");
        QCOMPARE(sent("codestral", hello, required)[u"tool_choice"].toString(), "any");
        QCOMPARE(sent("openai", hello, required)[u"tool_choice"].toString(), "required");
        QVERIFY(sent("deepseek", picture).isEmpty());
        QVERIFY(!sent("openai", picture).isEmpty());
    }

    void reasoning()
    {
        for (const char *id : { "deepseek", "moonshot", "zai", "minimax", "openrouter" }) {
            QVERIFY2(sent(id, thoughts)[u"messages"][1][u"reasoning_content"] == QJsonValue("T"), id);
        }
        QVERIFY(!sent("groq", thoughts)[u"messages"][1].toObject().contains(u"reasoning_content"));
        const std::string effort = ",\"reasoning_effort\":\"low\"";
        QVERIFY(!sent("deepseek", hello, effort).contains(u"reasoning_effort"));
        QCOMPARE(sent("groq", hello, effort)[u"reasoning_effort"].toString(), "low");
        const wire::Target minimax = targetFor("minimax");
        const Result<ChatResponse> thought = wire::codecFor(minimax.provider.family).decode(
            { 200, {}, R"({"id":"i","choices":[{"index":0,"message":{"role":"assistant","content":"<think>T</think>A"},"finish_reason":"stop"}]})" },
            minimax);
        QCOMPARE(thought->choices.front().content.value_or(""), "A");
        QCOMPARE(thought->choices.front().reasoning, "T");
    }

    void schemasAndCosts()
    {
        const std::string schema =
            R"(,"response_format":{"type":"json_schema","json_schema":{"name":"p","schema":{"type":"object"}}})";
        QVERIFY(!sent("groq", hello, schema).contains(u"response_format"));
        QVERIFY(sent("groq", hello, schema)[u"tools"].isArray());
        QVERIFY(sent("openai", hello, schema)[u"response_format"].isObject());
        QVERIFY(sent("openrouter", hello)[u"usage"][u"include"].toBool());
        QVERIFY(!sent("openai", hello).contains(u"usage"));
        for (const char *id : { "openrouter", "vercel_ai_gateway", "litellm_proxy", "databricks" }) {
            const QJsonObject claude = sent(id, cached, {}, "claude-sonnet-4-5");
            QVERIFY2(claude[u"messages"][0][u"content"][0][u"cache_control"].isObject(), id);
            QVERIFY2(!sent(id, cached, {}, "gpt-4o")[u"messages"][0][u"content"][0].toObject().contains(u"cache_control"), id);
        }
        QVERIFY(!sent("openai", cached, {}, "claude-x")[u"messages"][0][u"content"][0].toObject().contains(u"cache_control"));
    }

    void namesAndAddresses()
    {
        const char *told = R"([{"role":"developer","content":"D"},{"role":"user","content":"U"}])";
        QCOMPARE(sent("openai", told)[u"messages"][0][u"role"].toString(), "developer");
        QCOMPARE(sent("azure", told)[u"messages"][0][u"role"].toString(), "developer");
        QCOMPARE(sent("groq", told)[u"messages"][0][u"role"].toString(), "system");
        QCOMPARE(sent("huggingface", hello, {}, "together/org/name")[u"model"].toString(), "org/name:together");
        QCOMPARE(sent("openrouter", hello, {}, "together/org/name")[u"model"].toString(), "together/org/name");
        wire::Target azure = targetFor("azure", "dep");
        azure.apiBase = "https://r.openai.azure.com";
        QVERIFY(encode(azure, hello)->url.contains("/openai/deployments/dep/chat/completions?api-version="));
        QCOMPARE(headerValue(encode(targetFor("anthropic"), hello)->headers, "anthropic-version"), "2023-06-01");
        QVERIFY(sent("sagemaker_chat", hello)[u"messages"].isArray());
        QVERIFY(sent("sagemaker", hello)[u"inputs"].isString());
    }

    void parametersOfNobody()
    {
        const std::pair<const char *, const char *> refused[] = {
            { "mistral", ",\"service_tier\":\"flex\"" }, { "mistral", ",\"logit_bias\":{\"1\":1}" },
            { "perplexity", tools },                      { "perplexity", ",\"n\":2" },
            { "cerebras", ",\"n\":2" },                   { "sambanova", ",\"n\":2" },
            { "nvidia_nim", ",\"n\":2" },
        };
        for (const auto &[id, more] : refused) {
            const Result<HttpRequest> encoded = encode(targetFor(id), hello, more);
            QVERIFY2(!encoded && encoded.error().kind == ErrorClass::UnsupportedParams, id);
            QVERIFY2(!sent("openai", hello, more).isEmpty(), more);
        }
    }

    void systemMessagesOfModelsWithout()
    {
        wire::Target target = targetFor("openai", "o1-mini");
        ModelEntry entry;
        entry.capabilities.systemMessages = false;
        target.entry = &entry;
        const char *told = R"([{"role":"system","content":"S"},{"role":"user","content":"U"}])";
        QCOMPARE(toJson(encode(target, told)->body)[u"messages"][0][u"role"].toString(), "user");
        entry.capabilities.systemMessages = true;
        QCOMPARE(toJson(encode(target, told)->body)[u"messages"][0][u"role"].toString(), "system");
    }

private:
    static void everyRow()
    {
        QTest::addColumn<int>("row");
        for (int row = 0; row < int(std::size(providerPlaces)); ++row) {
            QTest::newRow(providerPlaces[row].id) << row;
        }
    }
};

QTEST_APPLESS_MAIN(TestProviderRows)
#include "tst_provider_rows.moc"
