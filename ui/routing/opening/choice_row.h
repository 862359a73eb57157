// SPDX-License-Identifier: GPL-3.0-or-later
//
// ChoiceRow: a button as a row: icon, title, muted second line.
#pragma once

#include "ui/widgets/theme.h"

#include <QAbstractButton>

namespace patchbay {

class ChoiceRow final : public QAbstractButton {
    Q_OBJECT
public:
    ChoiceRow(const Theme &theme, const QString &iconName, const QString &title, const QString &detail,
              QWidget *parent = nullptr);

    QSize sizeHint() const override { return { 360, 46 }; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QString m_iconName;
    QString m_detail;
};

} // namespace patchbay
