// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/waste_row.h"

#include "models/format/format.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int rowHeight = 52;
constexpr int barWidth = 150;
constexpr int barHeight = 10;
constexpr int amountWidth = 86;

} // namespace

WasteRow::WasteRow(const Theme &theme, const SpendWaste &waste, Money most, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
    , m_waste(waste)
    , m_share(most.nanoDollars > 0 ? double(waste.wasted.nanoDollars) / double(most.nanoDollars) : 0)
    , m_decimals(format::moneyDecimals(most))
    , m_calls(new QLabel(format::counted(waste.sum.attempts, tr("call")), this))
    , m_barSpace(new QWidget(this))
    , m_amount(new QLabel(amount(), this))
    , m_open(new QPushButton(tr("Open rows"), this))
{
    setCheckable(true);
    setAutoExclusive(true);
    setFixedHeight(rowHeight);
    setFocusPolicy(Qt::StrongFocus);
    setCompactControls(this);
    auto *title = new ElidedLabel(theme, TypeStep::Strong, Role::Text, this);
    title->setText(wasteTitle(waste.trait));
    auto *detail = new ElidedLabel(theme, TypeStep::Meta, Role::Muted, this);
    detail->setText(wasteDetail(waste));
    setTextStyle(m_calls, theme, TypeStep::Body, Role::Muted);
    setTextStyle(m_amount, theme, TypeStep::Strong);
    m_amount->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_amount->setFixedWidth(amountWidth);
    m_barSpace->setFixedWidth(barWidth);
    m_barSpace->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addStretch(1);
    words->addWidget(title);
    words->addWidget(detail);
    words->addStretch(1);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 1);
    row->setSpacing(16);
    row->addLayout(words, 1);
    row->addWidget(m_calls);
    row->addWidget(m_barSpace);
    row->addWidget(m_amount);
    row->addWidget(m_open);
    for (QWidget *part : { static_cast<QWidget *>(title), static_cast<QWidget *>(detail), static_cast<QWidget *>(m_calls), static_cast<QWidget *>(m_amount) }) {
        part->setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    setAccessibleName(wasteTitle(waste.trait) + u", "_s + m_calls->text() + u", "_s + amount());
    connect(m_open, &QPushButton::clicked, this, &QAbstractButton::click);
    followTheme(this, theme);
}

QString WasteRow::amount() const
{
    return (m_waste.isEstimate || m_waste.sum.estimated.nanoDollars != 0 ? u"≈ "_s : QString()) + format::moneyFixed(m_waste.wasted, m_decimals);
}

QRect WasteRow::barPlace() const
{
    const QRect space = m_barSpace->geometry();
    return QRect(space.left(), space.center().y() - barHeight / 2, space.width(), barHeight);
}

void WasteRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(isChecked() ? Role::Selection : underMouse() ? Role::Hover : Role::Surface));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(Role::Line));
    const QRect groove = barPlace();
    painter.fillRect(groove, m_theme.color(Role::Sunken));
    painter.fillRect(QRect(groove.topLeft(), QSize(std::max(2, static_cast<int>(groove.width() * m_share)), groove.height())), m_theme.color(Role::Warn));
    if (hasFocus()) {
        paint::focusRing(painter, QRectF(rect()).adjusted(1, 1, -1, -2), m_theme.color(Role::Focus), 0);
    }
}

} // namespace patchbay
