// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the gateway does to a request before a deployment gets it.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/core/chat_request.h"
#include "providers/gateway/deployment_access.h"
#include "providers/gateway/key_book.h"
#include "providers/wire/kind_request.h"

namespace patchbay::gateway {

// Parameters of the deployment where the caller set none.
void applyDefaults(ChatRequest &request, const ChatRequest &defaults);
// The same for other kinds: members of the body that it has not got. Takes out what the deployment drops.
void applyDefaults(wire::KindRequest &request, const DeploymentDefaults &defaults);
// additional_drop_params: nothing of these names is sent.
void dropParameters(ChatRequest &request, const std::vector<std::string> &names);
// Whether a member of a request is said to the gateway, not to the provider (fallbacks, num_retries, tags, …).
bool isGatewayField(std::string_view name);
// Takes out what is said to the gateway, not to the provider (fallbacks, num_retries, tags, …).
void removeGatewayFields(ChatRequest &request);
// The same of an object; LiteLLM's metadata too, unless the provider is to store it ("store").
JsonText withoutGatewayFields(const JsonText &body);
// Upper bounds: a token has at least one byte of text; without max_tokens an answer of usual length.
CallEstimate estimateFor(const ChatRequest &request, const std::vector<const ModelEntry *> &models);
// The same where the messages stand elsewhere and have so many tokens at most.
CallEstimate estimateFor(const ChatRequest &request, std::int64_t prompt,
                         const std::vector<const ModelEntry *> &models);
// Of messages, besides the bytes of their texts.
constexpr std::int64_t estimatedPerMessage = 16;

} // namespace patchbay::gateway
