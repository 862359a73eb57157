// SPDX-License-Identifier: GPL-3.0-or-later
//
// InspectorDock: what the current panel shows about its selection, at the right of the workspace.
// Folds away where the window is too narrow; what the person wanted is remembered meanwhile.
#pragma once

#include "ui/shell/panel.h"
#include "ui/widgets/theme.h"

#include <QDockWidget>
#include <QPointer>

class QStackedWidget;

namespace patchbay {

class InspectorDock final : public QDockWidget {
    Q_OBJECT
public:
    explicit InspectorDock(const Theme &theme, QWidget *parent = nullptr);

    // Null shows nothing.
    void setPanel(Panel *panel);
    // Shown where there is room; the person's standing choice.
    bool wanted() const { return m_wanted; }
    void setWanted(bool wanted);
    // Shows or hides it now, also in a narrow window, and remembers that as the choice.
    void toggle();
    bool hasContent() const;
    // Every inspector goes back to its panel, which owns it.
    void giveBack();
    void setWindowWidth(int width);
    // Makes visibility what it should be, after somebody else (restoreState) has changed it.
    void applyVisibility();

private:
    void readPanel();

    const Theme &m_theme;
    QStackedWidget *m_stack = nullptr;
    QPointer<Panel> m_panel;
    QPointer<QWidget> m_content;
    QHash<QWidget *, QPointer<Panel>> m_owners;
    bool m_wanted = true;
    bool m_narrow = false;
    bool m_shownThoughNarrow = false;
};

} // namespace patchbay
