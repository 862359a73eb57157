// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/draft.h"

#include "providers/sandbox/json_reading.h"
#include "providers/sandbox/schema_value.h"
#include "providers/sandbox/words.h"

#include <algorithm>

namespace patchbay::sandbox {

namespace json = boost::json;

namespace {

// How many words of a tool's name and description stand in the prompt.
std::size_t affinity(const ToolDefinition &tool, std::string_view lowerPrompt)
{
    std::string words = lowerCase(tool.name);
    std::ranges::replace_if(
        words, [](char c) { return c == '_' || c == '-' || c == '.'; }, ' ');
    std::size_t count = 0;
    for (std::size_t at = 0; at < words.size();) {
        const std::size_t end = std::min(words.find(' ', at), words.size());
        const std::string_view word = std::string_view(words).substr(at, end - at);
        count += word.size() > 2 && word != "get" && hasWord(lowerPrompt, word) ? 1 : 0;
        at = end + 1;
    }
    return count;
}

bool isFunction(const ToolDefinition &tool)
{
    return tool.raw.empty() && !tool.name.empty();
}

std::string listed(const json::value &value)
{
    if (value.is_string()) {
        return std::string(value.get_string());
    }
    return json::serialize(value);
}

std::string findingsOf(const ToolResult &result)
{
    const std::string source = result.tool.empty() ? "the tool" : "`" + result.tool + "`";
    const std::optional<json::value> parsed = readJson(result.text);
    const json::value *shown = parsed ? &*parsed : nullptr;
    if (shown && shown->is_array() && !shown->get_array().empty()) {
        shown = &shown->get_array().front();
    }
    if (!shown || !shown->is_object()) {
        return "According to " + source + ": " + shortened(result.text, 400);
    }
    std::string text = "According to " + source + ":\n";
    for (const auto &entry : shown->get_object()) {
        text += "\n- **" + std::string(entry.key()) + "**: " + shortened(listed(entry.value()), 160);
    }
    return text;
}

} // namespace

bool callsTool(const ChatRequest &request, const Question &question, const Persona &persona)
{
    const bool offered = std::ranges::any_of(request.tools, isFunction);
    if (!offered || request.toolChoice.kind == ToolChoice::Kind::None || !question.toolResults.empty()) {
        return false;
    }
    if (request.toolChoice.kind == ToolChoice::Kind::Required || request.toolChoice.kind == ToolChoice::Kind::Named) {
        return true;
    }
    if (persona.character == Character::Caller) {
        return true;
    }
    const std::string lower = lowerCase(question.text);
    return persona.character == Character::Generic
        && std::ranges::any_of(request.tools,
                               [&lower](const ToolDefinition &tool) { return affinity(tool, lower) > 0; });
}

ToolCall toolCallFor(const ChatRequest &request, const Question &question, std::uint64_t seed)
{
    const std::string lower = lowerCase(question.text);
    const ToolDefinition *best = nullptr;
    for (const ToolDefinition &tool : request.tools) {
        const bool named = request.toolChoice.kind == ToolChoice::Kind::Named && tool.name == request.toolChoice.name;
        if (isFunction(tool) && (!best || named || affinity(tool, lower) > affinity(*best, lower))) {
            best = &tool;
        }
        if (named) {
            break;
        }
    }
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    SeededRandom random(seed);
    ToolCall call;
    for (int digit = 0; digit < 24; ++digit) {
        call.id += alphabet[random.next() % alphabet.size()];
    }
    call.name = best ? best->name : request.toolChoice.name;
    call.arguments = best && !best->parameters.empty() ? valueForSchema(best->parameters.text, question.text) : "{}";
    return call;
}

std::string toolFindings(const Question &question)
{
    std::string text;
    for (const ToolResult &result : question.toolResults) {
        text += (text.empty() ? "" : "\n\n") + findingsOf(result);
    }
    return text;
}

std::string incidentIn(const Question &question)
{
    for (const ToolResult &result : question.toolResults) {
        const std::string_view text = result.text;
        for (std::size_t dash = text.find('-'); dash != std::string_view::npos; dash = text.find('-', dash + 1)) {
            std::size_t start = dash;
            while (start > 0 && text[start - 1] >= 'A' && text[start - 1] <= 'Z') {
                --start;
            }
            std::size_t end = dash + 1;
            while (end < text.size() && text[end] >= '0' && text[end] <= '9') {
                ++end;
            }
            if (dash - start >= 2 && end - dash > 1) {
                return std::string(text.substr(start, end - start));
            }
        }
    }
    return {};
}

} // namespace patchbay::sandbox
