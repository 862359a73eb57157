// SPDX-License-Identifier: GPL-3.0-or-later
//
// The panel's commands as rows: what the palette lists and shortcuts trigger.
#include "models/compare/comparison_set.h"
#include "ui/compare/compare_panel.h"
#include "ui/compare/compare_toolbar.h"
#include "ui/compare/comparison_view.h"
#include "ui/compare/pane_grid.h"
#include "ui/compare/prompt_area.h"
#include "ui/shell/command.h"

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int paneShortcuts = 9;

Command row(const QString &id, const QString &text, const QString &icon, const QKeySequence &keys = {})
{
    Command command;
    command.id = u"compare."_s + id;
    command.text = text;
    command.iconName = icon;
    command.defaultShortcut = keys;
    command.scope = u"compare"_s;
    return command;
}

// Adds commands about the comparison in front.
class Adder {
public:
    Adder(CommandRegistry &registry, ComparePanel &panel)
        : m_registry(registry)
        , m_panel(panel)
    {
    }

    using Act = std::function<void(ComparisonView &view)>;
    using Why = std::function<QString(ComparisonView &view)>;

    void add(Command command, Act act, Why why = {})
    {
        command.category = ComparePanel::tr("Compare");
        command.run = [&panel = m_panel, act] {
            if (ComparisonView *view = panel.currentView()) {
                act(*view);
            }
        };
        command.whyNot = [&panel = m_panel, why] {
            ComparisonView *view = panel.currentView();
            return view == nullptr ? ComparePanel::tr("No comparison is open") : why ? why(*view) : QString();
        };
        m_registry.add(std::move(command));
    }

private:
    CommandRegistry &m_registry;
    ComparePanel &m_panel;
};

QString whyNoAnswer(ComparisonView &view)
{
    return view.comparison().draft().id.isEmpty() ? ComparePanel::tr("Nothing has been run yet") : QString();
}

void addRunCommands(Adder &adder)
{
    adder.add(
        row(u"run"_s, ComparePanel::tr("Run"), u"media-playback-start"_s, QKeySequence(Qt::CTRL | Qt::Key_Return)),
        [](ComparisonView &view) { view.comparison().run(); },
        [](ComparisonView &view) { return view.comparison().whyNotRun(); });
    adder.add(
        row(u"stop"_s, ComparePanel::tr("Stop all panes"), u"media-playback-stop"_s, QKeySequence(Qt::Key_Escape)),
        [](ComparisonView &view) { view.comparison().stop(); },
        [](ComparisonView &view) {
            return view.comparison().isRunning() ? QString() : ComparePanel::tr("Nothing is running");
        });
    adder.add(
        row(u"retryFailed"_s, ComparePanel::tr("Retry all failed panes"), u"view-refresh"_s,
            QKeySequence(Qt::CTRL | Qt::Key_R)),
        [](ComparisonView &view) { view.comparison().retryFailed(); },
        [](ComparisonView &view) {
            return view.comparison().failedCount() > 0 ? QString() : ComparePanel::tr("No pane has failed");
        });
}

void addPaneCommands(Adder &adder)
{
    adder.add(
        row(u"addPane"_s, ComparePanel::tr("Add a pane"), u"list-add"_s,
            QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N)),
        [](ComparisonView &view) { view.addPane(); },
        [](ComparisonView &view) {
            return view.comparison().paneCount() < Comparison::maximumPanes
                ? QString()
                : ComparePanel::tr("A comparison has at most 16 panes");
        });
    adder.add(
        row(u"removePane"_s, ComparePanel::tr("Remove the selected pane"), u"list-remove"_s,
            QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_W)),
        [](ComparisonView &view) { view.comparison().removePane(view.grid()->selected()); },
        [](ComparisonView &view) {
            return view.comparison().paneCount() > 1 ? QString() : ComparePanel::tr("It is the only pane");
        });
    adder.add(row(u"sync"_s, ComparePanel::tr("Sync parameters of all panes"), u"link"_s,
                  QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)),
              [](ComparisonView &view) {
                  view.comparison().setSync(!view.comparison().draft().syncParameters, view.grid()->selected());
              });
    for (int number = 1; number <= paneShortcuts; ++number) {
        adder.add(
            row(u"focusPane%1"_s.arg(number), ComparePanel::tr("Go to pane %1").arg(number), u"go-jump"_s,
                QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_0 + number))),
            [number](ComparisonView &view) { view.focusPane(number - 1); },
            [number](ComparisonView &view) {
                return number <= view.comparison().paneCount() ? QString()
                                                               : ComparePanel::tr("There is no pane %1").arg(number);
            });
    }
}

void addViewCommands(Adder &adder, ComparePanel &panel)
{
    adder.add(
        row(u"diff"_s, ComparePanel::tr("Diff two answers"), u"vcs-diff"_s, QKeySequence(Qt::CTRL | Qt::Key_D)),
        [](ComparisonView &view) { view.showDiff(!view.isDiff()); },
        [](ComparisonView &view) { return view.isDiff() ? QString() : view.whyNoDiff(); });
    adder.add(
        row(u"wire"_s, ComparePanel::tr("Raw wire of the selected pane"), u"code-context"_s),
        [&panel](ComparisonView &) { panel.showWire(true); }, whyNoAnswer);
    adder.add(row(u"attach"_s, ComparePanel::tr("Attach files to the prompt…"), u"mail-attachment"_s),
              [](ComparisonView &view) { view.prompt()->chooseFiles(); });
    adder.add(row(u"rename"_s, ComparePanel::tr("Rename this comparison"), u"edit-rename"_s),
              [](ComparisonView &view) { view.toolbar()->editTitle(); });
    adder.add(row(u"history"_s, ComparePanel::tr("History of runs"), u"document-open-recent"_s,
                  QKeySequence(Qt::CTRL | Qt::Key_H)),
              [&panel](ComparisonView &) { panel.showHistory(!panel.isHistoryShown()); });
    adder.add(row(u"steps"_s, ComparePanel::tr("First steps: keys and local models"), u"help-hint"_s),
              [&panel](ComparisonView &) { panel.showSteps(); });
    adder.add(
        row(u"reopenTab"_s, ComparePanel::tr("Reopen the closed comparison"), u"edit-undo"_s,
            QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T)),
        [&panel](ComparisonView &) { panel.comparisons().reopenClosed(); },
        [&panel](ComparisonView &) {
            return panel.comparisons().canReopen() ? QString() : ComparePanel::tr("No comparison was closed");
        });
    adder.add(
        row(u"undo"_s, ComparePanel::tr("Bring back what was removed"), u"edit-undo"_s,
            QKeySequence(Qt::CTRL | Qt::Key_Z)),
        [&panel](ComparisonView &) { panel.undo(); }, [&panel](ComparisonView &) { return panel.whyNoUndo(); });
}

void addExportCommands(Adder &adder, ComparePanel &panel)
{
    struct Format {
        QString id;
        QString name;
        QString suffix;
    };
    for (const Format &format :
         { Format { u"exportMarkdown"_s, u"Markdown"_s, u"md"_s }, Format { u"exportJson"_s, u"JSON"_s, u"json"_s },
           Format { u"exportHtml"_s, u"HTML"_s, u"html"_s } }) {
        adder.add(
            row(format.id, ComparePanel::tr("Export the run as %1…").arg(format.name), u"document-export"_s),
            [&panel, suffix = format.suffix](ComparisonView &) { panel.askExport(suffix); }, whyNoAnswer);
    }
}

} // namespace

void addCompareCommands(CommandRegistry &registry, ComparePanel &panel)
{
    Adder adder(registry, panel);
    addRunCommands(adder);
    addPaneCommands(adder);
    addViewCommands(adder, panel);
    addExportCommands(adder, panel);
}

} // namespace patchbay
