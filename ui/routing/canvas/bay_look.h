// SPDX-License-Identifier: GPL-3.0-or-later
//
// How nodes and cables of the patch bay look: roles, pens and paths in one place, for the scene, the minimap and
// the legend.
#pragma once

#include "models/bay/layout.h"
#include "models/bay/live_picture.h"
#include "ui/widgets/theme.h"

#include <QPainterPath>
#include <QPen>

namespace patchbay::bay_look {

inline constexpr qreal jackRadius = 5;
inline constexpr qreal plugRadius = 2.5;
inline constexpr qreal badgeHeight = 18;
inline constexpr qreal nodeRadius = 4;
inline constexpr qreal dimmedShare = 0.22; // how much is left of what a search did not find
inline constexpr qreal trunkBend = 9; // of a cable into its provider's trunk

// What a running gateway tells of its traffic goes before what the file says; problems of the file before both.
Role roleOf(const bay::BayCable &cable, const bay::LiveCable &live = {});
QPen penOf(const Theme &theme, const bay::BayCable &cable, const bay::LiveCable &live = {});
// The same for a kind alone, without troubles: the legend's.
QPen penOf(const Theme &theme, bay::CableKind kind, double share = 1);
QList<qreal> brokenDashes(qreal width); // of a cable on which nothing arrives, in widths of the pen
QPainterPath pathOf(const bay::CableRun &run);
Role roleOf(bay::Trouble trouble, Role otherwise);
Role roleOf(bay::Health health, Role otherwise);
QRectF rectOf(const bay::Box &box);
QPointF pointOf(const bay::Point &point);
// A disc or a triangle with "!", 14 px around the middle.
void paintTrouble(QPainter &painter, const Theme &theme, QPointF middle, bay::Trouble trouble);
// A jack: a ring, with a plug in it where a cable ends.
void paintJack(QPainter &painter, const Theme &theme, QPointF middle, const QColor &colour, bool plugged);

} // namespace patchbay::bay_look
