// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledger_totals.h"

#include "models/ledger/ledger_query.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>
#include <atomic>

namespace patchbay {

namespace {

constexpr qint64 shortestPause = 250;
// Reading takes at most a twentieth of the thread's time, however large the ledger is.
constexpr qint64 pausePerReading = 20;
constexpr int dayCheckMilliseconds = 10'000;

} // namespace

// Lives on the totals' thread.
class LedgerTotals::Reader : public QObject {
public:
    Reader(QString file, const Clock &clock, QTimeZone zone, LedgerTotals &totals)
        : m_file(std::move(file))
        , m_clock(clock)
        , m_zone(std::move(zone))
        , m_totals(totals)
        , m_pause(this)
        , m_dayCheck(this)
    {
        m_pause.setSingleShot(true);
        connect(&m_pause, &QTimer::timeout, this, [this] { read(); });
        connect(&m_dayCheck, &QTimer::timeout, this, [this] {
            if (localDate() != m_date) {
                read();
            }
        });
    }

    void start()
    {
        m_dayCheck.start(dayCheckMilliseconds);
        read();
    }

    void stop()
    {
        m_pause.stop();
        m_dayCheck.stop();
        m_query.reset();
        // Pairs with the destructor's: ThreadSanitizer does not see what QThread::wait() orders.
        const std::scoped_lock lock(m_totals.m_mutex);
    }

    // From the ledger's writer thread: one signal until the next reading.
    void tellCommitted()
    {
        if (!m_asked.exchange(true)) {
            Q_EMIT m_totals.committed(LedgerTotals::QPrivateSignal());
        }
    }

    void schedule()
    {
        if (!m_pause.isActive()) {
            m_pause.start(int(std::max<qint64>(m_pauseLength - m_sinceReading.elapsed(), 0)));
        }
    }

private:
    QDate localDate() const
    {
        const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(m_clock.now().time_since_epoch());
        return QDateTime::fromMSecsSinceEpoch(milliseconds.count(), m_zone).date();
    }

    void read()
    {
        m_asked = false;
        m_sinceReading.start();
        m_date = localDate();
        if (!m_query) {
            Result<std::unique_ptr<LedgerQuery>> query = LedgerQuery::open(m_file);
            m_query = query ? std::move(*query) : nullptr;
        }
        const WallTime tomorrow = startOfDay(m_date.addDays(1), m_zone);
        const auto sums = [&](QDate first) {
            return m_query ? m_query->sums(startOfDay(first, m_zone), tomorrow)
                           : Result<LedgerSums>(std::unexpected(Error {}));
        };
        const Result<LedgerSums> today = sums(m_date);
        const Result<LedgerSums> month = sums(QDate(m_date.year(), m_date.month(), 1));
        m_pauseLength = std::max(shortestPause, m_sinceReading.elapsed() * pausePerReading);
        if (!today || !month) {
            // The next commit or day check tries again; until then the last sums stand.
            m_query.reset();
            m_date = QDate();
            return;
        }
        {
            const std::scoped_lock lock(m_totals.m_mutex);
            m_totals.m_read = { .today = *today, .month = *month };
        }
        Q_EMIT m_totals.readingDone(LedgerTotals::QPrivateSignal());
    }

    const QString m_file;
    const Clock &m_clock;
    const QTimeZone m_zone;
    LedgerTotals &m_totals;
    std::unique_ptr<LedgerQuery> m_query;
    QTimer m_pause;
    QTimer m_dayCheck;
    QElapsedTimer m_sinceReading;
    qint64 m_pauseLength = shortestPause;
    QDate m_date;
    std::atomic<bool> m_asked = false;
};

LedgerTotals::LedgerTotals(SqlLedger &ledger, const Clock &clock, const QTimeZone &zone, QObject *parent)
    : QObject(parent)
    , m_ledger(ledger)
    , m_reader(std::make_unique<Reader>(ledger.file(), clock, zone, *this))
{
    m_thread.setObjectName(QStringLiteral("ledger totals"));
    m_reader->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, m_reader.get(), [reader = m_reader.get()] { reader->start(); });
    // Its connection and timers end on the thread that they belong to.
    connect(
        &m_thread, &QThread::finished, m_reader.get(), [reader = m_reader.get()] { reader->stop(); },
        Qt::DirectConnection);
    connect(
        this, &LedgerTotals::committed, m_reader.get(), [reader = m_reader.get()] { reader->schedule(); },
        Qt::QueuedConnection);
    connect(this, &LedgerTotals::readingDone, this, &LedgerTotals::take, Qt::QueuedConnection);
    m_thread.start();
    m_ledger.setCommitListener([reader = m_reader.get()] { reader->tellCommitted(); });
}

LedgerTotals::~LedgerTotals()
{
    m_ledger.setCommitListener({});
    m_thread.quit();
    m_thread.wait();
    const std::scoped_lock lock(m_mutex);
}

void LedgerTotals::take()
{
    const Sums read = [this] {
        const std::scoped_lock lock(m_mutex);
        return m_read;
    }();
    if (read != m_shown) {
        m_shown = read;
        Q_EMIT changed();
    }
}

} // namespace patchbay
