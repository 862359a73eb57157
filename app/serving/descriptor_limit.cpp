// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serving/descriptor_limit.h"

#include <sys/resource.h>

namespace patchbay::serving {

void raiseDescriptorLimit()
{
    rlimit limit {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

} // namespace patchbay::serving
