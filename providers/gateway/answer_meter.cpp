// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/answer_meter.h"

#include "providers/engine/usage_estimate.h"
#include "providers/wire/openai_response_reader.h"
#include "providers/wire/responses_reader.h"

namespace patchbay::gateway {

namespace {

using wire::JsonView;
constexpr std::size_t keptAtMost = 16 * 1024 * 1024;
constexpr int ok = 200;

bool tellsTokens(const Usage &usage)
{
    return usage.promptTokens || usage.completionTokens || usage.totalTokens;
}

} // namespace

AnswerMeter::AnswerMeter(const wire::ChatCodec &codec, wire::Target target)
    : m_codec(codec)
    , m_target(std::move(target))
{
    m_response.status = ok;
}

void AnswerMeter::head(const std::vector<HttpHeader> &headers)
{
    const std::string_view type = headerValue(headers, "content-type");
    m_streamed = type.starts_with("text/event-stream") || type.starts_with("application/vnd.amazon.eventstream")
        || type.starts_with("application/x-ndjson");
    m_response.headers = headers;
    if (m_streamed) {
        m_decoder = m_codec.decodeStream(m_target);
    }
}

void AnswerMeter::feed(std::string_view bytes)
{
    if (!m_streamed) {
        m_response.body += bytes.substr(0, keptAtMost - std::min(keptAtMost, m_response.body.size()));
        return;
    }
    readEvents(bytes);
    if (!m_decoder) {
        return;
    }
    std::vector<StreamEvent> events;
    if (!m_decoder->feed(bytes, events)) {
        m_decoder.reset(); // another form than the family's chat; what is read until here counts
    }
    for (const StreamEvent &event : events) {
        m_folder.add(event);
    }
}

// Responses streams tell their usage inside the last response.
void AnswerMeter::readEvents(std::string_view bytes)
{
    (void)m_events.feed(bytes, [this](const wire::SseEvent &event) -> Result<void> {
        if (event.data.contains("\"response\"") && event.data.contains("\"usage\"")) {
            if (const auto json = wire::parseJson(event.data)) {
                std::optional<Usage> usage = wire::readUsageOfResponse((*json)["response"]);
                m_usage = usage ? std::move(usage) : m_usage;
            }
        }
        return {};
    });
}

std::optional<Usage> AnswerMeter::usageOf(std::string_view text) const
{
    const auto json = wire::parseJson(text);
    if (!json) {
        return std::nullopt;
    }
    const JsonView usage = (*json)["usage"];
    if ((*json)["object"].is("response")) {
        return wire::readUsageOfResponse(*json).value_or(Usage {});
    }
    if (const Result<ChatResponse> chat = m_codec.decode(m_response, m_target);
        chat && chat->usage && tellsTokens(*chat->usage)) {
        return chat->usage;
    }
    Usage read = usage["prompt_tokens"] ? wire::readOpenAiUsage(usage)
        : usage["input_tokens"]         ? wire::readResponsesUsage(usage)
                                        : Usage {};
    if (const auto units = (*json)["meta"]["billed_units"]; units) {
        read.promptTokens = units["input_tokens"].integer();
        read.completionTokens = units["output_tokens"].integer();
        read.units.searchUnits = units["search_units"].integer();
    }
    if (const auto data = (*json)["data"]; data.at(0)["b64_json"] || data.at(0)["url"]) {
        read.units.images = static_cast<std::int64_t>(data.size());
    }
    return read;
}

RawUsage AnswerMeter::usage()
{
    if (!m_streamed) {
        return { usageOf(m_response.body).value_or(Usage {}), false };
    }
    if (m_decoder) {
        std::vector<StreamEvent> events;
        (void)m_decoder->finish(events);
        for (const StreamEvent &event : events) {
            m_folder.add(event);
        }
    }
    const std::optional<Usage> &folded = m_folder.response().usage;
    if (m_usage || (folded && tellsTokens(*folded))) {
        return { m_usage ? *m_usage : *folded, false };
    }
    // Cut off before the provider told: what was received counts.
    const bool anything = !m_folder.response().choices.empty();
    Usage received = anything ? estimateUsage({}, m_folder.response()) : Usage {};
    received.promptTokens.reset(); // the request is not known here
    received.totalTokens.reset();
    return { std::move(received), true };
}

} // namespace patchbay::gateway
