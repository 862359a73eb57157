// SPDX-License-Identifier: GPL-3.0-or-later
//
// What decoding costs in memory: at no moment more than four times the bytes that came, whatever they are, the bytes
// themselves included. This program counts what operator new gives and gets back.
#include "wire_support.h"

#include <QTest>

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

std::size_t live = 0;
std::size_t peak = 0;

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// Not inline, so that the compiler does not see malloc's free() at the end of a delete.
[[gnu::noinline]] void giveBack(void *memory)
{
    live -= std::min(live, malloc_usable_size(memory));
    std::free(memory);
}
#endif

} // namespace

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
void *operator new(std::size_t size)
{
    void *memory = std::malloc(size);
    if (memory == nullptr) {
        throw std::bad_alloc();
    }
    live += malloc_usable_size(memory);
    peak = std::max(peak, live);
    return memory;
}
void operator delete(void *memory) noexcept
{
    giveBack(memory);
}
void operator delete(void *memory, std::size_t) noexcept
{
    giveBack(memory);
}
#endif

using namespace patchbay;
using namespace patchbay::wire;

class TestDecoderMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        QSKIP("the sanitizer has its own operator new");
#endif
    }
    void anAnswerTakesFourTimesItsBytes_data();
    void anAnswerTakesFourTimesItsBytes();
    void aStreamTakesFourTimesItsBytes_data();
    void aStreamTakesFourTimesItsBytes();
};

namespace {

constexpr std::size_t size = 8 * 1024 * 1024;
constexpr std::size_t slack = 256 * 1024;

struct Shape {
    std::string model;
    std::string head;
    std::string text; // the body again and again between head and tail
    std::string tail;
};

// Where each family's answers carry text, and where they carry calls.
std::vector<Shape> shapes()
{
    const std::vector<Shape> places {
        { "openai/gpt-4o", R"({"choices":[{"index":0,"message":{"role":"assistant","content":")", {}, R"("},"finish_reason":"stop"}]})" },
        { "openai/gpt-4o", R"({"choices":[{"index":0,"message":{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":")", {}, R"("}}]}}]})" },
        { "openai/gpt-4o", R"({"error":{"message":")", {}, R"("}})" },
        { "anthropic/claude-sonnet-4-5", R"({"type":"message","content":[{"type":"text","text":")", {}, R"("}]})" },
        { "anthropic/claude-sonnet-4-5", R"({"type":"message","content":[{"type":"thinking","thinking":"a","signature":")", {}, R"("}]})" },
        { "gemini/gemini-2.5-flash", R"({"candidates":[{"content":{"parts":[{"text":")", {}, R"("}]}}]})" },
        { "gemini/gemini-2.5-flash", R"({"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":")", {}, R"("}}]}}]})" },
        { "gemini/gemini-2.5-flash-tts", R"({"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"audio/pcm","data":")", {}, R"("}}]}}]})" },
        { "bedrock/anthropic.claude-sonnet-4-5-v1:0", R"({"output":{"message":{"content":[{"text":")", {}, R"("}]}}})" },
        { "cohere/command-a", R"({"message":{"content":[{"type":"text","text":")", {}, R"("}]}})" },
        { "ollama/llama3", R"({"message":{"content":")", {}, R"("},"done":true})" },
        { "openai/responses/gpt-4o", R"({"object":"response","output":[{"type":"message","content":[{"type":"output_text","text":")", {}, R"("}]}]})" },
        { "gemini/interactions/gemini-2.5-flash", R"({"object":"interaction","status":"completed","steps":[{"type":"model_output","content":[{"type":"text","text":")", {}, R"("}]}]})" },
        { "watsonx/ibm/granite", R"({"choices":[{"index":0,"message":{"content":")", {}, R"("}}]})" },
        { "replicate/meta/llama", R"({"id":"a","status":"succeeded","output":[")", {}, R"("]})" },
        { "sagemaker/endpoint", R"([{"generated_text":")", {}, R"("}])" },
    };
    std::vector<Shape> all;
    for (const Shape &place : places) {
        for (const std::string &text : { std::string("words and "), std::string("\\n"), std::string("\\u0001"), std::string("<think>"), std::string("\xFF") }) {
            all.push_back({ place.model, place.head, text, place.tail });
        }
    }
    // Structure that nobody asked for.
    for (const char *model : { "openai/gpt-4o", "anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-flash", "cohere/command-a", "ollama/llama3" }) {
        all.push_back({ model, R"({"extra":[0)", ",{}", "]}" });
        all.push_back({ model, R"({"extra":[0)", ",1", "]}" });
        all.push_back({ model, R"({"a":0)", R"(,"a":0)", "}" });
        all.push_back({ model, {}, "[", {} });
        all.push_back({ model, {}, "<html>", {} });
    }
    return all;
}

std::string bodyOf(const Shape &shape)
{
    std::string body;
    body.reserve(size + shape.text.size() + shape.head.size() + shape.tail.size());
    body = shape.head;
    while (body.size() < size) {
        body += shape.text;
    }
    return body += shape.tail;
}

// The most that was live while `work` ran, above what was live before.
std::size_t peakOf(auto work)
{
    const std::size_t before = live;
    peak = live;
    work();
    return peak - before;
}

QByteArray nameOf(const Shape &shape, std::size_t number)
{
    return QByteArray::number(static_cast<qulonglong>(number)) + ' ' + QByteArray::fromStdString(shape.model) + ' '
        + QByteArray::fromStdString(shape.text).toPercentEncoding(" <>[]{}\\");
}

void addRows()
{
    QTest::addColumn<std::size_t>("number");
    std::size_t number = 0;
    for (const Shape &shape : shapes()) {
        QTest::newRow(nameOf(shape, number).constData()) << number;
        ++number;
    }
}

} // namespace

void TestDecoderMemory::anAnswerTakesFourTimesItsBytes_data()
{
    addRows();
}

void TestDecoderMemory::anAnswerTakesFourTimesItsBytes()
{
    QFETCH(std::size_t, number);
    const Shape shape = shapes()[number];
    const ResolvedModel resolved = *test::catalog().resolve(shape.model);
    const Target target = test::targetOf(resolved);
    const ChatCodec &codec = codecFor(resolved.family());
    const HttpResponse response { 200, { { "content-type", "application/json" } }, bodyOf(shape) };
    const HttpResponse failed { 500, { { "content-type", "application/json" } }, response.body };
    const std::size_t most = 3 * response.body.size() + slack; // with the body itself: four times
    const std::size_t answer = peakOf([&] { (void)codec.decode(response, target); });
    QVERIFY2(answer <= most, qPrintable(QString::number(double(answer) / double(response.body.size()))));
    const std::size_t error = peakOf([&] { (void)codec.decodeError(failed, target); });
    QVERIFY2(error <= most, qPrintable(QString::number(double(error) / double(response.body.size()))));
}

void TestDecoderMemory::aStreamTakesFourTimesItsBytes_data()
{
    addRows();
}

// The same bodies as one event of a stream, and as bytes without any frame.
void TestDecoderMemory::aStreamTakesFourTimesItsBytes()
{
    QFETCH(std::size_t, number);
    const Shape shape = shapes()[number];
    const ResolvedModel resolved = *test::catalog().resolve(shape.model);
    const Target target = test::targetOf(resolved);
    const ChatCodec &codec = codecFor(resolved.family());
    constexpr std::size_t piece = 16 * 1024;
    for (const std::string &frame : { std::string("data: "), std::string() }) {
        const std::string bytes = frame + bodyOf(shape) + "\n\n";
        const std::size_t used = peakOf([&] {
            const std::unique_ptr<StreamDecoder> decoder = codec.decodeStream(target);
            Folder folder;
            std::vector<StreamEvent> events;
            for (std::size_t at = 0; at < bytes.size(); at += piece) {
                events.clear();
                if (!decoder->feed(std::string_view(bytes).substr(at, piece), events)) {
                    return;
                }
                for (const StreamEvent &event : events) {
                    folder.add(event);
                }
            }
        });
        // The bytes are not kept: what is here is all there is.
        QVERIFY2(used <= 4 * bytes.size() + slack, qPrintable(QString::number(double(used) / double(bytes.size()))));
    }
}

QTEST_APPLESS_MAIN(TestDecoderMemory)
#include "tst_decoder_memory.moc"
