// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeyDigest: what is kept of a virtual key: HMAC-SHA-256 under a pepper that lies in a file of its own,
// so that a stolen database tells nothing and cannot be used to test guesses.
#pragma once

#include "providers/core/result.h"
#include "providers/core/secret.h"

#include <memory>

struct evp_mac_ctx_st; // OpenSSL's

namespace patchbay::gateway {

class KeyDigest {
public:
    explicit KeyDigest(const SecretBytes &pepper);
    // Reads the pepper, or makes the file (mode 0600) with a new one. Refuses a file that others can read.
    static Result<KeyDigest> fromFile(const std::string &path);
    // With a pepper that goes with the object; for gateways without a data directory.
    static Result<KeyDigest> unsaved();

    // 64 hex digits.
    std::string of(std::string_view key) const;

private:
    struct FreeMac {
        void operator()(evp_mac_ctx_st *context) const;
    };
    using MacContext = std::unique_ptr<evp_mac_ctx_st, FreeMac>;

    MacContext m_begun; // with the pepper taken in; copied for every key
};

// "sk-" and 256 random bits in base64url.
Result<SecretBytes> makeVirtualKey();
// "sk-...AbCd", which LiteLLM calls key_name.
std::string shortName(std::string_view key);
// Takes the same time wherever the first difference is.
bool equalDigests(std::string_view left, std::string_view right);

} // namespace patchbay::gateway
