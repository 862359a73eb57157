// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendContext: what every view of the Spend panel needs. All parts outlive the views.
#pragma once

#include <functional>

#include <QByteArray>
#include <QString>

namespace patchbay {

class BudgetDesk;
class CommandRegistry;
class EntitySlots;
class SpendBooks;
class SpendDesk;
class Theme;

struct SpendContext {
    const Theme &theme;
    CommandRegistry &commands;
    SpendDesk &desk;
    EntitySlots &entities; // of models, the same as in every other panel
    // Reads another tool's records into the ledger, off the GUI thread; the sentence says what came of it. Empty: cannot.
    std::function<void(const QString &file, std::function<void(const QString &sentence)> done)> importFile {};
    // Saved views, as savedViewsText() makes them; empty: views cannot be saved.
    std::function<QByteArray()> loadViews {};
    std::function<void(const QByteArray &)> saveViews {};
    // Null: the panel has no such pages.
    BudgetDesk *budgets = nullptr; // of the own ledger
    BudgetDesk *sampleBudgets = nullptr;
    SpendBooks *books = nullptr;
};

} // namespace patchbay
