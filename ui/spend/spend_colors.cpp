// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/spend_colors.h"

namespace patchbay {

int SpendColors::slotOf(SpendDimension dimension, const SpendEntity &entity)
{
    if (entity.rest) {
        return -1;
    }
    if (dimension != SpendDimension::Model) {
        return m_others[dimension].slotOf(entity.values.first());
    }
    // Panes name a model with its provider.
    return m_models.slotOf(entity.provider.isEmpty() ? entity.values.first()
                                                     : entity.provider + u'/' + entity.values.first());
}

} // namespace patchbay
