// SPDX-License-Identifier: GPL-3.0-or-later
//
// Configurations from elsewhere: each is a text that reads without an error, means what was meant, and holds no key.
#include "models/bay/imports.h"
#include "models/config/config_document.h"
#include "providers/catalog/catalog.h"

#include <QTest>

#include <algorithm>

using namespace patchbay;
using namespace patchbay::bay;

namespace {

// Errors only: that variables are not set is no fault of the text.
QString faultsOf(const std::string &text)
{
    QStringList faults;
    const auto document = document::ConfigDocument::fromText(text, "config.yaml");
    if (!document) {
        return QString::fromStdString(document.error().message);
    }
    for (const config::Problem &problem : document->configuration().problems) {
        if (problem.severity == config::Severity::Error) {
            faults.append(QString::fromStdString(config::toLine(problem)));
        }
    }
    return faults.join(u'\n');
}

QString bodyOf(const std::string &text)
{
    const std::size_t begin = text.find("model_list:");
    return QString::fromStdString(begin == std::string::npos ? text : text.substr(begin));
}

} // namespace

class TestImports : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keysOfTheEnvironment()
    {
        const HasVariable isSet = [](const std::string &name) { return name == "ANTHROPIC_API_KEY" || name == "OPENAI_API_KEY"; };
        QCOMPARE(keysInEnvironment(m_catalog, isSet).size(), 2U);
        const auto imported = importEnvironment(m_catalog, isSet);
        QVERIFY(imported);
        QCOMPARE(faultsOf(imported->text), QString());
        const auto document = document::ConfigDocument::fromText(imported->text, "config.yaml");
        const auto &deployments = document->configuration().deployments;
        QCOMPARE(deployments.size(), 2U);
        QVERIFY(std::ranges::any_of(deployments, [](const auto &each) { return each.model.starts_with("openai/"); }));
        QVERIFY(imported->text.find("api_key: os.environ/ANTHROPIC_API_KEY") != std::string::npos);
        QVERIFY(imported->text.find("  fallbacks:") != std::string::npos);
        QVERIFY(!importEnvironment(m_catalog, {}));
        QVERIFY(!importEnvironment(m_catalog, [](const std::string &) { return false; }));
    }

    void portkeyBecomesGroups_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("wanted");
        const auto row = [](const char *name, const char *json, const char *wanted) {
            QTest::newRow(name) << QByteArray(json) << QString::fromUtf8(wanted);
        };
        row("one", R"({"provider": "openai", "api_key": "sk-canary-1234567890", "override_params": {"model": "gpt-4o", "temperature": 0.2}})",
            "model_list:\n  - model_name: chat\n    litellm_params:\n      model: openai/gpt-4o\n      api_key: os.environ/OPENAI_API_KEY\n"
            "      temperature: 0.2\n");
        row("balanced", R"({"strategy": {"mode": "loadbalance"}, "targets": [
                {"provider": "openai", "weight": 0.7, "override_params": {"model": "gpt-4o"}},
                {"provider": "google", "weight": 0.3, "override_params": {"model": "gemini-2.5-flash"}}],
                "retry": {"attempts": 3}, "cache": {"mode": "simple", "max_age": 60}})",
            "model_list:\n  - model_name: chat\n    litellm_params:\n      model: openai/gpt-4o\n      api_key: os.environ/OPENAI_API_KEY\n"
            "      weight: 7\n  - model_name: chat\n    litellm_params:\n      model: gemini/gemini-2.5-flash\n      api_key: os.environ/GEMINI_API_KEY\n"
            "      weight: 3\n\nrouter_settings:\n  num_retries: 3\n\nlitellm_settings:\n  cache: true\n  cache_params:\n    type: local\n    ttl: 60\n");
        row("a balancer inside a fallback", R"({"strategy": {"mode": "fallback"}, "request_timeout": 1500, "targets": [
                {"virtual_key": "openai-prod-canary", "override_params": {"model": "gpt-4o"}},
                {"name": "spare", "strategy": {"mode": "loadbalance"}, "targets": [
                    {"provider": "anthropic", "override_params": {"model": "claude-sonnet-4-5"}},
                    {"virtual_key": "openai-test-canary", "override_params": {"model": "gpt-4o-mini"}}]}]})",
            "model_list:\n  - model_name: chat\n    litellm_params:\n      model: openai/gpt-4o\n      api_key: os.environ/OPENAI_API_KEY\n      timeout: 1.5\n"
            "  - model_name: spare\n    litellm_params:\n      model: anthropic/claude-sonnet-4-5\n      api_key: os.environ/ANTHROPIC_API_KEY\n      timeout: 1.5\n"
            "  - model_name: spare\n    litellm_params:\n      model: openai/gpt-4o-mini\n      api_key: os.environ/OPENAI_API_KEY_2\n      timeout: 1.5\n"
            "\nrouter_settings:\n  fallbacks:\n    - chat: [spare]\n");
        row("conditions", R"({"strategy": {"mode": "conditional", "conditions": [
                {"query": {"metadata.plan": {"$eq": "paid"}}, "then": "best"},
                {"query": {"$or": []}, "then": "best"}], "default": "free"},
              "targets": [{"name": "best", "provider": "@anthropic-eu", "override_params": {"model": "claude-opus-4-6"}},
                {"name": "free", "provider": "openai", "override_params": {"model": "gpt-4o-mini"}}]})",
            "model_list:\n  - model_name: best\n    litellm_params:\n      model: anthropic/claude-opus-4-6\n      api_key: os.environ/ANTHROPIC_API_KEY\n"
            "  - model_name: chat\n    litellm_params:\n      model: openai/gpt-4o-mini\n      api_key: os.environ/OPENAI_API_KEY\n"
            "\npatchbay:\n  rules:\n    - when:\n        model: chat\n        tag: [plan:paid]\n      use: best\n");
        row("Azure", R"({"provider": "azure-openai", "azure_resource_name": "swe", "azure_deployment_id": "gpt4", "azure_api_version": "2024-10-21"})",
            "model_list:\n  - model_name: chat\n    litellm_params:\n      model: azure/gpt4\n      api_base: https://swe.openai.azure.com\n"
            "      api_key: os.environ/AZURE_API_KEY\n      api_version: \"2024-10-21\"\n");
    }
    void portkeyBecomesGroups()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, wanted);
        const auto imported = importPortkey(json.toStdString(), m_catalog);
        QVERIFY2(imported, imported ? "" : imported.error().message.c_str());
        QCOMPARE(bodyOf(imported->text), wanted);
        QCOMPARE(faultsOf(imported->text), QString());
        QVERIFY2(!imported->text.contains("canary"), imported->text.c_str());
    }

    void whatCannotBeTakenOverIsTold()
    {
        const auto imported = importPortkey(R"({"strategy": {"mode": "fallback", "on_status_codes": [429]}, "cache": {"mode": "semantic"},
            "targets": [{"provider": "openai"}, {"provider": "no-such-thing"}]})", m_catalog);
        QVERIFY(imported);
        QCOMPARE(imported->notes.size(), 4U);
        for (const char *word : { "cache.mode semantic", "on_status_codes", "no-such-thing", "names no model" }) {
            QVERIFY2(imported->text.contains(word), word);
        }
        for (const char *json : { "", "[]", "{}", "{\"targets\": []}", R"({"targets": [{"provider": "no-such-thing"}]})" }) {
            QVERIFY2(!importPortkey(json, m_catalog), json);
        }
        std::string deep = R"({"provider": "openai"})";
        for (int level = 0; level < 40; ++level) {
            deep = R"({"strategy": {"mode": "fallback"}, "targets": [)" + deep + ", " + R"({"provider": "openai"})" + "]}";
        }
        const auto refused = importPortkey(deep, m_catalog);
        QVERIFY(!refused && refused.error().message.contains("too many"));
    }

    // A key that hides where nobody looks for one, and a name that would break out of its comment.
    void noKeyGetsThrough()
    {
        const auto imported = importPortkey("{\"provider\": \"openai\", \"name\": \"x\", \"override_params\": {\"model\": \"gpt-4o\","
                                            "\"headers\": {\"api_key\": \"canary-one-1234\"}, \"user\": \"sk-canary-1234567890\"},"
                                            "\"cache\": {\"mode\": \"odd\\nmodel_list: []\"}}", m_catalog);
        QVERIFY(imported);
        QVERIFY2(!imported->text.contains("canary"), imported->text.c_str());
        QCOMPARE(faultsOf(imported->text), QString());
        QCOMPARE(document::ConfigDocument::fromText(imported->text, "x")->configuration().deployments.size(), 1U);
    }

    void listedModels()
    {
        const Imported proxy = importModels({ "litellm_proxy", "http://127.0.0.1:4000", { "chat", "openai/gpt-4o" } }, m_catalog);
        QCOMPARE(bodyOf(proxy.text), QStringLiteral("model_list:\n  - model_name: chat\n    litellm_params:\n      model: litellm_proxy/chat\n"
                                                    "      api_base: http://127.0.0.1:4000\n      api_key: os.environ/LITELLM_PROXY_API_KEY\n"
                                                    "  - model_name: openai/gpt-4o\n    litellm_params:\n      model: litellm_proxy/openai/gpt-4o\n"
                                                    "      api_base: http://127.0.0.1:4000\n      api_key: os.environ/LITELLM_PROXY_API_KEY\n"));
        QCOMPARE(faultsOf(proxy.text), QString());
        const Imported router = importModels({ "openrouter", "https://openrouter.ai/api/v1", { "openai/gpt-4o" } }, m_catalog);
        QVERIFY(!router.text.contains("api_base"));
        QCOMPARE(faultsOf(router.text), QString());
    }

private:
    Catalog m_catalog = *Catalog::builtIn();
};

QTEST_GUILESS_MAIN(TestImports)
#include "tst_imports.moc"
