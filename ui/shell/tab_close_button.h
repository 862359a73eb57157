// SPDX-License-Identifier: GPL-3.0-or-later
//
// TabCloseButton: the mark at the right of a document tab. A cross on the current tab and under the
// pointer, a dot where changes are not saved, nothing on the others.
#pragma once

#include "ui/widgets/theme.h"

#include <QAbstractButton>

namespace patchbay {

class TabCloseButton final : public QAbstractButton {
    Q_OBJECT
public:
    explicit TabCloseButton(const Theme &theme, QWidget *parent = nullptr);

    void setCurrent(bool current);
    void setModified(bool modified);

    QSize sizeHint() const override { return { 16, 16 }; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    const Theme &m_theme;
    bool m_current = false;
    bool m_modified = false;
};

} // namespace patchbay
