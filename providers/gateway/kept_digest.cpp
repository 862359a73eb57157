// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/kept_digest.h"

#include "providers/gateway/virtual_key.h"

#include <algorithm>
#include <filesystem>

namespace patchbay::gateway {

Result<KeyDigest> keptDigest(const std::string &path, KeyStore &keys)
{
    std::error_code problem;
    if (std::filesystem::exists(path, problem) || problem) {
        return KeyDigest::fromFile(path);
    }
    const Result<std::vector<KeyStore::Record>> records = keys.load();
    if (!records) {
        return std::unexpected(records.error());
    }
    // Keys that were deleted open nothing under any pepper.
    const auto count = std::ranges::count_if(*records, [](const KeyStore::Record &record) {
        const Result<VirtualKey> key = fromDocument(record.document);
        return !key || !key->deleted;
    });
    if (count == 0) {
        return KeyDigest::fromFile(path);
    }
    Error error = makeError(ErrorClass::ServiceUnavailable,
                            "The file gateway.pepper is missing, and gateway.db has " + std::to_string(count)
                                + (count == 1 ? " key that was" : " keys that were") + " made with it.");
    error.remedy = "Without it no virtual key can be checked: put gateway.pepper back from the backup that gateway.db came "
                   "from. To begin anew, move gateway.db away too; keys, teams and their budgets are gone then.";
    return std::unexpected(std::move(error));
}

} // namespace patchbay::gateway
