// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/responses_limits.h"

#include <algorithm>
#include <array>

namespace patchbay::wire {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array hostedTools { "file_search"sv, "code_interpreter"sv, "computer"sv, "computer_use_preview"sv,
                                   "image_generation"sv, "mcp"sv, "local_shell"sv, "shell"sv, "apply_patch"sv,
                                   "custom"sv, "namespace"sv, "tool_search"sv };

struct Limit {
    std::string_view name;
    bool (*asked)(const JsonView &body);
};

// Each asks only where it asks for something else than what happens anyway.
constexpr std::array limits {
    Limit { "previous_response_id", [](const JsonView &body) { return bool(body["previous_response_id"]); } },
    Limit { "conversation", [](const JsonView &body) { return bool(body["conversation"]); } },
    Limit { "prompt", [](const JsonView &body) { return bool(body["prompt"]); } },
    Limit { "background", [](const JsonView &body) { return body["background"].boolean().value_or(false); } },
    Limit { "truncation",
            [](const JsonView &body) { return body["truncation"] && !body["truncation"].is("disabled"); } },
    Limit { "max_tool_calls", [](const JsonView &body) { return bool(body["max_tool_calls"]); } },
    Limit { "top_logprobs", [](const JsonView &body) { return body["top_logprobs"].integer().value_or(0) > 0; } },
};

bool asksForLogprobs(const JsonView &include)
{
    for (const JsonView item : include.items()) {
        if (item.is("message.output_text.logprobs")) {
            return true;
        }
    }
    return false;
}

bool refersToStoredItems(const JsonView &input)
{
    for (const JsonView item : input.items()) {
        if (item["type"].is("item_reference")) {
            return true;
        }
    }
    return false;
}

void addTools(std::vector<std::string> &names, const JsonView &body)
{
    for (const JsonView tool : body["tools"].items()) {
        if (isHostedTool(tool)) {
            names.push_back("tools (" + tool["type"].string() + ")");
        } else if (isWebSearchTool(tool) && tool["filters"].size() > 0) {
            names.emplace_back("tools (web_search.filters)");
        }
    }
    const JsonView choice = body["tool_choice"];
    if (choice.isObject() && (isHostedTool(choice) || isWebSearchTool(choice))) {
        names.push_back("tool_choice (" + choice["type"].string() + ")");
    }
}

} // namespace

bool isWebSearchTool(const JsonView &tool)
{
    const std::string type = tool["type"].string();
    // Anthropic's own versions ("web_search_20250305") carry a name and go to it as they are.
    return type == "web_search" || type == "web_search_2025_08_26" || type.starts_with("web_search_preview");
}

bool isHostedTool(const JsonView &tool)
{
    return std::ranges::find(hostedTools, tool["type"].string()) != hostedTools.end();
}

std::vector<std::string> withoutCounterpart(const JsonView &body, ApiFamily family)
{
    std::vector<std::string> names;
    for (const Limit &limit : limits) {
        if (limit.asked(body)) {
            names.emplace_back(limit.name);
        }
    }
    const JsonView verbosity = body["text"]["verbosity"];
    if (verbosity && !verbosity.is("medium") && family != ApiFamily::OpenAiChat) {
        names.emplace_back("text.verbosity");
    }
    if (asksForLogprobs(body["include"])) {
        names.emplace_back("include (message.output_text.logprobs)");
    }
    if (refersToStoredItems(body["input"])) {
        names.emplace_back("input (item_reference)");
    }
    addTools(names, body);
    return names;
}

std::vector<std::string> onlyOfCompletions(const JsonView &body)
{
    std::vector<std::string> names;
    if (!body["suffix"].string().empty()) {
        names.emplace_back("suffix");
    }
    if (body["echo"].boolean().value_or(false)) {
        names.emplace_back("echo");
    }
    if (body["best_of"].integer().value_or(1) != 1) {
        names.emplace_back("best_of");
    }
    if (body["logprobs"] && body["logprobs"].boolean().value_or(true)) {
        names.emplace_back("logprobs");
    }
    return names;
}

} // namespace patchbay::wire
