// SPDX-License-Identifier: GPL-3.0-or-later
//
// SampleWorld: open comparisons in known states, with nothing behind them but sample files and
// stores in memory: what screenshots show. States are reached through the same events as real ones.
#pragma once

#include "models/compare/comparison_set.h"
#include "models/compare/entity_slots.h"

namespace patchbay {

class SampleWorld final : public QObject {
    Q_OBJECT
public:
    // Fails when a sample file or the catalogue cannot be read.
    static Result<std::unique_ptr<SampleWorld>> create();
    ~SampleWorld() override;

    ComparisonSet &comparisons() { return *m_set; }
    EntitySlots &entities() { return m_entities; }
    const ModelDirectory &models() const;

    // Each opens a tab of its own. The events arrive with the next turns of the event loop.
    void openFirstComparison();
    void openReady(); // not run yet
    void openStreaming();
    void openDone();
    void openEightPanes();
    void openKinds(); // embeddings, a ranking, a picture, speech
    // Whether runs that follow stop where the samples say "streamed", or go on to their end.
    void setStreaming(bool streaming);
    // Runs of other days, for the history.
    void fillHistory();

private:
    class Private;
    SampleWorld();
    RunRecord draft(bool allPanes) const;
    void run(RunRecord record, bool streaming);

    std::unique_ptr<Private> m_private;
    EntitySlots m_entities;
    std::unique_ptr<ComparisonSet> m_set;
};

// The comparison that a first start opens: a prompt and four models of the sandbox.
Result<RunRecord> firstComparison();

} // namespace patchbay
