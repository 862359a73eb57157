// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/references.h"

#include "providers/config/reference_table.h"

#include <algorithm>
#include <span>
#include <vector>

namespace patchbay::document {
namespace {

constexpr std::string_view aliasDefinitions[] = { "$.model_group_alias.{}" };
constexpr std::string_view idDefinitions[] = { "model_list.*.model_info.id" };

using PathWords = std::vector<std::string_view>;

// The lists of models of keys, teams, users, roles and policies, wherever they stand.
bool isModelList(const PathWords &path)
{
    return path.size() > 2 && path[path.size() - 2] == "models" && path.back() == "#" && path.front() != "model_list";
}

struct Table {
    config::ReferenceKind references;
    std::span<const std::string_view> definitions;
    bool modelLists;
};

Table tableOf(NameKind kind)
{
    using config::ReferenceKind;
    switch (kind) {
    case NameKind::Group: return { ReferenceKind::Group, config::definitionPaths(ReferenceKind::Group), true };
    case NameKind::Alias: return { ReferenceKind::Group, aliasDefinitions, true };
    case NameKind::DeploymentId: return { ReferenceKind::Group, idDefinitions, false };
    case NameKind::Guardrail: return { ReferenceKind::Guardrail, config::definitionPaths(ReferenceKind::Guardrail), false };
    case NameKind::Policy: return { ReferenceKind::Policy, config::definitionPaths(ReferenceKind::Policy), false };
    case NameKind::Credential: break;
    }
    return { ReferenceKind::Credential, config::definitionPaths(ReferenceKind::Credential), false };
}

bool refers(config::ReferenceKind kind, const PathWords &path)
{
    return std::ranges::any_of(config::referenceRows(), [&](const config::ReferenceRow &row) {
        return row.kind == kind && config::matchesReference(row.path, path);
    });
}

class Visitor {
public:
    Visitor(const Table &table, std::string_view name, const std::function<void(const NameSpot &spot)> &visit)
        : m_table(table)
        , m_name(name)
        , m_visit(visit)
    {
    }

    void walk(SpanNode &node)
    {
        for (SpanChild &child : node.children) {
            const bool flow = node.style != Style::Block;
            if (node.isMapping()) {
                m_path.emplace_back("{}");
                tell(child.key, true, flow);
                // The path must not point into a text that the visit may change.
                const std::string key = child.name();
                m_path.back() = key;
                visitValue(child.value, flow);
            } else {
                m_path.emplace_back("#");
                visitValue(child.value, flow);
            }
            m_path.pop_back();
        }
    }

private:
    void visitValue(SpanNode &value, bool flow)
    {
        tell(value, false, flow);
        walk(value);
    }

    void tell(SpanNode &node, bool isKey, bool flow)
    {
        if (node.kind != SpanNode::Kind::Scalar || node.scalar.text != m_name || node.scalar.isNull()) {
            return;
        }
        const bool defines = std::ranges::any_of(
            m_table.definitions, [this](std::string_view pattern) { return config::matchesReference(pattern, m_path); });
        if (defines || refers(m_table.references, m_path)
            || (m_table.modelLists && !isKey && isModelList(m_path))) {
            m_visit({ node, isKey, flow, defines });
        }
    }

    const Table m_table;
    std::string_view m_name;
    const std::function<void(const NameSpot &spot)> &m_visit;
    PathWords m_path;
};

} // namespace

void visitNames(SpanNode &root, NameKind kind, std::string_view name,
                const std::function<void(const NameSpot &spot)> &visit)
{
    Visitor(tableOf(kind), name, visit).walk(root);
}

std::optional<NameKind> referenceAt(const std::vector<PlaceStep> &steps, bool isKey)
{
    PathWords path;
    std::ranges::transform(steps, std::back_inserter(path),
                           [](const PlaceStep &step) { return step.isKey ? std::string_view(step.key) : "#"; });
    if (isKey) {
        path.emplace_back("{}");
    }
    using config::ReferenceKind;
    if (refers(ReferenceKind::Group, path) || (!isKey && isModelList(path))) {
        return NameKind::Group;
    }
    return refers(ReferenceKind::Credential, path) ? std::optional(NameKind::Credential)
        : refers(ReferenceKind::Guardrail, path)   ? std::optional(NameKind::Guardrail)
        : refers(ReferenceKind::Policy, path)      ? std::optional(NameKind::Policy)
                                                   : std::nullopt;
}

} // namespace patchbay::document
