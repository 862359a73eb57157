// SPDX-License-Identifier: GPL-3.0-or-later
//
// Guardrails as clients meet them: in every dialect, before and after the call, streamed and whole, and a service that
// decides, is slow to say no, or is not there.
#include "providers/transport/http_server.h"
#include "providers/wire/json_view.h"
#include "tests/providers/gateway/gateway_world.h"

#include <QTest>

using namespace patchbay;
using patchbay::test::GatewayWorld;
using patchbay::testing::HttpCall;

namespace {

// Longer than what is held back, with the number at the end.
const std::string lateWords = [] {
    std::string words;
    for (int times = 0; times < 6; ++times) {
        words += "One word after another goes by and nothing is worth a second look. ";
    }
    return words + "Then 123-45-6789.";
}();

const std::vector<GatewayWorld::Entry> models {
    { "good", "openai/gpt-4o" },
    { "echo", "openai/gpt-4o", "      mock_response: 'write to ann@mail.example.org, will you'\n" },
    { "json", "openai/gpt-4o", "      mock_response: '{\"a\":1}'\n" },
    { "vectors", "openai/text-embedding-3-small" },
    { "parrot", "openai/echo" },
};

std::string settings(const std::string &guardrails, const std::string &more = {})
{
    return "guardrails:\n" + guardrails + "litellm_settings: {num_retries: 0}\n" + more;
}

std::string guardrail(const std::string &name, const std::string &parameters)
{
    return "  - {guardrail_name: " + name + ", litellm_params: {" + parameters + "}}\n";
}

std::string chat(const std::string &words, const std::string &more = {}, const std::string &model = "good")
{
    return R"({"model":")" + model + R"(","max_tokens":10,"messages":[{"role":"user","content":")" + words + R"("}])" + more + "}";
}

const std::string ssn = "my number is 123-45-6789";

// Outside the class: moc cannot read such literals.
const std::string geminiQuestion = R"({"contents":[{"parts":[{"text":")" + ssn + R"("}]}]})";
const std::string responsesQuestion = R"({"model":"good","input":")" + ssn + R"("})";
const std::string embeddingQuestion = R"({"model":"vectors","input":[")" + ssn + R"("]})";

const std::string echoQuestion = R"({"model":"echo","input":"Hi"})";
const std::string streamed = R"(,"stream":true)";
const std::string openAiLate = R"({"model":"parrot","max_tokens":500,"stream":true,"messages":[{"role":"user","content":")" + lateWords + R"("}]})";
const std::string geminiLate = R"({"contents":[{"parts":[{"text":")" + lateWords + R"("}]}]})";
const std::string responsesLate = R"({"model":"parrot","stream":true,"input":")" + lateWords + R"("})";

std::string tool(const std::string &name)
{
    return R"(,"tools":[{"type":"function","function":{"name":")" + name + R"("}}])";
}

// What the service that decides answers to what it is asked.
std::string decision(const std::string &asked)
{
    return asked.contains("evil") ? R"({"action":"BLOCKED","blocked_reason":"too evil"})"
        : asked.contains("change") ? R"({"action":"GUARDRAIL_INTERVENED","texts":["changed words"]})"
        : asked.contains("odd")    ? R"({"what":1})"
                                   : R"({"action":"NONE"})";
}
const std::string askedFirst = "/beta/litellm_basic_guardrail_api t {\"texts\":[\"evil\"],\"input_type\":\"request\","
                               "\"litellm_call_id\":\"call_";
const std::string askedLast = "\"additional_provider_specific_params\":{\"level\":3}}";

} // namespace

class TestGatewayGuardrails : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void modelsHaveTheirOwn()
    {
        std::vector<GatewayWorld::Entry> own = models;
        own.push_back({ "careful", "openai/gpt-4o", "      guardrails: [pii]\n" });
        GatewayWorld world(own, settings(guardrail("pii", "guardrail: pii, mode: pre_call, pii_entities_config: {US_SSN: BLOCK}"),
                                         "router_settings: {fallbacks: [{parrot: [careful]}]}\n"));
        QCOMPARE(world.send("/v1/chat/completions", chat(ssn)).status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat(ssn, {}, "careful")).status, 400);
        QCOMPARE(world.send("/v1/chat/completions", chat(ssn, {}, "parrot")).status, 400); // it may fall back there
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi", {}, "careful")).status, 200);
        GatewayWorld without(own, {});
        QCOMPARE(without.send("/v1/chat/completions", chat("Hi", {}, "careful")).status, 400); // it is not there
    }

    void whatIsBlockedGoesNowhere()
    {
        GatewayWorld world(models, settings(guardrail("pii", "guardrail: pii, mode: pre_call, default_on: true, pii_entities_config: {US_SSN: BLOCK}")));
        const HttpCall::Outcome blocked = world.send("/v1/chat/completions", chat(ssn));
        QCOMPARE(blocked.status, 400);
        QVERIFY2(blocked.body.contains("Violated guardrail policy: pii: US_SSN found") && blocked.body.contains(R"("type":"None")")
                     && blocked.body.contains(R"("code":"400")"),
                 blocked.body.c_str());
        QVERIFY(!blocked.body.contains("6789"));
        const HttpCall::Outcome anthropic = world.send("/v1/messages", chat(ssn));
        QVERIFY2(anthropic.status == 400 && anthropic.body.contains(R"("type":"error")"), anthropic.body.c_str());
        QCOMPARE(world.send("/v1beta/models/good:generateContent", geminiQuestion).status, 400);
        QCOMPARE(world.send("/v1/responses", responsesQuestion).status, 400);
        QCOMPARE(world.send("/v1/embeddings", embeddingQuestion).status, 400);
        QCOMPARE(world.send("/v1/chat/completions", chat(ssn, R"(,"stream":true)")).status, 400);
        const auto rows = world.ledger.rows();
        QCOMPARE(rows.size(), 6U); // each says that it was refused, none that anything was sent
        for (const auto &row : rows) {
            QVERIFY(row.state == AttemptState::Voided && row.outcome.amount.money == Money {} && !row.outcome.errorMessage.contains("6789"));
        }
        const HttpCall::Outcome fine = world.send("/v1/chat/completions", chat("Hi"));
        QCOMPARE(fine.status, 200);
        QCOMPARE(std::string(headerValue(fine.headers, "x-litellm-applied-guardrails")), "pii");
        // A virtual key's budget is not touched by what was blocked.
        const std::string key = world.newKey(R"({"max_budget":1,"max_parallel_requests":1})");
        for (int call = 0; call < 3; ++call) {
            QCOMPARE(world.send("/v1/chat/completions", chat(ssn), key).status, 400);
        }
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi"), key).status, 200);
    }

    void whatIsMaskedGoesMasked()
    {
        GatewayWorld world(models, settings(guardrail("secrets", "guardrail: hide-secrets, mode: pre_call, default_on: true")));
        // The simulated model repeats what it was sent.
        const HttpCall::Outcome sent = world.send("/v1/chat/completions", chat("use sk-proj-abcdefghijklmnopqrstuvwx", {}, "parrot"));
        QCOMPARE(sent.status, 200);
        QVERIFY2(sent.body.contains("<SECRET>") && !sent.body.contains("abcdefghijklmnop"), sent.body.c_str());
    }

    void answersAreHeldUntilTheyWereSeen_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("stream");
        for (const bool stream : { false, true }) {
            for (const char *path : { "/v1/chat/completions", "/v1/messages" }) {
                QTest::addRow("%s%s", path, stream ? " streamed" : "") << path << stream;
            }
        }
    }
    void answersAreHeldUntilTheyWereSeen()
    {
        QFETCH(QString, path);
        QFETCH(bool, stream);
        const std::string more = stream ? R"(,"stream":true)" : "";
        GatewayWorld masking(models, settings(guardrail("pii", "guardrail: pii, mode: post_call, default_on: true, pii_entities_config: {EMAIL_ADDRESS: MASK}")));
        const HttpCall::Outcome masked = masking.send(path.toStdString(), chat("Hi", more, "echo"));
        QCOMPARE(masked.status, 200);
        QVERIFY2(masked.body.contains("write to <EMAIL_ADDRESS>, will you") && !masked.body.contains("example.org"), masked.body.c_str());
        QCOMPARE(headerValue(masked.headers, "content-type").starts_with("text/event-stream"), stream);
        const HttpCall::Outcome clean = masking.send(path.toStdString(), chat("Hi", more));
        QVERIFY(clean.status == 200 && !clean.body.empty());

        GatewayWorld blocking(models, settings(guardrail("pii", "guardrail: pii, mode: post_call, default_on: true, pii_entities_config: {EMAIL_ADDRESS: BLOCK}")));
        const HttpCall::Outcome blocked = blocking.send(path.toStdString(), chat("Hi", more, "echo"));
        // Of a stream a head without words may have left.
        QVERIFY2(blocked.status == 400 || (stream && blocked.body.contains("event: error")), blocked.body.c_str());
        QVERIFY2(blocked.body.contains("EMAIL_ADDRESS found") && !blocked.body.contains("example.org"), blocked.body.c_str());
        // The request is not looked at; this model does not repeat it.
        QCOMPARE(blocking.send(path.toStdString(), chat("mail a@b.de", more, "json")).status, 200);
    }

    // What came before has left; the rest does not, and the client is told in its dialect.
    void aStreamIsBrokenOff_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("end"); // of what tells a whole answer
        QTest::addColumn<QByteArray>("error");
        const QByteArray openAi = QByteArray::fromStdString(openAiLate);
        QTest::newRow("openai") << QStringLiteral("/v1/chat/completions") << openAi << QByteArray("[DONE]") << QByteArray("data: {\"error\":{");
        QTest::newRow("anthropic") << QStringLiteral("/v1/messages") << openAi << QByteArray("message_stop") << QByteArray("event: error");
        QTest::newRow("gemini") << QStringLiteral("/v1beta/models/parrot:streamGenerateContent?alt=sse") << QByteArray::fromStdString(geminiLate)
                                << QByteArray("finishReason") << QByteArray("data: {\"error\":{");
        QTest::newRow("gemini's array") << QStringLiteral("/v1beta/models/parrot:streamGenerateContent") << QByteArray::fromStdString(geminiLate)
                                        << QByteArray("finishReason") << QByteArray(",\r\n{\"error\":{");
        QTest::newRow("responses") << QStringLiteral("/v1/responses") << QByteArray::fromStdString(responsesLate)
                                   << QByteArray("response.completed") << QByteArray("event: error");
    }
    void aStreamIsBrokenOff()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, end);
        QFETCH(QByteArray, error);
        const std::string cache = "litellm_settings:\n  cache: true\n  cache_params: {type: local}\n";
        GatewayWorld world(models, "guardrails:\n" + guardrail("pii", "guardrail: pii, mode: post_call, default_on: true, pii_entities_config: {US_SSN: BLOCK}") + cache);
        for (int turn = 0; turn < 2; ++turn) { // what was broken off is not kept as an answer
            const HttpCall::Outcome broken = world.send(path.toStdString(), body.toStdString());
            QCOMPARE(broken.status, 200);
            QVERIFY2(broken.body.contains("One "), broken.body.c_str());
            QVERIFY2(!broken.body.contains("123-45") && !broken.body.contains(end.toStdString()), broken.body.c_str());
            QVERIFY2(broken.body.contains(error.toStdString()) && broken.body.contains("US_SSN found"), broken.body.c_str());
        }
        GatewayWorld masking(models, settings(guardrail("pii", "guardrail: pii, mode: post_call, default_on: true, pii_entities_config: {US_SSN: MASK}")));
        const HttpCall::Outcome masked = masking.send(path.toStdString(), body.toStdString());
        QCOMPARE(masked.status, 200);
        QVERIFY2(masked.body.contains("<US_SSN>") && !masked.body.contains("123-45") && masked.body.contains(end.toStdString()), masked.body.c_str());
    }

    void whatWasKeptIsLookedAtAgain()
    {
        GatewayWorld world(models, settings(guardrail("pii", "guardrail: pii, mode: post_call, default_on: true, pii_entities_config: {EMAIL_ADDRESS: MASK}")));
        const HttpCall::Outcome made = world.send("/v1/responses", echoQuestion);
        QVERIFY2(made.status == 200 && made.body.contains("<EMAIL_ADDRESS>"), made.body.c_str());
        const auto json = wire::parseJson(made.body);
        const HttpCall::Outcome shown = world.call("GET", "/v1/responses/" + (*json)["id"].string());
        QVERIFY2(shown.status == 200 && shown.body.contains("<EMAIL_ADDRESS>") && !shown.body.contains("ann@"), shown.body.c_str());
    }

    void whoAsksForThem()
    {
        GatewayWorld world(models, settings(guardrail("pii", "guardrail: pii, mode: pre_call, pii_entities_config: {US_SSN: BLOCK}")));
        QCOMPARE(world.send("/v1/chat/completions", chat(ssn)).status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat(ssn, R"(,"guardrails":["pii"])")).status, 400);
        QCOMPARE(world.send("/v1/chat/completions", chat(ssn, R"(,"guardrails":[{"pii":{}}])")).status, 400);
        QVERIFY(world.send("/v1/chat/completions", chat("Hi", R"(,"guardrails":["nobody"])")).body.contains("no guardrail"));
        const std::string key = world.newKey(R"({"guardrails":["pii"]})");
        QCOMPARE(world.send("/v1/chat/completions", chat(ssn), key).status, 400);
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi"), key).status, 200);
        QCOMPARE(world.send("/team/new", R"({"team_id":"t1","guardrails":["pii"]})").status, 200);
        const std::string member = world.newKey(R"({"team_id":"t1"})");
        QCOMPARE(world.send("/v1/chat/completions", chat(ssn), member).status, 400);
        // A configuration without it: such a key is refused, not let through.
        world.gateway.use(world.makeSnapshot(models, {}));
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi"), key).status, 400);
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi")).status, 200);
    }

    void toolsAndSchemas()
    {
        GatewayWorld world(models,
                           settings(guardrail("tools", "guardrail: tool_permission, mode: pre_call, default_on: true, default_action: deny, rules: [{id: r, tool_name: 'read.*', decision: allow}]")
                                    + guardrail("shape", "guardrail: json_schema, mode: post_call, schema: {type: object, required: [a]}")));
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi", tool("read_file"))).status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi", tool("delete_file"))).status, 400);
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi", R"(,"guardrails":["shape"])", "json")).status, 200);
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi", R"(,"guardrails":["shape"],"stream":true)", "json")).status, 200);
        QVERIFY(world.send("/v1/chat/completions", chat("Hi", R"(,"guardrails":["shape"])", "echo")).body.contains("not JSON"));
    }

    void whatCannotDecideRefuses()
    {
        GatewayWorld closed(models, settings(guardrail("vendor", "guardrail: lakera, mode: pre_call, default_on: true")));
        const HttpCall::Outcome refused = closed.send("/v1/chat/completions", chat("Hi"));
        QVERIFY2(refused.status == 400 && refused.body.contains("cannot decide"), refused.body.c_str());
        GatewayWorld open(models, settings(guardrail("vendor", "guardrail: lakera, mode: pre_call, default_on: true, fail_open: true")));
        QCOMPARE(open.send("/v1/chat/completions", chat("Hi")).status, 200);
        GatewayWorld unreachable(models, settings(guardrail("service", "guardrail: generic_guardrail_api, mode: pre_call, default_on: true, api_base: 'http://127.0.0.1:9'")));
        QCOMPARE(unreachable.send("/v1/chat/completions", chat("Hi")).status, 400);
        GatewayWorld lenient(models, settings(guardrail("service", "guardrail: generic_guardrail_api, mode: pre_call, default_on: true, unreachable_fallback: fail_open, api_base: 'http://127.0.0.1:9'")));
        QCOMPARE(lenient.send("/v1/chat/completions", chat("Hi")).status, 200);
    }

    void aServiceDecides()
    {
        transport::IoRuntime runtime(1);
        std::mutex mutex;
        std::string seen;
        auto service = *transport::HttpServer::listen(runtime, "127.0.0.1", 0, [&](const transport::ServerRequest &request, const std::shared_ptr<transport::Responder> &responder) {
            const std::scoped_lock lock(mutex);
            seen = request.target + " " + std::string(headerValue(request.headers, "x-token")) + " " + request.body;
            responder->respond({ 200, { { "content-type", "application/json" } }, decision(request.body) });
        });
        GatewayWorld world(models, settings(guardrail("service", "guardrail: generic_guardrail_api, mode: [pre_call, post_call], default_on: true, headers: {X-Token: t}, "
                                                                 "additional_provider_specific_params: {level: 3}, api_base: 'http://127.0.0.1:" + std::to_string(service->port()) + "'")));
        QCOMPARE(world.send("/v1/chat/completions", chat("Hi")).status, 200);
        const HttpCall::Outcome blocked = world.send("/v1/chat/completions", chat("evil"));
        QVERIFY2(blocked.status == 400 && blocked.body.contains("too evil"), blocked.body.c_str());
        {
            const std::scoped_lock lock(mutex);
            QVERIFY2(seen.starts_with(askedFirst) && seen.ends_with(askedLast), seen.c_str());
        }
        QCOMPARE(world.send("/v1/chat/completions", chat("odd")).status, 400);
        QCOMPARE(world.send("/v1/chat/completions", chat("change this")).status, 200);
        const HttpCall::Outcome stream = world.send("/v1/chat/completions", chat("Hi", R"(,"stream":true)", "echo"));
        QVERIFY(stream.status == 200 && stream.body.contains("data: [DONE]"));
    }

    void keptAnswersPassThemToo()
    {
        GatewayWorld world(models, "guardrails:\n" + guardrail("pii", "guardrail: pii, mode: [pre_call, post_call], pii_entities_config: {EMAIL_ADDRESS: MASK}")
                               + "litellm_settings:\n  cache: true\n  cache_params: {type: local}\n");
        const HttpCall::Outcome plain = world.send("/v1/chat/completions", chat("Hi", {}, "echo"));
        QVERIFY(plain.body.contains("example.org"));
        const HttpCall::Outcome guarded = world.send("/v1/chat/completions", chat("Hi", R"(,"guardrails":["pii"])", "echo"));
        QVERIFY2(guarded.status == 200 && !guarded.body.contains("example.org"), guarded.body.c_str());
    }
};

QTEST_GUILESS_MAIN(TestGatewayGuardrails)
#include "tst_gateway_guardrails.moc"
