// SPDX-License-Identifier: GPL-3.0-or-later
//
// BayLegend: what the cables below mean, only those that are there; while something is dragged, what letting go
// would do.
#pragma once

#include "models/bay/picture.h"
#include "ui/widgets/theme.h"

#include <QWidget>

#include <optional>

namespace patchbay {

class BayLegend final : public QWidget {
    Q_OBJECT
public:
    explicit BayLegend(const Theme &theme, QWidget *parent = nullptr);

    void setPicture(const bay::Picture &picture);
    // A running gateway tells how it is.
    void setLive(bool live);
    void setHint(const QString &hint);
    // Stands first, as a warning; empty: nothing does.
    void setNote(const QString &note);

    QSize sizeHint() const override { return { 100, 32 }; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Entry {
        QPen pen;
        QString text;
    };
    QList<Entry> entries() const;

    const Theme &m_theme;
    QList<bay::CableKind> m_kinds;
    std::optional<Role> m_trouble; // the worst colour of the picture's cables
    bool m_live = false;
    QString m_hint;
    QString m_note;
};

} // namespace patchbay
