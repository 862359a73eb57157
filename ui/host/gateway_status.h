// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the status line says of the window's gateway: "gateway off", or its address and what goes through it.
#pragma once

#include "ui/shell/status_line.h"

namespace patchbay {

class GatewayHost;

StatusItem gatewayStatus(const GatewayHost &host);

} // namespace patchbay
