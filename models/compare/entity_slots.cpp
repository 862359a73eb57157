// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/entity_slots.h"

#include <QString>

namespace patchbay {

EntitySlots::EntitySlots(QByteArray state, std::function<void(const QByteArray &state)> changed)
    : m_entities(QString::fromUtf8(state).split(QLatin1Char('\n'), Qt::SkipEmptyParts))
    , m_changed(std::move(changed))
{
}

int EntitySlots::slotOf(const QString &entity)
{
    if (entity.isEmpty()) {
        return -1;
    }
    if (const qsizetype found = m_entities.indexOf(entity); found >= 0) {
        return static_cast<int>(found);
    }
    m_entities.append(entity);
    if (m_changed) {
        m_changed(state());
    }
    return static_cast<int>(m_entities.size()) - 1;
}

QByteArray EntitySlots::state() const
{
    return m_entities.join(QLatin1Char('\n')).toUtf8();
}

} // namespace patchbay
