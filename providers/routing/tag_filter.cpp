// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/tag_filter.h"

#include <algorithm>

namespace patchbay::routing {
namespace {

enum class TagKind : std::uint8_t { Plain, Required, Excluded, Nothing };

struct Tag {
    TagKind kind = TagKind::Plain;
    std::string_view value;
    bool marked = false; // by tag_routing_prefix: certainly meant for routing
};

Tag parse(std::string_view text, std::string_view prefix)
{
    Tag tag { .kind = TagKind::Plain, .value = text, .marked = !prefix.empty() && text.starts_with(prefix) };
    if (tag.marked) {
        tag.value.remove_prefix(prefix.size());
    }
    if (tag.value.starts_with('&') || tag.value.starts_with('!')) {
        tag.kind = tag.value.size() == 1 ? TagKind::Nothing
            : tag.value.front() == '&'   ? TagKind::Required
                                         : TagKind::Excluded;
        tag.value.remove_prefix(1);
    }
    return tag;
}

class TagFilter {
public:
    TagFilter(const TagInput &input, std::span<const Index> members, std::vector<Drop> &drops)
        : m_in(input)
        , m_members(members)
        , m_drops(drops)
        , m_prefix(input.table.settings().tagRoutingPrefix)
        , m_plain(asks(TagKind::Plain))
        , m_required(asks(TagKind::Required))
        , m_excluded(asks(TagKind::Excluded))
    {
    }

    std::size_t run()
    {
        const auto isDefault = [this](Index index) { return hasTag(index, "default"); };
        const auto candidate = [this](Index index) { return allowed(index, m_in.facts.tags); };
        const bool byAgent = !m_required && !m_in.facts.userAgent.empty()
            && anyKept([&](Index index) { return candidate(index) && !m_in.table.details(index).tagPatterns.empty(); });
        if (m_plain || byAgent) {
            matchWanted();
        } else if (m_required || m_excluded) {
            // Bans alone leave the default ones, like no tags at all; requirements look at everybody.
            const bool defaults = !m_required && anyKept(isDefault);
            keepOrOpen([&](Index index) { return candidate(index) && (!defaults || isDefault(index)); });
        } else if (anyKept(isDefault)) {
            keepOnly(isDefault);
        }
        return m_dropped;
    }

private:
    template <typename Holds> bool anyTag(const Holds &holds) const
    {
        return std::ranges::any_of(m_in.facts.tags,
                                   [&](const std::string &text) { return holds(parse(text, m_prefix)); });
    }

    bool asks(TagKind kind) const
    {
        return anyTag([kind](const Tag &tag) { return tag.kind == kind; });
    }

    bool hasTag(Index index, std::string_view tag) const
    {
        return std::ranges::contains(m_in.table.details(index).tags, tag);
    }

    // What the !tags and &tags of a list say.
    bool allowed(Index index, const std::vector<std::string> &texts) const
    {
        return std::ranges::none_of(texts, [&](const std::string &text) {
            const Tag tag = parse(text, m_prefix);
            return (tag.kind == TagKind::Excluded && hasTag(index, tag.value))
                || (tag.kind == TagKind::Required && !hasTag(index, tag.value));
        });
    }

    // The plain tags, one or all of them; else a pattern, which does not rescue from a strict check.
    bool wanted(Index index) const
    {
        const DeploymentDetails &details = m_in.table.details(index);
        const bool matchAny = m_in.table.settings().tagMatchAny;
        if (m_plain && !details.tags.empty()) {
            const bool one =
                anyTag([&](const Tag &tag) { return tag.kind == TagKind::Plain && hasTag(index, tag.value); });
            const bool missing =
                anyTag([&](const Tag &tag) { return tag.kind == TagKind::Plain && !hasTag(index, tag.value); });
            if (matchAny ? one : !missing) {
                return true;
            }
        }
        if ((!matchAny && !details.tags.empty()) || m_in.facts.userAgent.empty()) {
            return false;
        }
        return std::ranges::any_of(details.tagPatterns, [&](std::uint32_t pattern) {
            return m_in.agents.matches(m_in.table.tagPatterns(), pattern, m_in.facts.userAgent);
        });
    }

    void matchWanted()
    {
        const auto matches = [this](Index index) { return allowed(index, m_in.facts.tags) && wanted(index); };
        const auto isDefault = [this](Index index) {
            return allowed(index, m_in.facts.tags) && hasTag(index, "default");
        };
        // One that has the tags but cannot be asked now is no reason to answer with others.
        if (anyKept(matches)) {
            keepOnly(matches);
        } else if (anyKept(isDefault) && std::ranges::none_of(m_in.group.members, matches)) {
            keepOnly(isDefault);
        } else {
            failOpen();
        }
    }

    template <typename Keep> void keepOrOpen(const Keep &keep)
    {
        if (anyKept(keep)) {
            keepOnly(keep);
        } else {
            failOpen();
        }
    }

    // With allow_fail_open, the caller's own bans and requirements may give way; those that come from
    // the key or the team never do.
    void failOpen()
    {
        const auto opens = [this](Index index) { return m_in.table.details(index).allowFailOpen; };
        const auto trusted = [this](Index index) { return allowed(index, m_in.facts.inheritedTags); };
        if (!anyKept(opens) || anInventedTagHidesAnAnswer() || !anyKept(trusted)) {
            keepOnly([](Index) { return false; });
            return;
        }
        const bool defaults = anyKept([&](Index index) { return trusted(index) && hasTag(index, "default"); });
        keepOnly([&](Index index) { return trusted(index) && (!defaults || hasTag(index, "default")); });
    }

    // A required tag that nobody has: when the others alone would have an answer, opening would be wrong.
    bool anInventedTagHidesAnAnswer() const
    {
        const auto known = [&](const Tag &tag) {
            return tag.marked || anyKept([&](Index index) { return hasTag(index, tag.value); });
        };
        const bool someKnown = anyTag([&](const Tag &tag) { return tag.kind == TagKind::Required && known(tag); });
        const bool someUnknown = anyTag([&](const Tag &tag) { return tag.kind == TagKind::Required && !known(tag); });
        return someKnown && someUnknown && anyKept([&](Index index) {
                   return !anyTag([&](const Tag &tag) {
                       return (tag.kind == TagKind::Excluded && hasTag(index, tag.value))
                           || (tag.kind == TagKind::Required && known(tag) && !hasTag(index, tag.value));
                   });
               });
    }

    template <typename Holds> bool anyKept(const Holds &holds) const
    {
        for (std::size_t at = 0; at < m_members.size(); ++at) {
            if (m_drops[at] == Drop::Kept && holds(m_members[at])) {
                return true;
            }
        }
        return false;
    }

    template <typename Keep> void keepOnly(const Keep &keep)
    {
        for (std::size_t at = 0; at < m_members.size(); ++at) {
            if (m_drops[at] == Drop::Kept && !keep(m_members[at])) {
                m_drops[at] = Drop::Tag;
                ++m_dropped;
            }
        }
    }

    const TagInput &m_in;
    const std::span<const Index> m_members;
    std::vector<Drop> &m_drops;
    const std::string_view m_prefix;
    const bool m_plain;
    const bool m_required;
    const bool m_excluded;
    std::size_t m_dropped = 0;
};

} // namespace

bool UserAgentMemo::matches(const std::vector<std::regex> &patterns, std::size_t pattern, std::string_view agent)
{
    // What a client sends is bounded: an expression may take long on a long text.
    constexpr std::size_t longest = 512;
    agent = agent.substr(0, longest);
    auto slot = std::ranges::find(m_slots, agent, &Slot::agent);
    if (slot == m_slots.end() || slot->matched.size() != patterns.size()) {
        slot = m_slots.begin() + m_next;
        m_next = (m_next + 1) % static_cast<std::ptrdiff_t>(m_slots.size());
        slot->agent = agent;
        slot->matched.assign(patterns.size(), 0);
        const std::string header = "User-Agent: " + slot->agent;
        for (std::size_t index = 0; index < patterns.size(); ++index) {
            slot->matched[index] = std::regex_search(header, patterns[index]) ? 1 : 0;
        }
    }
    return slot->matched[pattern] != 0;
}

std::size_t filterTags(const TagInput &input, std::span<const Index> members, std::vector<Drop> &drops)
{
    return TagFilter(input, members, drops).run();
}

} // namespace patchbay::routing
