// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/vault_keys.h"

#include <algorithm>

namespace patchbay::vault {

namespace {

constexpr std::string_view onlyPart = "key";
constexpr std::string_view byNamePrefix = "patchbay/vault:";

std::string upperCase(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
    return text;
}

bool isJsonObject(const SecretBytes &secret)
{
    const std::string_view text(secret.bytes().data(), secret.bytes().size());
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text[first] == '{';
}

} // namespace

std::string defaultOrigin(const ProviderEntry &provider)
{
    const std::size_t scheme = provider.apiBase.find("://");
    // An address with a region or a project in it is known only when a call is made.
    if (scheme == std::string::npos || provider.apiBase.find('{') != std::string::npos || provider.local) {
        return {};
    }
    const std::size_t start = scheme + 3;
    std::string host = provider.apiBase.substr(start, provider.apiBase.find('/', start) - start);
    const std::string name = provider.apiBase.substr(0, scheme);
    if (host.find(':') == std::string::npos) {
        host += name == "http" ? ":80" : ":443";
    }
    return name + "://" + host;
}

VaultKeys::VaultKeys(const Catalog &catalog, const KeySource &otherwise, const Clock *clock)
    : m_catalog(catalog)
    , m_otherwise(otherwise)
    , m_clock(clock)
{
}

void VaultKeys::addParts(const VaultRecord &record)
{
    const ProviderEntry *provider = m_catalog.provider(record.provider);
    for (const auto &[part, secret] : record.parts) {
        Known known { record.name, {}, record.origin, secret.clone() };
        if (part == onlyPart && provider != nullptr) {
            // A service account's file is no key but what is exchanged for one.
            const bool exchanged = !provider->exchange.empty() && isJsonObject(secret);
            known.variables = exchanged ? provider->exchangeVariables : provider->keyVariables;
        } else {
            // "aws_access_key_id" answers for AWS_ACCESS_KEY_ID.
            known.variables.push_back(upperCase(part));
        }
        m_known.push_back(std::move(known));
    }
}

void VaultKeys::use(const std::vector<VaultRecord> &records)
{
    const std::scoped_lock lock(m_mutex);
    m_known.clear();
    m_locked = false;
    for (const VaultRecord &record : records) {
        addParts(record);
    }
}

void VaultKeys::setLocked(bool locked)
{
    const std::scoped_lock lock(m_mutex);
    m_locked = locked;
}

std::optional<Error> VaultKeys::whyMissing(std::string_view name) const
{
    const std::scoped_lock lock(m_mutex);
    if (m_locked) {
        Error error =
            makeError(ErrorClass::ServiceUnavailable, "The key is in the vault, or may be, and the vault is locked.");
        error.code = "vault_locked";
        error.type = "vault_locked";
        error.permanent = true;
        error.remedy = "Start the gateway with --passphrase-fd, or with the systemd credential patchbay-passphrase.";
        return error;
    }
    if (name.starts_with(byNamePrefix)) {
        Error error = makeError(ErrorClass::Authentication,
                                "The vault has no key \"" + std::string(name.substr(byNamePrefix.size()))
                                    + "\" for this address.");
        error.permanent = true;
        return error;
    }
    return patchbay::whyMissing(m_otherwise, name);
}

bool VaultKeys::mayKnow(std::string_view name) const
{
    const std::scoped_lock lock(m_mutex);
    return m_locked || std::ranges::any_of(m_known, [&](const Known &known) {
               return name.starts_with(byNamePrefix) ? name.substr(byNamePrefix.size()) == known.name
                                                     : std::ranges::contains(known.variables, name);
           });
}

std::optional<SecretBytes> VaultKeys::find(std::string_view name, const Origin &origin) const
{
    {
        const std::scoped_lock lock(m_mutex);
        const std::string target = toString(origin);
        std::vector<const Known *> fitting;
        bool elsewhere = false;
        for (const Known &known : m_known) {
            const bool asked = name.starts_with(byNamePrefix) ? name.substr(byNamePrefix.size()) == known.name
                                                              : std::ranges::contains(known.variables, name);
            const bool allowed = known.boundTo.empty() || known.boundTo == target;
            if (asked && allowed) {
                fitting.push_back(&known);
            }
            elsewhere = elsewhere || (asked && !allowed);
        }
        if (!fitting.empty()) {
            const Known &chosen = *fitting[m_turn++ % fitting.size()];
            if (m_clock != nullptr) {
                m_uses.insert_or_assign(chosen.name, m_clock->now());
            }
            return chosen.secret.clone();
        }
        if (elsewhere) {
            // Bound to another host, it is no reason to send the environment's key there either.
            return std::nullopt;
        }
    }
    return m_otherwise.find(name, origin);
}

std::map<std::string, WallTime> VaultKeys::lastUses() const
{
    const std::scoped_lock lock(m_mutex);
    return m_uses;
}

} // namespace patchbay::vault
