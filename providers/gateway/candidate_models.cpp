// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/candidate_models.h"

namespace patchbay::gateway {

namespace {

ModelEntry freeModel()
{
    ModelEntry entry;
    entry.free = true;
    return entry;
}

} // namespace

std::vector<const ModelEntry *> candidateModels(const GatewaySnapshot &snapshot, const Catalog &catalog,
                                                std::string_view name)
{
    std::vector<const ModelEntry *> models;
    const std::optional<routing::Target> target = snapshot.table->resolve(name);
    if (!target || target->group == routing::none) {
        return models;
    }
    for (const routing::Index member : snapshot.table->groups()[target->group].members) {
        const std::string called = snapshot.table->modelFor(member, target->name);
        if (const ModelEntry *own = snapshot.pricesOf(&snapshot.access[member], called).get()) {
            models.push_back(own);
            continue;
        }
        const Result<ResolvedModel> known = catalog.resolve(called);
        static const ModelEntry local = freeModel(); // on this machine, known or not
        const bool isLocal = known && known->provider->local && (!known->model || known->model->rates.empty());
        models.push_back(isLocal ? &local : known ? known->model : nullptr);
    }
    return models;
}

} // namespace patchbay::gateway
