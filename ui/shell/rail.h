// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rail: the vertical bar at the left that switches panels; only panels that exist are in it.
// PatchbayStyle paints it (accent edge at the current one).
#pragma once

#include "ui/widgets/theme.h"

#include <QToolBar>

class QActionGroup;

namespace patchbay {

enum class RailPlace { Top, Bottom };

struct RailItem {
    QString id {};
    QString title {};
    QString iconName {};
    RailPlace place = RailPlace::Top;
};

class Rail final : public QToolBar {
    Q_OBJECT
public:
    explicit Rail(const Theme &theme, QWidget *parent = nullptr);

    void addItem(const RailItem &item);
    void setCurrent(const QString &id);
    // "Compare (Ctrl+1)".
    void setToolTipOf(const QString &id, const QString &toolTip);
    // From top to bottom, for the order of the Tab key.
    QList<QWidget *> buttons() const;

Q_SIGNALS:
    void chosen(const QString &id);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QAction *actionOf(const QString &id) const;
    void prepareButton(QAction *action);

    const Theme &m_theme;
    QActionGroup *m_group = nullptr;
    QAction *m_stretch = nullptr;
};

} // namespace patchbay
