// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/responses_stream_text.h"

#include "providers/gateway/error_text.h"
#include "providers/wire/json_writer.h"

namespace patchbay::gateway {

using wire::JsonWriter;

ResponsesStreamText::ResponsesStreamText(JsonText request, std::string id, std::string model, std::string previousId,
                                         ResponsesDialect::Keep keep)
    : m_request(std::move(request))
    , m_id(std::move(id))
    , m_model(std::move(model))
    , m_previousId(std::move(previousId))
    , m_keep(std::move(keep))
{
}

std::string ResponsesStreamText::event(std::string_view type, const std::function<void(JsonWriter &)> &members)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("type", type);
    writer.member("sequence_number", m_sequence++);
    members(writer);
    writer.endObject();
    return "event: " + std::string(type) + "\ndata: " + writer.take() + "\n\n";
}

std::string ResponsesStreamText::response(std::string_view status, const Error *error) const
{
    ResponseShell shell;
    shell.id = m_id;
    shell.model = m_model;
    shell.previousId = m_previousId;
    shell.created = m_created;
    shell.status = status;
    shell.error = error;
    shell.output = &m_output;
    shell.usage = m_usage ? &*m_usage : nullptr;
    if (status == "incomplete") {
        shell.incompleteReason = m_finishReason == "length" ? "max_output_tokens" : "content_filter";
    }
    return writeResponse(shell, m_request);
}

std::string ResponsesStreamText::lifecycle(std::string_view type, std::string_view status, const Error *error)
{
    return event(type, [&](JsonWriter &writer) {
        writer.key("response");
        writer.raw(response(status, error));
    });
}

void ResponsesStreamText::begin(std::string &text)
{
    if (!std::exchange(m_begun, true)) {
        text += lifecycle("response.created", "in_progress");
        text += lifecycle("response.in_progress", "in_progress");
    }
}

std::string ResponsesStreamText::itemId() const
{
    const std::string number = std::to_string(m_output.size());
    const std::string tail = m_id.substr(m_id.size() > 24 ? m_id.size() - 24 : 0);
    switch (m_open) {
    case Open::Reasoning: return "rs_" + tail + number;
    case Open::Call: return "fc_" + tail + number;
    default: return "msg_" + tail + number;
    }
}

void ResponsesStreamText::addItem(std::string &text, std::string_view type, const std::string &item)
{
    text += event(type, [&](JsonWriter &writer) {
        writer.member("output_index", static_cast<std::int64_t>(m_output.size()));
        writer.key("item");
        writer.raw(item);
    });
}

void ResponsesStreamText::writePart(std::string &text, std::string_view type, const std::string &part)
{
    text += event(type, [&](JsonWriter &writer) {
        writer.member("item_id", itemId());
        writer.member("output_index", static_cast<std::int64_t>(m_output.size()));
        writer.member(m_open == Open::Reasoning ? "summary_index" : "content_index", std::int64_t { 0 });
        writer.key("part");
        writer.raw(part);
    });
}

void ResponsesStreamText::open(std::string &text, Open kind)
{
    begin(text);
    if (m_open == kind) {
        return;
    }
    close(text);
    m_open = kind;
    m_text.clear();
    if (kind == Open::Reasoning) {
        addItem(text, "response.output_item.added", reasoningItem(itemId(), {}));
        writePart(text, "response.reasoning_summary_part.added", R"({"type":"summary_text","text":""})");
        return;
    }
    addItem(text, "response.output_item.added", messageItem(itemId(), "in_progress", {}));
    writePart(text, "response.content_part.added", kind == Open::Text ? textPart({}, {}) : refusalPart({}));
}

void ResponsesStreamText::openCall(std::string &text, const ToolCallDelta &delta)
{
    begin(text);
    if (m_open == Open::Call && m_call == delta.index) {
        return;
    }
    close(text);
    m_open = Open::Call;
    m_call = delta.index;
    m_text.clear();
    m_callText = {};
    m_callText.id = delta.id;
    m_callText.name = delta.name;
    addItem(text, "response.output_item.added", callItem(m_callText, itemId(), "in_progress"));
}

void ResponsesStreamText::delta(std::string &text, std::string_view type, std::string_view more)
{
    m_text += more;
    text += event(type, [&](JsonWriter &writer) {
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
void ResponsesStreamText::closePart(std::string &text)
{
    const bool reasoning = m_open == Open::Reasoning;
    const std::string_view type = reasoning ? "response.reasoning_summary_text.done"
        : m_open == Open::Text              ? "response.output_text.done"
        : m_open == Open::Refusal           ? "response.refusal.done"
                                            : "response.function_call_arguments.done";
    text += event(type, [&](JsonWriter &writer) {
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

void ResponsesStreamText::close(std::string &text)
{
    if (m_open == Open::None) {
        return;
    }
    closePart(text);
    std::string item;
    if (m_open == Open::Reasoning) {
        writePart(text, "response.reasoning_summary_part.done",
                  R"({"type":"summary_text","text":)" + wire::jsonLiteral(m_text) + "}");
        item = reasoningItem(itemId(), m_text);
    } else if (m_open == Open::Call) {
        m_callText.arguments = m_text;
        item = callItem(m_callText, itemId(), "completed");
    } else {
        const std::string part = m_open == Open::Text ? textPart(m_text, m_annotations) : refusalPart(m_text);
        writePart(text, "response.content_part.done", part);
        item = messageItem(itemId(), "completed", part);
    }
    addItem(text, "response.output_item.done", item);
    m_output.push_back(std::move(item));
    m_open = Open::None;
    m_call = -1;
}

std::string ResponsesStreamText::write(const StreamEvent &event)
{
    std::string text;
    if (const auto *started = std::get_if<StreamStarted>(&event)) {
        m_created = started->created;
        begin(text);
    } else if (const auto *words = std::get_if<TextDelta>(&event)) {
        if (words->choice == 0 && !words->text.empty()) {
            open(text, Open::Text);
            delta(text, "response.output_text.delta", words->text);
        }
    } else if (const auto *thought = std::get_if<ReasoningDelta>(&event)) {
        open(text, Open::Reasoning);
        delta(text, "response.reasoning_summary_text.delta", thought->text);
    } else if (const auto *refusal = std::get_if<RefusalDelta>(&event)) {
        open(text, Open::Refusal);
        delta(text, "response.refusal.delta", refusal->text);
    } else if (const auto *call = std::get_if<ToolCallDelta>(&event)) {
        openCall(text, *call);
        if (!call->arguments.empty()) {
            delta(text, "response.function_call_arguments.delta", call->arguments);
        }
    } else if (const auto *fields = std::get_if<MessageFields>(&event)) {
        m_annotations = fields->annotations.empty() ? m_annotations : fields->annotations;
    } else if (const auto *finished = std::get_if<ChoiceFinished>(&event)) {
        m_finishReason = finished->choice == 0 ? finished->reason : m_finishReason;
    } else if (const auto *report = std::get_if<UsageReport>(&event)) {
        m_usage = report->usage;
    }
    return text;
}

std::string ResponsesStreamText::finish()
{
    std::string text;
    begin(text);
    close(text);
    const bool cut = m_finishReason == "length" || m_finishReason == "content_filter";
    const std::string_view status = cut ? "incomplete" : "completed";
    text += lifecycle(cut ? "response.incomplete" : "response.completed", status);
    m_keep(m_id, response(status, nullptr));
    return text;
}

std::string ResponsesStreamText::fail(const Error &error)
{
    std::string text;
    begin(text);
    close(text);
    return text + lifecycle("response.failed", "failed", &error);
}

} // namespace patchbay::gateway
