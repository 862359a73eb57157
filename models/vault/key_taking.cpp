// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/key_taking.h"

#include "models/vault/key_parts.h"
#include "models/vault/vault_keys.h"
#include "providers/core/ids.h"

#include <QUrl>

#include <algorithm>

namespace patchbay::vault {

namespace {

bool isSame(const SecretBytes &one, const SecretBytes &other)
{
    return std::ranges::equal(one.bytes(), other.bytes());
}

} // namespace

Result<VaultRecord> newRecord(const std::string &name, const std::string &provider, const Catalog &catalog, const Clock &clock)
{
    const ProviderEntry *known = catalog.provider(provider);
    if (known == nullptr) {
        Error error = makeError(ErrorClass::BadRequest, "There is no provider \"" + provider + "\".");
        error.code = "no_provider";
        error.remedy = "patchbay-cli catalog list --providers names them.";
        return std::unexpected(std::move(error));
    }
    SeededRandom random(systemSeed());
    VaultRecord record;
    record.id = makeId("key_", clock.now(), random);
    record.name = name;
    record.provider = provider;
    record.origin = defaultOrigin(*known);
    record.created = clock.now();
    return record;
}

std::string freeName(const Vault &vault, const std::string &wanted)
{
    std::string name = wanted;
    for (int number = 2; vault.find(name) != nullptr; ++number) {
        name = wanted + '-' + std::to_string(number);
    }
    return name;
}

std::string originOfAddress(const std::string &address)
{
    const QUrl url(QString::fromStdString(address), QUrl::StrictMode);
    const bool secure = url.scheme() == QLatin1String("https");
    if (!url.isValid() || url.host().isEmpty() || (!secure && url.scheme() != QLatin1String("http"))) {
        return {};
    }
    const std::string host = url.host().contains(QLatin1Char(':')) ? '[' + url.host().toStdString() + ']' : url.host().toStdString();
    return url.scheme().toStdString() + "://" + host + ':' + std::to_string(url.port(secure ? 443 : 80));
}

KeyTaking::KeyTaking(Vault &vault, const Catalog &catalog, const Clock &clock)
    : m_vault(vault)
    , m_catalog(catalog)
    , m_clock(clock)
{
}

// Into an account that is there; one that says otherwise keeps what it says.
Result<std::string> KeyTaking::takeInto(const VaultRecord &record, FoundKey found)
{
    VaultRecord more = record.clone();
    if (found.part == addressPart) {
        // Who sets an address beside a key means the key for it.
        const bool isOurs = m_made.contains(record.name);
        if (!more.origin.empty() && !isOurs) {
            return std::string();
        }
        more.origin = originOfAddress(std::string(found.secret.bytes().begin(), found.secret.bytes().end()));
    } else if (!more.parts.emplace(found.part, std::move(found.secret)).second) {
        return std::string();
    }
    return m_vault.replace(std::move(more)).transform([name = record.name] { return name; });
}

Result<std::string> KeyTaking::take(FoundKey found)
{
    const ProviderEntry *provider = m_catalog.provider(found.provider);
    const bool isBeside = found.part == addressPart || isSettingPart(provider, found.part);
    const auto account = m_accounts.find(found.provider);
    if (isBeside) {
        const VaultRecord *record = account != m_accounts.end() ? m_vault.find(account->second) : nullptr;
        return record != nullptr ? takeInto(*record, std::move(found)) : Result<std::string>(std::string());
    }
    const auto known = std::ranges::find_if(m_vault.records(), [&](const VaultRecord &record) {
        const auto part = record.parts.find(found.part);
        return record.provider == found.provider && part != record.parts.end() && isSame(part->second, found.secret);
    });
    if (known != m_vault.records().end()) {
        m_accounts.insert_or_assign(found.provider, known->name);
        return std::string();
    }
    if (!headerOfPart(found.part).empty()) {
        // A header goes where its file sends it, not to everything that the provider's account is for.
        const std::string said = originOfAddress(found.address);
        const std::string origin = said.empty() && provider != nullptr ? defaultOrigin(*provider) : said;
        const VaultRecord *ours = account != m_accounts.end() ? m_vault.find(account->second) : nullptr;
        if (ours != nullptr && ours->origin == origin) {
            return takeInto(*ours, std::move(found));
        }
    } else if (found.part != onlyPart) {
        // The other part of what this import, or an earlier one, began.
        const VaultRecord *begun = m_vault.find(account != m_accounts.end() ? account->second : found.provider);
        if (begun != nullptr && begun->provider == found.provider && !begun->parts.contains(found.part)) {
            return takeInto(*begun, std::move(found));
        }
    }
    const std::string name = freeName(m_vault, found.provider);
    Result<VaultRecord> record = newRecord(name, found.provider, m_catalog, m_clock);
    if (!record) {
        return std::unexpected(record.error());
    }
    if (const std::string origin = originOfAddress(found.address); !origin.empty()) {
        record->origin = origin;
    }
    record->notes = "from " + found.where;
    record->parts.emplace(found.part, std::move(found.secret));
    const Result<void> added = m_vault.add(std::move(*record));
    if (added) {
        m_accounts.insert_or_assign(found.provider, name);
        m_made.insert(name);
    }
    return added.transform([&name] { return name; });
}

} // namespace patchbay::vault
