// SPDX-License-Identifier: GPL-3.0-or-later
//
// RecordImport: records of another tool into a window's ledger, from a file or from a LiteLLM proxy's PostgreSQL. On a thread of its
// own; answers come by callback on the thread that made it. One question at a time: the newest ends the one before.
#pragma once

#include "models/ledger/foreign_stream.h"
#include "models/ledger/postgres_source.h"
#include "models/ledger/spend_importer.h"
#include "models/mailbox/mailbox.h"
#include "models/mailbox/work_thread.h"

#include <QObject>

#include <atomic>
#include <memory>

namespace patchbay {

class RecordImport final : public QObject {
    Q_OBJECT
public:
    // The ledger outlives it.
    explicit RecordImport(SqlLedger &ledger, QObject *parent = nullptr);
    // Ends what runs; what was taken stays.
    ~RecordImport() override;

    struct Taken {
        SpendImportCounts counts;
        bool cancelled = false; // before its end
    };
    // A database is only kept in memory, until it was read.
    void look(const PostgresPlace &place, QObject *context, std::function<void(Result<PostgresFound>)> done);
    void importDatabase(const PostgresPlace &place, std::optional<WallTime> from, std::optional<WallTime> to, QObject *context,
                        std::function<void(Result<Taken>)> done);
    void importFile(const QString &path, QObject *context, std::function<void(Result<Taken>)> done);
    // The callback comes all the same, soon, with what was taken so far.
    void cancel();

Q_SIGNALS:
    // `of` is a file's size in bytes; 0 where that is not known. `position` is bytes of a file, rows of a database.
    void progressed(qint64 position, qint64 of, const patchbay::SpendImportCounts &counts);

private:
    Result<Taken> take(ForeignSource &source, std::optional<SpendFormat> format, qint64 of, int mine);
    PostgresSource::Connected watch(const PostgresPlace &place, int mine);
    template <typename T>
    void post(std::function<T()> work, QObject *context, std::function<void(T)> done);

    SqlLedger &m_ledger;
    std::atomic<int> m_asked = 0;
    std::mutex m_mutex; // guards what follows
    PostgresPlace m_place;
    int m_backend = 0; // 0: waits for no server
    const std::shared_ptr<Mailbox> m_mailbox;
    WorkThread m_interrupter;
    WorkThread m_thread; // last: it ends before what it uses
};

} // namespace patchbay
