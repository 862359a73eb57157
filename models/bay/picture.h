// SPDX-License-Identifier: GPL-3.0-or-later
//
// Picture: a configuration as a patch bay: aliases, model groups, deployments and providers as nodes, and the
// cables between them. A value made from the document as a whole; it holds no places on a screen (layout.h)
// and no colours. Ids name the thing and not its number in the file, so that a selection survives edits.
#pragma once

#include "models/config/config_document.h"
#include "providers/config/fallback_keys.h"

#include <unordered_map>

namespace patchbay {
class Catalog;
}

namespace patchbay::bay {

enum class NodeKind : std::uint8_t { Alias, Group, Deployment, Provider };
enum class CableKind : std::uint8_t { Alias, Member, Provider, Fallback, ContextWindow, ContentPolicy };

// Of the main file's text, from 1; 0: written elsewhere.
struct LineSpan {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    bool contains(std::uint32_t line) const { return first > 0 && line >= first && line <= last; }
    bool operator==(const LineSpan &) const = default;
};

// The worst problem that stands in a thing's lines.
enum class Trouble : std::uint8_t { None, Warning, Error };

struct BayNode {
    std::string id {}; // "group/chat", "deployment/…", "alias/gpt-4", "provider/openai"
    NodeKind kind = NodeKind::Group;
    std::string name {}; // as the file says it: group, alias, provider id; of a deployment its model string
    std::string title {};
    std::string detail {}; // muted second line
    std::string trailing {}; // muted, at the end of the second line
    std::string path {}; // for ConfigDocument; empty: not written in this file
    std::string deployment {}; // of a deployment: the id that routing goes by
    LineSpan lines {};
    Trouble trouble = Trouble::None;
    std::string problem {}; // its message
    bool missing = false; // only named, by a fallback or an alias
    bool operator==(const BayNode &) const = default;
};

struct BayCable {
    std::string id {};
    CableKind kind = CableKind::Member;
    std::size_t from = 0; // in Picture::nodes
    std::size_t to = 0;
    double share = 1; // of the group's requests, as weights say
    int order = 0; // of fallbacks, from 1
    std::string path {}; // of the name that makes it
    LineSpan lines {};
    Trouble trouble = Trouble::None;
    std::string problem {};
    bool isFallback() const { return kind >= CableKind::Fallback; }
    bool operator==(const BayCable &) const = default;
};

struct Picture {
    std::vector<BayNode> nodes; // by column, then in the file's order
    std::vector<BayCable> cables;

    const BayNode *node(std::string_view id) const;
    const BayCable *cable(std::string_view id) const;
    std::optional<std::size_t> indexOf(std::string_view nodeId) const;
    std::size_t count(NodeKind kind) const;
    // The smallest thing whose lines hold it: a fallback before a group. Empty: none does.
    std::string idAtLine(std::uint32_t line) const;
    bool operator==(const Picture &other) const { return nodes == other.nodes && cables == other.cables; }

    std::unordered_map<std::string, std::size_t> index;
};

// `catalog` supplies providers' names; may be null. What is marked: these problems, else the configuration's own.
Picture makePicture(const document::ConfigDocument &document, const Catalog *catalog,
                    const std::vector<config::Problem> *problems = nullptr);

// Every group, as the target of default_fallbacks is named.
inline constexpr std::string_view everyGroup = "*";
std::string_view kindText(CableKind kind); // "fallback", "context window fallback", …
CableKind cableKind(config::FallbackKind kind);
config::FallbackKind fallbackKind(CableKind kind); // of cables that are fallbacks

} // namespace patchbay::bay
