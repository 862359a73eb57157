// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendPicture: everything that the dashboard shows of one view, as values: the sums, their course, and for each point
// of the chart the request whose rows it sums. Nothing here is added up twice: the total is the ledger's own sum, equal
// to `patchbay-cli spend` of the same range.
#pragma once

#include "models/ledger/spend_buckets.h"
#include "models/ledger/spend_sum.h"
#include "models/spend/spend_view.h"

#include <QHash>

namespace patchbay {

// Names by the ids of virtual keys and runs; of providers, by providerNameKey of their ids.
using SpendNames = QHash<QString, QString>;
inline QString providerNameKey(const QString &provider) { return QStringLiteral("provider:") + provider; }

struct SpendEntity {
    QStringList values; // of the dimension; several for the rest of the list
    bool rest = false;
    QString name; // "gpt-4o", "no team", "3 others"
    QString provider {}; // of a model; "2 providers"
    // Of the rest: summed over its entities, so that a request that went to two of them counts twice.
    SpendRow sum;
    std::optional<SpendRow> before {};
    QList<SpendRow> course {}; // one for each bucket
    QString providerName {}; // as people call it
};

struct SpendPicture {
    SpendView view;
    SpendDimension unit = SpendDimension::Day; // that of the view, or a coarser one
    SpendRange range;
    std::optional<SpendRange> before;
    WallTime now {};
    QList<SpendBucket> buckets;
    int unfinished = -1; // the bucket that now is in; those behind it have not begun
    // By amount, without regard to the view's conditions on the dimension itself; the rest at the end.
    QList<SpendEntity> entities;
    SpendRow total; // with all conditions
    std::optional<SpendRow> totalBefore;
    QList<SpendRow> course; // of the total, one for each bucket

    // Of all time: what has a time that cannot be. It is in no figure above.
    std::optional<SpendRow> stray {};
    SpendRequest strayRows() const; // what that sums

    bool anything = false; // the ledger has rows at all, whatever the range and the filters

    bool empty() const { return total.attempts == 0; }
    // Whether the view's conditions let the entity through.
    bool isShown(const SpendEntity &entity) const;
    // The rows that a point sums: of one bucket, one entity, both or neither (-1 each).
    SpendRequest rowsOf(int bucket, int entity) const;
    // The same as conditions: what a click on the entity filters by.
    SpendCondition conditionOf(const SpendEntity &entity) const;
};

// How many entities stand on their own.
inline constexpr qsizetype rankedEntities = 8;

// "14:00", "22", "1 Nov", "W47", "Nov" below a bar, `first` and where a month begins with more words; "22 Nov 2026" in full.
QString bucketLabel(const SpendPicture &picture, int bucket);
QString bucketTitle(const SpendPicture &picture, int bucket);
QString entityName(SpendDimension dimension, const QString &value, const SpendNames &names);

// Ranks, folds the rest, puts each figure at its bucket. `byValue` are the rows grouped by the dimension, `byBucket` by
// time and dimension.
struct SpendParts {
    QList<SpendRow> byValue;
    QList<SpendRow> byValueBefore;
    QList<SpendRow> byBucket;
    QList<SpendRow> course;
    QList<SpendRow> providers; // by model and provider; for models only
};
void arrange(SpendPicture &picture, const SpendParts &parts, const SpendNames &names);

// Reads it all; a wanted() of false between two reads ends it early with nothing.
Result<std::optional<SpendPicture>> readPicture(SpendQuery &query, const SpendView &view, WallTime now,
                                                const SpendNames &names, const std::function<bool()> &wanted);

} // namespace patchbay
