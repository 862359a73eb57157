// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/budgets_page.h"

#include "models/format/format.h"
#include "models/spend/spend_desk.h"
#include "ui/shell/chrome_widget.h"
#include "ui/spend/budget_form.h"
#include "ui/spend/budget_row.h"
#include "ui/spend/rows_view.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int periodsBack = 3;
constexpr int roomForForm = 640; // pixels of the page
constexpr int smallestList = 120;

QString moment(WallTime time, const QTimeZone &zone)
{
    return QLocale::c().toString(localTime(time, zone), u"d MMM HH:mm"_s);
}

// "October 2026", "the week from 16 Nov", "21 Nov".
QString periodName(const SpendBudget &budget, const BudgetSpan &span, const QTimeZone &zone)
{
    const QDateTime from = localTime(span.from, zone);
    switch (budget.period) {
    case BudgetPeriod::Day: return QLocale::c().toString(from, u"d MMM"_s);
    case BudgetPeriod::Week: return BudgetsPage::tr("the week from %1").arg(QLocale::c().toString(from, u"d MMM"_s));
    case BudgetPeriod::Month: break;
    }
    return QLocale::c().toString(from, u"MMMM yyyy"_s);
}

QString wordsOf(const BudgetReplay &replay, const SpendBudget &budget, const QTimeZone &zone)
{
    QStringList words { BudgetsPage::tr("%1 of %2 were spent.").arg(format::money(replay.spent), format::moneyLimit(budget.limit)) };
    QStringList steps;
    for (std::size_t step = 0; step < std::size(budgetSteps); ++step) {
        if (replay.reached[step]) {
            steps.append(BudgetsPage::tr("%1 % on %2").arg(budgetSteps[step]).arg(moment(*replay.reached[step], zone)));
        }
    }
    words.append(steps.isEmpty() ? BudgetsPage::tr("No step would have been reached.") : BudgetsPage::tr("Told at %1.").arg(steps.join(u", "_s)));
    if (replay.attemptsBehind > 0) {
        const QString calls = format::counted(replay.attemptsBehind, BudgetsPage::tr("call"));
        words.append(budget.hard == BudgetHard::Stop        ? BudgetsPage::tr("%1 for %2 would have been refused.").arg(calls, format::money(replay.moneyBehind))
                     : budget.hard == BudgetHard::DownRoute ? BudgetsPage::tr("%1 for %2 would have gone to %3.").arg(calls, format::money(replay.moneyBehind), budget.group)
                                                            : BudgetsPage::tr("%1 for %2 came after that; it would not have stopped them.").arg(calls, format::money(replay.moneyBehind)));
    }
    return words.join(u' ');
}

} // namespace

BudgetsPage::BudgetsPage(const SpendContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(new QLabel(this))
    , m_detail(new QLabel(this))
    , m_new(new QPushButton(tr("New budget"), this))
    , m_form(new BudgetForm(context, this))
    , m_empty(new EmptyState(context.theme, tr("No budget yet."), this))
    , m_list(new QScrollArea(this))
    , m_replay(new ChromeWidget(context.theme, Role::Raised, Qt::TopEdge, this))
    , m_replayTitle(new QLabel(this))
    , m_back(new QComboBox(this))
    , m_replayWords(new QLabel(this))
    , m_counted(new RowsView(context, this))
    , m_shown { .budget = { .name = {}, .limit = {} }, .span = {}, .spent = {} }
{
    setBackground(this, context.theme, Role::Surface);
    m_empty->setDetail(tr("A budget warns at 50, 80 and 100 percent of what a day, a week or a month may cost; a hard one refuses calls "
                          "before they are sent."));
    m_empty->setButton(tr("New budget"), u"list-add"_s);
    m_empty->button()->setObjectName(u"firstBudget"_s);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setWidgetResizable(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Budgets"));
    m_counted->setClosable(false);
    buildReplay();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(m_form);
    column->addWidget(m_empty, 1);
    column->addWidget(m_list);
    column->addWidget(m_replay);
    column->addWidget(m_counted, 1);
    m_form->hide();
    m_empty->hide();
    connect(m_new, &QPushButton::clicked, this, &BudgetsPage::startNew);
    connect(m_empty, &EmptyState::activated, this, &BudgetsPage::startNew);
    connect(m_form, &FormStrip::closed, this, [this] { openForm(false); });
    connect(m_form, &BudgetForm::saved, this, [this](const QString &name) {
        openForm(false);
        choose(name);
    });
    connect(m_back, &QComboBox::activated, this, &BudgetsPage::showReplay);
    connect(m_counted, &RowsView::rowChosen, this, &BudgetsPage::rowChosen);
}

QWidget *BudgetsPage::buildHead()
{
    auto *head = new ChromeWidget(m_context.theme, Role::Surface, Qt::BottomEdge, this);
    setTextStyle(m_title, m_context.theme, TypeStep::Hero);
    setTextStyle(m_detail, m_context.theme, TypeStep::Body, Role::Muted);
    m_detail->setWordWrap(true);
    m_title->setObjectName(u"budgetsTitle"_s);
    m_new->setObjectName(u"newBudget"_s);
    setPrimary(m_new);
    auto *words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_title);
    words->addWidget(m_detail);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(12, 16, 12, 12);
    row->setSpacing(24);
    row->addLayout(words, 1);
    row->addWidget(m_new, 0, Qt::AlignVCenter);
    return head;
}

void BudgetsPage::buildReplay()
{
    setTextStyle(m_replayTitle, m_context.theme, TypeStep::Strong);
    setTextStyle(m_replayWords, m_context.theme, TypeStep::Body, Role::Muted);
    m_replayTitle->setText(tr("What it would have done in"));
    m_replayWords->setObjectName(u"replayWords"_s);
    m_replayWords->setWordWrap(true);
    m_back->setObjectName(u"replayPeriod"_s);
    m_back->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_back->setAccessibleName(tr("Period before"));
    setCompactControls(m_replay);
    auto *row = new QHBoxLayout(m_replay);
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(8);
    row->addWidget(m_replayTitle);
    row->addWidget(m_back);
    row->addWidget(m_replayWords, 1);
}

void BudgetsPage::setDesk(BudgetDesk &desk)
{
    if (m_desk != &desk) {
        if (m_desk != nullptr) {
            disconnect(m_desk, nullptr, this, nullptr);
        }
        m_desk = &desk;
        m_chosen.clear();
        m_shown.budget.name.clear();
        openForm(false);
        connect(&desk, &BudgetDesk::changed, this, &BudgetsPage::take);
    }
    if (desk.isRead()) {
        take();
    } else {
        m_title->setText(tr("Reading…"));
    }
    desk.refresh();
}

void BudgetsPage::take()
{
    const QList<BudgetState> &states = m_desk->states();
    const auto focused = std::ranges::find_if(m_rows, [](const BudgetRow *row) { return row->hasFocus(); });
    const QString focus = focused == m_rows.end() ? QString() : (*focused)->state().budget.name;
    // The button that was clicked may stand in one of them.
    for (BudgetRow *row : std::exchange(m_rows, {})) {
        row->deleteLater();
    }
    auto *body = new QWidget;
    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (const BudgetState &state : states) {
        auto *row = new BudgetRow(m_context.theme, state, m_context.desk.names(), m_desk->zone(), body);
        column->addWidget(row);
        m_rows.append(row);
        connect(row, &QAbstractButton::clicked, this, [this, name = state.budget.name] { choose(name); });
        connect(row, &BudgetRow::editWanted, this, [this, budget = state.budget] {
            openForm(true);
            m_form->startEdit(*m_desk, budget);
        });
        connect(row, &BudgetRow::removeWanted, this, [this, budget = state.budget] { remove(budget); });
    }
    column->addStretch(1);
    if (QWidget *before = m_list->takeWidget()) {
        before->deleteLater();
    }
    m_list->setWidget(body);
    body->show();
    for (BudgetRow *row : std::as_const(m_rows)) {
        if (!focus.isEmpty() && row->state().budget.name == focus) {
            row->setFocus(Qt::OtherFocusReason);
        }
    }
    setBackground(body, m_context.theme, Role::Surface);
    const bool any = !states.isEmpty();
    m_empty->setVisible(!any && m_form->isHidden() && !m_desk->problem());
    for (QWidget *part : { static_cast<QWidget *>(m_list), static_cast<QWidget *>(m_replay), static_cast<QWidget *>(m_counted) }) {
        part->setVisible(any);
    }
    m_new->setVisible(any && m_form->isHidden());
    showHead();
    placeList();
    if (any) {
        choose(chosen() != nullptr ? m_chosen : states.first().budget.name);
    }
}

void BudgetsPage::showHead()
{
    const QList<BudgetState> &states = m_desk->states();
    if (const std::optional<Error> &problem = m_desk->problem()) {
        m_title->setText(tr("The budgets could not be read"));
        m_detail->setText(QString::fromStdString(problem->message + ' ' + problem->remedy).trimmed());
        return;
    }
    const auto spent = std::ranges::count_if(states, [](const BudgetState &state) { return state.step == 100; });
    const auto near = std::ranges::count_if(states, [](const BudgetState &state) { return state.step == 80; });
    QStringList words { format::counted(states.size(), tr("budget")) };
    if (spent > 0) {
        words.append(tr("%1 spent").arg(spent));
    }
    if (near > 0) {
        words.append(tr("%1 above 80 %").arg(near));
    }
    m_title->setText(states.isEmpty() ? tr("No budgets") : words.join(u", "_s));
    m_detail->setText(tr("Over the calls of this window, of patchbay-cli and of the gateway, in the time zone %1. Marks stand at 50, 80 and 100 percent.")
                          .arg(QString::fromUtf8(m_desk->zone().id())));
}

const BudgetState *BudgetsPage::chosen() const
{
    const auto found = std::ranges::find(m_desk->states(), m_chosen, [](const BudgetState &state) { return state.budget.name; });
    return found == m_desk->states().end() ? nullptr : &*found;
}

void BudgetsPage::choose(const QString &name)
{
    m_chosen = name;
    for (BudgetRow *row : std::as_const(m_rows)) {
        row->setChecked(row->state().budget.name == name);
    }
    const BudgetState *state = chosen();
    if (state == nullptr) {
        return; // it is read in a moment
    }
    // The same figures again leave the rows where somebody reads them.
    if (m_shown.budget != state->budget || m_shown.spent != state->spent || m_shown.span.from != state->span.from) {
        m_shown = *state;
        fillPeriods(*state);
        showReplay();
        m_counted->setRequest(budgetRequest(state->budget, state->span, m_desk->zone(), m_desk->isSample()), m_context.desk.names(),
                              tr("what %1 counts now").arg(state->budget.name));
    }
}

void BudgetsPage::fillPeriods(const BudgetState &state)
{
    const int before = std::max(0, m_back->currentIndex());
    m_back->clear();
    for (int back = 1; back <= periodsBack; ++back) {
        const BudgetSpan span = budgetSpan(state.budget.period, m_context.desk.now(), m_desk->zone(), back);
        m_back->addItem(periodName(state.budget, span, m_desk->zone()), back);
    }
    m_back->setCurrentIndex(before);
}

void BudgetsPage::showReplay()
{
    const BudgetState *state = chosen();
    if (state == nullptr) {
        return;
    }
    m_replayWords->setText(tr("Reading…"));
    m_replaying = true;
    const quint64 asked = ++m_asked;
    m_desk->replay(state->budget, m_back->currentData().toInt(), this, [this, asked, budget = state->budget](const Result<BudgetReplay> &replay) {
        if (asked != m_asked) {
            return;
        }
        m_replaying = false;
        m_replayWords->setText(replay ? wordsOf(*replay, budget, m_desk->zone()) : QString::fromStdString(replay.error().message));
    });
}

void BudgetsPage::remove(const SpendBudget &budget)
{
    m_desk->remove(budget.name, this, [this, budget](const Result<void> &removed) {
        if (!removed) {
            Q_EMIT said(QString::fromStdString(removed.error().message), {}, {});
            return;
        }
        Q_EMIT said(tr("The budget %1 was deleted").arg(budget.name), tr("Undo"), [this, desk = m_desk, budget] { desk->put({}, budget, this, {}); });
    });
}

void BudgetsPage::openForm(bool open)
{
    m_form->setVisible(open);
    m_new->setVisible(!open && !m_rows.isEmpty());
    m_empty->setVisible(!open && m_rows.isEmpty() && m_desk != nullptr && m_desk->isRead() && !m_desk->problem());
    placeList();
}

void BudgetsPage::startNew()
{
    openForm(true);
    m_form->startNew(*m_desk);
}

void BudgetsPage::placeList()
{
    const int wanted = m_rows.isEmpty() ? 0 : static_cast<int>(m_rows.size()) * m_rows.first()->height();
    // Beside an open form a low page has no room for what stands below the list.
    const bool room = m_form->isHidden() || height() >= roomForForm;
    m_replay->setVisible(room && !m_rows.isEmpty());
    m_counted->setVisible(room && !m_rows.isEmpty());
    m_list->setFixedHeight(std::clamp(wanted, std::min(wanted, smallestList), std::max(smallestList, height() * 2 / 5)));
}

void BudgetsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeList();
}

QString BudgetsPage::headline() const
{
    return m_title->text();
}

QString BudgetsPage::replayWords() const
{
    return m_replayWords->text();
}

void BudgetsPage::focusFirst()
{
    if (!m_rows.isEmpty()) {
        m_rows.first()->setFocus(Qt::OtherFocusReason);
    } else if (m_empty->isVisible()) {
        m_empty->button()->setFocus(Qt::OtherFocusReason);
    }
}

} // namespace patchbay
