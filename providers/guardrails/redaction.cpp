// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/guardrails/redaction.h"

#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <charconv>

namespace patchbay::guardrails {

using wire::JsonView;
using wire::JsonWriter;

namespace {

constexpr std::size_t shortestSecret = 8; // a shorter one would stand in many words by chance

void maskSecret(std::string &text, std::string_view secret)
{
    constexpr std::string_view mask = "<SECRET>";
    if (secret.size() < shortestSecret) {
        return;
    }
    for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + mask.size())) {
        text.replace(at, secret.size(), mask);
    }
}

bool isBase64(std::string_view text)
{
    constexpr std::size_t shortest = 512;
    return text.size() >= shortest && std::ranges::all_of(text, [](char letter) {
               return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z')
                   || (letter >= 'A' && letter <= 'Z') || std::string_view("+/=-_\r\n").contains(letter);
           });
}

std::string sizeMark(std::string_view text)
{
    return "<base64, " + std::to_string(text.size()) + " letters>";
}

// A picture in an address: what it is stays, what it shows goes.
std::optional<std::string> withoutBytes(std::string_view text)
{
    constexpr std::string_view marker = ";base64,";
    const std::size_t at = text.starts_with("data:") ? text.find(marker) : std::string_view::npos;
    if (at != std::string_view::npos) {
        const std::size_t begin = at + marker.size();
        return std::string(text.substr(0, begin)) + sizeMark(text.substr(begin));
    }
    return isBase64(text) ? std::optional(sizeMark(text)) : std::nullopt;
}

// "\u0040" written out in a text reads as "@" to whoever unescapes it: printable letters are put in their place.
std::string unescaped(std::string_view text)
{
    std::string made;
    constexpr std::string_view mark = "\\u00";
    for (std::size_t at = 0; at < text.size();) {
        unsigned code = 0;
        const std::string_view digits = text.substr(at).starts_with(mark) ? text.substr(at + mark.size(), 2) : "";
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
        if (digits.size() == 2 && read.ptr == digits.data() + 2 && code >= 0x20 && code < 0x7f) {
            made += static_cast<char>(code);
            at += mark.size() + 2;
        } else {
            made += text[at++];
        }
    }
    return made;
}

class Redactor {
public:
    explicit Redactor(const Redaction &redaction)
        : m_redaction(redaction)
    {
    }

    void write(JsonWriter &writer, const JsonView &value) const
    {
        switch (value.kind()) {
        case wire::JsonKind::String: writer.string(words(value.string())); break;
        case wire::JsonKind::Array:
            writer.beginArray();
            for (const JsonView item : value.items()) {
                write(writer, item);
            }
            writer.endArray();
            break;
        case wire::JsonKind::Object:
            writer.beginObject();
            for (const wire::JsonMember &member : value.members()) {
                writer.key(redactedText(member.key(), m_redaction));
                write(writer, member.value);
            }
            writer.endObject();
            break;
        case wire::JsonKind::Number: writeNumber(writer, value.raw()); break;
        default: writer.raw(value.raw()); break;
        }
    }

private:
    std::string words(const std::string &text) const
    {
        if (std::optional<std::string> shorter = withoutBytes(text)) {
            return *std::move(shorter);
        }
        // Arguments of tools are JSON in a string, where an escape could hide what is looked for.
        const auto inner = wire::parseJson(text);
        if (inner && (inner->isObject() || inner->isArray())) {
            JsonWriter writer;
            write(writer, *inner);
            return writer.take();
        }
        return redactedText(text, m_redaction);
    }
    void writeNumber(JsonWriter &writer, std::string_view raw) const
    {
        constexpr std::size_t shortest = 9;
        const std::string shown = raw.size() < shortest ? std::string(raw) : redactedText(raw, m_redaction);
        shown == raw ? writer.raw(raw) : writer.string(shown);
    }

    const Redaction &m_redaction;
};

} // namespace

Redaction fullRedaction()
{
    return { { Pattern::Secret, Pattern::Email, Pattern::CreditCard, Pattern::SocialSecurity, Pattern::Iban,
               Pattern::Phone, Pattern::IpAddress },
             {} };
}

std::string redactedText(std::string_view text, const Redaction &redaction)
{
    std::string made = unescaped(text);
    for (const SecretBytes &secret : redaction.secrets) {
        maskSecret(made, { secret.bytes().data(), secret.bytes().size() });
    }
    for (const Pattern pattern : redaction.patterns) {
        const std::vector<Finding> findings = findPattern(pattern, made);
        if (!findings.empty()) {
            made = masked(made, findings, "<" + std::string(patternName(pattern)) + ">");
        }
    }
    return made;
}

std::string redactedJson(std::string_view json, const Redaction &redaction)
{
    const auto read = wire::parseJson(json);
    if (!read) {
        return redactedText(json, redaction);
    }
    JsonWriter writer;
    Redactor(redaction).write(writer, *read);
    return writer.take();
}

} // namespace patchbay::guardrails
