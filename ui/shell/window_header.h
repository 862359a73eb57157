// SPDX-License-Identifier: GPL-3.0-or-later
//
// WindowHeader: the line above the panel: its documents, a new one, and the way to the palette.
#pragma once

#include "ui/shell/chrome_widget.h"
#include "ui/shell/panel.h"

class QToolButton;

namespace patchbay {

class DocumentTabs;
class FindField;

class WindowHeader final : public ChromeWidget {
    Q_OBJECT
public:
    explicit WindowHeader(const Theme &theme, QWidget *parent = nullptr);

    void setPanel(Panel *panel);
    DocumentTabs *tabs() const { return m_tabs; }
    QList<QWidget *> stops() const;
    void setShortcuts(const QString &palette, const QString &newTab);

Q_SIGNALS:
    void paletteWanted();

private:
    void readPanel();

    DocumentTabs *m_tabs = nullptr;
    QToolButton *m_new = nullptr;
    FindField *m_find = nullptr;
    Panel *m_panel = nullptr;
};

} // namespace patchbay
