// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/route_start.h"

#include "providers/routing/affinity.h"

#include <algorithm>

namespace patchbay::routing {
namespace {

bool listed(const std::vector<std::string> &names, std::string_view name)
{
    return std::ranges::any_of(names, [name](const std::string &each) { return config::matchesPattern(each, name); });
}

bool withinHours(const config::RuleCondition &when, WallTime now)
{
    if (!when.hourFrom || !when.hourTo) {
        return true;
    }
    const auto day = std::chrono::floor<std::chrono::days>(now);
    const double hour = std::chrono::duration<double, std::ratio<3600>>(now - day).count();
    return *when.hourFrom <= *when.hourTo ? hour >= *when.hourFrom && hour < *when.hourTo
                                          : hour >= *when.hourFrom || hour < *when.hourTo;
}

// A group is meant by its own name and by its aliases.
bool names(const RoutingTable &table, const config::NamedPlace &place, Index group)
{
    if (place.name == table.groups()[group].name) {
        return true;
    }
    const std::optional<Target> meant = table.resolve(place.name);
    return meant && meant->deployment == none && meant->group == group;
}

// A fact that is not known satisfies no bound.
bool holds(const config::Bounds &bounds, std::optional<double> value)
{
    return bounds.empty() || (value && bounds.hold(*value));
}

const std::string &stickyValue(const config::TrafficSplit &split, const RequestFacts &facts)
{
    static const std::string nothing;
    switch (split.stickyBy) {
    case config::StickyBy::Key: return facts.key;
    case config::StickyBy::Session: return facts.session;
    case config::StickyBy::User: return facts.user;
    case config::StickyBy::None: break;
    }
    return nothing;
}

const config::NamedPlace *chooseVariant(const config::TrafficSplit &split, const RequestFacts &facts, Random &random)
{
    double sum = 0;
    for (const auto &[place, share] : split.variants) {
        sum += std::max(0.0, share);
    }
    if (sum <= 0) {
        return nullptr;
    }
    const std::string &value = stickyValue(split, facts);
    double left = (value.empty() ? random.nextUnit() : stickyUnit(split.name, value)) * sum;
    const config::NamedPlace *chosen = nullptr;
    for (const auto &[place, share] : split.variants) {
        if (share > 0) {
            chosen = &place;
            left -= share;
            if (left < 0) {
                break;
            }
        }
    }
    return chosen;
}

void applyRules(const RoutingTable &table, RouteProgress &progress, const RequestFacts &facts, Target &target,
                WallTime now)
{
    const std::vector<config::RoutingRule> &rules = table.patchbay().rules;
    for (std::size_t index = 0; index < rules.size(); ++index) {
        const std::string_view group = table.groups()[target.group].name;
        if (!failedCondition(rules[index].when, facts, group, now).empty()) {
            continue;
        }
        if (const std::optional<Target> chosen = table.resolve(rules[index].use.name)) {
            progress.rule = static_cast<int>(index);
            target = *chosen;
            return; // one rule counts, so rules cannot send a request in circles
        }
    }
}

void applySplits(const RoutingTable &table, RouteProgress &progress, const RequestFacts &facts, Target &target,
                 Random &random)
{
    const std::vector<config::TrafficSplit> &splits = table.patchbay().splits;
    for (std::size_t index = 0; index < splits.size(); ++index) {
        if (splits[index].group.name != target.name && !names(table, splits[index].group, target.group)) {
            continue;
        }
        const config::NamedPlace *variant = chooseVariant(splits[index], facts, random);
        if (const std::optional<Target> chosen = variant ? table.resolve(variant->name) : std::nullopt) {
            progress.split = static_cast<int>(index);
            target = *chosen;
            return;
        }
    }
}

} // namespace

std::string_view failedCondition(const config::RuleCondition &when, const RequestFacts &facts, std::string_view group,
                                 WallTime now)
{
    if (!when.models.empty() && !listed(when.models, facts.model) && !listed(when.models, group)) {
        return "model";
    }
    if (!holds(when.tokens, static_cast<double>(facts.promptTokens))) {
        return "tokens";
    }
    if (!holds(when.complexity, facts.complexity)) {
        return "complexity";
    }
    if (!holds(when.budgetLeft, facts.budgetLeft)) {
        return "budget_left";
    }
    if (when.tools && *when.tools != facts.tools) {
        return "tools";
    }
    if (when.images && *when.images != facts.images) {
        return "images";
    }
    if (when.jsonSchema && *when.jsonSchema != facts.jsonSchema) {
        return "json_schema";
    }
    if (!when.languages.empty() && !std::ranges::contains(when.languages, facts.language)) {
        return "language";
    }
    const auto tagged = [&](const std::string &tag) { return std::ranges::contains(facts.tags, tag); };
    if (!when.tags.empty() && !std::ranges::any_of(when.tags, tagged)) {
        return "tag";
    }
    if (!when.keys.empty() && !listed(when.keys, facts.key)) {
        return "key";
    }
    if (!when.teams.empty() && !listed(when.teams, facts.team)) {
        return "team";
    }
    return withinHours(when, now) ? std::string_view() : "hour";
}

bool startRoute(const RoutingTable &table, RouteProgress &progress, const RequestFacts &facts, Chance chance)
{
    std::optional<Target> target = table.resolve(facts.model);
    if (!target) {
        const std::vector<Target> *generic = table.defaultFallbacks();
        if (!generic || facts.disableFallbacks) {
            return false;
        }
        target = generic->front();
    }
    if (target->deployment == none) {
        applyRules(table, progress, facts, *target, chance.now.wall);
        applySplits(table, progress, facts, *target, chance.random);
    }
    progress.started = true;
    progress.group = target->group;
    progress.pinned = target->deployment;
    progress.asked = target->name;
    progress.first = *target;
    return true;
}

Index mirrorFor(const RoutingTable &table, Index group, Random &random)
{
    for (const config::TrafficMirror &mirror : table.patchbay().mirrors) {
        if (names(table, mirror.group, group) && random.nextUnit() < mirror.share) {
            const std::optional<Target> target = table.resolve(mirror.target.name);
            return target ? target->group : none;
        }
    }
    return none;
}

} // namespace patchbay::routing
