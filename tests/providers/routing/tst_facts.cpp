// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/complexity.h"
#include "providers/routing/request_facts.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::routing;

class TestFacts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void factsOfABody()
    {
        ChatRequest request;
        request.model = "chat";
        request.messages = { textMessage(MessageRole::System, std::string(400, 'x')),
                             textMessage(MessageRole::User, "Was ist der Unterschied und wie geht das mit dem Haus?") };
        request.messages[1].content.emplace_back().kind = ContentPart::Kind::Image;
        request.tools.emplace_back().name = "search";
        request.responseFormat.kind = ResponseFormat::Kind::JsonSchema;
        request.maxTokens = 99;
        request.stream = true;
        request.metadata.text = "{\"tags\": [\"paid\", 5], \"session_id\": \"s1\"}";
        request.extra.text = "{\"fallbacks\": [\"b\", {\"model\": \"c\"}], \"num_retries\": 4, \"timeout\": 2.5,"
                             "\"mock_testing_context_fallbacks\": true, \"disable_fallbacks\": true}";
        const RequestFacts facts = factsOf(request);
        QVERIFY(facts.images && facts.tools && facts.jsonSchema && facts.stream && facts.disableFallbacks);
        QVERIFY(facts.promptTokens > 900 && facts.promptTokens < 1'100); // 100 of text, 800 for the picture
        QCOMPARE(facts.completionTokens, 99);
        QCOMPARE(facts.language, "de");
        QCOMPARE(facts.tags, std::vector<std::string> { "paid" });
        QCOMPARE(facts.session, "s1");
        QCOMPARE(facts.fallbacks, (std::vector<std::string> { "b", "c" }));
        QCOMPARE(facts.retries, std::optional(4));
        QCOMPARE(facts.timeout, std::optional(2.5));
        QCOMPARE(facts.mockFailure, MockFailure::ContextWindow);
    }

    void brokenExtrasAreIgnored()
    {
        ChatRequest request;
        for (const char *text : { "[]", "{", "{\"fallbacks\": 5, \"num_retries\": \"x\", \"timeout\": []}" }) {
            request.extra.text = text;
            request.metadata.text = text;
            const RequestFacts facts = factsOf(request);
            QVERIFY(facts.fallbacks.empty() && !facts.retries && !facts.timeout);
        }
    }

    void languages_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("language");
        QTest::newRow("en") << QByteArray("What is the best way to do this for you?") << QByteArray("en");
        QTest::newRow("de") << QByteArray("Bitte erkläre mir, was das ist und wie ich es mache.") << QByteArray("de");
        QTest::newRow("fr") << QByteArray("Bonjour, comment est-ce que je peux faire cela avec vous ?")
                            << QByteArray("fr");
        QTest::newRow("es") << QByteArray("¿Qué es esto y cómo se hace para los niños?") << QByteArray("es");
        QTest::newRow("ru") << QByteArray("Объясни, пожалуйста, как это работает") << QByteArray("ru");
        QTest::newRow("ja") << QByteArray("これは何ですか") << QByteArray("ja");
        QTest::newRow("zh") << QByteArray("请解释一下这个") << QByteArray("zh");
        QTest::newRow("none") << QByteArray("42") << QByteArray("");
    }
    void languages()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, language);
        QCOMPARE(detectLanguage(text.toStdString()), language.toStdString());
        for (qsizetype size = 0; size < text.size(); ++size) {
            (void)detectLanguage(text.left(size).toStdString());
        }
    }

    void complexityOrdersPromptsAndSaysWhy()
    {
        const Complexity greeting = scoreComplexity("Hi there!");
        const Complexity question = scoreComplexity("What is the capital of France?");
        const Complexity task =
            scoreComplexity("Compare these two algorithms step by step and explain why the second needs less memory.");
        const Complexity proof = scoreComplexity("Prove the theorem below and derive the integral step by step. It "
                                                 "must hold for at least n = 3, without using "
                                                 "induction.\n```cpp\nclass Matrix { std::vector<double> data; "
                                                 "};\n```\n1. design\n2. optimize\n3. debug the exception");
        QVERIFY(greeting.score <= question.score && question.score < task.score && task.score < proof.score);
        QVERIFY(greeting.score < 0.05 && proof.score > 0.5 && proof.score <= 1);
        QVERIFY(!proof.parts.empty());
        double sum = 0;
        for (const ComplexityPart &part : proof.parts) {
            QVERIFY(part.points > 0 && !part.why.empty());
            sum += part.points;
        }
        QVERIFY(std::abs(std::min(sum, 1.0) - proof.score) < 1e-9);
        QVERIFY(scoreComplexity("Beweise den Satz Schritt für Schritt.").score > 0.1);
    }

    // Counted where a counter is given and the prompt short; estimated at four bytes a token otherwise.
    void tokensAreCountedWhileThePromptIsShort()
    {
        ChatRequest request;
        Message message;
        ContentPart part;
        part.text = std::string(400, 'x');
        message.content.push_back(part);
        request.messages.push_back(message);
        constexpr std::int64_t perMessage = 4;
        QCOMPARE(factsOf(request).promptTokens, 100 + perMessage);
        const TokenCount count = [](std::string_view text) { return std::optional<std::int64_t>(text.size() / 8); };
        QCOMPARE(factsOf(request, count).promptTokens, 50 + perMessage);
        QCOMPARE(factsOf(request, count, 399).promptTokens, 100 + perMessage);
        const TokenCount unknown = [](std::string_view) { return std::optional<std::int64_t>(); };
        QCOMPARE(factsOf(request, unknown).promptTokens, 100 + perMessage);
    }

    // The same cached beginning goes to the same deployment, whatever is asked after it.
    void aCachedPrefixIsADigest()
    {
        const auto asked = [](const std::string &question, std::size_t size, bool cached) {
            ChatRequest request;
            Message message;
            ContentPart beginning;
            beginning.text = std::string(size, 'x');
            beginning.cacheControl.text = cached ? R"({"type":"ephemeral"})" : "";
            ContentPart rest;
            rest.text = question;
            message.content = { beginning, rest };
            request.messages.push_back(message);
            return factsOf(request).promptPrefix;
        };
        QVERIFY(!asked("a", 5'000, true).empty());
        QCOMPARE(asked("a", 5'000, true), asked("b", 5'000, true));
        QVERIFY(asked("a", 5'000, true) != asked("a", 5'001, true));
        QVERIFY(asked("a", 5'000, false).empty());
        QVERIFY(asked("a", 100, true).empty());
    }
};

QTEST_APPLESS_MAIN(TestFacts)
#include "tst_facts.moc"
