// SPDX-License-Identifier: GPL-3.0-or-later
//
// EntitySlots: which colour slot a model has. Handed out first come, first served, and kept for
// ever, so that a model has the same colour in every pane, chart and table.
#pragma once

#include <QByteArray>
#include <QStringList>

#include <functional>

namespace patchbay {

class EntitySlots {
public:
    // `changed` is called with state() whenever a slot was given away.
    explicit EntitySlots(QByteArray state = {}, std::function<void(const QByteArray &state)> changed = {});

    // From 0; a name that is new gets the next one.
    int slotOf(const QString &entity);
    QByteArray state() const;

private:
    QStringList m_entities;
    std::function<void(const QByteArray &state)> m_changed;
};

} // namespace patchbay
