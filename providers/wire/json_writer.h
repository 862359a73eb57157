// SPDX-License-Identifier: GPL-3.0-or-later
//
// JsonWriter: writes one JSON text front to back into a string.
//
// Commas are its business, balance the caller's. Strings must be UTF-8; raw values must be JSON.
#pragma once

#include "providers/core/json_text.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::wire {

class JsonView;

class JsonWriter {
public:
    void beginObject() { open('{'); }
    void endObject() { close('}'); }
    void beginArray() { open('['); }
    void endArray() { close(']'); }
    void beginObject(std::string_view name);
    void beginArray(std::string_view name);

    void key(std::string_view name);
    void string(std::string_view text);
    void integer(std::int64_t value);
    void number(double value); // the shortest text that reads back the same; null when not finite
    void boolean(bool value);
    void null();
    void raw(std::string_view json);

    // Members; absent optionals and empty JSON texts write nothing.
    void member(std::string_view name, std::string_view text);
    void member(std::string_view name, const char *text) { member(name, std::string_view(text)); }
    void member(std::string_view name, const std::string &text) { member(name, std::string_view(text)); }
    void member(std::string_view name, std::int64_t value);
    void member(std::string_view name, bool value);
    void member(std::string_view name, const JsonText &json);
    void member(std::string_view name, const std::optional<std::int64_t> &value);
    void member(std::string_view name, const std::optional<double> &value);
    void member(std::string_view name, const std::optional<bool> &value);
    void nullMember(std::string_view name);
    void memberUnlessEmpty(std::string_view name, std::string_view text);
    void textOrNull(std::string_view name, std::string_view text);
    // All members of an object.
    void members(const JsonView &object);

    std::string take() { return std::move(m_text); }

private:
    void open(char bracket);
    void close(char bracket);
    void separate();

    std::string m_text;
    bool m_needsComma = false;
};

// A JSON string literal of the text.
std::string jsonLiteral(std::string_view text);

} // namespace patchbay::wire
