// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers of very many very small things: refused before they become values, and soon.
#include "golden_replay.h"
#include "providers/wire/answer_limits.h"
#include "wire_support.h"

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::wire::testing;

class TestAnswerLimits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tooManyPartsAreRefused_data();
    void tooManyPartsAreRefused();
    void whatProvidersGivePasses();
    void streamsAreBoundedToo();
};

namespace {

Target targetFor(const std::string &model)
{
    return test::targetOf(*test::catalog().resolve(model));
}

std::string listOf(const std::string &item, std::size_t count)
{
    std::string list;
    for (std::size_t at = 0; at < count; ++at) {
        list += (at == 0 ? "" : ",") + item;
    }
    return list;
}

} // namespace

void TestAnswerLimits::tooManyPartsAreRefused_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("head");
    QTest::addColumn<QString>("item");
    QTest::addColumn<QString>("tail");
    QTest::newRow("choices") << "openai/gpt-4o" << "{\"choices\":[" << "{}" << "]}";
    QTest::newRow("calls") << "openai/gpt-4o" << "{\"choices\":[{\"message\":{\"tool_calls\":[" << "{}" << "]}}]}";
    QTest::newRow("blocks") << "anthropic/x" << "{\"content\":[" << "{\"type\":\"tool_use\"}" << "]}";
    QTest::newRow("parts") << "gemini/x" << "{\"candidates\":[{\"content\":{\"parts\":[" << "{\"text\":\"a\"}" << "]}}]}";
    QTest::newRow("Google's calls") << "gemini/x" << "{\"candidates\":[{\"content\":{\"parts\":["
                                    << "{\"functionCall\":{\"name\":\"a\"}}" << "]}}]}";
    QTest::newRow("Cohere's calls") << "cohere/x" << "{\"message\":{\"tool_calls\":[" << "{}" << "]}}";
    QTest::newRow("Converse") << "bedrock/x" << "{\"output\":{\"message\":{\"content\":[" << "{\"toolUse\":{}}" << "]}}}";
    QTest::newRow("Ollama") << "ollama/x" << "{\"message\":{\"tool_calls\":[" << "{}" << "]},\"done\":true}";
    QTest::newRow("items") << "openai/responses/x" << "{\"object\":\"response\",\"output\":["
                           << "{\"type\":\"function_call\"}" << "]}";
    QTest::newRow("steps") << "gemini/interactions/x" << "{\"object\":\"interaction\",\"status\":\"completed\",\"steps\":["
                           << "{\"type\":\"function_call\"}" << "]}";
}

void TestAnswerLimits::tooManyPartsAreRefused()
{
    QFETCH(QString, model);
    QFETCH(QString, head);
    QFETCH(QString, item);
    QFETCH(QString, tail);
    const ResolvedModel resolved = *test::catalog().resolve(model.toStdString());
    const auto body = [&](std::size_t count) {
        return head.toStdString() + listOf(item.toStdString(), count) + tail.toStdString();
    };
    const ChatCodec &codec = codecFor(resolved.family());
    const Target target = targetFor(model.toStdString());
    const Result<ChatResponse> answer = codec.decode({ 200, {}, body(400'000) }, target);
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorClass::ApiResponseValidation);
    QVERIFY(answer.error().offset.has_value());
    QVERIFY(holdsTooMuch(*parseJson(body(maximumParts + 1))));
}

void TestAnswerLimits::whatProvidersGivePasses()
{
    const std::string choice = R"({"message":{"content":"a"},"finish_reason":"stop"})";
    const std::string body = "{\"choices\":[" + listOf(choice, 128) + "]}";
    QCOMPARE(codecFor(ApiFamily::OpenAiChat).decode({ 200, {}, body }, targetFor("openai/x"))->choices.size(),
             std::size_t { 128 });
    // Log probabilities come one a token and are kept as text.
    const std::string logprobs = R"({"choices":[{"message":{"content":"a"},"logprobs":{"content":[)"
        + listOf(R"({"token":"a","logprob":-1})", 40'000) + "]}}]}";
    QVERIFY(!holdsTooMuch(*parseJson(logprobs)));
}

void TestAnswerLimits::streamsAreBoundedToo()
{
    const std::string event = "data: {\"candidates\":[{\"content\":{\"parts\":[" + listOf("{\"text\":\"a\"}", 30'000) + "]}}]}\n\n";
    const Folded folded = fold(codecFor(ApiFamily::Gemini), targetFor("gemini/x"), event, 4096);
    QVERIFY(folded.malformed);
    QCOMPARE(folded.malformed->kind, ErrorClass::ApiResponseValidation);
}

QTEST_APPLESS_MAIN(TestAnswerLimits)
#include "tst_answer_limits.moc"
