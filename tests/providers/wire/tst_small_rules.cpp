// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rules of one line each that no recording happens to show.
#include "providers/wire/aws_event_stream.h"
#include "providers/wire/kind_request.h"
#include "providers/wire/retry_after.h"
#include "providers/wire/subtitles.h"
#include "wire_support.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;
using namespace patchbay::test;

namespace {

Target targetFor(const std::string &model)
{
    Target target = targetOf(*catalog().resolve(model));
    target.settings = { { "project", "p" }, { "account", "acc" } };
    return target;
}

QJsonObject sent(const std::string &model, const std::string &json)
{
    const Target target = targetFor(model);
    const Result<HttpRequest> made = parseChatRequest(json).and_then([&](const ChatRequest &request) {
        return codecFor(target.provider.family).encode(request, target);
    });
    return made ? toJson(made->body) : QJsonObject { { "refused", QString::fromStdString(made.error().param) } };
}

std::string hello(const std::string &more)
{
    return R"({"messages":[{"role":"user","content":"Hi"}],)" + more + "}";
}

Error failureOf(const char *model, int status, const std::string &message)
{
    const Target target = targetFor(model);
    return codecFor(target.provider.family)
        .decodeError({ status, {}, R"({"error":{"message":")" + message + R"("}})" }, target);
}

const std::string lowPicture =
    R"({"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,QQ==","detail":"low"}}]}]})";

ContentPart partOf(ContentPart::Kind kind, std::string url)
{
    ContentPart part;
    part.kind = kind;
    part.media.url = std::move(url);
    return part;
}

} // namespace

class TestSmallRules : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void levelsOfGemini3_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("effort");
        QTest::addColumn<QString>("level");
        const auto row = [](const char *model, const char *effort, const char *level) {
            QTest::addRow("%s %s", model, effort) << model << effort << level;
        };
        for (const char *effort : { "none", "minimal", "low" }) {
            row("gemini-3-pro-preview", effort, "low");
        }
        row("gemini-3-pro-preview", "medium", "high");
        row("gemini-3-pro-preview", "high", "high");
        row("gemini-3-flash-preview", "none", "minimal");
        row("gemini-3-flash-preview", "minimal", "minimal");
        row("gemini-3-flash-preview", "low", "low");
        row("gemini-3-flash-preview", "medium", "medium");
    }
    void levelsOfGemini3()
    {
        QFETCH(QString, model);
        QFETCH(QString, effort);
        QFETCH(QString, level);
        const QJsonObject body =
            sent("gemini/" + model.toStdString(), hello("\"max_tokens\":50,\"reasoning_effort\":\"" + effort.toStdString() + "\""));
        const QJsonValue config = body[u"generationConfig"][u"thinkingConfig"];
        QCOMPARE(config[u"thinkingLevel"].toString(), level);
        QVERIFY(!config.toObject().contains(u"thinkingBudget"));
    }

    void detailOfPicturesOfGemini()
    {
        const QJsonValue part = sent("gemini/gemini-3-pro-preview", lowPicture)[u"contents"][0][u"parts"][0];
        QCOMPARE(part[u"media_resolution"][u"level"].toString(), "MEDIA_RESOLUTION_LOW");
        QVERIFY(!sent("gemini/gemini-2.5-flash", lowPicture)[u"contents"][0][u"parts"][0].toObject().contains(u"media_resolution"));
    }

    void searchesOfClaude()
    {
        const auto uses = [](const char *size) {
            const std::string options = "\"web_search_options\":{\"search_context_size\":\"" + std::string(size) + "\"}";
            return sent("anthropic/claude-sonnet-4-5", hello(options))[u"tools"][0][u"max_uses"].toInt();
        };
        QCOMPARE(uses("low"), 1);
        QCOMPARE(uses("medium"), 5);
        QCOMPARE(uses("high"), 10);
        const QJsonObject plain = sent("anthropic/claude-sonnet-4-5", hello("\"web_search_options\":{}"));
        QVERIFY(!plain[u"tools"][0].toObject().contains(u"max_uses"));
    }

    void optionsOfOllama()
    {
        const QJsonObject body =
            sent("ollama/llama3.2", hello(R"("num_ctx":8192,"top_k":5,"keep_alive":"5m","options":{"mirostat":1},"max_tokens":7)"));
        QCOMPARE(body[u"options"], QJsonValue(toJson(R"({"num_ctx":8192,"top_k":5,"mirostat":1,"num_predict":7})")));
        QCOMPARE(body[u"keep_alive"].toString(), "5m");
        QVERIFY(!body.contains(u"num_ctx"));
    }

    void claudeOnVertexNeedsBytes()
    {
        using Kind = ContentPart::Kind;
        const ChatCodec &codec = codecFor(ApiFamily::Vertex);
        for (const Kind kind : { Kind::Image, Kind::File }) {
            QVERIFY(codec.needsBytes(partOf(kind, "https://e.example/a"), targetFor("vertex_ai/claude-sonnet-4@1")));
            QVERIFY(!codec.needsBytes(partOf(kind, "https://e.example/a"), targetFor("vertex_ai/gemini-2.5-pro")));
        }
        QVERIFY(!codec.needsBytes(partOf(Kind::Text, {}), targetFor("vertex_ai/claude-sonnet-4@1")));
    }

    void filesOfResponsesOverAChat()
    {
        const Target target = targetFor("anthropic/claude-sonnet-4-5");
        KindRequest request = *parseKindRequest(
            CallKind::Responses,
            R"({"input":[{"role":"user","content":[{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,QQ=="},{"type":"input_image","image_url":"data:image/png;base64,Qg=="}]}]})");
        request.model = "anthropic/claude-sonnet-4-5";
        const Result<HttpRequest> made = encodeKind(request, target, codecFor(target.provider.family));
        const QJsonObject body = toJson(made->body);
        const QJsonValue content = body[u"messages"][0][u"content"];
        QCOMPARE(content[0][u"type"].toString(), "document");
        QCOMPARE(content[0][u"source"],
                 QJsonValue(toJson(R"({"type":"base64","media_type":"application/pdf","data":"QQ=="})")));
        QCOMPARE(content[1][u"source"][u"data"].toString(), "Qg==");
    }

    void subtitlesBreakWherePeopleBreathe()
    {
        const auto cues = [](const char *words) {
            const std::string json = "{\"text\":\"t\",\"words\":" + std::string(words) + "}";
            const std::optional<std::string> made = subtitles("srt", JsonView { std::string_view(json) });
            return static_cast<int>(QString::fromStdString(*made).count(QStringLiteral(" --> ")));
        };
        QCOMPARE(cues(R"([{"word":"a","start":0,"end":0.5},{"word":"b","start":1.4,"end":1.6}])"), 1);
        QCOMPARE(cues(R"([{"word":"a","start":0,"end":0.5},{"word":"b","start":1.6,"end":1.8}])"), 2); // a pause
        QCOMPARE(cues(R"([{"word":"a.","start":0,"end":0.5},{"word":"b","start":0.6,"end":0.8}])"), 2); // a sentence
        QCOMPARE(cues(R"([{"word":"a","start":0,"end":0.5},{"word":"b","start":1,"end":7.5}])"), 2); // seven seconds
        const std::string longWord(83, 'x');
        QCOMPARE(cues(("[{\"word\":\"" + longWord + "\",\"start\":0,\"end\":1},{\"word\":\"b\",\"start\":1,\"end\":2}]").c_str()), 2);
    }

    void wordsOfWaiting_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<int>("milliseconds");
        QTest::newRow("resets in ~") << "Quota resets in ~45s" << 45'000;
        QTest::newRow("resets in ~, minutes") << "Limit reached, resets in ~2m" << 120'000;
        QTest::newRow("available in") << "The model is available in 3s" << 3'000;
    }
    void wordsOfWaiting()
    {
        QFETCH(QString, message);
        QFETCH(int, milliseconds);
        const auto wait = findRetryAfter({ 429, {}, {} }, {}, message.toStdString(), 0);
        QCOMPARE(wait ? static_cast<int>(wait->count()) : -1, milliseconds);
    }

    void wordsOfEmptyPurses()
    {
        for (const char *message : { "You are out of credits.", "Billing hard limit has been reached",
                                     "This request requires more credits", "Insufficient Balance" }) {
            const Error error = failureOf("openrouter/x/y", 400, message);
            QVERIFY2(error.kind == ErrorClass::RateLimit && error.quotaExhausted, message);
        }
        QVERIFY(!failureOf("openrouter/x/y", 429, "Too many requests").quotaExhausted);
        QVERIFY(failureOf("openrouter/x/y", 400, "A bad request").kind == ErrorClass::BadRequest);
    }

    void aWrongSumOfThePreludeIsSeen()
    {
        const std::string good = writeAwsMessage({ { ":event-type", "messageStart" } }, "{}");
        for (std::size_t at = 8; at < 12; ++at) {
            std::string bad = good;
            bad[at] = static_cast<char>(bad[at] ^ 1);
            AwsEventStreamParser parser;
            // Of the first twelve bytes alone: the sum at the end must not be what finds it.
            const Result<void> fed = parser.feed(bad.substr(0, 12), [](const AwsMessage &) { return Result<void>(); });
            QVERIFY(!fed);
            QCOMPARE(fed.error().kind, ErrorClass::ApiResponseValidation);
        }
    }
};

QTEST_APPLESS_MAIN(TestSmallRules)
#include "tst_small_rules.moc"
