// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/gemini_request.h"

#include "providers/wire/json_view.h"
#include "providers/wire/request_parts.h"

#include <algorithm>
#include <array>

namespace patchbay::wire {
namespace {

// True where a schema keeps to the part of OpenAPI that "parameters" takes; others go whole into
// "parametersJsonSchema".
bool fitsParameters(const JsonView &schema)
{
    static constexpr std::array<std::string_view, 22> known {
        "type",     "format",   "title",   "description", "nullable",  "enum",      "items",         "properties",
        "required", "minItems", "maxItems", "minLength",  "maxLength", "pattern",   "minimum",       "maximum",
        "anyOf",    "default",  "example", "minProperties", "maxProperties", "propertyOrdering",
    };
    if (!schema.isObject()) {
        return false;
    }
    for (const JsonMember &member : schema.members()) {
        if (std::ranges::find(known, member.rawKey) == known.end()) {
            return false;
        }
        if (member.is("type") && !member.value.isString()) {
            return false;
        }
        if (member.is("items") && !fitsParameters(member.value)) {
            return false;
        }
        for (const JsonMember &property : member.is("properties") ? member.value.members() : JsonView().members()) {
            if (!fitsParameters(property.value)) {
                return false;
            }
        }
        for (const JsonView choice : member.is("anyOf") ? member.value.items() : JsonView().items()) {
            if (!fitsParameters(choice)) {
                return false;
            }
        }
    }
    return true;
}

void writeDeclaration(JsonWriter &writer, const ToolDefinition &tool)
{
    writer.beginObject();
    writer.member("name", tool.name);
    writer.memberUnlessEmpty("description", tool.description);
    const JsonView schema(tool.parameters);
    if (schema["properties"].size() > 0 || schema["anyOf"]) {
        writer.member(fitsParameters(schema) ? "parameters" : "parametersJsonSchema", tool.parameters);
    }
    writer.endObject();
}

// Tools in Gemini's own form ({"googleSearch": {}}) pass; OpenAI's web search becomes Google's.
void writeForeignTool(JsonWriter &writer, const JsonView &raw)
{
    if (raw["type"].string().starts_with("web_search")) {
        writer.raw(R"({"googleSearch":{}})");
    } else if (raw["type"].string().starts_with("code_")) {
        writer.raw(R"({"codeExecution":{}})");
    } else {
        writer.raw(raw.raw());
    }
}

void writeTools(JsonWriter &writer, const ChatRequest &request, const DroppedParameters &dropped)
{
    const bool search = !request.webSearchOptions.empty() && !dropped.has("web_search_options");
    const bool tools = !request.tools.empty() && !dropped.has("tools");
    if (!tools && !search) {
        return;
    }
    writer.beginArray("tools");
    const auto isFunction = [](const ToolDefinition &tool) { return tool.raw.empty(); };
    if (tools && std::ranges::any_of(request.tools, isFunction)) {
        writer.beginObject();
        writer.beginArray("function_declarations");
        for (const ToolDefinition &tool : request.tools) {
            if (isFunction(tool)) {
                writeDeclaration(writer, tool);
            }
        }
        writer.endArray();
        writer.endObject();
    }
    for (const ToolDefinition &tool : request.tools) {
        if (tools && !isFunction(tool)) {
            writeForeignTool(writer, JsonView(tool.raw));
        }
    }
    if (search) {
        writer.raw(R"({"googleSearch":{}})");
    }
    writer.endArray();
}

void writeToolChoice(JsonWriter &writer, const ChatRequest &request, const DroppedParameters &dropped)
{
    using ChoiceKind = ToolChoice::Kind;
    const ToolChoice &choice = request.toolChoice;
    if (choice.kind == ChoiceKind::Unset || choice.kind == ChoiceKind::Other || request.tools.empty()
        || dropped.has("tool_choice")) {
        return;
    }
    writer.beginObject("toolConfig");
    writer.beginObject("functionCallingConfig");
    writer.member("mode", choice.kind == ChoiceKind::Auto ? "AUTO" : choice.kind == ChoiceKind::None ? "NONE" : "ANY");
    if (choice.kind == ChoiceKind::Named) {
        writer.beginArray("allowed_function_names");
        writer.string(choice.name);
        writer.endArray();
    }
    writer.endObject();
    writer.endObject();
}

bool canReason(const Target &target)
{
    return target.entry != nullptr ? target.entry->capabilities.reasoning
                                   : target.model.contains("gemini-2.5") || isGemini3(target);
}

} // namespace

Result<std::string> writeGeminiRequest(const ChatRequest &request, const Target &target)
{
    if (asksForAllowedTools(request)) {
        return writeGeminiRequest(withAllowedTools(request), target);
    }
    std::vector<std::string_view> refused { "logit_bias", "prediction", "store", "service_tier" };
    if (!canReason(target) && request.reasoningEffort != "none") {
        refused.push_back("reasoning_effort");
    }
    if (request.parallelToolCalls == false && request.tools.size() > 1) {
        refused.push_back("parallel_tool_calls");
    }
    const Result<DroppedParameters> dropped = refuseParameters(request, target, std::move(refused));
    if (!dropped) {
        return std::unexpected(dropped.error());
    }
    Result<std::optional<std::int64_t>> budget = geminiBudget(request, target, *dropped);
    if (!budget) {
        budget.error().provider = target.provider.id;
        budget.error().model = target.model;
        return std::unexpected(std::move(budget.error()));
    }
    JsonWriter writer;
    writer.beginObject();
    writeGeminiContents(writer, request, target);
    writeTools(writer, request, *dropped);
    writeToolChoice(writer, request, *dropped);
    writeGeminiConfig(writer, request, target, *dropped, *budget);
    for (const JsonMember &member : JsonView(request.extra).members()) {
        const bool config = member.is("generationConfig") || member.is("generation_config");
        if (!config && !isGeminiConfigName(member.key()) && !dropped->has(member.key())) {
            writer.key(member.is("safety_settings") ? "safetySettings" : member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::wire
