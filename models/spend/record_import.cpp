// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/record_import.h"

#include <QFile>
#include <QPointer>

#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr auto tellsEach = std::chrono::milliseconds(100);

} // namespace

RecordImport::RecordImport(SqlLedger &ledger, QObject *parent)
    : QObject(parent)
    , m_ledger(ledger)
    , m_mailbox(Mailbox::of(this))
{
}

RecordImport::~RecordImport()
{
    cancel();
}

template <typename T>
void RecordImport::post(std::function<T()> work, QObject *context, std::function<void(T)> done)
{
    m_thread.post([work = std::move(work), mailbox = m_mailbox, alive = QPointer<QObject>(context), done = std::move(done)]() mutable {
        mailbox->post([answer = work(), alive = std::move(alive), done = std::move(done)]() mutable {
            if (alive) {
                done(std::move(answer));
            }
        });
    });
}

void RecordImport::cancel()
{
    ++m_asked;
    const std::lock_guard lock(m_mutex);
    if (const int backend = std::exchange(m_backend, 0); backend != 0) {
        m_interrupter.post([place = m_place, backend] { PostgresSource::interrupt(place, backend); });
    }
}

// Asked for on the thread that waits for the server.
PostgresSource::Connected RecordImport::watch(const PostgresPlace &place, int mine)
{
    return [this, place, mine](int backend) {
        const std::lock_guard lock(m_mutex);
        if (m_asked == mine) {
            m_place = place;
            m_backend = backend;
        }
    };
}

void RecordImport::look(const PostgresPlace &place, QObject *context, std::function<void(Result<PostgresFound>)> done)
{
    cancel();
    const int mine = m_asked;
    post<Result<PostgresFound>>(
        [this, place, mine] {
            Result<PostgresFound> found = PostgresSource::look(place, watch(place, mine));
            const std::lock_guard lock(m_mutex);
            m_backend = 0;
            m_place = {};
            return found;
        },
        context, std::move(done));
}

void RecordImport::importDatabase(const PostgresPlace &place, std::optional<WallTime> from, std::optional<WallTime> to, QObject *context,
                                  std::function<void(Result<Taken>)> done)
{
    cancel();
    const int mine = m_asked;
    const auto work = [this, place, from, to, mine]() -> Result<Taken> {
        const Result<std::unique_ptr<PostgresSource>> source = PostgresSource::open(place, from, to, watch(place, mine));
        Result<Taken> taken = source ? take(**source, SpendFormat::LiteLlm, 0, mine) : std::unexpected(source.error());
        const std::lock_guard lock(m_mutex);
        m_backend = 0;
        m_place = {};
        return !taken && m_asked != mine ? Taken { .counts = {}, .cancelled = true } : taken;
    };
    post<Result<Taken>>(work, context, std::move(done));
}

void RecordImport::importFile(const QString &path, QObject *context, std::function<void(Result<Taken>)> done)
{
    cancel();
    const int mine = m_asked;
    const auto work = [this, path, mine]() -> Result<Taken> {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) {
            return failure(ErrorClass::BadRequest, tr("%1 could not be read: %2").arg(path, file.errorString()).toStdString());
        }
        ForeignStream stream(file);
        return take(stream, {}, file.size(), mine);
    };
    post<Result<Taken>>(work, context, std::move(done));
}

Result<RecordImport::Taken> RecordImport::take(ForeignSource &source, std::optional<SpendFormat> format, qint64 of, int mine)
{
    auto told = std::chrono::steady_clock::now();
    SpendImportCounts last;
    const auto progress = [&](qint64 position, const SpendImportCounts &counts) {
        last = counts;
        if (const auto now = std::chrono::steady_clock::now(); now - told >= tellsEach) {
            told = now;
            m_mailbox->post([this, position, of, counts, mine] {
                if (m_asked == mine) {
                    Q_EMIT progressed(position, of, counts);
                }
            });
        }
        return m_asked == mine;
    };
    const Result<SpendImportCounts> counts = importSpend(m_ledger, source, format, progress);
    if (!counts && m_asked != mine) {
        return Taken { .counts = last, .cancelled = true }; // broken off as it was asked to
    }
    return counts.transform([&](const SpendImportCounts &all) { return Taken { .counts = all, .cancelled = m_asked != mine }; });
}

} // namespace patchbay
