// SPDX-License-Identifier: GPL-3.0-or-later
//
// Providers that build upon other families: Vertex AI, watsonx, Azure and those whose addresses have an account in
// them.
#include "providers/wire/token_exchange.h"
#include "providers/wire/vertex_codec.h"
#include "tests/providers/wire/golden_replay.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::wire::testing;

namespace {

const Catalog &catalog()
{
    static const Catalog built = *Catalog::builtIn();
    return built;
}

Target targetOf(const std::string &provider, const std::string &model, std::string base = {})
{
    const ProviderEntry &row = *catalog().provider(provider);
    Target target { row, model, catalog().model(provider, model), base.empty() ? row.apiBase : base, 1700000000 };
    target.settings = { { "project", "test-project" }, { "account", "acc" } };
    return target;
}

constexpr const char *hello = "{\"model\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

Result<HttpRequest> encode(const Target &target, const std::string &more = {})
{
    return codecFor(target.provider.family).encode(*parseChatRequest(hello + more + "}"), target);
}

} // namespace

class TestVertex : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void credentialsSayWhatIsMissing()
    {
        const auto problem = [](const char *json) {
            const Result<TokenCall> call = tokenRequest(TokenExchange::GoogleServiceAccount,
                                                        SecretBytes::copyOf(std::string_view(json)), 1700000000);
            return call ? std::string("none") : call.error().param + ": " + call.error().message;
        };
        const auto says = [&](const char *json, std::string_view field, std::string_view what) {
            const std::string said = problem(json);
            return said.starts_with(std::string(field) + ": ") && said.contains(what);
        };
        QVERIFY(says("{}", "client_email", "is missing"));
        QVERIFY(says("{\"type\":\"service_account\",\"client_email\":\"a@b\"}", "private_key", "is missing"));
        QVERIFY(says("{\"client_email\":\"a@b\",\"private_key\":\"\"}", "private_key", "is missing"));
        QVERIFY(says("{\"client_email\":\"a@b\",\"private_key\":\"x\"}", "private_key", "no RSA key"));
        QVERIFY(says("{\"type\":\"external_account\",\"audience\":\"a\"}", "type", "external_account"));
        QVERIFY(says("{\"type\":\"authorized_user\",\"client_id\":\"i\",\"client_secret\":\"s\"}", "refresh_token", "is missing"));
        QVERIFY(says("nonsense", "service account", "no JSON"));
    }

    void personsTokenIsRefreshed()
    {
        const SecretBytes file = SecretBytes::copyOf(std::string_view(
            "{\"type\":\"authorized_user\",\"client_id\":\"i.apps\",\"client_secret\":\"s/1\",\"refresh_token\":\"1//r\",\"quota_project_id\":\"q\"}"));
        const Result<TokenCall> call = tokenRequest(TokenExchange::GoogleServiceAccount, file, 1700000000);
        QVERIFY(call);
        QCOMPARE(call->request.url, "https://oauth2.googleapis.com/token");
        QCOMPARE(call->request.body, "grant_type=refresh_token&client_id=i.apps&client_secret=");
        const std::span<const char> secret = call->secret.bytes();
        QCOMPARE(std::string(secret.data(), secret.size()), "s%2F1&refresh_token=1%2F%2Fr");
        QCOMPARE(projectOf(file), "q");
        QCOMPARE(projectOf(SecretBytes::copyOf(std::string_view("{\"project_id\":\"p\"}"))), "p");
        QVERIFY(projectOf(SecretBytes::copyOf(std::string_view("ya29.token"))).empty());
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("provider");
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("more");
        QTest::addColumn<QString>("url");
        const auto row = [](const char *provider, const char *model, const char *more, const char *url,
                            const char *base = "") {
            QTest::newRow((std::string(provider) + "/" + model + more).c_str())
                << provider << model << base << more << url;
        };
        const char *vertex =
            "https://us-central1-aiplatform.googleapis.com/v1/projects/test-project/locations/us-central1/";
        row("vertex_ai", "gemini-x", "",
            (std::string(vertex) + "publishers/google/models/gemini-x:generateContent").c_str());
        row("vertex_ai", "gemini-x", ",\"stream\":true",
            (std::string(vertex) + "publishers/google/models/gemini-x:streamGenerateContent?alt=sse").c_str());
        row("vertex_ai", "claude-x@1", ",\"vertex_location\":\"europe-west1\",\"vertex_project\":\"p2\"",
            "https://europe-west1-aiplatform.googleapis.com/v1/projects/p2/locations/europe-west1/publishers/anthropic/"
            "models/claude-x@1:rawPredict");
        row("vertex_ai", "gemini-x", ",\"vertex_location\":\"global\"",
            "https://aiplatform.googleapis.com/v1/projects/test-project/locations/global/publishers/google/models/"
            "gemini-x:generateContent");
        row("vertex_ai", "meta/llama-4", "", (std::string(vertex) + "endpoints/openapi/chat/completions").c_str());
        row("vertex_ai", "1234567890", "", (std::string(vertex) + "endpoints/1234567890:generateContent").c_str());
        row("watsonx", "deployment/d1", ",\"stream\":true",
            "https://us-south.ml.cloud.ibm.com/ml/v1/deployments/d1/text/chat_stream?version=2024-03-13");
        row("cloudflare", "@cf/meta/llama", "",
            "https://api.cloudflare.com/client/v4/accounts/acc/ai/v1/chat/completions");
        row("azure", "dep", "", "https://r.openai.azure.com/openai/v1/chat/completions",
            "https://r.openai.azure.com/openai/v1");
        row("azure", "dep", ",\"api_version\":\"2025-01-01-preview\"",
            "https://r.openai.azure.com/openai/deployments/dep/chat/completions?api-version=2025-01-01-preview",
            "https://r.openai.azure.com");
    }
    void addresses()
    {
        QFETCH(QString, provider);
        QFETCH(QString, model);
        QFETCH(QString, base);
        QFETCH(QString, more);
        QFETCH(QString, url);
        const Result<HttpRequest> made =
            encode(targetOf(provider.toStdString(), model.toStdString(), base.toStdString()), more.toStdString());
        QVERIFY(made);
        QCOMPARE(text(made->url), url);
        QVERIFY(!made->body.contains("vertex_location"));
    }

    void missingProjectNamesTheVariable()
    {
        Target target = targetOf("vertex_ai", "gemini-x");
        target.settings.clear();
        const Result<HttpRequest> made = encode(target);
        QVERIFY(!made);
        QCOMPARE(made.error().kind, ErrorClass::BadRequest);
        QVERIFY(made.error().remedy.contains("VERTEXAI_PROJECT"));
    }

    void golden()
    {
        const std::vector<QByteArray> lines = sharedLines("golden/vertex.jsonl");
        if (lines.empty()) {
            QSKIP("the shared recordings are not here");
        }
        const VertexCodec codec;
        int compared = 0;
        for (const QByteArray &line : lines) {
            const Recording recording(line);
            const Target target = targetOf("vertex_ai", "gemini-2.5-flash");
            if (recording.kind == "sse") {
                const Folded folded = foldAnyWay(codec, target, recording.response.body);
                QVERIFY2(!folded.malformed && !folded.error, recording.id.c_str());
            } else if (recording.kind == "error") {
                QVERIFY(!codec.decodeError(recording.response, target).message.empty());
            } else if (recording.op == "generateContent") {
                const Result<ChatResponse> answer = codec.decode(recording.response, target);
                QVERIFY2(answer, recording.id.c_str());
                QString said;
                for (const QJsonValue &part : recording.body()["candidates"][0]["content"]["parts"].toArray()) {
                    said += part["thought"].toBool() ? QString() : part["text"].toString();
                }
                QCOMPARE(text(answer->choices.at(0).content.value_or("")), said);
            } else {
                continue;
            }
            ++compared;
        }
        QCOMPARE(compared, 39);
    }
};

QTEST_APPLESS_MAIN(TestVertex)
#include "tst_vertex.moc"
