// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/aws_event_stream.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

constexpr std::size_t preludeSize = 12;
constexpr std::size_t sumSize = 4;

constexpr std::array<std::uint32_t, 256> makeTable()
{
    std::array<std::uint32_t, 256> table {};
    for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
        std::uint32_t value = byte;
        for (int bit = 0; bit < 8; ++bit) {
            value = (value >> 1) ^ ((value & 1) != 0 ? 0xEDB88320U : 0U);
        }
        table[byte] = value;
    }
    return table;
}

constexpr std::array<std::uint32_t, 256> crcTable = makeTable();

std::uint64_t bigEndian(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (const char byte : bytes) {
        value = value << 8 | static_cast<std::uint8_t>(byte);
    }
    return value;
}

void appendBigEndian(std::string &text, std::uint64_t value, int bytes)
{
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
        text += static_cast<char>(value >> shift & 0xFF);
    }
}

// Walks the header block of one message. What goes wrong is a word and a position in the block.
class HeaderReader {
public:
    explicit HeaderReader(std::string_view block) : m_block(block) {}

    bool atEnd() const { return m_at == m_block.size(); }
    std::size_t at() const { return m_at; }
    std::string_view problem() const { return m_problem; }

    std::optional<AwsHeader> next()
    {
        const std::size_t nameLength = static_cast<std::size_t>(number(1));
        if (nameLength == 0) {
            note("a header without a name");
        }
        const std::string_view name = bytes(nameLength);
        if (!m_problem.empty()) {
            return std::nullopt;
        }
        const AwsHeaderValue value = readValue();
        return m_problem.empty() ? std::optional(AwsHeader { name, value }) : std::nullopt;
    }

private:
    std::string_view bytes(std::size_t count)
    {
        if (count > m_block.size() - m_at) {
            note("a header that reaches beyond the header block");
            return {};
        }
        const std::string_view part = m_block.substr(m_at, count);
        m_at += count;
        return part;
    }

    std::uint64_t number(std::size_t count) { return bigEndian(bytes(count)); }

    AwsHeaderValue readValue()
    {
        switch (number(1)) {
        case 0:
            return true;
        case 1:
            return false;
        case 2:
            return static_cast<std::int8_t>(number(1));
        case 3:
            return static_cast<std::int16_t>(number(2));
        case 4:
            return static_cast<std::int32_t>(number(4));
        case 5:
            return static_cast<std::int64_t>(number(8));
        case 6:
            return AwsBytes { sized() };
        case 7:
            return sized();
        case 8:
            return AwsTimestamp { static_cast<std::int64_t>(number(8)) };
        case 9: {
            AwsUuid uuid {};
            std::ranges::copy(bytes(uuid.size()), uuid.begin());
            return uuid;
        }
        default:
            note("a header of an unknown type");
            return false;
        }
    }

    std::string_view sized()
    {
        const std::size_t length = static_cast<std::size_t>(number(2));
        if (length > awsMaximumHeaderValue) {
            note("a header value of more than 32767 bytes");
            return {};
        }
        return bytes(length);
    }

    void note(std::string_view problem)
    {
        if (m_problem.empty()) {
            m_problem = problem;
        }
    }

    std::string_view m_block;
    std::size_t m_at = 0;
    std::string_view m_problem;
};

} // namespace

std::uint32_t crc32(std::string_view bytes)
{
    std::uint32_t value = 0xFFFFFFFFU;
    for (const char byte : bytes) {
        value = crcTable[(value ^ static_cast<std::uint8_t>(byte)) & 0xFF] ^ (value >> 8);
    }
    return value ^ 0xFFFFFFFFU;
}

std::string_view AwsMessage::text(std::string_view name) const
{
    const auto found = std::ranges::find(headers, name, &AwsHeader::name);
    if (found == headers.end()) {
        return {};
    }
    const std::string_view *text = std::get_if<std::string_view>(&found->value);
    return text != nullptr ? *text : std::string_view();
}

std::unexpected<Error> AwsEventStreamParser::fail(std::size_t at, std::string_view what) const
{
    const std::uint64_t offset = m_start + at;
    Error error = makeError(ErrorClass::ApiResponseValidation, "The event stream has " + std::string(what)
                                + " at byte " + std::to_string(offset) + ".");
    error.offset = offset;
    return std::unexpected(std::move(error));
}

Result<void> AwsEventStreamParser::take(std::string_view &bytes)
{
    const std::size_t wanted = (m_total != 0 ? m_total : preludeSize) - m_buffer.size();
    const std::size_t taken = std::min(wanted, bytes.size());
    m_buffer.append(bytes.substr(0, taken));
    bytes.remove_prefix(taken);
    if (m_total == 0 && m_buffer.size() == preludeSize) {
        return checkPrelude();
    }
    return {};
}

Result<void> AwsEventStreamParser::checkPrelude()
{
    const std::string_view prelude = m_buffer;
    if (bigEndian(prelude.substr(8, 4)) != crc32(prelude.substr(0, 8))) {
        return fail(8, "a wrong checksum of the prelude");
    }
    const std::size_t total = static_cast<std::size_t>(bigEndian(prelude.substr(0, 4)));
    const std::size_t headers = static_cast<std::size_t>(bigEndian(prelude.substr(4, 4)));
    if (total < preludeSize + sumSize) {
        return fail(0, "a message shorter than its frame");
    }
    if (total > m_maximumMessage) {
        return fail(0, "a message of more than " + std::to_string(m_maximumMessage) + " bytes");
    }
    if (headers > awsMaximumHeaders || headers > total - preludeSize - sumSize) {
        return fail(4, "headers that do not fit their message");
    }
    m_total = total;
    return {};
}

Result<AwsMessage> AwsEventStreamParser::decode() const
{
    const std::string_view frame = m_buffer;
    const std::size_t sumAt = m_total - sumSize;
    if (bigEndian(frame.substr(sumAt)) != crc32(frame.substr(0, sumAt))) {
        return fail(sumAt, "a wrong checksum of the message");
    }
    const std::size_t headersSize = static_cast<std::size_t>(bigEndian(frame.substr(4, 4)));
    AwsMessage message;
    HeaderReader reader(frame.substr(preludeSize, headersSize));
    while (!reader.atEnd()) {
        const std::optional<AwsHeader> header = reader.next();
        if (!header) {
            return fail(preludeSize + reader.at(), reader.problem());
        }
        message.headers.push_back(*header);
    }
    message.payload = frame.substr(preludeSize + headersSize, sumAt - preludeSize - headersSize);
    return message;
}

void AwsEventStreamParser::next()
{
    m_start += m_total;
    m_total = 0;
    m_buffer.clear();
}

Result<void> AwsEventStreamParser::finish() const
{
    if (!m_buffer.empty()) {
        return fail(m_buffer.size(), "its end inside a message");
    }
    return {};
}

std::string writeAwsMessage(const std::vector<std::pair<std::string_view, std::string_view>> &headers,
                            std::string_view payload)
{
    constexpr char textType = 7;
    std::string block;
    for (const auto &[name, value] : headers) {
        appendBigEndian(block, name.size(), 1);
        block += name;
        block += textType;
        appendBigEndian(block, value.size(), 2);
        block += value;
    }
    std::string frame;
    appendBigEndian(frame, preludeSize + block.size() + payload.size() + sumSize, 4);
    appendBigEndian(frame, block.size(), 4);
    appendBigEndian(frame, crc32(frame), 4);
    frame += block;
    frame += payload;
    appendBigEndian(frame, crc32(frame), 4);
    return frame;
}

} // namespace patchbay::wire
