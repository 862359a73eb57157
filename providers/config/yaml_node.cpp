// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/yaml_node.h"

#include "providers/config/yaml_scalar.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace patchbay::config {
namespace {

// Larger integers than this are not exact in a double.
constexpr double largestExact = 9'007'199'254'740'992.0;

void writeText(std::string &out, std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    out += '"';
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        if (character == '"' || character == '\\') {
            out += '\\';
            out += character;
        } else if (byte < 0x20) {
            out += "\\u00";
            out += digits[byte >> 4];
            out += digits[byte & 15];
        } else {
            out += character;
        }
    }
    out += '"';
}

void writeNumber(std::string &out, double number)
{
    char buffer[40];
    const auto written = std::to_chars(buffer, buffer + sizeof buffer, number);
    out.append(buffer, written.ptr);
}

void writeJson(std::string &out, const YamlNode &node)
{
    switch (node.kind) {
    case YamlNode::Kind::Null: out += "null"; return;
    case YamlNode::Kind::Boolean: out += node.boolean ? "true" : "false"; return;
    case YamlNode::Kind::Integer: out += std::to_string(node.integer); return;
    case YamlNode::Kind::Float:
        // JSON knows no infinities.
        std::isfinite(node.number) ? writeNumber(out, node.number) : writeText(out, node.text);
        return;
    case YamlNode::Kind::String: writeText(out, node.text); return;
    case YamlNode::Kind::Sequence: {
        out += '[';
        for (std::size_t index = 0; index < node.items.size(); ++index) {
            out += index ? "," : "";
            writeJson(out, node.items[index]);
        }
        out += ']';
        return;
    }
    case YamlNode::Kind::Mapping: {
        out += '{';
        for (std::size_t index = 0; index < node.entries.size(); ++index) {
            out += index ? "," : "";
            writeText(out, node.entries[index].key);
            out += ':';
            writeJson(out, node.entries[index].value);
        }
        out += '}';
        return;
    }
    }
}

} // namespace

const YamlEntry *YamlNode::findEntry(std::string_view key) const
{
    const auto found = std::ranges::find(entries, key, &YamlEntry::key);
    return found == entries.end() ? nullptr : &*found;
}

const YamlNode *YamlNode::find(std::string_view key) const
{
    const YamlEntry *entry = findEntry(key);
    return entry ? &entry->value : nullptr;
}

std::optional<bool> YamlNode::asBoolean() const
{
    if (kind == Kind::Boolean) {
        return boolean;
    }
    if (kind == Kind::Integer && (integer == 0 || integer == 1)) {
        return integer == 1;
    }
    return kind == Kind::String ? readBoolean(text) : std::nullopt;
}

std::optional<double> YamlNode::asNumber() const
{
    if (kind == Kind::Integer || kind == Kind::Float) {
        return std::isfinite(number) ? std::optional(number) : std::nullopt;
    }
    return kind == Kind::String ? readDecimal(text) : std::nullopt;
}

std::optional<std::int64_t> YamlNode::asInteger() const
{
    if (kind == Kind::Integer) {
        return integer;
    }
    const std::optional<double> value = asNumber();
    if (!value || *value != std::floor(*value) || std::abs(*value) > largestExact) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(*value);
}

std::optional<std::string> YamlNode::asText() const
{
    return isScalar() && !isNull() ? std::optional(text) : std::nullopt;
}

std::optional<std::string_view> environmentReference(std::string_view text)
{
    constexpr std::string_view prefix = "os.environ/";
    if (!text.starts_with(prefix)) {
        return std::nullopt;
    }
    return text.substr(prefix.size());
}

std::string_view kindName(YamlNode::Kind kind)
{
    switch (kind) {
    case YamlNode::Kind::Null: return "nothing";
    case YamlNode::Kind::Boolean: return "a truth value";
    case YamlNode::Kind::Integer: return "a whole number";
    case YamlNode::Kind::Float: return "a number";
    case YamlNode::Kind::String: return "text";
    case YamlNode::Kind::Sequence: return "a list";
    case YamlNode::Kind::Mapping: return "a map";
    }
    return "";
}

std::string toJson(const YamlNode &node)
{
    std::string out;
    writeJson(out, node);
    return out;
}

} // namespace patchbay::config
