// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/waste_page.h"

#include "models/format/format.h"
#include "models/spend/cheaper_model.h"
#include "models/spend/spend_desk.h"
#include "models/spend/spend_rows_model.h"
#include "models/spend/spend_sums_model.h"
#include "ui/shell/chrome_widget.h"
#include "ui/spend/rows_view.h"
#include "ui/spend/share_bar.h"
#include "ui/spend/waste_row.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
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
        sum += kind.isEstimate ? Money {} : kind.wasted; // what nobody knows is not in it, and rows of it may be in others
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
    , m_remedy(new QWidget(this))
    , m_advice(new QLabel(m_remedy))
    , m_outcome(new QLabel(m_remedy))
    , m_replay(new QPushButton(tr("Replay in Compare"), m_remedy))
    , m_draft(new QPushButton(tr("Draft the routing change"), m_remedy))
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
    setTextStyle(m_outcome, context.theme, TypeStep::Meta, Role::Warn);
    m_outcome->setWordWrap(true);
    m_outcome->setObjectName(u"wasteOutcome"_s);
    m_outcome->hide();
    m_replay->setObjectName(u"wasteReplay"_s);
    m_draft->setObjectName(u"wasteDraft"_s);
    auto *advice = new QVBoxLayout;
    advice->setSpacing(4);
    advice->addWidget(m_advice);
    advice->addWidget(m_outcome);
    auto *remedy = new QHBoxLayout(m_remedy);
    remedy->setContentsMargins(12, 8, 12, 8);
    remedy->setSpacing(8);
    remedy->addLayout(advice, 1);
    remedy->addSpacing(16);
    remedy->addWidget(m_replay, 0, Qt::AlignTop);
    remedy->addWidget(m_draft, 0, Qt::AlignTop);
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
    column->addWidget(m_remedy);
    column->addWidget(m_rows, 1);
    connect(m_rows, &RowsView::rowChosen, this, &WastePage::rowChosen);
    connect(m_rows, &RowsView::rowChosen, this, &WastePage::lookAt);
    connect(m_rows->model(), &QAbstractItemModel::rowsInserted, this, &WastePage::showRemedies);
    connect(m_rows->model(), &QAbstractItemModel::modelReset, this, &WastePage::showRemedies);
    connect(m_replay, &QPushButton::clicked, this, &WastePage::replay);
    connect(m_draft, &QPushButton::clicked, this, &WastePage::draft);
}

QString WastePage::headline() const
{
    return m_title->text();
}

void WastePage::setView(const SpendView &view)
{
    m_view = view;
    const WallTime now = m_context.desk.now();
    const std::optional<SpendRange> range = rangeOf(view.span(), now, view.zone);
    m_request = { .by = {}, .from = range ? std::optional(range->from) : std::nullopt, .to = range ? std::optional(range->to) : std::nullopt,
                  .zone = view.zone, .withSimulated = view.withSimulated || m_context.desk.isSample(), .where = view.where };
    m_waste.reset();
    m_sum.reset();
    m_reading = true;
    m_title->setText(tr("Reading…"));
    m_detail->setText(rangeName(view.span(), now, view.zone));
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
    m_remedy->setVisible(any);
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
    const QString range = rangeName(m_view.span(), m_context.desk.now(), m_view.zone);
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
    m_chosen = waste;
    m_row.reset();
    m_outcome->hide();
    m_advice->setText(wasteAdvice(waste));
    m_rows->setRequest(waste.rows, m_context.desk.names(), wasteTitle(waste.trait));
    showRemedies();
}

void WastePage::lookAt(const AttemptRow *row)
{
    m_row = row ? std::optional(*row) : std::nullopt;
    m_outcome->hide();
    showRemedies();
}

// The row that is meant: the chosen one, else the newest.
const AttemptRow *WastePage::row() const
{
    return m_row ? &*m_row : m_rows->model()->row(0);
}

QString WastePage::cheaper() const
{
    const Catalog *prices = m_context.prices ? m_context.prices() : nullptr;
    const AttemptRow *meant = row();
    return !prices || !meant || !m_chosen ? QString()
                                          : cheaperModel(*prices, QString::fromStdString(meant->draft.provider),
                                                         QString::fromStdString(meant->draft.model), m_chosen->reference);
}

void WastePage::showRemedies()
{
    if (!m_chosen) {
        return;
    }
    const QString model = cheaper();
    const bool sample = m_context.desk.isSample();
    const QString noReplay = !m_context.replay ? tr("There is no Compare panel here.")
        : sample                              ? tr("These rows are made up: nobody asked anything.")
        : row() == nullptr                    ? tr("No row is there yet.")
        : model.isEmpty()                     ? tr("The price lists know no cheaper model that could do the same.")
                                              : QString();
    m_replay->setEnabled(noReplay.isEmpty());
    m_replay->setText(model.isEmpty() ? tr("Replay in Compare") : tr("Replay on %1").arg(model.mid(model.indexOf(u'/') + 1)));
    m_replay->setToolTip(noReplay.isEmpty() ? tr("Opens the prompt of this call beside %1 in Compare").arg(model) : noReplay);
    const SpendTrait trait = m_chosen->trait;
    const bool routable = trait == SpendTrait::Short || trait == SpendTrait::RetriedBilled || trait == SpendTrait::Repeated;
    const QString noDraft = !m_context.draftRouting        ? tr("There is no Routing panel here.")
        : sample                                           ? tr("These rows are made up: no configuration sent them.")
        : !routable                                        ? tr("No change of the routing prevents this; the advice says what does.")
        : trait == SpendTrait::Short && (row() == nullptr || model.isEmpty()) ? tr("No cheaper model is known to send these to.")
                                                           : QString();
    m_draft->setEnabled(noDraft.isEmpty());
    m_draft->setToolTip(noDraft.isEmpty() ? tr("As an unsaved draft of the configuration that is open in Routing") : noDraft);
}

void WastePage::replay()
{
    const AttemptRow *meant = row();
    if (meant == nullptr) {
        return;
    }
    m_context.replay(*meant, cheaper(), [guard = QPointer<QLabel>(m_outcome)](const QString &why) {
        if (guard) {
            guard->setText(why);
            guard->setVisible(!why.isEmpty());
        }
    });
}

void WastePage::draft()
{
    const AttemptRow *meant = row();
    const QString why = m_context.draftRouting({ .trait = m_chosen->trait, .group = meant ? QString::fromStdString(meant->draft.group) : QString(), .cheaper = cheaper() });
    m_outcome->setText(why);
    m_outcome->setVisible(!why.isEmpty());
}

void WastePage::focusFirst()
{
    if (!m_kinds.isEmpty()) {
        m_kinds.first()->setFocus(Qt::OtherFocusReason);
    }
}

} // namespace patchbay
