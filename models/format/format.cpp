// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/format/format.h"

#include <QLocale>
#include <QTimeZone>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

using namespace Qt::StringLiterals;

namespace patchbay::format {
namespace {

constexpr int nanoDecimals = 9;
constexpr std::uint64_t nanosPerDollar = 1'000'000'000;
constexpr std::uint64_t nanosPerCent = 10'000'000;
constexpr int significantDigits = 4;

constexpr std::uint64_t powerOfTen(int exponent)
{
    std::uint64_t value = 1;
    for (int step = 0; step < exponent; ++step) {
        value *= 10;
    }
    return value;
}

std::uint64_t magnitude(Money value)
{
    const auto bits = static_cast<std::uint64_t>(value.nanoDollars);
    return value.nanoDollars < 0 ? ~bits + 1 : bits;
}

// Half to even, as the ledger rounds.
std::uint64_t divideRounded(std::uint64_t value, std::uint64_t divisor)
{
    const std::uint64_t whole = value / divisor;
    const std::uint64_t rest = value % divisor;
    const bool up = rest > divisor - rest || (rest == divisor - rest && whole % 2 != 0);
    return whole + (up ? 1 : 0);
}

QString grouped(std::uint64_t value)
{
    QString digits = QString::number(value);
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3) {
        digits.insert(at, u',');
    }
    return digits;
}

QString signOf(Money value)
{
    return value.nanoDollars < 0 ? u"−"_s : QString();
}

// "1,234.56" from a value in units of 10^-decimals.
QString decimalText(std::uint64_t scaled, int decimals)
{
    if (decimals == 0) {
        return grouped(scaled);
    }
    const std::uint64_t scale = powerOfTen(decimals);
    return grouped(scaled / scale) + u'.' + QString::number(scaled % scale).rightJustified(decimals, u'0');
}

QString withEstimate(const Amount &value, const QString &text)
{
    return value.basis == Basis::Estimated ? u"≈ "_s + text : text;
}

// Decimals for the most significant digits that a value below one may show.
int decimalsFor(std::uint64_t nanos)
{
    if (nanos >= nanosPerCent) {
        return 4;
    }
    int digits = 0;
    for (std::uint64_t rest = nanos; rest > 0; rest /= 10) {
        ++digits;
    }
    return std::min(nanoDecimals, nanoDecimals - digits + significantDigits);
}

QString minutesText(qint64 seconds)
{
    const qint64 minutes = seconds / 60;
    const qint64 hours = minutes / 60;
    if (hours >= 24) {
        const qint64 rest = hours % 24;
        return rest == 0 ? u"%1 d"_s.arg(hours / 24) : u"%1 d %2 h"_s.arg(hours / 24).arg(rest);
    }
    if (hours > 0) {
        const qint64 rest = minutes % 60;
        return rest == 0 ? u"%1 h"_s.arg(hours) : u"%1 h %2 min"_s.arg(hours).arg(rest);
    }
    const qint64 rest = seconds % 60;
    return rest == 0 ? u"%1 min"_s.arg(minutes) : u"%1 min %2 s"_s.arg(minutes).arg(rest);
}

QString number(double value, int decimals)
{
    return QLocale::c().toString(value, 'f', decimals);
}

// Three significant digits and a unit step of 1000.
QString scaledText(double value, std::span<const QStringView> units)
{
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    const int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    QString text = number(value, decimals);
    if (decimals > 0) {
        while (text.endsWith(u'0')) {
            text.chop(1);
        }
        if (text.endsWith(u'.')) {
            text.chop(1);
        }
    }
    return units[unit].isEmpty() ? text : text + u' ' + units[unit].toString();
}

QString dayAndMonth(const QDate &date)
{
    return QLocale::c().toString(date, u"d MMM");
}

} // namespace

QString noValue()
{
    return u"–"_s;
}

int moneyDecimals(Money value)
{
    const std::uint64_t nanos = magnitude(value);
    if (nanos >= nanosPerDollar || nanos == 0) {
        return 2;
    }
    int decimals = decimalsFor(nanos);
    std::uint64_t scaled = divideRounded(nanos, powerOfTen(nanoDecimals - decimals));
    while (decimals > 2 && scaled % 10 == 0) {
        scaled /= 10;
        --decimals;
    }
    return decimals;
}

QString money(Money value)
{
    if (value.nanoDollars == 0) {
        return u"$0"_s;
    }
    return moneyFixed(value, moneyDecimals(value));
}

QString amount(const Amount &value, ZeroAs zero)
{
    if (!value.money) {
        return u"no price"_s;
    }
    if (value.money->nanoDollars == 0 && zero == ZeroAs::Free) {
        return u"free"_s;
    }
    return withEstimate(value, money(*value.money));
}

QString moneyLimit(Money value)
{
    const std::uint64_t nanos = magnitude(value);
    return nanos % nanosPerDollar == 0 ? moneyFixed(value, 0) : money(value);
}

int columnDecimals(std::span<const Money> column)
{
    int decimals = 2;
    for (const Money value : column) {
        decimals = std::max(decimals, moneyDecimals(value));
    }
    return decimals;
}

QString moneyFixed(Money value, int decimals)
{
    decimals = std::clamp(decimals, 0, nanoDecimals);
    const std::uint64_t nanos = magnitude(value);
    const std::uint64_t scaled = divideRounded(nanos, powerOfTen(nanoDecimals - decimals));
    if (scaled == 0 && nanos != 0 && value.nanoDollars > 0) {
        return u"< $"_s + decimalText(1, decimals);
    }
    return signOf(value) + u'$' + decimalText(scaled, decimals);
}

QString amountFixed(const Amount &value, int decimals, ZeroAs zero)
{
    if (!value.money || (value.money->nanoDollars == 0 && zero == ZeroAs::Free)) {
        return amount(value, zero);
    }
    return withEstimate(value, moneyFixed(*value.money, decimals));
}

Amount amountFromRecord(qint64 nanoDollars, QStringView basis)
{
    Amount value;
    if (nanoDollars < 0) {
        return value;
    }
    value.money = Money { nanoDollars };
    for (const Basis candidate : { Basis::Reported, Basis::Computed, Basis::Estimated }) {
        const std::string_view name = basisName(candidate);
        if (basis == QLatin1StringView(name.data(), static_cast<qsizetype>(name.size()))) {
            value.basis = candidate;
        }
    }
    return value;
}

QString duration(std::chrono::microseconds value)
{
    const qint64 micros = value.count();
    if (micros < 0) {
        return noValue();
    }
    if (micros == 0) {
        return u"0 ms"_s;
    }
    if (micros < 950) {
        return number(static_cast<double>(std::max<qint64>(micros, 100)) / 1000, 1) + u" ms"_s;
    }
    if (micros < 999'500) {
        return u"%1 ms"_s.arg((micros + 500) / 1000);
    }
    const double seconds = static_cast<double>(micros) / 1e6;
    if (seconds < 9.995) {
        return number(seconds, 2) + u" s"_s;
    }
    if (seconds < 59.95) {
        return number(seconds, 1) + u" s"_s;
    }
    return minutesText((micros + 500'000) / 1'000'000);
}

QString countdown(std::chrono::milliseconds left)
{
    const qint64 seconds = left.count() <= 0 ? 0 : (left.count() + 999) / 1000;
    return seconds < 60 ? u"%1 s"_s.arg(seconds) : minutesText(seconds);
}

QString count(qint64 value)
{
    const Money magnitudeOf { value };
    return signOf(magnitudeOf) + grouped(magnitude(magnitudeOf));
}

QString countShort(qint64 value)
{
    static constexpr std::array<QStringView, 5> units { u"", u"k", u"M", u"G", u"T" };
    const QString text = scaledText(std::abs(static_cast<double>(value)), units);
    return value < 0 ? u"−"_s + text : text;
}

QString counted(qint64 value, const QString &singular, const QString &plural)
{
    const QString noun = value == 1 ? singular : plural.isEmpty() ? singular + u's' : plural;
    return count(value) + u' ' + noun;
}

QString bytes(qint64 value)
{
    if (value < 1000) {
        return counted(value, u"byte"_s);
    }
    static constexpr std::array<QStringView, 5> units { u"bytes", u"KB", u"MB", u"GB", u"TB" };
    return scaledText(static_cast<double>(value), units);
}

QString rate(double perSecond)
{
    if (!std::isfinite(perSecond) || perSecond < 0) {
        return noValue();
    }
    if (perSecond < 9.95 && perSecond != 0) {
        return number(perSecond, 1);
    }
    return count(std::llround(perSecond));
}

QString percent(double fraction)
{
    if (!std::isfinite(fraction)) {
        return noValue();
    }
    const double value = std::abs(fraction) * 100;
    const QString text = value != 0 && value < 0.95 ? number(std::max(value, 0.1), 1) : count(std::llround(value));
    return (fraction < 0 && value != 0 ? u"−"_s : QString()) + text + u" %"_s;
}

QString signedCount(qint64 difference)
{
    const QString digits = grouped(magnitude(Money { difference }));
    return difference == 0 ? digits : (difference < 0 ? u"− "_s : u"+ "_s) + digits;
}

QString signedDuration(std::chrono::microseconds difference)
{
    const QString text = duration(std::chrono::abs(difference));
    return difference.count() == 0 ? text : (difference.count() < 0 ? u"− "_s : u"+ "_s) + text;
}

QString relativeTime(const QDateTime &when, const QDateTime &now)
{
    if (!when.isValid() || !now.isValid()) {
        return noValue();
    }
    const QDateTime local = when.toTimeZone(now.timeZone());
    const qint64 seconds = local.secsTo(now);
    if (std::abs(seconds) < 5 || (seconds < 0 && seconds > -60)) {
        return u"just now"_s;
    }
    if (seconds > 0 && seconds < 3600) {
        return ago(when, now);
    }
    const QString time = local.time().toString(u"HH:mm");
    const qint64 days = local.date().daysTo(now.date());
    if (days == 0) {
        return u"today "_s + time;
    }
    if (days == 1) {
        return u"yesterday "_s + time;
    }
    if (local.date().year() == now.date().year()) {
        return dayAndMonth(local.date()) + u' ' + time;
    }
    return dayAndMonth(local.date()) + u' ' + QString::number(local.date().year());
}

QString ago(const QDateTime &when, const QDateTime &now)
{
    if (!when.isValid() || !now.isValid()) {
        return noValue();
    }
    const qint64 seconds = when.secsTo(now);
    if (seconds < 5) {
        return u"just now"_s;
    }
    if (seconds < 60) {
        return u"%1 s ago"_s.arg(seconds);
    }
    if (seconds < 3600) {
        return u"%1 min ago"_s.arg(seconds / 60);
    }
    if (seconds < 48 * 3600) {
        return u"%1 h ago"_s.arg(seconds / 3600);
    }
    return u"%1 d ago"_s.arg(seconds / 86400);
}

} // namespace patchbay::format
