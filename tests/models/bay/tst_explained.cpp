// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a request would go, in words: of a group, and of a request that was copied.
#include "models/bay/explained.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::bay;

namespace {

constexpr char gateway[] = "model_list:\n  - model_name: chat\n    litellm_params: {model: openai/gpt-4o}\n"
                           "    model_info: {id: first}\n"
                           "  - model_name: chat\n    litellm_params: {model: openai/gpt-4o-mini, tags: [paid]}\n    model_info: {id: second}\n"
                           "  - model_name: spare\n    litellm_params: {model: groq/x}\n    model_info: {id: third}\n"
                           "router_settings: {enable_tag_filtering: true, fallbacks: [{chat: [spare]}]}\n";

} // namespace

class TestExplained : public QObject {
    Q_OBJECT
private:
    Result<std::string> ask(const std::string &pasted, const std::string &otherwise = {}) const
    {
        return explainRequest(m_configuration, nullptr, pasted, otherwise, m_now);
    }

private Q_SLOTS:
    void aGroup()
    {
        const std::string words = explainModel(m_configuration, nullptr, "spare", m_now);
        QVERIFY2(words.contains("third") && words.contains("spare"), words.c_str());
    }

    // What stands in the request decides: here its tags.
    void aCopiedRequest()
    {
        const std::string messages = R"("messages": [{"role": "user", "content": "Hello"}])";
        const auto paid = ask(R"({"model": "chat", "metadata": {"tags": ["paid"]}, )" + messages + '}');
        QVERIFY2(paid, paid ? "" : paid.error().message.c_str());
        const auto other = ask(R"({"model": "spare", )" + messages + '}', "chat");
        QVERIFY2(other->contains("third"), other->c_str());
        const auto plain = ask(R"({"model": "chat", )" + messages + '}');
        QVERIFY(*paid != *plain);
        // A whole command line, and a request without a model, for the group that is selected.
        QVERIFY(ask("curl http://localhost:4000/v1/chat/completions -d '{\"model\": \"chat\", " + messages + "}'"));
        QCOMPARE(*ask('{' + messages + '}', "spare"), *other);
    }

    void whatIsNoRequestIsSaid()
    {
        for (const char *wrong : { "", "hello", "{", "{}", "}{", R"({"messages": 3})", R"({"model": 3, "messages": [{}]})",
                                   R"({"messages": [{"role": "user", "content": "x"}]})" }) {
            const auto words = ask(wrong);
            QVERIFY2(!words && !words.error().message.empty(), wrong);
        }
    }

private:
    const config::GatewayConfig m_configuration = config::parseConfig(gateway, "config.yaml");
    const routing::Moment m_now { SteadyTime(std::chrono::hours(9)), WallTime(std::chrono::sys_days(std::chrono::year(2026) / 11 / 23)) };
};

QTEST_GUILESS_MAIN(TestExplained)
#include "tst_explained.moc"
