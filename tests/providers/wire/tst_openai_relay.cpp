// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is passed on as it came says the same as what would have been written; what would not is not passed on.
#include "providers/wire/json_view.h"
#include "providers/wire/openai_format.h"
#include "providers/wire/openai_relay.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

const QByteArray plain = "{ \"id\": \"chatcmpl-1\", \"object\":\"chat.completion\",\"created\":1763800000,\"model\":\"gpt-4o-2024\",\n"
    " \"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi \\u00fc \\\"there\\\"\",\"refusal\":null,\"annotations\":[]},\n"
    " \"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21,\n"
    " \"prompt_tokens_details\":{\"cached_tokens\":4}},\"service_tier\":\"default\",\"system_fingerprint\":\"fp_1\"}";

QByteArray with(const QByteArray &from, const QByteArray &to)
{
    QByteArray text = plain;
    return text.replace(from, to);
}

// Everything in `smaller` stands in `larger` with the same value.
bool holds(const QJsonValue &larger, const QJsonValue &smaller)
{
    if (smaller.isObject()) {
        const QJsonObject members = smaller.toObject();
        return std::ranges::all_of(members.keys(), [&](const QString &key) {
            return larger.toObject().contains(key) && holds(larger.toObject()[key], members[key]);
        });
    }
    if (smaller.isArray()) {
        const QJsonArray items = smaller.toArray();
        bool same = items.size() == larger.toArray().size();
        for (qsizetype at = 0; same && at < items.size(); ++at) {
            same = holds(larger.toArray()[at], items[at]);
        }
        return same;
    }
    return larger == smaller;
}

} // namespace

class TestOpenAiRelay : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlyTheNameChanges()
    {
        const auto relayed = wire::relayOpenAiAnswer(plain.toStdString(), "my \"group\"");
        QVERIFY(relayed);
        QCOMPARE(QByteArray::fromStdString(relayed->body), with("\"gpt-4o-2024\"", "\"my \\\"group\\\"\""));
        QCOMPARE(relayed->finishReason, std::string("stop"));
        QCOMPARE(relayed->usage.promptTokens, std::optional<std::int64_t>(9));
        QCOMPARE(relayed->usage.cachedTokens, std::optional<std::int64_t>(4));
    }

    void saysWhatWouldBeWritten_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("plain") << plain;
        QTest::newRow("length") << with("\"stop\"", "\"length\"");
        QTest::newRow("no extras") << with(",\"refusal\":null,\"annotations\":[]", "");
        QTest::newRow("two choices") << with(
            "}],\"usage\"",
            "},{\"index\":1,\"message\":{\"role\":\"assistant\",\"content\":\"b\"},\"finish_reason\":\"length\"}],\"usage\"");
        QTest::newRow("empty text") << with("\"Hi \\u00fc \\\"there\\\"\"", "\"\"");
    }
    void saysWhatWouldBeWritten()
    {
        QFETCH(QByteArray, body);
        const auto relayed = wire::relayOpenAiAnswer(body.toStdString(), "group");
        QVERIFY(relayed);
        Result<ChatResponse> read = wire::parseChatResponse(body.toStdString());
        QVERIFY(read);
        read->model = "group";
        const QByteArray written = QByteArray::fromStdString(wire::writeChatResponse(*read));
        QVERIFY2(holds(QJsonDocument::fromJson(QByteArray::fromStdString(relayed->body)).object(),
                       QJsonDocument::fromJson(written).object()),
                 written.constData());
        QVERIFY(relayed->usage == read->usage);
        QCOMPARE(relayed->serviceTier, read->serviceTier);
        QCOMPARE(relayed->finishReason, read->choices.front().finishReason);
    }

    void whatHasToBeReadIsRead_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("no JSON") << QByteArray("{\"id\":");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("a thought") << with("Hi ", "<think>hm</think>Hi ");
        QTest::newRow("a thought behind white space") << with("Hi ", "\\n <think>hm</think>Hi ");
        QTest::newRow("a thought in disguise") << with("Hi ", "\\u003cthink>hm</think>Hi ");
        QTest::newRow("reasoning") << with("\"refusal\":null", "\"reasoning_content\":\"hm\"");
        QTest::newRow("reasoning by another name") << with("\"refusal\":null", "\"reasoning\":\"hm\"");
        QTest::newRow("a refusal") << with("\"refusal\":null", "\"refusal\":\"no\"");
        QTest::newRow("annotations") << with("\"annotations\":[]", "\"annotations\":[{}]");
        QTest::newRow("tool calls") << with(
            "\"annotations\":[]",
            "\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]");
        QTest::newRow("parts") << with("\"Hi \\u00fc \\\"there\\\"\"", "[{\"type\":\"text\",\"text\":\"Hi\"}]");
        QTest::newRow("no text") << with("\"Hi \\u00fc \\\"there\\\"\"", "null");
        QTest::newRow("a foreign reason") << with("\"stop\"", "\"eos\"");
        QTest::newRow("no reason") << with("\"stop\"", "null");
        QTest::newRow("probabilities") << with("\"logprobs\":null", "\"logprobs\":{\"content\":[]}");
        QTest::newRow("no usage") << with("\"usage\":{", "\"usage\":null,\"service_tier\":{");
        QTest::newRow("half a usage") << with("\"completion_tokens\":12,", "");
        QTest::newRow("a count by another name") << with("\"total_tokens\":21,", "\"total_tokens\":21,\"num_cached_tokens\":0,");
        QTest::newRow("no total") << with("\"total_tokens\":21,", "");
        QTest::newRow("an unknown member") << with("\"service_tier\"", "\"citations\"");
        QTest::newRow("an unknown member of a choice") << with("\"logprobs\":null", "\"content_filter_results\":{}");
        QTest::newRow("a name twice") << with("\"service_tier\":\"default\"", "\"model\":\"other\"");
        QTest::newRow("an error") << QByteArray("{\"error\":{\"message\":\"no\"}}");
        QTest::newRow("a stream's chunk") << with("chat.completion", "chat.completion.chunk");
        QTest::newRow("no choices") << QByteArray(
            "{\"id\":\"a\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}");
    }
    void whatHasToBeReadIsRead()
    {
        QFETCH(QByteArray, body);
        QVERIFY(!wire::relayOpenAiAnswer(body.toStdString(), "group"));
    }

    // Recorded answers: whichever is passed on says what would have been written.
    void recordingsAgree()
    {
        QDir folder(QStringLiteral(PATCHBAY_SHARED_DATA "/golden"));
        const QStringList files = folder.entryList({ u"*.jsonl"_s });
        if (files.isEmpty()) {
            QSKIP("the shared recordings are not here");
        }
        int relayedCount = 0;
        for (const QString &name : files) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            for (QByteArray line = file.readLine(); !line.isEmpty(); line = file.readLine()) {
                const QJsonObject response = QJsonDocument::fromJson(line).object()["response"_L1].toObject();
                const std::string body = QJsonDocument(response["body"_L1].toObject()).toJson().toStdString();
                const auto relayed = wire::relayOpenAiAnswer(body, "group");
                if (!relayed) {
                    continue;
                }
                ++relayedCount;
                Result<ChatResponse> read = wire::parseChatResponse(body);
                QVERIFY(read);
                read->model = "group";
                QVERIFY2(
                    holds(QJsonDocument::fromJson(QByteArray::fromStdString(relayed->body)).object(),
                          QJsonDocument::fromJson(QByteArray::fromStdString(wire::writeChatResponse(*read))).object()),
                    body.c_str());
                QVERIFY(relayed->usage == read->usage);
                QCOMPARE(relayed->finishReason, read->choices.front().finishReason);
            }
        }
        qInfo("%d recorded answers are passed on", relayedCount);
        QVERIFY(relayedCount > 10);
    }
};

QTEST_GUILESS_MAIN(TestOpenAiRelay)
#include "tst_openai_relay.moc"
