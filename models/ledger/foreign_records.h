// SPDX-License-Identifier: GPL-3.0-or-later
//
// Records of other tools as flat texts: a JSON array (alone or under "data", "logs" or "observations"),
// JSON lines, or CSV with a header line. Objects inside are flattened with dots: usage.input. Pure.
#pragma once

#include "providers/core/result.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>

#include <optional>

namespace patchbay {

struct ForeignRecord {
    qint64 number = 0; // of the record, from 1; of the line in CSV and JSON lines
    QMap<QString, QString> fields; // null and missing fields are not in it
    QString problem; // why this record cannot be read; empty otherwise
};

// Records one after the other, from wherever they are.
class ForeignSource {
public:
    virtual ~ForeignSource() = default;
    // An Error where reading cannot go on; nothing at the end.
    virtual Result<std::optional<ForeignRecord>> next() = 0;
    // How far it is: bytes of a file, rows of a database.
    virtual qint64 position() const = 0;
};

// The form is told from the bytes. A broken record is in the list with its problem; an Error when nothing
// can be told apart.
// Whole in memory: for files see ForeignStream, which also says what `inner` is.
Result<QList<ForeignRecord>> readForeignRecords(const QByteArray &bytes, const QString &inner = {});

} // namespace patchbay
