// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the queue's header says: how much runs, how much waits, what it has cost. Pure.
#pragma once

#include "ui/shell/panel.h"
#include "ui/shell/span_line.h"

namespace patchbay {

struct QueueSummary {
    int running = 0;
    int waiting = 0;
    qint64 costNanoDollars = -1; // -1: of none it is known
    qint64 capNanoDollars = -1;  // -1: at least one has no cap
    bool costEstimated = false;
    bool operator==(const QueueSummary &) const = default;
};

QueueSummary summarise(const QList<QueueItem> &items);
// "2 running · 1 waiting · $0.197 of $0.50", or "nothing running".
QList<Span> summarySpans(const QueueSummary &summary);

} // namespace patchbay
