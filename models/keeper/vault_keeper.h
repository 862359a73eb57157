// SPDX-License-Identifier: GPL-3.0-or-later
//
// VaultKeeper: the vault as the window knows it: missing, locked or unlocked, and the facts about its keys.
//
// Belongs to the GUI thread and never waits: everything runs on a thread of its own, one thing after the other, and
// ends in a callback on the GUI thread. Callbacks are not called once the keeper has gone.
#pragma once

#include "models/keeper/vault_work.h"
#include "models/mailbox/mailbox.h"
#include "models/mailbox/work_thread.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <memory>

namespace patchbay {

class VaultKeeper final : public QObject {
    Q_OBJECT
public:
    enum class State { Missing, Locked, Unlocked };
    Q_ENUM(State)
    template <typename T>
    using Done = std::function<void(Result<T> result)>;
    // Asks a provider for its models with a key that goes to its origin only (empty: the provider's own address).
    using Probe = std::function<void(const KeyDraft &key, std::function<void(Result<std::vector<std::string>>)> answer)>;

    explicit VaultKeeper(VaultWork::Parts parts, QObject *parent = nullptr);
    ~VaultKeeper() override;

    State state() const { return m_state; }
    bool isUnlocked() const { return m_state == State::Unlocked; }
    const QList<KeyFacts> &keys() const { return m_keys; }
    const KeyFacts *key(const QString &id) const;
    QDateTime now() const { return toDateTime(m_clock.now()); }
    const Catalog &catalog() const { return m_catalog; }
    // A recovery code is shown: nothing locks the vault meanwhile but the person.
    QDateTime lockedAt() const { return m_lockedAt; }
    QString lockReason() const { return m_lockReason; }
    int sealedCount() const { return m_sealedCount; } // of the last time it was open; -1: not known

    // What stands where the vault is missing: its version before the last save; empty otherwise.
    QString backup() const;
    // Puts it under the vault's name; locked then.
    void restoreBackup(Done<void> done);
    void create(SecretBytes passphrase, Done<SecretBytes> done);
    void unlock(SecretBytes secret, Done<void> done);
    // With the desktop's keychain, which may ask the person.
    void unlockFromKeychain(Done<void> done);
    void useKeychain(bool use, Done<void> done);
    // The vault has a slot for the keychain. Known a moment after the start; stateChanged() tells.
    bool opensWithKeychain() const { return m_opensWithKeychain; }
    // At once for the window and for calls; the memory is wiped behind what runs on the thread, for which nothing waits
    // any more from now on and which is not begun where it would take longer than a second. The reason: "while idle";
    // empty: the person did.
    void lock(const QString &reason = {});
    // `before` is the passphrase or the recovery code.
    void changePassphrase(SecretBytes before, SecretBytes after, Done<void> done);
    // The code that opens the vault from now on, to be shown once.
    void renewRecoveryCode(SecretBytes passphrase, Done<SecretBytes> done);

    void add(KeyDraft draft, Done<void> done);
    void edit(KeyEdit edit, Done<void> done);
    // The new key gets `share` percent of the calls, the old one the rest as long as the grace lasts.
    // `testResult` is what the provider said of it.
    void rotate(const QString &id, vault::SecretParts fresh, std::chrono::hours grace, int share, const QString &testResult,
                Done<void> done);
    void shift(const QString &id, int share, Done<void> done);
    void retire(const QString &id, Done<void> done);
    // The person says that what was rotated out is revoked at the provider.
    void revoked(const QString &id, Done<void> done);
    // Requests with the new and the old key up to now.
    void slices(const QString &id, std::chrono::seconds width, int count, Done<KeySlices> done);
    void remove(const QString &id, Done<void> done);
    void bringBack(Done<void> done);
    void secretOf(const QString &id, const QString &purpose, Done<SecretBytes> done);
    // After the passphrase was given once more.
    void reveal(const QString &id, SecretBytes passphrase, Done<SecretBytes> done);

    // `stop` ends all questions that are under way, with their keys: a lock does.
    void setProbe(Probe probe, std::function<void()> stop = {})
    {
        m_probe = std::move(probe);
        m_stopProbe = std::move(stop);
    }
    // Of a key that is not saved yet; nothing is noted.
    void tryKey(const KeyDraft &draft, Done<std::vector<std::string>> done);
    // The same of a key of the vault with these parts in place of its own.
    void tryRotated(const QString &id, vault::SecretParts fresh, Done<std::vector<std::string>> done);
    // Calls the provider and keeps what it said.
    void test(const QString &id, Done<QString> done);
    // isTesting() tells of each.
    void testAll();
    bool isTesting(const QString &id) const { return m_testing.contains(id); }

    // A file of any kind that is understood; the environment without one.
    void import(const QString &file, Done<ImportCount> done);
    // References in place of the keys of a config.yaml that are in the vault: which lines change, and the change.
    void planReplacement(const QString &file, Done<std::vector<vault::ReplacedLine>> done);
    void replaceInFile(const QString &file, Done<int> done);
    void importVault(const QString &file, SecretBytes passphrase, Done<ImportCount> done);
    void exportTo(const QString &file, SecretBytes passphrase, Done<int> done);
    void readAudit(Done<vault::AuditLog> done);
    // Where keys stand in plain text: in these files and folders, or in the usual ones. On a thread of its own, until the
    // vault is locked.
    void searchLeaks(const QStringList &places, Done<vault::LeakReport> done);
    // The configurations in use, which the usual search takes too; asked on the GUI thread.
    void setConfigsInUse(std::function<std::vector<std::filesystem::path>()> configs) { m_configsInUse = std::move(configs); }
    // Facts anew: the last use of keys, and what another process has saved. The latter comes by itself too, within seconds.
    void refresh();

Q_SIGNALS:
    void stateChanged();
    void keysChanged();
    void testingChanged();
    // What went wrong beside what was asked for: the audit log took no line.
    void troubled(const QString &sentence);

private:
    template <typename T, typename Work>
    void run(Work work, Done<T> done);
    // A secret that comes after the vault was locked is not handed out.
    Done<SecretBytes> unlessLocked(Done<SecretBytes> done) const;
    // Counts as an unlocking that is under way until it is over.
    Done<void> opening(Done<void> done);
    void lookForChanges();
    void search(std::shared_ptr<vault::LeakWatch> watch, const std::vector<std::filesystem::path> &places,
                Done<vault::LeakReport> done);
    void take(bool unlocked, bool opensWithKeychain, const QList<KeyFacts> &keys);
    void takeVerdict(const QString &id, const Result<std::vector<std::string>> &models, const Done<QString> &done);

    const Clock &m_clock;
    const Catalog &m_catalog;
    Probe m_probe;
    std::function<void()> m_stopProbe; // may be empty
    std::function<std::vector<std::filesystem::path>()> m_configsInUse; // the same
    std::filesystem::path m_folder;
    std::unique_ptr<VaultWork> m_work; // touched by the pool's thread only
    State m_state = State::Missing;
    QList<KeyFacts> m_keys;
    QStringList m_testing;
    bool m_opensWithKeychain = false;
    QDateTime m_lockedAt;
    QString m_lockReason;
    int m_sealedCount = -1;
    int m_lockNumber = 0; // what was started before a lock does not open the view again
    int m_opening = 0; // tries to unlock that are under way
    std::shared_ptr<LockCall> m_call = std::make_shared<LockCall>(); // of the next lock
    vault::VaultKeys *m_keysInUse = nullptr;
    QTimer m_watch; // looks for what other processes save
    bool m_isLooking = false;
    const std::shared_ptr<Mailbox> m_mailbox = Mailbox::of(this);
    WorkThread m_searches;
    WorkThread m_thread;
};

} // namespace patchbay
