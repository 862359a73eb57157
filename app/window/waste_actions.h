// SPDX-License-Identifier: GPL-3.0-or-later
//
// WasteActions: what the Spend panel's waste page does in other panels: a call again beside a cheaper model in Compare, a change
// of the routing as a draft in Routing. Belongs to the GUI thread; bodies are read on a thread of its own.
#pragma once

#include "models/runs/run_record.h"
#include "ui/spend/spend_context.h"

#include <QCoreApplication>
#include <QObject>
#include <QThreadPool>

namespace patchbay {

class ComparisonSet;
namespace bay {
class ConfigTabs;
}
namespace gateway {
struct StoredBody;
}

class WasteActions final : public QObject {
    Q_OBJECT
public:
    struct Parts {
        ComparisonSet &comparisons;
        bay::ConfigTabs &configurations;
        const Catalog &catalog;
        const Clock &clock;
        QString bodiesFile; // of the gateway; need not exist
        std::function<void(const QString &panel)> show;
    };
    // All outlive it.
    explicit WasteActions(Parts parts, QObject *parent = nullptr);

    using Told = std::function<void(const QString &why)>;
    void replay(const AttemptRow &row, const QString &cheaper, Told done);
    QString draftRouting(const SpendContext::RoutingWish &wish);

private:
    void open(RunRecord record, const QString &words, const Told &done);
    void readBody(const AttemptRow &row, const QString &cheaper, Told done);

    Parts m_parts;
    QThreadPool m_reader;
};

// The comparison of a stored body's question with two models; the error says why there is none. `words` says what is not as it was.
struct ReplayedBody {
    RunRecord record;
    QString words {};
};
std::expected<ReplayedBody, QString> replayOf(const gateway::StoredBody &body, const QStringList &models);
// The same of a run of the window.
std::expected<ReplayedBody, QString> replayOf(const RunRecord &run, const QString &model, const QString &cheaper);

} // namespace patchbay
