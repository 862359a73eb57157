// SPDX-License-Identifier: GPL-3.0-or-later
//
// The panel's commands as rows: what the palette lists and shortcuts trigger.
#include "models/bay/config_tabs.h"
#include "ui/routing/canvas/bay_canvas.h"
#include "ui/routing/opening/importer.h"
#include "ui/routing/review/review_page.h"
#include "ui/routing/routing_panel.h"
#include "ui/routing/routing_view.h"
#include "ui/routing/text/problem_list.h"
#include "ui/routing/text/text_assistant.h"
#include "ui/routing/text/text_folding.h"
#include "ui/routing/text/text_pane.h"
#include "ui/routing/text/yaml_editor.h"
#include "ui/routing/whatif/what_if_strip.h"
#include "ui/shell/command.h"

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

struct Row {
    QString id;
    QString text;
    QString icon;
    QKeySequence keys {};
};

class Adder {
public:
    Adder(CommandRegistry &registry, RoutingPanel &panel)
        : m_registry(registry)
        , m_panel(panel)
    {
    }

    void panel(const Row &row, std::function<void(RoutingPanel &)> act)
    {
        Command command = made(row);
        command.run = [&panel = m_panel, act = std::move(act)] { act(panel); };
        m_registry.add(std::move(command));
    }

    using Why = std::function<QString(RoutingView &)>;
    void view(const Row &row, std::function<void(RoutingView &)> act, Why why = {})
    {
        Command command = made(row);
        command.run = [&panel = m_panel, act = std::move(act)] {
            if (RoutingView *view = panel.currentView()) {
                act(*view);
            }
        };
        command.whyNot = [&panel = m_panel, why = std::move(why)] {
            RoutingView *view = panel.isVisible() ? panel.currentView() : nullptr;
            return !view ? RoutingPanel::tr("No configuration is open in front") : why ? why(*view) : QString();
        };
        m_registry.add(std::move(command));
    }

private:
    static Command made(const Row &row)
    {
        Command command;
        command.id = u"routing."_s + row.id;
        command.text = row.text;
        command.iconName = row.icon;
        command.defaultShortcut = row.keys;
        command.category = RoutingPanel::tr("Routing");
        command.scope = u"routing"_s;
        return command;
    }

    CommandRegistry &m_registry;
    RoutingPanel &m_panel;
};

QString whyNothingSelected(RoutingView &view)
{
    return view.current().isEmpty() ? RoutingPanel::tr("Nothing is selected") : QString();
}

QString whyNotLive(RoutingView &view)
{
    return view.canvas()->isSelectedLive() ? QString() : RoutingPanel::tr("No deployment that a running gateway serves is selected");
}

void addFileCommands(Adder &adder)
{
    adder.panel({ u"open"_s, RoutingPanel::tr("Open a configuration…"), u"document-open"_s, QKeySequence(Qt::CTRL | Qt::Key_O) },
                [](RoutingPanel &panel) { panel.askFile(); });
    const auto import = [&adder](const QString &id, const QString &text, void (Importer::*act)()) {
        adder.panel({ id, text, u"document-import"_s }, [act](RoutingPanel &panel) { (panel.importer()->*act)(); });
    };
    import(u"importEnvironment"_s, RoutingPanel::tr("Import the keys of the environment"), &Importer::fromEnvironment);
    import(u"importPortkey"_s, RoutingPanel::tr("Import a Portkey config…"), &Importer::askPortkeyFile);
    import(u"importModels"_s, RoutingPanel::tr("Import models of OpenRouter or a LiteLLM gateway…"), &Importer::askModels);
    adder.panel({ u"reopen"_s, RoutingPanel::tr("Open the closed configuration again"), u"edit-undo"_s,
                  QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T) },
                [](RoutingPanel &panel) { panel.context().tabs.reopenClosed(); });
}

void addPageCommands(Adder &adder, RoutingPanel &panel)
{
    adder.view({ u"whatIf"_s, RoutingPanel::tr("What if something fails"), u"media-playback-start"_s, QKeySequence(Qt::CTRL | Qt::Key_E) },
               [](RoutingView &view) { view.showWhatIf(!view.isWhatIfShown()); });
    adder.view({ u"run"_s, RoutingPanel::tr("Run the simulation, or apply what is reviewed"), u"media-playback-start"_s,
                 QKeySequence(Qt::CTRL | Qt::Key_Return) },
               [](RoutingView &view) {
                   if (view.isWhatIfShown()) {
                       view.whatIf()->run();
                   } else if (!view.isPictureShown() && view.review() && view.review()->isVisible()) {
                       view.review()->apply();
                   } else {
                       view.showReview();
                   }
               });
    adder.view({ u"review"_s, RoutingPanel::tr("Review and apply"), u"vcs-diff"_s, QKeySequence(Qt::CTRL | Qt::Key_D) },
               [](RoutingView &view) { view.showReview(); });
    adder.view({ u"history"_s, RoutingPanel::tr("Applied versions"), u"document-open-recent"_s, QKeySequence(Qt::CTRL | Qt::Key_H) },
               [](RoutingView &view) { view.showHistory(); });
    adder.view({ u"back"_s, RoutingPanel::tr("Back to the picture"), u"go-previous"_s, QKeySequence(Qt::Key_Escape) },
               [](RoutingView &view) { view.showPicture(); },
               [](RoutingView &view) { return view.isPictureShown() ? RoutingPanel::tr("The picture is shown already") : QString(); });
    adder.view({ u"explain"_s, RoutingPanel::tr("Explain where requests of the group go"), u"question"_s },
               [&panel](RoutingView &) { panel.explain(); }, whyNothingSelected);
    adder.view({ u"explainCopied"_s, RoutingPanel::tr("Explain where the copied request would go"), u"edit-paste"_s },
               [&panel](RoutingView &) { panel.explainCopied(); });
}

// Of the text; they need its cursor.
void addTextCommands(Adder &adder)
{
    const auto whyNoText = [](RoutingView &view) {
        return view.text()->isVisible() ? QString() : RoutingPanel::tr("The text is not shown");
    };
    const auto text = [&](const Row &row, std::function<void(YamlEditor &)> act) {
        adder.view(row, [act = std::move(act)](RoutingView &view) { act(*view.text()->editor()); }, whyNoText);
    };
    adder.view({ u"replace"_s, RoutingPanel::tr("Search and replace in the text"), u"edit-find-replace"_s,
                 QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F) },
               [](RoutingView &view) { view.openReplacing(); });
    text({ u"complete"_s, RoutingPanel::tr("Complete what is typed"), u"code-context"_s, QKeySequence(Qt::CTRL | Qt::Key_Space) },
         [](YamlEditor &editor) { editor.assistant()->complete(); });
    adder.view({ u"fix"_s, RoutingPanel::tr("Fix the problem in this line…"), u"tools"_s, QKeySequence(Qt::ALT | Qt::Key_Return) },
               [](RoutingView &view) {
                   if (view.text()->problems()->isFocused()) {
                       view.text()->problems()->showFixes();
                   } else {
                       view.text()->editor()->showFixes();
                   }
               },
               whyNoText);
    text({ u"word"_s, RoutingPanel::tr("Say what the word at the cursor means"), u"question"_s, QKeySequence(Qt::Key_F1) },
         [](YamlEditor &editor) { editor.explainWord(); });
    text({ u"fold"_s, RoutingPanel::tr("Fold the lines around the cursor"), u"go-next"_s,
           QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_BracketLeft) },
         [](YamlEditor &editor) { editor.folding()->foldAround(editor.textCursor().blockNumber()); });
    text({ u"unfold"_s, RoutingPanel::tr("Unfold the lines at the cursor"), u"go-down"_s,
           QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_BracketRight) },
         [](YamlEditor &editor) { editor.folding()->unfoldAround(editor.textCursor().blockNumber()); });
}

} // namespace

void addRoutingCommands(CommandRegistry &registry, RoutingPanel &panel)
{
    Adder adder(registry, panel);
    addFileCommands(adder);
    adder.view({ u"save"_s, RoutingPanel::tr("Save the file"), u"document-save"_s, QKeySequence(Qt::CTRL | Qt::Key_S) },
               [&panel](RoutingView &) { panel.save(); });
    adder.view({ u"saveAs"_s, RoutingPanel::tr("Save under another name…"), u"document-save-as"_s,
                 QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S) },
               [&panel](RoutingView &) { panel.askSaveAs(); });
    adder.view({ u"undo"_s, RoutingPanel::tr("Undo"), u"edit-undo"_s, QKeySequence(Qt::CTRL | Qt::Key_Z) },
               [](RoutingView &view) { view.tab().undo(); },
               [](RoutingView &view) { return view.tab().canUndo() ? QString() : RoutingPanel::tr("Nothing was changed"); });
    adder.view({ u"redo"_s, RoutingPanel::tr("Redo"), u"edit-redo"_s, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z) },
               [](RoutingView &view) { view.tab().redo(); },
               [](RoutingView &view) { return view.tab().canRedo() ? QString() : RoutingPanel::tr("Nothing was undone"); });
    adder.view({ u"find"_s, RoutingPanel::tr("Search in picture or text"), u"search"_s, QKeySequence(Qt::CTRL | Qt::Key_F) },
               [](RoutingView &view) { view.openSearch(); });
    adder.view({ u"fit"_s, RoutingPanel::tr("Show all of the picture"), u"zoom-fit-best"_s },
               [](RoutingView &view) { view.canvas()->fitAll(); });
    adder.view({ u"zoomIn"_s, RoutingPanel::tr("Zoom in"), u"zoom-in"_s, QKeySequence(Qt::CTRL | Qt::Key_Plus) },
               [](RoutingView &view) { view.canvas()->zoomBy(1.2); });
    adder.view({ u"zoomOut"_s, RoutingPanel::tr("Zoom out"), u"zoom-out"_s, QKeySequence(Qt::CTRL | Qt::Key_Minus) },
               [](RoutingView &view) { view.canvas()->zoomBy(1 / 1.2); });
    adder.view({ u"forgetPlaces"_s, RoutingPanel::tr("Put moved nodes back in order"), u"view-refresh"_s },
               [](RoutingView &view) { view.canvas()->forgetPlaces(); },
               [](RoutingView &view) { return view.canvas()->hasPlaces() ? QString() : RoutingPanel::tr("No node was moved"); });
    adder.view({ u"export"_s, RoutingPanel::tr("Export the picture…"), u"document-export"_s, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E) },
               [](RoutingView &view) { view.canvas()->askExport(); });
    adder.view({ u"rename"_s, RoutingPanel::tr("Rename the selected thing"), u"edit-rename"_s, QKeySequence(Qt::CTRL | Qt::Key_R) },
               [](RoutingView &view) { view.canvas()->startRename(view.current()); }, whyNothingSelected);
    // Ctrl+C and Ctrl+V on the canvas; elsewhere these keys are the text's.
    adder.view({ u"copyPart"_s, RoutingPanel::tr("Copy the selected groups as YAML"), u"edit-copy"_s },
               [](RoutingView &view) { view.canvas()->copyPart(); }, whyNothingSelected);
    adder.view({ u"pastePart"_s, RoutingPanel::tr("Paste groups from the clipboard"), u"edit-paste"_s },
               [](RoutingView &view) { view.canvas()->pastePart(); });
    adder.view({ u"endCooldown"_s, RoutingPanel::tr("End the cooldown of the selected deployment"), u"edit-clear"_s },
               [](RoutingView &view) { view.canvas()->coolSelected(0); }, whyNotLive);
    adder.view({ u"lengthenCooldown"_s, RoutingPanel::tr("Send nobody to the selected deployment for a minute more"), u"chronometer"_s },
               [](RoutingView &view) { view.canvas()->coolSelected(60); }, whyNotLive);
    adder.view({ u"remove"_s, RoutingPanel::tr("Delete what is selected"), u"edit-delete"_s },
               [](RoutingView &view) { view.canvas()->removeSelected(); }, whyNothingSelected);
    adder.view({ u"earlier"_s, RoutingPanel::tr("Fallback earlier in the order"), u"go-up"_s },
               [](RoutingView &view) { view.canvas()->reorderSelected(-1); }, whyNothingSelected);
    adder.view({ u"later"_s, RoutingPanel::tr("Fallback later in the order"), u"go-down"_s },
               [](RoutingView &view) { view.canvas()->reorderSelected(1); }, whyNothingSelected);
    addPageCommands(adder, panel);
    addTextCommands(adder);
    const auto show = [&](const QString &id, const QString &text, RoutingToolbar::View which) {
        adder.view({ id, text, u"view-split-left-right"_s }, [which](RoutingView &view) { view.showView(which); });
    };
    show(u"cables"_s, RoutingPanel::tr("Show cables only"), RoutingToolbar::Cables);
    show(u"split"_s, RoutingPanel::tr("Show cables and text"), RoutingToolbar::Split);
    show(u"text"_s, RoutingPanel::tr("Show text only"), RoutingToolbar::Text);
}

} // namespace patchbay
