// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which credential a call carries: tokens that are exchanged, renewed and forgotten; AWS's and Azure's own variables;
// files that hold a key.
#include "providers/engine/environment_keys.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/token_exchange.h"
#include "tests/support/engine_rig.h"

#include <QTemporaryDir>
#include <QTemporaryFile>
#include <QTest>

#include <openssl/evp.h>
#include <openssl/pem.h>

using namespace patchbay;
using namespace patchbay::test;

namespace {

using KeyPair = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

std::string pemOf(EVP_PKEY *key)
{
    BIO *memory = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(memory, key, nullptr, nullptr, 0, nullptr, nullptr);
    char *text = nullptr;
    const long length = BIO_get_mem_data(memory, &text);
    std::string pem(text, static_cast<std::size_t>(length));
    BIO_free(memory);
    for (std::size_t at = pem.find('\n'); at != std::string::npos; at = pem.find('\n', at)) {
        pem.replace(at, 1, "\\n");
    }
    return pem;
}

QByteArray decoded(const QByteArray &part)
{
    return QByteArray::fromBase64(part, QByteArray::Base64UrlEncoding);
}

bool isSignedBy(EVP_PKEY *key, const QByteArray &text, const QByteArray &signature)
{
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1
        && EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char *>(signature.constData()),
                            static_cast<std::size_t>(signature.size()),
                            reinterpret_cast<const unsigned char *>(text.constData()), static_cast<std::size_t>(text.size()))
        == 1;
}

VariableLookup variables(std::map<std::string, std::string> values)
{
    return [values = std::move(values)](const std::string &name) {
        const auto found = values.find(name);
        return found == values.end() ? std::string() : found->second;
    };
}

std::string textOf(const std::optional<SecretBytes> &secret)
{
    return secret ? std::string(secret->bytes().data(), secret->bytes().size()) : std::string("nothing");
}

std::string object(std::initializer_list<std::pair<const char *, std::string>> members)
{
    wire::JsonWriter writer;
    writer.beginObject();
    for (const auto &[name, value] : members) {
        writer.member(name, value);
    }
    writer.endObject();
    return writer.take();
}

} // namespace

class TestCredentials : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_rig = std::make_unique<EngineRig>();
        m_answer = "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":1,\"candidatesTokenCount\":1,\"totalTokenCount\":2}}";
        m_tokens = 0;
        m_refused = 0;
        m_rig->script = [this](const Seen &seen, int) {
            if (seen.target.contains("token")) {
                return json("{\"access_token\":\"issued-" + std::to_string(++m_tokens) + "\",\"expires_in\":3600}");
            }
            return m_refused-- > 0 ? json("{\"error\":{\"code\":401,\"message\":\"no\",\"status\":\"UNAUTHENTICATED\"}}", 401) : json(m_answer);
        };
    }
    void cleanup()
    {
        m_rig->engine.reset();
        m_rig->server.reset();
        m_rig.reset();
    }

    void aServiceAccountSignsWhatGoogleAsksFor()
    {
        const KeyPair pair(EVP_RSA_gen(2048), EVP_PKEY_free);
        useServiceAccount(pair.get());
        QVERIFY(std::holds_alternative<CallSucceeded>(askVertex()));
        const QByteArray body = QByteArray::fromStdString(m_rig->seen.at(0).body);
        QVERIFY(body.contains("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"));
        const QList<QByteArray> jwt = body.mid(body.indexOf("assertion=") + 10).split('.');
        QCOMPARE(jwt.size(), 3);
        QVERIFY(isSignedBy(pair.get(), jwt[0] + '.' + jwt[1], decoded(jwt[2])));
        const QByteArray claims = decoded(jwt[1]);
        QVERIFY2(claims.contains("\"scope\":\"https://www.googleapis.com/auth/cloud-platform\""), claims.constData());
        QVERIFY(claims.contains("\"iss\":\"robot@p.example\""));
        QVERIFY(claims.contains("\"aud\":\"" + QByteArray::fromStdString(m_rig->base) + "/token\""));
        QVERIFY(decoded(jwt[0]).contains("RS256"));
        // The account says whose project it is.
        QVERIFY2(m_rig->seen.at(1).target.contains("/projects/of-the-account/"), m_rig->seen.at(1).target.c_str());
        QCOMPARE(m_rig->seen.at(1).authorization, "Bearer issued-1");
    }

    void tokensAreRenewedBeforeTheyExpire()
    {
        const KeyPair pair(EVP_RSA_gen(2048), EVP_PKEY_free);
        useServiceAccount(pair.get());
        askVertex();
        m_rig->clock.forward = 3000;
        askVertex();
        QCOMPARE(m_tokens, 1);
        m_rig->clock.forward = 3590;
        askVertex();
        QCOMPARE(m_tokens, 2);
        QCOMPARE(m_rig->seen.back().authorization, "Bearer issued-2");
    }

    void aRefusedTokenIsNotUsedAgain()
    {
        const KeyPair pair(EVP_RSA_gen(2048), EVP_PKEY_free);
        useServiceAccount(pair.get());
        m_refused = 1;
        QVERIFY(std::holds_alternative<CallFailed>(askVertex()));
        QVERIFY(std::holds_alternative<CallSucceeded>(askVertex()));
        QCOMPARE(m_tokens, 2);
    }

    // Keys for an hour in place of the account's, with which only the role is taken on; asked for once.
    void anAwsRoleIsTakenOn()
    {
        useStsAnswer();
        const std::string role = object({ { "aws_role_name", "arn:aws:iam::1:role/models" },
                                          { "aws_session_name", "team a" },
                                          { "aws_external_id", "e/1" },
                                          { "aws_access_key_id", "AKIDEXAMPLE" },
                                          { "aws_secret_access_key", "a-secret-of-tests" },
                                          { "aws_region_name", "eu-west-1" },
                                          { "aws_sts_endpoint", m_rig->base + "/sts" } });
        for (int call = 0; call < 2; ++call) {
            QVERIFY(std::holds_alternative<CallSucceeded>(askWithKey(role)));
        }
        QCOMPARE(m_rig->seen.size(), 3U);
        const Seen &sts = m_rig->seen.at(0);
        QCOMPARE(sts.target, "/sts/");
        QVERIFY2(sts.authorization.contains("Credential=AKIDEXAMPLE/") && sts.authorization.contains("/eu-west-1/sts/aws4_request"),
                 sts.authorization.c_str());
        for (const char *part : { "Action=AssumeRole&", "Version=2011-06-15", "RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fmodels",
                                  "RoleSessionName=team%20a", "ExternalId=e%2F1" }) {
            QVERIFY2(sts.body.contains(part), sts.body.c_str());
        }
        for (std::size_t place : { 1U, 2U }) {
            QVERIFY(m_rig->seen.at(place).authorization.contains("Credential=ASIAISSUED/"));
            QCOMPARE(headerValue(m_rig->seen.at(place).headers, "x-amz-security-token"), "issued-session");
        }
        m_rig->clock.forward = 3590; // two minutes before they end they are asked for again
        QVERIFY(std::holds_alternative<CallSucceeded>(askWithKey(role)));
        QCOMPARE(m_rig->seen.size(), 5U);
    }

    // Without keys of its own the role is taken on with the source's; a pod's identity needs none, and its file is read each time.
    void awsRolesOfTheEnvironmentAndOfPods()
    {
        useStsAnswer();
        m_rig->keys.values["AWS_ACCESS_KEY_ID"] = "AKIDSOURCE";
        m_rig->keys.values["AWS_SECRET_ACCESS_KEY"] = "a-secret-of-tests";
        const std::pair<const char *, std::string> endpoint { "aws_sts_endpoint", m_rig->base + "/sts" };
        QVERIFY(std::holds_alternative<CallSucceeded>(askWithKey(object({ { "aws_role_name", "arn:r" }, endpoint }))));
        QVERIFY(m_rig->seen.at(0).authorization.contains("Credential=AKIDSOURCE/"));
        QTemporaryFile file;
        QVERIFY(file.open());
        file.write("identity-of-a-pod\n");
        file.close();
        const std::string pod = object(
            { { "aws_role_name", "arn:p" }, { "aws_web_identity_token_file", file.fileName().toStdString() }, endpoint });
        QVERIFY(std::holds_alternative<CallSucceeded>(askWithKey(pod)));
        const Seen &sts = m_rig->seen.at(2);
        QVERIFY(sts.authorization.empty());
        QVERIFY2(sts.body.contains("Action=AssumeRoleWithWebIdentity&") && sts.body.ends_with("WebIdentityToken=identity-of-a-pod"),
                 sts.body.c_str());
        QVERIFY(m_rig->seen.at(3).authorization.contains("Credential=ASIAISSUED/"));
        file.remove();
        const EngineEvent gone =
            askWithKey(object({ { "aws_role_name", "arn:q" }, { "aws_web_identity_token_file", "/nowhere/token" }, endpoint }));
        QVERIFY(std::get<CallFailed>(gone).error.message.contains("/nowhere/token"));
    }

    void aRoleThatIsNotGranted()
    {
        m_rig->script = [](const Seen &, int) {
            return HttpResponse { 403, { { "content-type", "text/xml" } },
                                  "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User AKIDEXAMPLE with "
                                  "a-secret-of-tests is not authorized</Message></Error></ErrorResponse>" };
        };
        const EngineEvent event = askWithKey(object({ { "aws_role_name", "arn:r" },
                                                      { "aws_access_key_id", "AKIDEXAMPLE" },
                                                      { "aws_secret_access_key", "a-secret-of-tests" },
                                                      { "aws_sts_endpoint", m_rig->base } }));
        const Error error = std::get<CallFailed>(event).error;
        QVERIFY(error.kind == ErrorClass::Authentication);
        QCOMPARE(error.code, "AccessDenied");
        QVERIFY2(error.message.contains("not authorized") && !error.message.contains("a-secret-of-tests"), error.message.c_str());
    }

    void awsSessionsAndBearers()
    {
        m_answer = "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"Hi\"}]}},\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":1,\"outputTokens\":1,\"totalTokens\":2}}";
        m_rig->keys.values["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE";
        m_rig->keys.values["AWS_SECRET_ACCESS_KEY"] = "a-secret-of-tests";
        m_rig->keys.values["AWS_SESSION_TOKEN"] = "a-session-of-tests";
        const std::string model = "bedrock/us-west-2/anthropic.claude-sonnet-4-5-20250929-v1:0";
        QVERIFY(std::holds_alternative<CallSucceeded>(m_rig->chat(model, m_rig->base)));
        QCOMPARE(headerValue(m_rig->seen.back().headers, "x-amz-security-token"), "a-session-of-tests");
        const std::string signature = m_rig->seen.back().authorization;
        QVERIFY2(signature.starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"), signature.c_str());
        QVERIFY2(signature.contains("/us-west-2/bedrock/aws4_request"), signature.c_str());
        QVERIFY2(signature.contains("x-amz-security-token"), signature.c_str());
        m_rig->keys.values["AWS_BEARER_TOKEN_BEDROCK"] = "a-bearer-of-tests";
        QVERIFY(std::holds_alternative<CallSucceeded>(m_rig->chat(model, m_rig->base)));
        QCOMPARE(m_rig->seen.back().authorization, "Bearer a-bearer-of-tests");
        QVERIFY(headerValue(m_rig->seen.back().headers, "x-amz-security-token").empty());
    }

    void azureTakesATokenInsteadOfAKey()
    {
        m_answer = "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":5,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}";
        m_rig->keys.values["AZURE_AD_TOKEN"] = "an-entra-token-of-tests";
        QVERIFY(std::holds_alternative<CallSucceeded>(m_rig->chat("azure/d", m_rig->base)));
        QCOMPARE(m_rig->seen.back().authorization, "Bearer an-entra-token-of-tests");
        QVERIFY(headerValue(m_rig->seen.back().headers, "api-key").empty());
        m_rig->keys.values.erase("AZURE_AD_TOKEN");
        m_rig->keys.values["AZURE_API_KEY"] = "a-key-of-tests";
        QVERIFY(std::holds_alternative<CallSucceeded>(m_rig->chat("azure/d", m_rig->base)));
        QCOMPARE(headerValue(m_rig->seen.back().headers, "api-key"), "a-key-of-tests");
    }

    void whereTokensAreIssued()
    {
        const auto asked = [](wire::TokenExchange exchange, const char *credential) {
            const SecretBytes secret = SecretBytes::copyOf(credential);
            const Result<wire::TokenCall> call = wire::tokenRequest(exchange, secret, 1'700'000'000);
            return call ? call->request.url + " " + call->request.body : call.error().message;
        };
        const std::string ibm = asked(wire::TokenExchange::IbmApiKey, "an-api-key");
        QVERIFY2(ibm.starts_with("https://iam.cloud.ibm.com/identity/token grant_type="), ibm.c_str());
        const std::string entra = asked(wire::TokenExchange::EntraClient,
                                        "{\"tenant_id\":\"tenant-1\",\"client_id\":\"client-1\",\"client_secret\":\"s\"}");
        QVERIFY2(entra.starts_with("https://login.microsoftonline.com/tenant-1/oauth2/v2.0/token "), entra.c_str());
        QVERIFY2(entra.contains("scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default"), entra.c_str());
        QVERIFY2(entra.contains("client_id=client-1") && entra.contains("grant_type=client_credentials"), entra.c_str());
        const std::string person = asked(wire::TokenExchange::GoogleServiceAccount,
                                         "{\"type\":\"authorized_user\",\"client_id\":\"c\",\"client_secret\":\"s\",\"refresh_token\":\"r\"}");
        QVERIFY2(person.starts_with("https://oauth2.googleapis.com/token grant_type=refresh_token"), person.c_str());
    }

    void variablesOfTheEnvironment()
    {
        QTemporaryDir directory;
        QFile file(directory.filePath(QStringLiteral("account.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"client_email\":\"a@b\",\"project_id\":\"of-the-file\"}");
        file.close();
        const std::string path = file.fileName().toStdString();
        for (const char *variable : { "GOOGLE_APPLICATION_CREDENTIALS", "VERTEXAI_CREDENTIALS" }) {
            const EnvironmentKeys keys(variables({ { variable, path } }));
            QVERIFY2(textOf(keys.find(variable, {})).contains("of-the-file"), variable);
            const EnvironmentKeys missing(variables({ { variable, path + "x" } }));
            QVERIFY(!missing.find(variable, {}).has_value());
            QVERIFY(missing.whyMissing(variable)->message.contains("account.jsonx"));
            const EnvironmentKeys folder(variables({ { variable, directory.path().toStdString() } }));
            QVERIFY(!folder.find(variable, {}).has_value());
            const ApiBases bases = apiBasesFromEnvironment(*Catalog::builtIn(), variables({ { variable, path } }));
            QCOMPARE(bases.at("vertex_ai#project"), "of-the-file");
        }
        const EnvironmentKeys inside(variables({ { "VERTEXAI_CREDENTIALS", "{\"client_email\":\"c\"}" } }));
        QCOMPARE(textOf(inside.find("VERTEXAI_CREDENTIALS", {})), "{\"client_email\":\"c\"}");
        const EnvironmentKeys entra(variables({ { "AZURE_TENANT_ID", "t" }, { "AZURE_CLIENT_ID", "c" }, { "AZURE_CLIENT_SECRET", "s" } }));
        QCOMPARE(textOf(entra.find("AZURE_CLIENT_CREDENTIALS", {})), "{\"tenant_id\":\"t\",\"client_id\":\"c\",\"client_secret\":\"s\"}");
    }

    void noChatIsSentToWhoHasNone()
    {
        m_rig->keys.values["VOYAGE_API_KEY"] = "any";
        m_rig->keys.values["DEEPGRAM_API_KEY"] = "any";
        for (const char *model : { "voyage/voyage-3.5", "deepgram/nova-3", "elevenlabs/x", "jina_ai/x" }) {
            const EngineEvent event = m_rig->chat(model, m_rig->base);
            const auto *failed = std::get_if<CallFailed>(&event);
            QVERIFY2(failed, model);
            QVERIFY2(failed->error.code == "unsupported_kind" && failed->error.remedy.contains("openai"), failed->error.message.c_str());
        }
        QVERIFY(m_rig->seen.empty());
    }

private:
    void useStsAnswer()
    {
        m_rig->script = [](const Seen &seen, int) {
            return seen.target.starts_with("/sts")
                ? HttpResponse { 200, { { "content-type", "text/xml" } },
                                 "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAISSUED</AccessKeyId>\n"
                                 "<SecretAccessKey>issued/secret+of=</SecretAccessKey><SessionToken>issued-session</SessionToken>"
                                 "</Credentials></AssumeRoleResult></AssumeRoleResponse>" }
                : json("{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"Hi\"}]}},\"stopReason\":\"end_turn\","
                       "\"usage\":{\"inputTokens\":3,\"outputTokens\":1,\"totalTokens\":4}}");
        };
    }
    EngineEvent askWithKey(const std::string &key)
    {
        CompletionCall call;
        call.request.model = "bedrock/us-west-2/anthropic.claude-sonnet-4-5-20250929-v1:0";
        call.request.messages = { textMessage(MessageRole::User, "x") };
        call.apiBase = m_rig->base;
        call.key = SecretBytes::copyOf(key);
        call.keyName = "config";
        call.retry.maximumAttempts = 1;
        auto last = std::make_shared<std::promise<EngineEvent>>();
        m_rig->engine->start(std::move(call), [last](const EngineEvent &event) {
            if (std::holds_alternative<CallSucceeded>(event) || std::holds_alternative<CallFailed>(event)) {
                last->set_value(event);
            }
        });
        return last->get_future().get();
    }
    void useServiceAccount(EVP_PKEY *key)
    {
        m_rig->keys.values["VERTEXAI_CREDENTIALS"] = "{\"type\":\"service_account\",\"project_id\":\"of-the-account\",\"client_email\":\"robot@p.example\",\"token_uri\":\""
            + m_rig->base + "/token\",\"private_key\":\"" + pemOf(key) + "\"}";
    }

    // The credential comes with the call, as a gateway gives it.
    EngineEvent askVertex()
    {
        CompletionCall call;
        call.request.model = "vertex_ai/gemini-2.5-flash";
        call.request.messages = { textMessage(MessageRole::User, "x") };
        call.apiBase = m_rig->base;
        call.key = SecretBytes::copyOf(m_rig->keys.values["VERTEXAI_CREDENTIALS"]);
        call.keyName = "given";
        auto last = std::make_shared<std::promise<EngineEvent>>();
        m_rig->engine->start(std::move(call), [last](const EngineEvent &event) {
            if (std::holds_alternative<CallSucceeded>(event) || std::holds_alternative<CallFailed>(event)) {
                last->set_value(event);
            }
        });
        return last->get_future().get();
    }

    std::unique_ptr<EngineRig> m_rig;
    std::string m_answer;
    int m_tokens = 0;
    int m_refused = 0;
};

QTEST_APPLESS_MAIN(TestCredentials)
#include "tst_credentials.moc"
