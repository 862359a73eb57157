// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendShowcase: a Spend panel in known states over the sample ledger: what --screenshots and the picture tests show.
// Show a state, wait until isReady(), and grab.
#pragma once

#include "models/compare/entity_slots.h"
#include "models/spend/budget_desk.h"
#include "models/spend/record_import.h"
#include "models/spend/spend_books.h"
#include "models/spend/spend_desk.h"
#include "ui/spend/spend_panel.h"

#include <QPointer>
#include <QTemporaryDir>

namespace patchbay {

class SpendShowcase final : public QObject {
    Q_OBJECT
public:
    // All outlive it.
    SpendShowcase(const Theme &theme, CommandRegistry &commands);
    ~SpendShowcase() override;

    static QStringList states();
    void show(const QString &state);
    bool isReady() const;
    // May be given a parent that deletes it.
    SpendPanel &panel() { return *m_panel; }

private:
    class SampleClock;
    QString makeBill() const;
    bool showFurther(const QString &state);
    bool goOn() const;

    QTemporaryDir m_folder;
    std::unique_ptr<SampleClock> m_clock;
    EntitySlots m_entities;
    std::unique_ptr<SpendDesk> m_desk;
    std::unique_ptr<BudgetDesk> m_budgets;
    std::unique_ptr<BudgetDesk> m_sampleBudgets;
    std::unique_ptr<Catalog> m_catalog;
    std::unique_ptr<SpendBooks> m_books;
    std::unique_ptr<SqlLedger> m_taken; // imported records
    std::unique_ptr<RecordImport> m_imports;
    QPointer<SpendPanel> m_panel;
    QString m_state;
};

} // namespace patchbay
