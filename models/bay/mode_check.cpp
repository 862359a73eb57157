// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/mode_check.h"

#include "providers/config/fallback_keys.h"
#include "providers/config/problem_at.h"

#include <algorithm>
#include <format>
#include <map>
#include <set>

namespace patchbay::bay {
namespace {

// Calls that one model answers by several names are one use.
std::string_view useOf(std::string_view mode)
{
    return mode == "completion" || mode == "responses" ? "chat"
        : mode == "image_edit"                         ? "image_generation"
                                                       : mode;
}

std::string_view wordsOf(std::string_view use)
{
    constexpr std::pair<std::string_view, std::string_view> words[] = {
        { "chat", "chat" },
        { "embedding", "embedding" },
        { "image_generation", "picture" },
        { "audio_transcription", "transcription" },
        { "audio_speech", "speech" },
        { "rerank", "rerank" },
        { "moderation", "moderation" },
    };
    const auto found = std::ranges::find(words, use, &std::pair<std::string_view, std::string_view>::first);
    return found == std::end(words) ? use : found->second;
}

using Uses = std::set<std::string_view>;

class ModeCheck {
public:
    ModeCheck(const config::GatewayConfig &configuration, const Catalog &catalog)
        : m_configuration(configuration)
    {
        std::set<std::string_view> unknown;
        for (const config::Deployment &deployment : configuration.deployments) {
            const Result<ResolvedModel> resolved = catalog.resolve(deployment.model);
            const std::string_view mode = !deployment.mode.empty() ? std::string_view(deployment.mode)
                : resolved && resolved->model                     ? std::string_view(resolved->model->mode)
                                                                  : std::string_view();
            for (const std::string_view name : { std::string_view(deployment.group), std::string_view(deployment.id) }) {
                m_uses[name].insert(useOf(mode));
            }
            if (mode.empty()) {
                unknown.insert({ deployment.group, deployment.id });
            }
        }
        // One that may be for anything may be for this.
        for (const std::string_view name : unknown) {
            m_uses.erase(name);
        }
        for (const config::Alias &alias : configuration.router.aliases) {
            m_aliases.try_emplace(alias.name, alias.group);
        }
    }

    // Of default fallbacks nothing is said: they stand for every group, whatever it is for.
    void rules(const std::vector<config::FallbackRule> &rules, std::string_view key)
    {
        for (const config::FallbackRule &rule : rules) {
            const Uses *own = rule.group == "*" ? nullptr : usesOf(rule.group);
            for (const config::NamedPlace &target : rule.targets) {
                const Uses *other = own ? usesOf(target.name) : nullptr;
                const bool shared = !other || std::ranges::any_of(*own, [&](std::string_view use) { return other->contains(use); });
                if (!shared) {
                    warn(rule, target, { key, wordsOf(*own->begin()), wordsOf(*other->begin()) });
                }
            }
        }
    }

    std::vector<config::Problem> take() { return std::move(m_problems); }

private:
    struct Words {
        std::string_view key;
        std::string_view own;
        std::string_view other;
    };

    // Null: not known.
    const Uses *usesOf(std::string_view name) const
    {
        for (std::size_t steps = 0; steps <= m_aliases.size(); ++steps) {
            if (const auto found = m_uses.find(name); found != m_uses.end()) {
                return &found->second;
            }
            const auto alias = m_aliases.find(name);
            if (alias == m_aliases.end()) {
                return nullptr;
            }
            name = alias->second;
        }
        return nullptr;
    }

    void warn(const config::FallbackRule &rule, const config::NamedPlace &target, const Words &words)
    {
        config::Problem problem = config::problemAt(
            m_configuration.files, target.span, config::Severity::Warning, "fallback-mode",
            std::format("{}: \"{}\" has {} models and falls back to \"{}\" with {} models, which cannot answer the same calls.",
                        words.key, rule.group, words.own, target.name, words.other));
        problem.remedy = std::format("Name a group of {} models instead, or take the fallback out; "
                                     "if the catalogue is wrong about a model, say model_info.mode.",
                                     words.own);
        m_problems.push_back(std::move(problem));
    }

    const config::GatewayConfig &m_configuration;
    std::map<std::string_view, Uses> m_uses; // by group and by id
    std::map<std::string_view, std::string_view> m_aliases;
    std::vector<config::Problem> m_problems;
};

} // namespace

std::vector<config::Problem> modeProblems(const config::GatewayConfig &configuration, const Catalog &catalog)
{
    ModeCheck check(configuration, catalog);
    for (const config::FallbackKey &list : config::fallbackKeys) {
        check.rules(configuration.router.*list.rules, list.key);
    }
    return check.take();
}

} // namespace patchbay::bay
