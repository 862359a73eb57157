// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace patchbay::serving {

// To what the system allows: a request under way takes two, and the usual limit of 1,024 is for programs that select().
void raiseDescriptorLimit();

} // namespace patchbay::serving
