// SPDX-License-Identifier: GPL-3.0-or-later
//
// SessionKeys: the keys of this session. Pasted ones live in memory until exit and win over those of the vault, which
// win over those of the environment; nothing is ever written to disk here.
//
// find() may be called on any thread; everything else belongs to the GUI thread. No function and no
// signal gives a key as text: people see its masked form.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/core/account_source.h"

#include <QObject>

#include <functional>
#include <map>
#include <mutex>

namespace patchbay {

// Where a provider's key comes from.
struct KeyInfo {
    enum class Source { None, Environment, Pasted, Vault };
    Source source = Source::None;
    QString variable; // "OPENAI_API_KEY"; of the vault: the key's name there
    QString masked; // "····4f2a"
    bool operator==(const KeyInfo &) const = default;
};
// "environment OPENAI_API_KEY", "vault openai-prod", "pasted", or nothing.
QString keySourceText(const KeyInfo &info);

class SessionKeys final : public QObject, public ExplainingKeySource, public AccountSource {
    Q_OBJECT
public:
    // Gives a variable of the environment, empty when it is not set; called on any thread.
    using VariableLookup = std::function<std::string(const std::string &name)>;

    // The catalogue outlives this.
    SessionKeys(const Catalog &catalog, VariableLookup lookup, QObject *parent = nullptr);

    std::optional<SecretBytes> find(std::string_view name, const Origin &origin) const override;
    std::optional<NamedSecret> findNamed(std::string_view name, const Origin &origin) const override;
    // What the stored source says: that it is locked.
    std::optional<Error> whyMissing(std::string_view name) const override;

    // Those of the stored source, where no key was pasted that comes before them.
    std::vector<KeyAccount> accounts(const AccountQuestion &question) const override;
    std::optional<SecretBytes> findIn(const KeyAccount &account, std::string_view name, const Origin &origin) const override;
    SecretBytes headersOf(const KeyAccount &account, const Origin &origin) const override;

    // Keeps a key for a provider, in place of an earlier one; sent to that origin only when one is
    // given. False when there is no such provider, it takes no key, or the key is empty.
    bool paste(std::string_view provider, SecretBytes key, std::optional<Origin> boundTo = std::nullopt);
    // A source that is asked before the environment, and has the environment behind it (the vault). Before any
    // call is made; it outlives this.
    void setStored(const KeySource *stored) { m_stored = stored; }
    // What the source has now, by provider; emptied when it is locked.
    void setStoredInfo(std::map<std::string, KeyInfo> info);
    // Forgets a pasted key; one of the environment counts again.
    void forget(std::string_view provider);

    KeyInfo infoOf(const ProviderEntry &provider) const;
    // A key is there or none is needed.
    bool isReady(const ProviderEntry &provider) const;
    std::string variable(const std::string &name) const { return m_lookup(name); }

Q_SIGNALS:
    // Also of providers that share the key's variable.
    void changed();

private:
    struct Pasted {
        SecretBytes key;
        std::optional<Origin> boundTo;
    };

    const AccountSource *storedAccounts() const { return dynamic_cast<const AccountSource *>(m_stored); }

    const Catalog &m_catalog;
    const VariableLookup m_lookup;
    const KeySource *m_stored = nullptr;
    std::map<std::string, KeyInfo> m_storedInfo;
    mutable std::mutex m_mutex;
    std::map<std::string, Pasted, std::less<>> m_pasted; // by variable
};

} // namespace patchbay
