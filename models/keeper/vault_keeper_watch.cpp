// SPDX-License-Identifier: GPL-3.0-or-later
//
// VaultKeeper: locking whatever runs, what other processes save, the search for leaks, and the backup of a vault that is
// missing.
#include "models/keeper/vault_keeper_run.h"

#include "models/vault/vault_file.h"

#include <cstdlib>

namespace patchbay {

void VaultKeeper::lock(const QString &reason)
{
    // One that is being unlocked is locked as soon as it is open.
    if (m_state != State::Unlocked && m_opening == 0) {
        return;
    }
    ++m_lockNumber;
    m_call->raise();
    m_call = std::make_shared<LockCall>();
    // Calls have no key from here on, whatever the thread is busy with.
    if (m_keysInUse != nullptr) {
        m_keysInUse->use({});
        m_keysInUse->setLocked(true);
    }
    m_watch.stop();
    if (m_stopProbe) {
        m_stopProbe();
    }
    m_state = State::Locked;
    m_lockedAt = now();
    m_lockReason = reason;
    m_keys.clear();
    m_testing.clear();
    run<void>(
        [why = reason.toStdString()](VaultWork &work) {
            work.lock(why);
            return Result<void>();
        },
        {});
    Q_EMIT keysChanged();
    Q_EMIT stateChanged();
}

VaultKeeper::Done<void> VaultKeeper::opening(Done<void> done)
{
    ++m_opening;
    return [this, done = std::move(done)](Result<void> opened) {
        --m_opening;
        if (done) {
            done(std::move(opened));
        }
    };
}

VaultKeeper::Done<SecretBytes> VaultKeeper::unlessLocked(Done<SecretBytes> done) const
{
    return [this, number = m_lockNumber, done = std::move(done)](Result<SecretBytes> secret) {
        if (number != m_lockNumber) {
            Error error = makeError(ErrorClass::Authentication, "The vault is locked.");
            error.code = "vault_locked";
            secret = std::unexpected(std::move(error));
        }
        done(std::move(secret));
    };
}

void VaultKeeper::refresh()
{
    if (isUnlocked()) {
        run<void>(
            [](VaultWork &work) {
                (void)work.takeChanges();
                return Result<void>();
            },
            {});
    }
}

// The facts are made anew only where there is something new.
void VaultKeeper::lookForChanges()
{
    if (m_isLooking) {
        return; // the thread is busy: it takes them with what it does
    }
    m_isLooking = true;
    m_thread.post([this] {
        const bool changed = m_work->takeChanges();
        m_mailbox->post([this, changed] {
            m_isLooking = false;
            if (changed) {
                refresh();
            }
        });
    });
}

void VaultKeeper::searchLeaks(const QStringList &places, Done<vault::LeakReport> done)
{
    std::vector<std::filesystem::path> paths;
    for (const QString &place : places) {
        paths.emplace_back(place.toStdString());
    }
    using Watch = std::shared_ptr<vault::LeakWatch>;
    run<Watch>(
        [](VaultWork &work) {
            return work.leakWatch().transform(
                [](vault::LeakWatch &&watch) { return std::make_shared<vault::LeakWatch>(std::move(watch)); });
        },
        [this, paths = std::move(paths), number = m_lockNumber, done = std::move(done)](Result<Watch> watch) mutable {
            if (!watch || number != m_lockNumber) {
                Error locked = makeError(ErrorClass::Authentication, "The vault is locked.");
                locked.code = "vault_locked";
                done(std::unexpected(watch ? locked : watch.error()));
                return;
            }
            search(std::move(*watch), paths, std::move(done));
        });
}

// Not on the vault's thread: a search takes as long as the disk does, and the vault is locked meanwhile, or used.
void VaultKeeper::search(std::shared_ptr<vault::LeakWatch> watch, const std::vector<std::filesystem::path> &places,
                         Done<vault::LeakReport> done)
{
    m_searches.post([this, watch = std::move(watch), places, call = m_call, folder = m_folder,
                     configs = m_configsInUse ? m_configsInUse() : std::vector<std::filesystem::path>(),
                     done = std::move(done)]() mutable {
        const char *home = std::getenv("HOME");
        auto report = std::make_shared<vault::LeakReport>(vault::searchFiles(
            *watch, places.empty() ? vault::usualLeakPlaces(home ? home : "/", std::filesystem::current_path(), folder, configs) : places,
            [&call] { return call->isRaised(); }));
        watch.reset();
        m_mailbox->post([this, report, call, done = std::move(done)]() mutable {
            if (call->isRaised()) {
                Error error = makeError(ErrorClass::Authentication, "The search ended when the vault was locked.");
                error.code = "vault_locked";
                done(std::unexpected(std::move(error)));
                return;
            }
            run<void>([report](VaultWork &work) { return work.noteLeaks(*report); },
                      [report, done = std::move(done)](const Result<void> &noted) {
                          done(noted ? Result<vault::LeakReport>(std::move(*report)) : std::unexpected(noted.error()));
                      });
        });
    });
}

QString VaultKeeper::backup() const
{
    return m_state == State::Missing ? QString::fromStdString(vault::backupOf(m_folder / "vault.bin")) : QString();
}

void VaultKeeper::restoreBackup(Done<void> done)
{
    run<void>([](VaultWork &work) { return work.restoreBackup(); },
              [this, done = std::move(done)](Result<void> restored) {
                  if (restored && m_state == State::Missing) {
                      m_state = State::Locked;
                      if (m_keysInUse != nullptr) {
                          m_keysInUse->setLocked(true);
                      }
                      Q_EMIT stateChanged();
                  }
                  done(std::move(restored));
              });
}

} // namespace patchbay
