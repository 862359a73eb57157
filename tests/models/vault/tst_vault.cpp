// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/key_parts.h"
#include "models/vault/key_watch_ledger.h"
#include "models/vault/vault_audit.h"
#include "models/vault/vault_file.h"
#include "models/vault/vault_keys.h"
#include "tests/models/vault/vault_samples.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTest>

#include <cerrno>
#include <fstream>
#include <functional>
#include <set>
#include <utility>

using namespace patchbay;
using namespace patchbay::vault;
using namespace Qt::StringLiterals;

namespace {

class MemoryNothing final : public AttemptLedger {
public:
    Result<void> reserve(const AttemptDraft &) override { return {}; }
    void sent(const std::string &) override { }
    void settle(const std::string &, const AttemptOutcome &) override { ++settled; }
    int settled = 0;
};

// The file system, but for second names, which are as a test wants them.
class LinkedDisk final : public VaultDisk {
public:
    std::expected<std::string, int> read(const std::string &name) override { return m_system.read(name); }
    std::expected<int, int> create(const std::string &name) override { return m_system.create(name); }
    int append(int handle, std::string_view bytes) override { return m_system.append(handle, bytes); }
    int sync(int handle) override { return m_system.sync(handle); }
    void close(int handle) override { m_system.close(handle); }
    int link(const std::string &from, const std::string &to) override
    {
        if (const auto act = std::exchange(beforeLink, nullptr)) {
            act();
        }
        return hasLinks ? m_system.link(from, to) : EPERM;
    }
    int rename(const std::string &from, const std::string &to) override { return m_system.rename(from, to); }
    int remove(const std::string &name) override { return m_system.remove(name); }
    int syncFolder(const std::string &folder) override { return m_system.syncFolder(folder); }

    std::function<void()> beforeLink;
    bool hasLinks = true;

private:
    PosixDisk m_system;
};

} // namespace

class TestVault : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_directory;
    SteppedClock m_clock;
    SecretBytes m_passphrase = SecretBytes::copyOf("correct horse");

    std::filesystem::path file() const { return m_directory->filePath(u"vault.bin"_s).toStdString(); }
    Vault created(SecretBytes *recovery = nullptr)
    {
        return std::move(*Vault::create(file(), m_passphrase, m_clock, cheap(), recovery));
    }

private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void keepsWhatItIsGiven()
    {
        {
            Vault vault = created();
            QVERIFY(vault.add(record("work", "sk-secret-1")));
            QVERIFY(vault.add(record("home", "sk-secret-2")));
            QCOMPARE(vault.add(record("work", "x")).error().code, "exists");
        }
        Result<Vault> vault = Vault::open(file(), m_clock);
        QVERIFY(vault && vault->isLocked() && vault->records().empty());
        QVERIFY(vault->unlock(m_passphrase));
        QCOMPARE(vault->records().size(), 2U);
        const VaultRecord *work = vault->find("work");
        QCOMPARE(text(work->parts.at("key")), "sk-secret-1");
        QCOMPARE(work->origin, "https://api.openai.com:443");
        QCOMPARE(work->tags, (std::vector<std::string> { "a", "b" }));
        QCOMPARE(work->created, WallTime(std::chrono::seconds(1'700'000'000)));
        QCOMPARE(vault->generation(), 3U);
        vault->lock();
        QVERIFY(vault->records().empty());
        QCOMPARE(vault->add(record("more", "x")).error().code, "vault_locked");
    }

    void theFileShowsNothing()
    {
        Vault vault = created();
        QVERIFY(vault.add(record("work", "sk-canary-0123456789")));
        const std::string short_ = *readVaultFile(file());
        for (const std::string_view word : { "sk-canary", "work", "openai", "correct horse" }) {
            QVERIFY(short_.find(word) == std::string::npos);
        }
        // Nor how long a key is.
        QVERIFY(vault.remove("work"));
        QVERIFY(vault.add(record("work", "sk-canary-0123456789-and-thirty-more-characters")));
        QCOMPARE(readVaultFile(file())->size(), short_.size());
        QCOMPARE(QFileInfo(QString::fromStdString(file().string())).permissions() & 0x077, 0);
    }

    void aWrongPassphraseWaitsLongerEachTime()
    {
        (void)created();
        Result<Vault> vault = Vault::open(file(), m_clock);
        const SecretBytes wrong = SecretBytes::copyOf("wrong");
        QCOMPARE(vault->unlock(wrong).error().code, "vault_wrong_secret");
        QCOMPARE(vault->unlock(m_passphrase).error().code, "vault_wait");
        m_clock.steady += std::chrono::seconds(1);
        QCOMPARE(vault->unlock(wrong).error().code, "vault_wrong_secret");
        m_clock.steady += std::chrono::seconds(1);
        QCOMPARE(vault->unlock(m_passphrase).error().code, "vault_wait");
        m_clock.steady += std::chrono::seconds(1);
        QVERIFY(vault->unlock(m_passphrase));
    }

    void aRecoveryCodeOpensItHoweverItIsTyped()
    {
        SecretBytes recovery;
        (void)created(&recovery);
        std::string typed = text(recovery).insert(8, "-").insert(4, " ");
        std::ranges::transform(typed, typed.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
        Result<Vault> vault = Vault::open(file(), m_clock);
        QVERIFY(vault->unlock(SecretBytes::copyOf(typed)));
        QVERIFY(vault->changePassphrase(SecretBytes::copyOf("new one"), cheap()));
        Result<Vault> again = Vault::open(file(), m_clock);
        QVERIFY(!again->unlock(m_passphrase));
        m_clock.steady += std::chrono::seconds(1);
        QVERIFY(again->unlock(SecretBytes::copyOf("new one")));
    }

    void theSamePassphraseFromEveryKeyboard()
    {
        const SecretBytes composed = SecretBytes::copyOf("caf\xc3\xa9");
        const SecretBytes decomposed = SecretBytes::copyOf("cafe\xcc\x81");
        QCOMPARE(text(normalisedPassphrase(composed)), text(normalisedPassphrase(decomposed)));
    }

    // Of two that look before either has written, one makes the vault, and the other's leaves it alone.
    void aSecondNewVaultReplacesNone()
    {
        LinkedDisk late;
        late.beforeLink = [this] { QVERIFY(Vault::create(file(), SecretBytes::copyOf("the first one's"), m_clock, cheap())); };
        VaultOptions options = cheap();
        options.disk = &late;
        const Result<Vault> second = Vault::create(file(), SecretBytes::copyOf("the second one's"), m_clock, options);
        QVERIFY(!second);
        QCOMPARE(second.error().code, "vault_exists");
        Result<Vault> vault = Vault::open(file(), m_clock);
        QVERIFY(vault->unlock(SecretBytes::copyOf("the first one's")));
        // Nothing is left of the second.
        QCOMPARE(QDir(m_directory->path()).entryList(QDir::Files), (QStringList { QStringLiteral("vault.bin"), QStringLiteral("vault.bin.seen") }));
    }

    // A disk without second names (a stick of an older kind) makes vaults too.
    void aDiskWithoutLinksMakesVaults()
    {
        LinkedDisk plain;
        plain.hasLinks = false;
        VaultOptions options = cheap();
        options.disk = &plain;
        Result<Vault> vault = Vault::create(file(), m_passphrase, m_clock, options);
        QVERIFY(vault && vault->add(record("work", "x")));
        Result<Vault> again = Vault::open(file(), m_clock);
        QVERIFY(again->unlock(m_passphrase) && again->find("work"));
    }

    void aKeyHasTheAccountOfItsRecord()
    {
        const Result<Catalog> catalog = Catalog::builtIn();
        const OneKey otherwise;
        VaultKeys keys(*catalog, otherwise);
        std::vector<VaultRecord> records;
        records.push_back(record("google", R"({"type":"service_account","project_id" : "team-7","private_key":"x"})"));
        records.back().provider = "vertex_ai";
        records.back().origin.clear();
        records.back().parts.emplace("vertexai_location", SecretBytes::copyOf("europe-west1"));
        records.push_back(record("corp", "sk-corp"));
        records.back().origin = "https://llm.corp.example:443";
        records.push_back(record("work", "sk-work"));
        keys.use(records);
        const std::vector<KeyAccount> google = keys.accounts({ "vertex_ai", {}, {} });
        QCOMPARE(google.size(), 1U);
        const std::map<std::string, std::string> settings(google.front().settings.begin(), google.front().settings.end());
        QCOMPARE(settings, (std::map<std::string, std::string> { { "location", "europe-west1" }, { "project", "team-7" } }));
        // Of keys of two addresses those of the address in force; the other one where it is named, with its address.
        QCOMPARE(keys.accounts({ "openai", {}, openAiOrigin }).front().name, "patchbay/vault:work");
        QCOMPARE(keys.accounts({ "openai", {}, openAiOrigin }).size(), 1U);
        const std::vector<KeyAccount> named = keys.accounts({ "openai", "patchbay/vault:corp", openAiOrigin });
        QCOMPARE(named.size(), 1U);
        QCOMPARE(named.front().base, "https://llm.corp.example:443/v1");
        QVERIFY(keys.accounts({ "openai", "patchbay/vault:corp", openAiOrigin, true }).empty());
        // The transport's own check is not the only one: nothing is given for another address.
        QVERIFY(!keys.findIn(named.front(), "OPENAI_API_KEY", openAiOrigin));
        QVERIFY(keys.findIn(named.front(), "OPENAI_API_KEY", { "https", "llm.corp.example", 443 }));
        QVERIFY(keys.accounts({ "openai", "SOMEBODY_ELSES_KEY", openAiOrigin }).empty());
        QVERIFY(keys.accounts({ "groq", {}, {} }).empty());
    }

    void partsAreCheckedByName()
    {
        const Result<Catalog> catalog = Catalog::builtIn();
        const ProviderEntry &bedrock = *catalog->provider("bedrock");
        for (const char *part : { "key", "aws_access_key_id", "aws_session_token", "aws_region_name", "header:x-team" }) {
            QVERIFY2(checkPart(bedrock, part), part);
        }
        for (const char *part : { "aws_acces_key_id", "azure_api_version", "header:", "header:content-length", "header:a b" }) {
            QVERIFY2(!checkPart(bedrock, part), part);
        }
        const auto headers = headerParts("# ours\nCF-Access-Client-Id: abc\r\n\nX-Team:  seven hills \n");
        QVERIFY(headers && headers->size() == 2);
        QCOMPARE(headers->front().first, "header:cf-access-client-id");
        QCOMPARE(text(headers->back().second), "seven hills");
        for (const char *wrong : { "", "nothing", "X-Team:", ": x", "host: x", "X-A: 1\nx-a: 2" }) {
            const auto read = headerParts(wrong);
            QVERIFY2(!read && read.error().message.find("seven") == std::string::npos, wrong);
        }
    }

    void aFailedSaveChangesNothing()
    {
        Vault vault = created();
        QVERIFY(vault.add(record("work", "old")));
        const std::string before = *readVaultFile(file());
        PosixDisk disk;
        QVERIFY(!writeVaultFile(disk, file(), "rubbish", [](std::string_view) { return false; }));
        QCOMPARE(*readVaultFile(file()), before);
        std::filesystem::permissions(m_directory->path().toStdString(), std::filesystem::perms::owner_read
                                         | std::filesystem::perms::owner_exec);
        if (::geteuid() != 0) {
            QVERIFY(!vault.add(record("more", "x")));
            QCOMPARE(vault.records().size(), 1U);
        }
        std::filesystem::permissions(m_directory->path().toStdString(), std::filesystem::perms::owner_all);
        // The version before the last save.
        QVERIFY(std::filesystem::exists(file().string() + ".bak"));
    }

    void aServiceAccountsFileIsExchanged()
    {
        const Result<Catalog> catalog = Catalog::builtIn();
        const OneKey otherwise;
        VaultKeys keys(*catalog, otherwise);
        std::vector<VaultRecord> records;
        records.push_back(record("google", "{\"type\":\"service_account\"}"));
        records.back().provider = "vertex_ai";
        records.back().origin.clear();
        keys.use(records);
        const Origin google { "https", "us-central1-aiplatform.googleapis.com", 443 };
        QCOMPARE(text(*keys.find("VERTEXAI_CREDENTIALS", google)), "{\"type\":\"service_account\"}");
        for (const std::string &variable : catalog->provider("vertex_ai")->keyVariables) {
            const auto token = keys.find(variable, google);
            QVERIFY2(!token || text(*token) == "from elsewhere", variable.c_str());
        }
    }

    void keysGoToTheirHostOnlyAndTakeTurns()
    {
        const Result<Catalog> catalog = Catalog::builtIn();
        const OneKey otherwise;
        VaultKeys keys(*catalog, otherwise);
        QCOMPARE(text(*keys.find("OPENAI_API_KEY", openAiOrigin)), "from elsewhere");
        std::vector<VaultRecord> records;
        records.push_back(record("work", "first"));
        records.push_back(record("home", "second"));
        keys.use(records);
        std::set<std::string> found;
        for (int call = 0; call < 4; ++call) {
            found.insert(text(*keys.find("OPENAI_API_KEY", openAiOrigin)));
        }
        QCOMPARE(found, (std::set<std::string> { "first", "second" }));
        QVERIFY(!keys.find("OPENAI_API_KEY", { "https", "evil.example", 443 }));
        QCOMPARE(text(*keys.find("patchbay/vault:home", openAiOrigin)), "second");
        keys.use({});
        QCOMPARE(text(*keys.find("OPENAI_API_KEY", openAiOrigin)), "from elsewhere");
        QCOMPARE(defaultOrigin(*catalog->provider("openai")), "https://api.openai.com:443");
        QVERIFY(defaultOrigin(*catalog->provider("ollama")).empty());
    }

    void aRefusedKeyRestsWhileAnotherFits()
    {
        const Result<Catalog> catalog = Catalog::builtIn();
        const OneKey otherwise;
        VaultKeys keys(*catalog, otherwise);
        std::vector<VaultRecord> records;
        records.push_back(record("work", "first"));
        records.push_back(record("home", "second"));
        keys.use(records);
        MemoryNothing nothing;
        KeyWatchLedger watch(nothing, &keys);
        const auto called = [&](const char *name, int status, const char *error) {
            AttemptDraft draft;
            draft.attemptId = "a";
            draft.providerKey = name;
            (void)watch.reserveAndSend(draft);
            AttemptOutcome outcome;
            outcome.httpStatus = status;
            outcome.errorClass = error;
            watch.settle("a", outcome);
        };
        const auto found = [&] {
            std::set<std::string> names;
            for (int call = 0; call < 4; ++call) {
                names.insert(keys.findNamed("OPENAI_API_KEY", openAiOrigin)->name);
            }
            return names;
        };
        const std::string work = "patchbay/vault:work";
        const std::string home = "patchbay/vault:home";
        QCOMPARE(found(), (std::set<std::string> { work, home }));
        called(work.c_str(), 429, "RateLimitError");
        QCOMPARE(found(), (std::set<std::string> { home }));
        called(home.c_str(), 500, "InternalServerError"); // says nothing about the key
        QCOMPARE(found(), (std::set<std::string> { home }));
        called(home.c_str(), 401, "AuthenticationError");
        QCOMPARE(found(), (std::set<std::string> { work, home })); // all rest: better one of them than none
        called(work.c_str(), 200, "");
        QCOMPARE(found(), (std::set<std::string> { work }));
        QCOMPARE(nothing.settled, 4);
    }

    // Half of one account and half of another is nobody's signature.
    void partsOfTwoAccountsAreNotMixed()
    {
        const Result<Catalog> catalog = Catalog::builtIn();
        const OneKey otherwise;
        VaultKeys keys(*catalog, otherwise);
        std::vector<VaultRecord> records;
        for (const char *name : { "a", "b" }) {
            records.push_back(record(name, "unused"));
            records.back().provider = "bedrock";
            records.back().origin.clear();
            records.back().parts.clear();
            for (const char *part : { "aws_access_key_id", "aws_secret_access_key", "aws_session_token" }) {
                records.back().parts.emplace(part, SecretBytes::copyOf(std::string(name) + part));
            }
        }
        keys.use(records);
        const Origin aws { "https", "bedrock-runtime.eu-central-1.amazonaws.com", 443 };
        for (int call = 0; call < 3; ++call) {
            std::string accounts;
            for (const char *variable : { "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN" }) {
                accounts += text(*keys.find(variable, aws)).front();
            }
            QVERIFY2(accounts == "aaa" || accounts == "bbb", accounts.c_str());
        }
    }

    void theAuditLogShowsWhatWasChanged()
    {
        const std::filesystem::path log = m_directory->filePath(u"vault-audit.jsonl"_s).toStdString();
        for (const char *action : { "unlock", "add", "rotate" }) {
            QVERIFY(appendAudit(log, { 0, m_clock.wall, action, "work", {}, {} }));
        }
        QCOMPARE(readAudit(log)->entries.size(), 3U);
        QCOMPARE(readAudit(log)->firstBroken, 0U);
        QFile file(QString::fromStdString(log.string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray before = file.readAll();
        file.close();
        const auto withText = [&](const QByteArray &text) {
            std::ofstream(log) << text.toStdString();
            return readAudit(log)->firstBroken;
        };
        QCOMPARE(withText(QByteArray(before).replace("\"add\"", "\"read\"")), 2U);
        const QList<QByteArray> lines = before.split('\n');
        QCOMPARE(withText(lines[0] + '\n' + lines[2] + '\n'), 2U);
        QCOMPARE(withText(before), 0U);
    }
};

QTEST_GUILESS_MAIN(TestVault)
#include "tst_vault.moc"
