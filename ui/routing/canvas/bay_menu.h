// SPDX-License-Identifier: GPL-3.0-or-later
//
// The context menu of the canvas: what can be done with the thing under the pointer, or with what is selected.
#pragma once

#include "ui/routing/routing_context.h"

class QMenu;
class QString;

namespace patchbay {

namespace bay {
class ConfigTab;
}
class BayCanvas;

// `id`: a node or a cable; empty: the empty canvas.
void fillBayMenu(QMenu &menu, const RoutingContext &context, BayCanvas &canvas, const QString &id);

} // namespace patchbay
