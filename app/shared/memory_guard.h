// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keys stand in the memory of this process: no other program of the same user may read it, and no crash writes it to
// the disk.
#pragma once

namespace patchbay {

// At the start of a program, before it reads any key: not dumpable (prctl(2), PR_SET_DUMPABLE), no core file. Children
// begin anew with the former and inherit the latter. Does nothing where a sanitizer has to look into the process.
void guardMemory();

} // namespace patchbay
