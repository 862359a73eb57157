// SPDX-License-Identifier: GPL-3.0-or-later
//
// Affinity: what keeps a conversation on one deployment. Response ids carry the deployment's id inside,
// as LiteLLM's do; sessions, keys and prompts are remembered in a table of fixed size.
#pragma once

#include "providers/routing/request_facts.h"
#include "providers/routing/routing_state.h"

namespace patchbay::routing {

enum class AffinityKind : std::uint8_t { Session, Key, Prompt };

// Nothing when the group does not use this kind or the request does not have it.
std::optional<std::uint64_t> affinityKey(AffinityKind kind, const Group &group, const RequestFacts &facts);
Index findAffinity(const RoutingState &state, std::uint64_t key, SteadyTime now);
void rememberAffinity(RoutingState &state, std::uint64_t key, Index deployment, SteadyTime until);

// "resp_" + base64 of "litellm:custom_llm_provider:P;model_id:ID;response_id:R".
std::string sealResponseId(std::string_view provider, std::string_view deployment, std::string_view responseId);

struct UnsealedResponseId {
    std::string provider;
    std::string deployment;
    std::string responseId;
};
// Nothing for an id that nobody sealed.
std::optional<UnsealedResponseId> unsealResponseId(std::string_view id);

// "encitem_" + base64 of "model_id:ID;item_id:I": items with encrypted content.
std::string sealItemId(std::string_view deployment, std::string_view itemId);
std::optional<UnsealedResponseId> unsealItemId(std::string_view id);

// The same on every machine and day; in [0, 1). For sticky splits.
double stickyUnit(std::string_view name, std::string_view value);

} // namespace patchbay::routing
