// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/aws_stream_decoder.h"

#include "providers/wire/bedrock_error.h"
#include "providers/wire/answer_limits.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/json_writer.h"

namespace patchbay::wire {

void AwsStreamDecoder::fail(Error error, std::vector<StreamEvent> &events)
{
    if (!m_ended) {
        m_ended = true;
        close(false, events);
        events.push_back(StreamFailed { std::move(error) });
    }
}

Result<void> AwsStreamDecoder::feed(std::string_view bytes, std::vector<StreamEvent> &events)
{
    if (m_failure) {
        return std::unexpected(*m_failure);
    }
    Result<void> fed = m_parser.feed(bytes, [&](const AwsMessage &message) { return takeMessage(message, events); });
    if (!fed) {
        m_failure = fed.error();
        m_failure->provider = m_target.provider.id;
        m_failure->model = m_target.model;
        return std::unexpected(*m_failure);
    }
    return {};
}

Result<void> AwsStreamDecoder::takeMessage(const AwsMessage &message, std::vector<StreamEvent> &events)
{
    if (m_ended) {
        return {};
    }
    const std::string_view kind = message.text(":message-type");
    if (kind == "exception" || kind == "error") {
        takeException(message, events);
        return {};
    }
    const std::expected<JsonView, JsonError> json = parseJson(message.payload);
    if (!json) {
        return std::unexpected(malformedAnswer(m_target, json.error().what, m_parser.offset() + json.error().offset));
    }
    if (holdsTooMuch(*json)) {
        return std::unexpected(malformedAnswer(m_target, "an event consists of too many parts", m_parser.offset()));
    }
    take(*json, message.text(":event-type"), events);
    return {};
}

void AwsStreamDecoder::takeException(const AwsMessage &message, std::vector<StreamEvent> &events)
{
    std::string type(message.text(":exception-type"));
    std::string body(message.payload);
    if (message.text(":message-type") == "error") {
        type = message.text(":error-code");
        JsonWriter writer;
        writer.beginObject();
        writer.member("message", message.text(":error-message"));
        writer.endObject();
        body = writer.take();
    }
    fail(bedrockStreamError(type, std::move(body), m_target), events);
}

Result<void> AwsStreamDecoder::finish(std::vector<StreamEvent> &events)
{
    if (m_failure) {
        return std::unexpected(*m_failure);
    }
    if (m_ended) {
        return {};
    }
    m_ended = true;
    const Result<void> whole = m_parser.finish();
    close(whole && complete(), events);
    if (whole && complete()) {
        return {};
    }
    m_failure = cutStream(m_target, whole ? m_parser.offset() : whole.error().offset.value_or(0));
    return std::unexpected(*m_failure);
}

} // namespace patchbay::wire
