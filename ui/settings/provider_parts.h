// SPDX-License-Identifier: GPL-3.0-or-later
//
// ProviderParts: what the pages about providers need from the rest of the program, as ports: this
// room knows neither the engine nor where keys are kept.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/core/result.h"
#include "providers/core/secret.h"

#include <QAbstractItemModel>
#include <QString>
#include <QStringList>

#include <functional>

namespace patchbay {

struct KeyTrial {
    QString provider; // its id
    QString apiBase;  // without a trailing slash
    SecretBytes secret;
};

struct ProviderParts {
    const Catalog *catalog = nullptr; // outlives the pages
    // The table of providers (models/keys); shown as it is. Outlives the pages.
    QAbstractItemModel *list = nullptr;
    // Asks the provider for its models. `done` is called once, on the GUI thread, also after the
    // page has gone.
    std::function<void(KeyTrial trial, std::function<void(Result<QStringList> models)> done)> testKey {};
    // Keeps the key in memory for this session, and the base where it differs from the catalogue's.
    std::function<void(KeyTrial trial)> useKey {};
    // Looks for Ollama, LM Studio, llama.cpp and vLLM on loopback; answers in a sentence, on the
    // GUI thread.
    std::function<void(std::function<void(QString sentence)> done)> findLocalServers {};
};

} // namespace patchbay
