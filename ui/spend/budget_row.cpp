// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/budget_row.h"

#include "models/format/format.h"
#include "models/spend/spend_view.h"
#include "ui/spend/step_bar.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int rowHeight = 56;
constexpr int barWidth = 240;
constexpr int smallestBar = 96;
constexpr int amountWidth = 132;

// "a month, hard: refuses calls, 80 % reached"
QString detailWords(const BudgetState &state, const SpendNames &names, const QTimeZone &zone)
{
    QStringList words { BudgetRow::tr("%1, a %2").arg(budgetScopeWords(state.budget, names), budgetPeriodName(state.budget.period)) };
    words.append(budgetHardWords(state.budget));
    if (state.step == 100) {
        words.append(BudgetRow::tr("spent until %1").arg(QLocale::c().toString(localTime(state.span.to, zone), u"d MMM HH:mm"_s)));
    } else if (state.runsOut) {
        words.append(BudgetRow::tr("all of it by %1 at this pace").arg(QLocale::c().toString(localTime(*state.runsOut, zone), u"d MMM HH:mm"_s)));
    } else if (state.spent.nanoDollars > 0) {
        words.append(BudgetRow::tr("lasts at this pace"));
    }
    if (state.unpriced > 0) {
        words.append(BudgetRow::tr("%1 without a price are not counted").arg(format::counted(state.unpriced, BudgetRow::tr("call"))));
    }
    return words.join(u" · "_s);
}

} // namespace

QString budgetScopeWords(const SpendBudget &budget, const SpendNames &names)
{
    return budget.of ? dimensionWords(*budget.of) + u' ' + entityName(*budget.of, budget.value, names) : BudgetRow::tr("everything");
}

BudgetRow::BudgetRow(const Theme &theme, const BudgetState &state, const SpendNames &names, const QTimeZone &zone, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
    , m_state(state)
{
    setObjectName(u"budget."_s + state.budget.name);
    setCheckable(true);
    setAutoExclusive(true);
    setFixedHeight(rowHeight);
    setFocusPolicy(Qt::StrongFocus);
    setCompactControls(this);
    auto *title = new ElidedLabel(theme, TypeStep::Strong, Role::Text, this);
    title->setText(state.budget.name);
    auto *detail = new ElidedLabel(theme, TypeStep::Meta, Role::Muted, this);
    detail->setText(detailWords(state, names, zone));
    auto *bar = new StepBar(theme, this);
    bar->setMinimumWidth(smallestBar);
    bar->setMaximumWidth(barWidth);
    bar->setShare(state.share);
    auto *share = new QLabel(format::percent(std::round(state.share * 100) / 100), this);
    setTextStyle(share, theme, TypeStep::Strong, state.step == 100 ? Role::Bad : state.step == 80 ? Role::Warn : Role::Text);
    auto *amounts = new QLabel(amount(), this);
    setTextStyle(amounts, theme, TypeStep::Meta, Role::Muted);
    auto *edit = new QPushButton(tr("Edit"), this);
    edit->setObjectName(u"editBudget"_s);
    auto *remove = new QPushButton(tr("Delete"), this);
    remove->setObjectName(u"deleteBudget"_s);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addStretch(1);
    words->addWidget(title);
    words->addWidget(detail);
    words->addStretch(1);
    auto *figures = new QVBoxLayout;
    figures->setSpacing(0);
    figures->addStretch(1);
    figures->addWidget(share);
    figures->addWidget(amounts);
    figures->addStretch(1);
    for (QLabel *figure : { share, amounts }) {
        figure->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        figure->setFixedWidth(amountWidth);
    }
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 1);
    row->setSpacing(16);
    row->addLayout(words, 3);
    row->addWidget(bar, 1);
    row->addLayout(figures);
    row->addWidget(edit);
    row->addWidget(remove);
    row->setSpacing(12);
    for (QWidget *part : { static_cast<QWidget *>(title), static_cast<QWidget *>(detail), static_cast<QWidget *>(share), static_cast<QWidget *>(amounts) }) {
        part->setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    setAccessibleName(u"%1, %2, %3, %4"_s.arg(state.budget.name, share->text(), amount(), detail->text()));
    connect(edit, &QPushButton::clicked, this, &BudgetRow::editWanted);
    connect(remove, &QPushButton::clicked, this, &BudgetRow::removeWanted);
    followTheme(this, theme);
}

QString BudgetRow::amount() const
{
    return tr("%1 of %2").arg(format::money(m_state.spent), format::moneyLimit(m_state.budget.limit));
}

void BudgetRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(isChecked() ? Role::Selection : underMouse() ? Role::Hover : Role::Surface));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(Role::Line));
    if (hasFocus()) {
        paint::focusRing(painter, QRectF(rect()).adjusted(1, 1, -1, -2), m_theme.color(Role::Focus), 0);
    }
}

} // namespace patchbay
