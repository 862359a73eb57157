// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keys/session_keys.h"

#include <cstring>

namespace patchbay {

using namespace Qt::StringLiterals;

namespace {

// The secret of a variable; the text that it came in is wiped.
std::optional<SecretBytes> takeSecret(std::string text)
{
    std::optional<SecretBytes> secret;
    if (!text.empty()) {
        secret = SecretBytes::copyOf(text);
    }
    explicit_bzero(text.data(), text.size());
    return secret;
}

} // namespace

QString keySourceText(const KeyInfo &info)
{
    switch (info.source) {
    case KeyInfo::Source::Environment: return u"environment %1"_s.arg(info.variable);
    case KeyInfo::Source::Pasted: return u"pasted"_s;
    case KeyInfo::Source::Vault: return u"vault %1"_s.arg(info.variable);
    case KeyInfo::Source::None: break;
    }
    return {};
}

SessionKeys::SessionKeys(const Catalog &catalog, VariableLookup lookup, QObject *parent)
    : QObject(parent)
    , m_catalog(catalog)
    , m_lookup(std::move(lookup))
{
}

std::optional<SecretBytes> SessionKeys::find(std::string_view name, const Origin &origin) const
{
    return findNamed(name, origin).transform([](NamedSecret &&found) { return std::move(found.secret); });
}

std::optional<NamedSecret> SessionKeys::findNamed(std::string_view name, const Origin &origin) const
{
    const auto named = [name](SecretBytes &&secret) { return NamedSecret { std::move(secret), std::string(name) }; };
    {
        const std::scoped_lock lock(m_mutex);
        const auto pasted = m_pasted.find(name);
        if (pasted != m_pasted.end()) {
            // Bound elsewhere, it is no reason to send another key there either.
            const bool allowed = !pasted->second.boundTo || *pasted->second.boundTo == origin;
            return allowed ? std::optional(named(pasted->second.key.clone())) : std::nullopt;
        }
    }
    return m_stored != nullptr ? patchbay::findNamed(*m_stored, name, origin)
                               : takeSecret(m_lookup(std::string(name))).transform(named);
}

std::vector<KeyAccount> SessionKeys::accounts(const AccountQuestion &question) const
{
    const ProviderEntry *entry = m_catalog.provider(question.provider);
    const AccountSource *stored = storedAccounts();
    if (stored == nullptr) {
        return {};
    }
    {
        const std::scoped_lock lock(m_mutex);
        const std::string_view variable = !question.reference.empty() ? question.reference
            : entry != nullptr && !entry->keyVariables.empty()       ? std::string_view(entry->keyVariables.front())
                                                                     : std::string_view();
        if (m_pasted.contains(variable)) {
            return {};
        }
    }
    return stored->accounts(question);
}

std::optional<SecretBytes> SessionKeys::findIn(const KeyAccount &account, std::string_view name, const Origin &origin) const
{
    const AccountSource *stored = storedAccounts();
    return stored != nullptr ? stored->findIn(account, name, origin) : std::nullopt;
}

SecretBytes SessionKeys::headersOf(const KeyAccount &account, const Origin &origin) const
{
    const AccountSource *stored = storedAccounts();
    return stored != nullptr ? stored->headersOf(account, origin) : SecretBytes();
}

std::optional<Error> SessionKeys::whyMissing(std::string_view name) const
{
    std::optional<Error> error = m_stored != nullptr ? patchbay::whyMissing(*m_stored, name) : std::nullopt;
    if (error && error->code == "vault_locked") {
        error->remedy = "Open the vault in Keys, or paste a key for this session in Settings.";
    }
    return error;
}

void SessionKeys::setStoredInfo(std::map<std::string, KeyInfo> info)
{
    if (m_storedInfo != info) {
        m_storedInfo = std::move(info);
        Q_EMIT changed();
    }
}

bool SessionKeys::paste(std::string_view provider, SecretBytes key, std::optional<Origin> boundTo)
{
    const ProviderEntry *entry = m_catalog.provider(provider);
    if (!entry || entry->keyVariables.empty() || key.empty()) {
        return false;
    }
    {
        const std::scoped_lock lock(m_mutex);
        m_pasted.insert_or_assign(entry->keyVariables.front(), Pasted { std::move(key), std::move(boundTo) });
    }
    Q_EMIT changed();
    return true;
}

void SessionKeys::forget(std::string_view provider)
{
    const ProviderEntry *entry = m_catalog.provider(provider);
    if (!entry || entry->keyVariables.empty()) {
        return;
    }
    bool forgotten = false;
    {
        const std::scoped_lock lock(m_mutex);
        forgotten = m_pasted.erase(entry->keyVariables.front()) > 0;
    }
    if (forgotten) {
        Q_EMIT changed();
    }
}

KeyInfo SessionKeys::infoOf(const ProviderEntry &provider) const
{
    for (const std::string &variable : provider.keyVariables) {
        const QString name = QString::fromStdString(variable);
        {
            const std::scoped_lock lock(m_mutex);
            const auto pasted = m_pasted.find(variable);
            if (pasted != m_pasted.end()) {
                return { .source = KeyInfo::Source::Pasted,
                         .variable = name,
                         .masked = QString::fromStdString(maskedForm(pasted->second.key)) };
            }
        }
        if (const auto stored = m_storedInfo.find(provider.id); stored != m_storedInfo.end()) {
            return stored->second;
        }
        if (const std::optional<SecretBytes> secret = takeSecret(m_lookup(variable))) {
            return { .source = KeyInfo::Source::Environment,
                     .variable = name,
                     .masked = QString::fromStdString(maskedForm(*secret)) };
        }
    }
    return {};
}

bool SessionKeys::isReady(const ProviderEntry &provider) const
{
    return !provider.keyRequired || infoOf(provider).source != KeyInfo::Source::None;
}

} // namespace patchbay
