// SPDX-License-Identifier: GPL-3.0-or-later
//
// Finds provider keys in what people have: an environment or .env file, a LiteLLM config.yaml, the key
// file of simonw/llm. Pure. References (os.environ/NAME) are no keys and are left alone.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/core/result.h"
#include "providers/core/secret.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::vault {

// The "part" that is an account's address: what the key is bound to, and no part of a record.
inline constexpr std::string_view addressPart = "address";

struct FoundKey {
    std::string provider;
    // "key", or the variable's name in small letters where a provider needs several; what belongs to an account besides
    // (its region, its address) comes after its keys.
    std::string part;
    SecretBytes secret;
    std::string where; // "config.yaml:12"
    std::size_t line = 0; // of a config.yaml, counted from 1
    std::string address {}; // where a config.yaml sends it; empty: it does not say
    std::size_t begin = 0; // of a config.yaml: which bytes are to be the reference
    std::size_t end = 0;
};

// "env", "litellm", "llm" or "patchbay", told by the text.
std::string formatOf(std::string_view text);

// BadRequest for a format that is not known and for text that cannot be read as it. The same key found
// twice is given once. `left` gets what looks like a key and is not taken, and lines that say nothing, a sentence each.
Result<std::vector<FoundKey>> findKeys(std::string_view text, std::string_view format, std::string_view file,
                                       const Catalog &catalog, std::vector<std::string> *left = nullptr);

// A line of a config.yaml as it is and as it is to be; keys in it are masked.
struct ReplacedLine {
    std::size_t number = 0;
    std::string before;
    std::string after;
    bool operator==(const ReplacedLine &) const = default;
};
struct ReplacedConfig {
    std::string text; // the whole file, with references in place of the keys
    std::vector<ReplacedLine> lines;
};
// What LiteLLM's config.yaml is with its literal keys named instead; everything else stays as it is, byte for byte.
// `referenceTo` gives "os.environ/NAME" or "patchbay/vault:NAME" for a key, or nothing where it is to stay.
Result<ReplacedConfig> replaceKeys(std::string_view text, std::string_view file, const Catalog &catalog,
                                   const std::function<std::string(const FoundKey &key)> &referenceTo);

} // namespace patchbay::vault
