// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeyServices: gives the pages about providers what they need of engine, keys and settings.
#pragma once

#include "models/keys/local_server_finder.h"
#include "models/keys/provider_list_model.h"
#include "ui/routing/routing_context.h"
#include "ui/settings/provider_parts.h"

namespace patchbay {

class Settings;
class WindowEngines;

class KeyServices final : public QObject {
    Q_OBJECT
public:
    // All outlive it.
    KeyServices(const Catalog &catalog, WindowEngines &engines, SessionKeys &keys, Settings &settings);

    ProviderParts providerParts();
    // For the Routing panel's imports.
    ImportPorts importPorts();
    // Where the key for a model comes from: "environment OPENAI_API_KEY", "no key needed".
    QString sourceInWords(const QString &model) const;
    // Providers that have a key, pasted or from the environment.
    int keyCount() const;
    // Found servers become the addresses of their providers; the sentence says which.
    void findLocalServers(std::function<void(const QString &sentence)> done);

Q_SIGNALS:
    void keysChanged();

private:
    void testKey(KeyTrial trial, std::function<void(Result<QStringList>)> done);
    void useKey(KeyTrial trial);
    void takeFound(const QList<FoundServer> &found);

    const Catalog &m_catalog;
    WindowEngines &m_engines;
    SessionKeys &m_keys;
    Settings &m_settings;
    ProviderListModel m_list;
    LocalServerFinder m_finder;
    QList<std::function<void(const QString &)>> m_waiting;
};

} // namespace patchbay
