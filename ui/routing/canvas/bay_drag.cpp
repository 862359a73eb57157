// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routing/canvas/bay_drag.h"

#include "ui/routing/canvas/bay_look.h"
#include "ui/routing/canvas/bay_scene.h"
#include "ui/routing/canvas/cable_item.h"
#include "ui/routing/canvas/node_item.h"

namespace patchbay {

using bay::NodeKind;
using Kind = BayDrag::Kind;

BayDrag beginDrag(const BayScene &scene, QPointF place)
{
    const NodeItem *node = scene.nodeAt(place);
    const CableItem *cable = scene.cableAt(place);
    if (cable && cable->isBadgeAt(place)) {
        return { Kind::Reorder, cable->id(), place, place };
    }
    const bool loose = cable && (cable->cable().isFallback() || cable->cable().kind == bay::CableKind::Alias);
    if (loose && cable->isPlugAt(place)) {
        return { Kind::Retarget, cable->id(), place, bay_look::pointOf(cable->run().from) };
    }
    if (cable && cable->cable().isFallback() && cable->isSourceAt(place)) {
        const NodeItem *source = scene.nodes().value(static_cast<qsizetype>(cable->cable().from));
        return { Kind::Fallback, source->id(), place, bay_look::pointOf(cable->run().from) };
    }
    if (!node) {
        return cable ? BayDrag { Kind::None, cable->id(), place, place } : BayDrag { Kind::Pan, {}, place, place };
    }
    const NodeItem::Jack jack = node->jackAt(place);
    if (node->node().kind == NodeKind::Group && (jack == NodeItem::Jack::Bottom || jack == NodeItem::Jack::Right)) {
        return { Kind::Fallback, node->id(), place, node->jack(jack) };
    }
    if (node->node().kind == NodeKind::Deployment && jack == NodeItem::Jack::Left) {
        return { Kind::Regroup, node->id(), place, node->jack(NodeItem::Jack::Left) };
    }
    return { Kind::Move, node->id(), place, place };
}

BayDrop dropAt(const BayScene &scene, const BayDrag &drag, QPointF place)
{
    if (drag.kind == Kind::Reorder) {
        const CableItem *own = scene.cable(drag.subject);
        const CableItem *other = scene.cableAt(place);
        const bool neighbour = own && other && own != other && other->isBadgeAt(place)
            && other->cable().kind == own->cable().kind && other->cable().from == own->cable().from;
        return { neighbour ? other->id() : QString(), neighbour };
    }
    const NodeItem *node = scene.nodeAt(place);
    if (!node || node->id() == drag.subject) {
        return {};
    }
    const NodeKind kind = node->node().kind;
    const bool group = kind == NodeKind::Group && node->node().name != bay::everyGroup;
    if (drag.kind == Kind::Retarget) {
        const CableItem *cable = scene.cable(drag.subject);
        const bool source = cable && scene.nodes().value(static_cast<qsizetype>(cable->cable().from)) == node;
        return { node->id(), group && !source };
    }
    return { node->id(), group };
}

bay::CableKind fallbackKind(Qt::KeyboardModifiers modifiers)
{
    return modifiers.testFlag(Qt::ShiftModifier)    ? bay::CableKind::ContextWindow
        : modifiers.testFlag(Qt::ControlModifier) ? bay::CableKind::ContentPolicy
                                                  : bay::CableKind::Fallback;
}

} // namespace patchbay
