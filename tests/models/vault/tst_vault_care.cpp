// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a vault does not lose: its last copy where the file is missing, and its log where the disk is full.
#include "models/vault/vault_audit.h"
#include "models/vault/vault_file.h"
#include "tests/models/vault/vault_samples.h"

#include <QFile>
#include <QTest>

#include <csignal>
#include <filesystem>

#include <sys/resource.h>

using namespace patchbay;
using namespace patchbay::vault;
using namespace Qt::StringLiterals;

namespace {

// Files of this process end at so many bytes, as on a disk that is full.
class FullDisk {
public:
    explicit FullDisk(rlim_t size)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit small { size, m_before.rlim_max };
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    FullDisk(const FullDisk &) = delete;
    FullDisk &operator=(const FullDisk &) = delete;

private:
    rlimit m_before {};
};

} // namespace

class TestVaultCare : public QObject {
    Q_OBJECT

    SystemClock m_clock;
    SecretBytes m_passphrase = SecretBytes::copyOf("seven calm rivers meet");
    std::unique_ptr<QTemporaryDir> m_directory;

    std::filesystem::path file() const { return std::filesystem::path(m_directory->path().toStdString()) / "vault.bin"; }

private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void aMissingVaultNamesItsBackup()
    {
        {
            Result<Vault> vault = Vault::create(file(), m_passphrase, m_clock, cheap());
            QVERIFY(vault && vault->add(record("work", "sk-one")) && vault->add(record("more", "sk-two")));
        }
        std::filesystem::remove(file());
        const Result<Vault> missing = Vault::open(file(), m_clock);
        QCOMPARE(missing.error().code, "vault_backup");
        QVERIFY(missing.error().remedy.find("vault.bin.bak") != std::string::npos);
        // A new vault would be saved over the last copy.
        QCOMPARE(Vault::create(file(), m_passphrase, m_clock, cheap()).error().code, "vault_backup");
        QVERIFY(restoreBackup(file()));
        Result<Vault> vault = Vault::open(file(), m_clock);
        QVERIFY(vault && vault->unlock(m_passphrase));
        QCOMPARE(vault->records().size(), 1U); // the version before the last save
        QCOMPARE(std::filesystem::status(file()).permissions(),
                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        // Not over one that is there.
        QVERIFY(vault->add(record("third", "sk-three")));
        QCOMPARE(restoreBackup(file()).error().code, "vault_exists");
        Result<Vault> kept = Vault::open(file(), m_clock);
        QVERIFY(kept->unlock(m_passphrase) && kept->records().size() == 2);
        // Without either there is a new one.
        std::filesystem::remove(file());
        std::filesystem::remove(file().string() + ".bak");
        QCOMPARE(Vault::open(file(), m_clock).error().code, "vault_missing");
        QVERIFY(Vault::create(file(), m_passphrase, m_clock, cheap()));
    }

    void aFolderOrAHugeFileIsNoVault()
    {
        std::filesystem::create_directory(file());
        const Error folder = Vault::open(file(), m_clock).error();
        QVERIFY2(folder.message.find("folder") != std::string::npos && folder.remedy.empty(), folder.message.c_str());
        std::filesystem::remove(file());
        QFile huge(QString::fromStdString(file().string()));
        QVERIFY(huge.open(QIODevice::WriteOnly) && huge.resize(200 * 1024 * 1024));
        const Error large = Vault::open(file(), m_clock).error();
        QVERIFY2(large.message.find("too large to be a vault") != std::string::npos, large.message.c_str());
        // What is damaged names a backup only where there is one.
        QVERIFY(huge.resize(100));
        const Error damaged = Vault::open(file(), m_clock).error();
        QVERIFY2(damaged.remedy.find(".bak") == std::string::npos, damaged.remedy.c_str());
    }

    // What a save that was killed leaves holds older secrets; one that is being written now is left alone.
    void leftOversOfSavesGo()
    {
        Result<Vault> vault = Vault::create(file(), m_passphrase, m_clock, cheap());
        QVERIFY(vault);
        for (const char *name : { ".tmp.1", ".tmp.2" }) {
            QFile left(QString::fromStdString(file().string() + name));
            QVERIFY(left.open(QIODevice::WriteOnly));
        }
        std::filesystem::last_write_time(file().string() + ".tmp.1", std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
        QVERIFY(vault->add(record("work", "sk-one")));
        QVERIFY(!std::filesystem::exists(file().string() + ".tmp.1"));
        QVERIFY(std::filesystem::exists(file().string() + ".tmp.2"));
    }

    void aFullDiskBreaksNoChain()
    {
        const std::filesystem::path log = file().parent_path() / "vault-audit.jsonl";
        const auto line = [&](const char *action) { return appendAudit(log, { 0, m_clock.now(), action, {}, {}, {} }); };
        QVERIFY(line("unlock") && line("add"));
        const std::uintmax_t size = std::filesystem::file_size(log);
        {
            const FullDisk disk(size + 40); // half a line
            const Result<void> refused = line("copy");
            QVERIFY(!refused);
            QVERIFY2(refused.error().message.find("File too large") != std::string::npos, refused.error().message.c_str());
        }
        QCOMPARE(std::filesystem::file_size(log), size);
        QVERIFY(line("lock"));
        const Result<AuditLog> read = readAudit(log);
        QCOMPARE(read->entries.size(), 3U);
        QCOMPARE(read->firstBroken, 0U);
    }
};

QTEST_APPLESS_MAIN(TestVaultCare)
#include "tst_vault_care.moc"
