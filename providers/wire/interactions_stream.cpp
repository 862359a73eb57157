// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/interactions_stream.h"

#include "providers/wire/interactions_reader.h"
#include "providers/wire/json_stream_decoder.h"

namespace patchbay::wire {
namespace {

class InteractionsStream final : public JsonStreamDecoder {
public:
    InteractionsStream(const Target &forTarget, StreamLimits limits)
        : JsonStreamDecoder(forTarget, limits, Framing::ServerSentEvents)
        , m_reader(forTarget)
    {
    }

private:
    void take(const JsonView &json, std::string_view eventName, std::vector<StreamEvent> &events) override
    {
        if (std::optional<Error> error = m_reader.takeEvent(json, eventName, events)) {
            fail(std::move(*error), events);
        }
    }
    void close(bool, std::vector<StreamEvent> &events) override
    {
        if (m_reader.usage()) {
            events.push_back(UsageReport { *m_reader.usage() });
        }
    }
    bool complete() const override { return m_reader.finished(); }

    InteractionsReader m_reader;
};

} // namespace

std::unique_ptr<StreamDecoder> makeInteractionsStream(const Target &target, StreamLimits limits)
{
    return std::make_unique<InteractionsStream>(target, limits);
}

} // namespace patchbay::wire
