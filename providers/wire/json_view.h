// SPDX-License-Identifier: GPL-3.0-or-later
//
// JsonView: a value inside a checked JSON text, read where it stands.
//
// parseJson checks the whole text once (RFC 8259, UTF-8, depth); views then walk it without
// building a tree. So an answer costs no memory beyond its text, whatever its shape, and what is
// only passed on (schemas, unknown fields) keeps its spelling, as JsonText promises; a tree would
// re-spell numbers, and a lazy parser would not check what it skips. Views live as long as the text.
#pragma once

#include "providers/core/json_text.h"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::wire {

inline constexpr int maximumJsonDepth = 64;
// Of what we wrote ourselves: foreign values stand a little deeper in it than they came.
inline constexpr int maximumOwnJsonDepth = maximumJsonDepth + 16;

enum class JsonKind : std::uint8_t { Absent, Null, Bool, Number, String, Array, Object };

struct JsonMember;

class JsonView {
public:
    JsonView() = default; // absent
    // Of a text that parseJson accepted, or a JsonText.
    explicit JsonView(std::string_view checked) : m_raw(checked) {}
    explicit JsonView(const JsonText &json) : m_raw(json.text) {}

    JsonKind kind() const;
    bool isString() const { return kind() == JsonKind::String; }
    bool isObject() const { return kind() == JsonKind::Object; }
    bool isArray() const { return kind() == JsonKind::Array; }
    bool isNumber() const { return kind() == JsonKind::Number; }
    // Neither absent nor null.
    explicit operator bool() const { return kind() > JsonKind::Null; }

    // The first member of that name, absent where this is no object or has none.
    JsonView operator[](std::string_view key) const;
    // The value at a position of an array, absent beyond its end.
    JsonView at(std::size_t position) const;
    std::size_t size() const;

    // Decoded; empty for anything but a string.
    std::string string() const;
    // Equal to a string without decoding where there is nothing to decode.
    bool is(std::string_view text) const;
    std::optional<std::int64_t> integer() const; // also of 3.0 and 1e3
    std::optional<double> number() const;
    std::optional<bool> boolean() const;
    std::string_view raw() const { return m_raw; }
    JsonText text() const { return { std::string(m_raw) }; }

    class Items;
    class Members;
    Items items() const;     // nothing for anything but an array
    Members members() const; // nothing for anything but an object

private:
    std::string_view m_raw;
};

struct JsonMember {
    std::string_view rawKey; // between the quotes, escapes not decoded
    JsonView value;
    bool escaped = false; // the key holds escapes
    bool is(std::string_view name) const { return escaped ? key() == name : rawKey == name; }
    std::string key() const;
};

// Walks the elements between two brackets.
class JsonCursor {
public:
    explicit JsonCursor(std::string_view inside) : m_rest(inside) {}
    std::optional<JsonView> nextItem();
    std::optional<JsonMember> nextMember();

private:
    void skip(); // white space and commas
    std::string_view m_rest;
};

template <typename Value, std::optional<Value> (JsonCursor::*Next)()>
class JsonRange {
public:
    class Iterator {
    public:
        explicit Iterator(std::string_view inside) : m_cursor(inside), m_current((m_cursor.*Next)()) {}
        const Value &operator*() const { return *m_current; }
        Iterator &operator++()
        {
            m_current = (m_cursor.*Next)();
            return *this;
        }
        bool operator==(std::nullptr_t) const { return !m_current; }

    private:
        JsonCursor m_cursor;
        std::optional<Value> m_current;
    };
    explicit JsonRange(std::string_view inside) : m_inside(inside) {}
    Iterator begin() const { return Iterator(m_inside); }
    std::nullptr_t end() const { return nullptr; }

private:
    std::string_view m_inside;
};

class JsonView::Items : public JsonRange<JsonView, &JsonCursor::nextItem> {
    using JsonRange::JsonRange;
};
class JsonView::Members : public JsonRange<JsonMember, &JsonCursor::nextMember> {
    using JsonRange::JsonRange;
};

struct JsonError {
    std::size_t offset = 0;
    std::string_view what; // "a comma or a bracket is missing"
};

// One JSON value with white space around it, a byte order mark before it.
std::expected<JsonView, JsonError> parseJson(std::string_view text, int maximumDepth = maximumJsonDepth);

} // namespace patchbay::wire
