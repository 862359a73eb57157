// SPDX-License-Identifier: GPL-3.0-or-later
//
// Chunks that are known at a glance say what they would say if they were read member by member, and what is written in
// a frame is what would be written anew.
#include "providers/wire/openai_text_chunk.h"
#include "tests/providers/wire/wire_support.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::test;
using namespace patchbay::wire;

namespace {

const std::string first = "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"m\",\"choices\":[{\"index\":0,"
                          "\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}";

std::string chunkOf(const std::string &choices, const std::string &more = {})
{
    return "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"m\",\"choices\":" + choices + more + "}";
}

std::string textOf(const std::string &content)
{
    return "[{\"index\":0,\"delta\":{\"content\":" + content + "},\"logprobs\":null,\"finish_reason\":null}]";
}

StreamOutcome streamOf(const std::vector<std::string> &chunks)
{
    const ResolvedModel model = catalog().resolve("openai/gpt-4o").value();
    std::string bytes;
    for (const std::string &chunk : chunks) {
        bytes += "data: " + chunk + "\n\n";
    }
    bytes += "data: [DONE]\n\n";
    return decodeStream(codecFor(model.family()), targetOf(model), { bytes });
}

} // namespace

class TestTextChunk : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void saysWhatIsRead_data()
    {
        QTest::addColumn<QStringList>("contents");
        QTest::newRow("words") << QStringList { "\"Hello\"", "\" world\"", "\"\"" };
        QTest::newRow("escapes") << QStringList { "\"a\\n\\\"b\\\"\"", "\"\\u00fc\"" };
        QTest::newRow("halves") << QStringList { "\"x\\ud83d\"", "\"\\ude00y\"" };
        QTest::newRow("a thought") << QStringList { "\"<thi\"", "\"nk>why\"", "\"</think>so\"" };
        QTest::newRow("spaces") << QStringList { "\"\\n \"", "\"<b>\"" };
    }
    void saysWhatIsRead()
    {
        QFETCH(const QStringList, contents);
        std::vector<std::string> plain { first };
        std::vector<std::string> other { first };
        for (const QString &content : contents) {
            plain.push_back(chunkOf(textOf(content.toStdString())));
            other.push_back(chunkOf(textOf(content.toStdString()), ",\"nobody_knows\":1"));
            QVERIFY(readTextChunk(plain.back()));
            QVERIFY(!readTextChunk(other.back()));
        }
        QVERIFY(streamOf(plain).events == streamOf(other).events);
        QVERIFY(streamOf(plain).events.size() > 1);
    }

    void isNothingElse_data()
    {
        QTest::addColumn<QByteArray>("chunk");
        const auto row = [](const char *name, const std::string &chunk) {
            QTest::newRow(name) << QByteArray::fromStdString(chunk);
        };
        row("finish", chunkOf("[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]"));
        row("probabilities", chunkOf("[{\"index\":0,\"delta\":{\"content\":\"a\"},\"logprobs\":{},\"finish_reason\":null}]"));
        row("tool calls", chunkOf("[{\"index\":0,\"delta\":{\"content\":\"a\",\"tool_calls\":[]}}]"));
        row("no text", chunkOf("[{\"index\":0,\"delta\":{\"content\":null}}]"));
        row("no choice", chunkOf("[]"));
        row("two choices", chunkOf("[{\"index\":0,\"delta\":{\"content\":\"a\"}},{\"index\":1,\"delta\":{\"content\":\"b\"}}]"));
        row("no index", chunkOf("[{\"delta\":{\"content\":\"a\"}}]"));
        row("far index", chunkOf("[{\"index\":5000,\"delta\":{\"content\":\"a\"}}]"));
        row("usage", chunkOf(textOf("\"a\""), ",\"usage\":{\"prompt_tokens\":1}"));
        row("twice", chunkOf(textOf("\"a\""), ",\"choices\":[]"));
        row("error", chunkOf(textOf("\"a\""), ",\"error\":{\"message\":\"x\"}"));
        row("cut", chunkOf(textOf("\"a\"")).substr(0, 60));
        row("more behind", chunkOf(textOf("\"a\"")) + "{}");
        row("bytes", chunkOf(textOf("\"\xff\"")));
        row("another object", "{\"object\":\"error\",\"choices\":" + textOf("\"a\"") + "}");
    }
    void isNothingElse()
    {
        QFETCH(const QByteArray, chunk);
        QVERIFY(!readTextChunk(chunk.toStdString()));
    }

    // Whatever stands between two frames that were seen, it is read as if nothing had been seen.
    void looksAroundTheWords()
    {
        const std::vector<std::string> contents { "\"a\"", "\"b\\\"\"", "\"\"", "null", "7", "\"c\",\"role\":\"x\"", "\"d\"", "\"",
                                                  "\"e\"}", "{\"f\":1}", "\"\\", " \"g\" ", "\"\xc3\"", "\"h\"" };
        TextChunkReader reader;
        for (const std::string &content : contents) {
            const std::string text = chunkOf(textOf(content));
            const std::optional<TextChunk> plain = readTextChunk(text);
            const std::optional<TextChunk> seen = reader.read(text);
            QCOMPARE(seen.has_value(), plain.has_value());
            if (plain) {
                QCOMPARE(seen->choice, plain->choice);
                QCOMPARE(seen->content.raw(), plain->content.raw());
            }
        }
        const std::string other = chunkOf("[{\"index\":2,\"delta\":{\"content\":\"z\"}}]");
        QCOMPARE(reader.read(other)->choice, 2);
        QCOMPARE(reader.read(chunkOf(textOf("\"y\"")))->choice, 0);
    }

    // Frames are kept per choice and name, and forgotten when another stream begins.
    void framesSayTheSame()
    {
        ChunkWriter writer("fallback");
        StreamStarted started;
        started.id = "c-1";
        started.model = "name \"content\":\"\" in it";
        writer.write(started);
        const std::vector<StreamEvent> events {
            TextDelta { 0, "a" },      TextDelta { 0, "\"b\"\n" }, TextDelta { 1, "c" }, TextDelta { 0, "d" },
            ReasoningDelta { 0, "e" }, ReasoningDelta { 0, "f" },  TextDelta { 0, "g" }, RefusalDelta { 0, "h" },
        };
        QList<int> begun;
        for (const StreamEvent &event : events) {
            const auto *text = std::get_if<TextDelta>(&event);
            const auto *thought = std::get_if<ReasoningDelta>(&event);
            const auto *refusal = std::get_if<RefusalDelta>(&event);
            const int choice = text ? text->choice : 0;
            const std::string &value = text ? text->text : thought ? thought->text : refusal->text;
            const char *name = text ? "content" : thought ? "reasoning_content" : "refusal";
            QJsonObject delta { { QLatin1StringView(name), QString::fromStdString(value) } };
            if (!begun.contains(choice)) {
                begun.append(choice);
                delta.insert("role", "assistant");
            }
            const std::vector<std::string> written = writer.write(event);
            QCOMPARE(written.size(), 1U);
            const QJsonObject json = toJson(written.front());
            QCOMPARE(json["id"].toString(), "c-1");
            QCOMPARE(json["model"].toString().toStdString(), started.model);
            const QJsonObject only = json["choices"].toArray().at(0).toObject();
            QCOMPARE(only["index"].toInt(), choice);
            QCOMPARE(only["delta"].toObject(), delta);
            QVERIFY(only["finish_reason"].isNull());
        }
        started.id = "c-2";
        writer.write(started);
        QCOMPARE(toJson(writer.write(TextDelta { 0, "i" }).front())["id"].toString(), "c-2");
    }
};

QTEST_APPLESS_MAIN(TestTextChunk)
#include "tst_text_chunk.moc"
