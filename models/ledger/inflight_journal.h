// SPDX-License-Identifier: GPL-3.0-or-later
//
// InflightJournal: the file `inflight.journal` beside the ledger, which holds the steps that are
// not in the database yet. A step is there for kill -9 as soon as append() returns (one write(2), or none where the file
// is mapped); for a power cut only in strict mode, which waits for the disk. Behind the records of a mapped file stand zeros
// until it is closed.
//
// A small file of reserved space lets attempts under way settle when the disk is full. Not
// thread-safe; the ledger's lock guards it.
#pragma once

#include "models/ledger/journal_map.h"
#include "providers/core/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <string_view>

namespace patchbay {

// Mapped: from the first clear() on; where the file cannot be mapped it is Buffered.
enum class JournalMode { Buffered, Strict, Mapped };
// New attempts must not use the space that is kept for those under way.
enum class JournalUrgency { MayFail, UsesReserve };

class InflightJournal {
public:
    // Makes the file where it is missing; contents stay until clear() or replace().
    static Result<InflightJournal> open(const QString &file, JournalMode mode);
    InflightJournal(InflightJournal &&other) noexcept;
    InflightJournal &operator=(InflightJournal &&other) noexcept;
    InflightJournal(const InflightJournal &) = delete;
    InflightJournal &operator=(const InflightJournal &) = delete;
    ~InflightJournal();

    Result<QByteArray> read() const;
    // All of the records or nothing.
    Result<void> append(std::string_view records, JournalUrgency urgency);
    Result<void> append(const QByteArray &record, JournalUrgency urgency)
    {
        return append(std::string_view(record.constData(), static_cast<std::size_t>(record.size())), urgency);
    }
    Result<void> clear();
    // Puts these records in place of all others, atomically.
    Result<void> replace(const QList<QByteArray> &records);
    // Takes a kernel lock on the file, which goes with this object and with the process; false when
    // another one holds it.
    bool tryLock();
    // Deletes the files; the object is of no use afterwards.
    void remove();
    qint64 size() const { return m_size; }
    QString file() const { return m_file; }

private:
    InflightJournal(QString file, JournalMode mode, int handle, qint64 size);
    Result<void> append(std::string_view records);
    Result<void> appendMapped(std::string_view records);
    void map();
    void wipeMap();
    Result<void> dropTornTail();
    void refillReserve();

    QString m_file;
    JournalMode m_mode = JournalMode::Buffered;
    int m_handle = -1;
    std::optional<JournalMap> m_map {};
    qint64 m_size = 0; // of the good records
    bool m_tornTail = false;
    int m_reserve = -1;
    bool m_reserveFull = false;
};

} // namespace patchbay
