// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendColors: which colour slot an entity of a picture has. Models have theirs from the whole window; teams, keys and
// the like get one here, first come, first served, for as long as the panel lives.
#pragma once

#include "models/compare/entity_slots.h"
#include "models/spend/spend_picture.h"

#include "ui/widgets/theme.h"

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

// Latencies and errors are no entities: a model's or a team's colour would say that they were.
inline constexpr Role medianRole = Role::Accent;
inline constexpr Role p95Role = Role::Text;
// By rank; -1: the rest.
QColor errorColor(const Theme &theme, int rank);

} // namespace patchbay
