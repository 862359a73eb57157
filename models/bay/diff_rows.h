// SPDX-License-Identifier: GPL-3.0-or-later
//
// DiffRow: the difference of two texts as rows to show: hunks with three lines around each change, both line
// numbers, and in a changed line the stretch that differs.
#pragma once

#include <QList>
#include <QString>

#include <string_view>

namespace patchbay::bay {

struct DiffRow {
    enum class Kind { Heading, Same, Removed, Added };
    Kind kind = Kind::Same;
    int oldLine = 0; // from 1; 0: none
    int newLine = 0;
    QString text {};
    int markBegin = 0; // in text
    int markLength = 0;
    bool operator==(const DiffRow &) const = default;
};

struct DiffRows {
    QList<DiffRow> rows;
    int added = 0;
    int removed = 0;
    int untouched = 0;
};

DiffRows diffRows(std::string_view before, std::string_view after);

} // namespace patchbay::bay
