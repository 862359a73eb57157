// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the ledger has against what a provider billed: by day, model and kind of token, in the provider's time zone. Every
// difference is explained or stays as the unexplained remainder, which is stated. Pure but for the functions at the end.
#pragma once

#include "models/ledger/spend_query.h"
#include "models/spend/bill.h"

namespace patchbay {

enum class Difference {
    TimeZone, // the neighbouring day has the same the other way round
    CacheSemantics, // the sum of inputs agrees, cached and uncached are cut otherwise
    Price, // the tokens agree, the amounts do not
    Batch, // billed at half the price
    NoPrice, // the ledger knew no price for them
    MissingCalls, // billed, but not in the ledger
    NotBilled, // in the ledger, but not on the bill
    Unexplained,
};
QString differenceWords(Difference difference);

struct KindPair {
    std::optional<qint64> ledger;
    std::optional<qint64> billed;
};

struct ReconciledLine {
    QDate day;
    QString model; // as the ledger names it, or the bill where the ledger has none
    KindPair kinds[5]; // by BilledKind
    QStringList ledgerModels {}; // names that the ledger has for it
    qint64 ledgerRequests = 0; // attempts
    qint64 mayBeUnbilled = 0; // of them: failed, or answered by a cache
    std::optional<qint64> billedRequests {};
    std::optional<Money> ledger {}; // nothing known
    qint64 unpriced = 0; // attempts of the ledger without a price
    std::optional<Money> billed {};
    bool isBilled = false; // the bill has the line, with an amount or without
    bool withoutAmounts = false; // the whole bill tells none: its counts are compared instead
    struct Part {
        Difference difference;
        Money money; // billed less ledger
        QString words; // "billed 12 calls more than the ledger has"
    };
    QList<Part> parts {};
    QStringList counts {}; // tokens and calls that differ where no amount shows it: "output 90 billed, 10 in the ledger"

    Money gap() const; // 0 where the bill tells no amounts
    Money unexplained() const;
    bool differs() const { return gap().nanoDollars != 0 || !parts.isEmpty() || !counts.isEmpty(); }
};

struct Reconciliation {
    QString provider;
    QTimeZone zone;
    QDate first;
    QDate last;
    QList<ReconciledLine> lines; // by day and model
    Money ledger;
    Money billed;
    Money unexplained;
    QMap<int, Money> explained; // by Difference
    bool withoutAmounts = false; // `billed` says nothing then
    bool agrees() const; // no line differs
    // Nothing is left over in any line; what two lines leave over does not cancel out.
    bool isExplained() const;
};

// Rows of the ledger by day and model of the span that the bill covers.
Reconciliation reconcile(const Bill &bill, const QList<SpendRow> &ledger, const QString &provider, const QTimeZone &zone);

Result<Reconciliation> reconcileWith(SpendQuery &query, const Bill &bill, const QString &provider, const QTimeZone &zone,
                                     bool withSimulated = false);
// Keeps what came of it beside the rows: each day and model of it counts as reconciled.
Result<void> keepReconciliation(const QString &file, const Reconciliation &reconciliation, const QString &source, WallTime now);

// What was marked so before, the newest first.
struct KeptReconciliation {
    QString provider;
    QString source; // the bill's file
    WallTime at {};
    WallTime from {};
    WallTime to {};
    qint64 lines = 0; // days × models
    Money ledger;
    Money billed;
    Money unexplained;
};
Result<QList<KeptReconciliation>> keptReconciliations(const QString &file);

} // namespace patchbay
