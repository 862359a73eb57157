// SPDX-License-Identifier: GPL-3.0-or-later
//
// BodyReader: the body of one request, by length or in chunks, read strictly: sizes of 1 to 16 hex
// digits, exact line ends, bounded extensions, trailers checked and dropped. Pure; cut anywhere.
#pragma once

#include "providers/gateway/request_head.h"

namespace patchbay::gateway {

class BodyReader {
public:
    BodyReader() = default;
    BodyReader(const RequestHead &head, const HttpLimits &limits);

    // Takes from the front of `bytes` what belongs to the body and removes it; true when the body is complete.
    std::expected<bool, HttpFault> take(std::string_view &bytes);
    std::string release() { return std::move(m_body); }

private:
    enum class Stage : std::uint8_t {
        Length,
        Size,
        Extension,
        SizeEnd,
        Data,
        DataReturn,
        DataEnd,
        Trailer,
        TrailerEnd,
        Done
    };

    std::expected<void, HttpFault> takeByte(char byte);
    std::expected<void, HttpFault> takeSize(char byte);
    std::expected<void, HttpFault> takeTrailer(char byte);
    void takeData(std::string_view &bytes);
    std::expected<void, HttpFault> beginChunk();

    Stage m_stage = Stage::Done;
    std::uint64_t m_remaining = 0; // of the body, or of the chunk
    std::size_t m_digits = 0;
    std::size_t m_extension = 0;
    std::size_t m_trailerBytes = 0;
    std::size_t m_maximum = 0;
    std::string m_line; // of the trailer
    std::string m_body;
};

} // namespace patchbay::gateway
