// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a pane is called where several are named side by side.
#pragma once

#include <QString>

namespace patchbay {

class Comparison;

// "gpt-4o", and "gpt-4o (2)" for the second pane of the same model; empty where no model is chosen.
QString paneName(const Comparison &comparison, int index);

} // namespace patchbay
