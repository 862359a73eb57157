// SPDX-License-Identifier: GPL-3.0-or-later
//
// format: numbers as a person reads them: money, durations, counts, rates, moments.
//
// Pure functions of their arguments; English words, "." as decimal point, "," between thousands,
// whatever the system's locale is, so that pictures, exports and tests agree. A missing value is
// noValue(), an unknown price "no price"; neither is ever zero.
#pragma once

#include "providers/core/money.h"

#include <QDateTime>
#include <QString>
#include <QStringView>

#include <chrono>
#include <optional>
#include <span>

namespace patchbay::format {

// Zero money is "$0" (nothing was charged) or "free" (this model has no price to pay).
enum class ZeroAs { Dollars, Free };

// "–": nothing was measured.
QString noValue();

// "$0.0042": from a dollar on two decimals; from a cent on up to four decimals, at least two; below
// that up to four significant digits without trailing zeros. "$0" for nothing, "−$1.24" below it.
QString money(Money value);
// The same with its basis: "≈ $0.0042" when estimated, "no price" without money.
QString amount(const Amount &value, ZeroAs zero = ZeroAs::Dollars);
// A limit or budget: whole dollars without cents ("$50", "$0.50").
QString moneyLimit(Money value);
// Decimals that money() would show for this value: 2 to 9.
int moneyDecimals(Money value);
// One number of decimals for a whole column: the most that any of its values needs.
int columnDecimals(std::span<const Money> column);
// With exactly so many decimals (0 to 9). A value too small for them is "< $0.01", not zero.
QString moneyFixed(Money value, int decimals);
QString amountFixed(const Amount &value, int decimals, ZeroAs zero = ZeroAs::Dollars);
// What a record keeps: nano-dollars below 0 mean no price; the basis by its name in money.h.
Amount amountFromRecord(qint64 nanoDollars, QStringView basis);

// "0.4 ms", "612 ms", "2.84 s", "12.4 s", "1 min 12 s", "2 h 5 min", "3 d 4 h". Below 0: noValue().
QString duration(std::chrono::microseconds value);
// Time left, rounded up to whole seconds: "14 s", "1 min 12 s".
QString countdown(std::chrono::milliseconds left);

// "1,204"
QString count(qint64 value);
// "940", "12.4 k", "1.91 M": three significant digits.
QString countShort(qint64 value);
// "1 hop", "2 hops", "1,204 tokens": the plural adds an s unless it is given.
QString counted(qint64 value, const QString &singular, const QString &plural = {});
// "412 bytes", "212 KB", "1.4 MB": decimal units.
QString bytes(qint64 value);
// Per second: "7.4", "74", "1,204". Below 0 or not a number: noValue().
QString rate(double perSecond);
// "78 %", "0.4 %"
QString percent(double fraction);
// "+ 114", "− 47", "0": a sign with a thin gap, as differences are drawn.
QString signedCount(qint64 difference);
// "− 321 ms", "+ 1.79 s"
QString signedDuration(std::chrono::microseconds difference);

// "just now", "12 s ago", "4 min ago", "today 09:41", "yesterday 16:02", "14 Nov 16:02", "14 Nov 2025".
// Shown in now's time zone. A moment ahead of now (clocks differ) by less than a minute is "just now".
QString relativeTime(const QDateTime &when, const QDateTime &now);
// "12 s ago", "6 min ago", "7 h ago", "97 d ago": an age for tables.
QString ago(const QDateTime &when, const QDateTime &now);

} // namespace patchbay::format
