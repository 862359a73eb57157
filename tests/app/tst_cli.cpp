// SPDX-License-Identifier: GPL-3.0-or-later
//
// patchbay-cli as its callers see it: exit codes, what stands on which stream, and that no key does.
#include "tests/app/cli_outcome.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using patchbay::test::Outcome;
using patchbay::test::runCli;

class TestCli : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wrongUsageIsTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList {};
        QTest::newRow("unknown command") << QStringList { u"dance"_s };
        QTest::newRow("complete without anything") << QStringList { u"complete"_s };
        QTest::newRow("complete without a message") << QStringList { u"complete"_s, u"--model"_s, u"sandbox/quick"_s };
        QTest::newRow("unknown option") << QStringList { u"complete"_s, u"--modle"_s, u"x"_s };
        QTest::newRow("option without value") << QStringList { u"complete"_s, u"--message"_s, u"x"_s, u"--model"_s };
        QTest::newRow("translate without a direction") << QStringList { u"translate"_s };
        QTest::newRow("cost without a model") << QStringList { u"cost"_s };
    }
    void wrongUsageIsTwo()
    {
        QFETCH(QStringList, arguments);
        const Outcome outcome = run(arguments);
        QCOMPARE(outcome.exitCode, 2);
        QVERIFY(outcome.out.isEmpty());
        QVERIFY(!outcome.err.isEmpty());
    }

    void helpIsOnEveryLevel_data()
    {
        QTest::addColumn<QStringList>("arguments");
        for (const QString &command : { u""_s, u"complete"_s, u"sandbox"_s, u"translate"_s, u"cost"_s, u"bench"_s }) {
            QTest::newRow(qPrintable(u"help "_s + command))
                << (command.isEmpty() ? QStringList { u"--help"_s } : QStringList { command, u"--help"_s });
        }
    }
    void helpIsOnEveryLevel()
    {
        QFETCH(QStringList, arguments);
        const Outcome outcome = run(arguments);
        QCOMPARE(outcome.exitCode, 0);
        QVERIFY(outcome.out.contains("usage"));
    }

    void completesOnTheSandbox_data()
    {
        QTest::addColumn<QString>("model");
        QTest::newRow("OpenAI's format") << u"sandbox/quick"_s;
        QTest::newRow("Anthropic's format") << u"sandbox/thorough"_s;
        QTest::newRow("Gemini's format") << u"sandbox/caller"_s;
    }
    void completesOnTheSandbox()
    {
        QFETCH(QString, model);
        const Outcome outcome = run({ u"complete"_s, u"--model"_s, model, u"--message"_s, u"What is a gateway?"_s });
        QCOMPARE(outcome.exitCode, 0);
        const QJsonObject answer = outcome.json();
        QCOMPARE(answer.value("object"_L1).toString(), u"chat.completion"_s);
        const QJsonObject choice = answer.value("choices"_L1).toArray().at(0).toObject();
        QVERIFY(!choice.value("message"_L1).toObject().value("content"_L1).toString().isEmpty());
        QCOMPARE(choice.value("finish_reason"_L1).toString(), u"stop"_s);
        QVERIFY(answer.value("usage"_L1).toObject().value("total_tokens"_L1).toInt() > 0);
    }

    void streamsOneChunkALine()
    {
        const Outcome outcome
            = run({ u"complete"_s, u"--stream"_s, u"--model"_s, u"sandbox/quick"_s, u"--message"_s, u"What is a gateway?"_s });
        QCOMPARE(outcome.exitCode, 0);
        const QList<QByteArray> lines = outcome.out.trimmed().split('\n');
        QVERIFY(lines.size() > 3);
        QString text;
        for (const QByteArray &line : lines) {
            const QJsonObject chunk = QJsonDocument::fromJson(line).object();
            QCOMPARE(chunk.value("object"_L1).toString(), u"chat.completion.chunk"_s);
            text += chunk.value("choices"_L1).toArray().at(0).toObject().value("delta"_L1).toObject().value("content"_L1).toString();
        }
        QVERIFY(!text.isEmpty());
        QVERIFY(QJsonDocument::fromJson(lines.last()).object().contains("usage"_L1));
    }

    void readsARequestFromStandardInput()
    {
        const Outcome outcome = run({ u"complete"_s, u"--request"_s, u"-"_s },
                                    R"({"model":"sandbox/echo","messages":[{"role":"user","content":"say it back"}]})");
        QCOMPARE(outcome.exitCode, 0);
        QVERIFY(outcome.out.contains("say it back"));
        const Outcome bad = run({ u"complete"_s, u"--request"_s, u"-"_s }, "{not json");
        QCOMPARE(bad.exitCode, 1);
        QCOMPARE(bad.error().value("class"_L1).toString(), u"BadRequestError"_s);
    }

    void aBillNeedsALedgerToBeComparedWith()
    {
        const QString bill = m_directory.filePath(u"bill.csv"_s);
        QFile file(bill);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("day,model,cost\n2026-11-01,gpt-4o,1.5\n");
        file.close();
        const Outcome told = run({ u"spend"_s, u"reconcile"_s, bill, u"--provider"_s, u"openai"_s, u"--data"_s, m_directory.filePath(u"none"_s) });
        QCOMPARE(told.exitCode, 1);
        QCOMPARE(told.error()[u"class"_s].toString(), u"NotFoundError"_s);
        QVERIFY(told.error()[u"message"_s].toString().contains(u"There is no ledger"_s));
    }

    void anImportThatReadsNothingFails()
    {
        const QString data = m_directory.filePath(u"nothing"_s);
        QVERIFY(QDir().mkpath(data));
        QFile file(m_directory.filePath(u"usage.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"object":"page","data":[{"start_time":1763769600,"results":[{"object":"organization.costs.result","amount":{"value":1,"currency":"usd"},"line_item":"gpt-4o, input"}]}]})");
        file.close();
        const Outcome told = run({ u"spend"_s, u"import"_s, file.fileName(), u"--data"_s, data });
        QCOMPARE(told.exitCode, 1);
        QVERIFY2(told.err.contains("spend reconcile"), told.err.constData());
    }

    void whatIsRefusedOfABillIsSaidWhereNothingIsLeft()
    {
        const QString data = m_directory.filePath(u"refused"_s);
        QVERIFY(QDir().mkpath(data));
        const auto write = [&](const QString &name, const QByteArray &bytes) {
            QFile file(m_directory.filePath(name));
            return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? file.fileName() : QString();
        };
        const QString records = write(u"records.csv"_s, "date,model,usd\n2026-11-01,gpt-4o,1\n");
        QCOMPARE(run({ u"spend"_s, u"import"_s, records, u"--data"_s, data }).exitCode, 0);
        QCOMPARE(run({ u"spend"_s, u"import"_s, records, u"--data"_s, data }).exitCode, 0); // all there already is no failure
        const QString bill = write(u"euro.csv"_s, "day,model,cost,currency\n2026-11-01,gpt-4o,1.5,EUR\n");
        const Outcome told = run({ u"spend"_s, u"reconcile"_s, bill, u"--provider"_s, u"openai"_s, u"--data"_s, data });
        QCOMPARE(told.exitCode, 1);
        QVERIFY2(told.err.contains("record 2 is in EUR"), told.err.constData());
    }

    void errorsAreOneObjectOnStandardError_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("expected");
        const QStringList message { u"--message"_s, u"hi"_s };
        QTest::newRow("no key") << QStringList { u"complete"_s, u"--model"_s, u"openai/gpt-4o"_s } + message << u"AuthenticationError"_s;
        QTest::newRow("unknown provider") << QStringList { u"complete"_s, u"--model"_s, u"nobody/x"_s } + message << u"LiteLLMUnknownProvider"_s;
        QTest::newRow("unreachable") << QStringList { u"complete"_s, u"--model"_s, u"ollama/x"_s, u"--api-base"_s, u"http://127.0.0.1:1"_s } + message
                                     << u"APIConnectionError"_s;
        QTest::newRow("bad address") << QStringList { u"complete"_s, u"--model"_s, u"ollama/x"_s, u"--api-base"_s, u"ftp://x"_s } + message
                                     << u"BadRequestError"_s;
    }
    void errorsAreOneObjectOnStandardError()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, expected);
        const Outcome outcome = run(arguments);
        QCOMPARE(outcome.exitCode, 1);
        QVERIFY(outcome.out.isEmpty());
        QCOMPARE(outcome.error().value("class"_L1).toString(), expected);
        QVERIFY(!outcome.error().value("message"_L1).toString().isEmpty());
    }

    void rawShowsTheWireWithoutTheKey()
    {
        const Outcome outcome = run({ u"complete"_s, u"--raw"_s, u"--model"_s, u"sandbox/quick"_s, u"--message"_s, u"hi"_s }, {},
                                    { { u"OPENAI_API_KEY"_s, u"sk-canary-0123456789abcdef"_s } });
        QCOMPARE(outcome.exitCode, 0);
        const QJsonObject attempt = outcome.json().value("raw"_L1).toArray().at(0).toObject();
        QCOMPARE(attempt.value("request"_L1).toObject().value("method"_L1).toString(), u"POST"_s);
        QCOMPARE(attempt.value("response"_L1).toObject().value("status"_L1).toInt(), 200);
        QVERIFY(!outcome.out.contains("canary"));
    }

    void keysStandInNoOutput()
    {
        // The sandbox answers 401 to this key and echoes it, as providers do.
        const Outcome outcome = run({ u"complete"_s, u"--model"_s, u"openai/gpt-4o"_s, u"--api-base"_s, u"http://127.0.0.1:1/v1"_s,
                                      u"--message"_s, u"hi"_s },
                                    {}, { { u"OPENAI_API_KEY"_s, u"sk-canary-0123456789abcdef"_s } });
        QCOMPARE(outcome.exitCode, 1);
        QVERIFY(!outcome.err.contains("canary"));
    }

    void completesThroughAConfiguration()
    {
        QFile file(m_directory.filePath(u"config.yaml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("model_list:\n"
                   "  - model_name: broken\n"
                   "    litellm_params: {model: openai/gpt-4o, api_base: 'http://127.0.0.1:1/v1', api_key: none}\n"
                   "  - model_name: chat\n"
                   "    litellm_params: {model: sandbox/quick}\n"
                   "router_settings: {num_retries: 0, fallbacks: [{broken: [chat]}]}\n");
        file.close();
        const auto ask = [&](const QString &model, const QStringList &more = {}) {
            return run(QStringList { u"complete"_s, u"--config"_s, file.fileName(), u"--model"_s, model, u"--message"_s,
                                     u"What is a gateway?"_s } + more);
        };
        // The first group cannot be reached; its fallback answers, under the name that was asked for.
        const Outcome fallen = ask(u"broken"_s);
        QVERIFY2(fallen.exitCode == 0, fallen.err.constData());
        QCOMPARE(fallen.json().value("model"_L1).toString(), u"broken"_s);
        const Outcome streamed = ask(u"chat"_s, { u"--stream"_s });
        QCOMPARE(streamed.exitCode, 0);
        QVERIFY(streamed.out.count('\n') > 2);
        for (const QByteArray &line : streamed.out.trimmed().split('\n')) {
            QCOMPARE(QJsonDocument::fromJson(line).object().value("object"_L1).toString(), u"chat.completion.chunk"_s);
        }
        const Outcome unknown = ask(u"nobody"_s);
        QCOMPARE(unknown.exitCode, 1);
        QVERIFY(unknown.out.isEmpty());
        QVERIFY(unknown.error().value("message"_L1).toString().contains(u"nobody"_s));
        QCOMPARE(ask(u"chat"_s, { u"--raw"_s }).exitCode, 2);
    }

    void translatesARequest()
    {
        const Outcome outcome = run({ u"translate"_s, u"request"_s, u"--model"_s, u"anthropic/claude-sonnet-4-5"_s },
                                    R"({"messages":[{"role":"user","content":"hi"}]})");
        QCOMPARE(outcome.exitCode, 0);
        QCOMPARE(outcome.json().value("url"_L1).toString(), u"https://api.anthropic.com/v1/messages"_s);
        QCOMPARE(outcome.json().value("headers"_L1).toObject().value("x-api-key"_L1).toString(), u"<redacted>"_s);
    }

    void pricesAUsage()
    {
        const Outcome outcome = run({ u"cost"_s, u"--model"_s, u"openai/gpt-4o"_s },
                                    R"({"prompt_tokens":1000,"completion_tokens":100,"prompt_tokens_details":{"cached_tokens":400}})");
        QCOMPARE(outcome.exitCode, 0);
        // 600 × $2.50/M + 400 × $1.25/M + 100 × $10/M
        QCOMPARE(outcome.json().value("usd"_L1).toString(), u"0.003000000"_s);
        QCOMPARE(outcome.json().value("basis"_L1).toString(), u"computed"_s);
        const Outcome unknown = run({ u"cost"_s, u"--model"_s, u"openai/gpt-99"_s }, R"({"prompt_tokens":1})");
        QCOMPARE(unknown.exitCode, 0);
        QVERIFY(unknown.json().value("usd"_L1).isNull());
    }

private:
    Outcome run(const QStringList &arguments, const QByteArray &input = {}, const QHash<QString, QString> &variables = {})
    {
        return runCli(m_directory.path(), arguments, input, variables);
    }

    QTemporaryDir m_directory;
};

QTEST_APPLESS_MAIN(TestCli)
#include "tst_cli.moc"
