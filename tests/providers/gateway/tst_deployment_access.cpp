// SPDX-License-Identifier: GPL-3.0-or-later
//
// What litellm_params of a deployment say to its provider: credentials of several parts, headers, defaults, fields that
// nobody here knows.
#include "tests/providers/gateway/gateway_world.h"
#include "tests/support/hostile_server.h"

#include <QTemporaryFile>
#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;
using patchbay::testing::HostileServer;
using patchbay::testing::RawSocket;

namespace {

// Answers every request alike and keeps what it was asked.
class Upstream {
public:
    explicit Upstream(std::string answer)
        : m_server([this, answer = std::move(answer)](const RawSocket &socket, int) {
            for (std::string asked = socket.receiveMessage(); !asked.empty(); asked = socket.receiveMessage()) {
                {
                    const std::scoped_lock lock(m_mutex);
                    m_asked = asked;
                }
                socket.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + std::to_string(answer.size())
                            + "\r\n\r\n" + answer);
            }
        })
    {
    }
    std::string url(std::string_view path = "") const { return m_server.url(path); }
    std::string asked() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_asked;
    }

private:
    mutable std::mutex m_mutex;
    std::string m_asked;
    const HostileServer m_server;
};

const std::string openAiAnswer = R"({"id":"c1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,)"
                                 R"("message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],)"
                                 R"("usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}})";
const std::string bedrockAnswer = R"({"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},"stopReason":"end_turn",)"
                                  R"("usage":{"inputTokens":3,"outputTokens":1,"totalTokens":4}})";
const std::string vectorAnswer = R"({"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"model":"m",)"
                                 R"("usage":{"prompt_tokens":1,"total_tokens":1}})";

std::string chat(const std::string &model, const std::string &more = {})
{
    return R"({"model":")" + model + R"(","messages":[{"role":"user","content":"Hi"}])" + more + "}";
}

// The first deployment of a file with these parameters.
DeploymentAccess read(const std::string &parameters, std::vector<std::string> &warnings)
{
    static const Catalog catalog = *Catalog::builtIn();
    const config::GatewayConfig file =
        config::parseConfig("model_list:\n  - model_name: m\n    litellm_params:\n" + parameters, "test.yaml");
    const AccessSources sources { [](const std::string &name) { return name == "SET" ? std::string("from-variable") : std::string(); },
                                  [](std::string_view name) { return name == "IN_VAULT"; } };
    return accessOf(file.deployments.front(), catalog, sources, warnings);
}

std::string text(const SecretBytes &secret)
{
    return { secret.bytes().data(), secret.bytes().size() };
}

} // namespace

class TestDeploymentAccess : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keysOfAwsSign()
    {
        const Upstream upstream(bedrockAnswer);
        GatewayWorld world({ { "claude", "bedrock/anthropic.claude-3-5-sonnet-20240620-v1:0",
                               "      aws_access_key_id: AKIDEXAMPLE\n      aws_secret_access_key: secret-of-aws\n"
                               "      aws_region_name: eu-west-1\n",
                               upstream.url(), {} } });
        const auto answer = world.send("/v1/chat/completions", chat("claude"));
        QVERIFY2(answer.status == 200, answer.body.c_str());
        const std::string asked = upstream.asked();
        QVERIFY2(asked.contains("Credential=AKIDEXAMPLE/") && asked.contains("/eu-west-1/bedrock/"), asked.c_str());
        QVERIFY(!asked.contains("secret-of-aws") && !asked.contains("aws_region_name"));
        QCOMPARE(world.ledger.rows().back().draft.providerKey, "config");
    }

    void headersAndFieldsGoAlong()
    {
        const Upstream upstream(openAiAnswer);
        GatewayWorld world({ { "own", "openai/gpt-4o",
                               "      organization: org-of-ours\n      temperature: 0.25\n      guided_choice: [a, b]\n"
                               "      extra_headers: {X-Team: blue, X-Api-Token: token-of-ours}\n"
                               "      extra_body: {repetition_penalty: 1.5}\n      additional_drop_params: [seed, odd]\n",
                               upstream.url("/v1") } });
        const auto answer = world.send("/v1/chat/completions", chat("own", R"(,"seed":7,"odd":true,"max_tokens":5)"));
        QVERIFY2(answer.status == 200, answer.body.c_str());
        const std::string asked = upstream.asked();
        for (const char *part : { "openai-organization: org-of-ours", "X-Team: blue", "X-Api-Token: token-of-ours",
                                  "Bearer upstream-key", "\"temperature\":0.25", "\"guided_choice\":[", "\"repetition_penalty\":1.5",
                                  "\"max_tokens\":5" }) {
            QVERIFY2(asked.contains(part), (std::string(part) + " in " + asked).c_str());
        }
        QVERIFY2(!asked.contains("seed") && !asked.contains("odd"), asked.c_str());
        // A caller's own value goes before the file's.
        QCOMPARE(world.send("/v1/chat/completions", chat("own", R"(,"temperature":1)")).status, 200);
        QVERIFY(upstream.asked().contains("\"temperature\":1") && !upstream.asked().contains("0.25"));
    }

    void otherKindsHaveTheirs()
    {
        const Upstream upstream(vectorAnswer);
        GatewayWorld world({ { "vectors", "openai/text-embedding-3-small",
                               "      dimensions: 256\n      temperature: 0.25\n      extra_body: {truncate: END}\n"
                               "      additional_drop_params: [user]\n",
                               upstream.url("/v1") } });
        const auto answer = world.send("/v1/embeddings", R"({"model":"vectors","input":"Hi","user":"u-1"})");
        QVERIFY2(answer.status == 200, answer.body.c_str());
        const std::string asked = upstream.asked();
        QVERIFY2(asked.contains("\"dimensions\":256") && asked.contains("\"truncate\":\"END\""), asked.c_str());
        QVERIFY2(!asked.contains("temperature") && !asked.contains("u-1"), asked.c_str());
    }

    void accountsOfSeveralPartsAreOneKey()
    {
        std::vector<std::string> warnings;
        const DeploymentAccess google = read("      model: vertex_ai/gemini-2.5-flash\n      vertex_project: p-1\n"
                                             "      vertex_credentials: {type: service_account, client_email: os.environ/SET}\n",
                                             warnings);
        QVERIFY(text(google.key).contains(R"("client_email":"from-variable")"));
        QVERIFY(google.defaults.chat && google.defaults.chat->extra.text.contains("p-1") && google.defaults.others.text.contains("p-1"));
        const DeploymentAccess entra = read("      model: azure/gpt-4o\n      api_base: https://a.openai.azure.com\n      tenant_id: t-1\n"
                                            "      client_id: c-1\n      client_secret: os.environ/SET\n      api_version: 2025-01-01\n",
                                            warnings);
        QVERIFY(text(entra.key).contains(R"("client_secret":"from-variable")"));
        const DeploymentAccess token = read("      model: azure/gpt-4o\n      azure_ad_token: entra-token\n", warnings);
        QVERIFY(token.key.empty() && text(token.secretHeaders).contains("authorization: Bearer entra-token"));
        QVERIFY2(warnings.empty(), warnings.empty() ? "" : warnings.front().c_str());
    }

    void filesOfCredentialsAreRead()
    {
        QTemporaryFile file;
        QVERIFY(file.open());
        file.write(R"({"type":"service_account","client_email":"of-the-file"})");
        file.flush();
        std::vector<std::string> warnings;
        const std::string model = "      model: vertex_ai/gemini-2.5-flash\n";
        QVERIFY(text(read(model + "      vertex_credentials: " + file.fileName().toStdString() + "\n", warnings).key).contains("of-the-file"));
        QVERIFY(warnings.empty());
        QVERIFY(read(model + "      vertex_credentials: /nowhere/at-all.json\n", warnings).key.empty());
        QVERIFY(warnings.size() == 1 && warnings.front().contains("/nowhere/at-all.json"));
    }

    // What a vault may know is no fault of the file; what nobody knows is.
    void parametersThatAreAllowedAnyway()
    {
        const Upstream upstream(openAiAnswer);
        GatewayWorld world({ { "told", "openai/gpt-5", "      allowed_openai_params: [temperature]\n", upstream.url("/v1") },
                             { "untold", "openai/gpt-5", "", upstream.url("/v1") } });
        const std::string warm = ",\"temperature\":0.25";
        QCOMPARE(world.send("/v1/chat/completions", chat("untold", warm)).status, 400);
        const auto answer = world.send("/v1/chat/completions", chat("told", warm));
        QVERIFY2(answer.status == 200, answer.body.c_str());
        QVERIFY(upstream.asked().contains("\"temperature\":0.25") && !upstream.asked().contains("allowed_openai_params"));
        QCOMPARE(world.send("/v1/chat/completions", chat("told", ",\"logit_bias\":{\"5\":1}")).status, 400);
        QCOMPARE(world.send("/v1/chat/completions", chat("untold", warm + ",\"allowed_openai_params\":[\"temperature\"]")).status, 200);
    }

    void awsRolesAndProfiles()
    {
        QTemporaryFile credentials;
        QVERIFY(credentials.open());
        credentials.write("# of tests\n[default]\naws_access_key_id=AKIDDEFAULT\naws_secret_access_key = default+secret/=\n"
                          "[blue]\nrole_arn = arn:aws:iam::1:role/blue\nsource_profile = default\nregion = eu-west-1\n"
                          "s3 =\n  addressing_style = path\n[ profile alone ]\nrole_arn = arn:x\n[sso]\nsso_session = s\n");
        credentials.close();
        const std::map<std::string, std::string> pod { { "AWS_ROLE_ARN", "arn:pod" }, { "AWS_WEB_IDENTITY_TOKEN_FILE", "/var/token" } };
        const std::map<std::string, std::string> files { { "AWS_SHARED_CREDENTIALS_FILE", credentials.fileName().toStdString() } };
        const auto account = [](const std::string &parameters, const std::map<std::string, std::string> &set, std::vector<std::string> &warnings) {
            const Catalog catalog = *Catalog::builtIn();
            const config::GatewayConfig file = config::parseConfig(
                "model_list:\n  - model_name: m\n    litellm_params: {model: bedrock/amazon.nova-lite-v1:0" + parameters + "}\n", "t.yaml");
            const AccessSources sources { [&set](const std::string &name) { return set.contains(name) ? set.at(name) : std::string(); }, {} };
            return text(accessOf(file.deployments.front(), catalog, sources, warnings).key);
        };
        std::vector<std::string> warnings;
        QCOMPARE(account("", {}, warnings), "");
        QCOMPARE(account("", files, warnings), R"({"aws_access_key_id":"AKIDDEFAULT","aws_secret_access_key":"default+secret/="})");
        QCOMPARE(account("", pod, warnings), R"({"aws_role_name":"arn:pod","aws_web_identity_token_file":"/var/token"})");
        QCOMPARE(account(", aws_profile_name: blue", files, warnings),
                 R"({"aws_access_key_id":"AKIDDEFAULT","aws_region_name":"eu-west-1","aws_role_name":"arn:aws:iam::1:role/blue",)"
                 R"("aws_secret_access_key":"default+secret/="})");
        QCOMPARE(account(", aws_role_name: arn:r, aws_session_name: s, aws_region_name: eu-north-1", files, warnings),
                 R"({"aws_region_name":"eu-north-1","aws_role_name":"arn:r","aws_session_name":"s"})");
        QCOMPARE(account(", aws_role_name: arn:r, aws_web_identity_token: oidc/file//run/token", {}, warnings),
                 R"({"aws_role_name":"arn:r","aws_web_identity_token_file":"/run/token"})");
        QVERIFY2(warnings.empty(), warnings.empty() ? "" : warnings.front().c_str());
        for (const char *wrong : { ", aws_profile_name: sso", ", aws_profile_name: alone", ", aws_profile_name: nobody",
                                   ", aws_role_name: arn:r, aws_web_identity_token: oidc/google/x",
                                   ", aws_role_name: os.environ/NOWHERE" }) {
            warnings.clear();
            QCOMPARE(account(wrong, files, warnings), "");
            QCOMPARE(warnings.size(), 1U);
        }
    }

    void variablesThatAreNotSet()
    {
        std::vector<std::string> warnings;
        const std::string aws = "      model: bedrock/amazon.nova-lite-v1:0\n      aws_secret_access_key: x\n      aws_access_key_id: os.environ/";
        QVERIFY(read(aws + "IN_VAULT\n", warnings).key.empty());
        QVERIFY(warnings.empty());
        QVERIFY(read(aws + "NOWHERE\n", warnings).key.empty());
        QVERIFY(warnings.size() == 1 && warnings.front().contains("NOWHERE"));
        warnings.clear();
        const DeploymentAccess named = read("      model: openai/gpt-4o\n      api_key: k\n      extra_headers: {Host: evil, \"a b\": c, X-Fine: os.environ/NOWHERE}\n", warnings);
        QCOMPARE(warnings.size(), 3U);
        QVERIFY(named.headers.empty() && named.secretHeaders.empty());
    }
};

QTEST_GUILESS_MAIN(TestDeploymentAccess)
#include "tst_deployment_access.moc"
