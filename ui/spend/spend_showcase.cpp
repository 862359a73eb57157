// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spend/spend_showcase.h"

#include "models/spend/sample_ledger.h"
#include "ui/spend/dashboard_page.h"
#include "ui/spend/rows_view.h"
#include "ui/spend/waste_page.h"

#include <QTreeView>

using namespace Qt::StringLiterals;

namespace patchbay {

class SpendShowcase::SampleClock final : public Clock {
public:
    WallTime now() const override
    {
        return WallTime(std::chrono::sys_days { std::chrono::year(2026) / 11 / 22 } + std::chrono::hours(15));
    }
    SteadyTime steadyNow() const override { return SteadyTime(std::chrono::hours(1)); }
};

SpendShowcase::SpendShowcase(const Theme &theme, CommandRegistry &commands)
    : m_clock(std::make_unique<SampleClock>())
{
    const QString sample = m_folder.filePath(u"sample-ledger.db"_s);
    (void)makeSampleLedger(sample, m_clock->now());
    for (const QString &model : { u"anthropic/claude-sonnet-4-5"_s, u"gemini/gemini-2.5-flash"_s, u"qwen2.5:14b"_s, u"openai/gpt-4o"_s,
                                  u"groq/llama-3.3-70b"_s, u"anthropic/claude-haiku-4-5"_s, u"openai/gpt-4o-mini"_s,
                                  u"openai/text-embedding-3-small"_s }) {
        m_entities.slotOf(model);
    }
    m_desk = std::make_unique<SpendDesk>(SpendDesk::Source { m_folder.filePath(u"ledger.db"_s), {}, sample }, *m_clock);
    m_panel = new SpendPanel({ theme, commands, *m_desk, m_entities, [](const QString &, const auto &) { } }, QTimeZone("Europe/Berlin"));
}

SpendShowcase::~SpendShowcase()
{
    delete m_panel.data();
}

bool SpendShowcase::isReady() const
{
    const WastePage *waste = m_panel->waste();
    return !m_desk->isAsking() && !m_desk->isLookingAhead() && (waste == nullptr || !waste->isReading());
}

QStringList SpendShowcase::states()
{
    return { u"empty"_s, u"month"_s, u"rows"_s, u"filtered"_s, u"quarter"_s, u"hours"_s, u"waste"_s };
}

void SpendShowcase::show(const QString &state)
{
    if (state == u"empty") {
        m_panel->openSample(false);
        return;
    }
    if (m_panel->toolbar() != nullptr) {
        m_panel->showWaste(false);
    }
    if (!m_desk->isSample()) {
        m_panel->openSample(true);
    }
    DashboardPage &page = *m_panel->dashboard();
    SpendView view { .zone = page.view().zone };
    if (state == u"filtered") {
        view.by = SpendDimension::Key;
        view.where = { { SpendDimension::Team, { u"Platform"_s, u"Support"_s } }, { SpendDimension::Model, { u"gpt-4o"_s } } };
    } else if (state == u"quarter") {
        view.preset = SpendPreset::Last90Days;
        view.by = SpendDimension::Team;
    } else if (state == u"hours") {
        view.preset = SpendPreset::Last7Days;
        view.unit = SpendDimension::Hour;
        view.by = SpendDimension::Provider;
    } else if (state == u"rows") {
        const std::optional<SpendPicture> &picture = m_desk->picture();
        constexpr int twelfth = 11;
        if (picture && picture->buckets.size() > twelfth) {
            page.openRows(twelfth, 0);
            page.rows()->table()->setCurrentIndex(page.rows()->table()->model()->index(0, 0));
        }
        return;
    }
    if (page.view() != view || page.showsRows()) {
        page.setView(view);
    }
    m_panel->showWaste(state == u"waste");
}

} // namespace patchbay
