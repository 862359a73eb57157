// SPDX-License-Identifier: GPL-3.0-or-later
//
// BlobTable: attachments and answered media of runs and drafts, each content kept once under its SHA-256.
//
// Works on the tables blobs and blob_uses of an open database and inside the caller's transaction.
#pragma once

#include "models/runs/run_record.h"
#include "models/storage/database.h"

#include <QHash>

namespace patchbay {

class BlobTable {
public:
    explicit BlobTable(storage::Database &database);

    // Replaces what `owner` refers to: the run's attachments, then the media of its answers.
    Result<void> keep(const QString &owner, const RunRecord &run);
    // Puts the bytes into a run that was read without them.
    Result<void> fill(const QString &owner, RunRecord &run);
    // Removes contents that nobody refers to.
    Result<void> collect();

private:
    QByteArray digestOf(const QByteArray &data);

    storage::Database &m_database;
    // A draft is saved every second with the same pictures: their digests are not computed again.
    // The copy keeps the address from being used for other bytes.
    struct Known {
        QByteArray data;
        QByteArray digest;
    };
    QHash<const char *, Known> m_known;
};

} // namespace patchbay
