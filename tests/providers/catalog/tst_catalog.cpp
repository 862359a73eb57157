// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/catalog/catalog.h"

#include <QTest>

#include <set>

using namespace patchbay;

class TestCatalog : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Result<Catalog> catalog = Catalog::builtIn();
        QVERIFY2(catalog, catalog ? "" : catalog.error().message.c_str());
        m_catalog = std::move(*catalog);
    }

    void shipsEnoughRowsWithSources()
    {
        QVERIFY(m_catalog.providers().size() >= 60);
        QVERIFY(m_catalog.models().size() >= 300);
        for (const ModelEntry &model : m_catalog.models()) {
            QVERIFY2(!model.source.empty() && !model.date.empty(), model.name.c_str());
            QVERIFY2(model.free || !model.rates.empty(), model.name.c_str());
        }
        std::set<std::string> ids;
        for (const ProviderEntry &provider : m_catalog.providers()) {
            QVERIFY2(ids.insert(provider.id).second, provider.id.c_str());
            QVERIFY2(!provider.keyRequired || !provider.keyVariables.empty(), provider.id.c_str());
        }
    }

    void everyModelHasAProvider()
    {
        std::set<std::string> names;
        for (const ModelEntry &model : m_catalog.models()) {
            QVERIFY2(m_catalog.provider(model.provider), model.provider.c_str());
            QVERIFY2(names.insert(model.provider + "/" + model.name).second, model.name.c_str());
        }
    }

    // A misspelt member would be a rule that nobody keeps.
    void whatARowDoesNotKnowIsRefused_data()
    {
        QTest::addColumn<QByteArray>("providers");
        QTest::addColumn<QByteArray>("models");
        QTest::addColumn<QByteArray>("names");
        const QByteArray row = "\"id\": \"x\", \"name\": \"X\", \"key_variables\": [\"X_KEY\"]";
        const QByteArray good = "[{" + row + "}]";
        QTest::newRow("member") << QByteArray("[{" + row + ", \"api_bas\": \"https://x.example\"}]") << QByteArray("[]") << QByteArray("api_base");
        QTest::newRow("quirk") << QByteArray("[{" + row + ", \"quirks\": {\"flaten_text\": true}}]") << QByteArray("[]") << QByteArray("flatten_text");
        QTest::newRow("exchange") << QByteArray("[{" + row + ", \"exchange\": \"gogle\"}]") << QByteArray("[]") << QByteArray("gogle");
        QTest::newRow("twice") << QByteArray("[{" + row + "}, {" + row + "}]") << QByteArray("[]") << QByteArray("\"x\"");
        QTest::newRow("comma") << QByteArray("[\n{" + row + "},\n{]") << QByteArray("[]") << QByteArray("line 3");
        QTest::newRow("rate") << good << QByteArray("[{\"provider\": \"x\", \"name\": \"m\", \"rates\": {\"inputs\": \"0.1\"}}]") << QByteArray("inputs");
        QTest::newRow("model") << good << QByteArray("[{\"provider\": \"x\", \"name\": \"m\", \"contxt\": 5}]") << QByteArray("context");
    }
    void whatARowDoesNotKnowIsRefused()
    {
        QFETCH(const QByteArray, providers);
        QFETCH(const QByteArray, models);
        QFETCH(const QByteArray, names);
        const Result<Catalog> catalog = Catalog::parse(providers.toStdString(), models.toStdString());
        QVERIFY(!catalog.has_value());
        QVERIFY2(catalog.error().message.contains(names.toStdString()), catalog.error().message.c_str());
    }

    void pricesEveryKindOfCall()
    {
        std::set<std::string> modes;
        for (const ModelEntry &model : m_catalog.models()) {
            modes.insert(model.mode);
            for (const PriceRate &rate : model.rates) {
                // Nothing costs a dollar a token: a slipped decimal point would.
                const bool byToken = rateUnit(rate.kind) == "token";
                QVERIFY2(!byToken || rate.perUnit.toString() < "0.001", model.name.c_str());
            }
        }
        for (const char *mode : { "chat", "embedding", "image_generation", "audio_transcription", "audio_speech", "rerank", "ocr" }) {
            QVERIFY2(modes.contains(mode), mode);
        }
    }

    void pricesAreNotOffByADigit()
    {
        // Widely known prices, in dollars a token, from the providers' own pages.
        const struct {
            const char *provider;
            const char *name;
            const char *input;
            const char *output;
        } known[] = {
            { "openai", "gpt-4o", "0.0000025", "0.00001" },
            { "openai", "gpt-4o-mini", "0.00000015", "0.0000006" },
            { "openai", "gpt-4.1", "0.000002", "0.000008" },
            { "openai", "gpt-5", "0.00000125", "0.00001" },
            { "openai", "gpt-5-mini", "0.00000025", "0.000002" },
            { "openai", "o3", "0.000002", "0.000008" },
            { "openai", "text-embedding-3-small", "0.00000002", "" },
            { "anthropic", "claude-opus-4-1", "0.000015", "0.000075" },
            { "anthropic", "claude-sonnet-4-5", "0.000003", "0.000015" },
            { "anthropic", "claude-haiku-4-5", "0.000001", "0.000005" },
            { "gemini", "gemini-2.5-pro", "0.00000125", "0.00001" },
            { "gemini", "gemini-2.5-flash", "0.0000003", "0.0000025" },
            { "xai", "grok-4", "0.000003", "0.000015" },
            { "groq", "llama-3.3-70b-versatile", "0.00000059", "0.00000079" },
            { "bedrock", "amazon.nova-pro-v1:0", "0.0000008", "0.0000032" },
            { "cohere", "command-a-03-2025", "0.0000025", "0.00001" },
            { "perplexity", "sonar-pro", "0.000003", "0.000015" },
        };
        for (const auto &row : known) {
            const ModelEntry *model = m_catalog.model(row.provider, row.name);
            QVERIFY2(model != nullptr, row.name);
            QCOMPARE(priceOf(*model, RateKind::Input), std::string(row.input));
            QCOMPARE(priceOf(*model, RateKind::Output), std::string(row.output));
        }
    }

    // The prices of one model keep to each other: what is written costs one to ten times what is read, and what comes
    // from a cache no more than what does not.
    void pricesOfAModelKeepToEachOther()
    {
        const std::set<std::string> steep { // as their sources list them, which is odd and not confirmed elsewhere
            "openrouter/moonshotai/kimi-k3",
            "openrouter/deepseek/deepseek-v4.1-flash",
            "openrouter/deepseek/deepseek-v4.1-flash-1017",
            "openrouter/deepseek/deepseek-v4-pro-0813",
            "vercel_ai_gateway/alibaba/qwen3.8-27b",
        };
        const std::set<std::string> dear { "openai/o1-pro", "azure/o1-pro" };
        int compared = 0;
        for (const ModelEntry &model : m_catalog.models()) {
            const std::string id = model.provider + "/" + model.name;
            const double input = QByteArray::fromStdString(priceOf(model, RateKind::Input)).toDouble();
            const double output = QByteArray::fromStdString(priceOf(model, RateKind::Output)).toDouble();
            const double cached = QByteArray::fromStdString(priceOf(model, RateKind::CacheRead)).toDouble();
            if (model.mode != "chat" || input <= 0 || output <= 0) {
                continue;
            }
            ++compared;
            constexpr double slack = 1.0001;
            QVERIFY2(output * slack >= input, id.c_str());
            QVERIFY2(output <= 10 * input * slack || steep.contains(id), id.c_str());
            QVERIFY2(cached <= input * slack, id.c_str());
            QVERIFY2((input <= 0.00003 * slack && output <= 0.00018 * slack) || dear.contains(id), id.c_str());
        }
        QVERIFY(compared >= 250);
    }

    void resolves_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("provider");
        QTest::addColumn<QString>("name");
        QTest::newRow("prefixed") << "openai/gpt-4o" << "openai" << "gpt-4o";
        QTest::newRow("slashes in the name") << "groq/openai/gpt-oss-120b" << "groq" << "openai/gpt-oss-120b";
        QTest::newRow("unknown model") << "openai/gpt-99" << "openai" << "gpt-99";
        QTest::newRow("bare gpt") << "gpt-4o" << "openai" << "gpt-4o";
        QTest::newRow("bare picture model") << "dall-e-3" << "openai" << "dall-e-3";
        QTest::newRow("bare sound model") << "whisper-1" << "openai" << "whisper-1";
        QTest::newRow("bare moderation") << "text-moderation-stable" << "openai" << "text-moderation-stable";
        QTest::newRow("fine-tuned") << "ft:gpt-4o-mini:acme::x" << "openai" << "ft:gpt-4o-mini:acme::x";
        QTest::newRow("bare rerank") << "rerank-english-v3.0" << "cohere" << "rerank-english-v3.0";
        QTest::newRow("bare Bedrock") << "us.anthropic.claude-sonnet-4-5-20250929-v1:0" << "bedrock"
                                      << "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
        QTest::newRow("bare o3") << "o3-mini" << "openai" << "o3-mini";
        QTest::newRow("bare claude") << "claude-sonnet-4-5" << "anthropic" << "claude-sonnet-4-5";
        QTest::newRow("bare gemini") << "gemini-2.5-flash" << "gemini" << "gemini-2.5-flash";
    }
    void resolves()
    {
        QFETCH(QString, model);
        QFETCH(QString, provider);
        QFETCH(QString, name);
        const Result<ResolvedModel> resolved = m_catalog.resolve(model.toStdString());
        QVERIFY(resolved);
        QCOMPARE(QString::fromStdString(resolved->provider->id), provider);
        QCOMPARE(QString::fromStdString(resolved->name), name);
    }

    void findsFactsUnderAnotherName_data()
    {
        QTest::addColumn<QString>("provider");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("known");
        QTest::newRow("across regions") << "bedrock" << "us.a.b-v1:0" << "a.b-v1:0";
        QTest::newRow("a region") << "bedrock" << "eu-west-1/a.b-v1:0" << "a.b-v1:0";
        QTest::newRow("a route") << "bedrock" << "converse/us-gov.a.b-v1:0" << "a.b-v1:0";
        QTest::newRow("fine-tuned") << "openai" << "ft:gpt-x:org::id" << "ft:gpt-x";
        QTest::newRow("by Responses") << "openai" << "responses/gpt-x" << "gpt-x";
        QTest::newRow("a version") << "vertex_ai" << "claude-x@20250101" << "claude-x";
        QTest::newRow("a tag") << "ollama" << "llama:7b" << "llama";
    }
    void findsFactsUnderAnotherName()
    {
        QFETCH(QString, provider);
        QFETCH(QString, name);
        QFETCH(QString, known);
        Catalog catalog;
        ModelEntry entry;
        entry.provider = provider.toStdString();
        entry.name = known.toStdString();
        catalog.overlay({ entry }, CatalogLayer::Imported);
        QVERIFY(catalog.similarModel(provider.toStdString(), name.toStdString()));
        QVERIFY(!catalog.model(provider.toStdString(), name.toStdString()));
        QVERIFY(!catalog.similarModel(provider.toStdString(), "other"));
    }

    void namesTheNearestProvider()
    {
        const Result<ResolvedModel> resolved = m_catalog.resolve("antropic/claude");
        QVERIFY(!resolved);
        QCOMPARE(resolved.error().kind, ErrorClass::UnknownProvider);
        QVERIFY(resolved.error().remedy.contains("anthropic"));
        QVERIFY(!m_catalog.resolve("my-model"));
        QVERIFY(!m_catalog.resolve("openai/"));
        QVERIFY(!m_catalog.resolve(""));
    }

    void recognisesKeys_data()
    {
        QTest::addColumn<QString>("start");
        QTest::addColumn<QString>("provider");
        QTest::newRow("openai project") << "sk-proj-" << "openai";
        QTest::newRow("anthropic") << "sk-ant-api03-" << "anthropic";
        QTest::newRow("openrouter") << "sk-or-v1-" << "openrouter";
        QTest::newRow("groq") << "gsk_" << "groq";
        QTest::newRow("google") << "AIza" << "gemini";
        QTest::newRow("xai") << "xai-" << "xai";
    }
    void recognisesKeys()
    {
        QFETCH(QString, start);
        QFETCH(QString, provider);
        const std::string key = start.toStdString() + std::string(60, 'x');
        const std::vector<const ProviderEntry *> found = m_catalog.recogniseKey(key);
        QVERIFY(!found.empty());
        QCOMPARE(QString::fromStdString(found.front()->id), provider);
    }

    void offersSeveralForAmbiguousKeys()
    {
        QVERIFY(m_catalog.recogniseKey("sk-" + std::string(60, 'x')).size() > 1);
        QVERIFY(m_catalog.recogniseKey("hello").empty());
    }

    void refusesBadTables()
    {
        QVERIFY(!Catalog::parse("{", "[]"));
        QVERIFY(!Catalog::parse(R"([{"id": "x"}])", "[]"));
        QVERIFY(!Catalog::parse("[]", R"([{"provider": "nobody"}])"));
        const Result<Catalog> badRate = Catalog::parse(
            R"([{"id": "x", "name": "X"}])", R"([{"provider": "x", "name": "m", "rates": {"input": "cheap"}}])");
        QVERIFY(!badRate);
        QVERIFY(badRate.error().message.contains("cheap"));
    }

private:
    // The standard tier's price of a token; empty where there is none.
    static std::string priceOf(const ModelEntry &model, RateKind kind)
    {
        for (const PriceRate &rate : model.rates) {
            if (rate.kind == kind && rate.serviceTier.empty() && rate.variant.empty() && rate.abovePromptTokens == 0) {
                return rate.perUnit.toString();
            }
        }
        return {};
    }

    Catalog m_catalog;
};

QTEST_APPLESS_MAIN(TestCatalog)
#include "tst_catalog.moc"
