// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/synthetic_id.h"

#include <cstdint>
#include <format>

namespace patchbay::wire {

std::string syntheticCallId(std::string_view answer, std::int64_t position)
{
    std::uint32_t hash = 2166136261U; // FNV-1a: short and repeatable is all that is needed
    for (const char c : answer) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    }
    return std::format("call_{:08x}_{}", hash, position);
}

std::string madeUpId(std::string_view bytes, std::int64_t now)
{
    std::uint64_t hash = 14695981039346656037ULL; // FNV-1a
    for (const char byte : bytes) {
        hash = (hash ^ static_cast<std::uint8_t>(byte)) * 1099511628211ULL;
    }
    return std::format("chatcmpl-{:x}{:016x}", now, hash);
}

} // namespace patchbay::wire
