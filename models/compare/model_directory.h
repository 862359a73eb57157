// SPDX-License-Identifier: GPL-3.0-or-later
//
// ModelDirectory: what the panes need to know about a model, in Qt's types. CatalogDirectory answers
// from the catalogue; tests from a table.
#pragma once

#include "models/compare/turn_live.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace patchbay {

struct ModelFacts {
    QString model; // "provider/name"
    QString provider; // id
    QString providerName; // for people
    QString name; // without prefix
    QString note; // one line: what to expect
    QString problem; // why the model string cannot be used; empty when it can
    QString kind; // of call, as providers/core names it; empty: chat
    bool known = false; // in the catalogue
    bool priced = false;
    bool free = false;
    bool local = false;
    bool sandbox = false;
    bool vision = false;
    bool tools = false;
    bool reasoning = false;
    bool keyRequired = true;
    QStringList keyVariables;
    QString priceDate;
    std::optional<qint64> contextTokens;
};

class ModelDirectory {
public:
    virtual ~ModelDirectory() = default;
    virtual ModelFacts facts(const QString &model) const = 0;
    // What a pane can ask, grouped by provider.
    virtual QList<ModelFacts> models() const = 0;
    // Nano-dollars of an answer of that size, nothing without a price.
    virtual std::optional<qint64> cost(const QString &model, qint64 inputTokens, qint64 outputTokens) const = 0;
    // "Why this cost": the parts of an answer's cost, empty without a price.
    virtual QList<CostLine> costLines(const QString &model, const TurnMetrics &metrics) const = 0;
    // Whose key something in the text has the shape of; empty where nothing has.
    virtual QString keyOwnerIn(const QString &text) const { return text.mid(0, 0); }
};

} // namespace patchbay
