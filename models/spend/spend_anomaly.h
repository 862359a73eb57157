// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendAnomaly: a day that cost far more than such a day usually does, and what drove it, in a sentence. Pure.
#pragma once

#include "models/spend/seasonal_course.h"
#include "models/spend/spend_picture.h"

namespace patchbay {

struct SpendAnomaly {
    QDate date;
    double cost = 0;
    double expected = 0;
    QString title {}; // "+$2.31 over expected on 12 Nov"
    QString sentence {}; // "92 % from key ci-bot on gpt-4o, retries ×3"
    qint64 attempts = 0;
    double excess() const { return cost - expected; }
};

// Of the days that the days before them tell something about; the last entry of the course, today, is judged only by
// what it has cost already. The largest excess first.
std::vector<SpendAnomaly> findAnomalies(const DailySpend &course);

// Both grouped by virtual key and model; `before` are days before it, `expected` the dollars that such a day costs.
QString driverSentence(const QList<SpendRow> &day, const QList<SpendRow> &before, double expected, const SpendNames &names);

} // namespace patchbay
