// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/views_button.h"

#include "ui/widgets/themed.h"

#include <QInputDialog>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

ViewsButton::ViewsButton(const SpendContext &context, QWidget *parent)
    : QToolButton(parent)
    , m_context(context)
    , m_menu(new QMenu(this))
{
    setObjectName(u"spendViews"_s);
    setAccessibleName(tr("Saved views"));
    setPopupMode(QToolButton::InstantPopup);
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &ViewsButton::fill);
    showName();
}

void ViewsButton::setCurrent(const SpendView &view, const SpendShape &shape)
{
    m_current.view = view;
    m_current.shape = shape;
    showName();
}

void ViewsButton::showName()
{
    const QList<SavedView> views = savedViewsFrom(m_context.loadViews());
    const auto same = std::ranges::find_if(views, [this](const SavedView &saved) { return saved.view == m_current.view && saved.shape == m_current.shape; });
    m_current.name = same == views.end() ? QString() : same->name;
    setText(m_current.name.isEmpty() ? tr("Views") : tr("View: %1").arg(m_current.name));
}

void ViewsButton::fill()
{
    m_menu->clear();
    const QList<SavedView> views = savedViewsFrom(m_context.loadViews());
    for (const SavedView &saved : views) {
        QAction *action = m_menu->addAction(saved.name, this, [this, saved] { Q_EMIT viewWanted(saved); });
        action->setCheckable(true);
        action->setChecked(saved.name == m_current.name);
    }
    if (!views.isEmpty()) {
        m_menu->addSeparator();
    }
    m_menu->addAction(tr("Save this view…"), this, &ViewsButton::askName)->setObjectName(u"saveView"_s);
    QAction *remove = m_menu->addAction(tr("Remove \"%1\"").arg(m_current.name), this, [this, name = m_current.name] { this->remove(name); });
    remove->setObjectName(u"removeView"_s);
    remove->setVisible(!m_current.name.isEmpty());
}

void ViewsButton::askName()
{
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save this view"));
    dialog->setLabelText(tr("Span, unit, filters and chart are kept under this name."));
    dialog->setTextValue(m_current.name);
    connect(dialog, &QInputDialog::textValueSelected, this, &ViewsButton::save);
    dialog->open();
}

void ViewsButton::save(const QString &name)
{
    if (name.trimmed().isEmpty()) {
        return;
    }
    QList<SavedView> views = savedViewsFrom(m_context.loadViews());
    putView(views, { name.trimmed(), m_current.view, m_current.shape });
    m_context.saveViews(savedViewsText(views));
    showName();
}

void ViewsButton::remove(const QString &name)
{
    QList<SavedView> views = savedViewsFrom(m_context.loadViews());
    views.removeIf([&](const SavedView &saved) { return saved.name == name; });
    m_context.saveViews(savedViewsText(views));
    showName();
}

} // namespace patchbay
