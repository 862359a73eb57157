// SPDX-License-Identifier: GPL-3.0-or-later
//
// RequestParser: bytes in, whole HTTP/1.1 requests out. Cutting the bytes anywhere changes nothing.
#pragma once

#include "providers/transport/http_server.h"

#include <cstddef>
#include <memory>
#include <string_view>

namespace patchbay::transport {

struct RequestLimits {
    std::size_t maximumHead = 64 * 1024;
    std::size_t maximumBody = 64 * 1024 * 1024;
};

class RequestParser {
public:
    explicit RequestParser(RequestLimits limits);
    ~RequestParser();
    RequestParser(const RequestParser &) = delete;
    RequestParser &operator=(const RequestParser &) = delete;

    enum class Status { NeedMore, HeadDone, Done, Malformed, HeadTooLarge, BodyTooLarge };
    // Consumes up to the head's end, then up to the request's end; `consumed` says how much was taken.
    // After HeadDone call again with the rest, after Done with the next request's bytes.
    Status parse(std::string_view bytes, std::size_t &consumed);

    // Valid after HeadDone.
    const ServerRequest &request() const;
    bool keepAlive() const;
    bool isHttp10() const;
    bool expectsContinue() const;

    // Forgets the request that is done.
    void next();

private:
    class Message;
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace patchbay::transport
