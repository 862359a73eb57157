// SPDX-License-Identifier: GPL-3.0-or-later
//
// ResponseParser: bytes in, one HTTP/1.1 answer out. Strict: what two readers could understand
// differently is malformed. Cutting the bytes anywhere changes nothing.
#pragma once

#include "providers/core/http.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::transport {

class ResponseParser {
public:
    // Gets the body without its framing, in the pieces it came in; false from it stops the parsing.
    using BodySink = std::function<bool(std::string_view bytes)>;

    ResponseParser(std::size_t maximumHead, BodySink sink);
    ~ResponseParser();
    ResponseParser(const ResponseParser &) = delete;
    ResponseParser &operator=(const ResponseParser &) = delete;

    enum class Status : std::uint8_t { NeedMore, HeadDone, Done, Malformed, HeadTooLarge, Stopped };
    // Consumes up to the head's end (HeadDone), then the body; `consumed` says how much was taken.
    Status parse(std::string_view bytes, std::size_t &consumed);
    // The peer sent its last byte: Done when the answer may end so, else NeedMore.
    Status end();
    bool isDone() const;

    // Forgets the answer. bodiless: the next one has no body whatever its head says.
    void next(bool bodiless);

    // Valid after HeadDone.
    int status() const;
    std::vector<HttpHeader> &headers();
    bool keepAlive() const;
    std::string_view malformation() const { return m_malformation; }

private:
    class Message;
    struct State;
    Status failed(const void *errorCode);

    std::unique_ptr<State> m_state;
    std::string m_malformation;
};

} // namespace patchbay::transport
