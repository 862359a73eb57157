// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/find_bar.h"

#include "models/format/format.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace patchbay {

FindBar::FindBar(const Theme &theme, const QString &placeholder, QWidget *parent)
    : ChromeWidget(theme, Role::Raised, Qt::BottomEdge, parent)
    , m_field(new QLineEdit(this))
    , m_count(new QLabel(this))
{
    setCompactControls(this);
    m_field->setPlaceholderText(placeholder);
    m_field->setAccessibleName(placeholder);
    m_field->installEventFilter(this);
    setClearButton(m_field, theme);
    setTextStyle(m_count, theme, TypeStep::Meta, Role::Muted);
    auto *leave = new QToolButton(this);
    leave->setAutoRaise(true);
    leave->setToolTip(tr("Close the search"));
    leave->setAccessibleName(tr("Close the search"));
    setThemedIcon(leave, theme, u"window-close"_s);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 8, 5);
    row->setSpacing(8);
    row->addWidget(m_field, 1);
    row->addWidget(m_count);
    row->addWidget(leave);
    connect(m_field, &QLineEdit::textChanged, this, &FindBar::changed);
    connect(leave, &QToolButton::clicked, this, &FindBar::close);
    hide();
}

QString FindBar::text() const
{
    return m_field->text();
}

void FindBar::setText(const QString &text)
{
    m_field->setText(text);
}

void FindBar::open()
{
    show();
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
    Q_EMIT changed(m_field->text());
}

void FindBar::close()
{
    hide();
    m_field->clear();
    Q_EMIT closed();
}

void FindBar::setCount(int count, const QString &noun)
{
    m_count->setText(m_field->text().isEmpty() ? QString() : count == 0 ? tr("nothing found") : format::counted(count, noun));
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape) {
            close();
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            Q_EMIT next(key->modifiers().testFlag(Qt::ShiftModifier));
            return true;
        }
    }
    return ChromeWidget::eventFilter(watched, event);
}

} // namespace patchbay
