// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/status_values.h"

#include "models/format/format.h"
#include "models/ledger/ledger_totals.h"

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

// What ended without a known amount is said, not added as nothing; a sum with estimates in it is marked.
QString sum(const LedgerSums &sums)
{
    const QString known = (sums.estimated == 0 ? QString() : u"≈ "_s) + format::money(sums.known);
    return sums.unknown == 0 ? known : u"%1 + %2 without a price"_s.arg(known).arg(sums.unknown);
}

} // namespace

QList<std::pair<QString, QString>> statusValues(const LedgerTotals &totals)
{
    return { { u"today"_s, sum(totals.today()) }, { u"month"_s, sum(totals.month()) } };
}

} // namespace patchbay
