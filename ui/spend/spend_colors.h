// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendColors: which colour slot an entity of a picture has. Models have theirs from the whole window; teams, keys and
// the like get one here, first come, first served, for as long as the panel lives.
#pragma once

#include "models/compare/entity_slots.h"
#include "models/spend/spend_picture.h"

#include <map>

namespace patchbay {

class SpendColors {
public:
    explicit SpendColors(EntitySlots &models)
        : m_models(models)
    {
    }
    // -1 for the rest.
    int slotOf(SpendDimension dimension, const SpendEntity &entity);

private:
    EntitySlots &m_models;
    std::map<SpendDimension, EntitySlots> m_others;
};

} // namespace patchbay
