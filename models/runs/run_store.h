// SPDX-License-Identifier: GPL-3.0-or-later
//
// RunStore: the history of runs in SQLite. SessionStore: what is open and unsaved, written through
// so often that kill -9 loses at most the last second of typing.
//
// Both belong to the thread that made them, open their own connection and never touch the network.
// Reads of single runs and pages take milliseconds; lists come through RunListModel.
#pragma once

#include "models/runs/run_record.h"
#include "providers/core/clock.h"
#include "providers/core/result.h"

#include <QObject>

#include <memory>
#include <optional>

namespace patchbay {

struct RunSummary {
    QString id;
    QString title;
    QDateTime created;
    QStringList models;
    QString userText; // first 200 characters
    qint64 costNanoDollars = -1; // sum of the known ones, -1 when none is known
    int failed = 0; // panes whose last turn failed
    bool operator==(const RunSummary &) const = default;
};

class RunStore : public QObject {
    Q_OBJECT
public:
    // `file` is made when missing; ":memory:" for tests.
    static Result<std::unique_ptr<RunStore>> open(const QString &file, QObject *parent = nullptr);
    // With a clock that a test sets; it outlives the store.
    static Result<std::unique_ptr<RunStore>> open(const QString &file, const Clock &clock, QObject *parent = nullptr);
    static Result<std::unique_ptr<RunStore>> open(const QString &file, const Clock &&clock,
                                                  QObject *parent = nullptr) = delete;
    ~RunStore() override;

    // Inserts, or replaces the run of that id (another turn was added). Gives the id.
    Result<QString> save(const RunRecord &run);
    Result<RunRecord> load(const QString &id) const;
    Result<void> rename(const QString &id, const QString &title);
    // Runs in the bin come back with restore; emptied after 30 days at open.
    Result<void> remove(const QString &id);
    Result<void> restore(const QString &id);
    // Newest first. `search` matches title, prompt, answers and model names (full text).
    Result<QList<RunSummary>> list(const QString &search, int offset, int limit) const;
    Result<int> count(const QString &search) const;
    // What can be restored, last removed first.
    Result<QList<RunSummary>> bin(int offset, int limit) const;

Q_SIGNALS:
    void changed();

private:
    class Private;
    explicit RunStore(std::unique_ptr<Private> p, QObject *parent);
    std::unique_ptr<Private> m_private;
};

// One open tab.
struct SessionTab {
    QString id;
    QString kind; // "compare"
    RunRecord draft;
    QString viewState; // JSON of the view: which view, scroll positions
    std::optional<QByteArray> damaged = {}; // the stored text where it is no draft; `draft` is empty then
    bool operator==(const SessionTab &) const = default;
};

class SessionStore {
public:
    static Result<std::unique_ptr<SessionStore>> open(const QString &file);
    ~SessionStore();
    Result<void> saveTab(const SessionTab &tab, int position);
    Result<void> removeTab(const QString &id);
    Result<QList<SessionTab>> tabs() const; // in their order
    // Small values: window geometry, the current tab, dock sizes.
    Result<void> setValue(const QString &key, const QByteArray &value);
    QByteArray value(const QString &key) const;

private:
    class Private;
    explicit SessionStore(std::unique_ptr<Private> p);
    std::unique_ptr<Private> m_private;
};

} // namespace patchbay
