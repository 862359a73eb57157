// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/model_check.h"

#include "models/bay/mode_check.h"
#include "providers/config/problem_at.h"
#include "providers/core/nearest_name.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace patchbay::bay {
namespace {

// Providers that serve models of their own naming only. Elsewhere (Azure, Ollama, Hugging Face, OpenRouter,
// compatible servers) any name may be right.
constexpr std::array<std::string_view, 14> ownModels { "openai",   "anthropic", "gemini",   "vertex_ai", "bedrock",
                                                       "mistral",  "cohere",    "groq",     "xai",       "voyage",
                                                       "moonshot", "deepseek",  "cerebras", "perplexity" };

using Problems = std::vector<config::Problem>;

struct Findings {
    const config::GatewayConfig &configuration;
    Problems problems;
};

void warn(Findings &findings, const config::YamlNode &place, std::string code, std::string message,
          std::string remedy)
{
    config::Problem problem = config::problemAt(findings.configuration.files, place.span, config::Severity::Warning,
                                                std::move(code), std::move(message));
    problem.remedy = std::move(remedy);
    findings.problems.push_back(std::move(problem));
}

// Names that the provider's users make: fine-tuned models, ARNs, numbers of endpoints, variants of routes.
bool isMadeByUsers(std::string_view name)
{
    return name.starts_with("ft:") || name.contains("arn:") || name.starts_with("responses/") || name.contains(':')
        || std::ranges::all_of(name, [](char letter) { return letter >= '0' && letter <= '9'; });
}

std::string nearestModel(const ResolvedModel &resolved, const Catalog &catalog)
{
    std::vector<std::string_view> names;
    for (const ModelEntry *row : catalog.modelsOf(resolved.provider->id)) {
        names.push_back(row->name);
    }
    return std::string(nearestName(resolved.name, names));
}

void checkModel(Findings &findings, const config::Deployment &deployment, const Catalog &catalog)
{
    const config::YamlNode &place = *deployment.parameters.find("model");
    const bool ownAddress = deployment.parameters.find("api_base") || deployment.parameters.find("base_url");
    const Result<ResolvedModel> resolved = catalog.resolve(deployment.model);
    if (!resolved) {
        // With an address of its own, any name may be right.
        if (!ownAddress) {
            warn(findings, place, "unknown-provider", resolved.error().message,
                 resolved.error().remedy);
        }
        return;
    }
    const bool explained = ownAddress || !deployment.baseModel.empty() || deployment.inputPrice
        || deployment.outputPrice || isMadeByUsers(resolved->name);
    if (resolved->model || explained || !std::ranges::contains(ownModels, std::string_view(resolved->provider->id))) {
        return;
    }
    const std::string nearest = nearestModel(*resolved, catalog);
    const std::string otherwise =
        "if it is new, import a price list (catalog import) or set input_cost_per_token and output_cost_per_token.";
    warn(findings, place, "unknown-model",
         "The catalogue knows no model \"" + resolved->name + "\" of " + resolved->provider->id
             + ": its price and context are unknown.",
         nearest.empty() ? "Check the name; " + otherwise : "Did you mean " + nearest + "? Otherwise, " + otherwise);
}

} // namespace

std::vector<config::Problem> allProblems(const config::GatewayConfig &configuration, const Catalog &catalog)
{
    Findings findings { configuration, configuration.problems };
    for (const config::Deployment &deployment : configuration.deployments) {
        if (deployment.parameters.find("model") && !deployment.model.empty() && !deployment.model.ends_with('/')
            && !deployment.mocked && !config::isPattern(deployment.model)) {
            checkModel(findings, deployment, catalog);
        }
    }
    std::ranges::move(modeProblems(configuration, catalog), std::back_inserter(findings.problems));
    const auto place = [](const config::Problem &problem) {
        return std::tuple(problem.span.file, problem.line, problem.column);
    };
    std::ranges::stable_sort(findings.problems, {}, place);
    return std::move(findings.problems);
}

} // namespace patchbay::bay
