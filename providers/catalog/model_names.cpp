// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/catalog/model_names.h"

#include <algorithm>
#include <cctype>

namespace patchbay {
namespace {

bool takeAny(std::string_view &name, std::initializer_list<std::string_view> prefixes)
{
    for (const std::string_view prefix : prefixes) {
        if (name.starts_with(prefix)) {
            name.remove_prefix(prefix.size());
            return true;
        }
    }
    return false;
}

// "eu-central-1"
bool isRegion(std::string_view word)
{
    const auto last = word.empty() ? '\0' : word.back();
    return std::ranges::count(word, '-') >= 2 && std::isdigit(static_cast<unsigned char>(last))
        && std::ranges::all_of(word, [](unsigned char c) { return std::islower(c) || std::isdigit(c) || c == '-'; });
}

void bedrockNames(std::string_view name, std::vector<std::string> &names)
{
    takeAny(name, { "converse/", "converse_like/", "invoke/" });
    names.emplace_back(name);
    if (const std::size_t slash = name.find('/'); slash != std::string_view::npos && isRegion(name.substr(0, slash))) {
        name.remove_prefix(slash + 1);
        names.emplace_back(name);
    }
    if (takeAny(name, { "us.", "eu.", "apac.", "global.", "jp.", "au.", "ca.", "in.", "us-gov." })) {
        names.emplace_back(name);
    }
}

} // namespace

std::vector<std::string> otherNamesOf(std::string_view provider, std::string_view name)
{
    std::vector<std::string> names;
    std::string_view rest = name;
    if (takeAny(rest, { "responses/", "interactions/" })) {
        names.emplace_back(rest);
    }
    if (provider == "bedrock") {
        bedrockNames(rest, names);
    } else if (rest.starts_with("ft:")) {
        names.emplace_back(rest.substr(0, rest.find(':', 3)));
    } else if (provider == "vertex_ai" || provider == "gemini") {
        takeAny(rest, { "models/" });
        names.emplace_back(rest);
        names.emplace_back(rest.substr(0, rest.find('@')));
    } else if (provider == "ollama" || provider == "ollama_chat") {
        names.emplace_back(rest.substr(0, rest.find(':')));
    }
    std::erase(names, name);
    return names;
}

} // namespace patchbay
