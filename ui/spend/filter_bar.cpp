// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/filter_bar.h"

#include "models/ledger/plausible_time.h"
#include "ui/spend/day_span.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr SpendDimension units[] = { SpendDimension::Hour, SpendDimension::Day, SpendDimension::Week, SpendDimension::Month };
constexpr qsizetype namesInChip = 2;

QString capital(QString words)
{
    if (!words.isEmpty()) {
        words[0] = words[0].toUpper();
    }
    return words;
}

} // namespace

QList<SpendDimension> stackableDimensions()
{
    using enum SpendDimension;
    return { Model, Provider, ProviderKey, Key, Team, User, Customer, Project, Tag, Run, Endpoint, Group, Deployment, Status };
}

QString conditionText(const SpendCondition &condition, const SpendNames &names)
{
    if (condition.except) {
        return u"other than %1"_s.arg(condition.values.size());
    }
    QStringList words;
    for (const QString &value : condition.values.first(std::min(namesInChip, condition.values.size()))) {
        words.append(entityName(condition.dimension, value, names));
    }
    const qsizetype more = condition.values.size() - words.size();
    return words.join(u", "_s) + (more > 0 ? u" and %1 more"_s.arg(more) : QString());
}

FilterBar::FilterBar(const Theme &theme, WallTime now, QWidget *parent)
    : ChromeWidget(theme, Role::Surface, Qt::BottomEdge, parent)
    , m_now(now)
    , m_range(new QComboBox(this))
    , m_days(new DaySpan(theme, this))
    , m_against(new QComboBox(this))
    , m_unit(new SegmentedControl(theme, this))
    , m_by(new QComboBox(this))
    , m_zone(new QComboBox(this))
    , m_chips(new QWidget(this))
{
    buildControls();
    auto *chips = new FlowLayout(m_chips, 8, 4);
    chips->setContentsMargins(0, 0, 0, 0);
    auto *by = new QLabel(tr("by"), this);
    auto *stacked = new QLabel(tr("stacked by"), this);
    for (QLabel *label : { by, stacked }) {
        setTextStyle(label, theme, TypeStep::Body, Role::Muted);
    }
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 6, 12, 7);
    row->setSpacing(8);
    row->addWidget(m_range);
    row->addWidget(m_days);
    row->addWidget(m_against);
    row->addWidget(by);
    row->addWidget(m_unit);
    row->addWidget(stacked);
    row->addWidget(m_by);
    row->addWidget(m_chips, 1, Qt::AlignVCenter);
    row->addWidget(m_zone);
}

void FilterBar::buildControls()
{
    m_range->setObjectName(u"spendRange"_s);
    m_range->setAccessibleName(tr("Span of time"));
    for (const SpendPreset preset : spendPresets) {
        m_range->addItem(presetName(preset), static_cast<int>(preset));
    }
    m_range->addItem(presetName(SpendPreset::Own), static_cast<int>(SpendPreset::Own));
    m_days->setObjectName(u"spendDays"_s);
    m_days->hide();
    m_against->setObjectName(u"spendAgainst"_s);
    m_against->setAccessibleName(tr("Compared with"));
    m_against->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_unit->setObjectName(u"spendUnit"_s);
    m_unit->setAccessibleName(tr("Unit of time"));
    for (const SpendDimension unit : units) {
        m_unit->addSegment(capital(unitName(unit)));
    }
    m_by->setObjectName(u"spendBy"_s);
    m_by->setAccessibleName(tr("Stacked by"));
    for (const SpendDimension dimension : stackableDimensions()) {
        m_by->addItem(capital(dimensionWords(dimension)), static_cast<int>(dimension));
    }
    m_zone->setObjectName(u"spendZone"_s);
    m_zone->setAccessibleName(tr("Time zone"));
    m_zone->setToolTip(tr("Days, weeks and months are those of this zone"));
    m_zone->setMaximumWidth(150);
    connect(m_range, &QComboBox::activated, this, &FilterBar::chooseRange);
    connect(m_days, &DaySpan::chosen, this, [this](QDate first, QDate last) {
        SpendView view = m_view;
        view.firstDay = first;
        view.lastDay = last;
        view.unit = unitFor(first, last);
        choose(view);
    });
    connect(m_against, &QComboBox::activated, this, [this] {
        SpendView view = m_view;
        view.against = static_cast<SpendAgainst>(m_against->currentData().toInt());
        choose(view);
    });
    connect(m_unit, &SegmentedControl::currentChanged, this, [this](int unit) {
        SpendView view = m_view;
        view.unit = units[unit];
        choose(view);
    });
    connect(m_by, &QComboBox::activated, this, [this] {
        SpendView view = m_view;
        view.by = static_cast<SpendDimension>(m_by->currentData().toInt());
        choose(view);
    });
    connect(m_zone, &QComboBox::activated, this, [this] {
        SpendView view = m_view;
        view.zone = QTimeZone(m_zone->currentData().toByteArray());
        choose(view);
    });
}

void FilterBar::chooseRange()
{
    SpendView view = m_view;
    view.preset = static_cast<SpendPreset>(m_range->currentData().toInt());
    if (view.preset == SpendPreset::Own) {
        chooseOwnDays();
        return;
    }
    view.unit = view.preset == SpendPreset::Today ? SpendDimension::Hour
        : view.preset == SpendPreset::ThisYear    ? SpendDimension::Week
                                                  : SpendDimension::Day;
    view.firstDay = {};
    view.lastDay = {};
    choose(view);
}

void FilterBar::chooseOwnDays()
{
    if (m_view.preset != SpendPreset::Own) {
        // It begins as what is shown, as far as that is over.
        const QDate today = localTime(m_now, m_view.zone).date();
        SpendView view = m_view;
        view.preset = SpendPreset::Own;
        view.firstDay = m_shown ? localTime(m_shown->from, m_view.zone).date() : today;
        view.lastDay = m_shown ? std::max(view.firstDay, std::min(today, localTime(m_shown->to - Microseconds(1), m_view.zone).date())) : today;
        view.unit = unitFor(view.firstDay, view.lastDay);
        choose(view);
    }
    m_days->focusFirst();
}

void FilterBar::fillZones()
{
    QList<QByteArray> zones { m_view.zone.id(), QTimeZone::systemTimeZoneId(), "UTC", "America/Los_Angeles", "America/New_York",
                              "Europe/London", "Europe/Berlin", "Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney" };
    for (const QByteArray &zone : std::as_const(zones)) {
        if (m_zone->findData(zone) < 0) {
            const QString name = QString::fromUtf8(zone);
            m_zone->addItem(name.section(u'/', -1).replace(u'_', u' '), zone);
            m_zone->setItemData(m_zone->count() - 1, name, Qt::ToolTipRole);
        }
    }
    m_zone->setCurrentIndex(m_zone->findData(m_view.zone.id()));
}

void FilterBar::choose(const SpendView &view)
{
    if (!m_setting && view != m_view) {
        Q_EMIT viewChosen(view);
    }
}

void FilterBar::setView(const SpendView &view, WallTime now, const QString &point)
{
    m_setting = true;
    m_view = view;
    m_now = now;
    for (int item = 0; item < m_range->count(); ++item) {
        const auto preset = static_cast<SpendPreset>(m_range->itemData(item).toInt());
        m_range->setItemText(item, presetName(preset));
        m_range->setItemData(item, preset == SpendPreset::Own ? tr("Any days, of the zone that is chosen") : rangeName(preset, now, view.zone), Qt::ToolTipRole);
    }
    m_range->setCurrentIndex(m_range->findData(static_cast<int>(view.preset)));
    const QDate today = localTime(now, view.zone).date();
    m_days->setBounds(localTime(earliestCall, QTimeZone::utc()).date(), today.addYears(1));
    if (view.preset == SpendPreset::Own) {
        m_days->setDays(view.firstDay, view.lastDay);
    }
    m_days->setVisible(view.preset == SpendPreset::Own);
    fillAgainst();
    m_unit->setCurrentIndex(static_cast<int>(std::ranges::find(units, view.unit) - units));
    m_by->setCurrentIndex(m_by->findData(static_cast<int>(view.by)));
    fillZones();
    showChips(point);
    m_setting = false;
}

void FilterBar::setRange(const SpendRange &range)
{
    m_shown = range;
    for (std::size_t unit = 0; unit < std::size(units); ++unit) {
        const bool usable = usableUnit(units[unit], range) == units[unit];
        m_unit->setWhyNot(static_cast<int>(unit), usable ? QString() : tr("Too many for a chart of this span"));
    }
}

void FilterBar::fillAgainst()
{
    m_against->clear();
    QStringList names;
    for (const SpendAgainst against : { SpendAgainst::Before, SpendAgainst::YearBefore }) {
        const QString name = beforeName(m_view.span(), m_now, m_view.zone, against);
        if (!name.isEmpty() && !names.contains(name)) {
            names.append(name);
            m_against->addItem(tr("against %1").arg(name), static_cast<int>(against));
        }
    }
    m_against->setVisible(!names.isEmpty());
    m_against->addItem(tr("not compared"), static_cast<int>(SpendAgainst::Nothing));
    m_against->setCurrentIndex(std::max(0, m_against->findData(static_cast<int>(m_view.against))));
}

void FilterBar::setCompared(bool compared)
{
    const bool lacks = !compared && m_view.against != SpendAgainst::Nothing;
    m_against->setToolTip(lacks ? tr("The ledger does not reach back so far") : QString());
    if (lacks && m_against->count() > 0) {
        m_against->setItemText(m_against->currentIndex(), tr("nothing to compare with"));
    }
}

void FilterBar::showChips(const QString &point)
{
    for (Chip *chip : m_chips->findChildren<Chip *>()) {
        // A chip may be what was clicked just now.
        chip->hide();
        m_chips->layout()->removeWidget(chip);
        chip->deleteLater();
    }
    const auto add = [this](const QString &label, const QString &value, const QString &name, auto remove) {
        auto *chip = new Chip(theme(), label, value, m_chips);
        chip->setObjectName(name);
        chip->setRemovable(true);
        chip->setMaximumTextWidth(220);
        connect(chip, &Chip::removeRequested, this, remove, Qt::QueuedConnection);
        m_chips->layout()->addWidget(chip);
        chip->show();
    };
    for (const SpendCondition &condition : std::as_const(m_view.where)) {
        add(dimensionWords(condition.dimension), conditionText(condition, m_names),
            u"filter."_s + spendDimensionName(condition.dimension), [this, condition] {
                SpendView view = m_view;
                view.where.removeOne(condition);
                choose(view);
            });
    }
    if (!point.isEmpty()) {
        add(tr("rows of"), point, u"filter.point"_s, [this] { Q_EMIT pointRemoved(); });
    }
}

} // namespace patchbay
