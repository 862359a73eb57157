// SPDX-License-Identifier: GPL-3.0-or-later
//
// VaultRecord: one provider key: its parts, where it may be sent, and what is known about it; as bytes
// of the vault's body and back. The bytes are secret; they live in SecretBytes only.
#pragma once

#include "providers/core/clock.h"
#include "providers/core/result.h"
#include "providers/core/secret.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace patchbay::vault {

// By the name of the part: "key" where there is one only; "aws_access_key_id"…
using SecretParts = std::map<std::string, SecretBytes>;
SecretParts cloneOf(const SecretParts &parts);

// A secret that was rotated out.
struct ToRevoke {
    std::string masked; // as people see it: "····4f2a"
    WallTime since {}; // no call of ours uses it any more from then on
    bool operator==(const ToRevoke &) const = default;
};

struct VaultRecord {
    std::string id; // stays when the key is renamed or rotated
    std::string name; // unique in a vault
    std::string provider; // id in the catalogue
    std::string origin; // "https://api.openai.com:443", the only place that it is sent to; empty: the provider's
    std::string notes;
    std::vector<std::string> tags;
    WallTime created {};
    std::optional<WallTime> rotated;
    std::optional<WallTime> expires;
    std::optional<WallTime> tested;
    std::string testResult; // "valid", "forbidden", "no quota", …; empty before the first test
    SecretParts parts;
    SecretParts previous; // of before the last rotation, until `previousUntil`
    std::optional<WallTime> previousUntil;
    int share = 100; // percent of the calls that `parts` get while there are `previous` ones
    // Secrets that left the vault, or will at `since`, and are the provider's to forget: until the person says that it
    // was done. Enough of each to tell it from others, never the secret.
    std::vector<ToRevoke> toRevoke;

    VaultRecord clone() const;
    // The parts before the last rotation go; what they were is to be revoked from now on.
    void forgetPrevious(WallTime now);
};

// How an audit log stood: how many lines, and the digest of the last of them.
struct AuditAnchor {
    std::uint64_t number = 0;
    std::string digest;
    bool operator==(const AuditAnchor &) const = default;
};

// What a vault's body holds.
struct VaultBody {
    std::vector<VaultRecord> records;
    AuditAnchor anchor;
};

// Each record is filled up to a multiple of 256 bytes, so that the length of a key does not show.
// The anchor stands in the first record: a vault without keys has none.
SecretBytes encodeRecords(const std::vector<VaultRecord> &records, const AuditAnchor &anchor = {});
// Fields of a newer Patchbay are kept out; a body that is no list of records is an error.
Result<VaultBody> decodeRecords(const SecretBytes &bytes);

} // namespace patchbay::vault
