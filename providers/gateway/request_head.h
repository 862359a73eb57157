// SPDX-License-Identifier: GPL-3.0-or-later
//
// RequestHead: the head of one HTTP/1.1 request, read strictly (RFC 9112 without its leniencies).
// Whatever two programs could read differently is refused: both framings, obs-fold, bare line ends,
// repeated lengths, spaces before colons. Pure: bytes in, values out.
#pragma once

#include "providers/core/http.h"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::gateway {

struct HttpLimits {
    std::size_t maximumHead = 32 * 1024;
    std::size_t maximumHeaders = 100;
    std::size_t maximumBody = 32 * 1024 * 1024;
};

// Why a request is refused before anybody looks at it; the connection closes after the answer.
struct HttpFault {
    int status = 400; // 400, 413, 417, 431, 505
    std::string_view what;
    bool operator==(const HttpFault &) const = default;
};

enum class BodyFraming : std::uint8_t { None, Length, Chunked };

struct RequestHead {
    std::string method;
    std::string target; // origin form: path and query, as sent
    std::vector<HttpHeader> headers; // lower-case names, values without the white space around them
    bool http10 = false;
    bool keepAlive = true;
    bool expectsContinue = false;
    BodyFraming framing = BodyFraming::None;
    std::uint64_t contentLength = 0;

    std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
    std::string_view query() const;
};

// Finds the end of a head while its bytes arrive; looks at each byte once.
class HeadScanner {
public:
    // The head's size with its blank line, 0 while it is not complete. `bytes` begins with the head and
    // only grows between calls.
    std::expected<std::size_t, HttpFault> scan(std::string_view bytes, const HttpLimits &limits);
    void reset() { *this = {}; }

private:
    std::size_t m_seen = 0;
    std::size_t m_lineStart = 0;
    bool m_hasRequestLine = false;
};

// Of a whole head, its blank line included.
std::expected<RequestHead, HttpFault> parseRequestHead(std::string_view head, const HttpLimits &limits);

bool isFieldName(std::string_view name); // a token
bool isFieldValue(std::string_view value); // no control characters but the tab

} // namespace patchbay::gateway
