// SPDX-License-Identifier: GPL-3.0-or-later
//
// BudgetDesk: the budgets and what is spent of them, for a window. Files and questions wait on the SpendDesk's thread;
// answers come by signal or callback on the thread that made it.
#pragma once

#include "models/spend/spend_budget.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

namespace patchbay {

class SpendDesk;

class BudgetDesk final : public QObject {
    Q_OBJECT
public:
    // Both are called on the SpendDesk's thread.
    struct Store {
        std::function<Result<QList<SpendBudget>>()> load;
        std::function<Result<void>(const QList<SpendBudget> &)> save;
    };
    // budgets.json of a data directory.
    static Store fileStore(const QString &directory);
    // Example budgets for the sample ledger, which are forgotten with it.
    static Store sampleStore();

    // Over the desk's own ledger, or its sample. The desk outlives it. `zone` is that of days, weeks and months.
    BudgetDesk(SpendDesk &desk, Store store, bool sample, const QTimeZone &zone, QObject *parent = nullptr);

    void refresh();
    // In a few seconds, however often it is said meanwhile.
    void refreshSoon();

    bool isRead() const { return m_read; }
    bool isReading() const { return m_pending > 0; }
    bool isSample() const { return m_sample; }
    const QList<BudgetState> &states() const { return m_states; }
    // Why the budgets or the ledger could not be read; the states are the last that were.
    const std::optional<Error> &problem() const { return m_problem; }
    const QTimeZone &zone() const { return m_zone; }

    // In the place of the budget named `replaced`, or as a new one where that is empty. Refused: a name that another has.
    using Done = std::function<void(const Result<void> &)>;
    void put(const QString &replaced, const SpendBudget &budget, QObject *context, Done done);
    void remove(const QString &name, QObject *context, Done done);
    // What it would have done `back` periods ago.
    void replay(const SpendBudget &budget, int back, QObject *context, std::function<void(const Result<BudgetReplay> &)> done);

Q_SIGNALS:
    // States, or a problem.
    void changed();
    // The list itself was changed here; states() is that of the new one.
    void edited();

private:
    using Edit = std::function<Result<void>(QList<SpendBudget> &)>;
    void work(Edit edit, QObject *context, Done done);

    SpendDesk &m_desk;
    const std::shared_ptr<const Store> m_store;
    const bool m_sample;
    const QTimeZone m_zone;
    QList<BudgetState> m_states;
    std::optional<Error> m_problem;
    QTimer m_soon;
    int m_pending = 0;
    bool m_read = false;
};

// One more than `budgets` has, under a name that none of them has.
Result<void> putBudget(QList<SpendBudget> &budgets, const QString &replaced, const SpendBudget &budget);

} // namespace patchbay
