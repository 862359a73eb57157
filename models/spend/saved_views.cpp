// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/saved_views.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr QLatin1StringView presetNames[] = { "today"_L1, "7d"_L1, "30d"_L1, "month"_L1, "last_month"_L1, "90d"_L1, "year"_L1, "all"_L1, "own"_L1 };
constexpr QLatin1StringView againstNames[] = { "before"_L1, "year_before"_L1, "nothing"_L1 };
constexpr QLatin1StringView subjectNames[] = { "cost"_L1, "latency"_L1, "errors"_L1, "week"_L1, "pivot"_L1 };
constexpr QLatin1StringView styleNames[] = { "bars"_L1, "areas"_L1, "lines"_L1 };

template <typename T, std::size_t Count> QString nameOf(const QLatin1StringView (&names)[Count], T value)
{
    return names[static_cast<std::size_t>(value)];
}

template <typename T, std::size_t Count> std::optional<T> valueOf(const QLatin1StringView (&names)[Count], const QString &name)
{
    const auto found = std::ranges::find_if(names, [&](QLatin1StringView known) { return name == known; });
    return found == std::end(names) ? std::nullopt : std::optional(static_cast<T>(found - std::begin(names)));
}

QJsonObject objectOf(const SavedView &saved)
{
    QJsonArray where;
    for (const SpendCondition &condition : saved.view.where) {
        where.append(QJsonObject { { u"of"_s, spendDimensionName(condition.dimension) },
                                   { u"values"_s, QJsonArray::fromStringList(condition.values) },
                                   { u"except"_s, condition.except } });
    }
    const auto day = [&](QDate date) { return saved.view.preset == SpendPreset::Own ? QJsonValue(date.toString(Qt::ISODate)) : QJsonValue(QJsonValue::Undefined); };
    return { { u"name"_s, saved.name },
             { u"span"_s, nameOf(presetNames, saved.view.preset) },
             { u"from"_s, day(saved.view.firstDay) },
             { u"to"_s, day(saved.view.lastDay) },
             { u"unit"_s, spendDimensionName(saved.view.unit) },
             { u"by"_s, spendDimensionName(saved.view.by) },
             { u"where"_s, where },
             { u"zone"_s, QString::fromUtf8(saved.view.zone.id()) },
             { u"against"_s, nameOf(againstNames, saved.view.against) },
             { u"subject"_s, nameOf(subjectNames, saved.shape.subject) },
             { u"style"_s, nameOf(styleNames, saved.shape.style) },
             { u"across"_s, spendDimensionName(saved.shape.across) } };
}

std::optional<SavedView> viewFrom(const QJsonObject &object)
{
    const auto text = [&](const char16_t *key) { return object.value(QString::fromUtf16(key)).toString(); };
    const auto preset = valueOf<SpendPreset>(presetNames, text(u"span"));
    const auto unit = spendDimensionFromName(text(u"unit"));
    const auto by = spendDimensionFromName(text(u"by"));
    const QTimeZone zone(text(u"zone").toUtf8());
    if (text(u"name").isEmpty() || !preset || !unit || !isTimeDimension(*unit) || !by || isTimeDimension(*by) || !zone.isValid()) {
        return std::nullopt;
    }
    SavedView saved { .name = text(u"name"), .view = { .preset = *preset, .unit = *unit, .by = *by, .zone = zone } };
    if (*preset == SpendPreset::Own) {
        saved.view.firstDay = QDate::fromString(text(u"from"), Qt::ISODate);
        saved.view.lastDay = QDate::fromString(text(u"to"), Qt::ISODate);
        if (!saved.view.firstDay.isValid() || saved.view.lastDay < saved.view.firstDay) {
            return std::nullopt;
        }
    }
    saved.view.against = valueOf<SpendAgainst>(againstNames, text(u"against")).value_or(SpendAgainst::Before);
    saved.shape.subject = valueOf<SpendSubject>(subjectNames, text(u"subject")).value_or(SpendSubject::Cost);
    saved.shape.style = valueOf<SpendStyle>(styleNames, text(u"style")).value_or(SpendStyle::Bars);
    saved.shape.across = spendDimensionFromName(text(u"across")).value_or(SpendDimension::Team);
    for (const QJsonValue &entry : object.value(u"where"_s).toArray()) {
        const std::optional<SpendDimension> of = spendDimensionFromName(entry[u"of"].toString());
        if (!of || isTimeDimension(*of)) {
            return std::nullopt; // with a filter less it would show something else
        }
        saved.view.where.append({ *of, entry[u"values"].toVariant().toStringList(), entry[u"except"].toBool() });
    }
    return saved;
}

} // namespace

QByteArray savedViewsText(const QList<SavedView> &views)
{
    QJsonArray list;
    for (const SavedView &view : views) {
        list.append(objectOf(view));
    }
    return QJsonDocument(list).toJson(QJsonDocument::Compact);
}

QList<SavedView> savedViewsFrom(const QByteArray &text)
{
    QList<SavedView> views;
    for (const QJsonValue &entry : QJsonDocument::fromJson(text).array()) {
        if (const std::optional<SavedView> view = viewFrom(entry.toObject())) {
            putView(views, *view);
        }
    }
    return views;
}

void putView(QList<SavedView> &views, const SavedView &view)
{
    const auto place = std::ranges::find(views, view.name, &SavedView::name);
    if (place == views.end()) {
        views.append(view);
    } else {
        *place = view;
    }
}

} // namespace patchbay
