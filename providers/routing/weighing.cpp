// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/weighing.h"

#include <algorithm>
#include <cmath>

namespace patchbay::routing {
namespace {

double weightOf(const DeploymentFacts &facts, WeightField field)
{
    switch (field) {
    case WeightField::Weight: return facts.weight;
    case WeightField::Requests: return facts.requestsPerMinute;
    case WeightField::Tokens: return facts.tokensPerMinute;
    case WeightField::None: break;
    }
    return 1;
}

} // namespace

double Weighing::of(const DeploymentFacts &facts) const
{
    const double weight = weightOf(facts, field);
    return weight < 0 ? missing : weight;
}

Weighing weigh(std::span<const DeploymentFacts> deployments, std::span<const Index> kept, bool firstDecides)
{
    const std::span<const Index> looked = firstDecides ? kept.first(1) : kept;
    Weighing weighing;
    for (const WeightField field : { WeightField::Weight, WeightField::Requests, WeightField::Tokens }) {
        const auto given = [&](Index index) { return weightOf(deployments[index], field) >= 0; };
        if (std::ranges::any_of(looked, given)) {
            weighing.field = field;
            break;
        }
    }
    if (weighing.field != WeightField::None && firstDecides) {
        weighing.missing = 0;
    } else if (weighing.field == WeightField::Requests || weighing.field == WeightField::Tokens) {
        // Without a limit of its own, a deployment gets as much as the others on average.
        double sum = 0;
        int given = 0;
        for (const Index index : kept) {
            const double weight = weightOf(deployments[index], weighing.field);
            sum += std::max(0.0, weight);
            given += weight >= 0 ? 1 : 0;
        }
        weighing.missing = given ? sum / given : 1;
    }
    for (const Index index : kept) {
        weighing.sum += weighing.of(deployments[index]);
    }
    if (!(weighing.sum > 0) || !std::isfinite(weighing.sum)) {
        weighing = { .field = WeightField::None, .missing = 1, .sum = static_cast<double>(kept.size()) };
    }
    return weighing;
}

} // namespace patchbay::routing
