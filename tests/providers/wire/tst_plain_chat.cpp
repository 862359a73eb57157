// SPDX-License-Identifier: GPL-3.0-or-later
//
// A request that goes on as it came says the same as the one that would have been written; what would not is read.
#include "providers/wire/plain_chat.h"
#include "tests/providers/wire/wire_support.h"

#include <QTest>

using namespace patchbay;
using wire::PlainChat;

namespace {

const std::string plain = "{ \"model\": \"group\", \"messages\":[{\"role\":\"system\",\"content\":\"Be \\u00fc\\n\"},"
                          "{\"content\":\"Hi \\\"you\\\"\",\"role\":\"user\"},{\"role\":\"assistant\",\"content\":\"\"}],"
                          "\"temperature\":0.2, \"max_tokens\":256,\"user\":\"u-1\",\"seed\":7,\"top_p\":1}";

std::string with(const std::string &from, const std::string &to)
{
    std::string text = plain;
    text.replace(text.find(from), from.size(), to);
    return text;
}

// What the codec makes of the request when it is read and written.
QJsonObject written(const std::string &body, const std::string &model, const wire::Target &target)
{
    ChatRequest request = wire::parseChatRequest(body).value();
    request.model = model;
    return test::toJson(wire::codecFor(target.provider.family).encode(request, target).value().body);
}

} // namespace

class TestPlainChat : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_catalog.emplace(Catalog::builtIn().value()); }

    void saysWhatWouldBeWritten_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("usual") << QByteArray::fromStdString(plain);
        QTest::newRow("stream") << QByteArray::fromStdString(with("\"seed\":7", "\"stream\":true"));
        QTest::newRow("no stream") << QByteArray::fromStdString(with("\"seed\":7", "\"stream\":false"));
        QTest::newRow("usage asked for") << QByteArray::fromStdString(
            with("\"seed\":7", "\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
        QTest::newRow("usage refused") << QByteArray::fromStdString(
            with("\"seed\":7", "\"stream\":true,\"stream_options\":{\"include_usage\":false}"));
        QTest::newRow("penalties") << QByteArray::fromStdString(
            with("\"seed\":7", "\"presence_penalty\":0.5,\"frequency_penalty\":-1"));
    }
    void saysWhatWouldBeWritten()
    {
        QFETCH(const QByteArray, body);
        for (const char *provider : { "openai", "groq", "deepseek", "mistral", "together_ai", "openrouter" }) {
            const wire::Target target = targetOf(provider, "some-model");
            std::optional<wire::PlainRequest> chat = wire::readPlainChat(body.toStdString());
            QVERIFY(chat);
            QCOMPARE(chat->head.model, std::string("group"));
            QCOMPARE(chat->messages, 3);
            chat->head.model = "some-model";
            if (!wire::takesPlainChat(chat->head, target, wire::codecFor(target.provider.family))) {
                continue;
            }
            const auto request = wire::encodePlainChat(*chat, chat->head, target);
            QVERIFY(request);
            QJsonObject sent = test::toJson(request->body);
            if (sent.value("stream") == false) {
                sent.remove("stream"); // a writer leaves out what goes without saying
            }
            QVERIFY2(sent == written(body.toStdString(), "some-model", target),
                     request->body.c_str());
            const auto full = wire::codecFor(target.provider.family)
                                  .encode(wire::wholeRequest(*chat, chat->head), target).value();
            QCOMPARE(request->url, full.url);
            QVERIFY(request->headers == full.headers);
        }
    }

    void goesToOpenAiAsItCame()
    {
        const wire::Target target = targetOf("openai", "gpt-4o");
        std::optional<wire::PlainRequest> chat = wire::readPlainChat(plain);
        QVERIFY(chat);
        chat->head.model = "gpt-4o";
        QVERIFY(wire::takesPlainChat(chat->head, target, wire::codecFor(ApiFamily::OpenAiChat)));
        QCOMPARE(wire::encodePlainChat(*chat, chat->head, target)->body, with("\"group\"", "\"gpt-4o\""));
    }

    void wholeRequestsAreTheReadOnes()
    {
        std::optional<wire::PlainRequest> chat = wire::readPlainChat(plain);
        QVERIFY(chat);
        chat->head.model = "other";
        ChatRequest read = wire::parseChatRequest(plain).value();
        read.model = "other";
        QVERIFY(wire::wholeRequest(*chat, chat->head) == read);
    }

    void targetsThatWantItOtherwise()
    {
        const wire::ChatCodec &openAi = wire::codecFor(ApiFamily::OpenAiChat);
        std::optional<wire::PlainRequest> chat = wire::readPlainChat(plain);
        QVERIFY(chat);
        // A reasoning model takes another limit and no temperature; another family another form.
        QVERIFY(!wire::takesPlainChat(chat->head, targetOf("openai", "o3"), openAi));
        const wire::Target claude = targetOf("anthropic", "claude-sonnet-4-5");
        QVERIFY(!wire::takesPlainChat(chat->head, claude, wire::codecFor(claude.provider.family)));
    }

    void otherRequestsAreRead_data()
    {
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char *name, const std::string &from, const std::string &to) {
            QTest::newRow(name) << QByteArray::fromStdString(with(from, to));
        };
        row("tools", "\"seed\":7", "\"tools\":[]");
        row("unknown member", "\"seed\":7", "\"x\":1");
        row("metadata", "\"seed\":7", "\"metadata\":{\"tags\":[\"a\"]}");
        row("null", "\"seed\":7", "\"seed\":null");
        row("twice", "\"seed\":7", "\"user\":\"b\"");
        row("wrong type", "\"temperature\":0.2", "\"temperature\":\"0.2\"");
        row("whole number as a fraction", "\"max_tokens\":256", "\"max_tokens\":256.0");
        row("whole number as a power", "\"max_tokens\":256", "\"max_tokens\":1e2");
        row("parts", "\"Be \\u00fc\\n\"", "[{\"type\":\"text\",\"text\":\"x\"}]");
        row("no content", "\"Be \\u00fc\\n\"", "null");
        row("half of a pair", "\"Be \\u00fc\\n\"", "\"\\ud800\"");
        row("role", "\"system\"", "\"tool\"");
        row("named", "\"role\":\"system\"", "\"role\":\"system\",\"name\":\"n\"");
        row("role twice", "\"role\":\"system\"", "\"role\":\"system\",\"role\":\"user\"");
        row("no role", "\"role\":\"system\",", "");
        row("escaped key", "\"temperature\"", "\"tempe\\u0072ature\"");
        row("empty model", "\"group\"", "\"\"");
        row("model is a number", "\"group\"", "1");
        row("stream options alone", "\"seed\":7", "\"stream_options\":{\"include_usage\":true}");
        row("more stream options", "\"seed\":7", "\"stream\":true,\"stream_options\":{\"include_usage\":true,\"x\":1}");
        QTest::newRow("no messages") << QByteArray("{\"model\":\"m\",\"messages\":[]}");
        QTest::newRow("messages missing") << QByteArray("{\"model\":\"m\"}");
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("nothing") << QByteArray("");
        QTest::newRow("byte order mark") << "\xEF\xBB\xBF" + QByteArray::fromStdString(plain);
        for (std::size_t end = 0; end < plain.size(); end += 9) {
            QTest::addRow("cut at %zu", end) << QByteArray::fromStdString(plain.substr(0, end));
        }
    }
    void otherRequestsAreRead()
    {
        QFETCH(const QByteArray, body);
        QVERIFY(!wire::readPlainChat(body.toStdString()));
    }

private:
    wire::Target targetOf(std::string_view provider, const std::string &model) const
    {
        return { *m_catalog->provider(provider), model, nullptr, "http://127.0.0.1:1/v1", 0, {} };
    }

    std::optional<Catalog> m_catalog;
};

QTEST_GUILESS_MAIN(TestPlainChat)
#include "tst_plain_chat.moc"
