// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/request_body.h"

#include "providers/transport/header_text.h"

#include <algorithm>

namespace patchbay::gateway {

namespace {

constexpr std::size_t longestSize = 16; // digits
constexpr std::size_t longestExtension = 256;
constexpr std::size_t longestTrailer = 8 * 1024;
constexpr std::size_t reservedAtMost = 1024 * 1024;

std::unexpected<HttpFault> refuse(std::string_view what, int status = 400)
{
    return std::unexpected(HttpFault { status, what });
}

int hexDigit(char letter)
{
    if (letter >= '0' && letter <= '9') {
        return letter - '0';
    }
    const char lower = transport::lowerCase(letter);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace

BodyReader::BodyReader(const RequestHead &head, const HttpLimits &limits)
    : m_remaining(head.contentLength)
    , m_maximum(limits.maximumBody)
{
    switch (head.framing) {
    case BodyFraming::None: m_stage = Stage::Done; break;
    case BodyFraming::Chunked:
        m_stage = Stage::Size;
        m_remaining = 0;
        break;
    case BodyFraming::Length:
        m_stage = Stage::Length;
        // The announced length is only believed up to here; more memory comes with more bytes.
        m_body.reserve(std::min<std::uint64_t>(head.contentLength, reservedAtMost));
        break;
    }
}

std::expected<bool, HttpFault> BodyReader::take(std::string_view &bytes)
{
    while (m_stage != Stage::Done && !bytes.empty()) {
        if (m_stage == Stage::Length || m_stage == Stage::Data) {
            takeData(bytes);
            continue;
        }
        if (const auto taken = takeByte(bytes.front()); !taken) {
            return std::unexpected(taken.error());
        }
        bytes.remove_prefix(1);
    }
    return m_stage == Stage::Done;
}

void BodyReader::takeData(std::string_view &bytes)
{
    const std::size_t count = std::min<std::uint64_t>(bytes.size(), m_remaining);
    m_body.append(bytes.substr(0, count));
    bytes.remove_prefix(count);
    m_remaining -= count;
    if (m_remaining == 0) {
        m_stage = m_stage == Stage::Length ? Stage::Done : Stage::DataReturn;
    }
}

std::expected<void, HttpFault> BodyReader::takeByte(char byte)
{
    switch (m_stage) {
    case Stage::Size: return takeSize(byte);
    case Stage::Extension:
        if (byte == '\r') {
            m_stage = Stage::SizeEnd;
        } else if (++m_extension > longestExtension || !isFieldValue({ &byte, 1 })) {
            return refuse("a chunk's extension is not one");
        }
        return {};
    case Stage::SizeEnd: return byte == '\n' ? beginChunk() : refuse("a chunk's size does not end as it should");
    case Stage::DataReturn:
        m_stage = Stage::DataEnd;
        return byte == '\r' ? std::expected<void, HttpFault>() : refuse("a chunk is longer than its size");
    case Stage::DataEnd:
        m_stage = Stage::Size;
        m_digits = 0;
        m_extension = 0;
        return byte == '\n' ? std::expected<void, HttpFault>() : refuse("a chunk does not end as it should");
    case Stage::Trailer:
    case Stage::TrailerEnd: return takeTrailer(byte);
    case Stage::Length:
    case Stage::Data:
    case Stage::Done: break;
    }
    return {};
}

std::expected<void, HttpFault> BodyReader::takeSize(char byte)
{
    if (const int digit = hexDigit(byte); digit >= 0) {
        if (++m_digits > longestSize) {
            return refuse("a chunk's size has too many digits");
        }
        m_remaining = m_remaining * 16 + static_cast<std::uint64_t>(digit);
        return {};
    }
    if (m_digits == 0) {
        return refuse("a chunk has no size");
    }
    if (byte == ';') {
        m_stage = Stage::Extension;
    } else if (byte == '\r') {
        m_stage = Stage::SizeEnd;
    } else {
        return refuse("a chunk's size is not a hexadecimal number");
    }
    return {};
}

std::expected<void, HttpFault> BodyReader::beginChunk()
{
    if (m_remaining > m_maximum - m_body.size()) {
        return refuse("the body is too large", 413);
    }
    m_stage = m_remaining > 0 ? Stage::Data : Stage::Trailer;
    return {};
}

std::expected<void, HttpFault> BodyReader::takeTrailer(char byte)
{
    if (++m_trailerBytes > longestTrailer) {
        return refuse("the trailer is too long", 431);
    }
    if (m_stage == Stage::Trailer) {
        if (byte == '\r') {
            m_stage = Stage::TrailerEnd;
        } else if (byte == '\n') {
            return refuse("a line ends without a carriage return");
        } else {
            m_line += byte;
        }
        return {};
    }
    if (byte != '\n') {
        return refuse("a carriage return stands alone");
    }
    if (m_line.empty()) {
        m_stage = Stage::Done;
        return {};
    }
    const std::size_t colon = m_line.find(':');
    if (colon == std::string::npos || !isFieldName(std::string_view(m_line).substr(0, colon))
        || !isFieldValue(std::string_view(m_line).substr(colon + 1))) {
        return refuse("a trailer line is not a header");
    }
    m_line.clear();
    m_stage = Stage::Trailer;
    return {};
}

} // namespace patchbay::gateway
