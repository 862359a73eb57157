// SPDX-License-Identifier: GPL-3.0-or-later
//
// `serve` as an operator runs it: models changed by calls, files that change, keys in the vault, TLS.
#include "tests/support/tls_server.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace Qt::StringLiterals;

namespace {

const QByteArray config = "# ours\n"
                          "model_list:\n"
                          "  - model_name: chat # public\n"
                          "    litellm_params: {model: sandbox/quick}\n"
                          "general_settings: {master_key: sk-master}\n";
const QByteArray passphrase = "canary horse battery\n";

struct Answer {
    int status = 0;
    QByteArray body;
    QJsonValue json() const
    {
        const QJsonDocument document = QJsonDocument::fromJson(body);
        return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
    }
};

} // namespace

class TestServeCli : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<QProcess> m_gateway;
    QString m_url;
    QByteArray m_told; // on standard error

    QString file() const { return m_directory->filePath(u"config.yaml"_s); }
    static QString cli() { return QStringLiteral(PATCHBAY_BINARY_DIR) + u"/bin/patchbay-cli"_s; }
    void write(const QByteArray &text) const
    {
        QFile target(file());
        QVERIFY(target.open(QIODevice::WriteOnly));
        target.write(text);
    }
    QByteArray read() const
    {
        QFile source(file());
        return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
    }
    bool serve(const QStringList &more = {}, const QByteArray &input = {})
    {
        m_gateway = std::make_unique<QProcess>();
        m_gateway->start(cli(), QStringList { u"serve"_s, u"--config"_s, file(), u"--listen"_s, u"127.0.0.1:0"_s,
                                              u"--data"_s, m_directory->filePath(u"data"_s) } + more);
        m_gateway->write(input);
        m_gateway->closeWriteChannel();
        QByteArray line;
        while (line.isEmpty() && m_gateway->waitForReadyRead()) {
            line = m_gateway->readLine();
        }
        m_url = QString::fromUtf8(line.mid(sizeof("listening on ") - 1)).trimmed();
        return line.startsWith("listening on ");
    }
    Answer call(const QString &path, const QByteArray &body = {}, const QStringList &more = {}) const
    {
        QStringList words { u"-s"_s, u"-w"_s, u"\n%{http_code}"_s, u"-H"_s, u"Authorization: Bearer sk-master"_s };
        if (!body.isEmpty()) {
            words += { u"-H"_s, u"Content-Type: application/json"_s, u"-d"_s, QString::fromUtf8(body) };
        }
        QProcess curl;
        curl.start(u"curl"_s, words + more + QStringList { m_url + path });
        curl.waitForFinished();
        const QByteArray all = curl.readAllStandardOutput();
        const qsizetype end = all.lastIndexOf('\n');
        return { all.mid(end + 1).toInt(), all.left(end) };
    }
    Answer chat(const QByteArray &model) const
    {
        return call(u"/v1/chat/completions"_s, R"({"model":")" + model + R"(","messages":[{"role":"user","content":"Hi"}]})");
    }
    bool reloadedTo(const QByteArray &text)
    {
        return QTest::qWaitFor([&] {
            m_gateway->waitForReadyRead(50);
            m_told += m_gateway->readAllStandardError();
            const bool found = m_told.contains(text);
            m_told = found ? QByteArray() : m_told;
            return found;
        }, 10'000);
    }
    int run(const QStringList &words, const QByteArray &input) const
    {
        QProcess process;
        process.start(cli(), words + QStringList { u"--data"_s, m_directory->filePath(u"data"_s), u"--passphrase-fd"_s, u"0"_s });
        process.write(input);
        process.closeWriteChannel();
        process.waitForFinished();
        return process.exitCode();
    }

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        write(config);
    }
    void cleanup()
    {
        if (m_gateway) {
            m_gateway->terminate();
            m_gateway->waitForFinished();
            m_gateway.reset();
        }
    }

    void modelsComeAndGoByCalls()
    {
        QVERIFY(serve({ u"--no-watch"_s }));
        const Answer made = call(u"/model/new"_s, R"({"model_name":"more","litellm_params":{"model":"sandbox/quick","rpm":7},"model_info":{"mode":"chat"}})");
        QVERIFY2(made.status == 200, made.body.constData());
        const QString id = made.json()[u"model_id"].toString();
        QVERIFY(!id.isEmpty());
        QCOMPARE(chat("more").status, 200);
        const QByteArray text = read();
        QVERIFY(text.startsWith("# ours\n") && text.contains("chat # public\n") && text.contains("model_name: more"));
        QVERIFY2(text.contains("rpm: 7"), text.constData());

        QCOMPARE(call(u"/model/update"_s, R"({"model_info":{"id":")" + id.toUtf8() + R"("},"litellm_params":{"rpm":9,"tpm":100}})").status, 200);
        QVERIFY2(read().contains("rpm: 9") && read().contains("tpm: 100"), read().constData());
        QCOMPARE(call(u"/model/info?litellm_model_id="_s + id).json()[u"data"][0][u"litellm_params"][u"rpm"].toInt(), 9);
        const Answer unknown = call(u"/model/new"_s, R"({"model_name":"x","litellm_params":{"model":"nobody/quick"}})");
        QVERIFY2(unknown.status == 400 && unknown.body.contains("nobody"), unknown.body.constData());
        // What cannot be served changes nothing, neither the file nor what is in force.
        const QByteArray before = read();
        QCOMPARE(call(u"/model/update"_s, R"({"model_info":{"id":")" + id.toUtf8() + R"("},"litellm_params":{"rpm":"many"}})").status, 400);
        QCOMPARE(call(u"/model/new"_s, R"({"model_name":"x","litellm_params":{}})").status, 400);
        QCOMPARE(call(u"/model/delete"_s, R"({"id":"nobody"})").status, 404);
        QCOMPARE(read(), before);
        QCOMPARE(chat("more").status, 200);

        QCOMPARE(call(u"/model/delete"_s, R"({"id":")" + id.toUtf8() + R"("})").status, 200);
        QCOMPARE(read(), config);
        QVERIFY(chat("more").status >= 400);
        QCOMPARE(chat("chat").status, 200);
    }

    void settingsChangeByCalls()
    {
        QVERIFY(serve({ u"--no-watch"_s }));
        QCOMPARE(call(u"/model/new"_s, R"({"model_name":"more","litellm_params":{"model":"sandbox/quick"}})").status, 200);
        const QByteArray start = read();
        // Fallbacks.
        const Answer made = call(u"/fallback"_s, R"({"model":"more","fallback_models":["chat"],"fallback_type":"general"})");
        QVERIFY2(made.status == 200 && made.body.contains("created"), made.body.constData());
        QVERIFY2(read().contains("fallbacks") && read().startsWith("# ours\n"), read().constData());
        QCOMPARE(call(u"/fallback/more"_s).json()[u"fallback_models"][0].toString(), u"chat"_s);
        QVERIFY(call(u"/fallback"_s, R"({"model":"more","fallback_models":["chat"]})").body.contains("updated"));
        QCOMPARE(call(u"/fallback"_s, R"({"model":"more","fallback_models":["nobody"]})").status, 400);
        QCOMPARE(call(u"/fallback"_s, R"({"model":"nobody","fallback_models":["chat"]})").status, 404);
        QCOMPARE(call(u"/fallback"_s, R"({"model":"more","fallback_models":["chat"],"fallback_type":"mood"})").status, 400);
        QCOMPARE(call(u"/fallback/more"_s, {}, { u"-X"_s, u"DELETE"_s }).status, 200);
        QCOMPARE(call(u"/fallback/more"_s).status, 404);
        // Credentials: written, not shown; a mask that comes back changes nothing.
        const Answer credential = call(u"/credentials"_s, R"({"credential_name":"ours","credential_values":{"api_key":"canary-1","api_base":"x"},"credential_info":{}})");
        QVERIFY2(credential.status == 200, credential.body.constData());
        QVERIFY(read().contains("canary-1"));
        const Answer shown = call(u"/credentials/by_name/ours"_s);
        QVERIFY2(shown.status == 200 && !shown.body.contains("canary") && shown.body.contains("*****"), shown.body.constData());
        QVERIFY(!call(u"/credentials"_s).body.contains("canary"));
        QCOMPARE(call(u"/credentials"_s, R"({"credential_name":"ours","credential_values":{}})").status, 400);
        QCOMPARE(call(u"/credentials/ours"_s, R"({"credential_values":{"api_key":"*****","api_version":"2"}})", { u"-X"_s, u"PATCH"_s }).status, 200);
        QVERIFY2(read().contains("canary-1") && read().contains("api_version"), read().constData());
        QCOMPARE(call(u"/credentials/nobody"_s, {}, { u"-X"_s, u"DELETE"_s }).status, 404);
        QCOMPARE(call(u"/credentials/ours"_s, {}, { u"-X"_s, u"DELETE"_s }).status, 200);
        QVERIFY(!read().contains("canary-1"));
        // Settings: all of a call or nothing.
        QCOMPARE(call(u"/config/update"_s, R"({"router_settings":{"num_retries":7},"litellm_settings":{"drop_params":true}})").status, 200);
        QVERIFY2(read().contains("num_retries: 7") && read().contains("drop_params: true"), read().constData());
        QCOMPARE(call(u"/router/settings"_s).json()[u"current_values"][u"num_retries"].toInt(), 7);
        const QByteArray before = read();
        QCOMPARE(call(u"/config/update"_s, R"({"router_settings":{"num_retries":8,"routing_strategy":"by-mood"}})").status, 400);
        QCOMPARE(call(u"/config/update"_s, R"({"model_list":[]})").status, 400);
        QCOMPARE(read(), before);
        QCOMPARE(call(u"/config/update"_s, R"({"router_settings":{"num_retries":null},"litellm_settings":{"drop_params":null}})").status, 200);
        QVERIFY(!read().contains("num_retries") && !read().contains("drop_params"));
        QCOMPARE(chat("more").status, 200);
        QVERIFY(read().startsWith(start.left(20)));
    }

    void aFileOfSomebodyElsesIsNotChanged()
    {
        if (::geteuid() == 0) {
            QSKIP("root may write everything");
        }
        QFile::setPermissions(file(), QFile::ReadOwner);
        QVERIFY(serve());
        const Answer refused = call(u"/model/new"_s, R"({"model_name":"more","litellm_params":{"model":"sandbox/quick"}})");
        QCOMPARE(refused.status, 400);
        QVERIFY(refused.body.contains("not writable"));
    }

    void aChangedFileIsReadAgain()
    {
        QVERIFY(serve());
        write(QByteArray(config).replace("model_name: chat", "model_name: talk"));
        QVERIFY(reloadedTo("the configuration changed and was reloaded"));
        QCOMPARE(chat("talk").status, 200);
        write("model_list: [");
        QVERIFY(reloadedTo("cannot be served"));
        QCOMPARE(chat("talk").status, 200);
        write(config);
        QVERIFY(reloadedTo("the configuration changed and was reloaded"));
        QCOMPARE(chat("chat").status, 200);
    }

    void budgetsOfTheLedgerHold()
    {
        const auto setBudget = [this](const QString &limit, const QStringList &more = {}) {
            return QProcess::execute(cli(), QStringList { u"spend"_s, u"budget"_s, u"set"_s, u"small"_s, u"--of"_s, u"group=paid"_s,
                                                          u"--limit"_s, limit, u"--hard"_s, u"--data"_s, m_directory->filePath(u"data"_s) } + more);
        };
        QCOMPARE(setBudget(u"0.5"_s), 0);
        QProcess providers;
        providers.start(cli(), { u"sandbox"_s, u"--listen"_s, u"127.0.0.1:0"_s });
        QByteArray told;
        while (!told.contains("openai") && providers.waitForReadyRead()) {
            told += providers.readAllStandardOutput();
        }
        const qsizetype at = told.indexOf("http://", told.indexOf("openai"));
        const QByteArray base = told.mid(at, told.indexOf('\n', at) - at).trimmed();
        write("model_list:\n"
              "  - model_name: paid\n"
              "    litellm_params: {model: openai/gpt-4o, api_key: none, api_base: '" + base + "', input_cost_per_token: 0.01, output_cost_per_token: 0.01}\n"
              "general_settings: {master_key: sk-master}\n");
        QVERIFY(serve());
        const auto ask = [this] {
            return call(u"/v1/chat/completions"_s, R"({"model":"paid","max_tokens":1,"messages":[{"role":"user","content":"Hi"}]})");
        };
        int answered = 0;
        Answer last = ask();
        while (last.status == 200 && answered < 10) {
            ++answered;
            last = ask();
        }
        QVERIFY2(answered > 0 && last.status == 429 && last.body.contains("The budget \\\"small\\\""), last.body.constData());
        // One that is raised meanwhile lets through again, one of another period begins with what the ledger has of it.
        QCOMPARE(setBudget(u"100"_s), 0);
        QVERIFY(reloadedTo("the budgets changed and were read again"));
        QCOMPARE(ask().status, 200);
        QCOMPARE(setBudget(u"0.02"_s, { u"--period"_s, u"day"_s }), 0);
        QVERIFY(reloadedTo("the budgets changed and were read again"));
        QCOMPARE(ask().status, 429);
        providers.terminate();
        providers.waitForFinished();
    }

    void keysComeFromTheVault()
    {
        write("model_list:\n"
              "  - model_name: named\n"
              "    litellm_params: {model: openai/gpt-4o, api_key: 'patchbay/vault:work', api_base: 'http://127.0.0.1:9/v1', num_retries: 0}\n"
              "  - model_name: missing\n"
              "    litellm_params: {model: openai/gpt-4o, api_key: 'patchbay/vault:other', api_base: 'http://127.0.0.1:9/v1', num_retries: 0}\n"
              "  - model_name: elsewhere\n"
              "    litellm_params: {model: openai/gpt-4o, api_key: os.environ/PATCHBAY_TEST_NOT_SET, api_base: 'http://127.0.0.1:9/v1', num_retries: 0}\n"
              "general_settings: {master_key: sk-master}\n"
              "router_settings: {num_retries: 0, disable_cooldowns: true}\n");
        QCOMPARE(run({ u"vault"_s, u"init"_s }, passphrase), 0);
        QCOMPARE(run({ u"vault"_s, u"add"_s, u"--name"_s, u"work"_s, u"--provider"_s, u"openai"_s, u"--origin"_s, u"http://127.0.0.1:9"_s },
                     passphrase + "sk-proj-canary000000000000000000000000000000001111"), 0);
        // Locked: said as such, and nothing was sent.
        QVERIFY(serve());
        const Answer locked = chat("named");
        QCOMPARE(locked.status, 503);
        QVERIFY2(locked.body.contains("vault_locked"), locked.body.constData());
        cleanup();
        // Unlocked: the key is there, so that the call fails only at the address, where nobody listens.
        QVERIFY(serve({ u"--passphrase-fd"_s, u"0"_s }, passphrase));
        const Answer open = chat("named");
        QVERIFY2(!open.body.contains("vault") && !open.body.contains("canary") && open.status >= 500, open.body.constData());
        const Answer missing = chat("missing");
        QCOMPARE(missing.status, 401);
        QVERIFY2(missing.body.contains("The vault has no key \\\"other\\\""), missing.body.constData());
        // The provider's usual key does not pay for the one that was named.
        const Answer elsewhere = chat("elsewhere");
        QCOMPARE(elsewhere.status, 401);
        QVERIFY2(elsewhere.body.contains("PATCHBAY_TEST_NOT_SET, is not set"), elsewhere.body.constData());
        const QByteArray told = m_gateway->readAllStandardError();
        QVERIFY2(told.contains("the vault has no key \"other\"") && told.contains("PATCHBAY_TEST_NOT_SET"), told.constData());
        QVERIFY2(!told.contains("\"work\"") && !told.contains("api_key stands here in plain text"), told.constData());
        const QString vaultFile = m_directory->filePath(u"data/vault.bin"_s);
        const QString kept = m_directory->filePath(u"kept"_s);
        QVERIFY(QFile::copy(vaultFile, kept) && !told.contains("older copy"));
        // A key that comes into the vault meanwhile is used without anybody's doing.
        QCOMPARE(run({ u"vault"_s, u"add"_s, u"--name"_s, u"other"_s, u"--provider"_s, u"openai"_s, u"--origin"_s, u"http://127.0.0.1:9"_s },
                     passphrase + "sk-proj-canary000000000000000000000000000000002222"), 0);
        QVERIFY(reloadedTo("the vault changed and was read again"));
        QVERIFY(chat("missing").status >= 500);
        cleanup();
        QVERIFY(!serve({ u"--passphrase-fd"_s, u"0"_s }, "wrong\n"));
        QVERIFY(m_gateway->readAllStandardError().contains("vault_wrong_secret"));
        // A copy of before that was put back is served, and said to be one.
        QVERIFY(QFile::remove(vaultFile) && QFile::copy(kept, vaultFile));
        QVERIFY(serve({ u"--passphrase-fd"_s, u"0"_s }, passphrase));
        QVERIFY(m_gateway->readAllStandardError().contains("This vault is an older copy"));
    }

    // However often it is asked: it says nothing about the deployment, so that nothing breaks or cools.
    void aLockedVaultBreaksNothing()
    {
        write("model_list:\n"
              "  - model_name: named\n"
              "    litellm_params: {model: openai/gpt-4o, api_key: 'patchbay/vault:work', api_base: 'http://127.0.0.1:9/v1'}\n"
              "general_settings: {master_key: sk-master}\n"
              "router_settings: {num_retries: 0}\n");
        QCOMPARE(run({ u"vault"_s, u"init"_s }, passphrase), 0);
        QVERIFY(serve());
        for (int number = 0; number < 9; ++number) {
            const Answer again = chat("named");
            QVERIFY2(again.status == 503 && again.body.contains("vault_locked"), again.body.constData());
        }
        const QByteArray ready = call(u"/health/readiness"_s).body;
        QVERIFY2(ready.contains(R"("vault":"locked")"), ready.constData());
        QVERIFY(reloadedTo("the vault is locked: calls that need a key of it answer 503"));
    }

    void checkSaysWhatServeSays()
    {
        write("model_list:\n"
              "  - model_name: chat\n"
              "    litellm_params: {model: sandbox/quick, api_key: os.environ/PATCHBAY_TEST_NOT_SET}\n"
              "litellm_settings:\n"
              "  callbacks: [pigeon]\n"
              "  cache: true\n"
              "  cache_params: {type: redis}\n"
              "guardrails:\n"
              "  - guardrail_name: vendor\n"
              "    litellm_params: {guardrail: lakera_v2, mode: pre_call}\n");
        QVERIFY(serve());
        QByteArrayList told = m_gateway->readAllStandardError().trimmed().split('\n');
        QProcess check;
        check.start(cli(), { u"check"_s, u"--data"_s, m_directory->filePath(u"none"_s), file() });
        check.waitForFinished();
        QCOMPARE(check.exitCode(), 0);
        QByteArrayList said = check.readAllStandardOutput().trimmed().split('\n');
        QCOMPARE(said, told);
        for (const char *words : { ":2:5: warning: deployment", "pigeon", "redis", "lakera", "no master_key is set" }) {
            QVERIFY2(std::ranges::any_of(said, [&](const QByteArray &line) { return line.contains(words); }), words);
        }
        // Rules of access that cannot be kept: neither is satisfied.
        write(config + "litellm_settings: {blocked_user_list: [ann]}\n");
        check.start(cli(), { u"check"_s, file() });
        check.waitForFinished();
        QCOMPARE(check.exitCode(), 1);
        QVERIFY(check.readAllStandardOutput().contains(":6:20: error: litellm_settings.blocked_user_list is a rule"));
        cleanup();
        QVERIFY(!serve());
        QVERIFY(m_gateway->readAllStandardError().contains(":6:20: error: litellm_settings.blocked_user_list is a rule"));
    }

    void speaksTls()
    {
        const patchbay::testing::TestAuthority authority;
        if (!authority.isValid()) {
            QSKIP("there is no openssl program");
        }
        QVERIFY(authority.serve(u"IP:127.0.0.1"_s));
        const QString certificate = authority.certificateFile();
        const QString key = authority.keyFile();
        QVERIFY(serve({ u"--tls-cert"_s, certificate, u"--tls-key"_s, key }));
        QVERIFY(m_url.startsWith(u"https://127.0.0.1:"_s));
        const QStringList trusted { u"--cacert"_s, QString::fromStdString(authority.caFile()) };
        const QByteArray body = R"({"model":"chat","messages":[{"role":"user","content":"Hi"}]})";
        const Answer answer = call(u"/v1/chat/completions"_s, body, trusted);
        QVERIFY2(answer.status == 200 && answer.body.contains("chat.completion"), answer.body.constData());
        const Answer stream = call(u"/v1/chat/completions"_s, QByteArray(body).replace("{\"model\"", "{\"stream\":true,\"model\""), trusted);
        QVERIFY(stream.body.contains("data: [DONE]"));
        // Large bodies go through in pieces.
        QCOMPARE(call(u"/v1/chat/completions"_s, QByteArray(body).replace("Hi", QByteArray(100'000, 'x')), trusted).status, 200);
        QCOMPARE(call(u"/v1/models"_s).status, 0); // not trusted
        QCOMPARE(call(u"/v1/models"_s, {}, trusted + QStringList { u"--tls-max"_s, u"1.1"_s }).status, 0);
        // Another certificate, by SIGHUP; then one that cannot be used.
        const patchbay::testing::TestAuthority other(u"Other CA"_s);
        QVERIFY(other.serve(u"IP:127.0.0.1"_s));
        replace(other.certificateFile(), certificate);
        replace(other.keyFile(), key);
        ::kill(static_cast<pid_t>(m_gateway->processId()), SIGHUP);
        QVERIFY(reloadedTo("configuration reloaded"));
        QCOMPARE(call(u"/v1/models"_s, {}, trusted).status, 0);
        const QStringList nowTrusted { u"--cacert"_s, QString::fromStdString(other.caFile()) };
        QCOMPARE(call(u"/v1/models"_s, {}, nowTrusted).status, 200);
        QVERIFY(QFile::resize(key, 10));
        ::kill(static_cast<pid_t>(m_gateway->processId()), SIGHUP);
        QVERIFY(reloadedTo("stays"));
        QCOMPARE(call(u"/v1/models"_s, {}, nowTrusted).status, 200);
    }

private:
    static void replace(const QString &source, const QString &target)
    {
        QFile::remove(target);
        QVERIFY(QFile::copy(source, target));
    }
};

QTEST_GUILESS_MAIN(TestServeCli)
#include "tst_serve_cli.moc"
