// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/waste_page.h"

#include "models/format/format.h"
#include "models/spend/spend_desk.h"
#include "models/spend/spend_sums_model.h"
#include "ui/shell/chrome_widget.h"
#include "ui/spend/rows_view.h"
#include "ui/spend/share_bar.h"
#include "ui/spend/waste_row.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int shareWidth = 420;

Money wastedOf(const QList<SpendWaste> &waste)
{
    Money sum;
    for (const SpendWaste &kind : waste) {
        sum += kind.wasted;
    }
    return sum;
}

} // namespace

WastePage::WastePage(const SpendContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(new QLabel(this))
    , m_detail(new QLabel(this))
    , m_legend(new QLabel(this))
    , m_share(new ShareBar(context.theme, this))
    , m_list(new QWidget(this))
    , m_advice(new QLabel(this))
    , m_rows(new RowsView(context, this))
{
    setBackground(this, context.theme, Role::Surface);
    auto *head = new ChromeWidget(context.theme, Role::Surface, Qt::BottomEdge, this);
    setTextStyle(m_title, context.theme, TypeStep::Hero);
    setTextStyle(m_detail, context.theme, TypeStep::Body, Role::Muted);
    setTextStyle(m_legend, context.theme, TypeStep::Meta, Role::Muted);
    setTextStyle(m_advice, context.theme, TypeStep::Body, Role::Muted);
    m_title->setObjectName(u"wasteTitle"_s);
    m_detail->setWordWrap(true);
    m_legend->setAlignment(Qt::AlignRight);
    m_share->setFixedWidth(shareWidth);
    m_advice->setWordWrap(true);
    m_advice->setContentsMargins(12, 8, 12, 8);
    auto *words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_title);
    words->addWidget(m_detail);
    auto *bar = new QVBoxLayout;
    bar->setSpacing(4);
    bar->addStretch(1);
    bar->addWidget(m_share);
    bar->addWidget(m_legend);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(12, 16, 12, 12);
    row->setSpacing(24);
    row->addLayout(words, 1);
    row->addLayout(bar);
    auto *kinds = new QVBoxLayout(m_list);
    kinds->setContentsMargins(0, 0, 0, 0);
    kinds->setSpacing(0);
    m_rows->setClosable(false);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(head);
    column->addWidget(m_list);
    column->addWidget(m_advice);
    column->addWidget(m_rows, 1);
    connect(m_rows, &RowsView::rowChosen, this, &WastePage::rowChosen);
}

QString WastePage::headline() const
{
    return m_title->text();
}

void WastePage::setView(const SpendView &view)
{
    m_view = view;
    const WallTime now = m_context.desk.now();
    const std::optional<SpendRange> range = rangeOf(view.preset, now, view.zone);
    m_request = { .by = {}, .from = range ? std::optional(range->from) : std::nullopt, .to = range ? std::optional(range->to) : std::nullopt,
                  .zone = view.zone, .withSimulated = view.withSimulated || m_context.desk.isSample(), .where = view.where };
    m_waste.reset();
    m_sum.reset();
    m_reading = true;
    m_title->setText(tr("Reading…"));
    m_detail->setText(rangeName(view.preset, now, view.zone));
    const quint64 asked = ++m_asked;
    m_context.desk.read(m_request, this, [this, asked](const SpendDesk::Rows &rows) {
        if (asked == m_asked && rows && !rows->isEmpty()) {
            m_sum = rows->first();
        }
    });
    m_context.desk.readWaste(m_request, this, [this, asked](const SpendDesk::Waste &waste) {
        if (asked == m_asked) {
            take(waste);
        }
    });
}

void WastePage::take(const SpendDesk::Waste &waste)
{
    m_reading = false;
    qDeleteAll(std::exchange(m_kinds, {}));
    const bool any = waste && !waste->isEmpty();
    m_rows->setVisible(any);
    m_advice->setVisible(any);
    if (!waste) {
        m_title->setText(tr("The waste could not be read"));
        m_detail->setText(QString::fromStdString(waste.error().message));
        return;
    }
    m_waste = *waste;
    takeSum();
    if (!any) {
        return;
    }
    for (const SpendWaste &kind : *waste) {
        auto *row = new WasteRow(m_context.theme, kind, waste->first().wasted, m_list);
        m_list->layout()->addWidget(row);
        m_kinds.append(row);
        connect(row, &QAbstractButton::clicked, this, [this, kind] { choose(kind); });
    }
    m_kinds.first()->setChecked(true);
    choose(waste->first());
}

void WastePage::takeSum()
{
    const Money wasted = wastedOf(*m_waste);
    const Money all = m_sum ? m_sum->known.value_or(Money {}) : Money {};
    const double share = all.nanoDollars > 0 ? double(wasted.nanoDollars) / double(all.nanoDollars) : 0;
    m_share->setShare(share);
    m_share->setVisible(all.nanoDollars > 0);
    const QString range = rangeName(m_view.preset, m_context.desk.now(), m_view.zone);
    m_title->setText(m_waste->isEmpty() ? tr("Nothing was paid for nothing") : tr("%1 of %2 bought nothing").arg(format::money(wasted), format::money(all)));
    QStringList words;
    if (!m_waste->isEmpty()) {
        words.append(tr("%1 of %2.").arg(format::percent(std::round(share * 100) / 100), range));
    } else {
        words.append(range + u'.');
    }
    if (m_sum && m_sum->unpriced > 0) {
        words.append(tr("%1 more calls have no price, so that what they wasted is not known.").arg(format::count(m_sum->unpriced)));
    }
    words.append(tr("The ledger keeps no prompts: that the same was asked again is told only of calls over a gateway that keeps answers."));
    m_detail->setText(words.join(u' '));
    m_legend->setText(all.nanoDollars == 0 ? QString() : tr("useful %1    waste %2").arg(format::money(Money { all.nanoDollars - wasted.nanoDollars }), format::money(wasted)));
}

void WastePage::choose(const SpendWaste &waste)
{
    m_advice->setText(wasteAdvice(waste));
    m_rows->setRequest(waste.rows, m_context.desk.names(), wasteTitle(waste.trait));
}

void WastePage::focusFirst()
{
    if (!m_kinds.isEmpty()) {
        m_kinds.first()->setFocus(Qt::OtherFocusReason);
    }
}

} // namespace patchbay
