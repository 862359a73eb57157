// SPDX-License-Identifier: GPL-3.0-or-later
//
// check, route explain and simulate as scripts call them: exit codes, streams, shapes.
#include "tests/app/cli_outcome.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using patchbay::test::Outcome;
using patchbay::test::runCli;

namespace {

const QByteArray good =
    "model_list:\n"
    "  - {model_name: chat, litellm_params: {model: openai/gpt-4o, api_key: os.environ/A}, model_info: {id: one}}\n"
    "  - {model_name: chat, litellm_params: {model: openai/gpt-4o-mini}, model_info: {id: two, max_input_tokens: "
    "100}}\n"
    "  - {model_name: spare, litellm_params: {model: anthropic/claude-sonnet-4-5}, model_info: {id: three}}\n"
    "router_settings: {enable_pre_call_checks: true, fallbacks: [{chat: [spare]}]}\n";

const QByteArray traffic = "{\"requests\": 2000, \"rate\": 50, \"arrival\": \"poisson\", \"model\": \"chat\","
                           "\"prompt_tokens\": {\"mean\": 50}, \"completion_tokens\": {\"mean\": 20}}";
const QByteArray faults = "{\"faults\": [{\"deployment\": \"one\", \"kind\": \"500\", \"from\": 10, \"to\": 30},"
                          "{\"deployment\": \"two\", \"kind\": \"429\", \"from\": 10, \"to\": 30}]}";
const QByteArray typo = "{\"faults\": [{\"deployment\": \"onee\", \"kind\": \"500\"}]}";
const QByteArray state = "{\"cooldowns\": [{\"deployment\": \"one\", \"remaining\": 3.2, \"reason\": \"429\"}]}";
const QByteArray requestHead = "{\"messages\": [{\"role\": \"user\", \"content\": \"";
const QByteArray requestTail = "\"}]}";

} // namespace

class TestRoutingCli : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        write(u"good.yaml"_s, good);
        QByteArray alone = good;
        alone.replace("fallbacks: [{chat: [spare]}]", "num_retries: 0");
        write(u"alone.yaml"_s, alone);
        QByteArray wrong = good;
        wrong.replace("chat: [spare]", "chat: [spaer]").replace("os.environ/A", "sk-canary-0123456789");
        write(u"wrong.yaml"_s, wrong);
        write(u"traffic.json"_s, traffic);
        write(u"faults.json"_s, faults);
        write(u"state.json"_s, state);
        write(u"request.json"_s, requestHead + QByteArray("word ").repeated(300) + requestTail);
    }

    void checkTells()
    {
        const Outcome fine = run({ u"check"_s, path(u"good.yaml"_s) });
        QCOMPARE(fine.exitCode, 0);
        // Nothing but what `serve` would say here: no master key, and a variable that is not set.
        QCOMPARE(fine.out.count('\n'), 2);
        QVERIFY2(fine.out.count("[serving]") == 2 && fine.out.contains("no master_key") && fine.out.contains("variable A, which is not set"), fine.out);
        const Outcome wrong = run({ u"check"_s, path(u"wrong.yaml"_s) });
        QCOMPARE(wrong.exitCode, 1);
        QVERIFY(wrong.out.contains("wrong.yaml:5:"));
        QVERIFY(wrong.out.contains(": error: "));
        QVERIFY(wrong.out.contains("Did you mean spare?"));
        QVERIFY(wrong.out.contains("[unknown-group]"));
        QVERIFY(wrong.out.contains(": warning: "));
        QVERIFY(!wrong.out.contains("canary"));
        const Outcome machine = run({ u"check"_s, u"--json"_s, path(u"wrong.yaml"_s) });
        QCOMPARE(machine.json().value("errors"_L1).toInt(), 1);
        QCOMPARE(run({ u"check"_s }).exitCode, 2);
        QCOMPARE(run({ u"check"_s, path(u"gone.yaml"_s) }).exitCode, 1);
    }

    void checkPrintsItsSchema()
    {
        const Outcome outcome = run({ u"check"_s, u"--schema"_s });
        QCOMPARE(outcome.exitCode, 0);
        QVERIFY(outcome.err.isEmpty());
        const QJsonObject schema = QJsonDocument::fromJson(outcome.out).object();
        QVERIFY(schema.value("properties"_L1).toObject().contains("router_settings"_L1));
        // With a file it is not clear what is wanted.
        QCOMPARE(run({ u"check"_s, u"--schema"_s, path(u"good.yaml"_s) }).exitCode, 2);
    }

    void checkKnowsModels()
    {
        write(u"models.yaml"_s,
              "model_list:\n"
              "  - {model_name: a, litellm_params: {model: openai/gpt-4o-mni}}\n"
              "  - {model_name: b, litellm_params: {model: openai/my-own, api_base: http://localhost:1/v1}}\n"
              "  - {model_name: c, litellm_params: {model: ollama/whatever}}\n"
              "  - {model_name: d, litellm_params: {model: opnai/gpt-4o}}\n"
              "  - {model_name: e, litellm_params: {model: azure/my-deployment, api_base: https://x.example}}\n"
              "  - {model_name: f, litellm_params: {model: openai/gpt-99, input_cost_per_token: 0.1}}\n"
              "  - {model_name: openai/*, litellm_params: {model: openai/*}}\n"
              "general_settings: {master_key: os.environ/PATCHBAY_TEST_NOT_SET}\n");
        const Outcome outcome = run({ u"check"_s, u"--json"_s, path(u"models.yaml"_s) });
        QCOMPARE(outcome.exitCode, 0); // warnings only
        const QJsonArray problems = outcome.json().value("problems"_L1).toArray();
        QCOMPARE(problems.size(), 3);
        QCOMPARE(problems[2].toObject().value("code"_L1).toString(), u"serving"_s); // the master key's variable
        QCOMPARE(problems[0].toObject().value("code"_L1).toString(), u"unknown-model"_s);
        QVERIFY(problems[0].toObject().value("remedy"_L1).toString().contains(u"Did you mean gpt-4o-mini?"_s));
        QCOMPARE(problems[1].toObject().value("code"_L1).toString(), u"unknown-provider"_s);
        QVERIFY(problems[1].toObject().value("remedy"_L1).toString().contains(u"openai"_s));
    }

    void textNamesTheModelBesideTheId()
    {
        const Outcome explained =
            run({ u"route"_s, u"explain"_s, u"--config"_s, path(u"good.yaml"_s), u"--model"_s, u"chat"_s });
        QVERIFY2(explained.out.contains("[spare] three (anthropic/claude-sonnet-4-5)"), explained.out);
        QVERIFY2(explained.out.contains("a million tokens"), explained.out);
        const Outcome simulated = run({ u"simulate"_s, u"--config"_s, path(u"good.yaml"_s), u"--traffic"_s,
                                        path(u"traffic.json"_s), u"--seed"_s, u"1"_s });
        QVERIFY2(simulated.out.contains("openai/gpt-4o-mini"), simulated.out);
    }

    void explainTells()
    {
        const Outcome outcome =
            run({ u"route"_s, u"explain"_s, u"--config"_s, path(u"good.yaml"_s), u"--model"_s, u"chat"_s,
                  u"--request"_s, path(u"request.json"_s), u"--state"_s, path(u"state.json"_s), u"--json"_s });
        QCOMPARE(outcome.exitCode, 0);
        const QJsonArray rows = outcome.json().value("candidates"_L1).toArray();
        QCOMPARE(rows.size(), 2);
        QVERIFY(rows[0].toObject().value("reason"_L1).toString().contains(u"cooling 3.2 s: 429"_s));
        QVERIFY(rows[1].toObject().value("reason"_L1).toString().startsWith(u"context 100 < "_s));
        QCOMPARE(outcome.json().value("pick"_L1).toObject().value("deployment"_L1).toString(), u"three"_s);
        const Outcome text =
            run({ u"route"_s, u"explain"_s, u"--config"_s, path(u"good.yaml"_s), u"--model"_s, u"chat"_s });
        QVERIFY(text.out.contains("odds"));
        QCOMPARE(
            run({ u"route"_s, u"explain"_s, u"--config"_s, path(u"good.yaml"_s), u"--model"_s, u"gone"_s }).exitCode,
            1);
        QCOMPARE(run({ u"route"_s }).exitCode, 2);
        QCOMPARE(run({ u"route"_s, u"explain"_s, u"--help"_s }).exitCode, 0);
    }

    void simulateTells()
    {
        const QStringList arguments { u"simulate"_s,
                                      u"--config"_s,
                                      path(u"alone.yaml"_s),
                                      u"--against"_s,
                                      path(u"good.yaml"_s),
                                      u"--traffic"_s,
                                      path(u"traffic.json"_s),
                                      u"--faults"_s,
                                      path(u"faults.json"_s),
                                      u"--seed"_s,
                                      u"5"_s,
                                      u"--json"_s };
        const Outcome first = run(arguments);
        QCOMPARE(first.exitCode, 0);
        const QJsonObject json = first.json();
        QCOMPARE(json.value("requests"_L1).toInt(), 2000);
        QVERIFY(json.value("success"_L1).toDouble() < 0.7);
        QVERIFY(json.value("attempts"_L1).toObject().contains("one"_L1));
        QVERIFY(json.value("latency"_L1).toObject().value("p95"_L1).toDouble() > 0);
        QVERIFY(json.value("difference"_L1).toObject().value("success"_L1).toObject().value("low"_L1).toDouble() > 0);
        QVERIFY(json.value("verdict"_L1).toString().contains(u"better"_s));
        QVERIFY(first.err.contains("a second"));
        QCOMPARE(run(arguments).out, first.out); // same seed, same bytes
        QStringList same = arguments;
        same[4] = path(u"alone.yaml"_s);
        QVERIFY(run(same).json().value("verdict"_L1).toString().startsWith(u"not decisive"_s));
        QStringList unknown = arguments;
        write(u"typo.json"_s, typo);
        unknown[8] = path(u"typo.json"_s);
        const Outcome refused = run(unknown);
        QCOMPARE(refused.exitCode, 1);
        QVERIFY(QJsonDocument::fromJson(refused.err).object().contains("error"_L1));
        QCOMPARE(run({ u"simulate"_s }).exitCode, 2);
        // A ledger with nothing in it says so.
        QCOMPARE(run({ u"simulate"_s, u"--config"_s, path(u"good.yaml"_s), u"--traffic"_s, u"ledger"_s, u"--data"_s,
                       m_directory.path() })
                     .exitCode,
                 1);
    }

    void faultsThatCannotBeMeantAreRefused_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("backwards") << QByteArray("\"kind\":\"500\",\"from\":30,\"to\":10") << QByteArray("ends before");
        QTest::newRow("negative") << QByteArray("\"kind\":\"500\",\"from\":-1") << QByteArray("from 0 on");
        QTest::newRow("text") << QByteArray("\"kind\":\"500\",\"to\":\"10s\"") << QByteArray("has to be a number");
        QTest::newRow("share") << QByteArray("\"kind\":\"500\",\"share\":50") << QByteArray("0 to 1");
        QTest::newRow("factor") << QByteArray("\"kind\":\"slow\",\"factor\":0") << QByteArray("above 0");
        QTest::newRow("kind") << QByteArray("\"kind\":\"507\"") << QByteArray("no fault of kind");
    }
    void faultsThatCannotBeMeantAreRefused()
    {
        QFETCH(QByteArray, fault);
        QFETCH(QByteArray, words);
        write(u"odd.json"_s, "{\"faults\":[{\"deployment\":\"one\"," + fault + "}]}");
        const Outcome refused = run({ u"simulate"_s, u"--config"_s, path(u"good.yaml"_s), u"--traffic"_s,
                                      path(u"traffic.json"_s), u"--faults"_s, path(u"odd.json"_s) });
        QCOMPARE(refused.exitCode, 1);
        QVERIFY2(refused.err.contains(words), refused.err);
        QVERIFY2(refused.out.isEmpty(), refused.out);
    }

    void namesThatMeanNothingAreTold()
    {
        write(u"odd.json"_s, "{\"faults\":[{\"deployment\":\"one\",\"kind\":\"500\",\"too\":5}]}");
        write(u"oddtraffic.json"_s, "{\"requests\": 5, \"model\": \"chat\", \"arival\": \"day\"}");
        const Outcome outcome = run({ u"simulate"_s, u"--config"_s, path(u"good.yaml"_s), u"--traffic"_s,
                                      path(u"oddtraffic.json"_s), u"--faults"_s, path(u"odd.json"_s) });
        QCOMPARE(outcome.exitCode, 0);
        QVERIFY2(outcome.err.contains("\"too\"") && outcome.err.contains("\"arival\""), outcome.err);
        QCOMPARE(outcome.err.count("warning: "), 2);
    }

    void rulesThatTheTrafficCannotJudgeAreTold()
    {
        write(u"rules.yaml"_s,
              "model_list:\n"
              "  - {model_name: chat, litellm_params: {model: sandbox/quick}}\n"
              "  - {model_name: cheap, litellm_params: {model: sandbox/quick}}\n"
              "patchbay: {rules: [{name: easy, when: {complexity: {below: 0.5}}, use: cheap}]}\n");
        write(u"plain.json"_s, "{\"requests\": 50, \"model\": \"chat\"}");
        write(u"told.json"_s, "{\"requests\": 50, \"model\": \"chat\", \"complexity\": 0.2}");
        const Outcome plain =
            run({ u"simulate"_s, u"--config"_s, path(u"rules.yaml"_s), u"--traffic"_s, path(u"plain.json"_s) });
        QVERIFY2(plain.err.contains("\"easy\" looks at complexity"), plain.err);
        const Outcome told = run({ u"simulate"_s, u"--config"_s, path(u"rules.yaml"_s), u"--traffic"_s,
                                   path(u"told.json"_s), u"--json"_s });
        QVERIFY2(!told.err.contains("warning"), told.err);
        for (const QJsonValue &row : told.json().value("deployments"_L1).toArray()) {
            QCOMPARE(row["attempts"_L1].toInt(), row["group"_L1].toString() == u"cheap" ? 50 : 0);
        }
    }

    // The worked example of docs/routing.md: its files, its commands, and what they print.
    void theManualsExampleIsTrue()
    {
        QFile manual(QStringLiteral(PATCHBAY_SOURCE_DIR "/docs/routing.md"));
        QVERIFY(manual.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(manual.readAll());
        static const QRegularExpression block(u"```\\w* ([\\w.]+)\\n(.*?)```"_s, QRegularExpression::DotMatchesEverythingOption);
        int files = 0;
        for (const QRegularExpressionMatch &match : block.globalMatch(text)) {
            write(match.captured(1), match.captured(2).toUtf8());
            ++files;
        }
        QCOMPARE(files, 6);
        static const QRegularExpression command(u"```\\n\\$ patchbay-cli ([^\\n]*\\.yaml [^\\n]*)\\n(.*?)```"_s,
                                                QRegularExpression::DotMatchesEverythingOption);
        int commands = 0;
        for (const QRegularExpressionMatch &match : command.globalMatch(text)) {
            QStringList arguments = match.captured(1).split(u' ');
            for (QString &argument : arguments) {
                argument = argument.contains(u'.') ? path(argument) : argument;
            }
            const Outcome outcome = run(arguments);
            QCOMPARE(QString::fromUtf8(outcome.out), match.captured(2));
            ++commands;
        }
        QCOMPARE(commands, 2);
    }

private:
    QString path(const QString &name) const { return m_directory.filePath(name); }
    void write(const QString &name, const QByteArray &bytes)
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
    Outcome run(const QStringList &arguments)
    {
        return runCli(m_directory.path(), arguments);
    }

    QTemporaryDir m_directory;
};

QTEST_APPLESS_MAIN(TestRoutingCli)
#include "tst_routing_cli.moc"
