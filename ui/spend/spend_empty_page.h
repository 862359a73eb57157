// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendEmptyPage: what the panel says before anything was spent: look at the sample, or read in what was recorded
// elsewhere.
#pragma once

#include "ui/spend/spend_context.h"

#include <QWidget>

class QPushButton;

namespace patchbay {

class EmptyState;

class SpendEmptyPage final : public QWidget {
    Q_OBJECT
public:
    explicit SpendEmptyPage(const SpendContext &context, QWidget *parent = nullptr);

    void focusFirst();

private:
    SpendContext m_context;
    EmptyState *m_state;
    QPushButton *m_import;
};

} // namespace patchbay
