// SPDX-License-Identifier: GPL-3.0-or-later
//
// SectionHeader: the line that opens and closes a CollapsibleSection: chevron, title, trailing text.
#pragma once

#include "ui/widgets/theme.h"

#include <QToolButton>

namespace patchbay {

class SectionHeader final : public QToolButton {
    Q_OBJECT
public:
    SectionHeader(const Theme &theme, const QString &title, QWidget *parent);

    void setTrailing(const QString &trailing);
    QString trailing() const { return m_trailing; }
    void setTitleStyle(TypeStep step, Role role);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    const Theme &m_theme;
    QString m_trailing;
    TypeStep m_step = TypeStep::Meta;
    Role m_role = Role::Muted;
};

} // namespace patchbay
