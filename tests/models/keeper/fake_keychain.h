// SPDX-License-Identifier: GPL-3.0-or-later
//
// FakeKeychain: a desktop's keychain that a test can lock, empty or make forgetful.
#pragma once

#include "models/vault/keychain.h"

#include <functional>
#include <map>

namespace patchbay {

class FakeKeychain final : public vault::Keychain {
public:
    Result<SecretBytes> read(const std::string &name) override
    {
        ++asked;
        if (!problem.empty()) {
            return refused(problem);
        }
        const auto found = kept.find(name);
        return found != kept.end() ? Result<SecretBytes>(found->second.clone()) : refused("keychain_empty");
    }
    Result<void> write(const std::string &name, const SecretBytes &secret) override
    {
        if (asksPerson) {
            asksPerson();
        }
        if (!problem.empty()) {
            return refused(problem);
        }
        if (!forgets) {
            kept.insert_or_assign(name, secret.clone());
        }
        return {};
    }
    Result<void> remove(const std::string &name) override
    {
        if (!problem.empty()) {
            return refused(problem);
        }
        return kept.erase(name) > 0 ? Result<void>() : refused("keychain_empty");
    }

    std::map<std::string, SecretBytes> kept;
    std::string problem; // the code of every answer; empty: none
    std::function<void()> asksPerson; // before something is kept; returns when the person has answered
    bool forgets = false;
    int asked = 0;

private:
    static std::unexpected<Error> refused(const std::string &code)
    {
        Error error = makeError(ErrorClass::ServiceUnavailable, "The keychain says: " + code + '.');
        error.code = code;
        error.remedy = "Use the passphrase.";
        return std::unexpected(error);
    }
};

} // namespace patchbay
