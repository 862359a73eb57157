// SPDX-License-Identifier: GPL-3.0-or-later
//
// The window's vault beside other processes: it locks whatever runs, takes over what they save, and says what its log
// could not take.
#include "models/keeper/vault_keeper.h"
#include "tests/models/keeper/fake_keychain.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <semaphore>
#include <utility>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

class NoKeys final : public KeySource {
public:
    std::optional<SecretBytes> find(std::string_view, const Origin &) const override { return std::nullopt; }
};

struct Desk {
    QTemporaryDir folder;
    SystemClock clock;
    Catalog catalog = *Catalog::builtIn();
    NoKeys none;
    vault::VaultKeys keys { catalog, none, &clock };

    VaultWork::Parts parts(vault::VaultKeys *used)
    {
        return { .folder = folder.path().toStdString(),
                 .clock = clock,
                 .catalog = catalog,
                 .keys = used,
                 .options = { .cost = vault::KeyCost { 1, vault::leastMemoryKibibytes } } };
    }
    static SecretBytes passphrase() { return SecretBytes::copyOf("seven calm rivers meet"); }
    static KeyDraft draft(const std::string &name)
    {
        KeyDraft draft;
        draft.name = name;
        draft.provider = "openai";
        draft.parts.emplace("key", SecretBytes::copyOf("sk-proj-of-the-test-0123456789-" + name));
        return draft;
    }
    // The last line of the audit log that is about locking is written behind the wipe.
    bool isWiped() const
    {
        QFile log(folder.filePath(u"vault-audit.jsonl"_s));
        return log.open(QIODevice::ReadOnly) && log.readAll().contains("\"lock\"");
    }
};

void open(VaultKeeper &keeper)
{
    bool done = false;
    keeper.create(Desk::passphrase(), [&done](const Result<SecretBytes> &made) { done = made.has_value(); });
    QTRY_VERIFY(done && keeper.isUnlocked());
    done = false;
    keeper.add(Desk::draft("work"), [&done](const Result<void> &added) { done = added.has_value(); });
    QTRY_VERIFY(done);
}

KeyEdit noteFor(const VaultKeeper &keeper, const char *notes)
{
    KeyEdit edit;
    edit.id = keeper.keys().first().id.toStdString();
    edit.notes = notes;
    return edit;
}

} // namespace

class TestVaultKeeper : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void locksWhileAnotherProcessHasTheVault()
    {
        Desk desk;
        VaultKeeper keeper(desk.parts(&desk.keys));
        open(keeper);
        QCOMPARE(desk.keys.accounts({ .provider = "openai", .reference = {}, .origin = {} }).size(), 1U);
        std::optional<VaultTurn> others(desk.folder.path().toStdString());
        QString said;
        keeper.remove(keeper.keys().first().id, [&said](const Result<void> &removed) {
            said = removed ? u"removed"_s : QString::fromStdString(removed.error().code);
        });
        QTest::qWait(50); // it waits for the other one now
        QElapsedTimer time;
        time.start();
        keeper.lock(u"while idle"_s);
        // Calls have no key at once.
        QVERIFY(desk.keys.accounts({ .provider = "openai", .reference = {}, .origin = {} }).empty());
        QTRY_VERIFY_WITH_TIMEOUT(desk.isWiped(), 10'000);
        QVERIFY2(time.elapsed() < 2'000, qPrintable(QString::number(time.elapsed())));
        QTRY_COMPARE(said, u"vault_locked"_s); // and not "removed", which it was not
        others.reset();
        bool opened = false;
        keeper.unlock(Desk::passphrase(), [&opened](const Result<void> &unlocked) { opened = unlocked.has_value(); });
        QTRY_VERIFY(opened && keeper.keys().size() == 1);
    }

    void locksWhileItSearchesForLeaks()
    {
        Desk desk;
        VaultKeeper keeper(desk.parts(&desk.keys));
        open(keeper);
        // Many large files that cost no room: a search of minutes.
        const QString place = desk.folder.filePath(u"place"_s);
        QVERIFY(QDir().mkpath(place));
        for (int number = 0; number < 200; ++number) {
            QFile file(u"%1/%2.log"_s.arg(place).arg(number));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.resize(60 * 1024 * 1024));
        }
        QString said;
        keeper.searchLeaks({ place }, [&said](const Result<vault::LeakReport> &report) {
            said = report ? u"searched"_s : QString::fromStdString(report.error().code);
        });
        QTest::qWait(100);
        // It keeps nobody from the vault.
        bool edited = false;
        keeper.edit(noteFor(keeper, "while it searches"),
                    [&edited](const Result<void> &done) { edited = done.has_value(); });
        QTRY_VERIFY(edited);
        QVERIFY(said.isEmpty());
        QElapsedTimer time;
        time.start();
        keeper.lock();
        QTRY_VERIFY_WITH_TIMEOUT(desk.isWiped() && !said.isEmpty(), 20'000);
        QVERIFY2(time.elapsed() < 2'000, qPrintable(QString::number(time.elapsed())));
        QCOMPARE(said, u"vault_locked"_s);
    }

    // The desktop's dialog is open, and the person has gone.
    void locksWhileTheKeychainAsks()
    {
        Desk desk;
        FakeKeychain keychain;
        std::binary_semaphore asked { 0 };
        std::binary_semaphore answered { 0 };
        keychain.asksPerson = [&] {
            asked.release();
            answered.acquire();
        };
        VaultWork::Parts parts = desk.parts(&desk.keys);
        parts.keychain = &keychain;
        VaultKeeper keeper(std::move(parts));
        open(keeper);
        QString said;
        keeper.useKeychain(true, [&said](const Result<void> &used) {
            said = used ? u"used"_s : QString::fromStdString(used.error().code);
        });
        QVERIFY(asked.try_acquire_for(std::chrono::seconds(10)));
        QElapsedTimer time;
        time.start();
        keeper.lock(u"while idle"_s);
        const bool wiped = QTest::qWaitFor([&desk] { return desk.isWiped(); }, 10'000);
        const qint64 took = time.elapsed();
        answered.release(); // whatever came of it, or nothing here ends
        QVERIFY2(wiped && took < 2'000, qPrintable(QString::number(took)));
        QTRY_COMPARE(said, u"vault_locked"_s);
        // A slot that nobody has a key for is not left behind.
        bool opened = false;
        keeper.unlock(Desk::passphrase(), [&opened](const Result<void> &unlocked) { opened = unlocked.has_value(); });
        QTRY_VERIFY(opened && !keeper.opensWithKeychain());
    }

    // The provider does not answer: its question ends with the lock, and so does the key that it was asked with.
    void aLockEndsTests()
    {
        Desk desk;
        VaultKeeper keeper(desk.parts(&desk.keys));
        open(keeper);
        std::vector<std::function<void(Result<std::vector<std::string>>)>> waiting;
        keeper.setProbe([&waiting](const KeyDraft &, auto answer) { waiting.push_back(std::move(answer)); },
                        [&waiting] {
                            for (const auto &answer : std::exchange(waiting, {})) {
                                answer(failure(ErrorClass::ApiConnection, "ended"));
                            }
                        });
        const QString id = keeper.keys().first().id;
        QString said;
        keeper.test(id, [&said](const Result<QString> &told) { said = told ? *told : QString::fromStdString(told.error().code); });
        QTRY_COMPARE(waiting.size(), 1U);
        keeper.lock();
        QVERIFY(waiting.empty() && !keeper.isTesting(id));
        QTRY_COMPARE(said, u"vault_locked"_s);
        // One whose key was fetched and not asked with yet is not begun.
        bool opened = false;
        keeper.unlock(Desk::passphrase(), [&opened](const Result<void> &unlocked) { opened = unlocked.has_value(); });
        QTRY_VERIFY(opened && keeper.keys().size() == 1);
        said.clear();
        keeper.test(id, [&said](const Result<QString> &told) { said = told ? *told : QString::fromStdString(told.error().code); });
        keeper.lock();
        QTRY_COMPARE(said, u"vault_locked"_s);
        QVERIFY(waiting.empty());
    }

    void takesOverWhatOthersSave()
    {
        Desk desk;
        VaultKeeper keeper(desk.parts(&desk.keys));
        open(keeper);
        VaultWork other(desk.parts(nullptr));
        QVERIFY(other.unlock(Desk::passphrase()) && other.add(Desk::draft("from-elsewhere")));
        // Without anybody's doing, for the table and for calls.
        QTRY_COMPARE(keeper.keys().size(), 2);
        QCOMPARE(desk.keys.accounts({ .provider = "openai", .reference = {}, .origin = {} }).size(), 2U);
    }

    void saysWhatTheLogDidNotTake()
    {
        Desk desk;
        VaultKeeper keeper(desk.parts(&desk.keys));
        open(keeper);
        QSignalSpy troubles(&keeper, &VaultKeeper::troubled);
        const QString log = desk.folder.filePath(u"vault-audit.jsonl"_s);
        QVERIFY(QFile::rename(log, log + u".away"_s) && QDir().mkdir(log));
        // What has happened stands; a secret that the log would not know of is not given out.
        bool edited = false;
        keeper.edit(noteFor(keeper, "x"), [&edited](const Result<void> &done) { edited = done.has_value(); });
        QTRY_VERIFY(edited);
        QCOMPARE(troubles.size(), 1);
        QVERIFY(troubles.first().first().toString().contains(u"audit log"_s));
        QString said;
        keeper.secretOf(keeper.keys().first().id, u"copy"_s, [&said](const Result<SecretBytes> &secret) {
            said = secret ? u"given"_s : QString::fromStdString(secret.error().code);
        });
        QTRY_COMPARE(said, u"io_error"_s);
        // The line that is missing comes with the next one.
        QVERIFY(QDir().rmdir(log) && QFile::rename(log + u".away"_s, log));
        said.clear();
        keeper.secretOf(keeper.keys().first().id, u"copy"_s, [&said](const Result<SecretBytes> &secret) { said = secret ? u"given"_s : u"refused"_s; });
        QTRY_COMPARE(said, u"given"_s);
        const Result<vault::AuditLog> read = vault::readAudit(log.toStdString());
        QCOMPARE(read->firstBroken, 0U);
        QStringList actions;
        for (const vault::AuditEntry &entry : read->entries) {
            actions.append(QString::fromStdString(entry.action));
        }
        QCOMPARE(actions, (QStringList { u"init"_s, u"add"_s, u"edit"_s, u"copy"_s }));
    }
};

QTEST_GUILESS_MAIN(TestVaultKeeper)
#include "tst_vault_keeper.moc"
