// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pasted_key.h"
#include "ui/settings/trial_words.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace patchbay {

class TrialWordsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keysAsTheyArePasted_data()
    {
        QTest::addColumn<QString>("pasted");
        QTest::addColumn<QString>("key");
        QTest::newRow("alone") << u"sk-abc"_s << u"sk-abc"_s;
        QTest::newRow("with line break") << u"  sk-abc\r\n"_s << u"sk-abc"_s;
        QTest::newRow("variable") << u"OPENAI_API_KEY=sk-abc"_s << u"sk-abc"_s;
        QTest::newRow("export and quotes") << u"export GROQ_API_KEY = \"gsk_abc\"\n"_s << u"gsk_abc"_s;
        QTest::newRow("single quotes") << u"'sk-abc'"_s << u"sk-abc"_s;
        QTest::newRow("header value") << u"Bearer sk-abc"_s << u"sk-abc"_s;
        QTest::newRow("padding of base 64 stays") << u"c2VjcmV0a2V5=="_s << u"c2VjcmV0a2V5=="_s;
        QTest::newRow("lower case before = is no variable") << u"abc=def"_s << u"abc=def"_s;
        QTest::newRow("nothing") << u"   "_s << QString();
        QTest::newRow("variable without value") << u"KEY="_s << QString();
        QTest::newRow("one quote") << u"\""_s << u"\""_s;
    }

    void keysAsTheyArePasted()
    {
        QFETCH(QString, pasted);
        QTEST(pastedKey(pasted).toString(), "key");
    }

    void everyPrefixOfALineIsHarmless()
    {
        const QString line = u"export KEY=\"Bearer sk-abc\""_s;
        for (qsizetype length = 0; length <= line.size(); ++length) {
            QVERIFY(pastedKey(line.first(length)).size() <= length);
        }
    }

    void models()
    {
        QCOMPARE(wordsOfModels(u"Groq"_s, {}).sentence, u"Groq accepts the key but lists no models."_s);
        QCOMPARE(wordsOfModels(u"Groq"_s, { u"a"_s }).sentence, u"Groq listed 1 model: a."_s);
        QCOMPARE(wordsOfModels(u"Groq"_s, { u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"f"_s, u"g"_s }).sentence,
                 u"Groq listed 7 models: a, b, c, d, e and 2 more."_s);
    }

    void errors_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("begin");
        const auto row = [](const char *name, ErrorClass kind, const QString &state, const QString &begin) {
            QTest::newRow(name) << int(kind) << state << begin;
        };
        row("refused", ErrorClass::Authentication, u"refused"_s, u"OpenAI does not accept this key: said no"_s);
        row("not allowed", ErrorClass::PermissionDenied, u"refused"_s, u"OpenAI knows the key but"_s);
        row("limited", ErrorClass::RateLimit, u"failed"_s, u"OpenAI is limiting requests"_s);
        row("no network", ErrorClass::ApiConnection, u"failed"_s, u"No answer from OpenAI: said no"_s);
        row("too late", ErrorClass::Timeout, u"failed"_s, u"No answer from OpenAI"_s);
        row("wrong base", ErrorClass::NotFound, u"failed"_s, u"Nothing answers at this base URL"_s);
        row("anything else", ErrorClass::InternalServer, u"failed"_s, u"The test failed: said no"_s);
    }

    void errors()
    {
        QFETCH(int, kind);
        QFETCH(QString, begin);
        Error error = makeError(static_cast<ErrorClass>(kind), "said no");
        error.remedy = "Do this.";
        const TrialWords words = wordsOfError(u"OpenAI"_s, error);
        QTEST(words.state, "state");
        QVERIFY2(words.sentence.startsWith(begin), qPrintable(words.sentence));
        QVERIFY(words.sentence.endsWith(u" Do this."_s));
    }

    void bases_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<bool>("good");
        QTest::newRow("https") << u"https://api.openai.com/v1"_s << true;
        QTest::newRow("local") << u"http://127.0.0.1:11434"_s << true;
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("no scheme") << u"api.openai.com/v1"_s << false;
        QTest::newRow("file") << u"file:///etc/passwd"_s << false;
        QTest::newRow("no host") << u"https:///v1"_s << false;
        QTest::newRow("password") << u"https://user:secret@host/v1"_s << false;
        QTest::newRow("space") << u"https://host name/v1"_s << false;
    }

    void bases()
    {
        QFETCH(QString, base);
        QTEST(apiBaseProblem(base).isEmpty(), "good");
    }
};

} // namespace patchbay

QTEST_APPLESS_MAIN(patchbay::TrialWordsTest)
#include "tst_trial_words.moc"
