// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serving/serving_check.h"

#include "models/bay/model_check.h"
#include "providers/config/problem_at.h"
#include "providers/engine/environment_keys.h"
#include "providers/observers/observer_settings.h"

#include <algorithm>
#include <tuple>

namespace patchbay::serving {

namespace {

using config::Problem;
using config::Severity;

config::SourceSpan placeOf(const config::GatewayConfig &configuration, const char *section, const char *key)
{
    const config::YamlNode *node = configuration.section(section).find(key);
    return node ? node->span : configuration.section(section).span;
}

} // namespace

ServingCheck checkServing(const std::string &file, const Catalog &catalog,
                          const gateway::GatewaySnapshot::KeyKnown &known)
{
    config::LoadOptions loading;
    loading.environment = processEnvironment()("LITELLM_ENVIRONMENT");
    const config::GatewayConfig configuration = config::loadConfig(file, loading);
    std::vector<Problem> problems = bay::allProblems(configuration, catalog);
    const auto add = [&](const config::SourceSpan &place, std::string message) {
        problems.push_back(
            config::problemAt(configuration.files, place, Severity::Warning, "serving", std::move(message)));
    };
    (void)gateway::AccessRules::read(configuration, problems);
    auto snapshot = gateway::GatewaySnapshot::make(configuration, catalog, processEnvironment(), known);
    if (snapshot) {
        problems.insert(problems.end(), (*snapshot)->warnings.begin(), (*snapshot)->warnings.end());
        if ((*snapshot)->masterKey.empty()) {
            add(placeOf(configuration, "general_settings", "master_key"),
                "no master_key is set: whoever reaches the address may use every model");
        }
    } else if (!hasErrors(problems)) {
        // Where it is checked, another environment may be in force.
        add(placeOf(configuration, "general_settings", "master_key"), snapshot.error().message);
    }
    std::vector<std::string> words;
    const auto observed = observers::readObservers(configuration, processEnvironment(), words);
    for (std::string &word : words) {
        add(placeOf(configuration, "litellm_settings", "callbacks"), std::move(word));
    }
    for (const observers::ObserverSettings &observer : observed) {
        if (std::string trouble = observers::fileTrouble(observer); !trouble.empty()) {
            add(placeOf(configuration, "patchbay", "observers"), std::move(trouble));
        }
    }
    const auto place = [](const Problem &problem) {
        return std::tuple(problem.span.file, problem.line, problem.column);
    };
    std::ranges::stable_sort(problems, {}, place);
    return { std::move(problems), std::move(snapshot) };
}

} // namespace patchbay::serving
