// SPDX-License-Identifier: GPL-3.0-or-later
//
// Panes with models of other kinds than chat: what they send, what becomes of the answer, what is kept.
#include "models/compare/catalog_directory.h"
#include "models/compare/comparison.h"
#include "models/compare/kind_fields.h"
#include "models/compare/kind_tables.h"
#include "models/compare/kind_turn.h"
#include "models/compare/turn_storage.h"
#include "models/runs/run_store.h"
#include "providers/core/clock.h"
#include "tests/models/compare/scripted_calls.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

const QByteArray picture = QByteArray("\x89PNG\r\n\x1a\n and more", 17);

RunRecord runOf(const QString &prompt, const QList<Attachment> &attachments = {})
{
    RunRecord run;
    run.userText = prompt;
    run.attachments = attachments;
    return run;
}

PaneRecord paneOf(const QString &model, const QString &extra = {})
{
    PaneRecord pane;
    pane.model = model;
    pane.parameters.extraJson = extra;
    return pane;
}

QJsonObject bodyOf(const wire::KindRequest &request)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(request.body.text)).object();
}

QJsonObject json(const char *text)
{
    return QJsonDocument::fromJson(text).object();
}

KindAnswer answerOf(const std::string &json)
{
    KindAnswer answer;
    answer.json = json;
    answer.usage.promptTokens = 7;
    answer.cost.amount = { Money { 1'400 }, Basis::Computed, "test" };
    return answer;
}

TurnLive turnOfKind(const QString &kind, const QByteArray &request)
{
    TurnLive turn;
    turn.kind = kind;
    turn.requestJson = request;
    turn.state = PaneState::Waiting;
    return turn;
}

const char *const responsesAnswer =
    R"({"output": [{"type": "reasoning", "summary": []}, {"type": "message", "content": [
        {"type": "output_text", "text": "Hello"}, {"type": "refusal", "refusal": "but not that"}]}]})";
const char *const pictureLinks =
    R"({"data": [{"url": "https://pictures.example/1.png", "revised_prompt": "a cat on a mat"}]})";
const char *const similarTexts = R"({"input": ["a", "b|c", "d"]})";
const char *const threeVectors = R"({"data": [{"embedding": [1, 0]}, {"embedding": [0, 2]}, {"embedding": [3, 0]}]})";
const char *const oneVector = R"({"data": [{"embedding": [3, 4]}]})";
// 1.0 and 0.0 as 32-bit floats.
const char *const packedVectors = R"({"data": [{"embedding": "AACAPwAAAAA="}, {"embedding": "AAAAAAAAgD8="}]})";
const char *const rankRequest = R"({"query": "who pays", "documents": ["first", "second"]})";
const char *const rankAnswer = R"({"results": [{"index": 1, "relevance_score": 0.9}, {"index": 0, "relevance_score": 0.25}]})";
const char *const moderationAnswer =
    R"({"results": [{"flagged": true, "category_scores": {"violence": 0.91, "hate": 0.02}}]})";

} // namespace

class TestKindTurns : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void linesAreTexts()
    {
        const auto request =
            buildKindRequest(CallKind::Embeddings, runOf({}), paneOf(u"a/e"_s, uR"({"dimensions": 2})"_s), u" one \n\ntwo"_s);
        QVERIFY(request);
        QCOMPARE(bodyOf(*request), json(R"({"dimensions": 2, "input": ["one", "two"]})"));
        const auto ranked = buildKindRequest(CallKind::Rerank, runOf({}), paneOf(u"a/r"_s), u"q\nx\ny"_s);
        QCOMPARE(bodyOf(*ranked), json(R"({"query": "q", "documents": ["x", "y"]})"));
        QVERIFY(!buildKindRequest(CallKind::Rerank, runOf({}), paneOf(u"a/r"_s), u"only a question"_s));
        QVERIFY(!buildKindRequest(CallKind::Embeddings, runOf({}), paneOf(u"a/e"_s), u" \n"_s));
    }

    void picturesAreDrawnOrChanged()
    {
        const auto drawn = buildKindRequest(CallKind::Images, runOf({}), paneOf(u"openai/dall-e-3"_s), u"a cat"_s);
        QVERIFY(drawn->kind == CallKind::Images);
        QCOMPARE(bodyOf(*drawn), json(R"({"prompt": "a cat", "response_format": "b64_json"})"));
        const auto other = buildKindRequest(CallKind::Images, runOf({}), paneOf(u"openai/gpt-image-1"_s), u"a cat"_s);
        QCOMPARE(bodyOf(*other), json(R"({"prompt": "a cat"})"));
        const Attachment attached { u"a.png"_s, u"image/png"_s, picture };
        const auto changed =
            buildKindRequest(CallKind::Images, runOf({}, { attached }), paneOf(u"openai/gpt-image-1"_s), u"blue"_s);
        QVERIFY(changed->kind == CallKind::ImageEdits);
        QCOMPARE(changed->uploads.size(), 1U);
        QCOMPARE(changed->uploads.front().field, std::string("image"));
    }

    void soundNeedsAFileAndSpeechAVoice()
    {
        QVERIFY(!buildKindRequest(CallKind::Transcription, runOf({}), paneOf(u"a/w"_s), u""_s));
        const Attachment sound { u"a.mp3"_s, u"audio/mpeg"_s, "ID3" };
        const auto heard = buildKindRequest(CallKind::Transcription, runOf({}, { sound }), paneOf(u"a/w"_s), u"Patchbay"_s);
        QCOMPARE(bodyOf(*heard), json(R"({"prompt": "Patchbay"})"));
        QCOMPARE(heard->uploads.front().field, std::string("file"));
        const auto said = buildKindRequest(CallKind::Speech, runOf({}), paneOf(u"a/s"_s, uR"({"voice": "nova"})"_s), u"hi"_s);
        QCOMPARE(bodyOf(*said), json(R"({"voice": "nova", "input": "hi"})"));
        QCOMPARE(bodyOf(*buildKindRequest(CallKind::Speech, runOf({}), paneOf(u"a/s"_s), u"hi"_s))[u"voice"].toString(),
                 u"alloy"_s);
    }

    void fieldsOfAKindAreMembersOfItsText()
    {
        const QList<KindField> fields = kindFields(u"images"_s);
        QVERIFY(fields.size() >= 3);
        QVERIFY(kindFields({}).isEmpty() && kindFields(u"responses"_s).isEmpty());
        const KindField size = fields[0];
        const KindField many = fields[2];
        const QString mine = u"{\"seed\": 7}"_s;
        const QString sized = withKindField(mine, size, u"1024x1024"_s);
        QCOMPARE(kindFieldValue(sized, u"size"_s), u"1024x1024"_s);
        QCOMPARE(kindFieldValue(sized, u"seed"_s), u"7"_s);
        QVERIFY(withKindField(sized, many, u"2"_s).contains(u"\"n\":2"_s));
        QCOMPARE(withKindField(withKindField({}, size, u"1024x1024"_s), size, {}), QString());
        // What somebody has begun to type stays.
        QCOMPARE(withKindField(u"{\"seed\": "_s, size, u"1024x1024"_s), u"{\"seed\": "_s);
        QCOMPARE(withKindField(mine, size, {}), mine);
    }

    void countsComeBackAfterARestart()
    {
        TurnRecord record;
        record.kind = u"embeddings"_s;
        record.state = u"done"_s;
        record.requestJson = "{\"model\": \"a/e\", \"input\": \"x\"}";
        record.responseJson = "{\"data\": [{\"embedding\": [1, 0]}], \"usage\": {\"prompt_tokens\": 26, \"total_tokens\": 26}}";
        const TurnLive turn = turnOf(record);
        QCOMPARE(turn.metrics.inputTokens.value_or(-1), 26);
    }

    void aKeyInAPromptIsSeen()
    {
        const Catalog catalog = *Catalog::builtIn();
        const CatalogDirectory directory(catalog);
        const QString key = u"sk-ant-api03-"_s + u"aB3"_s.repeated(31) + u"AA"_s;
        QCOMPARE(directory.keyOwnerIn(u"Why does \""_s + key + u"\" not work?"_s), u"Anthropic"_s);
        QCOMPARE(directory.keyOwnerIn(u"OPENAI_API_KEY=sk-proj-"_s + u"x7Y"_s.repeated(40)), u"OpenAI"_s);
        QVERIFY(directory.keyOwnerIn(u"sk-learn and sk-something-that-people-write-in-words"_s).isEmpty());
        QVERIFY(directory.keyOwnerIn({}).isEmpty());
    }

    void vectorsBecomeSimilarities()
    {
        const QString table = similarityTable(json(similarTexts), json(threeVectors));
        QVERIFY2(table.contains(u"1. a\n2. b\\|c\n3. d\n\n| | 1 | 2 | 3 |"_s), qPrintable(table));
        QVERIFY2(table.contains(u"| **1** | 1.00 | 0.00 | 1.00 |\n| **2** | 0.00 | 1.00 | 0.00 |"_s), qPrintable(table));
        QVERIFY(similarityTable({}, json(oneVector)).contains(u"length 5.000"_s));
        QVERIFY(similarityTable({}, json(packedVectors)).contains(u"| 1.00 | 0.00 |"_s));
        QVERIFY(!similarityTable({}, {}).isEmpty());
    }

    void rankingsAndVerdictsAreTables()
    {
        const QString ranking = rankingTable(json(rankRequest), json(rankAnswer));
        QVERIFY2(ranking.contains(u"| 1 | 0.900 | second |"_s), qPrintable(ranking));
        QVERIFY2(ranking.contains(u"| 2 | 0.250 | first |"_s), qPrintable(ranking));
        const QString verdict = moderationTable(json(R"({"input": ["text"]})"), json(moderationAnswer));
        QVERIFY2(verdict.contains(u"| text | **yes** | violence 0.910, hate 0.020 |"_s), qPrintable(verdict));
    }

    void aPictureIsTakenOutOfTheAnswer()
    {
        TurnLive turn = turnOfKind(u"images"_s, R"({"prompt": "a cat"})");
        applyKindAnswer(turn, answerOf(R"({"data": [{"b64_json": ")" + picture.toBase64().toStdString() + R"("}]})"),
                        std::chrono::seconds(3), u"Acme"_s);
        QCOMPARE(turn.state, PaneState::Done);
        QCOMPARE(turn.media.size(), 1);
        QCOMPARE(turn.media.first().data, picture);
        QCOMPARE(turn.media.first().name, u"picture-1.png"_s);
        QVERIFY(!turn.responseJson.contains(picture.toBase64()));
        QCOMPARE(turn.metrics.totalMicroseconds, 3'000'000);
        QCOMPARE(turn.metrics.costNanoDollars, 1'400);
        QCOMPARE(*turn.metrics.inputTokens, 7);
        const TurnLive again = turnOf(recordOf(turn));
        QCOMPARE(again.media, turn.media);
        QCOMPARE(again.kind, turn.kind);
    }

    void speechKeepsItsBytes()
    {
        TurnLive turn = turnOfKind(u"speech"_s, R"({"input": "hi"})");
        KindAnswer answer = answerOf("{}");
        answer.bytes = "ID3 sound";
        answer.mediaType = "audio/mpeg; charset=x";
        applyKindAnswer(turn, answer, {}, u"Acme"_s);
        QCOMPARE(turn.media.first().name, u"speech.mp3"_s);
        QVERIFY(turn.text.isEmpty());
    }

    void responsesAndCompletionsAnswerWithText()
    {
        TurnLive turn = turnOfKind(u"responses"_s, R"({"input": "hi"})");
        applyKindAnswer(turn, answerOf(responsesAnswer), {}, u"Acme"_s);
        QCOMPARE(turn.text, u"Hello\n\nbut not that"_s);
        QCOMPARE(turnOf(recordOf(turn)).text, turn.text);
        TurnLive completed = turnOfKind(u"completions"_s, R"({"prompt": "hi"})");
        applyKindAnswer(completed, answerOf(R"({"choices": [{"text": " there"}]})"), {}, u"Acme"_s);
        QCOMPARE(completed.text, u" there"_s);
    }

    void picturesThatComeAsLinksAreSaid()
    {
        TurnLive turn = turnOfKind(u"images"_s, R"({"prompt": "a cat"})");
        applyKindAnswer(turn, answerOf(pictureLinks), {}, u"Acme"_s);
        QVERIFY(turn.media.isEmpty());
        QVERIFY2(turn.text.contains(u"[Picture 1](https://pictures.example/1.png)"_s), qPrintable(turn.text));
        QVERIFY2(turn.text.contains(u"Drawn from: a cat on a mat"_s), qPrintable(turn.text));
        TurnLive nothing = turnOfKind(u"images"_s, R"({"prompt": "a cat"})");
        applyKindAnswer(nothing, answerOf(R"({"data": []})"), {}, u"Acme"_s);
        QCOMPARE(nothing.text, u"No picture came."_s);
    }

    void textKindsAreSentTheParameters()
    {
        PaneRecord pane = paneOf(u"a/m"_s);
        pane.parameters.temperature = 0.25;
        pane.parameters.topP = 0.5;
        pane.parameters.maxTokens = 77;
        QCOMPARE(bodyOf(*buildKindRequest(CallKind::Completions, runOf({}), pane, u"hi"_s)),
                 json(R"({"prompt": "hi", "temperature": 0.25, "top_p": 0.5, "max_tokens": 77})"));
        QCOMPARE(bodyOf(*buildKindRequest(CallKind::Responses, runOf({}), pane, u"hi"_s)),
                 json(R"({"input": "hi", "temperature": 0.25, "top_p": 0.5, "max_output_tokens": 77})"));
        // Others have no such fields; what is written as an extra field wins.
        QCOMPARE(bodyOf(*buildKindRequest(CallKind::Embeddings, runOf({}), pane, u"hi"_s)),
                 json(R"({"input": ["hi"]})"));
        pane.parameters.extraJson = uR"({"temperature": 1})"_s;
        QCOMPARE(bodyOf(*buildKindRequest(CallKind::Responses, runOf({}), pane, u"hi"_s))[u"temperature"].toInt(), 1);
    }

    void failuresSayWhoFailed()
    {
        TurnLive turn = turnOfKind(u"embeddings"_s, "{}");
        Error error = makeError(ErrorClass::RateLimit, "slow down");
        error.status = 429;
        applyKindAnswer(turn, std::unexpected(error), {}, u"Acme"_s);
        QCOMPARE(turn.state, PaneState::Failed);
        QCOMPARE(turn.error.title, u"Rate limited by Acme"_s);
        TurnLive stopped = turnOfKind(u"embeddings"_s, "{}");
        applyKindAnswer(stopped, failure(ErrorClass::Cancelled, "stopped"), {}, u"Acme"_s);
        QCOMPARE(stopped.state, PaneState::Stopped);
    }

    void aComparisonMixesKinds()
    {
        SystemClock clock;
        ScriptedCalls calls;
        TableDirectory models;
        RunRecord draft = runOf(u"one\ntwo"_s);
        draft.panes = { paneOf(u"acme/large"_s), paneOf(u"kinds/embeddings"_s), paneOf(u"kinds/transcription"_s) };
        Comparison comparison({ calls, models, clock }, draft);
        comparison.run();
        QCOMPARE(calls.started.size(), 1U);
        QCOMPARE(calls.kindCalls.size(), 1U);
        QCOMPARE(calls.kindCalls.front().request.model, std::string("kinds/embeddings"));
        // No sound is attached: said in its pane, nothing is sent.
        QCOMPARE(comparison.state(2), PaneState::Failed);
        QVERIFY(comparison.lastTurn(2)->error.sentence.contains(u"sound file"_s));
        calls.last().succeed("words");
        calls.kindSinks.front().onDone(answerOf(threeVectors));
        QTRY_VERIFY(!comparison.isRunning());
        QVERIFY(comparison.lastTurn(1)->text.contains(u"1. one"_s));
        QCOMPARE(comparison.lastTurn(0)->text, u"words"_s);
        QVERIFY(comparison.lastTurn(0)->kind.isEmpty());
    }

    void theHistoryKeepsPictures()
    {
        Result<std::unique_ptr<RunStore>> store = RunStore::open(u":memory:"_s);
        QVERIFY(store);
        RunRecord run = runOf(u"a cat"_s, { { u"in.png"_s, u"image/png"_s, "attached" } });
        run.id = u"run_1"_s;
        run.created = QDateTime::currentDateTimeUtc();
        PaneRecord pane = paneOf(u"openai/gpt-image-1"_s);
        TurnRecord turn;
        turn.kind = u"images"_s;
        turn.state = u"done"_s;
        turn.media = { { u"picture-1.png"_s, u"image/png"_s, picture }, { u"picture-2.png"_s, u"image/png"_s, "two" } };
        pane.turns = { turn };
        run.panes = { pane, pane };
        QVERIFY((*store)->save(run));
        const Result<RunRecord> loaded = (*store)->load(u"run_1"_s);
        QVERIFY(loaded);
        QCOMPARE(loaded->panes, run.panes);
        QCOMPARE(loaded->attachments, run.attachments);
    }
};

QTEST_GUILESS_MAIN(TestKindTurns)
#include "tst_kind_turns.moc"
