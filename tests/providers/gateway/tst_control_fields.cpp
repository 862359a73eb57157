// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a request says to the gateway and not to the provider: it does not leave, and what cannot be read is told.
#include "providers/transport/http_server.h"
#include "providers/wire/json_view.h"
#include "tests/providers/gateway/gateway_world.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;

namespace {

const std::string answer =
    R"({"id":"1","object":"chat.completion","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hi"}}],)"
    R"("usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}})";
const std::string vectors = R"({"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"usage":{"prompt_tokens":1,"total_tokens":1}})";

// A provider that remembers what it was sent.
class Listener {
public:
    Listener()
        : m_server(*transport::HttpServer::listen(
              m_runtime, "127.0.0.1", 0,
              [this](const transport::ServerRequest &request, const std::shared_ptr<transport::Responder> &responder) {
                  const std::scoped_lock lock(m_mutex);
                  m_seen = request.body;
                  m_line = request.target + " " + std::string(headerValue(request.headers, "api-key"));
                  responder->respond({ 200, { { "content-type", "application/json" } },
                                       request.target.ends_with("/embeddings") ? vectors : answer });
              }))
    {
    }
    std::string base() const { return "http://127.0.0.1:" + std::to_string(m_server->port()) + "/v1"; }
    std::string line() const // where to, and with which key of Azure's
    {
        const std::scoped_lock lock(m_mutex);
        return m_line;
    }
    std::string seen() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_seen;
    }

private:
    transport::IoRuntime m_runtime { 1 };
    mutable std::mutex m_mutex;
    std::string m_seen;
    std::string m_line;
    std::unique_ptr<transport::HttpServer> m_server;
};

const std::string routerFields =
    R"(,"priority":0,"spend_logs_metadata":{"a":1},"model_info":{"id":"x"},"cooldown_time":5,"region_name":"eu","prompt_id":"p","ssl_verify":false,)"
    R"("shared_session":{},"rpm":5,"tpm":5,"max_budget":1,"budget_duration":"1d","enable_guardrails":true,"base_model":"b","content_policy_fallbacks":[],)"
    R"("input_cost_per_token":0,"output_cost_per_token":0)";

std::string chat(const std::string &more)
{
    return R"({"model":"good","messages":[{"role":"user","content":"Hi"}])" + more + "}";
}

} // namespace

class TestControlFields : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theyDoNotLeave()
    {
        const Listener provider;
        GatewayWorld world({ { "good", "openai/gpt-4o", {}, provider.base() }, { "vectors", "openai/text-embedding-3-small", {}, provider.base() } });
        QCOMPARE(world.send("/v1/chat/completions", chat(R"(,"seed":7,"vendor_field":1)" + routerFields)).status, 200);
        const std::string seen = provider.seen();
        std::vector<std::string> names;
        const auto json = wire::parseJson(seen);
        QVERIFY(json.has_value());
        for (const wire::JsonMember &member : json->members()) {
            names.push_back(member.key());
        }
        std::ranges::sort(names);
        QVERIFY2(names == std::vector<std::string>({ "messages", "model", "seed", "vendor_field" }), seen.c_str());
        QCOMPARE(world.send("/v1/embeddings", R"({"model":"vectors","input":"Hi")" + routerFields + "}").status, 200);
        QVERIFY2(!provider.seen().contains("priority") && !provider.seen().contains("rpm"), provider.seen().c_str());
    }

    void whatIsToBeDroppedIsDropped()
    {
        const Listener provider;
        GatewayWorld world({ { "good", "openai/gpt-4o", {}, provider.base() }, { "vectors", "openai/text-embedding-3-small", {}, provider.base() } });
        QCOMPARE(world.send("/v1/chat/completions", chat(R"(,"additional_drop_params":["top_p","vendor_field"],"top_p":0.5,"seed":7,"vendor_field":1)")).status, 200);
        const std::string seen = provider.seen();
        QVERIFY2(!seen.contains("top_p") && !seen.contains("vendor_field") && !seen.contains("drop") && seen.contains("\"seed\":7"), seen.c_str());
        QCOMPARE(world.send("/v1/embeddings", R"({"model":"vectors","input":"Hi","dimensions":3,"additional_drop_params":["dimensions"]})").status, 200);
        QVERIFY2(!provider.seen().contains("dimensions"), provider.seen().c_str());
    }

    void whatCannotBeReadIsTold_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *field, const char *words) { QTest::newRow(field) << field << words; };
        row(R"("fallbacks":5)", "fallbacks");
        row(R"("num_retries":"x")", "num_retries");
        row(R"("num_retries":-1)", "num_retries");
        row(R"("timeout":-1)", "timeout");
        row(R"("timeout":"soon")", "timeout");
        row(R"("disable_fallbacks":"yes")", "disable_fallbacks");
        row(R"("mock_testing_fallbacks":1)", "mock_testing_fallbacks");
        row(R"("metadata":{"tags":"free"})", "tags");
        row(R"("metadata":{"tags":[1]})", "tags");
    }
    void whatCannotBeReadIsTold()
    {
        QFETCH(QString, field);
        QFETCH(QString, words);
        GatewayWorld world({ { "good", "openai/gpt-4o" } });
        const auto refused = world.send("/v1/chat/completions", chat("," + field.toStdString()));
        QVERIFY2(refused.status == 400 && refused.body.contains(words.toStdString()) && refused.body.contains("invalid_request_error"), refused.body.c_str());
        const std::string none = field.left(field.indexOf(u':') + 1).toStdString() + "null";
        QCOMPARE(world.send("/v1/chat/completions", chat("," + none)).status, 200);
    }

    void aTimeoutOnPurposeCallsNobody()
    {
        GatewayWorld world({ { "good", "openai/gpt-4o" } }, "router_settings: {num_retries: 0}\n");
        const auto late = world.send("/v1/chat/completions", chat(R"(,"mock_timeout":true,"timeout":1,"disable_fallbacks":true)"));
        QCOMPARE(late.status, 408);
        for (const auto &row : world.ledger.rows()) {
            QCOMPARE(row.state, AttemptState::Voided);
        }
    }

    void azuresOwnPathsArePassedOn()
    {
        const Listener provider;
        const std::string base = provider.base().substr(0, provider.base().size() - 3);
        GatewayWorld world({ { "good", "azure/gpt", "      use_in_pass_through: true\n      api_version: '2024-06-01'\n", base } });
        QCOMPARE(world.send("/azure/openai/deployments/gpt/chat/completions?api-version=2024-10-21", chat("")).status, 200);
        QCOMPARE(provider.line(), "/openai/deployments/gpt/chat/completions?api-version=2024-10-21 upstream-key");
    }

    void aBodyWithoutModelIsTold()
    {
        GatewayWorld world({ { "'*'", "openai/*" } });
        const auto refused = world.send("/v1/chat/completions", R"({"messages":[{"role":"user","content":"Hi"}]})");
        QVERIFY2(refused.status == 400 && refused.body.contains("\\\"model\\\" is missing") && refused.body.contains("\"param\":\"model\""), refused.body.c_str());
    }
};

QTEST_GUILESS_MAIN(TestControlFields)
#include "tst_control_fields.moc"
