// SPDX-License-Identifier: GPL-3.0-or-later
//
// Vault: a key's rotation: the new one in, calls shifted to it, the old one retired and, by the person, revoked.
#include "models/vault/vault.h"

#include <algorithm>

namespace patchbay::vault {

namespace {

// Who rotates on and on without a look at the provider is not reminded of the very first.
constexpr std::size_t mostToRevoke = 16;

std::unexpected<Error> noSuchKey(std::string_view name)
{
    Error error = makeError(ErrorClass::NotFound, "The vault has no key named " + std::string(name) + '.');
    error.code = "not_found";
    return std::unexpected(std::move(error));
}

std::unexpected<Error> nothingToRevoke(const VaultRecord &record)
{
    const bool isInUse = !record.toRevoke.empty();
    Error error = makeError(ErrorClass::BadRequest,
                            isInUse ? "The old key of " + record.name + " may still be in use."
                                    : "Nothing of " + record.name + " waits to be revoked.");
    error.code = "nothing_to_revoke";
    error.remedy = isInUse ? "Retire it first, or wait until its time is over." : "";
    return std::unexpected(std::move(error));
}

// What the provider shows of a key: of several parts the one that names the account.
std::string shownPart(const SecretParts &parts)
{
    for (const char *name : { "key", "aws_access_key_id" }) {
        if (const auto part = parts.find(name); part != parts.end()) {
            return maskedForm(part->second);
        }
    }
    return parts.empty() ? std::string() : maskedForm(parts.begin()->second);
}

bool isSame(const SecretParts &left, const SecretParts &right)
{
    return std::ranges::equal(left, right, [](const auto &one, const auto &other) {
        return one.first == other.first && std::ranges::equal(one.second.bytes(), other.second.bytes());
    });
}

Result<void> isRotatable(const VaultRecord &record, const SecretParts &parts, WallTime now)
{
    Error error = makeError(ErrorClass::BadRequest, "This is the key that " + record.name + " has already.");
    if (isSame(record.parts, parts)) {
        error.code = "same_secret";
        error.remedy = "Make a new one at the provider, then rotate to it.";
        return std::unexpected(std::move(error));
    }
    // A third would end the first one's grace before its time, and nobody was told so.
    if (!record.previous.empty() && record.previousUntil && *record.previousUntil > now) {
        error.message = "The old key of the rotation before is still kept for " + record.name + '.';
        error.code = "rotating";
        error.remedy = "Retire it first (vault retire --name " + record.name + "), or wait until its time is over.";
        return std::unexpected(std::move(error));
    }
    return {};
}

} // namespace

Result<void> Vault::mayRotate(std::string_view name, const SecretParts &parts) const
{
    const VaultRecord *known = find(name);
    return known == nullptr ? Result<void>(noSuchKey(name)) : isRotatable(*known, parts, m_clock->now());
}

Result<void> Vault::rotate(std::string_view name, SecretParts parts, std::optional<WallTime> graceUntil, int share,
                           const std::string &testResult)
{
    if (const Result<void> may = mayRotate(name, parts); !may) {
        return may;
    }
    const VaultRecord *known = find(name);
    VaultRecord record = known->clone();
    record.forgetPrevious(m_clock->now());
    // Who goes back to a key that was rotated out has it in use again.
    std::erase_if(record.toRevoke, [now = shownPart(parts)](const ToRevoke &old) { return old.masked == now; });
    if (record.toRevoke.size() == mostToRevoke) {
        record.toRevoke.erase(record.toRevoke.begin());
    }
    record.toRevoke.push_back({ shownPart(record.parts), graceUntil.value_or(m_clock->now()) });
    record.previous = graceUntil ? std::move(record.parts) : SecretParts {};
    record.previousUntil = graceUntil;
    record.parts = std::move(parts);
    record.share = graceUntil ? std::clamp(share, 0, 100) : 100;
    record.rotated = m_clock->now();
    record.tested = testResult.empty() ? std::nullopt : std::optional(m_clock->now());
    record.testResult = testResult;
    return replace(std::move(record));
}

Result<void> Vault::shift(std::string_view name, int share)
{
    const VaultRecord *known = find(name);
    if (known == nullptr) {
        return noSuchKey(name);
    }
    VaultRecord record = known->clone();
    record.share = std::clamp(share, 0, 100);
    return replace(std::move(record));
}

Result<void> Vault::retire(std::string_view name)
{
    const VaultRecord *known = find(name);
    if (known == nullptr) {
        return noSuchKey(name);
    }
    VaultRecord record = known->clone();
    record.forgetPrevious(m_clock->now());
    return replace(std::move(record));
}

Result<void> Vault::revoked(std::string_view name)
{
    const VaultRecord *known = find(name);
    if (known == nullptr) {
        return noSuchKey(name);
    }
    VaultRecord record = known->clone();
    const WallTime now = m_clock->now();
    if (std::erase_if(record.toRevoke, [now](const ToRevoke &old) { return old.since <= now; }) == 0) {
        return nothingToRevoke(record);
    }
    return replace(std::move(record));
}

} // namespace patchbay::vault
