// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/request_parts.h"

#include "providers/wire/json_view.h"
#include "providers/wire/openai_request_writer.h"

#include <algorithm>

namespace patchbay::wire {

ChatRequest withoutParameters(const ChatRequest &request, const std::vector<std::string_view> &names)
{
    ChatRequest kept = request;
    if (request.extra.empty()) {
        return kept;
    }
    JsonWriter writer;
    bool any = false;
    writer.beginObject();
    for (const JsonMember &member : JsonView(request.extra).members()) {
        if (std::ranges::find(names, member.key()) == names.end()) {
            writer.key(member.key());
            writer.raw(member.value.raw());
            any = true;
        }
    }
    writer.endObject();
    kept.extra = any ? JsonText { writer.take() } : JsonText {};
    return kept;
}

ChatRequest withSchemaTool(ChatRequest request)
{
    if (request.responseFormat.kind != ResponseFormat::Kind::JsonSchema) {
        return request;
    }
    ToolDefinition tool;
    tool.name = jsonToolName;
    tool.parameters = request.responseFormat.schema;
    // A model that thinks may not be forced, and one with tools must stay free to call them first.
    const bool forced = request.tools.empty() && request.thinking.empty()
        && (request.reasoningEffort.empty() || request.reasoningEffort == "none");
    request.tools.push_back(std::move(tool));
    if (forced) {
        request.toolChoice = { ToolChoice::Kind::Named, std::string(jsonToolName), {} };
    }
    request.responseFormat = {};
    return request;
}

void reopenObject(JsonWriter &writer, std::string_view object, std::initializer_list<std::string_view> without)
{
    writer.beginObject();
    for (const JsonMember &member : JsonView(object).members()) {
        if (std::ranges::none_of(without, [&](std::string_view name) { return member.is(name); })) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
}

} // namespace patchbay::wire
