// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/guardrails/json_texts.h"

#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <array>
#include <span>

namespace patchbay::guardrails {

using wire::JsonMember;
using wire::JsonView;

namespace {

constexpr std::array<std::string_view, 11> requestKeys { "content",   "text",         "input", "prompt",
                                                         "system",    "instructions", "query", "documents",
                                                         "arguments", "refusal",      "output" };
constexpr std::array<std::string_view, 11> answerKeys { "content",   "text",         "output_text", "refusal",
                                                        "delta",     "arguments",    "thinking",    "reasoning_content",
                                                        "reasoning", "partial_json", "transcript" };
// What lies under these is no text of a person or a model.
constexpr std::array<std::string_view, 13> closedKeys {
    "tools", "functions",  "image_url",       "source",   "inline_data", "inlineData", "input_audio",
    "file",  "parameters", "response_format", "metadata", "tool_choice", "usage",
};

// Whole objects of them are read: a tool's arguments are words of the model whatever their keys are.
constexpr std::array<std::string_view, 2> wholeKeys { "input", "args" };

class Walk {
public:
    Walk(std::string_view json, Side side)
        : m_json(json)
        , m_keys(side == Side::Request ? std::span<const std::string_view>(requestKeys)
                                       : std::span<const std::string_view>(answerKeys))
    {
    }

    // `words`: strings here are words, whatever their key.
    void visit(const JsonView &value, bool words, const std::string &slot)
    {
        switch (value.kind()) {
        case wire::JsonKind::String:
            if (words) {
                places.push_back({ static_cast<std::size_t>(value.raw().data() - m_json.data()), value.raw().size(),
                                   value.string(), slot });
            }
            break;
        case wire::JsonKind::Array:
            for (const JsonView item : value.items()) {
                visit(item, words, slot);
            }
            break;
        case wire::JsonKind::Object: visitObject(value, slot); break;
        default: break;
        }
    }

private:
    void visitObject(const JsonView &object, const std::string &slot)
    {
        const JsonView index = object["index"];
        const std::string inner = index ? slot + "/" + std::string(index.raw()) : slot;
        const bool isCall = object["type"].is("tool_use") || object["name"].isString();
        for (const JsonMember &member : object.members()) {
            const std::string key = member.key();
            if (std::ranges::contains(closedKeys, key)) {
                continue;
            }
            if (isCall && std::ranges::contains(wholeKeys, key) && member.value.isObject()) {
                visitAll(member.value, inner + "." + key);
                continue;
            }
            visit(member.value, std::ranges::contains(m_keys, key), inner + "." + key);
        }
    }
    void visitAll(const JsonView &value, const std::string &slot)
    {
        if (value.isObject()) {
            for (const JsonMember &member : value.members()) {
                visitAll(member.value, slot);
            }
        } else if (value.isArray()) {
            for (const JsonView item : value.items()) {
                visitAll(item, slot);
            }
        } else {
            visit(value, true, slot);
        }
    }

    std::string_view m_json;
    std::span<const std::string_view> m_keys;

public:
    std::vector<JsonPlace> places;
};

void addName(std::vector<std::string> &names, const JsonView &name)
{
    if (name.isString()) {
        names.push_back(name.string());
    }
}

void offered(std::vector<std::string> &names, const JsonView &body)
{
    for (const JsonView tool : body["tools"].items()) {
        addName(names, tool["function"]["name"]);
        addName(names, tool["name"]);
        for (const char *list : { "functionDeclarations", "function_declarations" }) {
            for (const JsonView declared : tool[list].items()) {
                addName(names, declared["name"]);
            }
        }
    }
    for (const JsonView function : body["functions"].items()) {
        addName(names, function["name"]);
    }
}

void called(std::vector<std::string> &names, const JsonView &value)
{
    if (value.isArray()) {
        for (const JsonView item : value.items()) {
            called(names, item);
        }
        return;
    }
    if (!value.isObject()) {
        return;
    }
    const JsonView type = value["type"];
    if (type.is("tool_use") || type.is("function_call") || type.is("server_tool_use")) {
        addName(names, value["name"]);
    }
    addName(names, value["functionCall"]["name"]);
    addName(names, value["function_call"]["name"]);
    addName(names, value["function"]["name"]);
    for (const JsonMember &member : value.members()) {
        called(names, member.value);
    }
}

} // namespace

std::vector<JsonPlace> textsIn(std::string_view json, Side side)
{
    const auto read = wire::parseJson(json);
    if (!read) {
        return {};
    }
    Walk walk(json, side);
    walk.visit(*read, false, {});
    return std::move(walk.places);
}

std::string withTexts(std::string_view json, const std::vector<JsonPlace> &places,
                      const std::vector<std::string> &texts)
{
    std::string made;
    made.reserve(json.size());
    std::size_t from = 0;
    for (std::size_t number = 0; number < places.size(); ++number) {
        const JsonPlace &place = places[number];
        made += json.substr(from, place.begin - from);
        made += place.text == texts[number] ? std::string(json.substr(place.begin, place.size))
                                            : wire::jsonLiteral(texts[number]);
        from = place.begin + place.size;
    }
    made += json.substr(from);
    return made;
}

std::vector<std::string> toolsIn(std::string_view json, Side side)
{
    std::vector<std::string> names;
    if (const auto read = wire::parseJson(json)) {
        side == Side::Request ? offered(names, *read) : called(names, *read);
    }
    return names;
}

} // namespace patchbay::guardrails
