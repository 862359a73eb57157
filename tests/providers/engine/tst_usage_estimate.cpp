// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a request is taken to use where nobody counted it.
#include "providers/engine/usage_estimate.h"

#include <QTest>

using namespace patchbay;

class TestUsageEstimate : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ofLongTextsTheBeginningStandsForTheRest()
    {
        constexpr std::size_t counted = 32 * 1024;
        const auto estimate = [](std::size_t size, const std::string &unit) {
            std::string text;
            while (text.size() < size) {
                text += unit;
            }
            ChatRequest request;
            request.model = "openai/gpt-4o";
            request.messages.push_back(textMessage(MessageRole::User, std::move(text)));
            return estimatePromptTokens(request);
        };
        for (const char *unit : { "The quick brown fox. ", "\xC3\xA9t\xC3\xA9 " }) {
            const std::int64_t one = estimate(counted, unit);
            QVERIFY(one > 1000);
            // Ten times the text is about ten times the tokens, and takes no longer to count.
            const std::int64_t ten = estimate(10 * counted, unit);
            QVERIFY2(ten > 95 * one / 10 && ten < 105 * one / 10, qPrintable(QString::number(ten)));
        }
    }

    // Counting megabytes takes seconds: what comes after the beginning is not looked at.
    void theRestIsNotCounted()
    {
        const auto estimate = [](const std::string &rest) {
            std::string text;
            while (text.size() < 32 * 1024) {
                text += "The quick brown fox. ";
            }
            ChatRequest request;
            request.model = "openai/gpt-4o";
            request.messages.push_back(textMessage(MessageRole::User, text + rest));
            return estimatePromptTokens(request);
        };
        const std::string digits(100'000, '7');
        const std::string blanks(100'000, ' ');
        QCOMPARE(estimate(digits), estimate(blanks));
    }

    void picturesCountByThePiece()
    {
        ChatRequest request;
        request.messages.push_back(textMessage(MessageRole::User, ""));
        const std::int64_t bare = estimatePromptTokens(request);
        ContentPart picture;
        picture.kind = ContentPart::Kind::Image;
        picture.media.base64Data = std::string(100'000, 'A');
        request.messages.front().content.push_back(picture);
        QCOMPARE(estimatePromptTokens(request) - bare, 85);
    }
};

QTEST_APPLESS_MAIN(TestUsageEstimate)
#include "tst_usage_estimate.moc"
