// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/spend_sums_model.h"

#include "models/format/format.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr double standsOut = 0.25;
// From here on a factor is easier to read than a percentage.
constexpr double manyTimes = 9;

double dollars(const std::optional<Money> &money)
{
    return money ? static_cast<double>(money->nanoDollars) * 1e-9 : 0;
}

std::optional<double> changeOf(const std::optional<Money> &now, const std::optional<Money> &before)
{
    if (!now || !before || before->nanoDollars <= 0) {
        return std::nullopt;
    }
    return dollars(now) / dollars(before) - 1;
}

std::optional<Money> moneyOf(const std::optional<SpendRow> &row)
{
    return row ? row->known : std::nullopt;
}

// What failed for nothing beside answers without a price: the sum says nothing of what was spent.
bool saysNothing(const SpendRow &row)
{
    return row.unpriced > 0 && row.known.value_or(Money {}).nanoDollars == 0;
}

qint64 tokensOf(const SpendRow &row)
{
    return row.promptTokens + row.completionTokens;
}

QString perThousandTokens(const SpendRow &row)
{
    if (!row.known || tokensOf(row) == 0 || saysNothing(row)) {
        return format::noValue();
    }
    const double each = double(row.known->nanoDollars) * 1'000 / double(tokensOf(row));
    return costSign(row) + format::money(Money { std::llround(each) });
}

QString perThousand(const SpendRow &row)
{
    if (!row.known || row.succeeded == 0 || saysNothing(row)) {
        return format::noValue();
    }
    return costSign(row) + format::money(Money { row.known->nanoDollars / row.succeeded * 1'000 });
}

QString percentOf(qint64 part, qint64 whole)
{
    return part == 0 || whole == 0 ? format::noValue() : format::percent(double(part) / double(whole));
}

QString latencyText(const std::optional<Microseconds> &latency)
{
    return latency ? format::duration(*latency) : format::noValue();
}

} // namespace

QString changeText(const std::optional<Money> &now, const std::optional<Money> &before)
{
    const std::optional<double> change = changeOf(now, before);
    if (!change) {
        return now && now->nanoDollars > 0 && before ? u"new"_s : format::noValue();
    }
    if (*change >= manyTimes) {
        return u"× "_s + QString::number(std::lround(*change + 1));
    }
    const int percent = static_cast<int>(std::lround(*change * 100));
    return percent == 0 ? u"0 %"_s : (percent > 0 ? u"+ "_s : u"− "_s) + QString::number(std::abs(percent)) + u" %"_s;
}

QString costSign(const SpendRow &row)
{
    return row.unpriced > 0 ? u"≥ "_s : row.estimated.nanoDollars != 0 ? u"≈ "_s : QString();
}

QString costText(const SpendRow &row, int decimals)
{
    if (saysNothing(row)) {
        return u"no price"_s;
    }
    if (!row.known) {
        return format::noValue();
    }
    return costSign(row) + (decimals < 0 ? format::money(*row.known) : format::moneyFixed(*row.known, decimals));
}

QString amountText(const SpendRow &row, int decimals)
{
    if (saysNothing(row)) {
        return u"%1 without a price"_s.arg(format::count(row.unpriced));
    }
    const Money known = row.known.value_or(Money {});
    const QString money = decimals < 0 ? format::money(known) : format::moneyFixed(known, decimals);
    const QString signedMoney = row.estimated.nanoDollars != 0 ? u"≈ "_s + money : money;
    return row.unpriced == 0 ? signedMoney : u"%1 + %2 without a price"_s.arg(signedMoney, format::count(row.unpriced));
}

QString strayText(const SpendRow &stray)
{
    return u"%1 with a time that cannot be, before 2015 or more than a day ahead: %2, in none of these figures."_s
        .arg(format::counted(stray.attempts, u"attempt"_s), stray.known || stray.unpriced > 0 ? amountText(stray) : format::money(Money {}));
}

void SpendSumsModel::setPicture(const SpendPicture &picture)
{
    const bool sameShape = picture.entities.size() == m_picture.entities.size() && picture.view.by == m_picture.view.by
        && !m_order.isEmpty();
    const auto take = [&] {
        m_picture = picture;
        // One number of decimals a column; what needs more than four is small beside the rest.
        QList<Money> amounts { picture.total.known.value_or(Money {}) };
        m_costDecimals = format::moneyDecimals(amounts.first());
        m_costDecimals = std::clamp(m_costDecimals, 2, 4);
    };
    if (sameShape) {
        // The selection, and a double click under way, survive new figures.
        take();
        Q_EMIT layoutAboutToBeChanged();
        order();
        Q_EMIT layoutChanged();
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    take();
    order();
    endResetModel();
}

void SpendSumsModel::order()
{
    m_order.resize(m_picture.entities.size());
    std::iota(m_order.begin(), m_order.end(), 0);
    std::ranges::stable_sort(m_order, [this](int left, int right) {
        const SpendEntity &a = m_picture.entities.at(left);
        const SpendEntity &b = m_picture.entities.at(right);
        if (a.rest != b.rest) {
            return b.rest;
        }
        if (m_sortColumn == Name || m_sortColumn == Provider) {
            const int compared = QString::localeAwareCompare(text(left, m_sortColumn), text(right, m_sortColumn));
            return m_sortOrder == Qt::AscendingOrder ? compared < 0 : compared > 0;
        }
        const double first = sortValue(a, m_sortColumn);
        const double second = sortValue(b, m_sortColumn);
        return m_sortOrder == Qt::AscendingOrder ? first < second : first > second;
    });
}

void SpendSumsModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_sortOrder = order;
    Q_EMIT layoutAboutToBeChanged();
    this->order();
    Q_EMIT layoutChanged();
}

int SpendSumsModel::rowOf(int entity) const
{
    return entity < 0 ? -1 : static_cast<int>(m_order.indexOf(entity));
}

int SpendSumsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_order.isEmpty() ? 0 : static_cast<int>(m_order.size()) + 1;
}

int SpendSumsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

double SpendSumsModel::shareOf(int entity) const
{
    // Of what the filters let through, as the total is: these add up to one. What they keep out stands there dimmed and has none.
    if (!m_picture.isShown(m_picture.entities.at(entity))) {
        return 0;
    }
    qint64 all = 0;
    for (const SpendEntity &other : m_picture.entities) {
        all += m_picture.isShown(other) ? other.sum.known.value_or(Money {}).nanoDollars : 0;
    }
    const std::optional<Money> &known = m_picture.entities.at(entity).sum.known;
    return known && all > 0 ? double(known->nanoDollars) / double(all) : 0;
}

double SpendSumsModel::sortValue(const SpendEntity &entity, int column) const
{
    const SpendRow &sum = entity.sum;
    switch (column) {
    case Requests: return double(sum.requests);
    case Failed: return sum.attempts == 0 ? 0 : double(sum.failed) / double(sum.attempts);
    case P95: return sum.p95 ? double(sum.p95->count()) : -1;
    case TokensIn: return double(sum.promptTokens);
    case Cached: return sum.promptTokens == 0 ? 0 : double(sum.cachedTokens) / double(sum.promptTokens);
    case TokensOut: return double(sum.completionTokens);
    case Change: return changeOf(sum.known, moneyOf(entity.before)).value_or(-2);
    case PerThousand: return sum.succeeded == 0 ? -1 : dollars(sum.known) / double(sum.succeeded);
    case PerTokens: return tokensOf(sum) == 0 ? -1 : dollars(sum.known) / double(tokensOf(sum));
    default: return sum.known ? dollars(sum.known) : -1;
    }
}

QString SpendSumsModel::text(int entity, int column) const
{
    const SpendEntity &shown = m_picture.entities.at(entity);
    const SpendRow &sum = shown.sum;
    switch (column) {
    case Name: return shown.name;
    case Provider: return shown.providerName;
    case Requests: return format::count(sum.requests);
    case Failed: return percentOf(sum.failed, sum.attempts);
    case P95: return latencyText(sum.p95);
    case TokensIn: return format::countShort(sum.promptTokens);
    case Cached: return percentOf(sum.cachedTokens, sum.promptTokens);
    case TokensOut: return sum.completionTokens == 0 ? format::noValue() : format::countShort(sum.completionTokens);
    case Cost: return costText(sum, m_costDecimals);
    case Share: return sum.known && !saysNothing(sum) && m_picture.isShown(shown) ? format::percent(shareOf(entity)) : format::noValue();
    case Change: return m_picture.before ? changeText(sum.known, moneyOf(shown.before)) : format::noValue();
    case PerThousand: return perThousand(sum);
    case PerTokens: return perThousandTokens(sum);
    default: return {};
    }
}

QString SpendSumsModel::totalText(int column) const
{
    const SpendRow &sum = m_picture.total;
    switch (column) {
    case Name: return u"Total"_s;
    case Requests: return format::count(sum.requests);
    case Failed: return percentOf(sum.failed, sum.attempts);
    case P95: return latencyText(sum.p95);
    case TokensIn: return format::countShort(sum.promptTokens);
    case Cached: return percentOf(sum.cachedTokens, sum.promptTokens);
    case TokensOut: return format::countShort(sum.completionTokens);
    case Cost: return costText(sum, m_costDecimals);
    case Share: {
        QStringList notes;
        if (sum.estimated.nanoDollars != 0) {
            notes.append(u"of which ≈ %1 estimated"_s.arg(format::money(sum.estimated)));
        }
        if (sum.unpriced > 0) {
            notes.append(u"%1 without a price"_s.arg(format::count(sum.unpriced)));
        }
        return notes.join(u" · "_s);
    }
    case Change: return m_picture.before ? changeText(sum.known, moneyOf(m_picture.totalBefore)) : format::noValue();
    case PerThousand: return perThousand(sum);
    case PerTokens: return perThousandTokens(sum);
    default: return {};
    }
}

QVariant SpendSumsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const bool total = index.row() == m_order.size();
    const int entity = total ? -1 : m_order.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return total ? totalText(index.column()) : text(entity, index.column());
    case Qt::TextAlignmentRole: {
        const bool words = index.column() == Name || index.column() == Provider || index.column() == Share || index.column() == Course;
        return int((words ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    case EntityRole: return entity;
    case ShownRole: return total || m_picture.isShown(m_picture.entities.at(entity));
    case ShareRole: return total ? QVariant() : QVariant(shareOf(entity));
    case RoseRole:
        return !total && changeOf(m_picture.entities.at(entity).sum.known, moneyOf(m_picture.entities.at(entity).before)).value_or(0) > standsOut;
    case CourseRole: {
        QList<double> course;
        const QList<SpendRow> &rows = total ? m_picture.course : m_picture.entities.at(entity).course;
        const qsizetype known = m_picture.unfinished < 0 ? rows.size() : m_picture.unfinished + 1;
        for (const SpendRow &row : rows.first(known)) {
            course.append(dollars(row.known));
        }
        return QVariant::fromValue(course);
    }
    case Qt::ToolTipRole: {
        const SpendRow &sum = total ? m_picture.total : m_picture.entities.at(entity).sum;
        if (index.column() == Name && !total) {
            return m_picture.entities.at(entity).name;
        }
        if (index.column() == P95) {
            return u"Nineteen of twenty answers that succeeded took no longer, within ten percent"_s;
        }
        return index.column() == Cost && sum.unpriced > 0 ? QVariant(amountText(sum)) : QVariant();
    }
    case Qt::AccessibleTextRole: return headerData(index.column(), Qt::Horizontal).toString() + u' ' + data(index, Qt::DisplayRole).toString();
    default: return {};
    }
}

QVariant SpendSumsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        const bool words = section == Name || section == Provider || section == Share || section == Course;
        return int((words ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole && section == Failed) {
        return tr("Share of the attempts: a request whose second attempt answered has one that failed.");
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    if (section == Name) {
        QString name = dimensionWords(m_picture.view.by);
        name[0] = name[0].toUpper();
        return name;
    }
    constexpr const char *names[] = { "", "Provider", "Requests", "Failed", "p95", "Tokens in", "Cached", "Tokens out", "Cost",
                                      "Share", "Change", "Per 1,000 answers", "Per 1,000 tokens", "Course" };
    return section < ColumnCount ? QString::fromLatin1(names[section]) : QString();
}

} // namespace patchbay
