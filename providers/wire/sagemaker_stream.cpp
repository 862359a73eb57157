// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/sagemaker_stream.h"

#include "providers/wire/aws_event_stream.h"
#include "providers/wire/bedrock_error.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/json_stream_decoder.h"
#include "providers/wire/openai_stream.h"
#include "providers/wire/synthetic_id.h"
#include "providers/wire/text_generation.h"

namespace patchbay::wire {
namespace {

// The frames' payloads are one text, cut anywhere; which it is shows at its beginning.
class SageMakerStream final : public StreamDecoder {
public:
    SageMakerStream(const Target &target, StreamLimits limits)
        : m_target(target)
        , m_limits(limits)
    {
    }

    Result<void> feed(std::string_view bytes, std::vector<StreamEvent> &events) override
    {
        if (m_failure) {
            return std::unexpected(*m_failure);
        }
        Result<void> fed = m_frames.feed(bytes, [&](const AwsMessage &message) { return take(message, events); });
        return fed ? fed : failed(std::move(fed.error()));
    }

    Result<void> finish(std::vector<StreamEvent> &events) override
    {
        if (m_failure) {
            return std::unexpected(*m_failure);
        }
        if (m_ended) {
            return {};
        }
        if (Result<void> whole = m_frames.finish(); !whole) {
            return failed(cutStream(m_target, whole.error().offset.value_or(0)));
        }
        if (!m_inner && m_held.empty()) {
            return failed(cutStream(m_target, m_frames.offset()));
        }
        Result<void> begun = m_inner ? Result<void>() : begin(events);
        Result<void> finished = begun ? m_inner->finish(events) : begun;
        return finished ? finished : failed(std::move(finished.error()));
    }

private:
    Result<void> failed(Error error)
    {
        m_failure = std::move(error);
        m_failure->provider = m_target.provider.id;
        m_failure->model = m_target.model;
        return std::unexpected(*m_failure);
    }

    Result<void> take(const AwsMessage &message, std::vector<StreamEvent> &events)
    {
        const std::string_view kind = message.text(":message-type");
        if (m_ended) {
            return {};
        }
        if (kind == "exception" || kind == "error") {
            m_ended = true;
            const std::string_view type = message.text(kind == "error" ? ":error-code" : ":exception-type");
            events.push_back(StreamFailed { bedrockStreamError(type, std::string(message.payload), m_target) });
            return {};
        }
        if (m_inner) {
            return m_inner->feed(message.payload, events);
        }
        m_held += message.payload;
        const bool shown = m_held.contains('\n') && m_held.find_first_not_of(" \r\n\t") != std::string::npos;
        if (m_held.size() > m_limits.maximumLine) {
            return std::unexpected(malformedAnswer(m_target, "the stream holds a line that is too long",
                                                   m_frames.offset()));
        }
        return shown ? begin(events) : Result<void>();
    }

    Result<void> begin(std::vector<StreamEvent> &events)
    {
        using Framing = JsonStreamDecoder::Framing;
        if (m_held.contains("\"choices\"")) {
            m_inner = makeOpenAiStream(m_target, m_limits);
        } else {
            const std::size_t first = m_held.find_first_not_of(" \r\n\t");
            const bool lines = first != std::string::npos && (m_held[first] == '{' || m_held[first] == '[');
            m_inner = makeGenerationStream(m_target, m_limits, lines ? Framing::Lines : Framing::ServerSentEvents);
        }
        const std::string held = std::exchange(m_held, {});
        return m_inner->feed(held, events);
    }

    Target m_target;
    StreamLimits m_limits;
    AwsEventStreamParser m_frames;
    std::unique_ptr<StreamDecoder> m_inner;
    std::string m_held; // until its kind is known
    bool m_ended = false;
    std::optional<Error> m_failure;
};

} // namespace

std::unique_ptr<StreamDecoder> makeSageMakerStream(const Target &target, StreamLimits limits)
{
    return std::make_unique<SageMakerStream>(target, limits);
}

} // namespace patchbay::wire
