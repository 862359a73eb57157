// SPDX-License-Identifier: GPL-3.0-or-later
//
// LocalServerFinder: asks the well-known loopback ports who answers there, when a person asks for
// it. It does no networking itself: the probe that it is given does (the engine's listModels).
#pragma once

#include "providers/catalog/catalog.h"

#include <QList>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <functional>
#include <string>
#include <vector>

namespace patchbay {

struct LocalServer {
    QString provider; // id in the catalogue
    QString name; // for people
    ApiFamily family = ApiFamily::OpenAiChat;
    QString apiBase; // always 127.0.0.1
    bool operator==(const LocalServer &) const = default;
};
// Ollama 11434, LM Studio 1234, llama.cpp 8080, vLLM 8000.
QList<LocalServer> wellKnownLocalServers();

struct FoundServer {
    LocalServer server;
    QStringList models;
    bool operator==(const FoundServer &) const = default;
};
// "Found Ollama (3 models) and vLLM (1 model).", or where nothing answered.
QString foundServersSentence(const QList<FoundServer> &found, const QList<LocalServer> &asked);

class LocalServerFinder : public QObject {
    Q_OBJECT
public:
    using Answer = std::function<void(Result<std::vector<std::string>> models)>;
    // Calls the answer once, on any thread, also after this object has gone.
    using Probe = std::function<void(const LocalServer &server, Answer answer)>;

    explicit LocalServerFinder(Probe probe, QList<LocalServer> servers = wellKnownLocalServers(),
                               QObject *parent = nullptr);

    // Starts a search; one under way goes on instead.
    void start();
    bool isRunning() const { return m_open > 0; }
    const QList<LocalServer> &servers() const { return m_servers; }

Q_SIGNALS:
    // In the order of servers(); servers that did not answer within three seconds are not in it.
    void finished(const QList<patchbay::FoundServer> &found);

private:
    void take(int search, qsizetype position, const Result<std::vector<std::string>> &models);
    void finish();

    Probe m_probe;
    QList<LocalServer> m_servers;
    QTimer m_patience;
    std::vector<std::optional<QStringList>> m_answers;
    int m_open = 0;
    int m_search = 0;
};

} // namespace patchbay
