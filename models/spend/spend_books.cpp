// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/spend_books.h"

#include "models/spend/spend_desk.h"

#include <QFile>
#include <QFileInfo>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr qint64 tellsEach = 4 << 20; // bytes

// What stands between a file and its comparison; empty: nothing.
QString missingOf(const BillFile &file)
{
    if (file.bill.lines.isEmpty()) {
        return file.bill.refused > 0 ? SpendBooks::tr("No record could be read: %1. Say which columns it means.").arg(file.bill.reasons.first())
                                     : SpendBooks::tr("The file has no records.");
    }
    return file.provider.isEmpty() ? SpendBooks::tr("The file does not say whose bill it is: choose the provider.") : QString();
}

} // namespace

SpendBooks::SpendBooks(SpendDesk &desk, const Catalog *catalog, Source source, QObject *parent)
    : QObject(parent)
    , m_desk(desk)
    , m_catalog(catalog)
    , m_source(std::move(source))
    , m_mailbox(Mailbox::of(this))
{
}

SpendBooks::~SpendBooks()
{
    ++m_cancelled;
}

SpendBooks::Place SpendBooks::place() const
{
    return { m_desk.shownFile(), m_desk.isSample() };
}

Result<void> SpendBooks::change(const Place &place, const std::function<Result<void>()> &work) const
{
    return place.sample || !m_source.exclusively ? work() : m_source.exclusively(work);
}

template <typename T>
void SpendBooks::post(std::function<T()> work, QObject *context, std::function<void(T)> done)
{
    m_thread.post([work = std::move(work), mailbox = m_mailbox, alive = QPointer<QObject>(context), done = std::move(done)]() mutable {
        mailbox->post([answer = work(), alive = std::move(alive), done = std::move(done)]() mutable {
            if (alive) {
                done(std::move(answer));
            }
        });
    });
}

Result<SpendBooks::BillAnswer> SpendBooks::compare(BillFile file, const Place &place)
{
    BillAnswer answer { .file = std::move(file), .found = {}, .missing = {} };
    answer.missing = missingOf(answer.file);
    if (!answer.missing.isEmpty()) {
        return answer;
    }
    if (!QFileInfo::exists(place.file)) {
        return failure(ErrorClass::BadRequest, tr("There is no ledger yet to compare it with.").toStdString());
    }
    return SpendQuery::open(place.file).and_then([&](const std::unique_ptr<SpendQuery> &query) {
        return reconcileWith(*query, answer.file.bill, answer.file.provider, answer.file.zone, place.sample).transform([&](Reconciliation found) {
            answer.found = std::move(found);
            return answer;
        });
    });
}

void SpendBooks::pullBill(const QString &provider, QDate first, QDate last, QObject *context, std::function<void(Result<BillAnswer>)> done)
{
    const std::optional<BillFormat> format = billFormatFromName(provider);
    const int mine = ++m_cancelled;
    m_source.pull(provider, first, last, [this, format, first, last, place = place(), mine, mailbox = m_mailbox, alive = QPointer<QObject>(context),
                                          done = std::move(done)](Source::Pages pages) mutable {
        mailbox->post([this, format, first, last, place, mine, alive, done = std::move(done), pages = std::move(pages)]() mutable {
            if (!alive || m_cancelled != mine) {
                return;
            }
            const auto read = [pages = std::move(pages), format, first, last, place]() -> Result<BillAnswer> {
                return pages.and_then([&](const QList<QByteArray> &bytes) { return readBillPages(bytes, *format, first, last); })
                    .and_then([&](BillFile file) { return compare(std::move(file), place); });
            };
            post<Result<BillAnswer>>(read, alive, std::move(done));
        });
    });
}

void SpendBooks::readBill(const QString &path, const BillQuestion &question, QObject *context, std::function<void(Result<BillAnswer>)> done)
{
    using Answer = Result<BillAnswer>;
    const int mine = ++m_cancelled; // the newest question counts
    const auto read = [this, path, question, place = place(), mine]() -> Answer {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) {
            return failure(ErrorClass::BadRequest, tr("%1 could not be read: %2").arg(path, file.errorString()).toStdString());
        }
        qint64 told = 0;
        const auto progress = [&](qint64 bytes) {
            if (bytes - told >= tellsEach) {
                told = bytes;
                m_mailbox->post([this, bytes, of = file.size()] { Q_EMIT progressed(bytes, of); });
            }
            return m_cancelled == mine;
        };
        return readBillFile(file, question, progress).and_then([&](BillFile bill) { return compare(std::move(bill), place); });
    };
    post<Answer>(read, context, std::move(done));
}

void SpendBooks::keep(const Reconciliation &found, const QString &source, QObject *context, std::function<void(Result<void>)> done)
{
    const auto write = [this, found, source, place = place(), now = m_desk.now()] {
        return change(place, [&] { return keepReconciliation(place.file, found, source, now); });
    };
    post<Result<void>>(write, context, std::move(done));
}

void SpendBooks::readKept(QObject *context, std::function<void(Result<QList<KeptReconciliation>>)> done)
{
    using Answer = Result<QList<KeptReconciliation>>;
    const auto read = [file = place().file] { return QFileInfo::exists(file) ? keptReconciliations(file) : Answer(); };
    post<Answer>(read, context, std::move(done));
}

void SpendBooks::reprice(const Repricing &question, QObject *context, std::function<void(Result<RepricingReport>)> done)
{
    using Answer = Result<RepricingReport>;
    const auto work = [this, question, place = place(), now = m_desk.now()]() -> Answer {
        RepricingRequest request { .from = question.from, .to = question.to, .provider = question.provider.toStdString(),
                                   .model = question.model.toStdString(), .apply = question.apply };
        request.price = [prices = catalog(), &question](const AttemptRow &row) {
            return priceOf(row, question.corrected ? &*question.corrected
                               : prices            ? prices->model(row.draft.provider, row.draft.model)
                                                   : nullptr);
        };
        Answer report;
        const auto run = [&]() -> Result<void> {
            report = repriceLedger(place.file, request, now);
            return report ? Result<void>() : std::unexpected(report.error());
        };
        if (!question.apply) {
            (void)run(); // reads only
            return report;
        }
        if (question.keepPrice && question.corrected && m_source.keepPrice && !place.sample) {
            if (const Result<void> kept = m_source.keepPrice(*question.corrected); !kept) {
                return std::unexpected(kept.error());
            }
        }
        return change(place, run).and_then([&] { return report; });
    };
    post<Answer>(work, context, [this, applied = question.apply, done = std::move(done)](Answer report) {
        if (applied && report) {
            Q_EMIT changed();
        }
        done(std::move(report));
    });
}

void SpendBooks::readRepricings(QObject *context, std::function<void(Result<QList<PastRepricing>>)> done)
{
    using Answer = Result<QList<PastRepricing>>;
    const auto read = [file = place().file] { return QFileInfo::exists(file) ? pastRepricings(file) : Answer(); };
    post<Answer>(read, context, std::move(done));
}

} // namespace patchbay
