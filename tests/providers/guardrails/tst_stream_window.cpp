// SPDX-License-Identifier: GPL-3.0-or-later
//
// Guardrails over a stream while it comes: the same words as over the whole of it, wherever the pieces are cut, and
// nothing of a finding leaves before it is known.
#include "providers/guardrails/stream_texts.h"
#include "providers/guardrails/stream_window.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::guardrails;

namespace {

Guardrails masking(Action action = Action::Mask)
{
    auto guardrail = std::make_shared<Guardrail>();
    guardrail->name = "pii";
    guardrail->modes = { Mode::PostCall };
    for (const Pattern pattern : { Pattern::Secret, Pattern::Email, Pattern::SocialSecurity, Pattern::CreditCard }) {
        guardrail->rules.push_back({ std::string(patternName(pattern)), action, pattern });
    }
    guardrail->rules.push_back({ "WORD", action });
    guardrail->rules.back().word = "zebra crossing";
    return { guardrail };
}

std::string chunk(const std::string &words, const std::string &field = "content", int choice = 0)
{
    return R"(data: {"choices":[{"index":)" + std::to_string(choice) + R"(,"delta":{")" + field + R"(":")" + words + "\"}}]}\n\n";
}
std::string block(int index, const std::string &words)
{
    return "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":" + std::to_string(index)
        + R"(,"delta":{"type":"text_delta","text":")" + words + "\"}}\n\n";
}
std::string done(const std::string &words)
{
    return R"(data: {"type":"response.output_text.done","text":")" + words + "\"}\n\n";
}
const std::string stop = "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n";

std::string pieces(const std::string &words, std::size_t size)
{
    std::string stream;
    for (std::size_t at = 0; at < words.size(); at += size) {
        stream += chunk(words.substr(at, size));
    }
    return stream + "data: [DONE]\n\n";
}

std::string wordsOf(const std::string &stream)
{
    std::string all;
    const StreamTexts texts(stream);
    for (const std::string &text : texts.texts()) {
        all += text;
    }
    return all;
}

struct Came {
    std::string bytes;
    std::string reason;
};
Came through(const Guardrails &guardrails, const std::string &stream, std::size_t size)
{
    StreamWindow window(guardrails);
    Came came;
    for (std::size_t at = 0; at < stream.size() && came.reason.empty(); at += size) {
        StreamWindow::Step step = window.feed(std::string_view(stream).substr(at, size));
        came.bytes += step.bytes;
        came.reason = step.reason;
    }
    if (came.reason.empty()) {
        const StreamWindow::Step step = window.finish();
        came.bytes += step.bytes;
        came.reason = step.reason;
    }
    return came;
}

const std::string filler = "One word after another goes by, and nothing in them is worth a mask or a second look at all. ";
const std::string words = filler + "Ask ann@mail.example.org or 123-45-6789, pay 4111 1111 1111 1111. " + filler + filler
    + "The key is sk-proj-abcdefghijklmnopqrstuvwxyz0123456789, on the zebra crossing. " + filler + "Last: bob@mail.example.org";
const std::string expected = filler + "Ask <EMAIL_ADDRESS> or <US_SSN>, pay <CREDIT_CARD>. " + filler + filler
    + "The key is <SECRET>, on the <WORD>. " + filler + "Last: <EMAIL_ADDRESS>";

} // namespace

class TestStreamWindow : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void piecesOfAnySizeSayTheSame()
    {
        for (const std::size_t size : { 1, 2, 3, 5, 7, 16, 40, 170, 2'000 }) {
            const std::string stream = pieces(words, size);
            for (const std::size_t bytes : { std::size_t(1), std::size_t(13), std::size_t(1'000), stream.size() }) {
                const Came came = through(masking(), stream, bytes);
                QCOMPARE(came.reason, "");
                QCOMPARE(wordsOf(came.bytes), expected);
                QVERIFY(came.bytes.ends_with("data: [DONE]\n\n"));
            }
        }
    }

    void wordsLeaveWhileTheyCome()
    {
        StreamWindow window(masking());
        std::string came;
        for (int number = 0; number < 10; ++number) {
            came += window.feed(chunk(filler)).bytes;
        }
        QVERIFY(wordsOf(came).size() > 6 * filler.size());
        QVERIFY(window.held() < 10 * filler.size());
    }

    void nothingOfWhatBlocksLeaves()
    {
        for (const std::size_t size : { 1, 3, 8, 50 }) {
            const Came came = through(masking(Action::Block), pieces(filler + filler + filler + "it is 123-45-6789 " + filler + filler, size), 1'000);
            QCOMPARE(came.reason, "US_SSN found");
            QVERIFY(wordsOf(came.bytes).starts_with("One word"));
            QVERIFY2(!wordsOf(came.bytes).contains("12") && !came.bytes.contains("[DONE]"), came.bytes.c_str());
            const Came atEnd = through(masking(Action::Block), pieces(filler + "it is 123-45-6789", size), 1'000);
            QCOMPARE(atEnd.reason, "US_SSN found");
            QVERIFY(!wordsOf(atEnd.bytes).contains("12"));
        }
    }

    // A field that another one follows waits no longer; should it go on after all, what spans the gap blocks.
    void fieldsAndBlocksEnd()
    {
        StreamWindow window(masking());
        (void)window.feed(chunk("I think of ann@mail.example.org", "reasoning_content"));
        const std::string reasoned = window.feed(chunk("Hi")).bytes;
        QVERIFY2(reasoned.contains("I think of <EMAIL_ADDRESS>"), reasoned.c_str());
        (void)window.feed(chunk("my number is 123-45-"));
        (void)window.feed(chunk(" so", "reasoning_content"));
        QCOMPARE(window.feed(chunk("6789 and more")).reason, "US_SSN found");

        StreamWindow blocks(masking());
        (void)blocks.feed(block(0, "to ann@mail.example.org"));
        const std::string first = blocks.feed(stop).bytes;
        QVERIFY2(first.contains("to <EMAIL_ADDRESS>") && first.ends_with(stop), first.c_str());
        QCOMPARE(blocks.feed(block(1, "next")).bytes, "event: content_block_delta\n");

        StreamWindow whole(masking());
        QVERIFY(whole.feed(done("to ann@mail.example.org")).bytes.contains("to <EMAIL_ADDRESS>"));

        // Choices do not wait for each other's words, only for their turn.
        StreamWindow two(masking());
        (void)two.feed(chunk("123-45-", "content", 0) + chunk("6789", "content", 1) + chunk("6789", "content", 0));
        const std::string both = two.finish().bytes;
        QVERIFY2(wordsOf(both).contains("<US_SSN>") && both.contains("\"6789\""), both.c_str());
    }

    void otherShapes()
    {
        // Gemini's array, a line an object.
        const std::string array = "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"to ann@mail\"}]}}]},\r\n"
                                  "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\".example.org\"}]}}]}]";
        for (const std::size_t size : { 1, 9, 500 }) {
            const Came came = through(masking(), array, size);
            QVERIFY2(came.bytes.contains("to <EMAIL_ADDRESS>") && came.bytes.ends_with("]"), came.bytes.c_str());
        }
        QCOMPARE(through(masking(), "data: {\"choices\":[\n\n", 5).reason, "a part of the answer cannot be read");
        // A word without an end is neither let through in part nor kept for ever.
        QCOMPARE(through(masking(), pieces("sk-" + std::string(70'000, 'a'), 500), 10'000).reason, "a word of the answer is too long to be checked");
        const Came euro = through(masking(), pieces(filler + filler + "\u20ac\u20ac\u20ac", 300), 7);
        QVERIFY(wordsOf(euro.bytes).ends_with("\u20ac\u20ac\u20ac"));
    }

    void longAnswersAndTools()
    {
        auto guardrail = std::make_shared<Guardrail>();
        guardrail->name = "short";
        guardrail->maximumCharacters = 100;
        guardrail->otherTools = false;
        QVERIFY(through({ guardrail }, pieces(filler + filler, 10), 100).reason.starts_with("the text is longer"));
        QCOMPARE(through({ guardrail }, pieces("brief", 10), 100).reason, "");
        const std::string call = "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"rm\",\"arguments\":\"\"}}]}}]}\n\n";
        QVERIFY(through({ guardrail }, call, 100).reason.contains("\"rm\" is not allowed"));
        Guardrail shape;
        shape.schema = { "{}" };
        QVERIFY(!StreamWindow::covers(shape));
    }
};

QTEST_GUILESS_MAIN(TestStreamWindow)
#include "tst_stream_window.moc"
