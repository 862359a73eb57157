// SPDX-License-Identifier: GPL-3.0-or-later
//
// Byte-pair encoding against OpenAI's own implementation, over texts of many scripts. The vectors are made
// by packaging/tokens/make-vectors.mjs; PATCHBAY_TOKEN_VECTORS names a larger file of them.
#include "providers/tokens/token_counter.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

std::vector<std::uint32_t> tokensOf(const QJsonValue &value)
{
    std::vector<std::uint32_t> tokens;
    for (const QJsonValue &token : value.toArray()) {
        tokens.push_back(static_cast<std::uint32_t>(token.toInteger()));
    }
    return tokens;
}

} // namespace

class TestTokens : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void encodesLikeOpenAi()
    {
        const QString given = qEnvironmentVariable("PATCHBAY_TOKEN_VECTORS");
        QFile file(given.isEmpty() ? QStringLiteral(PATCHBAY_SOURCE_DIR "/tests/fixtures/tokens/vectors.jsonl") : given);
        QVERIFY(file.open(QIODevice::ReadOnly));
        int texts = 0;
        int different = 0;
        while (!file.atEnd()) {
            const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
            const std::string text = QByteArray::fromBase64(line.value("text"_L1).toString().toLatin1()).toStdString();
            for (const auto &[name, encoding] :
                 { std::pair { "cl100k"_L1, tokens::Encoding::Cl100k }, std::pair { "o200k"_L1, tokens::Encoding::O200k } }) {
                const std::vector<std::uint32_t> expected = tokensOf(line.value(name));
                const bool same = tokens::encode(encoding, text) == expected
                    && tokens::countTokens(encoding, text) == static_cast<std::int64_t>(expected.size());
                if (!same && ++different <= 5) {
                    qWarning() << name << QByteArray::fromStdString(text).left(300) << tokens::encode(encoding, text) << expected;
                }
            }
            ++texts;
        }
        qInfo() << texts << "texts," << different << "differences";
        QVERIFY(texts >= 100);
        QCOMPARE(different, 0);
    }

    void knowsWhoseEncoding_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("method");
        QTest::newRow("gpt-4o") << "openai/gpt-4o-mini" << "o200k_base";
        QTest::newRow("o3") << "o3-mini" << "o200k_base";
        QTest::newRow("gpt-5") << "azure/gpt-5.2" << "o200k_base";
        QTest::newRow("oss elsewhere") << "groq/openai/gpt-oss-120b" << "o200k_base";
        QTest::newRow("oss on Bedrock") << "bedrock/openai.gpt-oss-20b-1:0" << "o200k_base";
        QTest::newRow("tuned") << "openai/ft:gpt-4o:org::id" << "o200k_base";
        QTest::newRow("gpt-4") << "openai/gpt-4-turbo" << "cl100k_base";
        QTest::newRow("embeddings") << "openai/text-embedding-3-small" << "cl100k_base";
        QTest::newRow("Claude") << "anthropic/claude-sonnet-4-5" << "estimate";
        QTest::newRow("nobody") << "" << "estimate";
    }
    void knowsWhoseEncoding()
    {
        QFETCH(QString, model);
        QFETCH(QString, method);
        const tokens::TokenCount count = tokens::countTokens(model.toStdString(), "Hello, world!");
        QCOMPARE(QString::fromUtf8(count.method.data(), static_cast<qsizetype>(count.method.size())), method);
        QCOMPARE(count.exact, method != "estimate"_L1);
        QVERIFY(count.tokens >= 4 && count.tokens <= 6);
    }

    void emptyIsNothing()
    {
        QCOMPARE(tokens::countTokens("gpt-4o", "").tokens, 0);
        QCOMPARE(tokens::countTokens("claude", "").tokens, 0);
        QCOMPARE(tokens::roughTokens(""), 0);
    }

    void countsBytesThatAreNoText()
    {
        // As the replacement character, wherever the text is cut.
        const std::string whole = "a\xF0\x9F\x98\x80 \xE4\xBD\xA0\xE5\xA5\xBD \xC3\xA9\xFF\xC0\x80\xED\xA0\x80z";
        for (std::size_t length = 0; length <= whole.size(); ++length) {
            for (const tokens::Encoding encoding : { tokens::Encoding::Cl100k, tokens::Encoding::O200k }) {
                const std::string text = whole.substr(0, length);
                const auto count = tokens::countTokens(encoding, text);
                QVERIFY(count <= static_cast<std::int64_t>(3 * length));
                QVERIFY((count > 0) == (length > 0));
            }
        }
        QCOMPARE(tokens::encode(tokens::Encoding::O200k, "\xFF"), tokens::encode(tokens::Encoding::O200k, "\xEF\xBF\xBD"));
    }

    void hostileTextTakesNoLonger()
    {
        QElapsedTimer timer;
        for (const std::string &text : { std::string(1'000'000, 'a'), std::string(1'000'000, ' '), std::string(1'000'000, '\n'),
                                         std::string(1'000'000, 'A') + "\x01", std::string(1'000'000, '=') }) {
            timer.start();
            QVERIFY(tokens::countTokens(tokens::Encoding::O200k, text) > 0);
            qInfo() << "a megabyte of one letter:" << timer.elapsed() << "ms";
            QVERIFY(timer.elapsed() < 120'000);
        }
    }
};

QTEST_APPLESS_MAIN(TestTokens)
#include "tst_tokens.moc"
