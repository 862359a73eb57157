// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/dashboard_page.h"

#include "models/spend/spend_desk.h"
#include "models/spend/spend_sums_model.h"
#include "ui/spend/chart_area.h"
#include "ui/spend/filter_bar.h"
#include "ui/spend/headline_strip.h"
#include "ui/spend/rows_view.h"
#include "ui/spend/stray_line.h"
#include "ui/spend/sums_delegate.h"
#include "ui/widgets/themed.h"

#include <QHeaderView>
#include <QLabel>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int smallestTable = 200;
constexpr int usualName = 190; // pixels
constexpr int widestName = 420;
constexpr int smallestShare = 130;
using Column = SpendSumsModel::Column;

} // namespace

DashboardPage::DashboardPage(const SpendContext &context, const QTimeZone &zone, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_colors(context.entities)
    , m_view({ .zone = zone })
    , m_headline(new HeadlineStrip(context.theme, this))
    , m_filters(new FilterBar(context.theme, context.desk.now(), this))
    , m_chart(new ChartArea(context, m_colors, this))
    , m_stray(new StrayLine(context.theme, this))
    , m_problem(new QLabel(this))
    , m_below(new QStackedWidget(this))
    , m_table(new QTreeView(m_below))
    , m_sums(new SpendSumsModel(this))
    , m_rows(new RowsView(context, m_below))
{
    setBackground(this, context.theme, Role::Surface);
    setTextStyle(m_problem, context.theme, TypeStep::Body, Role::Bad);
    m_problem->setObjectName(u"spendProblem"_s);
    m_problem->setContentsMargins(12, 8, 12, 8);
    m_problem->setWordWrap(true);
    m_problem->hide();
    buildTable();
    m_below->addWidget(m_table);
    m_below->addWidget(m_rows);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_headline);
    column->addWidget(m_filters);
    column->addWidget(m_stray);
    column->addWidget(m_problem);
    column->addWidget(m_chart, 1);
    column->addWidget(m_below);
    connect(m_filters, &FilterBar::viewChosen, this, &DashboardPage::setView);
    connect(m_filters, &FilterBar::pointRemoved, this, &DashboardPage::closeRows);
    connect(m_stray, &StrayLine::rowsWanted, this, [this] {
        if (const std::optional<SpendPicture> &picture = m_context.desk.picture()) {
            openRequest(picture->strayRows(), tr("times that cannot be"));
        }
    });
    connect(m_chart, &ChartArea::pointChosen, this, &DashboardPage::openRows);
    connect(m_chart, &ChartArea::rowsWanted, this, &DashboardPage::openRequest);
    connect(m_chart, &ChartArea::pointed, m_headline, &HeadlineStrip::setMarker);
    connect(m_chart, &ChartArea::shapeChanged, this, &DashboardPage::viewChanged);
    connect(m_rows, &RowsView::closed, this, &DashboardPage::closeRows);
    connect(m_rows, &RowsView::rowChosen, this, &DashboardPage::rowChosen);
    connect(&context.desk, &SpendDesk::changed, this, &DashboardPage::take);
    connect(&context.desk, &SpendDesk::outlookChanged, this, [this] {
        m_headline->setOutlook(m_context.desk.outlook());
        m_chart->setOutlook(m_context.desk.outlook());
    });
    m_filters->setView(m_view, context.desk.now(), {});
}

void DashboardPage::buildTable()
{
    m_table->setObjectName(u"sumsTable"_s);
    m_table->setAccessibleName(tr("Sums"));
    m_table->setModel(m_sums);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(Column::Cost, Qt::DescendingOrder);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_delegate = new SumsDelegate(m_context.theme, [this](int entity) {
        const std::optional<SpendPicture> &picture = m_context.desk.picture();
        return picture && entity < picture->entities.size() ? m_colors.slotOf(picture->view.by, picture->entities.at(entity)) : -1;
    }, m_table);
    m_table->setItemDelegate(m_delegate);
    m_table->setToolTip(tr("A click filters, a double click opens the rows"));
    setRowLines(m_table);
    QHeaderView *header = m_table->header();
    header->setMinimumSectionSize(48);
    const std::pair<int, int> widths[] = { { Column::Name, usualName },    { Column::Provider, 112 },  { Column::Requests, 84 },
                                           { Column::Failed, 66 },   { Column::P95, 66 },       { Column::TokensIn, 84 },
                                           { Column::Cached, 70 },
                                           { Column::TokensOut, 84 }, { Column::Cost, 96 },     { Column::Share, 190 },
                                           { Column::Change, 76 },   { Column::PerThousand, 124 }, { Column::PerTokens, 120 }, { Column::Course, 130 } };
    for (const auto &[column, width] : widths) {
        header->resizeSection(column, width);
    }
    header->setStretchLastSection(false);
    header->setSectionResizeMode(Column::Share, QHeaderView::Stretch);
    connect(header, &QHeaderView::sectionResized, this, [this](int section) { m_fitsNames = m_fitsNames && (m_fitting || section != Column::Name); });
    connect(m_table, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        chooseEntity(index.data(SpendSumsModel::EntityRole).toInt());
    });
    connect(m_table, &QTreeView::doubleClicked, this, [this](const QModelIndex &index) {
        openRows(-1, index.data(SpendSumsModel::EntityRole).toInt());
    });
}

void DashboardPage::setView(const SpendView &view)
{
    m_view = view;
    m_point.reset();
    showPoint();
    ask();
    Q_EMIT viewChanged();
}

SpendShape DashboardPage::shape() const
{
    return m_chart->shape();
}

void DashboardPage::setShape(const SpendShape &shape)
{
    m_chart->setShape(shape);
    Q_EMIT viewChanged();
}

void DashboardPage::ask()
{
    m_context.desk.ask(m_view);
}

void DashboardPage::reset()
{
    SpendView view { .zone = m_view.zone };
    setView(view);
}

void DashboardPage::clearFilters()
{
    SpendView view = m_view;
    view.where.clear();
    setView(view);
}

void DashboardPage::chooseOwnDays()
{
    m_filters->chooseOwnDays();
}

void DashboardPage::filterBy(const SpendCondition &condition)
{
    SpendView view = m_view;
    view.where = without(view.where, condition.dimension);
    view.where.append(condition);
    setView(view);
}

void DashboardPage::chooseEntity(int entity)
{
    const std::optional<SpendPicture> &picture = m_context.desk.picture();
    if (!picture || entity < 0 || entity >= picture->entities.size()) {
        return;
    }
    const SpendCondition condition = picture->conditionOf(picture->entities.at(entity));
    SpendView view = m_view;
    // The same once more takes the filter away.
    const bool alone = view.where.contains(condition);
    view.where = without(view.where, condition.dimension);
    if (!alone) {
        view.where.append(condition);
    }
    setView(view);
}

void DashboardPage::openRows(int bucket, int entity)
{
    const std::optional<SpendPicture> &picture = m_context.desk.picture();
    if (!picture || bucket >= picture->buckets.size() || entity >= picture->entities.size()) {
        return;
    }
    m_point = Point { bucket, entity, {} };
    m_rows->setRequest(picture->rowsOf(bucket, entity), m_context.desk.names(), pointName());
    showPoint();
    m_rows->table()->setFocus(Qt::OtherFocusReason);
}

void DashboardPage::openRequest(const SpendRequest &request, const QString &what)
{
    m_point = Point { -1, -1, what };
    m_rows->setRequest(request, m_context.desk.names(), what);
    showPoint();
    m_rows->table()->setFocus(Qt::OtherFocusReason);
}

void DashboardPage::closeRows()
{
    m_point.reset();
    showPoint();
    m_table->setFocus(Qt::OtherFocusReason);
}

bool DashboardPage::showsRows() const
{
    return m_point.has_value();
}

QString DashboardPage::pointName() const
{
    const std::optional<SpendPicture> &picture = m_context.desk.picture();
    if (!m_point || !picture) {
        return {};
    }
    if (!m_point->what.isEmpty()) {
        return m_point->what;
    }
    QStringList words;
    if (m_point->bucket >= 0) {
        words.append(bucketTitle(*picture, m_point->bucket));
    }
    if (m_point->entity >= 0) {
        words.append(picture->entities.at(m_point->entity).name);
    }
    return words.isEmpty() ? rangeName(m_view.span(), picture->now, m_view.zone) : words.join(u", "_s);
}

void DashboardPage::showPoint()
{
    m_filters->setView(m_view, m_context.desk.now(), pointName());
    if (!m_point || m_point->what.isEmpty()) {
        m_chart->select(m_point ? m_point->bucket : -1, m_point ? m_point->entity : -1);
    }
    m_below->setCurrentWidget(m_point ? static_cast<QWidget *>(m_rows) : m_table);
    if (!m_point) {
        Q_EMIT rowChosen(nullptr);
    }
}

void DashboardPage::take()
{
    const std::optional<Error> &problem = m_context.desk.problem();
    m_problem->setVisible(problem.has_value());
    if (problem) {
        m_problem->setText(tr("The ledger could not be read: %1").arg(QString::fromStdString(problem->message)));
    }
    const std::optional<SpendPicture> &picture = m_context.desk.picture();
    if (!picture) {
        return;
    }
    m_filters->setNames(m_context.desk.names());
    m_filters->setRange(picture->range);
    SpendView shown = m_view;
    shown.unit = picture->unit;
    m_filters->setView(shown, picture->now, pointName());
    m_filters->setCompared(picture->before.has_value());
    m_stray->setStray(picture->stray);
    m_headline->setPicture(*picture);
    m_sums->setPicture(*picture);
    m_table->setColumnHidden(Column::Provider, picture->view.by != SpendDimension::Model);
    if (m_lastView != picture->view) {
        // Of another view; of the same one the last outlook stands until there is a newer.
        m_chart->setOutlook({});
        m_headline->setOutlook({});
    }
    m_lastView = picture->view;
    m_chart->setPicture(*picture);
    placeTable();
}

void DashboardPage::placeTable()
{
    // The whole ranking where it leaves the chart its half, the rest of the page for the chart.
    const int rows = m_sums->rowCount() * (m_table->sizeHintForRow(0) > 0 ? m_table->sizeHintForRow(0) : m_context.theme.rowHeight());
    const int space = height() - m_headline->height() - m_filters->height() - (m_stray->isHidden() ? 0 : m_stray->sizeHint().height());
    m_below->setFixedHeight(std::clamp(rows + m_table->header()->height() + 4, std::min(space, smallestTable), std::max(smallestTable, space * 55 / 100)));
    fitNames();
}

// The longest name whole, as long as the bars beside it keep their room.
void DashboardPage::fitNames()
{
    const std::optional<SpendPicture> &picture = m_context.desk.picture();
    if (!picture || !m_fitsNames) {
        return;
    }
    int wanted = usualName;
    for (const SpendEntity &entity : picture->entities) {
        wanted = std::max(wanted, m_delegate->widthOf(entity.name));
    }
    const QHeaderView *header = m_table->header();
    const int others = header->length() - header->sectionSize(Column::Name) - header->sectionSize(Column::Share);
    const int room = m_table->viewport()->width() - others - smallestShare;
    m_fitting = true;
    m_table->header()->resizeSection(Column::Name, std::clamp(wanted, usualName, std::clamp(room, usualName, widestName)));
    m_fitting = false;
}

void DashboardPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    constexpr int roomForTokens = 1'700; // the names and shares go first
    m_table->setColumnHidden(Column::PerTokens, width() < roomForTokens);
    placeTable();
}

void DashboardPage::focusFirst()
{
    (m_point ? m_rows->table() : m_table)->setFocus(Qt::OtherFocusReason);
}

} // namespace patchbay
