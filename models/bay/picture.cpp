// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/picture.h"

#include <algorithm>

namespace patchbay::bay {

const BayNode *Picture::node(std::string_view id) const
{
    const std::optional<std::size_t> place = indexOf(id);
    return place ? &nodes[*place] : nullptr;
}

const BayCable *Picture::cable(std::string_view id) const
{
    const auto found = std::ranges::find(cables, id, &BayCable::id);
    return found == cables.end() ? nullptr : &*found;
}

std::optional<std::size_t> Picture::indexOf(std::string_view nodeId) const
{
    const auto found = index.find(std::string(nodeId));
    return found == index.end() ? std::nullopt : std::optional(found->second);
}

std::size_t Picture::count(NodeKind kind) const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(nodes, [kind](const BayNode &node) { return node.kind == kind && !node.missing; }));
}

std::string Picture::idAtLine(std::uint32_t line) const
{
    const std::string *best = nullptr;
    std::uint32_t size = 0;
    const auto offer = [&](const std::string &id, const LineSpan &lines) {
        const std::uint32_t own = lines.last - lines.first;
        if (lines.contains(line) && (!best || own < size)) {
            best = &id;
            size = own;
        }
    };
    for (const BayCable &cable : cables) {
        if (cable.isFallback()) {
            offer(cable.id, cable.lines);
        }
    }
    for (const BayNode &node : nodes) {
        if (node.kind == NodeKind::Alias || node.kind == NodeKind::Deployment) {
            offer(node.id, node.lines);
        }
    }
    return best ? *best : std::string();
}

std::string_view kindText(CableKind kind)
{
    switch (kind) {
    case CableKind::Alias: return "alias";
    case CableKind::Member: return "deployment";
    case CableKind::Provider: return "provider";
    default: break;
    }
    return config::fallbackKey(fallbackKind(kind)).words;
}

CableKind cableKind(config::FallbackKind kind)
{
    return kind == config::FallbackKind::ContextWindow ? CableKind::ContextWindow
        : kind == config::FallbackKind::ContentPolicy  ? CableKind::ContentPolicy
                                                       : CableKind::Fallback;
}

config::FallbackKind fallbackKind(CableKind kind)
{
    const auto found = std::ranges::find(config::fallbackKeys, kind, [](const config::FallbackKey &key) { return cableKind(key.kind); });
    return found == std::end(config::fallbackKeys) ? config::FallbackKind::General : found->kind;
}

} // namespace patchbay::bay
