// SPDX-License-Identifier: GPL-3.0-or-later
//
// Names that stand outside of routing and refer to nothing: models of keys, defaults of kinds of calls, credentials,
// guardrails, policies.
#include "providers/config/group_names.h"
#include "providers/config/reference_check.h"
#include "providers/config/reference_table.h"

#include <algorithm>
#include <array>
#include <format>
#include <set>

namespace patchbay::config {
namespace {

// What lists of allowed models say instead of a name.
constexpr std::string_view allowanceWords[] = { "*", "all-proxy-models", "all-team-models", "no-default-models" };

struct KindWords {
    std::string_view code;
    std::string_view missing; // "… names "x", which is no …"
    std::string_view remedy;
};

KindWords wordsOf(ReferenceKind kind)
{
    switch (kind) {
    case ReferenceKind::Credential: return { "unknown-credential", "not in credential_list", "Add it to credential_list." };
    case ReferenceKind::Guardrail: return { "unknown-guardrail", "not in guardrails", "Add it to guardrails, or remove the reference: nothing is checked by it." };
    case ReferenceKind::Policy: return { "unknown-policy", "not in policies", "Add it to policies, or remove the reference." };
    case ReferenceKind::Group: break;
    }
    return { "unknown-group", "no group of model_list", {} };
}

// "general_settings.completion_model" of the table's path: what stands before the first word for anything, and the last key.
std::string placeWords(std::string_view path)
{
    std::string words(path.substr(0, path.find(".*")));
    if (words.starts_with("$.")) {
        words.erase(0, 2);
    }
    if (words.ends_with(".{}")) {
        words.erase(words.size() - 3);
    }
    if (words == "model_list" || words == "policies" || words == "policy_attachments" || words == "vector_store_registry") {
        std::string_view rest = path;
        while (rest.ends_with(".*") || rest.ends_with(".{}")) {
            rest.remove_suffix(rest.ends_with(".*") ? 2 : 3);
        }
        words = std::string(rest.substr(rest.rfind('.') + 1));
    }
    return words;
}

class DanglingCheck {
public:
    DanglingCheck(const GatewayConfig &configuration, ProblemList &problems)
        : m_config(configuration)
        , m_problems(problems)
    {
    }

    void run()
    {
        for (const ReferenceRow &row : referenceRows()) {
            if (row.dangling == Dangling::Elsewhere) {
                continue;
            }
            visitReferences(m_config.root, row.path, [&](const ReferencePlace &place) {
                if (!isKnown(row, place.name)) {
                    tell(row, place);
                }
            });
        }
    }

private:
    bool isKnown(const ReferenceRow &row, const std::string &name)
    {
        if (name.empty()) {
            return true;
        }
        if (row.kind != ReferenceKind::Group) {
            return defined(row.kind).contains(name);
        }
        const bool allowed = row.dangling == Dangling::Allowance
            && (std::ranges::contains(allowanceWords, name) || isPattern(name) || accessGroups().contains(name));
        return allowed || names().known(name);
    }

    void tell(const ReferenceRow &row, const ReferencePlace &place)
    {
        const KindWords words = wordsOf(row.kind);
        std::string remedy = row.kind == ReferenceKind::Group ? names().remedy(place.name) : nearest(row.kind, place.name);
        const bool error = row.dangling == Dangling::Error;
        // Settings of a group that is not there do nothing, wherever they stand.
        const bool policy = place.isKey && row.kind == ReferenceKind::Group;
        std::string message = std::format("{} names \"{}\", which is {}.", placeWords(row.path), place.name, words.missing);
        if (error) {
            m_problems.error(place.span, std::string(words.code), std::move(message), std::move(remedy)).refuses = false;
        } else {
            m_problems.warning(place.span, policy ? "unused-policy" : std::string(words.code), std::move(message), std::move(remedy));
        }
    }

    std::string nearest(ReferenceKind kind, const std::string &name)
    {
        const std::set<std::string, std::less<>> &known = defined(kind);
        const std::vector<std::string_view> views(known.begin(), known.end());
        std::string found = suggestion(name, views);
        return found.empty() ? std::string(wordsOf(kind).remedy) : found;
    }

    const std::set<std::string, std::less<>> &defined(ReferenceKind kind)
    {
        auto &names = m_defined[static_cast<std::size_t>(kind)];
        if (!names) {
            names.emplace();
            for (const std::string_view path : definitionPaths(kind)) {
                visitReferences(m_config.root, path, [&](const ReferencePlace &place) { names->insert(place.name); });
            }
        }
        return *names;
    }

    const GroupNames &names() { return m_names ? *m_names : m_names.emplace(m_config); }

    // Names under which keys may use several groups at once.
    const std::set<std::string, std::less<>> &accessGroups()
    {
        if (!m_accessGroups) {
            m_accessGroups.emplace();
            visitReferences(m_config.root, "model_list.*.model_info.access_groups.*",
                            [this](const ReferencePlace &place) { m_accessGroups->insert(place.name); });
        }
        return *m_accessGroups;
    }

    const GatewayConfig &m_config;
    ProblemList &m_problems;
    std::optional<GroupNames> m_names {}; // made for the first name: most files have none of these
    std::array<std::optional<std::set<std::string, std::less<>>>, 4> m_defined {};
    std::optional<std::set<std::string, std::less<>>> m_accessGroups {};
};

} // namespace

void checkDangling(const GatewayConfig &configuration, ProblemList &problems)
{
    DanglingCheck(configuration, problems).run();
}

} // namespace patchbay::config
