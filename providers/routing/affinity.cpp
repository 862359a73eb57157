// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/affinity.h"

#include <algorithm>
#include <array>
#include <span>

namespace patchbay::routing {
namespace {

constexpr std::size_t waysInSet = 8;
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// FNV-1a, then mixed, so that near texts land far apart.
std::uint64_t hashOf(std::string_view first, std::string_view second)
{
    std::uint64_t hash = 14695981039346656037u;
    for (const std::string_view part : { first, std::string_view("\0", 1), second }) {
        for (const char character : part) {
            hash = (hash ^ static_cast<unsigned char>(character)) * 1099511628211u;
        }
    }
    hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
    hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
    return hash ^ (hash >> 33);
}

std::string encode(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += 3) {
        const std::size_t left = std::min<std::size_t>(3, text.size() - at);
        std::uint32_t bits = 0;
        for (std::size_t byte = 0; byte < 3; ++byte) {
            bits = (bits << 8) | (byte < left ? static_cast<unsigned char>(text[at + byte]) : 0u);
        }
        for (std::size_t digit = 0; digit < 4; ++digit) {
            out += digit <= left ? alphabet[(bits >> (18 - 6 * digit)) & 63] : '=';
        }
    }
    return out;
}

std::optional<std::string> decode(std::string_view text)
{
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    while (text.ends_with('=')) {
        text.remove_suffix(1);
    }
    for (const char character : text) {
        const std::size_t digit = alphabet.find(character == '-' ? '+' : character == '_' ? '/' : character);
        if (digit == std::string_view::npos) {
            return std::nullopt;
        }
        bits = (bits << 6) | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>((bits >> count) & 255);
        }
    }
    return out;
}

// The text between `key` and the next semicolon; the last field runs to the end.
std::optional<std::string> field(std::string_view text, std::string_view key, bool last = false)
{
    const std::size_t start = text.find(key);
    if (start == std::string_view::npos) {
        return std::nullopt;
    }
    const std::size_t begin = start + key.size();
    const std::size_t end = last ? text.size() : std::min(text.find(';', begin), text.size());
    return std::string(text.substr(begin, end - begin));
}

std::optional<UnsealedResponseId> unseal(std::string_view id, std::string_view prefix, std::string_view itemKey)
{
    if (!id.starts_with(prefix)) {
        return std::nullopt;
    }
    const std::optional<std::string> text = decode(id.substr(prefix.size()));
    const std::optional<std::string> deployment = text ? field(*text, "model_id:") : std::nullopt;
    const std::optional<std::string> item = text ? field(*text, itemKey, true) : std::nullopt;
    if (!deployment || !item) {
        return std::nullopt;
    }
    return UnsealedResponseId { field(*text, "custom_llm_provider:").value_or(""), *deployment, *item };
}

} // namespace

std::optional<std::uint64_t> affinityKey(AffinityKind kind, const Group &group, const RequestFacts &facts)
{
    switch (kind) {
    case AffinityKind::Session:
        return group.checks.sessionAffinity && !facts.session.empty() ? std::optional(hashOf(group.name, facts.session))
                                                                      : std::nullopt;
    case AffinityKind::Key:
        return group.checks.deploymentAffinity && !facts.key.empty() ? std::optional(~hashOf(group.name, facts.key))
                                                                     : std::nullopt;
    case AffinityKind::Prompt:
        return group.checks.promptCaching && !facts.promptPrefix.empty()
            ? std::optional(hashOf(facts.promptPrefix, group.name))
            : std::nullopt;
    }
    return std::nullopt;
}

Index findAffinity(const RoutingState &state, std::uint64_t key, SteadyTime now)
{
    if (state.affinities.empty()) {
        return none;
    }
    const std::size_t set = key % (state.affinities.size() / waysInSet) * waysInSet;
    for (const AffinityEntry &entry : std::span(state.affinities).subspan(set, waysInSet)) {
        if (entry.key == key && entry.deployment != none && entry.until > now) {
            return entry.deployment;
        }
    }
    return none;
}

void rememberAffinity(RoutingState &state, std::uint64_t key, Index deployment, SteadyTime until)
{
    if (state.affinities.empty()) {
        return;
    }
    const std::size_t set = key % (state.affinities.size() / waysInSet) * waysInSet;
    const std::span<AffinityEntry> ways = std::span(state.affinities).subspan(set, waysInSet);
    auto place = std::ranges::find(ways, key, &AffinityEntry::key);
    if (place == ways.end()) {
        place = std::ranges::min_element(ways, {}, &AffinityEntry::until); // the one that ends first gives way
    }
    *place = { key, deployment, until };
}

std::string sealResponseId(std::string_view provider, std::string_view deployment, std::string_view responseId)
{
    return "resp_"
        + encode("litellm:custom_llm_provider:" + std::string(provider) + ";model_id:" + std::string(deployment)
                 + ";response_id:" + std::string(responseId));
}

std::optional<UnsealedResponseId> unsealResponseId(std::string_view id)
{
    return unseal(id, "resp_", "response_id:");
}

std::string sealItemId(std::string_view deployment, std::string_view itemId)
{
    return "encitem_" + encode("model_id:" + std::string(deployment) + ";item_id:" + std::string(itemId));
}

std::optional<UnsealedResponseId> unsealItemId(std::string_view id)
{
    return unseal(id, "encitem_", "item_id:");
}

double stickyUnit(std::string_view name, std::string_view value)
{
    return static_cast<double>(hashOf(name, value) >> 11) * 0x1.0p-53;
}

} // namespace patchbay::routing
