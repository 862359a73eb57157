// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a view shows beside its costs: how long answers took, what failed and why, the hours of the week, and two dimensions
// against each other. As the picture: values, with the request whose rows each of them sums.
#pragma once

#include "models/spend/spend_picture.h"

namespace patchbay {

enum class SpendSubject { Cost, Latency, Errors, Week, Pivot };

// Of answers that succeeded; nothing in a span that has none.
struct SpendLatency {
    QList<std::optional<Microseconds>> median; // by bucket
    QList<std::optional<Microseconds>> p95;
    bool operator==(const SpendLatency &) const = default;
};

struct SpendErrors {
    struct Kind {
        QStringList values; // error classes; several for the rest
        bool rest = false;
        QList<qint64> attempts; // by bucket
        qint64 all = 0;
        bool operator==(const Kind &) const = default;
    };
    QList<Kind> kinds; // the most frequent first, the rest at the end
    bool operator==(const SpendErrors &) const = default;
};

// By hourOfWeek(); sums over all weeks of the range.
struct SpendWeek {
    QList<SpendRow> hours;
    bool operator==(const SpendWeek &) const = default;
};

struct SpendPivot {
    struct Head {
        QStringList values; // several for the rest
        bool rest = false;
        QString name;
        SpendRow sum;
        bool operator==(const Head &) const = default;
    };
    SpendDimension down = SpendDimension::Model;
    SpendDimension across = SpendDimension::Team;
    QList<Head> rows; // the dearest first, "Other" at the end
    QList<Head> columns; // of times: in their order
    QList<QList<SpendRow>> cells; // by row and column
    SpendRow total;
    bool operator==(const SpendPivot &) const = default;
};
inline constexpr qsizetype pivotRows = 14;
inline constexpr qsizetype pivotColumns = 8;

struct SpendCourse {
    SpendSubject subject = SpendSubject::Cost;
    SpendLatency latency {};
    SpendErrors errors {};
    SpendWeek week {};
    SpendPivot pivot {};
};

// Of the picture's range, with its conditions. `across` is the pivot's second dimension.
Result<SpendCourse> readCourse(SpendQuery &query, const SpendPicture &picture, SpendSubject subject, SpendDimension across, const SpendNames &names);

// Pure; the rows are by both dimensions.
SpendPivot pivotOf(const QList<SpendRow> &byBoth, SpendDimension down, SpendDimension across, const SpendNames &names);

// The rows of a point; -1: of every bucket, row or column.
SpendRequest rowsOfErrors(const SpendPicture &picture, const SpendErrors &errors, int bucket, int kind);
SpendRequest rowsOfHour(const SpendPicture &picture, int hour);
// Nothing where a column is a span of time that does not lie in one piece.
std::optional<SpendRequest> rowsOfPivot(const SpendPicture &picture, const SpendPivot &pivot, int row, int column);

// "Mondays 14:00"
QString hourName(int hour);

} // namespace patchbay
