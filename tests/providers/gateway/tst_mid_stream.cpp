// SPDX-License-Identifier: GPL-3.0-or-later
//
// A stream that breaks after its first words: another deployment goes on in the same answer where the configuration
// asks for it, in every client's dialect; nothing is ever begun twice.
#include "tests/providers/gateway/gateway_world.h"

#include <QRegularExpression>
#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::test::GatewayWorld;

namespace {

constexpr std::string_view scenario = "{\"speed\":100,\"rules\":["
                                      "{\"match\":{\"model\":\"cut-model\"},\"fault\":{\"kind\":\"cut\",\"after_tokens\":3}},"
                                      "{\"match\":{\"model\":\"down-model\"},\"fault\":{\"kind\":\"status\",\"status\":500}}]}";
const std::vector<GatewayWorld::Entry> entries {
    { "chat", "openai/cut-model", "    model_info: {id: first}\n" },
    { "spare", "anthropic/claude-sonnet-4-5", "    model_info: {id: second}\n" },
    { "again", "openai/cut-model", "    model_info: {id: third}\n" },
    { "last", "gemini/gemini-2.5-flash", "    model_info: {id: fourth}\n" },
    { "twice", "openai/cut-model", "    model_info: {id: fifth}\n" },
    { "lost", "openai/cut-model", "    model_info: {id: sixth}\n" },
    { "down", "openai/down-model", "    model_info: {id: seventh}\n" },
    { "pair", "openai/cut-model", "    model_info: {id: eighth}\n" },
    { "pair", "anthropic/claude-sonnet-4-5", "    model_info: {id: ninth}\n" },
};
const std::string settings = "router_settings:\n  num_retries: 0\n"
                             "  fallbacks: [{chat: [spare]}, {twice: [again, last]}, {lost: [down]}]\n"
                             "patchbay: {routing: {mid_stream_fallback: true}}\n";

std::string chat(const std::string &model)
{
    return "{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Tell me of the sea\"}]}";
}

qsizetype count(const std::string &text, const char *word)
{
    return QByteArray::fromStdString(text).count(word);
}

} // namespace

class TestMidStream : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anotherDeploymentGoesOn()
    {
        GatewayWorld world(entries, settings, scenario);
        const auto answer = world.send("/v1/chat/completions", chat("chat"));
        QCOMPARE(answer.status, 200);
        QVERIFY2(!answer.body.contains("\"error\""), answer.body.c_str());
        QCOMPARE(count(answer.body, "[DONE]"), 1);
        QCOMPARE(count(answer.body, "\"role\":\"assistant\""), 1);
        QCOMPARE(count(answer.body, "\"finish_reason\":\"stop\""), 1);
        const auto rows = world.ledger.rows();
        QCOMPARE(rows.size(), 2U);
        QCOMPARE(rows[0].draft.deployment, std::string("first"));
        QVERIFY(!rows[0].outcome.errorClass.empty());
        QCOMPARE(rows[1].draft.deployment, std::string("second"));
        QVERIFY(rows[1].outcome.errorClass.empty());
        QCOMPARE(rows[0].draft.parent, rows[1].draft.parent);
        QCOMPARE(rows[0].draft.requestId, rows[1].draft.requestId); // one request of a caller
        QCOMPARE(rows[1].draft.number, 2);
        // The id is that of the answer that had begun, to its end.
        const QString text = QString::fromStdString(answer.body);
        QSet<QString> ids;
        for (const QRegularExpressionMatch &match : QRegularExpression(QStringLiteral("\"id\":\"([^\"]+)\"")).globalMatch(text)) {
            ids.insert(match.captured(1));
        }
        QCOMPARE(ids.size(), 1);
    }

    void itIsToldWhatHadBeenSaid()
    {
        GatewayWorld world(entries, settings, scenario);
        (void)world.send("/v1/chat/completions", chat("chat"));
        const std::string base = world.sandbox->apiBase("anthropic");
        const auto log = testing::fetch(world.client, { "GET", base.substr(0, base.find('/', 8)) + "/_sandbox/log", {}, {}, {} });
        const std::size_t second = log.body.find("claude-sonnet-4-5");
        QVERIFY2(second != std::string::npos, log.body.c_str());
        QVERIFY(log.body.find("interrupted", second) != std::string::npos);
        QVERIFY(log.body.find("Tell me of the sea", second) != std::string::npos);
    }

    void everyDialectStaysWhole()
    {
        GatewayWorld world(entries, settings, scenario);
        const auto messages = world.send(
            "/v1/messages",
            "{\"model\":\"chat\",\"max_tokens\":50,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        QCOMPARE(count(messages.body, "event: message_start"), 1);
        QCOMPARE(count(messages.body, "event: message_stop"), 1);
        QCOMPARE(count(messages.body, "event: error"), 0);
        const auto google = world.send("/v1beta/models/chat:streamGenerateContent?alt=sse",
                                       "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hello\"}]}]}");
        QCOMPARE(google.status, 200);
        QCOMPARE(count(google.body, "\"error\""), 0);
        QCOMPARE(count(google.body, "\"finishReason\":\"STOP\""), 1);
    }

    void oneAfterTheOther()
    {
        GatewayWorld world(entries, settings, scenario);
        const auto answer = world.send("/v1/chat/completions", chat("twice"));
        QVERIFY2(!answer.body.contains("\"error\"") && count(answer.body, "[DONE]") == 1, answer.body.c_str());
        QCOMPARE(world.ledger.rows().size(), 3U);
    }

    void theRestOfTheGroupGoesOn()
    {
        GatewayWorld world(entries,
                           "router_settings:\n  num_retries: 1\n  routing_groups: [{group_name: g, models: [pair], "
                           "routing_strategy: priority, model_priorities: {eighth: 1, ninth: 2}}]\n"
                           "patchbay: {routing: {mid_stream_fallback: true}}\n",
                           scenario);
        const auto answer = world.send("/v1/chat/completions", chat("pair"));
        QVERIFY2(!answer.body.contains("\"error\"") && count(answer.body, "[DONE]") == 1, answer.body.c_str());
        const auto rows = world.ledger.rows();
        QCOMPARE(rows.size(), 2U);
        QCOMPARE(rows[0].draft.deployment, std::string("eighth"));
        QCOMPARE(rows[1].draft.deployment, std::string("ninth"));
    }

    void whenNobodyCanTheStreamEndsWithAnError()
    {
        GatewayWorld world(entries, settings, scenario);
        const auto answer = world.send("/v1/chat/completions", chat("lost"));
        QCOMPARE(answer.status, 200);
        QVERIFY2(answer.body.contains("{\"error\":{") && !answer.body.contains("[DONE]"), answer.body.c_str());
        QCOMPARE(world.ledger.rows().size(), 2U);
        QVERIFY(*answer.result);
    }

    void withoutTheSettingNothingIsContinued()
    {
        GatewayWorld world(entries, "router_settings:\n  num_retries: 0\n  fallbacks: [{chat: [spare]}]\n", scenario);
        const auto answer = world.send("/v1/chat/completions", chat("chat"));
        QVERIFY2(answer.body.contains("{\"error\":{") && !answer.body.contains("[DONE]"), answer.body.c_str());
        QCOMPARE(world.ledger.rows().size(), 1U);
    }
};

QTEST_APPLESS_MAIN(TestMidStream)
#include "tst_mid_stream.moc"
