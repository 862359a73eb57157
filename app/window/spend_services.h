// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendServices: gives the Spend panel what it needs of the ledger and the data directory.
#pragma once

#include "models/spend/budget_desk.h"
#include "models/spend/record_import.h"
#include "models/spend/spend_books.h"
#include "models/spend/spend_desk.h"

#include <QCoreApplication>
#include <QFileSystemWatcher>
#include <QThreadPool>

namespace patchbay {

class BillPull;
class CommandRegistry;
class DataDirectory;
class EntitySlots;
class FreshPrices;
class Settings;
class SpendPanel;
class SqlLedger;
class Theme;
class WasteActions;

class SpendServices final {
    Q_DECLARE_TR_FUNCTIONS(SpendServices)
public:
    // All outlive it.
    SpendServices(SqlLedger &ledger, const DataDirectory &directory, const Clock &clock, FreshPrices &prices, Settings &settings,
                  BillPull &bills);

    BudgetDesk &budgets() { return m_budgets; }

    // Owned by who takes it. The actions outlive it.
    SpendPanel *makePanel(const Theme &theme, CommandRegistry &commands, EntitySlots &entities, WasteActions &actions);

private:
    void watchPrices(const QString &folder);

    RecordImport m_imports;
    FreshPrices &m_prices;
    Settings &m_settings;
    SpendDesk m_desk;
    BudgetDesk m_budgets;
    BudgetDesk m_sampleBudgets;
    SpendBooks m_books;
    QFileSystemWatcher m_priceFiles;
    QThreadPool m_reader; // of prices; ends before what it uses
};

} // namespace patchbay
