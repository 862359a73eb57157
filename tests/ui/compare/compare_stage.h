// SPDX-License-Identifier: GPL-3.0-or-later
//
// Stage: the Compare panel on sample answers, in a window as the shell would make it.
#pragma once

#include "models/compare/comparison.h"
#include "models/compare/sample_world.h"
#include "ui/compare/compare_panel.h"
#include "ui/compare/comparison_view.h"
#include "ui/compare/pane_grid.h"
#include "ui/shell/command.h"
#include "ui/shell/command_actions.h"
#include "ui/widgets/patchbay_style.h"

#include <QMainWindow>
#include <QTest>

namespace patchbay {

struct Stage {
    explicit Stage(const Theme &theme)
        : world(std::move(*SampleWorld::create()))
        , actions(theme, registry, &window)
    {
        world->openReady();
        const CompareContext context { theme, registry, world->models(), world->entities(), {} };
        panel = new ComparePanel(context, world->comparisons());
        window.setCentralWidget(panel);
        window.resize(1100, 780);
        window.show();
        panel->inspector()->setParent(&inspectorHost);
        inspectorHost.resize(300, 700);
        panel->inspector()->resize(300, 700);
        panel->inspector()->show();
        inspectorHost.show();
        window.activateWindow();
        (void)QTest::qWaitForWindowActive(&window);
        actions.refresh();
    }
    ~Stage() { delete panel; }

    ComparisonView &view() { return *panel->currentView(); }
    Comparison &comparison() { return view().comparison(); }
    PaneView &pane(int index) { return *view().grid()->view(index); }
    void key(QWidget *target, Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(target, key, modifiers);
    }

    CommandRegistry registry;
    std::unique_ptr<SampleWorld> world;
    QMainWindow window;
    CommandActions actions;
    QWidget inspectorHost;
    ComparePanel *panel = nullptr;
};

} // namespace patchbay
