// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/vault_keys.h"

#include "models/vault/key_parts.h"

#include <algorithm>

namespace patchbay::vault {

namespace {

constexpr std::string_view refusals[] = { "not accepted", "no quota", "forbidden" };
constexpr std::string_view byNamePrefix = "patchbay/vault:";
// Amazon's own name for a key that needs no signature.
constexpr auto awsBearer = "AWS_BEARER_TOKEN_BEDROCK";

bool isJsonObject(const SecretBytes &secret)
{
    const std::string_view text(secret.bytes().data(), secret.bytes().size());
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text[first] == '{';
}

// A token of IBM's is a JWT; its API keys, which are exchanged for one, are not.
bool isJsonWebToken(const SecretBytes &secret)
{
    return std::string_view(secret.bytes().data(), secret.bytes().size()).starts_with("eyJ");
}

// What a service account's file says of itself.
std::string projectIn(const SecretBytes &file)
{
    const std::string_view text(file.bytes().data(), file.bytes().size());
    constexpr std::string_view member = "\"project_id\"";
    std::size_t at = text.find(member);
    at = at == std::string_view::npos ? at : text.find_first_not_of(" \t\r\n:", at + member.size());
    if (at == std::string_view::npos || text[at] != '"') {
        return {};
    }
    const std::size_t end = text.find('"', at + 1);
    return end == std::string_view::npos ? std::string() : std::string(text.substr(at + 1, end - at - 1));
}

bool asksFor(const ProviderEntry &provider, std::string_view variable)
{
    return variable == awsBearer && provider.auth.kind == AuthPlacement::Kind::AwsSignature
        ? provider.auth.name == "bedrock"
        : std::ranges::contains(provider.keyVariables, variable) || std::ranges::contains(provider.bearerVariables, variable)
            || std::ranges::contains(provider.exchangeVariables, variable);
}

} // namespace

std::vector<std::string> variablesOf(const ProviderEntry &provider, const SecretBytes &secret)
{
    if (provider.auth.kind == AuthPlacement::Kind::AwsSignature) {
        return { awsBearer };
    }
    const bool exchanged = provider.exchange == "ibm" ? !isJsonWebToken(secret)
                                                      : !provider.exchange.empty() && isJsonObject(secret);
    return exchanged ? provider.exchangeVariables : provider.keyVariables;
}

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

std::string addressAt(const std::string &origin, const ProviderEntry &provider)
{
    if (origin.empty() || origin == defaultOrigin(provider)) {
        return {};
    }
    const std::size_t scheme = provider.apiBase.find("://");
    const std::size_t path = scheme == std::string::npos ? scheme : provider.apiBase.find('/', scheme + 3);
    return path == std::string::npos ? origin : origin + provider.apiBase.substr(path);
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

std::string VaultKeys::Account::shownName() const
{
    return ledgerName(name, isOld);
}

const VaultKeys::Part *VaultKeys::Account::answering(std::string_view wanted) const
{
    if (wanted.starts_with(byNamePrefix)) {
        const auto only = std::ranges::find(parts, onlyPart, &Part::name);
        return wanted.substr(byNamePrefix.size()) != name ? nullptr
            : only != parts.end()                          ? &*only
            : parts.size() == 1                            ? &parts.front()
                                                           : nullptr;
    }
    const auto found =
        std::ranges::find_if(parts, [&](const Part &part) { return std::ranges::contains(part.variables, wanted); });
    return found == parts.end() ? nullptr : &*found;
}

VaultKeys::Account VaultKeys::accountOf(const VaultRecord &record, const SecretParts &parts, bool isOld) const
{
    const ProviderEntry *provider = m_catalog.provider(record.provider);
    Account account;
    account.name = record.name;
    account.provider = record.provider;
    account.boundTo = record.origin;
    account.headers = headerSetOf(parts);
    account.isOld = isOld;
    account.share = record.share;
    // What the last test said of the key in use counts until it is tested again, or works.
    account.waits = !isOld && std::ranges::contains(refusals, record.testResult);
    for (const auto &[part, secret] : parts) {
        if (isSettingPart(provider, part)) {
            account.settings.emplace(part, std::string(secret.bytes().begin(), secret.bytes().end()));
        } else if (part == onlyPart && provider != nullptr) {
            account.parts.push_back({ part, variablesOf(*provider, secret), secret.clone() });
        } else if (headerOfPart(part).empty()) {
            account.parts.push_back({ part, { variableOfPart(part) }, secret.clone() });
        }
        if (provider != nullptr && provider->exchange == "google" && isJsonObject(secret)) {
            account.project = projectIn(secret);
        }
    }
    return account;
}

void VaultKeys::use(const std::vector<VaultRecord> &records)
{
    const std::scoped_lock lock(m_mutex);
    m_accounts.clear();
    m_locked = false;
    for (const VaultRecord &record : records) {
        m_accounts.push_back(accountOf(record, record.parts, false));
        const bool isKept = m_clock == nullptr || (record.previousUntil && *record.previousUntil > m_clock->now());
        if (record.share < 100 && isKept && !record.previous.empty()) {
            m_accounts.push_back(accountOf(record, record.previous, true));
        }
    }
}

bool VaultKeys::serves(const Account &account, const ProviderEntry *provider, std::string_view reference) const
{
    if (reference.starts_with(byNamePrefix)) {
        return reference.substr(byNamePrefix.size()) == account.name;
    }
    if (!reference.empty()) {
        return account.answering(reference) != nullptr;
    }
    const auto isAskedFor = [provider](const Part &part) {
        return std::ranges::any_of(part.variables, [provider](const std::string &name) { return asksFor(*provider, name); });
    };
    return provider != nullptr
        && ((account.provider == provider->id && (!account.parts.empty() || !account.headers.empty()))
            || std::ranges::any_of(account.parts, isAskedFor));
}

KeyAccount VaultKeys::shown(const Account &account, const ProviderEntry *provider) const
{
    KeyAccount shown { account.shownName(), account.boundTo, {}, {}, isResting(account) };
    if (provider == nullptr) {
        return shown;
    }
    if (account.provider == provider->id) {
        shown.base = addressAt(account.boundTo, *provider);
    }
    for (const ProviderSetting &setting : provider->settings) {
        if (const auto found = account.settings.find(settingPart(setting)); found != account.settings.end()) {
            shown.settings.emplace_back(setting.name, found->second);
        } else if (setting.name == "project" && !account.project.empty()) {
            shown.settings.emplace_back(setting.name, account.project);
        }
    }
    return shown;
}

std::vector<KeyAccount> VaultKeys::accounts(const AccountQuestion &question) const
{
    const std::scoped_lock lock(m_mutex);
    const ProviderEntry *provider = m_accounts.empty() ? nullptr : m_catalog.provider(question.provider);
    std::vector<const Account *> fitting;
    for (const Account &account : m_accounts) {
        if (serves(account, provider, question.reference)) {
            fitting.push_back(&account);
        }
    }
    if (question.origin) {
        const std::string target = toString(*question.origin);
        const auto isElsewhere = [&](const Account *account) { return !account->boundTo.empty() && account->boundTo != target; };
        // A key of another address serves where no key of this one does, unless the address is the caller's will.
        if (question.isFixed || !std::ranges::all_of(fitting, isElsewhere)) {
            std::erase_if(fitting, isElsewhere);
        }
    }
    std::vector<KeyAccount> list;
    if (fitting.empty()) {
        return list;
    }
    const Account *first = chosen(fitting);
    list.push_back(shown(*first, provider));
    for (const Account *account : fitting) {
        if (account != first && account->name != first->name) {
            list.push_back(shown(*account, provider));
        }
    }
    return list;
}

const VaultKeys::Account *VaultKeys::known(const KeyAccount &account, const Origin &origin) const
{
    const auto found =
        std::ranges::find_if(m_accounts, [&](const Account &candidate) { return candidate.shownName() == account.name; });
    const bool allowed = found != m_accounts.end() && (found->boundTo.empty() || found->boundTo == toString(origin));
    return allowed ? &*found : nullptr;
}

void VaultKeys::noteUse(const Account &account) const
{
    if (m_clock != nullptr) {
        m_uses.insert_or_assign(account.name, m_clock->now());
    }
}

std::optional<SecretBytes> VaultKeys::findIn(const KeyAccount &account, std::string_view name, const Origin &origin) const
{
    const std::scoped_lock lock(m_mutex);
    const Account *found = known(account, origin);
    // By the account's own name: its key, of before a rotation too.
    const Part *part = found == nullptr ? nullptr : found->answering(name == account.name ? ledgerName(found->name) : name);
    if (part == nullptr) {
        return std::nullopt;
    }
    noteUse(*found);
    return part->secret.clone();
}

SecretBytes VaultKeys::headersOf(const KeyAccount &account, const Origin &origin) const
{
    const std::scoped_lock lock(m_mutex);
    const Account *found = known(account, origin);
    if (found == nullptr || found->headers.empty()) {
        return {};
    }
    noteUse(*found);
    return found->headers.clone();
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
        error.remedy = "Open it with --passphrase-fd N, or with the systemd credential patchbay-passphrase.";
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
    return m_locked || std::ranges::any_of(m_accounts, [&](const Account &account) {
               return name.starts_with(byNamePrefix) ? name.substr(byNamePrefix.size()) == account.name
                                                     : account.answering(name) != nullptr;
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
        std::vector<const Account *> fitting;
        bool elsewhere = false;
        for (const Account &account : m_accounts) {
            const bool asked = account.answering(name) != nullptr;
            const bool allowed = account.boundTo.empty() || account.boundTo == target;
            if (asked && allowed) {
                fitting.push_back(&account);
            }
            elsewhere = elsewhere || (asked && !allowed);
        }
        if (!fitting.empty()) {
            // Who asks for parts one by one gets them all of the same account.
            const Account &taken = fitting.front()->parts.size() > 1 ? *fitting.front() : *chosen(std::move(fitting));
            noteUse(taken);
            return NamedSecret { taken.answering(name)->secret.clone(), taken.shownName() };
        }
        if (elsewhere) {
            // Bound to another host, it is no reason to send the environment's key there either.
            return std::nullopt;
        }
    }
    return patchbay::findNamed(m_otherwise, name, origin);
}

std::map<std::string, WallTime> VaultKeys::lastUses() const
{
    const std::scoped_lock lock(m_mutex);
    return m_uses;
}

} // namespace patchbay::vault
