// SPDX-License-Identifier: GPL-3.0-or-later
//
// Replays recorded answers of real providers and compares with what their bodies say.
#include "expected_answer.inc.h"
#include "wire_support.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::test;

class TestGolden : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void recordedAnswers_data();
    void recordedAnswers();

private:
    void compare(const ChatResponse &got, const ExpectedAnswer &expected);
    void checkRow(const QJsonObject &row, ApiFamily family);
    void checkStream(const std::string &body, const ExpectedAnswer &expected, ApiFamily family);
    void checkError(const QJsonObject &row, ApiFamily family);

    QStringList m_problems;
};

namespace {

wire::Target targetFor(ApiFamily family)
{
    static const QMap<ApiFamily, const char *> models { { ApiFamily::OpenAiChat, "openai/gpt-4o" },
                                                        { ApiFamily::AnthropicMessages, "anthropic/claude-sonnet-4-5" },
                                                        { ApiFamily::Gemini, "gemini/gemini-2.5-flash" },
                                                        { ApiFamily::OllamaChat, "ollama/llama3.2" } };
    return targetOf(*catalog().resolve(models[family]));
}

QString asText(const std::optional<std::int64_t> &count)
{
    return count ? QString::number(*count) : QStringLiteral("none");
}

QString asText(const QJsonValue &value)
{
    return value.isDouble() ? QString::number(value.toInteger()) : QStringLiteral("none");
}

// Equal as JSON where both are, else as text.
bool sameArguments(const QString &left, const QString &right)
{
    const QByteArray a = left.isEmpty() ? QByteArray("{}") : left.toUtf8();
    const QByteArray b = right.toUtf8();
    const QJsonDocument first = QJsonDocument::fromJson(a);
    return first.isNull() ? a == b : first == QJsonDocument::fromJson(b);
}

} // namespace

void TestGolden::recordedAnswers_data()
{
    QTest::addColumn<int>("family");
    for (const char *name : { "openai-chat", "azure", "groq", "mistral", "deepseek", "openrouter", "xai",
                              "openai-compatible", "huggingface" }) {
        QTest::newRow(name) << int(ApiFamily::OpenAiChat);
    }
    QTest::newRow("anthropic-messages") << int(ApiFamily::AnthropicMessages);
    QTest::newRow("gemini") << int(ApiFamily::Gemini);
    QTest::newRow("vertex") << int(ApiFamily::Gemini);
    QTest::newRow("ollama") << int(ApiFamily::OllamaChat);
}

void TestGolden::recordedAnswers()
{
    QFETCH(int, family);
    const QString name = QString::fromUtf8(QTest::currentDataTag());
    const QList<QJsonObject> rows = sharedLines(QStringLiteral("golden/") + name + QStringLiteral(".jsonl"));
    if (rows.isEmpty()) {
        QSKIP("the shared recordings are not here");
    }
    static const QStringList operations { QStringLiteral("chat"), QStringLiteral("messages"),
                                          QStringLiteral("generateContent"), QStringLiteral("streamGenerateContent") };
    int checked = 0;
    QStringList all;
    for (const QJsonObject &row : rows) {
        if (!operations.contains(row[u"op"].toString())) {
            continue;
        }
        ++checked;
        m_problems.clear();
        checkRow(row, static_cast<ApiFamily>(family));
        for (const QString &problem : std::as_const(m_problems)) {
            all.append(row[u"id"].toString() + QStringLiteral(": ") + problem);
        }
    }
    qInfo("%s: %d recordings", qPrintable(name), checked);
    QVERIFY2(all.isEmpty(), qPrintable(all.join(u'\n')));
}

void TestGolden::checkRow(const QJsonObject &row, ApiFamily family)
{
    const QJsonValue body = row[u"response"][u"body"];
    const QString kind = row[u"kind"].toString();
    if (kind == u"error") {
        return checkError(row, family);
    }
    const QList<QJsonObject> bodies = kind == u"sse" ? eventBodies(body.toString()) : QList { body.toObject() };
    const bool openAiShape = family == ApiFamily::OpenAiChat || family == ApiFamily::OllamaChat;
    const ExpectedAnswer expected = openAiShape ? expectedOpenAi(bodies)
        : family == ApiFamily::Gemini           ? expectedGemini(bodies)
                                                : expectedAnthropic(bodies);
    if (kind == u"sse") {
        return checkStream(compact(body), expected, family);
    }
    HttpResponse response { 200, {}, compact(body) };
    const Result<ChatResponse> got = wire::codecFor(family).decode(response, targetFor(family));
    if (!got) {
        m_problems.append(QString::fromStdString(got.error().message));
        return;
    }
    compare(*got, expected);
    const Result<ChatResponse> again = wire::parseChatResponse(wire::writeChatResponse(*got));
    if (!again || again->choices != got->choices) {
        m_problems.append(QStringLiteral("written and read again it differs"));
    }
}

void TestGolden::checkStream(const std::string &body, const ExpectedAnswer &expected, ApiFamily family)
{
    const wire::ChatCodec &codec = wire::codecFor(family);
    const StreamOutcome whole = decodeStream(codec, targetFor(family), { body });
    if (whole.folder.error().has_value() != expected.error) {
        m_problems.append(QStringLiteral("error event: expected %1").arg(expected.error));
    }
    if (!whole.result) {
        m_problems.append(QString::fromStdString(whole.result.error().message));
    }
    compare(whole.folder.response(), expected);
    std::mt19937 random(1);
    std::vector<std::vector<std::string_view>> splits;
    // Every byte where that is quick, else two hundred places; and pieces of all sizes.
    constexpr std::size_t small = 2000;
    for (std::size_t cut = 1; cut < body.size(); cut += body.size() < small ? 1 : 1 + random() % (body.size() / 100)) {
        splits.push_back({ std::string_view(body).substr(0, cut), std::string_view(body).substr(cut) });
    }
    for (int round = 0; round < 4; ++round) {
        splits.push_back(randomPieces(body, random));
    }
    for (const auto &pieces : splits) {
        const StreamOutcome cut = decodeStream(codec, targetFor(family), pieces);
        if (cut.events != whole.events || cut.result.has_value() != whole.result.has_value()) {
            m_problems.append(QStringLiteral("cut in pieces it differs"));
            return;
        }
    }
}

void TestGolden::checkError(const QJsonObject &row, ApiFamily family)
{
    HttpResponse response;
    response.status = row[u"response"][u"status"].toInt();
    response.body = compact(row[u"response"][u"body"]);
    const Error error = wire::codecFor(family).decodeError(response, targetFor(family));
    const QString wanted = row[u"response"][u"body"][u"error"][u"message"].toString();
    if (error.status != response.status || !QString::fromStdString(error.message).startsWith(wanted)) {
        m_problems.append(QStringLiteral("error: %1").arg(QString::fromStdString(error.message)));
    }
}

void TestGolden::compare(const ChatResponse &got, const ExpectedAnswer &expected)
{
    const auto check = [this](const QString &what, const QString &is, const QString &should) {
        if (is != should) {
            m_problems.append(what + QStringLiteral(" is ") + is.left(200) + QStringLiteral(", should be ")
                              + should.left(200));
        }
    };
    const Choice choice = got.choices.empty() ? Choice {} : got.choices.front();
    check(QStringLiteral("text"), QString::fromStdString(choice.content.value_or("")), expected.text);
    check(QStringLiteral("reasoning"), QString::fromStdString(choice.reasoning), expected.reasoning);
    check(QStringLiteral("finish"), QString::fromStdString(choice.finishReason), normalisedWord(expected));
    if (!expected.streamedCalls) {
        check(QStringLiteral("calls"), QString::number(choice.toolCalls.size()),
              QString::number(expected.calls.size()));
        for (std::size_t call = 0; call < std::min<std::size_t>(choice.toolCalls.size(), expected.calls.size());
             ++call) {
            const ExpectedCall &should = expected.calls.at(static_cast<qsizetype>(call));
            const QString arguments = QString::fromStdString(choice.toolCalls[call].arguments);
            check(QStringLiteral("name"), QString::fromStdString(choice.toolCalls[call].name), should.name);
            if (!sameArguments(should.arguments, arguments)) {
                check(QStringLiteral("arguments"), arguments, should.arguments);
            }
        }
    }
    if (got.usage.has_value() != expected.hasUsage) {
        m_problems.append(QStringLiteral("usage is reported: %1").arg(got.usage.has_value()));
    } else if (got.usage) {
        check(QStringLiteral("prompt"), asText(got.usage->promptTokens), asText(expected.prompt));
        check(QStringLiteral("completion"), asText(got.usage->completionTokens), asText(expected.completion));
        check(QStringLiteral("total"), asText(got.usage->totalTokens), asText(expected.total));
        check(QStringLiteral("reasoning tokens"), asText(got.usage->reasoningTokens), asText(expected.reasoningTokens));
        if (expected.cached.isDouble()) {
            check(QStringLiteral("cached"), asText(got.usage->cachedTokens), asText(expected.cached));
        }
    }
}

QTEST_APPLESS_MAIN(TestGolden)
#include "tst_golden.moc"
