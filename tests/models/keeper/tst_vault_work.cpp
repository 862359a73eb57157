// SPDX-License-Identifier: GPL-3.0-or-later
//
// The vault as a window or a command works with it: the desktop's keychain set up, absent, locked and forgetful.
#include "models/keeper/vault_work.h"
#include "tests/models/keeper/fake_keychain.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

// A computer and its programs, each with a view of the one vault.
struct Desk {
    QTemporaryDir folder;
    SystemClock clock;
    Catalog catalog = *Catalog::builtIn();
    FakeKeychain keychain;
    SecretBytes passphrase = SecretBytes::copyOf("seven calm rivers meet");

    VaultWork work()
    {
        return VaultWork({ .folder = folder.path().toStdString(),
                           .clock = clock,
                           .catalog = catalog,
                           .keys = nullptr,
                           .options = { .cost = vault::KeyCost { 1, vault::leastMemoryKibibytes } },
                           .keychain = &keychain });
    }
    QByteArray file() const
    {
        QFile vault(folder.filePath(u"vault.bin"_s));
        return vault.open(QIODevice::ReadOnly) ? vault.readAll() : QByteArray();
    }
};

} // namespace

class TestVaultWork : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theKeychainOpensWhatItWasSetUpFor()
    {
        Desk desk;
        VaultWork first = desk.work();
        QVERIFY(first.create(desk.passphrase));
        QVERIFY(!first.hasKeychainSlot());
        QCOMPARE(first.unlockFromKeychain().error().code, "keychain_empty");
        QVERIFY(first.useKeychain(true));
        QCOMPARE(desk.keychain.kept.size(), 1U);
        // What it keeps is neither the passphrase nor the master key, but a key of its own.
        QCOMPARE(desk.keychain.kept.begin()->second.bytes().size(), std::size_t(32));
        VaultWork second = desk.work();
        QVERIFY(second.look() && second.hasKeychainSlot() && !second.isUnlocked());
        QVERIFY(second.unlockFromKeychain() && second.isUnlocked());
        // A new passphrase leaves it alone.
        QVERIFY(second.changePassphrase(desk.passphrase, SecretBytes::copyOf("another one altogether")));
        VaultWork third = desk.work();
        QVERIFY(third.unlockFromKeychain());
        QVERIFY(third.useKeychain(false));
        QVERIFY(!third.hasKeychainSlot() && desk.keychain.kept.empty());
        VaultWork fourth = desk.work();
        QVERIFY(!fourth.unlockFromKeychain());
        QVERIFY(fourth.unlock(SecretBytes::copyOf("another one altogether")));
        // What was done with it is in the log.
        QStringList actions;
        const Result<vault::AuditLog> log = fourth.audit();
        QVERIFY(log);
        for (const vault::AuditEntry &entry : log->entries) {
            actions.append(QString::fromStdString(entry.action + ' ' + entry.detail).trimmed());
        }
        QVERIFY(actions.contains(u"keychain set up"_s) && actions.contains(u"unlock keychain"_s)
                && actions.contains(u"keychain removed"_s));
    }

    void aKeychainThatFailsLeavesTheVaultAsItWas()
    {
        Desk desk;
        VaultWork work = desk.work();
        QVERIFY(work.create(desk.passphrase));
        for (const char *problem : { "keychain_absent", "keychain_denied", "keychain_failed" }) {
            desk.keychain.problem = problem;
            QCOMPARE(work.useKeychain(true).error().code, problem);
            QVERIFY(!work.hasKeychainSlot());
        }
        desk.keychain.problem.clear();
        // One that says it has kept it, and has not.
        desk.keychain.forgets = true;
        QVERIFY(!work.useKeychain(true));
        QVERIFY(!work.hasKeychainSlot());
        desk.keychain.forgets = false;
        QVERIFY(work.useKeychain(true));
        // Once more is no change; and one that is locked or away for the moment opens the vault again tomorrow.
        QByteArray before = desk.file();
        QVERIFY(work.useKeychain(true));
        QCOMPARE(desk.file(), before);
        for (const char *problem : { "keychain_denied", "keychain_absent" }) {
            desk.keychain.problem = problem;
            QCOMPARE(work.useKeychain(true).error().code, problem);
            QVERIFY(work.hasKeychainSlot());
            QCOMPARE(desk.file(), before);
        }
        desk.keychain.problem.clear();
        // One that has lost the key is set up anew.
        desk.keychain.kept.clear();
        QVERIFY(work.useKeychain(true) && desk.keychain.kept.size() == 1);
        work.lock("test");
        before = desk.file();
        desk.keychain.problem = "keychain_denied";
        QCOMPARE(work.unlockFromKeychain().error().code, "keychain_denied");
        QVERIFY(!work.isUnlocked());
        QCOMPARE(desk.file(), before);
        QVERIFY(work.unlock(desk.passphrase)); // works all the same
    }

    // Another vault's key, or what somebody put there.
    void aWrongKeyOfTheKeychainIsRefused()
    {
        Desk desk;
        VaultWork work = desk.work();
        QVERIFY(work.create(desk.passphrase) && work.useKeychain(true));
        work.lock("test");
        for (const std::string &wrong : { std::string(32, 'x'), std::string("short"), std::string() }) {
            desk.keychain.kept.begin()->second = SecretBytes::copyOf(wrong);
            QCOMPARE(work.unlockFromKeychain().error().code, "vault_wrong_secret");
            QVERIFY(!work.isUnlocked());
        }
        // There is nothing to guess, so nobody has to wait.
        QVERIFY(work.unlock(desk.passphrase));
    }

    void aThousandKeysAreListedAtOnce()
    {
        Desk desk;
        const std::string file = desk.folder.filePath(u"vault.bin"_s).toStdString();
        auto made = vault::Vault::create(file, desk.passphrase, desk.clock, { vault::KeyCost { 1, 64 }, nullptr });
        vault::VaultRecord record;
        record.provider = "openai";
        record.parts.emplace("key", SecretBytes::copyOf("sk-proj-0123456789012345678901234567890123456789"));
        std::vector<vault::VaultRecord> records;
        for (int number = 0; number < 1'000; ++number) {
            record.id = record.name = "key-" + std::to_string(number);
            records.push_back(record.clone());
        }
        QVERIFY(made && made->addAll(std::move(records)));
        VaultWork work = desk.work();
        QVERIFY(work.unlock(desk.passphrase));
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(work.facts().size(), 1'000);
        const qint64 elapsed = timer.elapsed();
        QVERIFY2(elapsed <= 50, qPrintable(QString::number(elapsed)));
    }
};

QTEST_GUILESS_MAIN(TestVaultWork)
#include "tst_vault_work.moc"
