// SPDX-License-Identifier: GPL-3.0-or-later
//
// StateLabel: a dot of 8 px and a word in the same colour: "● streaming", "○ ready", "● cooling 4 s".
#pragma once

#include "ui/widgets/theme.h"

#include <QLabel>

namespace patchbay {

struct StateLook {
    Role role = Role::Muted;
    bool hollow = false;
};

class StateLabel final : public QLabel {
    Q_OBJECT
public:
    explicit StateLabel(const Theme &theme, QWidget *parent = nullptr);

    // The first word decides the colour ("cooling 4 s" is cooling); a word that is not in the table
    // of the design tokens is muted.
    void setState(const QString &words);
    QString state() const { return text(); }
    // The same with a look of the caller's choice ("rotating, step 4 of 5" in warn).
    void setState(const QString &words, StateLook look);
    StateLook look() const { return m_look; }

    static StateLook lookOf(QStringView words);
    // For delegates: paints the label at the left of rect.
    static void paintState(QPainter &painter, const QRect &rect, const Theme &theme, const QString &words,
                           StateLook look);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    StateLook m_look;
};

} // namespace patchbay
