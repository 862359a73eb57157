// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shared/memory_guard.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace patchbay {

void guardMemory()
{
#ifndef __SANITIZE_ADDRESS__ // its search for leaks traces the process
    constexpr rlimit none { 0, 0 };
    (void)setrlimit(RLIMIT_CORE, &none); // lowering a limit is always allowed
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

} // namespace patchbay
