// SPDX-License-Identifier: GPL-3.0-or-later
//
// readSome and writeSome: one attempt on a non-blocking socket. Trying before waiting saves a trip
// through the reactor for every write and most reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <system_error>

namespace patchbay::transport {

struct IoAttempt {
    enum class Kind : std::uint8_t { Done, WouldReadBlock, WouldWriteBlock, End, Failed };
    Kind kind = Kind::Done;
    std::size_t bytes = 0;
    std::error_code error;
};

constexpr std::size_t gatheredPieces = 16;

IoAttempt readSome(int socket, std::span<char> room);
// At most gatheredPieces pieces are written in one call; the others wait for the next.
IoAttempt writeSome(int socket, std::span<const std::string_view> pieces);

} // namespace patchbay::transport
