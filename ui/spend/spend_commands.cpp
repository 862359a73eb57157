// SPDX-License-Identifier: GPL-3.0-or-later
//
// The panel's commands as rows: what the palette lists and shortcuts trigger.
#include "models/spend/spend_desk.h"
#include "ui/shell/command.h"
#include "ui/spend/dashboard_page.h"
#include "ui/spend/spend_panel.h"

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

QString whyNotShown(const SpendPanel &panel)
{
    return panel.isBuilt() ? QString() : SpendPanel::tr("Open Spend first");
}

} // namespace

void addSpendCommands(CommandRegistry &registry, SpendPanel &panel)
{
    const auto add = [&](const QString &id, const QString &text, const QString &icon, std::function<void()> run,
                         std::function<QString()> whyNot) {
        Command command;
        command.id = id;
        command.text = text;
        command.iconName = icon;
        command.category = SpendPanel::tr("Spend");
        command.scope = u"spend"_s;
        command.run = std::move(run);
        command.whyNot = std::move(whyNot);
        registry.add(std::move(command));
    };
    const auto shown = [&panel] { return whyNotShown(panel); };
    add(u"spend.clear"_s, SpendPanel::tr("Remove all filters"), u"edit-clear"_s, [&panel] { panel.dashboard()->clearFilters(); }, shown);
    add(u"spend.days"_s, SpendPanel::tr("Choose the days that are shown"), u"view-list-details"_s,
        [&panel] {
            panel.context().commands.trigger(u"panel.spend"_s);
            panel.showPage(SpendPage::Dashboard);
            panel.dashboard()->chooseOwnDays();
        },
        shown);
    add(u"spend.rows"_s, SpendPanel::tr("Open the rows of everything shown"), u"view-list-details"_s,
        [&panel] { panel.dashboard()->openRows(-1, -1); }, shown);
    add(u"spend.sums"_s, SpendPanel::tr("Back to the sums"), u"go-previous"_s, [&panel] { panel.dashboard()->closeRows(); }, shown);
    add(u"spend.waste"_s, SpendPanel::tr("Show what was paid for nothing"), u"view-statistics"_s,
        [&panel] {
            panel.context().commands.trigger(u"panel.spend"_s);
            panel.showPage(SpendPage::Waste);
        },
        [&panel] { return panel.context().desk.picture() ? QString() : whyNotShown(panel); });
    const auto addPage = [&](const QString &id, const QString &text, const QString &icon, SpendPage page, bool there) {
        add(id, text, icon,
            [&panel, page] {
                panel.context().commands.trigger(u"panel.spend"_s);
                panel.showPage(page);
            },
            [there] { return there ? QString() : SpendPanel::tr("There is no ledger to work on"); });
    };
    addPage(u"spend.budgets"_s, SpendPanel::tr("Budgets"), u"view-statistics"_s, SpendPage::Budgets, panel.context().budgets != nullptr);
    addPage(u"spend.reconcile"_s, SpendPanel::tr("Compare with a provider's bill"), u"document-import"_s, SpendPage::Reconcile,
            panel.context().books != nullptr);
    addPage(u"spend.prices"_s, SpendPanel::tr("Correct a price and compute anew"), u"view-refresh"_s, SpendPage::Prices,
            panel.context().books != nullptr);
    add(u"spend.import"_s, SpendPanel::tr("Import spend records…"), u"document-import"_s, [&panel] {
            panel.context().commands.trigger(u"panel.spend"_s);
            panel.showPage(SpendPage::Import);
        },
        [&panel] { return panel.context().imports != nullptr ? QString() : SpendPanel::tr("There is no ledger to write to"); });
    add(u"spend.sample"_s, SpendPanel::tr("Open the sample quarter"), u"view-statistics"_s,
        [&panel] {
            panel.context().commands.trigger(u"panel.spend"_s);
            panel.openSample(true);
        },
        [&panel] {
            return !panel.context().desk.hasSample() ? SpendPanel::tr("There is no sample here")
                : panel.context().desk.isSample()    ? SpendPanel::tr("The sample is shown already")
                                                     : QString();
        });
    add(u"spend.own"_s, SpendPanel::tr("Back to your own ledger"), u"go-home"_s, [&panel] { panel.openSample(false); },
        [&panel] { return panel.context().desk.isSample() ? QString() : SpendPanel::tr("It is shown already"); });
}

} // namespace patchbay
