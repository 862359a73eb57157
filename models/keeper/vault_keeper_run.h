// SPDX-License-Identifier: GPL-3.0-or-later
//
// VaultKeeper::run(): work on the keeper's thread, its result and the facts after it on the GUI thread. For the keeper's
// own sources.
#pragma once

#include "models/keeper/vault_keeper.h"

namespace patchbay {

template <typename T, typename Work>
void VaultKeeper::run(Work work, Done<T> done)
{
    struct Job {
        Work work;
        Done<T> done;
        int lockNumber;
        std::shared_ptr<const LockCall> call;
        Result<T> result {};
        QList<KeyFacts> keys {};
        bool unlocked = false;
        bool opensWithKeychain = false;
        std::optional<Error> trouble {};
    };
    auto job = std::make_shared<Job>(std::move(work), std::move(done), m_lockNumber, m_call);
    m_thread.post([this, job] {
        if (job->call->isOverdue()) {
            Error error = makeError(ErrorClass::Authentication, "The vault was locked before this was done.");
            error.code = "vault_locked";
            job->result = std::unexpected(std::move(error));
        } else {
            m_work->heed(job->call);
            job->result = job->work(*m_work);
            // Nobody sees what a locked vault has.
            job->keys = job->call->isRaised() ? QList<KeyFacts>() : m_work->facts();
        }
        job->unlocked = m_work->isUnlocked();
        job->opensWithKeychain = m_work->hasKeychainSlot();
        job->trouble = m_work->takeTrouble();
        m_mailbox->post([this, job] {
            if (job->lockNumber == m_lockNumber) {
                take(job->unlocked, job->opensWithKeychain, job->keys);
            }
            if (job->trouble) {
                Q_EMIT troubled(QString::fromStdString(job->trouble->message));
            }
            if (job->done) {
                job->done(std::move(job->result));
            }
        });
    });
}

} // namespace patchbay
