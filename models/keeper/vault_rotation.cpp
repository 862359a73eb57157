// SPDX-License-Identifier: GPL-3.0-or-later
//
// A key's rotation: the new one in, calls shifted to it, the old one watched and retired; and what the ledger says of keys.
#include "models/keeper/vault_turn.h"
#include "models/keeper/vault_work.h"

namespace patchbay {

namespace {

constexpr std::chrono::seconds usesStay { 5 };
constexpr std::chrono::days usesSpan { 120 }; // longer than what is called unused

std::unexpected<Error> goneKey()
{
    Error error = makeError(ErrorClass::NotFound, "The vault does not have this key any more.");
    error.code = "not_found";
    return std::unexpected(error);
}

} // namespace

// A ledger that cannot be read is no reason to show no keys.
void VaultWork::readUses() const
{
    const SteadyTime now = m_parts.clock.steadyNow();
    if (m_usesRead && now - *m_usesRead < usesStay) {
        return;
    }
    m_usesRead = now;
    if (Result<std::map<std::string, KeyUse>> uses = m_traffic.uses(m_parts.clock.now() - usesSpan)) {
        m_uses = std::move(*uses);
    }
}

Result<void> VaultWork::rotate(const std::string &id, vault::SecretParts fresh, std::chrono::hours grace, int share,
                               const std::string &testResult)
{
    const VaultTurn turn(m_parts.folder, m_call.get());
    if (const Result<void> begun = begin(turn); !begun) {
        return begun;
    }
    const vault::VaultRecord *known = find(id);
    if (known == nullptr) {
        return goneKey();
    }
    const std::string name = known->name;
    vault::SecretParts parts = known->clone().parts;
    fresh.merge(parts); // what is fresh comes before
    const std::optional<WallTime> until = grace.count() > 0 ? std::optional(m_parts.clock.now() + grace) : std::nullopt;
    return done(m_vault->rotate(name, std::move(fresh), until, share, testResult), "rotate", name);
}

Result<void> VaultWork::changeOf(const std::string &id, const std::function<Result<void>(const std::string &name)> &change,
                                 const std::string &action, const std::string &detail)
{
    const VaultTurn turn(m_parts.folder, m_call.get());
    const Result<void> begun = begin(turn);
    const vault::VaultRecord *known = begun ? find(id) : nullptr;
    if (known == nullptr) {
        return begun ? goneKey() : begun;
    }
    const std::string name = known->name; // the record may be another after the change
    return done(change(name), action, name, detail);
}

Result<void> VaultWork::shift(const std::string &id, int share)
{
    return changeOf(id, [this, share](const std::string &name) { return m_vault->shift(name, share); }, "shift",
                    std::to_string(share) + " %");
}

Result<void> VaultWork::retire(const std::string &id)
{
    return changeOf(id, [this](const std::string &name) { return m_vault->retire(name); }, "retire");
}

Result<void> VaultWork::revoked(const std::string &id)
{
    return changeOf(id, [this](const std::string &name) { return m_vault->revoked(name); }, "revoked at the provider");
}

Result<KeySlices> VaultWork::slices(const std::string &id, std::chrono::seconds width, int count)
{
    const Result<void> begun = begin();
    const vault::VaultRecord *known = begun ? find(id) : nullptr;
    if (known == nullptr) {
        return begun ? goneKey() : std::unexpected(begun.error());
    }
    return m_traffic.slices(known->name, m_parts.clock.now(), width, count);
}

} // namespace patchbay
