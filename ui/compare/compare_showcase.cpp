// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compare_showcase.h"

#include "models/compare/sample_world.h"
#include "ui/compare/compare_panel.h"
#include "ui/compare/comparison_view.h"
#include "ui/compare/pane_grid.h"

using namespace Qt::StringLiterals;

namespace patchbay {

CompareShowcase::CompareShowcase(std::unique_ptr<SampleWorld> world)
    : m_world(std::move(world))
{
}

CompareShowcase::~CompareShowcase()
{
    delete m_panel.data();
}

Result<std::unique_ptr<CompareShowcase>> CompareShowcase::create(const Theme &theme, CommandRegistry &commands)
{
    Result<std::unique_ptr<SampleWorld>> world = SampleWorld::create();
    if (!world) {
        return std::unexpected(world.error());
    }
    std::unique_ptr<CompareShowcase> showcase(new CompareShowcase(std::move(*world)));
    SampleWorld &samples = *showcase->m_world;
    samples.fillHistory();
    samples.openFirstComparison();
    const auto keySource = [&samples](const QString &model) {
        const ModelFacts facts = samples.models().facts(model);
        return facts.keyRequired ? facts.keyVariables.value(0) : ComparePanel::tr("no key needed");
    };
    const CompareContext context { theme, commands, samples.models(), samples.entities(), keySource };
    showcase->m_panel = new ComparePanel(context, samples.comparisons());
    return showcase;
}

QStringList CompareShowcase::states()
{
    return { u"first-run"_s,   u"streaming"_s, u"done"_s,    u"failed"_s,
             u"eight-panes"_s, u"diff"_s,      u"history"_s, u"wire"_s, u"kinds"_s };
}

void CompareShowcase::selectPane(int index)
{
    m_panel->currentView()->grid()->select(index);
}

void CompareShowcase::show(const QString &state)
{
    ComparisonSet &set = m_world->comparisons();
    const int before = set.count();
    if (state == u"first-run") {
        m_world->openFirstComparison();
        m_panel->beginFirstRun();
    } else if (state == u"streaming") {
        m_world->openStreaming();
        selectPane(1);
    } else if (state == u"kinds") {
        m_world->openKinds();
        selectPane(2);
    } else if (state == u"eight-panes") {
        m_world->openEightPanes();
    } else {
        m_world->openDone();
        selectPane(state == u"failed" ? 3 : 1);
    }
    for (int index = 0; index < before; ++index) {
        set.close(0);
    }
    m_panel->focusFirst();
    if (state == u"history") {
        m_panel->showHistory(true);
    } else if (state == u"wire") {
        m_panel->showWire(true);
    } else if (state == u"diff") {
        // Once the answers are there.
        selectPane(0);
        QMetaObject::invokeMethod(
            m_panel.data(),
            [this] {
                Comparison &comparison = m_panel->currentView()->comparison();
                if (comparison.isRunning()) {
                    connect(
                        &comparison, &Comparison::runningChanged, m_panel.data(),
                        [this] { m_panel->currentView()->showDiff(true); }, Qt::SingleShotConnection);
                } else {
                    m_panel->currentView()->showDiff(true);
                }
            },
            Qt::QueuedConnection);
    }
}

} // namespace patchbay
