// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/spend_colors.h"

#include <iterator>

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

QColor errorColor(const Theme &theme, int rank)
{
    constexpr Role roles[] = { Role::Bad, Role::Warn, Role::Info, Role::Muted };
    constexpr int count = static_cast<int>(std::size(roles));
    if (rank < 0) {
        return theme.color(Role::LineStrong);
    }
    const QColor full = theme.color(roles[rank % count]);
    if (rank < count) {
        return full;
    }
    // The second round is half as strong on the panel's ground.
    const QColor ground = theme.color(Role::Surface);
    return QColor((full.red() + ground.red()) / 2, (full.green() + ground.green()) / 2, (full.blue() + ground.blue()) / 2);
}

} // namespace patchbay
