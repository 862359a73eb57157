// SPDX-License-Identifier: GPL-3.0-or-later
//
// The weights of simple-shuffle: weight, else rpm, else tpm, looked for in the whole set. Inside the
// room only.
#pragma once

#include "providers/routing/routing_table.h"

#include <span>

namespace patchbay::routing {

enum class WeightField : std::uint8_t { Weight, Requests, Tokens, None };

// How simple-shuffle weighs a set: which field counts, and what a deployment without it gets.
struct Weighing {
    WeightField field = WeightField::None;
    double missing = 1;
    double sum = 0;

    double of(const DeploymentFacts &facts) const;
};

// `firstDecides` is LiteLLM's fault: only the first deployment is asked which field counts.
Weighing weigh(std::span<const DeploymentFacts> deployments, std::span<const Index> kept, bool firstDecides);

} // namespace patchbay::routing
