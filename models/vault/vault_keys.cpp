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

std::string ledgerName(std::string_view keyName, bool isOld)
{
    return std::string(byNamePrefix) + std::string(keyName) + (isOld ? " (old)" : "");
}

std::string settingPart(const ProviderSetting &setting)
{
    std::string part = setting.variables.empty() ? setting.name : setting.variables.front();
    std::ranges::transform(part, part.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return part;
}

std::map<std::string, std::string> settingsIn(const std::vector<VaultRecord> &records, const Catalog &catalog)
{
    std::map<std::string, std::string> settings;
    for (const VaultRecord &record : records) {
        const ProviderEntry *provider = catalog.provider(record.provider);
        if (provider == nullptr) {
            continue;
        }
        if (provider->apiBase.empty() && !record.origin.empty()) {
            settings.emplace(provider->id, record.origin);
        }
        for (const ProviderSetting &setting : provider->settings) {
            if (const auto part = record.parts.find(settingPart(setting)); part != record.parts.end()) {
                const std::span<const char> value = part->second.bytes();
                settings.emplace(provider->id + '#' + setting.name, std::string(value.begin(), value.end()));
            }
        }
    }
    return settings;
}

std::map<std::string, std::string> VaultKeys::settings() const
{
    const std::scoped_lock lock(m_mutex);
    return m_settings;
}

std::string VaultKeys::Known::shownName() const
{
    return ledgerName(name, isOld);
}

void VaultKeys::addParts(const VaultRecord &record, const SecretParts &parts, bool isOld)
{
    const ProviderEntry *provider = m_catalog.provider(record.provider);
    for (const auto &[part, secret] : parts) {
        Known known { record.name, {}, record.origin, secret.clone(), isOld, part != onlyPart, record.share };
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
    for (auto &[name, value] : settingsIn(records, m_catalog)) {
        m_settings.insert_or_assign(name, value);
    }
    for (const VaultRecord &record : records) {
        addParts(record, record.parts, false);
        const bool isKept = m_clock == nullptr || (record.previousUntil && *record.previousUntil > m_clock->now());
        if (record.share < 100 && isKept) {
            addParts(record, record.previous, true);
        }
    }
}

void VaultKeys::rest(std::string_view name, std::chrono::seconds time)
{
    const std::scoped_lock lock(m_mutex);
    m_resting.insert_or_assign(std::string(name), std::chrono::steady_clock::now() + time);
}

void VaultKeys::wake(std::string_view name)
{
    const std::scoped_lock lock(m_mutex);
    if (const auto found = m_resting.find(name); found != m_resting.end()) {
        m_resting.erase(found);
    }
}

bool VaultKeys::isResting(const Known &known) const
{
    const auto found = m_resting.find(known.shownName());
    return found != m_resting.end() && found->second > std::chrono::steady_clock::now();
}

// Of the keys that fit: not one that rests while another does not, each record in its turn, and of a record that is
// being rotated the new key as often as its share says.
const VaultKeys::Known *VaultKeys::chosen(std::vector<const Known *> fitting) const
{
    if (std::ranges::any_of(fitting, [this](const Known *known) { return !isResting(*known); })) {
        std::erase_if(fitting, [this](const Known *known) { return isResting(*known); });
    }
    if (fitting.front()->isPart) {
        return fitting.front(); // the next part is asked for in a call of its own, and must be of the same account
    }
    std::vector<std::string_view> names;
    for (const Known *known : fitting) {
        if (!std::ranges::contains(names, known->name)) {
            names.push_back(known->name);
        }
    }
    const std::size_t turn = m_turn++;
    const std::string_view name = names[turn % names.size()];
    // Spread over the hundred, so that one in ten is not ten in a row.
    constexpr std::size_t step = 61;
    const std::size_t place = turn / names.size() * step % 100;
    const Known *first = nullptr;
    for (const Known *known : fitting) {
        if (known->name == name) {
            first = first == nullptr ? known : first;
            if (known->isOld != (place < static_cast<std::size_t>(known->share))) {
                return known;
            }
        }
    }
    return first;
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
    return findNamed(name, origin).transform([](NamedSecret &&found) { return std::move(found.secret); });
}

std::optional<NamedSecret> VaultKeys::findNamed(std::string_view name, const Origin &origin) const
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
            const Known &taken = *chosen(std::move(fitting));
            if (m_clock != nullptr) {
                m_uses.insert_or_assign(taken.name, m_clock->now());
            }
            return NamedSecret { taken.secret.clone(), taken.shownName() };
        }
        if (elsewhere) {
            // Bound to another host, it is no reason to send the environment's key there either.
            return std::nullopt;
        }
    }
    return patchbay::findNamed(m_otherwise, name, origin);
}

void addSettings(std::map<std::string, std::string> &apiBases, const VaultKeys *keys)
{
    for (auto &[name, value] : keys != nullptr ? keys->settings() : std::map<std::string, std::string>()) {
        apiBases.insert_or_assign(name, value);
    }
}

std::map<std::string, WallTime> VaultKeys::lastUses() const
{
    const std::scoped_lock lock(m_mutex);
    return m_uses;
}

} // namespace patchbay::vault
