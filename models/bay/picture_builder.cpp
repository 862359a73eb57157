// SPDX-License-Identifier: GPL-3.0-or-later
//
// makePicture(): one walk over the typed configuration, with the places that its spans give.
#include "models/bay/picture.h"
#include "models/bay/fallback_places.h"
#include "providers/catalog/catalog.h"
#include "providers/routing/routing_table.h"

#include <algorithm>
#include <format>
#include <map>

namespace patchbay::bay {
namespace {

using config::Deployment;
using config::SourceSpan;

// Line numbers of byte offsets.
class LineFinder {
public:
    explicit LineFinder(const std::string &text)
        : m_text(text)
    {
        for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; ++at) {
            m_breaks.push_back(at);
        }
    }
    std::uint32_t lineOf(std::size_t offset) const
    {
        return static_cast<std::uint32_t>(std::ranges::lower_bound(m_breaks, offset) - m_breaks.begin()) + 1;
    }
    LineSpan span(const SourceSpan &span) const
    {
        if (span.file != 0) {
            return {};
        }
        // A block ends where the next thing begins, which is lines later.
        const std::size_t last = m_text.find_last_not_of(" \t\r\n", std::max(span.end, span.begin + 1) - 1);
        return { lineOf(span.begin), lineOf(std::max(last == std::string::npos ? 0 : last, span.begin)) };
    }

private:
    const std::string &m_text;
    std::vector<std::size_t> m_breaks;
};

class Builder {
public:
    Builder(const document::ConfigDocument &document, const Catalog *catalog, const std::vector<config::Problem> *problems)
        : m_document(document)
        , m_configuration(document.configuration())
        , m_problems(problems ? *problems : m_configuration.problems)
        , m_catalog(catalog)
        , m_lines(document.text())
    {
    }

    Picture build()
    {
        const std::size_t deployments = m_configuration.deployments.size();
        m_picture.nodes.reserve(2 * deployments + 16);
        m_picture.cables.reserve(2 * deployments + 16);
        m_picture.index.reserve(2 * deployments + 16);
        addGroups();
        addDeployments();
        for (const CableKind kind : { CableKind::Fallback, CableKind::ContextWindow, CableKind::ContentPolicy }) {
            addFallbacks(kind);
        }
        addAliases();
        markProblems();
        countMembers();
        return std::move(m_picture);
    }

private:
    std::size_t add(BayNode node)
    {
        const std::size_t place = m_picture.nodes.size();
        m_picture.index.emplace(node.id, place);
        m_picture.nodes.push_back(std::move(node));
        return place;
    }

    void addGroups()
    {
        for (const std::string &name : m_configuration.groups()) {
            BayNode node { .id = "group/" + name, .kind = NodeKind::Group, .name = name, .title = name };
            add(std::move(node));
        }
    }

    std::string providerName(const std::string &id) const
    {
        const ProviderEntry *entry = m_catalog ? m_catalog->provider(id) : nullptr;
        return entry && !entry->name.empty() ? entry->name : id;
    }

    std::size_t providerNode(const std::string &provider)
    {
        const std::string id = "provider/" + provider;
        if (const auto known = m_picture.indexOf(id)) {
            return *known;
        }
        return add({ .id = id, .kind = NodeKind::Provider, .name = provider, .title = providerName(provider) });
    }

    // The list's item that a deployment was read from: places are the only thing both know.
    std::string pathOf(const Deployment &deployment) const
    {
        if (deployment.span.file != 0) {
            return {};
        }
        const auto found = m_items.find(deployment.span.begin);
        return found == m_items.end() ? std::string() : "model_list[" + std::to_string(found->second) + ']';
    }

    // The item's bytes as they are written, without the comments that follow.
    SourceSpan ownSpan(const Deployment &deployment) const
    {
        SourceSpan span = deployment.span;
        const document::SpanNode &root = m_document.tree().spans;
        const std::optional<std::size_t> list = root.isMapping() ? root.find("model_list") : std::nullopt;
        const auto found = m_items.find(span.begin);
        if (list && found != m_items.end() && span.file == 0) {
            const auto &items = root.children[*list].value.children;
            if (found->second < items.size() && items[found->second].value.begin <= span.begin) {
                span.end = items[found->second].end;
            }
        }
        return span;
    }

    std::string deploymentNodeId(const Deployment &deployment)
    {
        const config::YamlNode *given = deployment.info.find("id");
        const config::YamlNode *base = deployment.parameters.find("api_base");
        const std::string key = given && given->isScalar() && !given->isNull()
            ? given->text
            : deployment.group + '|' + deployment.model + '|' + (base ? base->text : std::string());
        const int count = m_seen[key]++;
        return "deployment/" + key + (count ? '#' + std::to_string(count + 1) : std::string());
    }

    void addDeployments()
    {
        const config::YamlNode *list = m_document.tree().root.find("model_list");
        for (std::size_t item = 0; list && item < list->items.size(); ++item) {
            m_items.emplace(list->items[item].span.begin, item);
        }
        const auto table = routing::RoutingTable::build(m_configuration, nullptr);
        for (std::size_t number = 0; number < m_configuration.deployments.size(); ++number) {
            addDeployment(m_configuration.deployments[number], shareOf(*table, number));
        }
    }

    static double shareOf(const routing::RoutingTable &table, std::size_t number)
    {
        if (number >= table.deployments().size()) {
            return 1;
        }
        const auto index = static_cast<routing::Index>(number);
        const routing::Group &group = table.groups()[table.deployments()[number].group];
        double all = 0;
        for (const routing::Index member : group.members) {
            all += std::max(table.shuffleWeight(member), 0.0);
        }
        const bool weighed = group.strategy == config::Strategy::SimpleShuffle && all > 0;
        return weighed ? std::max(table.shuffleWeight(index), 0.0) / all
                       : 1.0 / static_cast<double>(std::max<std::size_t>(group.members.size(), 1));
    }

    void addDeployment(const Deployment &deployment, double share)
    {
        const std::size_t slash = deployment.model.find('/');
        const std::string provider = slash == std::string::npos ? std::string() : deployment.model.substr(0, slash);
        BayNode node { .id = deploymentNodeId(deployment), .kind = NodeKind::Deployment, .name = deployment.model };
        node.title = slash == std::string::npos ? deployment.model : deployment.model.substr(slash + 1);
        node.detail = providerName(provider);
        if (!deployment.region.empty()) {
            node.detail += ' ' + deployment.region;
        }
        node.trailing = deployment.blocked ? "blocked" : std::format("{:.0f} %", share * 100);
        node.path = pathOf(deployment);
        node.deployment = deployment.id;
        node.lines = m_lines.span(ownSpan(deployment));
        if (node.path.empty() && deployment.span.file < m_configuration.files.size()) {
            node.detail += ", included";
        }
        m_deploymentNodes.emplace(deployment.id, m_picture.nodes.size());
        const std::size_t from = add(std::move(node));
        const std::string id = m_picture.nodes[from].id;
        if (const auto group = m_picture.indexOf("group/" + deployment.group)) {
            m_picture.cables.push_back({ .id = "member/" + id,
                                         .kind = CableKind::Member,
                                         .from = *group,
                                         .to = from,
                                         .share = deployment.blocked ? 0 : share,
                                         .path = m_picture.nodes[from].path,
                                         .lines = m_picture.nodes[from].lines });
        }
        if (!provider.empty()) {
            m_picture.cables.push_back({ .id = "provider/" + id,
                                         .kind = CableKind::Provider,
                                         .from = from,
                                         .to = providerNode(provider),
                                         .share = deployment.blocked ? 0 : share,
                                         .path = {},
                                         .lines = m_picture.nodes[from].lines });
        }
    }

    // A group or a deployment's id; what is neither is drawn as a group that is missing.
    std::size_t targetNode(const std::string &name)
    {
        if (const auto group = m_picture.indexOf("group/" + name)) {
            return *group;
        }
        if (const auto deployment = m_deploymentNodes.find(name); deployment != m_deploymentNodes.end()) {
            return deployment->second;
        }
        const bool every = name == everyGroup;
        return add({ .id = "group/" + name,
                     .kind = NodeKind::Group,
                     .name = name,
                     .title = every ? "every group" : name,
                     .detail = every ? "default fallbacks" : "not in this file",
                     .missing = !every });
    }

    void addFallbacks(CableKind kind)
    {
        for (const FallbackPlace &place : fallbackPlaces(m_document, kind)) {
            if (place.target.empty()) {
                continue;
            }
            const std::size_t from = targetNode(place.group);
            const std::size_t to = targetNode(place.target);
            m_picture.cables.push_back({ .id = std::format("{}/{}/{}", kindText(kind), place.group, place.target),
                                         .kind = kind,
                                         .from = from,
                                         .to = to,
                                         .order = place.order,
                                         .path = place.path,
                                         .lines = m_lines.span(place.span) });
        }
    }

    void addAliases()
    {
        for (const config::Alias &alias : m_configuration.router.aliases) {
            BayNode node { .id = "alias/" + alias.name, .kind = NodeKind::Alias, .name = alias.name, .title = alias.name };
            node.detail = alias.hidden ? "hidden" : "";
            SourceSpan span = alias.span;
            if (alias.targetSpan.file == span.file) {
                span.end = std::max(span.end, alias.targetSpan.end);
            }
            node.lines = m_lines.span(span);
            node.path = node.lines.first ? "router_settings.model_group_alias." + document::keyText(alias.name) : "";
            if (m_picture.indexOf(node.id)) {
                continue;
            }
            const std::size_t from = add(std::move(node));
            const std::size_t to = targetNode(alias.group);
            m_picture.cables.push_back({ .id = "alias/" + alias.name,
                                         .kind = CableKind::Alias,
                                         .from = from,
                                         .to = to,
                                         .path = m_picture.nodes[from].path,
                                         .lines = m_picture.nodes[from].lines });
        }
    }

    void markProblems()
    {
        for (const config::Problem &problem : m_problems) {
            if (problem.span.file != 0) {
                continue;
            }
            const std::string id = m_picture.idAtLine(problem.line);
            const Trouble trouble = problem.severity == config::Severity::Error ? Trouble::Error : Trouble::Warning;
            const auto mark = [&](auto &things) {
                const auto found = std::ranges::find_if(things, [&](const auto &thing) { return thing.id == id; });
                if (found != things.end() && trouble > found->trouble) {
                    found->trouble = trouble;
                    found->problem = problem.message;
                }
            };
            if (!id.empty()) {
                mark(m_picture.nodes);
                mark(m_picture.cables);
            }
        }
    }

    void countMembers()
    {
        std::vector<int> members(m_picture.nodes.size(), 0);
        for (const BayCable &cable : m_picture.cables) {
            members[cable.from] += cable.kind == CableKind::Member ? 1 : 0;
            members[cable.to] += cable.kind == CableKind::Provider ? 1 : 0;
        }
        for (std::size_t place = 0; place < members.size(); ++place) {
            BayNode &node = m_picture.nodes[place];
            if (node.detail.empty() && (node.kind == NodeKind::Group || node.kind == NodeKind::Provider)) {
                node.detail = std::format("{} deployment{}", members[place], members[place] == 1 ? "" : "s");
            }
        }
    }

    const document::ConfigDocument &m_document;
    const config::GatewayConfig &m_configuration;
    const std::vector<config::Problem> &m_problems;
    const Catalog *m_catalog;
    LineFinder m_lines;
    Picture m_picture;
    std::map<std::size_t, std::size_t> m_items; // where an item begins → its number
    std::map<std::string, int> m_seen;
    std::map<std::string, std::size_t, std::less<>> m_deploymentNodes; // by the configuration's id
};

} // namespace

Picture makePicture(const document::ConfigDocument &document, const Catalog *catalog, const std::vector<config::Problem> *problems)
{
    return Builder(document, catalog, problems).build();
}

} // namespace patchbay::bay
