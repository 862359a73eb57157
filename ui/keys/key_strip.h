// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeyStrip: the area under a table where something is done with keys. What it holds of secrets goes when it is closed.
#pragma once

#include "ui/shell/form_strip.h"

namespace patchbay {

class KeyStrip : public FormStrip {
    Q_OBJECT
public:
    using FormStrip::FormStrip;
};

} // namespace patchbay
