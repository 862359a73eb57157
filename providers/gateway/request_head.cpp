// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/request_head.h"

#include "providers/transport/header_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstring>
#include <optional>

namespace patchbay::gateway {

namespace {

using transport::equalsIgnoringCase;
using transport::lowerCase;

constexpr std::uint64_t largestLength = std::uint64_t(1) << 53;
constexpr std::size_t usualHeaders = 12;

std::unexpected<HttpFault> refuse(std::string_view what, int status = 400)
{
    return std::unexpected(HttpFault { status, what });
}

constexpr auto tokenLetters = [] {
    std::array<bool, 256> table {};
    for (const char letter : std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                              "!#$%&'*+-.^_`|~")) {
        table[static_cast<unsigned char>(letter)] = true;
    }
    return table;
}();

constexpr bool isDigit(char letter)
{
    return letter >= '0' && letter <= '9';
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// "Content_Length" and its like mean nothing to us but might to somebody else on the way.
bool resemblesFraming(std::string_view name)
{
    constexpr std::size_t shortest = 13; // letters of the shorter one
    if (name.size() < shortest) {
        return false;
    }
    const auto resembles = [name](std::string_view wanted) {
        for (const char letter : name) {
            if (!std::isalpha(static_cast<unsigned char>(letter))) {
                continue;
            }
            if (wanted.empty() || lowerCase(letter) != wanted.front()) {
                return false;
            }
            wanted.remove_prefix(1);
        }
        return wanted.empty();
    };
    return resembles("contentlength") || resembles("transferencoding");
}

bool isHost(std::string_view host)
{
    if (host.empty()) {
        return false;
    }
    std::string_view name = host;
    if (host.front() == '[') {
        const std::size_t bracket = host.find(']');
        if (bracket == std::string_view::npos
            || host.substr(1, bracket - 1).find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos) {
            return false;
        }
        name = host.substr(bracket + 1);
        if (name.empty()) {
            return bracket > 1;
        }
    }
    const std::size_t colon = name.find(':');
    if (colon != std::string_view::npos) {
        const std::string_view port = name.substr(colon + 1);
        constexpr std::size_t longestPort = 5;
        if (port.empty() || port.size() > longestPort || !std::ranges::all_of(port, isDigit)) {
            return false;
        }
        name = name.substr(0, colon);
    }
    const auto isNameLetter = [](char letter) {
        return isDigit(letter) || std::isalpha(static_cast<unsigned char>(letter)) || letter == '-' || letter == '.'
            || letter == '_';
    };
    return std::ranges::all_of(name, isNameLetter) && (host.front() == '[' ? name.empty() : !name.empty());
}

std::expected<void, HttpFault> readTarget(std::string_view target, RequestHead &head, std::string &authority)
{
    for (const char letter : target) {
        if (letter <= 0x20 || letter >= 0x7f || letter == '#') {
            return refuse("the target has a character that does not belong there");
        }
    }
    if (target.starts_with('/')) {
        head.target = target;
        return {};
    }
    if (target == "*" && head.method == "OPTIONS") {
        head.target = target;
        return {};
    }
    const std::size_t scheme = target.find("://");
    if (scheme == std::string_view::npos
        || (!equalsIgnoringCase(target.substr(0, scheme), "http")
            && !equalsIgnoringCase(target.substr(0, scheme), "https"))) {
        return refuse("the target is neither a path nor an http address");
    }
    const std::string_view rest = target.substr(scheme + 3);
    const std::size_t path = std::min(rest.find_first_of("/?"), rest.size());
    authority = rest.substr(0, path);
    head.target =
        rest.substr(path).starts_with('/') ? std::string(rest.substr(path)) : "/" + std::string(rest.substr(path));
    if (!isHost(authority)) {
        return refuse("the address in the request line has no usable host");
    }
    return {};
}

std::expected<void, HttpFault> readRequestLine(std::string_view line, RequestHead &head, std::string &authority)
{
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) {
        return refuse("the request line does not have three parts");
    }
    head.method = line.substr(0, first);
    const std::string_view version = line.substr(last + 1);
    if (!isFieldName(head.method) || lowerCase(head.method) == head.method) {
        return refuse("the method is not a method");
    }
    constexpr std::string_view protocol = "HTTP/";
    if (version.size() != protocol.size() + 3 || !version.starts_with(protocol) || !isDigit(version[5])
        || version[6] != '.' || !isDigit(version[7])) {
        return refuse("the protocol is not HTTP");
    }
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        return refuse("only HTTP/1.1 and 1.0 are spoken here", 505);
    }
    head.http10 = version == "HTTP/1.0";
    return readTarget(line.substr(first + 1, last - first - 1), head, authority);
}

std::expected<void, HttpFault> readField(std::string_view line, RequestHead &head)
{
    if (line.front() == ' ' || line.front() == '\t') {
        return refuse("a header line begins with white space");
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
        return refuse("a header line has no colon");
    }
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!isFieldName(name)) {
        return refuse("a header's name has a character that does not belong there");
    }
    if (!isFieldValue(value)) {
        return refuse("a header's value has a control character");
    }
    std::string lower = lowerCase(name);
    if (lower != "content-length" && lower != "transfer-encoding" && resemblesFraming(lower)) {
        return refuse("a header's name looks like one that frames the body and is not");
    }
    head.headers.push_back({ std::move(lower), std::string(value) });
    return {};
}

// The header that may stand there once; an error when it stands more often.
std::expected<const std::string *, HttpFault> single(const RequestHead &head, std::string_view name)
{
    const std::string *found = nullptr;
    for (const HttpHeader &header : head.headers) {
        if (header.name != name) {
            continue;
        }
        if (found) {
            return refuse("a header that may come once comes twice");
        }
        found = &header.value;
    }
    return found;
}

std::expected<void, HttpFault> readFraming(RequestHead &head)
{
    const auto length = single(head, "content-length");
    const auto encoding = single(head, "transfer-encoding");
    if (!length || !encoding) {
        return std::unexpected(length ? encoding.error() : length.error());
    }
    if (*length && *encoding) {
        return refuse("content-length and transfer-encoding exclude each other");
    }
    if (*encoding) {
        if (head.http10 || !equalsIgnoringCase(**encoding, "chunked")) {
            return refuse("the only transfer encoding is chunked, from HTTP/1.1 on");
        }
        head.framing = BodyFraming::Chunked;
    }
    if (*length) {
        const std::string &digits = **length;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), head.contentLength);
        if (error != std::errc() || end != digits.data() + digits.size() || head.contentLength > largestLength) {
            return refuse("content-length is not a length");
        }
        head.framing = head.contentLength > 0 ? BodyFraming::Length : BodyFraming::None;
    }
    return {};
}

std::expected<void, HttpFault> readHost(const RequestHead &head, std::string_view authority)
{
    const auto host = single(head, "host");
    if (!host) {
        return std::unexpected(host.error());
    }
    if (!*host) {
        return head.http10 ? std::expected<void, HttpFault>() : refuse("the host header is missing");
    }
    if (!isHost(**host)) {
        return refuse("the host header names no host");
    }
    if (!authority.empty() && !equalsIgnoringCase(authority, **host)) {
        return refuse("the request line and the host header name different hosts");
    }
    return {};
}

std::expected<void, HttpFault> readConnection(RequestHead &head)
{
    bool close = false;
    bool keep = false;
    for (const HttpHeader &header : head.headers) {
        if (header.name == "expect") {
            if (!equalsIgnoringCase(header.value, "100-continue")) {
                return refuse("only 100-continue can be expected", 417);
            }
            head.expectsContinue = !head.http10 && head.framing != BodyFraming::None;
        }
        if (header.name != "connection") {
            continue;
        }
        for (std::string_view rest = header.value; !rest.empty();) {
            const std::size_t comma = std::min(rest.find(','), rest.size());
            const std::string_view option = trimmed(rest.substr(0, comma));
            close = close || equalsIgnoringCase(option, "close");
            keep = keep || equalsIgnoringCase(option, "keep-alive");
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
    }
    head.keepAlive = !close && (!head.http10 || keep);
    return {};
}

} // namespace

std::string_view RequestHead::query() const
{
    const std::size_t mark = target.find('?');
    return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

bool isFieldName(std::string_view name)
{
    return !name.empty()
        && std::ranges::all_of(name, [](char letter) { return tokenLetters[static_cast<unsigned char>(letter)]; });
}

bool isFieldValue(std::string_view value)
{
    // Eight bytes at a time while none is a control character: one that is below a space, or DEL made zero, borrows from
    // its highest bit.
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    while (value.size() >= sizeof ones) {
        std::uint64_t group = 0;
        std::memcpy(&group, value.data(), sizeof group);
        const std::uint64_t deletes = group ^ ones * 0x7f;
        const std::uint64_t special = ((group - ones * 0x20) & ~group) | ((deletes - ones) & ~deletes);
        if ((special & ones << 7) != 0) {
            break;
        }
        value.remove_prefix(sizeof group);
    }
    return std::ranges::all_of(value, [](char letter) {
        const auto code = static_cast<unsigned char>(letter);
        return (code >= 0x20 && code != 0x7f) || code == '\t';
    });
}

std::expected<std::size_t, HttpFault> HeadScanner::scan(std::string_view bytes, const HttpLimits &limits)
{
    while (true) {
        const std::size_t feed = bytes.find('\n', m_seen);
        if (feed == std::string_view::npos) {
            m_seen = bytes.size();
            if (bytes.size() > limits.maximumHead) {
                return refuse("the head is too long", 431);
            }
            return std::size_t(0);
        }
        if (feed + 1 > limits.maximumHead) {
            return refuse("the head is too long", 431);
        }
        if (feed == 0 || bytes[feed - 1] != '\r') {
            return refuse("a line ends without a carriage return");
        }
        const bool blank = feed == m_lineStart + 1;
        m_seen = m_lineStart = feed + 1;
        if (!blank) {
            m_hasRequestLine = true;
        } else if (m_hasRequestLine) {
            return feed + 1;
        } else if (feed > 1) {
            return refuse("the request begins with empty lines");
        }
    }
}

std::expected<RequestHead, HttpFault> parseRequestHead(std::string_view text, const HttpLimits &limits)
{
    RequestHead head;
    head.headers.reserve(usualHeaders);
    std::string authority;
    if (text.starts_with("\r\n")) {
        text.remove_prefix(2); // some clients end the body before with one
    }
    bool first = true;
    while (text != "\r\n") {
        const std::size_t end = text.find("\r\n");
        if (end == std::string_view::npos || end == 0) {
            return refuse("the head does not end");
        }
        const auto read =
            first ? readRequestLine(text.substr(0, end), head, authority) : readField(text.substr(0, end), head);
        if (!read) {
            return std::unexpected(read.error());
        }
        if (head.headers.size() > limits.maximumHeaders) {
            return refuse("there are too many headers", 431);
        }
        first = false;
        text.remove_prefix(end + 2);
    }
    for (const auto &read : { readFraming(head), readHost(head, authority), readConnection(head) }) {
        if (!read) {
            return std::unexpected(read.error());
        }
    }
    if (head.framing == BodyFraming::Length && head.contentLength > limits.maximumBody) {
        return refuse("the body is too large", 413);
    }
    return head;
}

} // namespace patchbay::gateway
