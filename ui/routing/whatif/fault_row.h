// SPDX-License-Identifier: GPL-3.0-or-later
//
// FaultRow: one line of the what-if strip: who fails, how, from when to when.
#pragma once

#include "models/bay/what_if.h"
#include "ui/widgets/theme.h"

#include <QWidget>

class QComboBox;
class QSpinBox;
class QToolButton;

namespace patchbay {

class FaultRow final : public QWidget {
    Q_OBJECT
public:
    struct Target {
        QString words;
        QString selector;
    };
    FaultRow(const Theme &theme, bool first, QWidget *parent = nullptr);

    // Keeps what is chosen where it is still there.
    void setTargets(const QList<Target> &targets);
    void setFault(const bay::WhatIfFault &fault);
    bay::WhatIfFault fault() const;
    QComboBox *target() const { return m_target; }
    QComboBox *kind() const { return m_kind; }
    QSpinBox *from() const { return m_from; }
    QSpinBox *to() const { return m_to; }
    QToolButton *removeButton() const { return m_remove; }

Q_SIGNALS:
    void removeWanted();

private:
    QComboBox *m_target;
    QComboBox *m_kind;
    QSpinBox *m_from;
    QSpinBox *m_to;
    QToolButton *m_remove;
};

} // namespace patchbay
