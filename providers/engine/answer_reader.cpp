// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/answer_reader.h"

#include "providers/transport/header_text.h"
#include "providers/wire/openai_relay.h"
#include "providers/wire/response_events.h"

#include <algorithm>

namespace patchbay {
namespace {

constexpr std::size_t wireCap = 1024 * 1024;
constexpr int firstErrorStatus = 400;
constexpr int firstRedirectStatus = 300;

bool mediaTypeIs(const std::vector<HttpHeader> &headers, std::string_view wanted)
{
    return transport::equalsIgnoringCase(headerValue(headers, "content-type").substr(0, wanted.size()), wanted);
}

Error notAnAnswer(const wire::Target &target, std::string message, int status)
{
    Error error = makeError(ErrorClass::ApiResponseValidation, std::move(message));
    error.provider = target.provider.id;
    error.model = target.model;
    error.status = status;
    error.remedy = "Check the api_base: " + target.apiBase + " may be a web page or a proxy.";
    return error;
}

} // namespace

AnswerReader::AnswerReader(const wire::ChatCodec &codec, wire::Target target, bool streamed, bool keepWire, EventHandler handler)
    : m_codec(codec)
    , m_target(std::move(target))
    , m_streamed(streamed)
    , m_keepWire(keepWire)
    , m_handler(std::move(handler))
{
}

void AnswerReader::head(int status, const std::vector<HttpHeader> &headers)
{
    m_response.status = status;
    m_response.headers = headers;
    // Some servers answer a stream request with one JSON object; it is decoded as what it is.
    const bool plainJson = mediaTypeIs(headers, "application/json") && m_target.provider.family != ApiFamily::OllamaChat;
    const bool html = mediaTypeIs(headers, "text/html");
    if (m_streamed && status < firstRedirectStatus && !plainJson && !html) {
        m_decoder = m_codec.decodeStream(m_target);
    }
}

Result<void> AnswerReader::data(std::string_view bytes)
{
    if (!m_decoder) {
        m_response.body += bytes;
        return {};
    }
    if (m_keepWire) {
        keep(bytes);
    }
    std::vector<StreamEvent> events;
    Result<void> fed = m_decoder->feed(bytes, events);
    if (Result<void> delivered = deliver(events); !delivered) {
        return delivered;
    }
    return fed;
}

Result<std::optional<wire::FollowUp>> AnswerReader::followUp() const
{
    if (m_decoder || m_response.status == 0 || m_response.status >= firstRedirectStatus) {
        return std::optional<wire::FollowUp>();
    }
    return m_codec.followUp(m_response, m_target, m_streamed);
}

Result<void> AnswerReader::end(Result<void> transportResult)
{
    if (m_decoder) {
        if (!transportResult) {
            return transportResult;
        }
        std::vector<StreamEvent> events;
        Result<void> finished = m_decoder->finish(events);
        if (Result<void> delivered = deliver(events); !delivered) {
            return delivered;
        }
        return finished;
    }
    // An error's status says more than that its body was cut short.
    if (m_response.status >= firstErrorStatus) {
        return std::unexpected(m_codec.decodeError(m_response, m_target));
    }
    if (!transportResult) {
        return transportResult;
    }
    if (m_response.status >= firstRedirectStatus) {
        return std::unexpected(notAnAnswer(
            m_target, "The provider redirects elsewhere; redirects are not followed.", m_response.status));
    }
    return decodeBody();
}

Result<void> AnswerReader::decodeBody()
{
    if (mediaTypeIs(m_response.headers, "text/html")) {
        return std::unexpected(notAnAnswer(m_target, "The provider answered with a web page instead of JSON.", m_response.status));
    }
    if (relay()) {
        return {};
    }
    Result<ChatResponse> decoded = m_codec.decode(m_response, m_target);
    if (!decoded) {
        return std::unexpected(decoded.error());
    }
    std::vector<StreamEvent> events;
    wire::appendEvents(*decoded, events);
    if (decoded->usage) {
        events.push_back(UsageReport { *decoded->usage });
    }
    return deliver(events);
}

bool AnswerReader::relay()
{
    if (m_relayAs.empty() || m_streamed || &m_codec != &wire::codecFor(ApiFamily::OpenAiChat)) {
        return false;
    }
    std::optional<wire::RelayedAnswer> relayed = wire::relayOpenAiAnswer(m_response.body, m_relayAs);
    if (!relayed) {
        return false;
    }
    m_relayed = std::move(relayed->body);
    StreamStarted started;
    started.id = std::move(relayed->id);
    deliver(started);
    deliver(TextDelta {}); // that there was a text, for the times
    deliver(ChoiceFinished { 0, std::move(relayed->finishReason) });
    relayed->usage.serviceTier = std::move(relayed->serviceTier); // which has a price of its own
    deliver(UsageReport { std::move(relayed->usage) });
    return true;
}

Result<void> AnswerReader::deliver(const std::vector<StreamEvent> &events)
{
    for (const StreamEvent &event : events) {
        if (const auto *failed = std::get_if<StreamFailed>(&event)) {
            return std::unexpected(failed->error);
        }
        deliver(event);
    }
    return {};
}

void AnswerReader::deliver(const StreamEvent &event)
{
    m_hasContent = m_hasContent || std::holds_alternative<TextDelta>(event)
        || std::holds_alternative<ReasoningDelta>(event) || std::holds_alternative<ToolCallDelta>(event)
        || std::holds_alternative<RefusalDelta>(event);
    m_folder.add(event);
    m_handler(event);
}

void AnswerReader::keep(std::string_view bytes)
{
    const std::size_t room = wireCap - std::min(wireCap, m_response.body.size());
    m_response.body += bytes.substr(0, room);
}

} // namespace patchbay
