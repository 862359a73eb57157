// SPDX-License-Identifier: GPL-3.0-or-later
//
// WaitingKeychain: a keychain whose answers are waited for until somebody wants the vault locked: the desktop may be
// asking the person, who went away. What is answered afterwards is forgotten. Belongs to the vault's thread.
#pragma once

#include "models/keeper/lock_call.h"
#include "models/mailbox/work_thread.h"
#include "models/vault/keychain.h"

#include <future>
#include <memory>

namespace patchbay {

class WaitingKeychain final : public vault::Keychain {
public:
    // Which is asked on a thread of its own, one question after the other, and outlives this. The destructor waits for
    // what was asked.
    explicit WaitingKeychain(vault::Keychain &asked)
        : m_asked(asked)
    {
    }
    void heed(std::shared_ptr<const LockCall> call) { m_call = std::move(call); }

    Result<SecretBytes> read(const std::string &name) override
    {
        return ask<SecretBytes>([name](Keychain &keychain) { return keychain.read(name); });
    }
    Result<void> write(const std::string &name, const SecretBytes &secret) override
    {
        return ask<void>([name, kept = secret.clone()](Keychain &keychain) { return keychain.write(name, kept); });
    }
    Result<void> remove(const std::string &name) override
    {
        return ask<void>([name](Keychain &keychain) { return keychain.remove(name); });
    }

private:
    template <typename T, typename Question>
    Result<T> ask(Question question)
    {
        constexpr std::chrono::milliseconds lookEvery { 10 };
        std::promise<Result<T>> answer;
        std::future<Result<T>> coming = answer.get_future();
        m_thread.post([this, answer = std::move(answer), question = std::move(question)]() mutable {
            answer.set_value(question(m_asked));
        });
        while (coming.wait_for(lookEvery) != std::future_status::ready) {
            if (m_call && m_call->isRaised()) {
                Error error = makeError(ErrorClass::Authentication, "The vault was locked before the keychain answered.");
                error.code = "vault_locked";
                return std::unexpected(std::move(error));
            }
        }
        return coming.get();
    }

    vault::Keychain &m_asked;
    std::shared_ptr<const LockCall> m_call; // may be null
    WorkThread m_thread;
};

} // namespace patchbay
