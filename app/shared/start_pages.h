// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace patchbay {

// Gives back the pages of program and libraries that only starting needed: tables that were read, code that ran once. What
// is needed again comes back from the page cache, a few microseconds a page.
void releaseStartPages();

} // namespace patchbay
