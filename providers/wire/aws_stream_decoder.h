// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the decoders of AWS event streams share: frames to JSON values, exceptions, the end.
#pragma once

#include "providers/wire/aws_event_stream.h"
#include "providers/wire/codec.h"
#include "providers/wire/json_view.h"

namespace patchbay::wire {

class AwsStreamDecoder : public StreamDecoder {
public:
    Result<void> feed(std::string_view bytes, std::vector<StreamEvent> &events) final;
    Result<void> finish(std::vector<StreamEvent> &events) final;

protected:
    explicit AwsStreamDecoder(const Target &target)
        : m_target(target)
    {
    }

    // One event's JSON; `type` is its ":event-type".
    virtual void take(const JsonView &json, std::string_view type, std::vector<StreamEvent> &events) = 0;
    // The stream is over: hand over what is held back, the usage last. `complete` is false when it was cut.
    virtual void close(bool complete, std::vector<StreamEvent> &events) = 0;
    virtual bool complete() const = 0;

    void fail(Error error, std::vector<StreamEvent> &events);
    const Target &target() const { return m_target; }

private:
    Result<void> takeMessage(const AwsMessage &message, std::vector<StreamEvent> &events);
    void takeException(const AwsMessage &message, std::vector<StreamEvent> &events);

    Target m_target;
    AwsEventStreamParser m_parser;
    bool m_ended = false;
    std::optional<Error> m_failure;
};

} // namespace patchbay::wire
