// SPDX-License-Identifier: GPL-3.0-or-later
//
// Amazon's binary event-stream framing (vnd.amazon.eventstream), cut anywhere: bytes in, messages out.
//
// A message is a prelude (total length, header length, CRC-32 of both), headers, a payload and the
// CRC-32 of everything before it; all numbers are big-endian. Both sums are checked, the prelude's
// before its lengths are believed. An error carries the offset in the stream.
#pragma once

#include "providers/core/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace patchbay::wire {

// The service's own limits, in bytes.
inline constexpr std::size_t awsMaximumMessage = 24 * 1024 * 1024;
inline constexpr std::size_t awsMaximumHeaders = 128 * 1024;
inline constexpr std::size_t awsMaximumHeaderValue = 32767;

struct AwsTimestamp {
    std::int64_t milliseconds = 0; // since 1970
    bool operator==(const AwsTimestamp &) const = default;
};
struct AwsBytes {
    std::string_view bytes;
    bool operator==(const AwsBytes &) const = default;
};
using AwsUuid = std::array<std::uint8_t, 16>;
// Wire types 0 and 1, 2 … 9 in their order.
using AwsHeaderValue = std::variant<bool, std::int8_t, std::int16_t, std::int32_t, std::int64_t, AwsBytes,
                                    std::string_view, AwsTimestamp, AwsUuid>;

struct AwsHeader {
    std::string_view name;
    AwsHeaderValue value;
};

// Views into the parser's buffer, valid until the handler returns.
struct AwsMessage {
    std::vector<AwsHeader> headers;
    std::string_view payload;
    // The text of a header, empty where there is none of that name or it is no text.
    std::string_view text(std::string_view name) const;
};

class AwsEventStreamParser {
public:
    explicit AwsEventStreamParser(std::size_t maximumMessage = awsMaximumMessage) : m_maximumMessage(maximumMessage) {}

    // Calls handle(const AwsMessage &) → Result<void> for each complete message; stops at the first error.
    template <typename Handle>
    Result<void> feed(std::string_view bytes, Handle &&handle)
    {
        while (!bytes.empty()) {
            if (Result<void> taken = take(bytes); !taken) {
                return taken;
            }
            if (!complete()) {
                continue;
            }
            Result<AwsMessage> message = decode();
            if (!message) {
                return std::unexpected(std::move(message.error()));
            }
            if (Result<void> handled = handle(*message); !handled) {
                return handled;
            }
            next();
        }
        return {};
    }

    // The connection ended: fails inside a message.
    Result<void> finish() const;
    // Where in the stream the current message began.
    std::uint64_t offset() const { return m_start; }

private:
    Result<void> take(std::string_view &bytes);
    Result<void> checkPrelude();
    bool complete() const { return m_total != 0 && m_buffer.size() == m_total; }
    Result<AwsMessage> decode() const;
    void next();
    std::unexpected<Error> fail(std::size_t at, std::string_view what) const;

    std::size_t m_maximumMessage;
    std::string m_buffer;    // of the message that is being read
    std::size_t m_total = 0; // its length, 0 until the prelude is read
    std::uint64_t m_start = 0;
};

// IEEE 802.3, as zip and Ethernet have it.
std::uint32_t crc32(std::string_view bytes);

// A message of text headers, as the simulated providers and the tests send it.
std::string writeAwsMessage(const std::vector<std::pair<std::string_view, std::string_view>> &headers,
                            std::string_view payload);

} // namespace patchbay::wire
