// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/partial_arguments.h"

#include "providers/wire/json_writer.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace patchbay::wire {

struct PartialArguments::Node {
    enum class Kind { Empty, Object, Array, Text, Literal };
    Kind kind = Kind::Empty;
    std::string name; // as a member
    std::string text; // a text's characters, or a literal's JSON
    std::vector<Node> children;

    Node *member(std::string_view wanted)
    {
        if (kind != Kind::Empty && kind != Kind::Object) {
            return nullptr;
        }
        kind = Kind::Object;
        const auto found = std::ranges::find(children, wanted, &Node::name);
        if (found != children.end()) {
            return &*found;
        }
        children.emplace_back().name = wanted;
        return &children.back();
    }

    // Lists grow by one place at a time, so that no index makes us allocate for it.
    Node *item(std::size_t position)
    {
        if ((kind != Kind::Empty && kind != Kind::Array) || position > children.size()) {
            return nullptr;
        }
        kind = Kind::Array;
        if (position == children.size()) {
            children.emplace_back();
        }
        return &children[position];
    }

    void write(JsonWriter &writer) const
    {
        switch (kind) {
        case Kind::Empty:
            return writer.null();
        case Kind::Text:
            return writer.string(text);
        case Kind::Literal:
            return writer.raw(text);
        case Kind::Array:
            writer.beginArray();
            for (const Node &child : children) {
                child.write(writer);
            }
            return writer.endArray();
        case Kind::Object:
            writer.beginObject();
            for (const Node &child : children) {
                writer.key(child.name);
                child.write(writer);
            }
            writer.endObject();
        }
    }
};

namespace {

struct Step {
    std::string_view name; // empty for a position
    std::size_t position = 0;
};

// The next step of a path, which moves past it: ".name", "['name']" or "[3]".
std::optional<Step> takeStep(std::string_view &path)
{
    if (path.starts_with('.')) {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find_first_of(".["), path.size());
        const Step step { path.substr(0, end) };
        path.remove_prefix(end);
        return step.name.empty() ? std::nullopt : std::optional(step);
    }
    const std::size_t end = path.find(']');
    if (!path.starts_with('[') || end == std::string_view::npos || end < 2) {
        return std::nullopt;
    }
    const std::string_view inside = path.substr(1, end - 1);
    path.remove_prefix(end + 1);
    if (inside.size() > 2 && (inside.front() == '\'' || inside.front() == '"')) {
        return Step { inside.substr(1, inside.size() - 2) };
    }
    Step step;
    const auto [stop, problem] = std::from_chars(inside.data(), inside.data() + inside.size(), step.position);
    return problem == std::errc() && stop == inside.data() + inside.size() ? std::optional(step) : std::nullopt;
}

} // namespace

PartialArguments::PartialArguments() : m_root(std::make_unique<Node>())
{
    m_root->kind = Node::Kind::Object;
}
PartialArguments::PartialArguments(PartialArguments &&) noexcept = default;
PartialArguments &PartialArguments::operator=(PartialArguments &&) noexcept = default;
PartialArguments::~PartialArguments() = default;

void PartialArguments::add(const JsonView &part)
{
    const std::string whole = part["jsonPath"].string();
    std::string_view path = whole;
    if (!path.starts_with('$')) {
        return;
    }
    path.remove_prefix(1);
    Node *node = m_root.get();
    for (int depth = 0; !path.empty(); ++depth) {
        const std::optional<Step> step = takeStep(path);
        node = !step || depth >= maximumJsonDepth ? nullptr
            : step->name.empty()                  ? node->item(step->position)
                                                  : node->member(step->name);
        if (node == nullptr) {
            return;
        }
    }
    if (const JsonView text = part["stringValue"]; text.isString() && node->children.empty()) {
        node->kind = Node::Kind::Text;
        node->text += text.string();
        return;
    }
    for (const std::string_view name : { "numberValue", "boolValue", "nullValue" }) {
        if (const JsonView value = part[name]; value.kind() != JsonKind::Absent && node->children.empty()) {
            node->kind = Node::Kind::Literal;
            node->text = name == "nullValue" ? std::string_view("null") : value.raw();
        }
    }
}

std::string PartialArguments::json() const
{
    JsonWriter writer;
    m_root->write(writer);
    return writer.take();
}

} // namespace patchbay::wire
