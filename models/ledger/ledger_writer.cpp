// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledger_writer.h"

#include "models/ledger/guest_journal.h"

#include <QLoggingCategory>

#include <algorithm>

namespace patchbay {

using namespace Qt::StringLiterals;

namespace {

// A journal that never becomes empty under load is rewritten when it is so large and half of it is committed.
constexpr qint64 largeJournal = 8 * 1024 * 1024;
// After a clean end small files only are checked; a large one takes seconds.
constexpr qint64 alwaysCheckedPages = 4'096;
// Steps, of which a call has two or three: large groups cost the sums least.
constexpr std::size_t largestGroup = 65'536;
constexpr std::size_t muchToWrite = 4'096;

Q_LOGGING_CATEGORY(ledgerLog, "patchbay.ledger")

Error unavailable(const Error &cause)
{
    // Clients of a gateway read this: where the file stands is told in the log only.
    const std::string_view why = cause.code == "disk_full" ? " The disk is full."
        : cause.code == "busy"                             ? " Another program holds it."
        : cause.code == "slow"                             ? " The disk is too slow."
                                                           : "";
    Error error = makeError(ErrorClass::LedgerUnavailable,
                            "The spend ledger cannot be written, so nothing was sent." + std::string(why));
    error.code = cause.code;
    error.remedy = cause.remedy;
    return error;
}

} // namespace

SqlLedger::Writer::Writer(QString file, const Clock *clock, LedgerOptions options, InflightJournal journal, Part part)
    : m_file(std::move(file))
    , m_clock(clock ? *clock : m_systemClock)
    , m_options(options)
    , m_part(part)
    , m_journal(std::move(journal))
{
}

SqlLedger::Writer::~Writer()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_work.notify_all();
    if (m_thread.joinable()) {
        m_thread.join();
    }
    if (m_part == Part::Guest && m_journal.size() == 0) {
        removeGuestJournal(std::move(m_journal));
    }
}

Result<void> SqlLedger::Writer::start()
{
    std::promise<Result<void>> opened;
    std::future<Result<void>> result = opened.get_future();
    m_thread = std::thread([this, promise = std::move(opened)]() mutable { run(std::move(promise)); });
    return result.get();
}

Result<void> SqlLedger::Writer::reserve(const AttemptDraft &draft, bool sent)
{
    LedgerRecord record = ReservedRecord { draft };
    std::optional<LedgerRecord> second;
    if (sent) {
        second = SentRecord { .attemptId = draft.attemptId, .at = now() };
    }
    const std::scoped_lock lock(m_mutex);
    if (m_failure) {
        return std::unexpected(unavailable(*m_failure));
    }
    if (m_handedOver - m_committed >= m_options.maximumWaiting) {
        Error slow;
        slow.code = "slow";
        return std::unexpected(unavailable(slow));
    }
    m_bytes.clear();
    appendRecord(m_bytes, record);
    if (second) {
        appendRecord(m_bytes, *second);
    }
    if (const Result<void> appended = m_journal.append(m_bytes, JournalUrgency::MayFail); !appended) {
        return std::unexpected(unavailable(appended.error()));
    }
    enqueue(std::move(record));
    if (second) {
        enqueue(std::move(*second));
    }
    return {};
}

void SqlLedger::Writer::append(LedgerRecord record)
{
    const std::scoped_lock lock(m_mutex);
    m_bytes.clear();
    appendRecord(m_bytes, record);
    // Without room even there it waits in memory: the attempt is under way and must not be stopped.
    static_cast<void>(m_journal.append(m_bytes, JournalUrgency::UsesReserve));
    enqueue(std::move(record));
}

void SqlLedger::Writer::enqueue(LedgerRecord record)
{
    if (m_waiting.empty()) {
        m_oldest = std::chrono::steady_clock::now();
    }
    m_waiting.push_back(std::move(record));
    ++m_handedOver;
    // The writer sleeps without work, or until the group is old or large enough.
    if (m_waiting.size() == 1 || m_waiting.size() == m_options.groupSize) {
        m_work.notify_one();
    }
}

Result<void> SqlLedger::Writer::flush()
{
    std::unique_lock lock(m_mutex);
    const quint64 target = m_handedOver;
    const quint64 tried = m_tries;
    m_flushing = true;
    m_work.notify_one();
    // One failed try is an answer: the disk may stay full for hours.
    m_progress.wait(lock, [&] { return m_committed >= target || (m_failure && m_tries > tried); });
    if (m_committed >= target) {
        return {};
    }
    return std::unexpected(unavailable(*m_failure));
}

void SqlLedger::Writer::setCommitListener(std::function<void()> listener)
{
    const std::scoped_lock lock(m_listenerMutex);
    m_listener = std::move(listener);
}

void SqlLedger::Writer::run(std::promise<Result<void>> opened)
{
    Result<void> result = open().and_then([this] { return recover(); });
    const bool usable = result.has_value();
    opened.set_value(std::move(result));
    while (usable) {
        const bool any = waitForGroup();
        if (any && !commitGroup() && stopping()) {
            break; // the journal has what could not be committed
        }
        if (!runExclusive() && !any && stopping()) {
            break;
        }
    }
    m_table.reset();
    m_database.reset();
}

Result<void> SqlLedger::Writer::open()
{
    auto database = AttemptTable::openDatabase(m_file);
    if (!database) {
        return std::unexpected(database.error());
    }
    const Result<qint64> pages = (*database)->integer(u"PRAGMA page_count"_s);
    if (!pages) {
        return std::unexpected(pages.error());
    }
    if (m_journal.size() > 0 || *pages <= alwaysCheckedPages) {
        if (const Result<void> checked = (*database)->quickCheck(); !checked) {
            return checked;
        }
    }
    m_database = std::move(*database);
    m_table = std::make_unique<AttemptTable>(*m_database);
    return {};
}

bool SqlLedger::Writer::isWritable()
{
    const std::scoped_lock lock(m_mutex);
    return !m_failure;
}

Result<void> SqlLedger::Writer::exclusively(std::function<Result<void>()> work)
{
    std::future<Result<void>> done;
    {
        const std::scoped_lock lock(m_mutex);
        done = m_exclusive.emplace_back(std::move(work), std::promise<Result<void>>()).done.get_future();
        m_work.notify_one();
    }
    return done.get();
}

// Whether there was any.
bool SqlLedger::Writer::runExclusive()
{
    std::optional<Exclusive> next;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_exclusive.empty()) {
            return false;
        }
        next = std::move(m_exclusive.front());
        m_exclusive.pop_front();
    }
    Result<void> done = next->work();
    if (m_table) {
        m_table->forget(); // what it remembers of the file may not be true any more
    }
    next->done.set_value(std::move(done));
    tellListener();
    return true;
}

bool SqlLedger::Writer::stopping()
{
    const std::scoped_lock lock(m_mutex);
    return m_stopping;
}

// Whether there is something to write. False when the end has come, or other work waits.
bool SqlLedger::Writer::waitForGroup()
{
    std::unique_lock lock(m_mutex);
    if (m_failure && !m_stopping) {
        m_work.wait_for(lock, m_options.retryDelay, [this] { return m_stopping || m_flushing || !m_exclusive.empty(); });
    } else if (!m_failure && m_group.empty()) {
        m_work.wait(lock, [this] { return m_stopping || !m_waiting.empty() || !m_exclusive.empty(); });
        m_work.wait_until(lock, m_oldest + m_options.groupAge,
                          [this] { return m_stopping || m_flushing || !m_exclusive.empty() || m_waiting.size() >= m_options.groupSize; });
    }
    if (m_group.empty()) {
        m_group.swap(m_waiting);
    }
    return !m_group.empty();
}

bool SqlLedger::Writer::commitGroup()
{
    const Result<void> ready = m_database ? Result<void>() : open();
    const Result<void> written = ready ? writeGroup() : ready;
    if (!written) {
        afterFailure(written.error());
        return false;
    }
    afterCommit();
    return true;
}

Result<void> SqlLedger::Writer::writeGroup()
{
    const auto end = m_group.cbegin() + std::ptrdiff_t(std::min(m_group.size(), largestGroup));
    (void)m_table->makeRoom(m_group.size() >= muchToWrite); // without it is only slower
    storage::Transaction transaction(*m_database);
    if (!transaction.begun()) {
        return transaction.begun();
    }
    Result<void> written = m_table->begin();
    for (auto record = m_group.cbegin(); written && record != end; ++record) {
        written = applied(m_table->apply(*record));
    }
    written = written.and_then([&] { return m_table->finish(); }).and_then([&] { return transaction.commit(); });
    if (!written) {
        m_table->forget();
    }
    return written;
}

// A step that SQLite refuses for what it says would stop all others for ever.
Result<void> SqlLedger::Writer::applied(Result<void> result) const
{
    if (!result && result.error().code == "sql") {
        qCWarning(ledgerLog, "A ledger step was refused: %s", result.error().message.c_str());
        return {};
    }
    return result;
}

void SqlLedger::Writer::afterCommit()
{
    const std::size_t committed = std::min(m_group.size(), largestGroup);
    m_group.erase(m_group.begin(), m_group.begin() + std::ptrdiff_t(committed)); // takes its time, so not under the lock
    {
        const std::scoped_lock lock(m_mutex);
        m_committed += committed;
        m_dead += committed;
        m_failure.reset();
        ++m_tries;
        m_oldest = std::chrono::steady_clock::now();
        // What is committed needs no journal. Should this fail, replaying does no harm.
        const std::size_t alive = m_group.size() + m_waiting.size();
        if (alive == 0) {
            m_flushing = false;
            m_dead = 0;
            static_cast<void>(m_journal.clear());
        } else if (m_journal.size() > largeJournal && m_dead >= alive) {
            QList<QByteArray> rest;
            for (const std::deque<LedgerRecord> *records : { &m_group, &m_waiting }) {
                for (const LedgerRecord &record : *records) {
                    rest.append(encodeRecord(record));
                }
            }
            m_dead = 0;
            static_cast<void>(m_journal.replace(rest));
        }
    }
    m_progress.notify_all();
    tellListener();
}

void SqlLedger::Writer::tellListener()
{
    const std::scoped_lock lock(m_listenerMutex);
    if (m_listener) {
        m_listener();
    }
}

void SqlLedger::Writer::afterFailure(const Error &error)
{
    // After an I/O error the connection's view of the file is not to be trusted; a full disk and a
    // lock are harmless.
    if (error.code != "disk_full" && error.code != "busy") {
        m_table.reset();
        m_database.reset();
    }
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_failure) {
            qCWarning(ledgerLog, "The ledger cannot be written: %s", error.message.c_str());
        }
        m_failure = error;
        m_flushing = false;
        ++m_tries;
    }
    m_progress.notify_all();
}

} // namespace patchbay
