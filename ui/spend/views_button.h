// SPDX-License-Identifier: GPL-3.0-or-later
//
// ViewsButton: the dashboard's views under names: opened, saved, removed.
#pragma once

#include "models/spend/saved_views.h"
#include "ui/spend/spend_context.h"

#include <QToolButton>

class QMenu;

namespace patchbay {

class ViewsButton final : public QToolButton {
    Q_OBJECT
public:
    explicit ViewsButton(const SpendContext &context, QWidget *parent = nullptr);

    // What is on the screen: the button names the saved view that it is.
    void setCurrent(const SpendView &view, const SpendShape &shape);
    // Asks for a name, without waiting for it.
    void askName();

Q_SIGNALS:
    void viewWanted(const patchbay::SavedView &view);

private:
    void fill();
    void save(const QString &name);
    void remove(const QString &name);
    void showName();

    SpendContext m_context;
    QMenu *m_menu;
    SavedView m_current;
};

} // namespace patchbay
