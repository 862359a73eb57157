// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/bedrock_invoke_stream.h"

#include "providers/wire/anthropic_stream.h"
#include "providers/wire/bedrock_response.h"
#include "providers/wire/finish_reason.h"
#include "providers/wire/openai_stream.h"
#include "providers/wire/synthetic_id.h"

namespace patchbay::wire {

Result<void> InvokeChunks::take(const JsonView &json, std::vector<StreamEvent> &events)
{
    if (!m_inner && !m_started) {
        const bool openAi = json["choices"].at(0)["delta"].isObject();
        if (openAi || json["type"].isString()) {
            m_openAi = openAi;
            m_inner = openAi ? makeOpenAiStream(m_target, m_limits) : makeAnthropicStream(m_target, m_limits);
        }
    }
    if (m_inner) {
        return takeEvent(json, events);
    }
    takePiece(json, events);
    return {};
}

// The maker's decoder reads server-sent events: the envelope is written around each.
Result<void> InvokeChunks::takeEvent(const JsonView &json, std::vector<StreamEvent> &events)
{
    m_complete = m_complete || json["type"].is("message_stop") || json["choices"].at(0)["finish_reason"].isString();
    std::string event;
    if (!m_openAi) {
        event = "event: " + json["type"].string() + "\n";
    }
    // A raw line end cannot stand in checked JSON but between its values.
    for (const char c : "data: " + std::string(json.raw())) {
        event += c == '\n' || c == '\r' ? ' ' : c;
    }
    return m_inner->feed(event + "\n\n", events);
}

void InvokeChunks::takePiece(const JsonView &json, std::vector<StreamEvent> &events)
{
    if (!m_started) {
        m_started = true;
        events.push_back(StreamStarted { madeUpId(json.raw(), m_target.now), m_target.now, m_target.model, {}, {} });
    }
    InvokePiece piece = readInvokePiece(json);
    if (!piece.text.empty()) {
        events.push_back(TextDelta { 0, std::move(piece.text) });
    }
    if (!piece.stopReason.empty()) {
        m_stopReason = piece.stopReason;
        m_complete = true;
    }
    if (piece.usage.promptTokens && piece.usage.completionTokens) {
        m_usage = piece.usage;
    }
}

void InvokeChunks::close(bool complete, std::vector<StreamEvent> &events)
{
    if (m_inner) {
        // A cut is reported by the envelope's decoder.
        const Result<void> finished = m_inner->finish(events);
        static_cast<void>(finished);
        return;
    }
    if (complete) {
        events.push_back(ChoiceFinished { 0, normalisedFinish(m_stopReason, {}) });
    }
    if (m_usage) {
        events.push_back(UsageReport { *m_usage });
    }
}

} // namespace patchbay::wire
