// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/response_event_writer.h"

#include "providers/wire/json_merge.h"

#include <utility>

namespace patchbay::wire {

ResponseEventWriter::ResponseEventWriter(ResponseHead head, JsonText request)
    : m_request(std::move(request))
    , m_head(std::move(head))
{
}

void ResponseEventWriter::event(Events &events, std::string_view type,
                                const std::function<void(JsonWriter &)> &members)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("type", type);
    writer.member("sequence_number", m_sequence++);
    members(writer);
    writer.endObject();
    events.push_back({ type, writer.take() });
}

std::string ResponseEventWriter::response(std::string_view status, const Error *error) const
{
    ResponseShell shell;
    shell.id = m_head.id;
    shell.model = m_head.model;
    shell.previousId = m_head.previousId;
    shell.created = m_head.created;
    shell.status = status;
    shell.error = error;
    shell.output = &m_output;
    shell.usage = m_usage ? &*m_usage : nullptr;
    if (status == "incomplete") {
        shell.incompleteReason = m_finishReason == "length" ? "max_output_tokens" : "content_filter";
    }
    return writeResponse(shell, m_request);
}

void ResponseEventWriter::lifecycle(Events &events, std::string_view type, std::string_view status, const Error *error)
{
    event(events, type, [&](JsonWriter &writer) {
        writer.key("response");
        writer.raw(response(status, error));
    });
}

void ResponseEventWriter::begin(Events &events)
{
    if (!std::exchange(m_begun, true)) {
        lifecycle(events, "response.created", "in_progress");
        lifecycle(events, "response.in_progress", "in_progress");
    }
}

std::string ResponseEventWriter::itemId() const
{
    const std::string number = std::to_string(m_output.size());
    const std::string tail = m_head.id.substr(m_head.id.size() > 24 ? m_head.id.size() - 24 : 0);
    switch (m_open) {
    case Open::Reasoning: return "rs_" + tail + number;
    case Open::Call: return "fc_" + tail + number;
    default: return "msg_" + tail + number;
    }
}

void ResponseEventWriter::addItem(Events &events, std::string_view type, const std::string &item)
{
    event(events, type, [&](JsonWriter &writer) {
        writer.member("output_index", static_cast<std::int64_t>(m_output.size()));
        writer.key("item");
        writer.raw(item);
    });
}

void ResponseEventWriter::writePart(Events &events, std::string_view type, const std::string &part)
{
    event(events, type, [&](JsonWriter &writer) {
        writer.member("item_id", itemId());
        writer.member("output_index", static_cast<std::int64_t>(m_output.size()));
        writer.member(m_open == Open::Reasoning ? "summary_index" : "content_index", std::int64_t { 0 });
        writer.key("part");
        writer.raw(part);
    });
}

void ResponseEventWriter::open(Events &events, Open kind)
{
    begin(events);
    if (m_open == kind) {
        return;
    }
    close(events);
    m_open = kind;
    m_text.clear();
    if (kind == Open::Reasoning) {
        addItem(events, "response.output_item.added", reasoningItem(itemId(), {}));
        writePart(events, "response.reasoning_summary_part.added", R"({"type":"summary_text","text":""})");
        return;
    }
    addItem(events, "response.output_item.added", messageItem(itemId(), "in_progress", {}));
    writePart(events, "response.content_part.added", kind == Open::Text ? textPart({}, {}) : refusalPart({}));
}

void ResponseEventWriter::openCall(Events &events, const ToolCallDelta &delta)
{
    begin(events);
    if (m_open == Open::Call && m_call == delta.index) {
        return;
    }
    close(events);
    m_open = Open::Call;
    m_call = delta.index;
    m_text.clear();
    m_callText = {};
    m_callText.id = delta.id;
    m_callText.name = delta.name;
    addItem(events, "response.output_item.added", callItem(m_callText, itemId(), "in_progress"));
}

void ResponseEventWriter::delta(Events &events, std::string_view type, std::string_view more)
{
    m_text += more;
    event(events, type, [&](JsonWriter &writer) {
        writer.member("item_id", itemId());
        writer.member("output_index", static_cast<std::int64_t>(m_output.size()));
        if (m_open != Open::Call) {
            writer.member(m_open == Open::Reasoning ? "summary_index" : "content_index", std::int64_t { 0 });
        }
        writer.member("delta", more);
        if (m_open == Open::Text) {
            writer.key("logprobs");
            writer.raw("[]");
        }
    });
}

// What the finished item's part says, whole.
void ResponseEventWriter::closePart(Events &events)
{
    const bool reasoning = m_open == Open::Reasoning;
    const std::string_view type = reasoning ? "response.reasoning_summary_text.done"
        : m_open == Open::Text              ? "response.output_text.done"
        : m_open == Open::Refusal           ? "response.refusal.done"
                                            : "response.function_call_arguments.done";
    event(events, type, [&](JsonWriter &writer) {
        writer.member("item_id", itemId());
        writer.member("output_index", static_cast<std::int64_t>(m_output.size()));
        if (m_open == Open::Call) {
            writer.member("name", m_callText.name);
            writer.member("arguments", m_text);
            return;
        }
        writer.member(reasoning ? "summary_index" : "content_index", std::int64_t { 0 });
        writer.member(m_open == Open::Refusal ? "refusal" : "text", m_text);
        if (m_open == Open::Text) {
            writer.key("logprobs");
            writer.raw("[]");
        }
    });
}

void ResponseEventWriter::close(Events &events)
{
    if (m_open == Open::None) {
        return;
    }
    closePart(events);
    std::string item;
    if (m_open == Open::Reasoning) {
        writePart(events, "response.reasoning_summary_part.done",
                  R"({"type":"summary_text","text":)" + jsonLiteral(m_text) + "}");
        item = reasoningItem(itemId(), m_text);
    } else if (m_open == Open::Call) {
        m_callText.arguments = m_text;
        item = callItem(m_callText, itemId(), "completed");
    } else {
        const std::string part = m_open == Open::Text ? textPart(m_text, m_annotations) : refusalPart(m_text);
        writePart(events, "response.content_part.done", part);
        item = messageItem(itemId(), "completed", part);
        m_annotations = {};
    }
    addItem(events, "response.output_item.done", item);
    m_output.push_back(std::move(item));
    m_open = Open::None;
    m_call = -1;
}

void ResponseEventWriter::write(const StreamEvent &event, Events &events)
{
    if (const auto *started = std::get_if<StreamStarted>(&event)) {
        m_head.created = started->created;
        begin(events);
    } else if (const auto *words = std::get_if<TextDelta>(&event)) {
        if (words->choice == 0 && !words->text.empty()) {
            open(events, Open::Text);
            delta(events, "response.output_text.delta", words->text);
        }
    } else if (const auto *thought = std::get_if<ReasoningDelta>(&event); thought && thought->choice == 0) {
        open(events, Open::Reasoning);
        delta(events, "response.reasoning_summary_text.delta", thought->text);
    } else if (const auto *refusal = std::get_if<RefusalDelta>(&event); refusal && refusal->choice == 0) {
        open(events, Open::Refusal);
        delta(events, "response.refusal.delta", refusal->text);
    } else if (const auto *call = std::get_if<ToolCallDelta>(&event); call && call->choice == 0) {
        openCall(events, *call);
        if (!call->arguments.empty()) {
            delta(events, "response.function_call_arguments.delta", call->arguments);
        }
    } else if (const auto *fields = std::get_if<MessageFields>(&event); fields && fields->choice == 0) {
        appendItems(m_annotations, fields->annotations.text);
    } else if (const auto *finished = std::get_if<ChoiceFinished>(&event)) {
        m_finishReason = finished->choice == 0 ? finished->reason : m_finishReason;
    } else if (const auto *report = std::get_if<UsageReport>(&event)) {
        m_usage = report->usage;
    }
}

std::string ResponseEventWriter::finish(Events &events)
{
    if (m_finishReason == "error") {
        const Error error = brokenOff();
        fail(error, events);
        return response("failed", &error);
    }
    begin(events);
    close(events);
    const bool cut = m_finishReason == "length" || m_finishReason == "content_filter";
    const std::string_view status = cut ? "incomplete" : "completed";
    lifecycle(events, cut ? "response.incomplete" : "response.completed", status);
    return response(status, nullptr);
}

void ResponseEventWriter::fail(const Error &error, Events &events)
{
    begin(events);
    close(events);
    lifecycle(events, "response.failed", "failed", &error);
}

} // namespace patchbay::wire
