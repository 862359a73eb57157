// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendContext: what every view of the Spend panel needs. All parts outlive the views.
#pragma once

#include "models/spend/spend_waste.h"

#include <QByteArray>
#include <QString>

#include <functional>

namespace patchbay {

class BudgetDesk;
class CommandRegistry;
class EntitySlots;
class RecordImport;
class SpendBooks;
class SpendDesk;
class Theme;

struct SpendContext {
    const Theme &theme;
    CommandRegistry &commands;
    SpendDesk &desk;
    EntitySlots &entities; // of models, the same as in every other panel
    RecordImport *imports = nullptr; // of other tools' records into the own ledger; null: cannot
    // Saved views, as savedViewsText() makes them; empty: views cannot be saved.
    std::function<QByteArray()> loadViews {};
    std::function<void(const QByteArray &)> saveViews {};
    // Null: the panel has no such pages.
    BudgetDesk *budgets = nullptr; // of the own ledger
    BudgetDesk *sampleBudgets = nullptr;
    SpendBooks *books = nullptr;
    // The price lists in force; empty: none are known.
    std::function<const Catalog *()> prices {};
    // Opens the prompt of a row as a comparison of its model with a cheaper one ("provider/name"). The sentence says why it
    // could not; empty where it was opened. Empty: nothing can be replayed.
    std::function<void(const AttemptRow &row, const QString &cheaper, std::function<void(const QString &why)> done)> replay {};
    // Puts a change against the waste into the configuration that is open in Routing, as an unsaved draft, and shows it; gives
    // the sentence why it could not. Empty: there is no such panel.
    struct RoutingWish {
        SpendTrait trait {};
        QString group {}; // that the calls asked for
        QString cheaper {}; // "provider/name", where one is known
    };
    std::function<QString(const RoutingWish &wish)> draftRouting {};
};

} // namespace patchbay
