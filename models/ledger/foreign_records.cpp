// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/foreign_records.h"

#include "models/ledger/foreign_stream.h"

#include <QBuffer>

namespace patchbay {

Result<QList<ForeignRecord>> readForeignRecords(const QByteArray &bytes, const QString &inner)
{
    QBuffer buffer;
    buffer.setData(bytes);
    (void)buffer.open(QIODevice::ReadOnly);
    ForeignStream stream(buffer, inner);
    QList<ForeignRecord> records;
    for (;;) {
        Result<std::optional<ForeignRecord>> record = stream.next();
        if (!record) {
            return std::unexpected(record.error());
        }
        if (!*record) {
            break;
        }
        records.append(std::move(**record));
    }
    if (stream.isCut()) {
        return failure(ErrorClass::BadRequest, "The file begins like a JSON list but is not one.");
    }
    return records;
}

} // namespace patchbay
