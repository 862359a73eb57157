// SPDX-License-Identifier: GPL-3.0-or-later
//
// The window's free(): memory is wiped before it is given back, whoever had it. A key passes through texts that are not
// ours (an input line's, the clipboard's, a TLS library's), which give their memory back as it is; without this it would
// stand there until somebody else writes over it.
//
// These are the C library's own functions with a wipe before them. Sanitizers have a heap of their own.
#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <malloc.h>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

extern "C" {

void *__libc_malloc(std::size_t size);
void *__libc_realloc(void *pointer, std::size_t size);
void __libc_free(void *pointer);

namespace {

// What is larger is a picture or a table of the libraries: wiping it would touch memory that was never written.
constexpr std::size_t mostWiped = 1024 * 1024;

// A piece with pages of its own, as the C library marks it in the word before: given back, they go to the system, which
// clears them, and growing moves them without a copy. Wiping it would only touch what was never written.
bool hasOwnPages(const void *pointer)
{
    constexpr std::size_t mappedBit = 2;
    std::size_t head = 0;
    std::memcpy(&head, static_cast<const char *>(pointer) - sizeof head, sizeof head);
    return (head & mappedBit) != 0;
}

void wipe(void *pointer, std::size_t from, std::size_t size)
{
    const std::size_t end = std::min(size, mostWiped);
    if (from < end) {
        explicit_bzero(static_cast<char *>(pointer) + from, end - from);
    }
}

} // namespace

[[gnu::visibility("default")]] void free(void *pointer) noexcept
{
    if (pointer == nullptr) {
        return;
    }
    if (!hasOwnPages(pointer)) {
        wipe(pointer, 0, malloc_usable_size(pointer));
    }
    __libc_free(pointer);
}

[[gnu::visibility("default")]] void *realloc(void *pointer, std::size_t size) noexcept
{
    if (pointer == nullptr || size == 0) {
        return __libc_realloc(pointer, size);
    }
    if (hasOwnPages(pointer)) {
        return __libc_realloc(pointer, size); // moves its pages, or gives them back to the system
    }
    const std::size_t before = malloc_usable_size(pointer);
    if (size <= before || before > mostWiped) {
        wipe(pointer, size, before);
        return __libc_realloc(pointer, size);
    }
    void *grown = __libc_malloc(size);
    if (grown != nullptr) {
        std::memcpy(grown, pointer, before);
        free(pointer);
    }
    return grown;
}

} // extern "C"

#endif
