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

    VaultRecord clone() const;
};

// Each record is filled up to a multiple of 256 bytes, so that the length of a key does not show.
SecretBytes encodeRecords(const std::vector<VaultRecord> &records);
// Fields of a newer Patchbay are kept out; a body that is no list of records is an error.
Result<std::vector<VaultRecord>> decodeRecords(const SecretBytes &bytes);

} // namespace patchbay::vault
