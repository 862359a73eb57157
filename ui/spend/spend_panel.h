// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendPanel: what was spent, on what, and what of it for nothing. Empty until it is shown for the first time, so that
// the window's start pays neither for it nor for the charts.
#pragma once

#include "models/spend/spend_view.h"
#include "ui/shell/panel.h"
#include "ui/spend/spend_context.h"
#include "ui/spend/spend_page.h"

#include <QTimer>

class QStackedWidget;

namespace patchbay {

struct AttemptRow;
class BudgetsPage;
class DashboardPage;
class ImportPage;
class PricesPage;
class ReconcilePage;
class RowInspector;
class SpendToolbar;
class SpendEmptyPage;
class SpendExporter;
class WastePage;

class SpendPanel final : public Panel {
    Q_OBJECT
public:
    // `zone` is that of days and months at first.
    SpendPanel(const SpendContext &context, const QTimeZone &zone, QWidget *parent = nullptr);
    ~SpendPanel() override;

    QString id() const override;
    QString title() const override;
    QString iconName() const override;
    QWidget *inspector() override;
    QList<PaletteEntry> find(const QString &text) override;
    void focusFirst() override;

    const SpendContext &context() const { return m_context; }
    // Null until the panel was shown.
    DashboardPage *dashboard() const { return m_dashboard; }
    WastePage *waste() const { return m_waste; }
    // Null until they were shown.
    BudgetsPage *budgets() const { return m_budgets; }
    ReconcilePage *reconcile() const { return m_reconcile; }
    PricesPage *prices() const { return m_prices; }
    ImportPage *import() const { return m_import; }
    void showPage(SpendPage page);
    SpendPage page() const { return m_page; }
    SpendExporter *exporter() const { return m_exporter; }
    SpendToolbar *toolbar() const { return m_toolbar; }
    bool isBuilt() const { return m_stack != nullptr; }
    // The ledger has new rows: they are read where somebody looks, every few seconds at most.
    void refreshSoon();
    void openSample(bool sample);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void build();
    void showState();
    void refresh();
    QWidget *currentPage() const;
    void makePage(SpendPage page);
    void startPage(SpendPage page);
    void say(const QString &sentence);
    void inspect(const AttemptRow *row);

    SpendContext m_context;
    QTimeZone m_zone;
    SpendToolbar *m_toolbar = nullptr;
    QStackedWidget *m_stack = nullptr; // null until it is built
    DashboardPage *m_dashboard = nullptr;
    SpendEmptyPage *m_empty = nullptr;
    WastePage *m_waste = nullptr; // this and those below: null until wanted
    BudgetsPage *m_budgets = nullptr;
    ReconcilePage *m_reconcile = nullptr;
    PricesPage *m_prices = nullptr;
    ImportPage *m_import = nullptr;
    RowInspector *m_inspector = nullptr;
    SpendExporter *m_exporter = nullptr;
    QTimer m_soon;
    SpendPage m_page = SpendPage::Dashboard;
    bool m_stale = false;
};

// Registers the panel's commands; in spend_commands.cpp.
void addSpendCommands(CommandRegistry &registry, SpendPanel &panel);

} // namespace patchbay
