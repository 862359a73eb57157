// SPDX-License-Identifier: GPL-3.0-or-later
//
// The names that a reference of a configuration may use, with a few words about what each stands for.
#pragma once

#include "models/config/references.h"
#include "providers/config/gateway_config.h"

namespace patchbay {
class Catalog;
struct ModelEntry;
}

namespace patchbay::bay {

struct KnownName {
    std::string name {};
    std::string words {}; // "group of 2", "alias of chat", "credential"
    std::vector<std::string> lines {}; // what is behind it: models, fallbacks
};

// Groups, then aliases, then deployments with an id of their own; or credentials.
std::vector<KnownName> knownNames(const config::GatewayConfig &configuration, document::NameKind kind);

// "128 k context, $2.5 in and $10 out per million": what the catalogue knows, in a line; may be empty.
std::string modelWords(const ModelEntry &model);

} // namespace patchbay::bay
