// SPDX-License-Identifier: GPL-3.0-or-later
//
// Spans of time as a person in a zone reads them: the hours, days, weeks or months of a range. Pure.
// A day of daylight saving has 23 or 25 hours, and the hour that comes twice is two buckets.
#pragma once

#include "models/ledger/spend_query.h"

namespace patchbay {

bool isTimeDimension(SpendDimension dimension);

struct SpendBucket {
    qint64 from = 0; // microseconds UTC
    qint64 to = 0; // not included
    QStringList labels; // one for each time dimension asked for
};

// Without gaps over [from, to), in order. `dimensions` has at least one, time dimensions only.
QList<SpendBucket> spendBuckets(qint64 from, qint64 to, const QList<SpendDimension> &dimensions, const QTimeZone &zone);

} // namespace patchbay
