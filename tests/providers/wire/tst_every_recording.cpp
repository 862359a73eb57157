// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every recording of every family, through the door that translate and the engine use: nothing may fail, kinds
// besides chat say what their bodies say, and a stream says the same wherever it is cut. What chat answers say
// in detail is checked by tst_golden and the tests of the families.
#include "providers/wire/call_kind.h"
#include "providers/wire/kind_stream.h"
#include "tests/providers/wire/expected_answer.inc.h"
#include "tests/providers/wire/golden_replay.h"

#include <QDir>

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::wire::testing;

class TestEveryRecording : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decodes_data();
    void decodes();

private:
    void check(const Recording &recording, const QString &file);
    void checkStream(const Recording &recording, CallKind kind, const Target &target);
    void checkValues(CallKind kind, const QJsonObject &answer, const QJsonValue &body);
    void expect(const char *what, const QJsonValue &is, const QJsonValue &should);

    QStringList m_problems;
};

namespace {

// groq-json-035 is the envelope that a recorder put around the provider's text.
void unwrap(Recording &recording)
{
    const QJsonObject body = recording.body();
    if (recording.op == "audio" && body[u"headers"].isObject()) {
        recording.response.status = body[u"status"].toInt();
        recording.response.headers = { { "content-type", body[u"headers"][u"content-type"].toString().toStdString() } };
        recording.response.body = body[u"body"].toString().toStdString();
    }
}

qint64 countIn(const QJsonValue &body)
{
    for (const QStringView name : { u"input_tokens", u"inputTokens", u"totalTokens" }) {
        if (body[name].isDouble()) {
            return body[name].toInteger();
        }
    }
    return body[u"tokens"].toArray().size();
}

CallKind kindOf(const Recording &recording)
{
    const QString op = text(recording.op);
    if (op.contains(u"embed", Qt::CaseInsensitive) || op == u"predict") {
        return CallKind::Embeddings;
    }
    if (op == u"invoke") {
        return recording.body()[u"content"].isArray() ? CallKind::Chat : CallKind::Embeddings;
    }
    if (op == u"audio") {
        return CallKind::Transcription;
    }
    if (op == u"models" || op == u"compact" || op.contains(u"token", Qt::CaseInsensitive)) {
        return op == u"models" ? CallKind::Models : op == u"compact" ? CallKind::Compaction : CallKind::TokenCount;
    }
    if (op.contains(u"rerank")) {
        return CallKind::Rerank;
    }
    return op == u"responses" ? CallKind::Responses
        : op == u"completions" ? CallKind::Completions
                               : CallKind::Chat;
}

Target targetOf(const QString &file, const Recording &recording)
{
    static const Catalog catalog = *Catalog::builtIn();
    static const QMap<QString, const char *> providers {
        { "anthropic-messages", "anthropic" }, { "bedrock-converse", "bedrock" }, { "bedrock-invoke", "bedrock" },
        { "gemini-interactions", "gemini" },   { "openai-audio", "openai" },      { "openai-chat", "openai" },
        { "openai-completions", "openai" },    { "openai-embeddings", "openai" }, { "openai-images", "openai" },
        { "openai-responses", "openai" },      { "openai-compatible", "openai" }, { "vertex", "vertex_ai" },
    };
    const std::string id = providers.contains(file) ? providers[file] : file.toStdString();
    const ProviderEntry &row = *catalog.provider(id);
    const QString model = recording.op == "invoke" ? "invoke/anthropic.claude" : "gemini-2.5-flash";
    return { row, model.toStdString(), nullptr, row.apiBase, 1700000000 };
}

// Numbers as they are spelled; what was base64 stays so.
QList<QJsonValue> vectorsOf(const QJsonValue &body)
{
    QList<QJsonValue> vectors;
    const auto addAll = [&](const QJsonArray &list) {
        for (const QJsonValue item : list) {
            const QJsonValue inner = item[u"embedding"].isUndefined() ? item[u"values"] : item[u"embedding"];
            const QJsonValue predicted = item[u"embeddings"][u"values"];
            vectors.append(item.isArray() ? item : predicted.isArray() ? predicted : inner);
        }
    };
    if (body[u"embedding"].isArray()) {
        vectors.append(body[u"embedding"]);
    } else if (body[u"embedding"].isObject()) {
        vectors.append(body[u"embedding"][u"values"]);
    } else if (body[u"embeddings"].isObject()) {
        addAll(body[u"embeddings"][u"float"].toArray());
    } else {
        for (const QStringView name : { u"data", u"embeddings", u"predictions" }) {
            addAll(body[name].toArray());
        }
    }
    return vectors;
}

QJsonValue scoreOf(const QJsonValue &item)
{
    return item[u"relevance_score"].isUndefined() ? item[u"relevanceScore"] : item[u"relevance_score"];
}

QString transcriptOf(const QJsonValue &body)
{
    const QJsonValue said = body[u"results"][u"channels"][0][u"alternatives"][0][u"transcript"];
    return said.isString() ? said.toString() : body[u"text"].toString();
}

} // namespace

void TestEveryRecording::decodes_data()
{
    QTest::addColumn<QString>("file");
    const QStringList files = QDir(QStringLiteral(PATCHBAY_SHARED_DATA "/golden")).entryList({ "*.jsonl" });
    if (files.isEmpty()) {
        QSKIP("the shared recordings are not here");
    }
    for (const QString &file : files) {
        const QString name = file.chopped(6);
        QTest::newRow(qPrintable(name)) << name;
    }
}

void TestEveryRecording::decodes()
{
    QFETCH(QString, file);
    int checked = 0;
    QStringList all;
    for (const QByteArray &line : sharedLines(QStringLiteral("golden/%1.jsonl").arg(file))) {
        Recording recording(line);
        unwrap(recording);
        ++checked;
        m_problems.clear();
        check(recording, file);
        for (const QString &problem : std::as_const(m_problems)) {
            all.append(text(recording.id) + QStringLiteral(": ") + problem);
        }
    }
    qInfo("%s: %d recordings", qPrintable(file), checked);
    QVERIFY2(all.isEmpty(), qPrintable(all.join(u'\n')));
}

void TestEveryRecording::check(const Recording &recording, const QString &file)
{
    const Target target = targetOf(file, recording);
    const ChatCodec &codec = codecFor(target.provider.family);
    const CallKind kind = kindOf(recording);
    if (recording.kind == "error") {
        const Error error = codec.decodeError(recording.response, target);
        expect("status", error.status, recording.response.status);
        if (error.message.empty() || recording.response.body.find(error.message.substr(0, 20)) == std::string::npos) {
            m_problems.append(QStringLiteral("error message: ") + text(error.message));
        }
        return;
    }
    if (recording.kind != "json") {
        return checkStream(recording, kind, target);
    }
    const Result<std::string> answer = translateAnswer(kind, recording.response, target, codec);
    if (!answer) {
        m_problems.append(text(answer.error().message));
        return;
    }
    const bool plain = !parseJson(recording.response.body);
    const QJsonValue said = plain ? QJsonObject { { QStringLiteral("text"), text(recording.response.body) } }
                                  : parsed(recording.response.body);
    checkValues(kind, parsed(*answer).toObject(), said);
}

void TestEveryRecording::checkStream(const Recording &recording, CallKind kind, const Target &target)
{
    const ChatCodec &codec = codecFor(target.provider.family);
    const std::string &bytes = recording.response.body;
    if (kind == CallKind::Chat) {
        const Folded folded = foldAnyWay(codec, target, bytes);
        const bool ends = folded.error || !folded.response.choices.empty();
        if (!ends || folded.malformed) {
            m_problems.append(folded.malformed ? text(folded.malformed->message) : QStringLiteral("no answer"));
        }
        return;
    }
    const auto foldCutAt = [&](std::size_t cut) {
        std::vector<std::string> events;
        KindStream stream = *KindStream::make(kind, target, codec);
        Result<void> result = stream.feed(std::string(bytes.substr(0, cut)), events);
        result = result ? stream.feed(std::string(bytes.substr(cut)), events) : result;
        result = result ? stream.finish(events) : result;
        return std::tuple(stream.folded(), events, result.has_value());
    };
    const auto whole = foldCutAt(bytes.size());
    if (!std::get<2>(whole) || std::get<0>(whole).empty()) {
        m_problems.append(QStringLiteral("the stream does not fold"));
    }
    for (std::size_t cut = 0; cut < bytes.size(); cut += bytes.size() / 150 + 1) {
        if (foldCutAt(cut) != whole) {
            m_problems.append(QStringLiteral("a cut at %1 changes the answer").arg(cut));
            return;
        }
    }
    QString said;
    for (const QJsonObject &event : test::eventBodies(text(bytes))) {
        said += event[u"choices"][0][u"text"].toString();
    }
    if (kind == CallKind::Completions) {
        expect("text", parsed(std::get<0>(whole))[u"choices"][0][u"text"], said);
    }
}

void TestEveryRecording::checkValues(CallKind kind, const QJsonObject &answer, const QJsonValue &body)
{
    if (kind == CallKind::Responses) {
        expect("response", answer, body);
    } else if (kind == CallKind::TokenCount) {
        expect("count", answer[u"input_tokens"], countIn(body));
    } else if (kind == CallKind::Compaction) {
        expect("output", answer[u"output"], body[u"output"]);
        expect("usage", answer[u"usage"], body[u"usage"]);
    } else if (kind == CallKind::Models) {
        // Some give the list itself.
        const QJsonArray models = body.isArray() ? body.toArray() : body[u"data"].toArray();
        expect("models", answer[u"data"].toArray().size(), models.size());
        expect("model", answer[u"data"][0][u"id"], models[0][u"id"].toString(models[0][u"model_id"].toString()));
    } else if (kind == CallKind::Completions) {
        expect("text", answer[u"choices"][0][u"text"], body[u"choices"][0][u"text"]);
        expect("finish", answer[u"choices"][0][u"finish_reason"], body[u"choices"][0][u"finish_reason"]);
        expect("prompt", answer[u"usage"][u"prompt_tokens"], body[u"usage"][u"prompt_tokens"]);
    } else if (kind == CallKind::Transcription) {
        expect("text", answer[u"text"], transcriptOf(body));
    } else if (kind == CallKind::Rerank) {
        const QJsonArray results = body[u"results"].toArray();
        expect("results", answer[u"results"].toArray().size(), results.size());
        for (qsizetype at = 0; at < results.size(); ++at) {
            expect("index", answer[u"results"][at][u"index"], results[at][u"index"]);
            expect("score", answer[u"results"][at][u"relevance_score"], scoreOf(results[at]));
        }
    } else if (kind == CallKind::Embeddings) {
        const QList<QJsonValue> vectors = vectorsOf(body);
        expect("object", answer[u"object"], QStringLiteral("list"));
        expect("vectors", answer[u"data"].toArray().size(), vectors.size());
        for (qsizetype at = 0; at < vectors.size(); ++at) {
            // Whom the provider itself names, where it does; its list may be in any order.
            const QJsonValue told = body[u"data"][at][u"index"];
            const qsizetype input = told.isDouble() ? told.toInteger() : at;
            expect("vector", answer[u"data"][input][u"embedding"], vectors[at]);
            expect("index", answer[u"data"][input][u"index"], input);
        }
        if (body[u"usage"][u"prompt_tokens"].isDouble()) {
            expect("usage", answer[u"usage"], body[u"usage"]);
        }
        if (body[u"inputTextTokenCount"].isDouble()) {
            expect("tokens", answer[u"usage"][u"prompt_tokens"], body[u"inputTextTokenCount"]);
        }
    }
}

void TestEveryRecording::expect(const char *what, const QJsonValue &is, const QJsonValue &should)
{
    if (is != should) {
        const auto shown = [](const QJsonValue &value) {
            const QJsonArray list { value };
            return QString::fromUtf8(QJsonDocument(list).toJson(QJsonDocument::Compact)).left(120);
        };
        m_problems.append(QStringLiteral("%1 is %2, should be %3").arg(QLatin1String(what), shown(is), shown(should)));
    }
}

QTEST_APPLESS_MAIN(TestEveryRecording)
#include "tst_every_recording.moc"
