// SPDX-License-Identifier: GPL-3.0-or-later
//
// Swatch: the square of 12 px in an entity's colour beside its name. Colour never stands alone: the
// accessible name says whose it is.
#pragma once

#include <QColor>
#include <QIcon>
#include <QLabel>

namespace patchbay {

class Theme;

class Swatch final : public QLabel {
    Q_OBJECT
public:
    // Slots as in Theme::entityColor(); -1 is "other".
    Swatch(const Theme &theme, int slot, const QString &entityName, QWidget *parent = nullptr);

    // Of what is no entity. Does not follow the theme.
    Swatch(const Theme &theme, const QColor &color, const QString &name, QWidget *parent = nullptr);

    void setSlot(int slot, const QString &entityName);
    int slot() const { return m_slot; }
    // The same square for combo boxes and menus.
    static QIcon icon(const Theme &theme, int slot);

    QSize sizeHint() const override { return QSize(12, 12); }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    int m_slot;
    QColor m_color; // invalid: the slot's
};

} // namespace patchbay
