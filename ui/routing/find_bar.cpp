// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/find_bar.h"

#include "models/format/format.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

FindBar::FindBar(const Theme &theme, const QString &placeholder, QWidget *parent)
    : ChromeWidget(theme, Role::Raised, Qt::BottomEdge, parent)
    , m_theme(theme)
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
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 4, 8, 5);
    column->setSpacing(4);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    column->addLayout(row);
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

void FindBar::enableReplacing()
{
    m_more = new QToolButton(this);
    m_more->setAutoRaise(true);
    m_more->setToolTip(tr("Replace too"));
    m_more->setAccessibleName(tr("Replace too"));
    m_more->setCheckable(true);
    setThemedIcon(m_more, m_theme, u"go-next"_s);
    auto *first = static_cast<QHBoxLayout *>(layout()->itemAt(0)->layout());
    first->insertWidget(0, m_more);
    m_second = new QWidget(this);
    m_replacement = new QLineEdit(m_second);
    m_replacement->setPlaceholderText(tr("Replace by"));
    m_replacement->setAccessibleName(tr("Replace by"));
    m_replacement->installEventFilter(this);
    auto *one = new QPushButton(tr("Replace"), m_second);
    m_replaceAll = new QPushButton(tr("Replace all"), m_second);
    auto *row = new QHBoxLayout(m_second);
    // Under the field above.
    row->setContentsMargins(m_more->sizeHint().width() + 8, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_replacement, 1);
    row->addWidget(one);
    row->addWidget(m_replaceAll);
    layout()->addWidget(m_second);
    m_second->hide();
    connect(m_more, &QToolButton::toggled, this, &FindBar::showReplacing);
    connect(one, &QPushButton::clicked, this, &FindBar::replaceWanted);
    connect(m_replaceAll, &QPushButton::clicked, this, &FindBar::replaceAllWanted);
}

void FindBar::showReplacing(bool shown)
{
    m_second->setVisible(shown);
    setThemedIcon(m_more, m_theme, shown ? u"go-down"_s : u"go-next"_s);
    (shown ? m_replacement : m_field)->setFocus(Qt::OtherFocusReason);
}

void FindBar::openReplacing()
{
    open();
    m_more->setChecked(true);
    // What is looked for comes first.
    if (m_field->text().isEmpty()) {
        m_field->setFocus(Qt::ShortcutFocusReason);
    }
}

QString FindBar::replacement() const
{
    return m_replacement ? m_replacement->text() : QString();
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
    // Escape closes the search before it means anything else.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    if ((watched == m_field || watched == m_replacement) && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape) {
            close();
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            if (watched == m_replacement) {
                Q_EMIT replaceWanted();
            } else {
                Q_EMIT next(key->modifiers().testFlag(Qt::ShiftModifier));
            }
            return true;
        }
    }
    return ChromeWidget::eventFilter(watched, event);
}

} // namespace patchbay
