// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shared/start_pages.h"

#include <cstdint>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

namespace patchbay {

namespace {

// Only segments that nobody may write: what the linker has filled in stands in the others.
int release(dl_phdr_info *object, std::size_t, void *)
{
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    for (int index = 0; index < object->dlpi_phnum; ++index) {
        const ElfW(Phdr) &segment = object->dlpi_phdr[index];
        if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) {
            continue;
        }
        const std::uintptr_t begin = (object->dlpi_addr + segment.p_vaddr + page - 1) / page * page;
        const std::uintptr_t end = (object->dlpi_addr + segment.p_vaddr + segment.p_memsz) / page * page;
        if (begin < end) {
            // Advice: where it is not taken, nothing is lost.
            ::madvise(reinterpret_cast<void *>(begin), end - begin, MADV_DONTNEED);
        }
    }
    return 0;
}

} // namespace

void releaseStartPages()
{
    ::dl_iterate_phdr(release, nullptr);
}

} // namespace patchbay
