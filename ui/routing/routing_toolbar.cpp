// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/routing_toolbar.h"

#include "models/bay/config_tab.h"
#include "ui/shell/command.h"
#include "ui/shell/key_cap_painter.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int toolbarHeight = 44;

} // namespace

RoutingToolbar::RoutingToolbar(const RoutingContext &context, bay::ConfigTab &tab, QWidget *parent)
    : ChromeWidget(context.theme, Role::Surface, Qt::BottomEdge, parent)
    , m_context(context)
    , m_tab(tab)
    , m_row(new QHBoxLayout(this))
    , m_views(new SegmentedControl(context.theme, this))
    , m_page(new QLabel(this))
    , m_review(new QPushButton(tr("Review && apply…"), this))
{
    setFixedHeight(toolbarHeight);
    auto *title = new QLabel(tr("Routing"), this);
    setTextStyle(title, context.theme, TypeStep::Title);
    m_views->addSegment(tr("Cables"));
    m_views->addSegment(tr("Split"));
    m_views->addSegment(tr("Text"));
    m_views->setCurrentIndex(Split);
    m_views->setAccessibleName(tr("View"));
    m_row->setContentsMargins(12, 0, 12, 1);
    m_row->setSpacing(8);
    m_row->addWidget(title);
    m_row->addSpacing(4);
    m_row->addWidget(m_views);
    setTextStyle(m_page, context.theme, TypeStep::Body, Role::Muted);
    m_page->hide();
    m_row->addWidget(m_page);
    m_undo = addButton(u"edit-undo"_s, tr("Undo"), u"routing.undo"_s);
    m_redo = addButton(u"edit-redo"_s, tr("Redo"), u"routing.redo"_s);
    m_whatIf = addButton(u"media-playback-start"_s, tr("What if"), u"routing.whatIf"_s);
    m_whatIf->setText(tr("What if"));
    m_whatIf->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_whatIf->setCheckable(true);
    QToolButton *fit = addButton(u"zoom-fit-best"_s, tr("Show all"), u"routing.fit"_s);
    QToolButton *find = addButton(u"search"_s, tr("Search"), u"routing.find"_s);
    m_row->addStretch(1);
    addButton(u"document-open-recent"_s, tr("Applied versions"), u"routing.history"_s);
    QToolButton *save = addButton(u"document-save"_s, tr("Save the file"), u"routing.save"_s);
    QToolButton *more = addMenu();
    QToolButton *inspector = addButton(u"sidebar-expand-right"_s, tr("Inspector"), u"window.inspector"_s);
    inspector->setObjectName(u"inspectorButton"_s);
    m_row->addWidget(m_review);
    m_ofPicture = { m_views, m_whatIf, fit, find, save, more, inspector, m_review };
    setPrimary(m_review);
    setThemedIcon(m_review, context.theme, u"vcs-diff"_s, Role::AccentText);
    connect(m_review, &QPushButton::clicked, this, [this] { m_context.commands.trigger(u"routing.review"_s); });
    connect(m_views, &SegmentedControl::currentChanged, this, &RoutingToolbar::viewChanged);
    connect(&tab, &bay::ConfigTab::stateChanged, this, &RoutingToolbar::refresh);
    refresh();
}

QToolButton *RoutingToolbar::addButton(const QString &icon, const QString &name, const QString &command)
{
    auto *button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setIconSize({ 16, 16 });
    button->setAccessibleName(name);
    setThemedIcon(button, m_context.theme, icon);
    const QString keys = shortcutText(m_context.commands.shortcut(command));
    button->setToolTip(keys.isEmpty() ? name : u"%1 (%2)"_s.arg(name, keys));
    connect(button, &QToolButton::clicked, this, [this, command] { m_context.commands.trigger(command); });
    m_row->addWidget(button);
    return button;
}

// What is wanted now and then. Commands say why they cannot run when the menu opens.
QToolButton *RoutingToolbar::addMenu()
{
    auto *button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setIconSize({ 16, 16 });
    button->setAccessibleName(tr("More"));
    button->setToolTip(tr("More"));
    button->setPopupMode(QToolButton::InstantPopup);
    setThemedIcon(button, m_context.theme, u"overflow-menu"_s);
    auto *menu = new QMenu(button);
    button->setMenu(menu);
    m_row->addWidget(button);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        for (const QString &id : { u"routing.replace"_s, u"routing.fold"_s, u"routing.unfold"_s, QString(), u"routing.forgetPlaces"_s,
                                   u"routing.export"_s, QString(), u"routing.open"_s, u"routing.saveAs"_s }) {
            const Command *command = m_context.commands.find(id);
            if (id.isEmpty() || !command) {
                menu->addSeparator();
                continue;
            }
            QAction *action = menu->addAction(m_context.theme.icon(command->iconName), command->text);
            action->setShortcut(m_context.commands.shortcut(id));
            action->setShortcutContext(Qt::WidgetShortcut); // shown here, taken by the window
            const QString reason = command->whyNot ? command->whyNot() : QString();
            action->setEnabled(reason.isEmpty());
            action->setToolTip(reason);
            connect(action, &QAction::triggered, this, [this, id] { m_context.commands.trigger(id); });
        }
    });
    return button;
}

RoutingToolbar::View RoutingToolbar::view() const
{
    return static_cast<View>(m_views->currentIndex());
}

void RoutingToolbar::setView(View view)
{
    m_views->setCurrentIndex(view);
}

void RoutingToolbar::setPage(const QString &words)
{
    m_page->setText(words);
    m_page->setVisible(!words.isEmpty());
    for (QWidget *control : std::as_const(m_ofPicture)) {
        control->setVisible(words.isEmpty());
    }
}

void RoutingToolbar::setPictureReason(const QString &reason)
{
    m_views->setWhyNot(Cables, reason);
    m_views->setWhyNot(Split, reason);
}

void RoutingToolbar::refresh()
{
    setWhyNot(m_undo, m_tab.canUndo() ? QString() : tr("Nothing was changed"), tr("Undo: %1").arg(m_tab.undoSentence()));
    setWhyNot(m_redo, m_tab.canRedo() ? QString() : tr("Nothing was undone"), tr("Redo: %1").arg(m_tab.redoSentence()));
    setWhyNot(m_review, m_tab.isModified() || m_tab.file().isEmpty() ? QString() : tr("The text is the file's: nothing to review"),
              tr("What would change, in words and in lines, before it goes live"));
}

} // namespace patchbay
