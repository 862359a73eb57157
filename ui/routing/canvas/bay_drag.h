// SPDX-License-Identifier: GPL-3.0-or-later
//
// BayDrag: what a press of the mouse on the canvas began, and what letting go would do. Pure decisions over the
// scene; the view feeds it and carries out the result.
#pragma once

#include "models/bay/picture.h"

#include <QPointF>
#include <QString>

#include <optional>

namespace patchbay {

class BayScene;

struct BayDrag {
    enum class Kind {
        None,
        Pan, // empty canvas
        Move, // a node to another place
        Fallback, // from a group's jack: a new one
        Retarget, // a fallback's or an alias's end was pulled out
        Regroup, // a deployment's left jack: to another group
        Reorder, // a fallback's number
    };
    Kind kind = Kind::None;
    QString subject {}; // node or cable
    QPointF start {}; // scene
    QPointF anchor {}; // where the drawn cable is fixed

    bool drawsCable() const { return kind == Kind::Fallback || kind == Kind::Retarget || kind == Kind::Regroup; }
};

BayDrag beginDrag(const BayScene &scene, QPointF place);

// A place to let go at.
struct BayDrop {
    QString target {}; // node, or of Reorder the cable; empty: the empty canvas
    bool allowed = false;
};
BayDrop dropAt(const BayScene &scene, const BayDrag &drag, QPointF place);
// Shift: when the context is too long; Control: content policy.
bay::CableKind fallbackKind(Qt::KeyboardModifiers modifiers);

} // namespace patchbay
