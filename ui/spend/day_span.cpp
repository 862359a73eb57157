// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/day_span.h"

#include "ui/widgets/themed.h"

#include <QDateEdit>
#include <QHBoxLayout>
#include <QLabel>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

DaySpan::DaySpan(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_first(new QDateEdit(this))
    , m_last(new QDateEdit(this))
{
    const auto prepare = [](QDateEdit *day, const QString &name, const QString &words) {
        day->setObjectName(name);
        day->setAccessibleName(words);
        day->setToolTip(words);
        day->setDisplayFormat(u"yyyy-MM-dd"_s);
        day->setKeyboardTracking(false); // a half-written day is none
        day->setTimeZone(QTimeZone::utc());
    };
    prepare(m_first, u"firstDay"_s, tr("First day"));
    prepare(m_last, u"lastDay"_s, tr("Last day, which counts too"));
    auto *to = new QLabel(tr("to"), this);
    setTextStyle(to, theme, TypeStep::Body, Role::Muted);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(m_first);
    row->addWidget(to);
    row->addWidget(m_last);
    setFocusProxy(m_first);
    connect(m_first, &QDateEdit::dateChanged, this, [this] { take(true); });
    connect(m_last, &QDateEdit::dateChanged, this, [this] { take(false); });
}

void DaySpan::setBounds(QDate first, QDate last)
{
    m_setting = true;
    m_first->setDateRange(first, last);
    m_last->setDateRange(first, last);
    m_setting = false;
}

void DaySpan::setDays(QDate first, QDate last)
{
    m_setting = true;
    m_first->setDate(first);
    m_last->setDate(last);
    m_setting = false;
}

QDate DaySpan::first() const
{
    return m_first->date();
}

QDate DaySpan::last() const
{
    return m_last->date();
}

void DaySpan::focusFirst()
{
    m_first->setFocus(Qt::OtherFocusReason);
    m_first->setSelectedSection(QDateTimeEdit::DaySection);
}

// The other end follows where it would lie on the wrong side.
void DaySpan::take(bool movedFirst)
{
    if (m_setting) {
        return;
    }
    const QDate moved = movedFirst ? first() : last();
    setDays(movedFirst ? moved : std::min(first(), moved), movedFirst ? std::max(last(), moved) : moved);
    Q_EMIT chosen(first(), last());
}

} // namespace patchbay
