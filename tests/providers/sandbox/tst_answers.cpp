// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/answer.h"
#include "providers/sandbox/arithmetic.h"
#include "providers/sandbox/image_facts.h"
#include "providers/sandbox/question.h"
#include "providers/sandbox/tokens.h"
#include "providers/sandbox/triage.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace patchbay;
using namespace patchbay::sandbox;

namespace {

const std::string triagePrompt =
    "Triage this ticket. Give category, urgency (P1–P4), owning team, then a two-sentence reply in the customer’s "
    "language. "
    "Plan: Business.\nPayslips show gross pay twice since this morning; the pay run closes at 17:00";

Message message(MessageRole role, std::string text)
{
    Message result;
    result.role = role;
    ContentPart part;
    part.text = std::move(text);
    result.content.push_back(std::move(part));
    return result;
}

ChatRequest asking(std::string model, std::string text)
{
    ChatRequest request;
    request.model = std::move(model);
    request.messages.push_back(message(MessageRole::User, std::move(text)));
    return request;
}

std::string textOf(const std::string &model, const std::string &prompt)
{
    return answerFor(asking(model, prompt), {}).text;
}

AnswerOptions with(void (*change)(AnswerOptions &))
{
    AnswerOptions options;
    change(options);
    return options;
}

ToolDefinition incidentTool()
{
    ToolDefinition tool;
    tool.name = "lookup_incident";
    tool.parameters.text = R"({"type":"object","properties":{"component":{"type":"string"}},"required":["component"]})";
    return tool;
}

} // namespace

class TestAnswers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsTokens_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("count");
        QTest::newRow("nothing") << "" << 0;
        QTest::newRow("one word") << "pong" << 1;
        QTest::newRow("a long word") << "category" << 2;
        QTest::newRow("rounded up per word") << "quick brown fox" << 5;
        QTest::newRow("white space is free") << "  a \n\n b  " << 2;
        QTest::newRow("whole characters") << "日本語" << 3;
        QTest::newRow("umlauts") << "öäü" << 2;
    }
    void countsTokens()
    {
        QFETCH(QString, text);
        QFETCH(int, count);
        const std::string bytes = text.toStdString();
        QCOMPARE(sandbox::countTokens(bytes), count);
        const std::vector<std::string_view> tokens = splitTokens(bytes);
        QCOMPARE(static_cast<int>(tokens.size()), count);
        std::string joined;
        for (const std::string_view token : tokens) {
            QVERIFY(QString::fromUtf8(token.data(), static_cast<qsizetype>(token.size())).toStdString() == token);
            joined += token;
        }
        QCOMPARE(joined, bytes);
        QCOMPARE(firstTokens(bytes, count), std::string_view(bytes));
    }

    void repeatsItself()
    {
        for (const char *model : { "quick", "thorough", "caller", "flaky", "json", "echo", "long", "gpt-anything" }) {
            const Answer first =
                answerFor(asking(model, triagePrompt), with([](AnswerOptions &options) { options.seed = 5; }));
            const Answer second =
                answerFor(asking(model, triagePrompt), with([](AnswerOptions &options) { options.seed = 5; }));
            QCOMPARE(first.text, second.text);
            QCOMPARE(first.reasoning, second.reasoning);
            QVERIFY(!first.text.empty());
        }
    }

    void triagesInCharacter()
    {
        const std::string quick = textOf("quick", triagePrompt);
        QVERIFY(quick.contains("**Urgency** P2")); // misses the deadline
        QVERIFY(quick.contains("Payroll Support"));
        QVERIFY(sandbox::countTokens(quick) < 80);
        const Answer thorough = answerFor(asking("thorough", triagePrompt), {});
        for (const char *part :
             { "**Category** Payroll calculation", "**Urgency** P1", "**Owner** Payroll Engine", "**Reply**", "```json",
               "\"payroll-engine\"", "**Why P1**", "- Money is wrong", "17:00", "Business" }) {
            QVERIFY2(thorough.text.contains(part), part);
        }
        QVERIFY(thorough.reasoning.contains("17:00"));
        QVERIFY(textOf("caller", triagePrompt).contains("**Next step**"));
    }

    void triageFollowsTheTicket_data()
    {
        QTest::addColumn<QString>("ticket");
        QTest::addColumn<QString>("category");
        QTest::addColumn<int>("urgency");
        QTest::addColumn<QString>("language");
        QTest::newRow("payslips") << "Payslips show gross pay twice; the pay run closes at 17:00"
                                  << "payroll.calc" << 1 << "en";
        QTest::newRow("login") << "I cannot log in since my password was reset"
                               << "access.signin" << 2 << "en";
        QTest::newRow("wish") << "It would be nice to have a dark calendar"
                              << "general" << 4 << "en";
        QTest::newRow("German") << "Die Gehaltsabrechnung ist seit heute doppelt und wir warten"
                                << "payroll.calc" << 2 << "de";
        QTest::newRow("slow") << "The dashboard is slow"
                              << "platform.speed" << 3 << "en";
    }
    void triageFollowsTheTicket()
    {
        QFETCH(QString, ticket);
        QFETCH(QString, category);
        QFETCH(int, urgency);
        QFETCH(QString, language);
        const Ticket read = readTicket("Triage this ticket. Plan: Free.\n" + ticket.toStdString());
        QCOMPARE(QString::fromStdString(read.categoryKey), category);
        QCOMPARE(read.urgency, urgency);
        QCOMPARE(QString::fromStdString(read.language), language);
        QCOMPARE(read.plan, "Free");
    }

    void answersFitThePrompt_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QString>("expected");
        QTest::newRow("sum") << "What is 17 * 23?"
                             << "391";
        QTest::newRow("sum in words") << "what's 12 plus 30"
                                      << "42";
        QTest::newRow("brackets") << "Calculate (2 + 3) * 4"
                                  << "20";
        QTest::newRow("zero") << "What is 1/0?"
                              << "zero";
        QTest::newRow("fact") << "What is the capital of France?"
                              << "Paris";
        QTest::newRow("say") << "Reply with the single word: pong"
                             << "pong";
        QTest::newRow("python") << "Write a Python function that reverses a string"
                                << "```python";
        QTest::newRow("rust") << "Show me Rust code for fibonacci"
                              << "```rust";
        QTest::newRow("sql") << "Write an SQL query for totals"
                             << "```sql";
        QTest::newRow("table") << "Compare tea and coffee in a table"
                               << "| Tea | Coffee |";
        QTest::newRow("list") << "List five ideas for a party"
                              << "5. ";
        QTest::newRow("summary") << "Summarize: We ship on Friday. Bob tests."
                                 << "we ship on Friday";
        QTest::newRow("subject") << "Explain how DNS works"
                                 << "how DNS works";
        QTest::newRow("nothing") << ""
                                 << "empty";
    }
    void answersFitThePrompt()
    {
        QFETCH(QString, prompt);
        QFETCH(QString, expected);
        for (const char *model : { "quick", "thorough", "some-model" }) {
            const std::string text = textOf(model, prompt.toStdString());
            QVERIFY2(text.contains(expected.toStdString()), text.c_str());
        }
    }

    void modelsDiffer()
    {
        const std::string prompt = "Explain how DNS works";
        QVERIFY(sandbox::countTokens(textOf("quick", prompt)) * 2 < sandbox::countTokens(textOf("thorough", prompt)));
        QCOMPARE(textOf("echo", "exactly  this\n"), "exactly  this\n");
        QCOMPARE(sandbox::countTokens(textOf("long", prompt)), 1500);
        QVERIFY(QJsonDocument::fromJson(QByteArray::fromStdString(textOf("json", prompt))).isObject());
        QVERIFY(answerFor(asking("quick", prompt), {}).reasoning.empty());
        QVERIFY(!answerFor(asking("thorough", prompt), {}).reasoning.empty());
        QVERIFY(answerFor(asking("thorough", prompt),
                          with([](AnswerOptions &options) { options.reasoningAllowed = false; }))
                    .reasoning.empty());
        QVERIFY(
            !answerFor(asking("quick", prompt), with([](AnswerOptions &options) { options.reasoningWanted = true; }))
                 .reasoning.empty());
        QVERIFY(answerFor(asking("quick", prompt), {}).pace.tokensPerSecond
                > answerFor(asking("thorough", prompt), {}).pace.tokensPerSecond);
    }

    void callsToolsAndUsesTheirResults()
    {
        ChatRequest request = asking("caller", triagePrompt);
        request.tools.push_back(incidentTool());
        const Answer call = answerFor(request, {});
        QCOMPARE(call.finish, Answer::Finish::ToolCalls);
        QCOMPARE(call.toolCalls.at(0).name, "lookup_incident");
        QCOMPARE(call.toolCalls.at(0).arguments, R"({"component":"payslip"})");
        QVERIFY(answerFor(asking("caller", triagePrompt), {}).toolCalls.empty()); // none offered

        Message assistant = message(MessageRole::Assistant, "");
        assistant.toolCalls = call.toolCalls;
        request.messages.push_back(assistant);
        request.messages.push_back(message(MessageRole::Tool, R"([{"id":"INC-2291","status":"open"}])"));
        request.messages.back().toolCallId = call.toolCalls.at(0).id;
        const Answer answer = answerFor(request, {});
        QVERIFY(answer.toolCalls.empty());
        QVERIFY(answer.text.contains("INC-2291"));

        request = asking("quick", "hello");
        request.tools.push_back(incidentTool());
        QVERIFY(answerFor(request, {}).toolCalls.empty());
        request.toolChoice.kind = ToolChoice::Kind::Required;
        QCOMPARE(answerFor(request, {}).toolCalls.size(), 1U);
    }

    void limitsAndStops()
    {
        ChatRequest request = asking("thorough", "Explain how DNS works");
        const Answer whole = answerFor(request, {});
        request.maxTokens = 40;
        const Answer cut = answerFor(request, {});
        QCOMPARE(cut.finish, Answer::Finish::Length);
        QCOMPARE(cut.tokens.completion, 40);
        QVERIFY(whole.text.starts_with(cut.text));
        request.maxTokens = 3; // not even the reasoning fits
        QCOMPARE(answerFor(request, {}).tokens.completion, 3);
        QVERIFY(answerFor(request, {}).text.empty());
        request = asking("echo", "one two END three");
        request.stop = { "never", "END" };
        const Answer stopped = answerFor(request, {});
        QCOMPARE(stopped.text, "one two ");
        QCOMPARE(stopped.finish, Answer::Finish::StopSequence);
        QCOMPARE(stopped.stopSequence, "END");
    }

    void rulesChangeTheAnswer()
    {
        QCOMPARE(
            answerFor(asking("quick", "hello"), with([](AnswerOptions &options) { options.text = "canned"; })).text,
            "canned");
        QCOMPARE(answerFor(asking("quick", "hello"), with([](AnswerOptions &options) { options.answerTokens = 77; }))
                     .tokens.completion,
                 77);
        QCOMPARE(answerFor(asking("long", "hello"), with([](AnswerOptions &options) { options.answerTokens = 12; }))
                     .tokens.completion,
                 12);
    }

    void remembersTheConversation()
    {
        ChatRequest request = asking("thorough", "Tell me about the tides");
        request.messages.push_back(message(MessageRole::Assistant, "They follow the Moon."));
        request.messages.push_back(message(MessageRole::User, "What did I ask before?"));
        QVERIFY(answerFor(request, {}).text.contains("the tides"));
        request.messages.back() = message(MessageRole::User, "Explain the Sun's part");
        QVERIFY(answerFor(request, {}).text.contains("tides"));
        const std::string padding(4000, 'a');
        request.messages.insert(request.messages.begin(), message(MessageRole::System, padding));
        const Answer cached =
            answerFor(request, with([](AnswerOptions &options) { options.cache = CacheStyle::Automatic; }));
        QVERIFY(cached.tokens.cached >= 896);
        QCOMPARE(cached.tokens.cached % 128, 0);
        QVERIFY(cached.tokens.cached < cached.tokens.prompt);
        QCOMPARE(answerFor(asking("quick", padding),
                           with([](AnswerOptions &options) { options.cache = CacheStyle::Automatic; }))
                     .tokens.cached,
                 0);
    }

    void seesPictures()
    {
        // The head of a PNG of 640 by 480.
        const QByteArray head =
            QByteArray::fromHex("89504e470d0a1a0a0000000d49484452000002800000") + QByteArray::fromHex("01e00806000000");
        ChatRequest request = asking("quick", "What is in this picture?");
        ContentPart part;
        part.kind = ContentPart::Kind::Image;
        part.media = { {}, "image/png", head.toBase64().toStdString() };
        request.messages.back().content.push_back(part);
        const Answer answer = answerFor(request, {});
        QVERIFY2(answer.text.contains("PNG, 640 × 480"), answer.text.c_str());
        QCOMPARE(answer.tokens.images, 640 * 480 / 750);
        const QByteArray gif = QByteArray("GIF89a") + QByteArray::fromHex("0a001400");
        QCOMPARE(imageFacts({ {}, "", gif.toBase64().toStdString() }).height, 20);
        QCOMPARE(imageFacts({ "https://example.com/x.png", "", "" }).tokens(), 258);
    }

    void noSums_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::newRow("urgencies") << "Give urgency (P1–P4) or P1-2 for each";
        QTest::newRow("a date") << "What happened on 2026-01-15 in the office of the mayor?";
        QTest::newRow("a number") << "Name 5 rivers";
        QTest::newRow("words") << "Time is short - hurry";
    }
    void noSums()
    {
        QFETCH(QString, prompt);
        QVERIFY(!sumIn(prompt.toStdString()));
    }
};

QTEST_APPLESS_MAIN(TestAnswers)
#include "tst_answers.moc"
