// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a picture's nodes stand and how its cables run, in pixels of the unzoomed scene. Pure: the same picture
// and sizes give the same places. Columns from left to right; groups in the file's order, deployments beside
// their group, aliases at the mean of what they are connected to, providers too. Of a tall picture each stretch has its own
// box of a provider, near what it serves there. What a person has moved stays where it was put.
#pragma once

#include "models/bay/picture.h"

#include <map>
#include <optional>

namespace patchbay::bay {

struct Point {
    double x = 0;
    double y = 0;
    bool operator==(const Point &) const = default;
};

struct Box {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    double right() const { return x + width; }
    double bottom() const { return y + height; }
    double middle() const { return y + height / 2; }
    bool operator==(const Box &) const = default;
};

struct Sizes {
    double aliasWidth = 120;
    double groupWidth = 136;
    double deploymentWidth = 200;
    double providerWidth = 124;
    double aliasHeight = 30;
    double nodeHeight = 46;
    double gap = 10; // between deployments of a group
    double groupGap = 26; // between groups
    double columnGap = 44;
    double room = 0; // the columns go as far apart as it takes to fill so much, but not without end; 0: they do not
};
// For a picture that has little height.
Sizes denseSizes();

// How a cable runs: a fallback straight down to the next group, or through a channel left of the groups; another one from
// side to side, or, to a provider far above or below, along the trunk that all cables of that provider share.
struct CableRun {
    Point from {};
    Point to {};
    bool vertical = false; // ends at top or bottom of a node, not at its sides
    double channel = 0; // x of the channel or trunk; 0: straight
    std::optional<std::size_t> repeat {}; // where it ends, in Layout::repeats; nothing: at the node's own box
    Point badge {}; // middle of its number
    bool isTrunk() const { return !vertical && channel != 0; }
    bool operator==(const CableRun &) const = default;
};

// One more box of a provider: it serves deployments of another stretch of the picture as well.
struct Repeat {
    std::size_t node = 0; // in Picture::nodes
    std::string id {}; // of this box: the node's and what its stretch begins with
    Box box {};
    bool operator==(const Repeat &) const = default;
};

// Node id, or that of a repeat → upper left corner where columns are not spread: a window of another width has them in the same column.
using Pins = std::map<std::string, Point, std::less<>>;

struct Layout {
    std::vector<Box> nodes; // as in Picture::nodes; of what is repeated the topmost
    std::vector<Repeat> repeats;
    std::vector<CableRun> cables;
    std::vector<double> columns; // left edges: aliases, groups, deployments, providers
    double spread = 0; // what was added to each gap between columns
    Box bounds {};
    bool operator==(const Layout &) const = default;
};

// Of a node that was put there in such a layout.
Point pinFor(const Layout &layout, NodeKind kind, Point place);
Layout layOut(const Picture &picture, const Sizes &sizes = {}, const Pins &pins = {});
// Width of a cable: 1.5 to 6.
double cableWidth(double share);

} // namespace patchbay::bay
