// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the stream decoders of all families share: bytes to JSON values, error events, the end.
#pragma once

#include "providers/wire/codec.h"
#include "providers/wire/json_view.h"
#include "providers/wire/sse.h"

#include <optional>
#include <string>

namespace patchbay::wire {

// A Target that a decoder keeps: the caller's may go before the stream ends, the provider's row and
// the model's, which belong to the catalogue, do not.
class JsonStreamDecoder : public StreamDecoder {
public:
    enum class Framing { ServerSentEvents, Lines };

    Result<void> feed(std::string_view bytes, std::vector<StreamEvent> &events) final;
    Result<void> finish(std::vector<StreamEvent> &events) final;

protected:
    JsonStreamDecoder(const Target &target, StreamLimits limits, Framing framing);

    // One event's JSON. A provider's error event goes to fail().
    virtual void take(const JsonView &json, std::string_view eventName, std::vector<StreamEvent> &events) = 0;
    // An event that is known at a glance, read in one pass: whatever else it is, take() gets it. The text may be anything.
    virtual bool takeAtOnce(std::string_view /*text*/, std::vector<StreamEvent> & /*events*/) { return false; }
    // The stream is over: hand over what is held back, the usage last. `complete` is false when it was cut.
    virtual void close(bool complete, std::vector<StreamEvent> &events) = 0;
    // True once the answer has its end even if the connection just closes.
    virtual bool complete() const = 0;

    void fail(Error error, std::vector<StreamEvent> &events);
    void end(std::vector<StreamEvent> &events);
    const Target &target() const { return m_target; }

private:
    enum class Mode { Unknown, Events, Whole };
    Result<void> detect(std::string_view bytes);
    Result<void> feedLines(std::string_view bytes, std::vector<StreamEvent> &events);
    Result<void> takeData(std::string_view data, std::string_view eventName, std::vector<StreamEvent> &events);
    Result<void> takeWhole(std::vector<StreamEvent> &events);
    Result<void> keep(std::string_view bytes, std::size_t limit);

    Target m_target;
    StreamLimits m_limits;
    Framing m_framing;
    Mode m_mode = Mode::Unknown;
    SseParser m_parser;
    std::string m_held; // the unfinished line, or the whole answer
    std::uint64_t m_fed = 0;
    std::uint64_t m_eventStart = 0;
    bool m_ended = false;
    bool m_any = false; // something was handed over
    std::optional<Error> m_failure;
};

} // namespace patchbay::wire
