// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which lines of a configuration's text can be folded away: what stands deeper than a key or belongs to an item.
#pragma once

#include <QStringView>

#include <vector>

namespace patchbay::bay {

struct Fold {
    int head = 0; // the line that stays, from 0
    int last = 0; // the last one that goes
    int items = 0; // dashes directly under the head; 0: what goes is no list
    bool operator==(const Fold &) const = default;
};

// In the order of their heads; one begins at a line at most. Empty lines and comments below a fold stay.
std::vector<Fold> foldsOf(QStringView text);

} // namespace patchbay::bay
