// SPDX-License-Identifier: GPL-3.0-or-later
//
// Configurations made from what somebody has elsewhere. Pure. Keys are never read into a text: where one is needed
// stands os.environ/NAME.
#pragma once

#include "models/bay/config_sketch.h"
#include "providers/core/result.h"

#include <functional>

namespace patchbay {
class Catalog;
struct ProviderEntry;
}

namespace patchbay::bay {

// Whether a variable is set and not empty.
using HasVariable = std::function<bool(const std::string &name)>;

struct FoundKey {
    const ProviderEntry *provider = nullptr; // the catalogue's
    std::string variable {};
};
// Providers of the catalogue whose key is in the environment, in its order; no simulated ones.
std::vector<FoundKey> keysInEnvironment(const Catalog &catalog, const HasVariable &isSet);
// A group for each of them with the provider's first chat model; the first one falls back to the others.
Result<Imported> importEnvironment(const Catalog &catalog, const HasVariable &isSet);

// A Portkey config (JSON): strategy single, loadbalance, fallback and conditional, targets inside targets,
// override_params, weights, retry, request_timeout, cache.
Result<Imported> importPortkey(std::string_view json, const Catalog &catalog);

struct ListedModels {
    std::string provider {}; // "openrouter", "litellm_proxy"
    std::string apiBase {}; // empty: the provider's own
    std::vector<std::string> models {}; // as the provider lists them
};
// A group for each model, named as it is there.
Imported importModels(const ListedModels &listed, const Catalog &catalog);

// The first chat model that the catalogue has of a provider; empty: none.
std::string firstChatModel(const Catalog &catalog, std::string_view provider);

} // namespace patchbay::bay
