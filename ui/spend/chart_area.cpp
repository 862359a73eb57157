// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/chart_area.h"

#include "models/format/format.h"
#include "models/spend/spend_desk.h"
#include "models/spend/spend_sums_model.h"
#include "ui/spend/chart_contents.h"
#include "ui/spend/chart_names.h"
#include "ui/spend/filter_bar.h"
#include "ui/spend/heat_map.h"
#include "ui/spend/legend_key.h"
#include "ui/spend/pivot_cells.h"
#include "ui/spend/plain_table.h"
#include "ui/spend/spend_colors.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QToolTip>
#include <QVBoxLayout>

#include <cmath>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

QString subjectName(SpendSubject subject)
{
    switch (subject) {
    case SpendSubject::Latency: return ChartArea::tr("Latency");
    case SpendSubject::Errors: return ChartArea::tr("Errors");
    case SpendSubject::Week: return ChartArea::tr("Hours of the week");
    case SpendSubject::Pivot: return ChartArea::tr("Pivot table");
    case SpendSubject::Cost: break;
    }
    return ChartArea::tr("Cost");
}

} // namespace

ChartArea::ChartArea(const SpendContext &context, SpendColors &colors, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_colors(colors)
    , m_subject(new QComboBox(this))
    , m_across(new QComboBox(this))
    , m_style(new SegmentedControl(context.theme, this))
    , m_title(new QLabel(this))
    , m_detail(new QLabel(this))
    , m_names(new ChartNames(context.theme, this))
    , m_body(new QStackedWidget(this))
    , m_empty(new QLabel(m_body))
    , m_canvas(loadChartCanvas(m_body))
    , m_week(new HeatMap(context.theme, m_body))
    , m_pivot(new PlainTable(context.theme, m_body))
{
    setMinimumHeight(180);
    setTextStyle(m_empty, context.theme, TypeStep::Body, Role::Muted);
    m_empty->setAlignment(Qt::AlignCenter);
    m_pivot->setObjectName(u"spendPivot"_s);
    m_pivot->setAccessibleName(tr("Pivot table. Enter opens the rows of a cell."));
    m_pivot->setToolTip(tr("A double click opens the rows of a cell"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(m_body, 1);
    m_body->addWidget(m_empty);
    m_body->addWidget(m_week);
    m_body->addWidget(m_pivot);
    connect(m_week, &HeatMap::hourChosen, this, [this](int hour) {
        m_week->select(hour);
        Q_EMIT rowsWanted(rowsOfHour(m_picture, hour), hourName(hour));
    });
    connect(m_pivot, &PlainTable::cellOpened, this, &ChartArea::openCell);
    connect(&context.theme, &Theme::changed, this, [this] {
        showLook();
        showContent();
    });
    buildCanvas();
    showHead();
}

QWidget *ChartArea::buildHead()
{
    auto *head = new QWidget(this);
    setCompactControls(head);
    setTextStyle(m_title, m_context.theme, TypeStep::Strong);
    setTextStyle(m_detail, m_context.theme, TypeStep::Meta, Role::Muted);
    m_title->setObjectName(u"chartTitle"_s);
    m_subject->setObjectName(u"chartSubject"_s);
    m_subject->setAccessibleName(tr("What is charted"));
    for (const SpendSubject subject : { SpendSubject::Cost, SpendSubject::Latency, SpendSubject::Errors, SpendSubject::Week, SpendSubject::Pivot }) {
        m_subject->addItem(subjectName(subject), static_cast<int>(subject));
    }
    m_across->setObjectName(u"pivotAcross"_s);
    m_across->setAccessibleName(tr("Second dimension"));
    for (const SpendDimension dimension : stackableDimensions() + QList<SpendDimension> { SpendDimension::Day, SpendDimension::Week, SpendDimension::Month }) {
        m_across->addItem(tr("by %1").arg(dimensionWords(dimension)), static_cast<int>(dimension));
    }
    m_style->setObjectName(u"chartStyle"_s);
    m_style->setAccessibleName(tr("Drawn as"));
    for (const QString &style : { tr("Bars"), tr("Areas"), tr("Lines") }) {
        m_style->addSegment(style);
    }
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(12, 6, 12, 0);
    row->setSpacing(12);
    row->addWidget(m_subject);
    row->addWidget(m_across);
    row->addWidget(m_title);
    row->addWidget(m_detail, 1);
    for (const LegendKey::Kind kind : { LegendKey::Estimated, LegendKey::Unfinished, LegendKey::Anomaly }) {
        m_keys.append(new LegendKey(m_context.theme, kind, head));
        row->addWidget(m_keys.last());
    }
    row->addWidget(m_names);
    row->addWidget(m_style);
    connect(m_subject, &QComboBox::activated, this, [this] {
        SpendShape shape = m_shape;
        shape.subject = static_cast<SpendSubject>(m_subject->currentData().toInt());
        chooseShape(shape);
    });
    connect(m_across, &QComboBox::activated, this, [this] {
        SpendShape shape = m_shape;
        shape.across = static_cast<SpendDimension>(m_across->currentData().toInt());
        chooseShape(shape);
    });
    connect(m_style, &SegmentedControl::currentChanged, this, [this](int style) {
        SpendShape shape = m_shape;
        shape.style = static_cast<SpendStyle>(style);
        chooseShape(shape);
    });
    return head;
}

void ChartArea::buildCanvas()
{
    if (m_canvas == nullptr) {
        m_empty->setText(tr("Charts are not installed (Qt Charts is missing). The table has the same figures."));
        return;
    }
    m_canvas->widget()->setObjectName(u"spendChart"_s);
    m_canvas->widget()->setAccessibleName(tr("Course over time. Arrows move, Enter opens the rows."));
    m_body->addWidget(m_canvas->widget());
    m_canvas->setHandlers({ .hovered = [this](int bucket, int drawn) {
                               showTip(bucket, drawn);
                               Q_EMIT pointed(bucket);
                           },
                            .activated = [this](int bucket, int drawn) { choosePoint(bucket, drawn); },
                            .markActivated = [this](int mark) { Q_EMIT pointChosen(m_marked.value(mark, -1), -1); } });
    showLook();
}

void ChartArea::showLook()
{
    if (m_canvas == nullptr) {
        return;
    }
    const Theme &theme = m_context.theme;
    m_canvas->setLook({ .surface = theme.color(Role::Surface), .text = theme.color(Role::Text), .muted = theme.color(Role::Muted),
                        .line = theme.color(Role::Line), .lineStrong = theme.color(Role::LineStrong),
                        .accent = theme.color(Role::Accent), .warn = theme.color(Role::Warn), .hover = theme.color(Role::Hover),
                        .focus = theme.color(Role::Focus), .axis = theme.font(TypeStep::Micro), .body = theme.font(TypeStep::Body),
                        .strong = theme.font(TypeStep::Strong), .meta = theme.font(TypeStep::Meta) });
}

void ChartArea::setPicture(const SpendPicture &picture)
{
    m_picture = picture;
    showHead();
    ask();
}

void ChartArea::setOutlook(const std::optional<SpendOutlook> &outlook)
{
    m_outlook = outlook;
    if (m_shape.subject == SpendSubject::Cost) {
        showContent();
    }
}

void ChartArea::setShape(const SpendShape &shape)
{
    if (m_shape == shape) {
        return;
    }
    const bool same = m_shape.subject == shape.subject && m_shape.across == shape.across;
    m_shape = shape;
    showHead();
    if (same) {
        showContent();
    } else {
        ask();
    }
}

void ChartArea::chooseShape(const SpendShape &shape)
{
    if (!m_setting && shape != m_shape) {
        setShape(shape);
        Q_EMIT shapeChanged();
    }
}

// Not a dimension against itself.
SpendDimension ChartArea::across() const
{
    const SpendDimension by = m_picture.view.by;
    return m_shape.across != by ? m_shape.across : by == SpendDimension::Team ? SpendDimension::Model : SpendDimension::Team;
}

// What the subject shows beside the picture itself.
void ChartArea::ask()
{
    const quint64 asked = ++m_asked;
    if (m_shape.subject == SpendSubject::Cost || m_picture.buckets.isEmpty()) {
        showContent();
        return;
    }
    ++m_pending;
    m_context.desk.readCourse(m_picture, m_shape.subject, across(), this, [this, asked](const Result<SpendCourse> &course) {
        --m_pending;
        if (asked == m_asked && course) {
            m_course = *course;
            showContent();
        }
    });
}

void ChartArea::showHead()
{
    m_setting = true;
    const SpendSubject subject = m_shape.subject;
    m_subject->setCurrentIndex(m_subject->findData(static_cast<int>(subject)));
    m_across->setCurrentIndex(m_across->findData(static_cast<int>(across())));
    m_style->setCurrentIndex(static_cast<int>(m_shape.style));
    m_across->setVisible(subject == SpendSubject::Pivot);
    m_style->setVisible(subject == SpendSubject::Cost);
    for (LegendKey *key : std::as_const(m_keys)) {
        key->setVisible(subject == SpendSubject::Cost && m_shape.style == SpendStyle::Bars);
    }
    const QString unit = unitName(m_picture.unit);
    const QString by = dimensionWords(m_picture.view.by);
    switch (subject) {
    case SpendSubject::Cost: m_title->setText(tr("Cost per %1 by %2").arg(unit, by)); break;
    case SpendSubject::Latency: m_title->setText(tr("Answers per %1: median and p95").arg(unit)); break;
    case SpendSubject::Errors: m_title->setText(tr("Failed attempts per %1 by class").arg(unit)); break;
    case SpendSubject::Week: m_title->setText(tr("Cost by hour of the week")); break;
    case SpendSubject::Pivot: m_title->setText(tr("Cost by %1 and %2").arg(by, dimensionWords(across()))); break;
    }
    const QString zone = QString::fromUtf8(m_picture.view.zone.id());
    m_detail->setText(m_picture.view.zone == QTimeZone::utc() ? tr("UTC") : tr("time of %1").arg(zone.section(u'/', -1).replace(u'_', u' ')));
    m_setting = false;
}

void ChartArea::select(int bucket, int entity)
{
    m_bucket = bucket;
    m_entity = entity;
    if (bucket < 0) {
        m_week->select(-1);
    }
    if (m_shape.subject == SpendSubject::Cost) {
        showContent();
    }
}

void ChartArea::showContent()
{
    const SpendSubject subject = m_shape.subject;
    if (subject != SpendSubject::Cost && m_course.subject != subject) {
        return; // on its way
    }
    m_names->setCourse(subject == SpendSubject::Cost ? SpendCourse {} : m_course);
    if (subject == SpendSubject::Pivot) {
        showPivot();
        return;
    }
    bool nothing = m_picture.empty();
    ChartContent content;
    if (subject == SpendSubject::Cost) {
        CostChart chart = costChart(m_picture, m_outlook, m_shape.style, m_context.theme, m_colors);
        content = std::move(chart.content);
        m_drawn = chart.drawn;
        m_marked = chart.marked;
        content.selectedColumn = m_bucket;
        content.selectedEntity = m_entity < 0 ? -1 : static_cast<int>(m_drawn.indexOf(m_entity));
        nothing = !m_picture.total.known || m_picture.total.known->nanoDollars == 0;
    } else if (subject == SpendSubject::Latency) {
        content = latencyChart(m_picture, m_course.latency, m_context.theme);
    } else if (subject == SpendSubject::Errors) {
        content = errorChart(m_picture, m_course.errors, m_context.theme);
        nothing = m_course.errors.kinds.isEmpty();
    } else {
        m_week->setWeek(m_course.week);
    }
    if (m_canvas != nullptr && subject != SpendSubject::Week) {
        m_canvas->setContent(content);
    }
    m_body->setCurrentWidget(nothing                          ? static_cast<QWidget *>(m_empty)
                                 : subject == SpendSubject::Week ? m_week
                                 : m_canvas == nullptr           ? static_cast<QWidget *>(m_empty)
                                                                 : m_canvas->widget());
    if (m_canvas != nullptr || subject == SpendSubject::Week) {
        m_empty->setText(m_picture.empty() ? tr("Nothing in this span of time%1.").arg(m_picture.view.where.isEmpty() ? QString() : tr(" with these filters"))
                             : subject == SpendSubject::Errors ? tr("No attempt failed.")
                                                               : tr("%1, none with an amount above zero.").arg(format::counted(m_picture.total.attempts, tr("attempt"))));
    }
}

void ChartArea::showPivot()
{
    m_pivot->setColumns(pivotColumnsOf(m_course.pivot));
    m_pivot->setRows(pivotCells(m_course.pivot));
    m_body->setCurrentWidget(m_pivot);
}

void ChartArea::openCell(int row, int column)
{
    // The first column names the row, the last one sums it; the last row sums the columns.
    const SpendPivot &pivot = m_course.pivot;
    const int down = row < pivot.rows.size() ? row : -1;
    const int across = column >= 1 && column <= pivot.columns.size() ? column - 1 : -1;
    const std::optional<SpendRequest> request = rowsOfPivot(m_picture, pivot, down, across);
    if (!request) {
        return;
    }
    QStringList words;
    if (down >= 0) {
        words.append(pivot.rows.at(down).name);
    }
    if (across >= 0) {
        words.append(pivot.columns.at(across).name);
    }
    Q_EMIT rowsWanted(*request, words.isEmpty() ? tr("everything") : words.join(u", "_s));
}

QRect ChartArea::placeOf(int bucket, int entity) const
{
    const int drawn = m_shape.subject == SpendSubject::Cost && entity >= 0 ? static_cast<int>(m_drawn.indexOf(entity)) : entity;
    return m_canvas->placeOf(bucket, drawn);
}

void ChartArea::choosePoint(int bucket, int drawn)
{
    if (m_shape.subject == SpendSubject::Errors) {
        const SpendErrors &errors = m_course.errors;
        const QString kind = drawn < 0 ? tr("failed") : errors.kinds.at(drawn).values.join(u", "_s);
        Q_EMIT rowsWanted(rowsOfErrors(m_picture, errors, bucket, drawn), bucketTitle(m_picture, bucket) + u", "_s + kind);
    } else {
        Q_EMIT pointChosen(bucket, m_shape.subject == SpendSubject::Cost ? entityOf(drawn) : -1);
    }
}

void ChartArea::showTip(int column, int drawn)
{
    QWidget *canvas = m_canvas->widget();
    if (column < 0 || column >= m_picture.buckets.size()) {
        QToolTip::hideText();
        return;
    }
    QStringList lines { bucketTitle(m_picture, column) + (column == m_picture.unfinished ? tr(", so far") : QString()) };
    const auto took = [](const std::optional<Microseconds> &time) { return time ? format::duration(*time) : format::noValue(); };
    switch (m_shape.subject) {
    case SpendSubject::Latency:
        lines.append(tr("median %1, p95 %2").arg(took(m_course.latency.median.value(column)), took(m_course.latency.p95.value(column))));
        lines.append(format::counted(m_picture.course.value(column).succeeded, tr("answer")));
        break;
    case SpendSubject::Errors:
        if (drawn >= 0) {
            const SpendErrors::Kind &kind = m_course.errors.kinds.at(drawn);
            lines.append(u"%1: %2"_s.arg(kind.values.join(u", "_s), format::count(kind.attempts.value(column))));
        }
        lines.append(tr("%1 of %2 failed").arg(format::count(m_picture.course.value(column).failed),
                                               format::counted(m_picture.course.value(column).attempts, tr("attempt"))));
        break;
    default:
        if (const int entity = entityOf(drawn); entity >= 0) {
            lines.append(m_picture.entities.at(entity).name + u": "_s + amountText(m_picture.entities.at(entity).course.at(column)));
        }
        lines.append(tr("all: %1").arg(amountText(m_picture.course.value(column))));
    }
    QToolTip::showText(QCursor::pos(), lines.join(u'\n'), canvas);
}

} // namespace patchbay
