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
    }

    // From the ledger's writer thread.
    void committed()
    {
        if (!m_asked.exchange(true)) {
            QMetaObject::invokeMethod(this, [this] { schedule(); }, Qt::QueuedConnection);
        }
    }

private:
    void schedule()
    {
        if (!m_pause.isActive()) {
            m_pause.start(int(std::max<qint64>(m_pauseLength - m_sinceReading.elapsed(), 0)));
        }
    }

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
        QMetaObject::invokeMethod(
            &m_totals, [totals = &m_totals, today = *today, month = *month] { totals->take(today, month); },
            Qt::QueuedConnection);
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
    m_thread.start();
    m_ledger.setCommitListener([reader = m_reader.get()] { reader->committed(); });
}

LedgerTotals::~LedgerTotals()
{
    m_ledger.setCommitListener({});
    m_thread.quit();
    m_thread.wait();
}

void LedgerTotals::take(const LedgerSums &today, const LedgerSums &month)
{
    if (today == m_today && month == m_month) {
        return;
    }
    m_today = today;
    m_month = month;
    Q_EMIT changed();
}

} // namespace patchbay
