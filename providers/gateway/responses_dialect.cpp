// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/responses_dialect.h"

#include "providers/gateway/error_text.h"
#include "providers/gateway/responses_stream_text.h"
#include "providers/wire/kind_encoders.h"
#include "providers/wire/response_writer.h"

namespace patchbay::gateway {

ResponsesDialect::ResponsesDialect(std::shared_ptr<const wire::KindRequest> request, ApiFamily family,
                                   std::string id, std::string previousId, Keep keep)
    : m_request(std::move(request))
    , m_family(family)
    , m_id(std::move(id))
    , m_previousId(std::move(previousId))
    , m_keep(std::move(keep))
{
}

Result<ChatRequest> ResponsesDialect::read(std::string_view, const std::string &, bool) const
{
    return wire::chatOfResponses(*m_request, m_family);
}

std::string ResponsesDialect::answer(const ChatResponse &response) const
{
    const Choice empty;
    const Choice &choice = response.choices.empty() ? empty : response.choices.front();
    const std::string tail = m_id.substr(m_id.size() > 24 ? m_id.size() - 24 : 0);
    std::vector<std::string> output;
    const auto id = [&](const char *prefix) { return prefix + tail + std::to_string(output.size()); };
    if (!choice.reasoning.empty()) {
        output.push_back(wire::reasoningItem(id("rs_"), choice.reasoning));
    }
    if (choice.content && (!choice.content->empty() || choice.toolCalls.empty())) {
        output.push_back(
            wire::messageItem(id("msg_"), "completed", wire::textPart(*choice.content, choice.annotations)));
    }
    if (!choice.refusal.empty()) {
        output.push_back(wire::messageItem(id("msg_"), "completed", wire::refusalPart(choice.refusal)));
    }
    for (const ToolCall &call : choice.toolCalls) {
        output.push_back(wire::callItem(call, id("fc_"), "completed"));
    }
    const bool cut = choice.finishReason == "length" || choice.finishReason == "content_filter";
    wire::ResponseShell shell;
    shell.id = m_id;
    shell.model = response.model;
    shell.previousId = m_previousId;
    shell.created = response.created;
    shell.status = cut ? "incomplete" : "completed";
    shell.incompleteReason = !cut ? "" : choice.finishReason == "length" ? "max_output_tokens" : "content_filter";
    shell.output = &output;
    shell.usage = response.usage ? &*response.usage : nullptr;
    std::string written = wire::writeResponse(shell, m_request->body);
    m_keep(m_id, written);
    return written;
}

std::unique_ptr<StreamText> ResponsesDialect::stream(const ChatRequest &request) const
{
    return std::make_unique<ResponsesStreamText>(
        m_request->body, wire::ResponseHead { m_id, request.model, m_previousId, 0 }, m_keep);
}

std::string ResponsesDialect::error(const Error &error) const
{
    return openAiError(error);
}

} // namespace patchbay::gateway
