// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a person does to the picture, as edits of the document: each is one or more of the document's smallest
// patches. Errors are the document's; nothing is changed then (whoever calls works on a copy or undoes).
#pragma once

#include "models/bay/fallback_places.h"

namespace patchbay::bay {

using document::ConfigDocument;
using document::EditReport;

// `position`: before which of the group's targets; absent: behind the last.
Result<EditReport> addFallback(ConfigDocument &document, CableKind kind, const std::string &from,
                               const std::string &to, std::optional<std::size_t> position = {});
// The cable's name in the list becomes another one.
Result<EditReport> retarget(ConfigDocument &document, const BayCable &cable, const std::string &to);
Result<EditReport> removeCable(ConfigDocument &document, const BayCable &cable);
// Earlier (below 0) or later among the group's fallbacks.
Result<EditReport> reorderBy(ConfigDocument &document, const BayCable &cable, int steps);

struct NewDeployment {
    std::string group {};
    std::string model {}; // "provider/name"
    std::string keyVariable {}; // "OPENAI_API_KEY"; empty: no key
    std::string apiBase {};
};
// With the key's variable that the catalogue knows for the provider; an empty group is named after the model.
NewDeployment newDeployment(const std::string &model, const std::string &group, const Catalog &catalog);
// Behind the group's last deployment, else at the end.
Result<EditReport> addDeployment(ConfigDocument &document, const NewDeployment &deployment);
// A deployment to another group: its model_name.
Result<EditReport> regroup(ConfigDocument &document, const BayNode &deployment, const std::string &group);
Result<EditReport> addAlias(ConfigDocument &document, const std::string &name, const std::string &group);

// Groups and aliases with all that refers to them; of a deployment the model.
Result<EditReport> renameNode(ConfigDocument &document, const BayNode &node, const std::string &name);
// A group goes with its deployments and with what names it.
Result<EditReport> removeNode(ConfigDocument &document, const BayNode &node);

// Nodes and cables by id, as one edit; what goes with another is not missed.
Result<EditReport> removeThings(ConfigDocument &document, const std::vector<std::string> &ids);

// Why a cable of that kind cannot go from one to the other; empty: it can.
std::string whyNoFallback(const ConfigDocument &document, CableKind kind, const BayNode &from, const BayNode &to);

} // namespace patchbay::bay
