// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/key_services.h"

#include "app/window/window_engines.h"
#include "models/mailbox/mailbox.h"
#include "models/settings/settings.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

QStringList toStrings(const std::vector<std::string> &texts)
{
    QStringList list;
    for (const std::string &text : texts) {
        list.append(QString::fromStdString(text));
    }
    return list;
}

std::optional<Origin> originOf(const QString &apiBase)
{
    const Result<transport::ParsedUrl> url = transport::parseUrl(apiBase.toStdString());
    return url ? std::optional(url->origin) : std::nullopt;
}

} // namespace

KeyServices::KeyServices(const Catalog &catalog, WindowEngines &engines, SessionKeys &keys, Settings &settings)
    : m_catalog(catalog)
    , m_engines(engines)
    , m_keys(keys)
    , m_settings(settings)
    , m_list(catalog, keys)
    , m_finder([&engines](const LocalServer &server, LocalServerFinder::Answer answer) {
        engines.chats().listModels(server.provider.toStdString(), server.apiBase.toStdString(), {},
                                   std::move(answer));
    })
{
    m_list.setApiBases(settings.apiBases());
    m_list.setSandboxShown(settings.showSandbox());
    connect(&settings, &Settings::apiBaseChanged, this, [this](const QString &provider, const QString &apiBase) {
        m_list.setApiBases(m_settings.apiBases());
        const ProviderEntry *entry = m_catalog.provider(provider.toStdString());
        const std::string fallback = entry ? entry->apiBase : std::string();
        m_engines.setApiBase(provider.toStdString(), apiBase.isEmpty() ? fallback : apiBase.toStdString());
    });
    connect(&settings, &Settings::showSandboxChanged, this, [this] { m_list.setSandboxShown(m_settings.showSandbox()); });
    connect(&keys, &SessionKeys::changed, this, &KeyServices::keysChanged);
    connect(&m_finder, &LocalServerFinder::finished, this, &KeyServices::takeFound);
}

ProviderParts KeyServices::providerParts()
{
    ProviderParts parts;
    parts.catalog = &m_catalog;
    parts.list = &m_list;
    parts.testKey = [this](KeyTrial trial, std::function<void(Result<QStringList>)> done) {
        testKey(std::move(trial), std::move(done));
    };
    parts.useKey = [this](KeyTrial trial) { useKey(std::move(trial)); };
    parts.findLocalServers = [this](std::function<void(QString)> done) { findLocalServers(std::move(done)); };
    return parts;
}

ImportPorts KeyServices::importPorts()
{
    ImportPorts ports;
    ports.hasVariable = [this](const std::string &name) { return !m_keys.variable(name).empty(); };
    ports.listModels = [this](ModelQuestion question, std::function<void(Result<QStringList>)> done) {
        const ProviderEntry *entry = m_catalog.provider(question.provider.toStdString());
        const std::optional<Origin> origin = originOf(question.apiBase);
        SecretBytes key = std::move(question.key);
        for (const std::string &name : entry && origin ? entry->keyVariables : std::vector<std::string>()) {
            if (key.empty()) {
                key = m_keys.find(name, *origin).value_or(SecretBytes());
            }
        }
        testKey({ question.provider, question.apiBase, std::move(key) }, std::move(done));
    };
    return ports;
}

QString KeyServices::sourceInWords(const QString &model) const
{
    const Result<ResolvedModel> resolved = m_catalog.resolve(model.toStdString());
    if (!resolved) {
        return tr("unknown provider");
    }
    const KeyInfo info = m_keys.infoOf(*resolved->provider);
    if (info.source == KeyInfo::Source::None) {
        return resolved->provider->keyRequired ? tr("no key yet") : tr("no key needed");
    }
    return u"%1 %2"_s.arg(keySourceText(info), info.masked);
}

int KeyServices::keyCount() const
{
    return static_cast<int>(std::ranges::count_if(m_catalog.providers(), [this](const ProviderEntry &provider) {
        return m_keys.infoOf(provider).source != KeyInfo::Source::None;
    }));
}

void KeyServices::findLocalServers(std::function<void(const QString &sentence)> done)
{
    m_waiting.append(std::move(done));
    m_finder.start();
}

void KeyServices::testKey(KeyTrial trial, std::function<void(Result<QStringList>)> done)
{
    const std::string provider = trial.provider.toStdString();
    // The answer comes on an I/O thread and belongs on the GUI's, also when the page has gone.
    m_engines.chats().listModels(provider, trial.apiBase.toStdString(), std::move(trial.secret),
                        [mailbox = Mailbox::of(qApp), done = std::move(done)](Result<std::vector<std::string>> models) {
                            mailbox->post([done, models = std::move(models)] { done(models.transform(toStrings)); });
                        });
}

void KeyServices::useKey(KeyTrial trial)
{
    const ProviderEntry *entry = m_catalog.provider(trial.provider.toStdString());
    if (!entry) {
        return;
    }
    const std::optional<Origin> boundTo = originOf(trial.apiBase);
    m_keys.paste(entry->id, std::move(trial.secret), boundTo);
    const bool differs = !trial.apiBase.isEmpty() && trial.apiBase.toStdString() != entry->apiBase;
    m_settings.setApiBase(trial.provider, differs ? trial.apiBase : QString());
}

void KeyServices::takeFound(const QList<FoundServer> &found)
{
    for (const FoundServer &server : found) {
        m_settings.setApiBase(server.server.provider, server.server.apiBase);
    }
    const QString sentence = foundServersSentence(found, m_finder.servers());
    for (const auto &done : std::exchange(m_waiting, {})) {
        done(sentence);
    }
}

} // namespace patchbay
