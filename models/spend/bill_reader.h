// SPDX-License-Identifier: GPL-3.0-or-later
//
// BillReader: makes a bill of records, one after the other. Inside the room only.
#pragma once

#include "models/spend/bill.h"

#include <tuple>

namespace patchbay {

class BillReader {
public:
    BillReader(BillFormat format, const QMap<QString, QString> &columns, const QTimeZone &zone);

    void add(const ForeignRecord &record);
    Bill bill() && { return std::move(m_bill); }

private:
    QString tell(const ForeignRecord &record, const char16_t *what) const;
    // Why it is refused; empty when it was taken.
    QString take(const ForeignRecord &record);
    QString takeKinds(const ForeignRecord &record, const BilledLine &line);
    void append(const BilledLine &line);

    const QMap<QString, QString> m_columns;
    const QTimeZone m_zone;
    Bill m_bill;
    QMap<std::tuple<QDate, QString, int>, qsizetype> m_places;
};

} // namespace patchbay
