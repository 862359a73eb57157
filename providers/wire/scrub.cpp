// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/scrub.h"

#include "providers/core/utf8.h"

#include <array>

namespace patchbay::wire {
namespace {

constexpr std::string_view redacted = "<redacted>";

// What keys begin with, and how much must follow before it counts as one.
struct Prefix {
    std::string_view text;
    std::size_t minimumRest;
};

constexpr std::array prefixes {
    Prefix { "sk-", 6 },        Prefix { "sk_", 8 },         Prefix { "pk-", 12 },      Prefix { "AIza", 10 },
    Prefix { "gsk_", 6 },       Prefix { "xai-", 8 },        Prefix { "hf_", 8 },       Prefix { "r8_", 8 },
    Prefix { "pplx-", 8 },      Prefix { "csk-", 8 },        Prefix { "nvapi-", 8 },    Prefix { "tgp_v", 8 },
    Prefix { "fw_", 10 },       Prefix { "AKIA", 10 },       Prefix { "ASIA", 10 },     Prefix { "ya29.", 8 },
    Prefix { "eyJ", 16 },       Prefix { "ghp_", 8 },        Prefix { "gho_", 8 },      Prefix { "github_pat_", 8 },
    Prefix { "glpat-", 8 },     Prefix { "AQ.", 16 },        Prefix { "or-", 20 },      Prefix { "pa-", 20 },
    Prefix { "jina_", 8 },      Prefix { "dapi", 24 },       Prefix { "cohere_", 12 },  Prefix { "vck_", 8 },
};

// Words after which a credential stands, in lower case.
constexpr std::array<std::string_view, 15> labels {
    "bearer ",        "basic ",          "key provided: ",   "key provided:",  "api_key=",
    "api-key=",       "apikey=",         "?key=",            "&key=",          "access_token=",
    "x-api-key: ",    "api-key: ",       "x-goog-api-key: ", "\"api_key\":\"", "\"x-api-key\":\"",
};

bool isTokenCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_'
        || c == '*' || c == '.' || c == '+' || c == '/' || c == '=' || c == '~';
}

bool isWordCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool startsWithIgnoringCase(std::string_view text, std::string_view lowerCase)
{
    if (text.size() < lowerCase.size()) {
        return false;
    }
    for (std::size_t position = 0; position < lowerCase.size(); ++position) {
        if (lower(text[position]) != lowerCase[position]) {
            return false;
        }
    }
    return true;
}

// Length of the token at the start, without the punctuation that ends a sentence.
std::size_t tokenLength(std::string_view text)
{
    std::size_t length = 0;
    while (length < text.size() && isTokenCharacter(text[length])) {
        ++length;
    }
    while (length > 0 && text[length - 1] == '.') {
        --length;
    }
    return length;
}

std::size_t keyLength(std::string_view text)
{
    for (const Prefix &prefix : prefixes) {
        if (text.starts_with(prefix.text)) {
            const std::size_t length = tokenLength(text);
            return length >= prefix.text.size() + prefix.minimumRest ? length : 0;
        }
    }
    return 0;
}

// Length of a label, 0 where none stands here or nothing like a credential follows it.
std::size_t labelLength(std::string_view text)
{
    constexpr std::size_t shortest = 6;
    for (const std::string_view label : labels) {
        if (startsWithIgnoringCase(text, label) && tokenLength(text.substr(label.size())) >= shortest) {
            return label.size();
        }
    }
    return 0;
}

} // namespace

std::string scrubbed(std::string_view text)
{
    std::string clean;
    clean.reserve(text.size());
    std::size_t position = 0;
    while (position < text.size()) {
        const std::string_view rest = text.substr(position);
        const bool wordStart = position == 0 || !isWordCharacter(text[position - 1]);
        std::size_t label = 0;
        std::size_t key = 0;
        if (wordStart) {
            key = keyLength(rest);
        }
        if (key == 0 && (wordStart || rest.front() == '?' || rest.front() == '&' || rest.front() == '"')) {
            label = labelLength(rest);
            key = label > 0 ? tokenLength(rest.substr(label)) : 0;
        }
        if (key > 0) {
            clean += rest.substr(0, label);
            clean += redacted;
            position += label + key;
        } else {
            clean += rest.front();
            ++position;
        }
    }
    return repairedUtf8(clean);
}

} // namespace patchbay::wire
