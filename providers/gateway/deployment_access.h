// SPDX-License-Identifier: GPL-3.0-or-later
//
// DeploymentAccess: what a deployment of the configuration brings to a call: address, credential, headers, defaults,
// prices. Read once a configuration; const once it is in force. LiteLLM's litellm_params are the source of its rules.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/config/gateway_config.h"
#include "providers/core/chat_request.h"
#include "providers/engine/call_envelope.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace patchbay::gateway {

// What is said to a provider besides the caller's request.
struct DeploymentDefaults {
    std::optional<ChatRequest> chat; // where the caller set none
    JsonText others; // an object: the same for kinds of call besides chat; empty: none
    std::vector<std::string> dropped; // additional_drop_params
};

struct DeploymentAccess {
    // One secret, or an object for accounts of several parts (AWS's keys, Google's service account, an Entra
    // client). Empty: the engine looks the provider's variable up.
    SecretBytes key;
    std::string keyName; // "os.environ/NAME" or "config"; never the key
    std::string apiBase;
    std::vector<HttpHeader> headers; // extra_headers, organization
    SecretBytes secretHeaders; // those with a credential, as a header set (header_set.h)
    DeploymentDefaults defaults;
    bool dropParams = false;
    bool chatOnly = false; // use_chat_completions_api: Responses go over chat
    std::shared_ptr<const ModelEntry> prices; // where litellm_params or model_info set some, or base_model
    std::optional<std::string> mockResponse;
};

// Where keys and addresses come from.
struct AccessSources {
    std::function<std::string(const std::string &name)> variables; // empty where one is not set
    std::function<bool(std::string_view name)> known; // whether a key may be had from elsewhere; may be empty
};

// A file that vertex_credentials names is read here, so that no call waits for a disk. What is missing is a warning: the
// deployment's calls fail, the others' do not.
DeploymentAccess accessOf(const config::Deployment &deployment, const Catalog &catalog, const AccessSources &sources,
                          std::vector<std::string> &warnings);

// Address, credential and headers for a call to the deployment.
void lend(const DeploymentAccess &access, CallEnvelope &call);

} // namespace patchbay::gateway
