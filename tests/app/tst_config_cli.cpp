// SPDX-License-Identifier: GPL-3.0-or-later
//
// `config …` as scripts call it: exit codes, streams, bytes of the file.
#include "tests/app/cli_outcome.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using patchbay::test::Outcome;
using patchbay::test::runCli;

namespace {

const QByteArray text = "# ours\n"
                        "model_list:\n"
                        "  - model_name: chat # public\n"
                        "    litellm_params: {model: openai/gpt-4o, api_key: sk-canary-0123456789, rpm: 5}\n"
                        "  - model_name: chat\n"
                        "    litellm_params: {model: openai/gpt-4o-mini}\n"
                        "  - model_name: spare\n"
                        "    litellm_params: {model: anthropic/claude-sonnet-4-5}\n"
                        "router_settings:\n"
                        "  fallbacks: [{chat: [spare]}]\n";

} // namespace

class TestConfigCli : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        QFile::remove(file());
        write(file(), text);
        QFile::setPermissions(file(), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
    }

    void aFileThatIsNotThereIsNoFaultOfTheDisk()
    {
        const Outcome missing = run({ u"get"_s, file() + u".no"_s, u"."_s });
        QCOMPARE(missing.exitCode, 1);
        QVERIFY2(missing.err.contains("There is no file ") && missing.err.contains("NotFoundError"), missing.err.constData());
    }

    void nobodyWaitsForAPipe()
    {
        const QString pipe = file() + u".pipe"_s;
        QCOMPARE(::mkfifo(qPrintable(pipe), 0600), 0);
        for (const QStringList &arguments : { QStringList { u"get"_s, pipe, u"."_s }, QStringList { u"set"_s, pipe, u"router_settings.num_retries"_s, u"1"_s },
                                              QStringList { u"apply"_s, file(), u"--to"_s, pipe, u"--data"_s, m_directory.path() } }) {
            const Outcome refused = run(arguments);
            QCOMPARE(refused.exitCode, 1);
            QVERIFY2(refused.err.contains("is a pipe, not a file."), refused.err.constData());
        }
        QFile::remove(pipe);
    }

    void getsAndSets()
    {
        QCOMPARE(run({ u"get"_s, file(), u"model_list[0].litellm_params.rpm"_s }).out, QByteArray("5\n"));
        QCOMPARE(run({ u"get"_s, file(), u"router_settings"_s }).out, QByteArray("{\"fallbacks\":[{\"chat\":[\"spare\"]}]}\n"));
        QVERIFY(run({ u"get"_s, file(), u"."_s }).out.startsWith("{\"model_list\":["));
        const Outcome dry = run({ u"set"_s, file(), u"model_list[0].litellm_params.rpm"_s, u"7"_s, u"--dry-run"_s });
        QCOMPARE(dry.exitCode, 0);
        QVERIFY(dry.out.contains("\n-    litellm_params: {model: openai/gpt-4o, api_key: <redacted>, rpm: 5}\n"));
        QCOMPARE(read(file()), text);
        const Outcome set = run({ u"set"_s, file(), u"model_list[0].litellm_params.rpm"_s, u"7"_s });
        QCOMPARE(set.out, dry.out);
        QVERIFY(!(set.out + set.err).contains("canary"));
        QCOMPARE(read(file()), QByteArray(text).replace("rpm: 5", "rpm: 7"));
        QCOMPARE(QFileInfo(file()).permissions() & QFile::ReadGroup, QFile::ReadGroup);
        QVERIFY(!run({ u"get"_s, file(), u"model_list[0]"_s }).out.contains("canary"));
    }

    // Whoever edits at the same time waits: every edit that said it was made is there.
    void editsWaitForEachOther()
    {
        const QString file = m_directory.filePath(u"shared.yaml"_s);
        {
            QFile out(file);
            QVERIFY(out.open(QIODevice::WriteOnly) && out.write("model_list:\n  - model_name: target\n    litellm_params: {model: openai/gpt-4o}\n"
                                                          "router_settings:\n  num_retries: 1\n") > 0);
        }
        constexpr int editors = 12;
        std::vector<Outcome> outcomes(editors);
        {
            std::vector<std::jthread> threads;
            for (int editor = 0; editor < editors; ++editor) {
                threads.emplace_back([&, editor] {
                    outcomes[std::size_t(editor)] =
                        run({ u"add"_s, file, u"router_settings.model_group_alias.name%1"_s.arg(editor), u"target"_s });
                });
            }
        }
        QFile in(file);
        QVERIFY(in.open(QIODevice::ReadOnly));
        const QByteArray text = in.readAll();
        for (int editor = 0; editor < editors; ++editor) {
            const Outcome &outcome = outcomes[std::size_t(editor)];
            QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
            QVERIFY2(text.contains("name" + QByteArray::number(editor) + ":"), text.constData());
        }
    }

    void refuses()
    {
        const QStringList rpm { u"set"_s, file(), u"model_list[model_name=chat].litellm_params.rpm"_s, u"7"_s };
        const Outcome several = run(rpm);
        QCOMPARE(several.exitCode, 2);
        QVERIFY(QJsonDocument::fromJson(several.err).object().contains("error"_L1));
        QVERIFY(several.err.contains("[model_name=chat,1]"));
        QCOMPARE(run({ u"get"_s, file(), u"model_list[9]"_s }).exitCode, 2);
        QCOMPARE(run({ u"remove"_s, file(), u"router_settings.nothing"_s }).exitCode, 2);
        QCOMPARE(run({ u"set"_s, file(), u"no.such.thing"_s, u"1"_s }).exitCode, 2);
        QCOMPARE(run({ u"set"_s, file(), u"model_list[0].litellm_params.rpm"_s, u"many"_s }).exitCode, 1);
        QCOMPARE(run({ u"set"_s, file() }).exitCode, 2);
        QCOMPARE(run({}).exitCode, 2);
        QCOMPARE(run({ u"get"_s, file() + u".gone"_s, u"."_s }).exitCode, 1);
        QCOMPARE(read(file()), text);
        for (const char *action : { "get", "set", "add", "remove", "move", "rename", "diff", "apply", "history" }) {
            const Outcome help = run({ QString::fromLatin1(action), u"--help"_s });
            QCOMPARE(help.exitCode, 0);
            QVERIFY(help.out.startsWith("usage: "));
        }
    }

    // What would make a fallback, an alias or a credential point at nothing is told by file and line, and not written.
    void brokenReferencesAreRefused()
    {
        const QByteArray credentials = QByteArray(text).replace("model: openai/gpt-4o-mini", "model: openai/gpt-4o-mini, litellm_credential_name: ours")
            + "  model_group_alias: {help: chat}\n"
              "credential_list: [{credential_name: ours, credential_values: {api_key: os.environ/OURS}}]\n";
        write(file(), credentials);
        const auto refused = [&](const QStringList &words, const QByteArray &told) {
            for (const QStringList &dry : { QStringList(), QStringList { u"--dry-run"_s } }) {
                const Outcome outcome = run(words + dry);
                QCOMPARE(outcome.exitCode, 1);
                QVERIFY2(outcome.err.contains("config.yaml:" + told), outcome.err);
                QVERIFY2(outcome.err.contains("\"code\":\"reference\""), outcome.err);
                QCOMPARE(outcome.out, QByteArray());
                QCOMPARE(read(file()), credentials);
            }
        };
        // By the line that the file has, not the one that it would have had.
        refused({ u"remove"_s, file(), u"model_list[2]"_s }, "10:");
        refused({ u"set"_s, file(), u"model_list[2].model_name"_s, u"other"_s }, "10:");
        refused({ u"rename"_s, file(), u"router_settings.fallbacks[0].chat"_s, u"nobody"_s }, "10:");
        refused({ u"set"_s, file(), u"router_settings.model_group_alias.help"_s, u"nobody"_s }, "11:");
        refused({ u"remove"_s, file(), u"credential_list[0]"_s }, "6:");
        // Both deployments of a group at once leave its rule without a group.
        QCOMPARE(run({ u"remove"_s, file(), u"model_list[0]"_s }).exitCode, 0);
        QCOMPARE(run({ u"remove"_s, file(), u"model_list[0]"_s }).exitCode, 1);
        const Outcome forced = run({ u"remove"_s, file(), u"model_list[0]"_s, u"--force"_s });
        QCOMPARE(forced.exitCode, 0);
        QVERIFY2(forced.err.contains("[unused-fallback]") && forced.err.contains("[unknown-group]"), forced.err);
        // What was broken before is no reason, and neither is what mends it.
        QCOMPARE(run({ u"add"_s, file(), u"router_settings.num_retries"_s, u"3"_s }).exitCode, 0);
        QCOMPARE(run({ u"remove"_s, file(), u"router_settings.fallbacks"_s }).exitCode, 0);
    }

    void keepsLinks()
    {
        const QString link = m_directory.filePath(u"link.yaml"_s);
        QFile::remove(link);
        QVERIFY(QFile::link(file(), link));
        QCOMPARE(run({ u"rename"_s, link, u"chat"_s, u"talk"_s }).exitCode, 0);
        QVERIFY(QFileInfo(link).isSymLink());
        QCOMPARE(read(file()), QByteArray(text).replace("chat", "talk"));
        QFile::setPermissions(file(), QFile::ReadOwner);
        const QByteArray before = read(file());
        const Outcome outcome = run({ u"remove"_s, link, u"router_settings"_s });
        QCOMPARE(outcome.exitCode, 1);
        QVERIFY2(outcome.err.contains("permission"), outcome.err);
        QCOMPARE(read(file()), before);
        QFile::setPermissions(file(), QFile::ReadOwner | QFile::WriteOwner);
    }

    void comparesAndApplies()
    {
        const QString other = m_directory.filePath(u"other.yaml"_s);
        write(other, QByteArray(text).replace("rpm: 5", "rpm: 9").replace("[spare]", "[]").replace("model_name: spare", "model_name: extra"));
        const Outcome words = run({ u"diff"_s, file(), other });
        QCOMPARE(words.exitCode, 0);
        QVERIFY2(words.out.contains("~ deployment chat (openai/gpt-4o): litellm_params.rpm: 5 → 9"), words.out);
        QVERIFY2(words.out.contains("spare can no longer be called."), words.out);
        QVERIFY2(words.out.contains("extra can be called now."), words.out);
        QVERIFY(!words.out.contains("canary"));
        const QJsonObject json = QJsonDocument::fromJson(run({ u"diff"_s, file(), other, u"--json"_s }).out).object();
        QVERIFY(json.value("changes"_L1).toArray().size() >= 3);
        const QStringList data { u"--data"_s, m_directory.filePath(u"data"_s) };
        const Outcome applied = run(QStringList { u"apply"_s, other, u"--to"_s, file(), u"--note"_s, u"more"_s } + data);
        QVERIFY2(applied.exitCode == 0, applied.err);
        QVERIFY2(applied.out.contains("version 2 in"), applied.out);
        QCOMPARE(read(file()), read(other));
        QVERIFY(run(QStringList { u"history"_s } + data).out.contains("more"));
        QVERIFY(run(QStringList { u"history"_s } + data).out.contains("found in the file")); // version 1: the way back
        QCOMPARE(run(QStringList { u"history"_s, u"restore"_s, u"2"_s, m_directory.filePath(u"again.yaml"_s) } + data).exitCode, 0);
        QCOMPARE(read(m_directory.filePath(u"again.yaml"_s)), read(other));
        QVERIFY(!run(QStringList { u"history"_s, u"show"_s, u"2"_s } + data).out.contains("canary"));
        write(other, "model_list: 5\n");
        QCOMPARE(run(QStringList { u"apply"_s, other, u"--to"_s, file() } + data).exitCode, 1);
        QVERIFY(read(file()) != read(other));
    }

private:
    QString file() const { return m_directory.filePath(u"config.yaml"_s); }
    static QByteArray read(const QString &path)
    {
        QFile source(path);
        return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray("unreadable");
    }
    static void write(const QString &path, const QByteArray &bytes)
    {
        QFile target(path);
        QVERIFY(target.open(QIODevice::WriteOnly));
        target.write(bytes);
    }
    Outcome run(const QStringList &arguments)
    {
        return runCli(m_directory.path(), QStringList { u"config"_s } + arguments);
    }

    QTemporaryDir m_directory;
};

QTEST_APPLESS_MAIN(TestConfigCli)
#include "tst_config_cli.moc"
