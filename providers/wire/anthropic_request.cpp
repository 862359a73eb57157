// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/anthropic_request.h"

#include "providers/wire/anthropic_messages.h"
#include "providers/wire/json_view.h"
#include "providers/wire/openai_request_writer.h"
#include "providers/wire/request_parts.h"
#include "providers/wire/thinking_budget.h"

#include <algorithm>
#include <charconv>

namespace patchbay::wire {
namespace {

constexpr std::int64_t defaultMaxTokens = 4096;
constexpr std::int64_t smallestBudget = 1024;
constexpr std::string_view schemaBeta = "structured-outputs-2025-11-13";
// Anthropic has no mode for JSON without a schema.
constexpr std::string_view jsonInstruction = "Answer with one JSON object and nothing else, without Markdown fences.";
constexpr std::string_view filesBeta = "files-api-2025-04-14";

// 4.5 of "claude-sonnet-4-5-20250929" and "claude-3.5-sonnet" as 45 and 35; 0 where none is found.
int versionOf(std::string_view model)
{
    for (std::size_t position = 0; position < model.size(); ++position) {
        const bool starts = model[position] >= '0' && model[position] <= '9'
            && (position == 0 || model[position - 1] == '-');
        if (!starts) {
            continue;
        }
        const std::string_view rest = model.substr(position);
        const std::size_t majorEnd = std::min(rest.find_first_not_of("0123456789"), rest.size());
        if (majorEnd > 2) {
            continue; // a date
        }
        int major = 0;
        std::from_chars(rest.data(), rest.data() + majorEnd, major);
        const std::string_view tail = majorEnd < rest.size() ? rest.substr(majorEnd + 1) : std::string_view();
        const std::size_t minorEnd = std::min(tail.find_first_not_of("0123456789"), tail.size());
        int minor = 0;
        if (minorEnd == 1) {
            std::from_chars(tail.data(), tail.data() + minorEnd, minor);
        }
        return major * 10 + minor;
    }
    return 0;
}

bool knowsSchemas(const Target &target)
{
    const int version = versionOf(target.model);
    const bool opus41 = version == 41 && target.model.contains("opus");
    return version >= 45 || opus41;
}

bool canReason(const Target &target)
{
    return target.entry != nullptr ? target.entry->capabilities.reasoning : versionOf(target.model) >= 37;
}

// Anthropic knows two; empty for OpenAI's others.
std::string_view serviceTierOf(std::string_view asked)
{
    return asked == "auto" ? "auto" : asked == "default" || asked == "standard_only" ? "standard_only" : "";
}

struct Plan {
    std::int64_t maxTokens = defaultMaxTokens;
    std::int64_t budget = 0;     // of thinking, 0 for none
    bool adaptive = false;       // newer models choose the budget by an effort
    bool schemaByTool = false;
    bool schemaNative = false;
    DroppedParameters dropped;
};

Result<void> planLimits(Plan &plan, const ChatRequest &request, const Target &target)
{
    const std::optional<std::int64_t> asked = tokenLimit(request);
    const std::int64_t known =
        target.entry != nullptr ? target.entry->outputTokens.value_or(defaultMaxTokens) : defaultMaxTokens;
    const bool effort = !request.reasoningEffort.empty() && !plan.dropped.has("reasoning_effort");
    plan.adaptive = effort && versionOf(target.model) >= 46 && request.reasoningEffort != "none";
    plan.budget = effort && request.thinking.empty() && !plan.adaptive ? thinkingBudget(request.reasoningEffort) : 0;
    if (plan.budget == 0) {
        plan.maxTokens = asked.value_or(known);
        return {};
    }
    plan.maxTokens = asked.value_or(plan.budget + defaultMaxTokens);
    Result<std::int64_t> budget = budgetWithinLimit(plan.budget, smallestBudget, request);
    if (!budget) {
        budget.error().provider = target.provider.id;
        budget.error().model = target.model;
        return std::unexpected(std::move(budget.error()));
    }
    plan.budget = *budget;
    return {};
}

Result<Plan> planRequest(const ChatRequest &request, const Target &target)
{
    std::vector<std::string_view> refused { "n",          "seed",  "presence_penalty", "frequency_penalty", "logprobs",
                                            "top_logprobs", "logit_bias", "modalities", "audio", "prediction",
                                            "store" };
    if (serviceTierOf(request.serviceTier).empty()) {
        refused.push_back("service_tier");
    }
    if (!canReason(target) && request.reasoningEffort != "none") {
        refused.push_back("reasoning_effort");
    }
    Result<DroppedParameters> dropped = refuseParameters(request, target, std::move(refused));
    if (!dropped) {
        return std::unexpected(std::move(dropped.error()));
    }
    Plan plan;
    plan.dropped = std::move(*dropped);
    if (request.responseFormat.kind == ResponseFormat::Kind::JsonSchema && !plan.dropped.has("response_format")) {
        plan.schemaNative = knowsSchemas(target);
        plan.schemaByTool = !plan.schemaNative;
    }
    if (Result<void> limits = planLimits(plan, request, target); !limits) {
        return std::unexpected(std::move(limits.error()));
    }
    return plan;
}

void writeTool(JsonWriter &writer, const ToolDefinition &tool)
{
    if (!tool.raw.empty()) {
        return writer.raw(tool.raw.text);
    }
    writer.beginObject();
    writer.member("name", tool.name);
    writer.key("input_schema");
    writer.raw(tool.parameters.empty() ? R"({"type":"object","properties":{}})" : tool.parameters.text);
    writer.memberUnlessEmpty("description", tool.description);
    writer.member("strict", tool.strict);
    writer.member("cache_control", tool.cacheControl);
    writer.endObject();
}

void writeWebSearch(JsonWriter &writer, const JsonText &searchOptions)
{
    const JsonView given(searchOptions);
    const JsonView size = given["search_context_size"];
    writer.beginObject();
    writer.member("type", "web_search_20250305");
    writer.member("name", "web_search");
    if (size) {
        writer.member("max_uses", std::int64_t { size.is("low") ? 1 : size.is("high") ? 10 : 5 });
    }
    if (const JsonView place = given["user_location"]["approximate"]; place) {
        writer.beginObject("user_location");
        writer.member("type", "approximate");
        writer.members(place);
        writer.endObject();
    }
    writer.endObject();
}

void writeTools(JsonWriter &writer, const ChatRequest &request, const Plan &plan)
{
    const bool search = !request.webSearchOptions.empty() && !plan.dropped.has("web_search_options");
    const bool tools = !request.tools.empty() && !plan.dropped.has("tools");
    if (!tools && !search && !plan.schemaByTool) {
        return;
    }
    writer.beginArray("tools");
    if (tools) {
        for (const ToolDefinition &tool : request.tools) {
            writeTool(writer, tool);
        }
    }
    if (search) {
        writeWebSearch(writer, request.webSearchOptions);
    }
    if (plan.schemaByTool) {
        ToolDefinition schema;
        schema.name = jsonToolName;
        schema.parameters = request.responseFormat.schema;
        writeTool(writer, schema);
    }
    writer.endArray();
}

std::string_view choiceType(ToolChoice::Kind kind)
{
    switch (kind) {
    case ToolChoice::Kind::None:
        return "none";
    case ToolChoice::Kind::Required:
        return "any";
    case ToolChoice::Kind::Named:
        return "tool";
    default:
        return "auto";
    }
}

void writeToolChoice(JsonWriter &writer, const ChatRequest &request, const Plan &plan)
{
    ToolChoice choice = request.toolChoice;
    // With the caller's own tools the model must stay free to call them before it answers.
    if (plan.schemaByTool && request.tools.empty() && plan.budget == 0) {
        choice = { ToolChoice::Kind::Named, std::string(jsonToolName), {} };
    }
    const bool alone = request.parallelToolCalls == false;
    const bool unset = choice.kind == ToolChoice::Kind::Unset && !alone;
    if (unset || plan.dropped.has("tool_choice") || (request.tools.empty() && !plan.schemaByTool)) {
        return;
    }
    if (choice.kind == ToolChoice::Kind::Other) {
        return writer.member("tool_choice", JsonView(choice.raw).isObject() ? choice.raw : JsonText {});
    }
    writer.beginObject("tool_choice");
    writer.member("type", choiceType(choice.kind));
    if (choice.kind == ToolChoice::Kind::Named) {
        writer.member("name", choice.name);
    }
    if (alone && choice.kind != ToolChoice::Kind::None) {
        writer.member("disable_parallel_tool_use", true);
    }
    writer.endObject();
}

void writeThinking(JsonWriter &writer, const ChatRequest &request, const Plan &plan)
{
    if (!request.thinking.empty() && !plan.dropped.has("thinking")) {
        writer.member("thinking", request.thinking);
    } else if (plan.adaptive) {
        writer.beginObject("thinking");
        writer.member("type", "adaptive");
        writer.endObject();
    } else if (plan.budget > 0) {
        writer.beginObject("thinking");
        writer.member("type", "enabled");
        writer.member("budget_tokens", plan.budget);
        writer.endObject();
    }
    if (plan.adaptive) {
        const std::string &effort = request.reasoningEffort;
        writer.beginObject("output_config");
        writer.member("effort", effort == "minimal" ? "low" : effort == "xhigh" ? "max" : effort.c_str());
        writer.endObject();
    }
}

void writeMetadata(JsonWriter &writer, const ChatRequest &request)
{
    const JsonView given = JsonView(request.metadata)["user_id"];
    // Anthropic wants no addresses of people.
    const bool address = request.user.contains('@');
    const std::string user = given.isString() ? given.string() : address ? std::string() : request.user;
    if (!user.empty()) {
        writer.beginObject("metadata");
        writer.member("user_id", user);
        writer.endObject();
    }
}

void writeParameters(JsonWriter &writer, const ChatRequest &request, const Plan &plan)
{
    if (!plan.dropped.has("temperature")) {
        writer.member("temperature", request.temperature);
    }
    if (!plan.dropped.has("top_p")) {
        writer.member("top_p", request.topP);
    }
    if (!request.stop.empty() && !plan.dropped.has("stop")) {
        writer.beginArray("stop_sequences");
        for (const std::string &stop : request.stop) {
            writer.string(stop);
        }
        writer.endArray();
    }
    writer.member("max_tokens", plan.maxTokens);
    writeThinking(writer, request, plan);
    if (plan.schemaNative) {
        writer.beginObject("output_format");
        writer.member("type", "json_schema");
        writer.member("schema", request.responseFormat.schema);
        writer.endObject();
    }
    writeMetadata(writer, request);
    if (!request.serviceTier.empty() && !plan.dropped.has("service_tier")) {
        writer.member("service_tier", serviceTierOf(request.serviceTier));
    }
    if (request.stream) {
        writer.member("stream", true);
    }
}

std::vector<std::string> betasOf(const ChatRequest &request, const Plan &plan)
{
    std::vector<std::string> betas;
    if (plan.schemaNative) {
        betas.emplace_back(schemaBeta);
    }
    const bool files = std::ranges::any_of(request.messages, [](const Message &message) {
        return std::ranges::any_of(message.content, [](const ContentPart &part) { return !part.fileId.empty(); });
    });
    if (files) {
        betas.emplace_back(filesBeta);
    }
    const JsonView given = JsonView(request.extra)["betas"];
    if (given.isString()) {
        betas.push_back(given.string());
    }
    for (const JsonView beta : given.items()) {
        betas.push_back(beta.string());
    }
    return betas;
}

} // namespace

Result<AnthropicBody> writeAnthropicRequest(const ChatRequest &request, const Target &target)
{
    if (asksForAllowedTools(request)) {
        return writeAnthropicRequest(withAllowedTools(request), target);
    }
    const Result<std::optional<ChatRequest>> silent = withoutSoundAndVideo(request, target);
    if (!silent || *silent) {
        return silent ? writeAnthropicRequest(**silent, target) : std::unexpected(silent.error());
    }
    const Result<Plan> plan = planRequest(request, target);
    if (!plan) {
        return std::unexpected(plan.error());
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("model", target.model);
    const bool jsonObject = request.responseFormat.kind == ResponseFormat::Kind::JsonObject
        && !plan->dropped.has("response_format");
    writeAnthropicMessages(writer, request, jsonObject ? jsonInstruction : std::string_view());
    writeTools(writer, request, *plan);
    writeToolChoice(writer, request, *plan);
    writeParameters(writer, request, *plan);
    for (const JsonMember &member : JsonView(request.extra).members()) {
        if (!member.is("betas") && !plan->dropped.has(member.key())) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.endObject();
    return AnthropicBody { writer.take(), betasOf(request, *plan) };
}

void addBetas(HttpRequest &request, const std::vector<std::string> &betas)
{
    std::string list;
    for (const std::string &beta : betas) {
        list += (list.empty() ? "" : ",") + beta;
    }
    const auto header = std::ranges::find(request.headers, "anthropic-beta", &HttpHeader::name);
    if (list.empty()) {
        return;
    }
    if (header != request.headers.end()) {
        header->value += "," + list;
    } else {
        request.headers.push_back({ "anthropic-beta", std::move(list) });
    }
}

} // namespace patchbay::wire
