// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendBooks: the ledger put right, for a window: bills compared with it and marked as reconciled, amounts computed anew
// after a price was corrected. On a thread of its own, because a bill may take minutes; answers come by callback on the
// thread that made it. What is shown (SpendDesk's ledger or its sample) is what is worked on.
#pragma once

#include "models/ledger/repricing.h"
#include "models/mailbox/mailbox.h"
#include "models/mailbox/work_thread.h"
#include "models/spend/model_price.h"
#include "models/spend/reconciliation.h"

#include <QObject>

#include <atomic>
#include <memory>

namespace patchbay {

class SpendDesk;

class SpendBooks final : public QObject {
    Q_OBJECT
public:
    struct Source {
        // Runs a change of the real ledger's file while nobody else writes to it; empty: nobody else does.
        std::function<Result<void>(std::function<Result<void>()>)> exclusively {};
        // Keeps a corrected price for the calls to come; on the books' thread. Empty: it is not kept.
        std::function<Result<void>(const ModelEntry &)> keepPrice {};
        // A bill by the provider's own calls, as the pages that it answered with; the callback comes from any thread. Empty: nobody
        // can be asked.
        using Pages = Result<QList<QByteArray>>;
        std::function<void(const QString &provider, QDate first, QDate last, std::function<void(Pages)> done)> pull {};
        // The price lists by now, where they may become others; they stay. From any thread. Empty: the catalogue.
        std::function<const Catalog *()> prices {};
    };
    // Both outlive the books; a catalogue of null knows no prices.
    SpendBooks(SpendDesk &desk, const Catalog *catalog, Source source, QObject *parent = nullptr);
    ~SpendBooks() override;

    struct BillAnswer {
        BillFile file;
        std::optional<Reconciliation> found; // nothing while the file does not say enough
        QString missing {}; // what it does not say, in a sentence
    };
    void readBill(const QString &path, const BillQuestion &question, QObject *context, std::function<void(Result<BillAnswer>)> done);
    // The same of what the provider answers when it is asked for its bill of these days.
    void pullBill(const QString &provider, QDate first, QDate last, QObject *context, std::function<void(Result<BillAnswer>)> done);
    bool canPull() const { return bool(m_source.pull); }
    // Ends what is read. Its callback comes with Cancelled.
    void cancel() { ++m_cancelled; }
    void keep(const Reconciliation &found, const QString &source, QObject *context, std::function<void(Result<void>)> done);
    void readKept(QObject *context, std::function<void(Result<QList<KeptReconciliation>>)> done);

    struct Repricing {
        std::optional<WallTime> from {};
        std::optional<WallTime> to {};
        QString provider {}; // with the model: only this one; empty: every
        QString model {};
        std::optional<ModelEntry> corrected {}; // in the place of the catalogue's entry
        bool apply = false;
        bool keepPrice = false; // the corrected one, when it is applied
    };
    void reprice(const Repricing &question, QObject *context, std::function<void(Result<RepricingReport>)> done);
    void readRepricings(QObject *context, std::function<void(Result<QList<PastRepricing>>)> done);
    const Catalog *catalog() const { return m_source.prices ? m_source.prices() : m_catalog; }
    bool keepsPrices() const { return bool(m_source.keepPrice); }

Q_SIGNALS:
    // Of the bill that is read; `of` is its size, 0 where that is not known.
    void progressed(qint64 bytes, qint64 of);
    // Amounts are others now.
    void changed();

private:
    struct Place {
        QString file;
        bool sample = false;
    };
    Place place() const;
    static Result<BillAnswer> compare(BillFile file, const Place &place);
    Result<void> change(const Place &place, const std::function<Result<void>()> &work) const;
    template <typename T>
    void post(std::function<T()> work, QObject *context, std::function<void(T)> done);

    SpendDesk &m_desk;
    const Catalog *m_catalog;
    const Source m_source;
    std::atomic<int> m_cancelled = 0;
    const std::shared_ptr<Mailbox> m_mailbox;
    WorkThread m_thread; // last: it ends before what it uses
};

} // namespace patchbay
