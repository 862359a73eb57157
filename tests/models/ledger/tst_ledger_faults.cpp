// SPDX-License-Identifier: GPL-3.0-or-later
//
// The ledger when the disk is full, and a journal that is cut anywhere.
#include "models/ledger/ledger_query.h"
#include "models/ledger/ledger_record.h"
#include "models/ledger/memory_ledger.h"
#include "models/ledger/sql_ledger.h"
#include "models/storage/database.h"
#include "tests/models/ledger/ledger_samples.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

// A disk that can be filled and freed.
class Disk {
public:
    virtual ~Disk() = default;
    virtual bool works() const { return true; }
    virtual QString folder() const = 0;
    virtual void fill() = 0;
    virtual void free() = 0;
};

// A file system of its own; needs the right to mount.
class SmallFileSystem final : public Disk {
public:
    SmallFileSystem()
        : m_mounted(::mount("tmpfs", QFile::encodeName(m_directory.path()).constData(), "tmpfs", 0, "size=3m,mode=700")
                    == 0)
    {
    }
    ~SmallFileSystem() override
    {
        if (m_mounted) {
            ::umount2(QFile::encodeName(m_directory.path()).constData(), MNT_DETACH);
        }
    }
    bool works() const override { return m_mounted; }
    QString folder() const override { return m_directory.path(); }
    void fill() override
    {
        const int filler =
            ::open(QFile::encodeName(fillerName()).constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        const QByteArray block(512, 'x');
        for (std::size_t size : { std::size_t(65'536), std::size_t(512), std::size_t(1) }) {
            const QByteArray piece(static_cast<qsizetype>(size), 'x');
            while (::write(filler, piece.constData(), size) == static_cast<ssize_t>(size)) { }
        }
        ::close(filler);
    }
    void free() override { QFile::remove(fillerName()); }

private:
    QString fillerName() const { return m_directory.filePath(u"filler"_s); }

    QTemporaryDir m_directory;
    bool m_mounted;
};

// A limit on the size of files, which writes run into as into a full disk.
class LimitedFiles final : public Disk {
public:
    LimitedFiles()
    {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, SIG_IGN);
    }
    ~LimitedFiles() override { free(); }
    QString folder() const override { return m_directory.path(); }
    void fill() override { setLimit(1); }
    void free() override { setLimit(m_before.rlim_cur); }

private:
    void setLimit(rlim_t bytes)
    {
        const rlimit limit { .rlim_cur = bytes, .rlim_max = m_before.rlim_max };
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    QTemporaryDir m_directory;
    rlimit m_before {};
};

// The journal that a killed process leaves behind: copied while the ledger holds its steps back.
QByteArray journalOf(const QString &folder, const std::function<void(SqlLedger &)> &steps)
{
    LedgerOptions slow;
    slow.groupAge = std::chrono::hours(1);
    auto ledger = SqlLedger::open(folder + u"/ledger.db"_s, slow);
    if (!ledger) {
        return {};
    }
    steps(**ledger);
    QFile journal(folder + u"/inflight.journal"_s);
    const QByteArray bytes = journal.open(QIODevice::ReadOnly) ? journal.readAll() : QByteArray();
    return bytes.left(decodeJournal(bytes).goodBytes); // behind them is room
}

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

QString stateOf(const QList<AttemptRow> &rows, const std::string &id)
{
    QString found;
    for (const AttemptRow &row : rows) {
        if (row.draft.attemptId == id) {
            const std::string_view name = attemptStateName(row.state);
            found += QString::fromUtf8(name.data(), qsizetype(name.size()));
        }
    }
    return found;
}

} // namespace

class TestLedgerFaults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fullDiskStopsNewAttemptsOnly_data()
    {
        QTest::addColumn<bool>("fileSystem");
        QTest::newRow("small file system") << true;
        QTest::newRow("limit on file sizes") << false;
    }
    void fullDiskStopsNewAttemptsOnly()
    {
        QFETCH(bool, fileSystem);
        const std::unique_ptr<Disk> disk =
            fileSystem ? std::unique_ptr<Disk>(std::make_unique<SmallFileSystem>()) : std::make_unique<LimitedFiles>();
        if (!disk->works()) {
            QSKIP("This process may not mount a file system.");
        }
        const QString file = disk->folder() + u"/ledger.db"_s;
        const SetClock clock;
        auto ledger = SqlLedger::open(file, clock);
        QVERIFY2(ledger, ledger ? "" : ledger.error().message.c_str());
        int accepted = 0;
        for (; accepted < 50; ++accepted) {
            QVERIFY((*ledger)->reserve(draft(std::to_string(accepted))));
            (*ledger)->sent(std::to_string(accepted));
        }
        QVERIFY((*ledger)->flush());
        disk->fill();
        Result<void> refused;
        for (int number = 0; number < 10'000 && refused; ++number) {
            refused = (*ledger)->reserve(draft(std::to_string(accepted)));
            accepted += refused ? 1 : 0;
        }
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorClass::LedgerUnavailable);
        QCOMPARE(refused.error().status, 503);
        QVERIFY(!refused.error().remedy.empty());
        // What is under way ends all the same.
        for (int number = 0; number < 50; ++number) {
            (*ledger)->settle(std::to_string(number), outcome(7));
        }
        const Result<void> flushed = (*ledger)->flush();
        if (!fileSystem) {
            QVERIFY(!flushed);
            QCOMPARE(flushed.error().kind, ErrorClass::LedgerUnavailable);
        }
        disk->free();
        QElapsedTimer timer;
        timer.start();
        QTRY_VERIFY_WITH_TIMEOUT((*ledger)->reserve(draft("after")).has_value(), 5'000);
        qInfo("usable %lld ms after space returned", timer.elapsed());
        QVERIFY(timer.elapsed() < 1'000);
        QVERIFY((*ledger)->flush());
        auto query = LedgerQuery::open(file);
        QCOMPARE((*query)->count({}).value(), accepted + 1);
        QCOMPARE((*query)->count({ .state = AttemptState::Settled }).value(), 50);
        const LedgerSums sums = (*query)->sums(clock.now(), clock.now() + Microseconds(1)).value();
        QCOMPARE(sums.known.nanoDollars, 50 * 7);
    }

    // The journal can be written but the database cannot: spend fails closed all the same.
    void lockedDatabaseStopsNewAttempts()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"ledger.db"_s);
        auto ledger = SqlLedger::open(file);
        QVERIFY((*ledger)->reserve(draft("before")));
        QVERIFY((*ledger)->flush());
        auto other = storage::Database::open(file, { .applicationId = 0x50624c65 });
        {
            storage::Transaction transaction(**other);
            QVERIFY(transaction.begun());
            QVERIFY((*ledger)->reserve(draft("waiting")));
            const Result<void> flushed = (*ledger)->flush();
            QVERIFY(!flushed);
            QCOMPARE(flushed.error().code, "busy");
            const Result<void> refused = (*ledger)->reserve(draft("refused"));
            QVERIFY(!refused);
            QCOMPARE(refused.error().kind, ErrorClass::LedgerUnavailable);
        }
        QTRY_VERIFY((*ledger)->reserve(draft("after")).has_value());
        QVERIFY((*ledger)->flush());
        QCOMPARE((*LedgerQuery::open(file))->count({}).value(), 3);
    }

    void killedWithAFullDiskKeepsSettlements()
    {
        SmallFileSystem disk;
        if (!disk.works()) {
            QSKIP("This process may not mount a file system.");
        }
        const QString file = disk.folder() + u"/ledger.db"_s;
        QByteArray journal;
        {
            auto ledger = SqlLedger::open(file);
            QVERIFY((*ledger)->reserve(draft("a")));
            (*ledger)->sent("a");
            QVERIFY((*ledger)->flush());
            disk.fill();
            while ((*ledger)->reserve(draft("filler" + std::to_string(qrand())))) { }
            (*ledger)->settle("a", outcome(9));
            QFile source(disk.folder() + u"/inflight.journal"_s);
            QVERIFY(source.open(QIODevice::ReadOnly));
            journal = source.readAll();
        }
        // As if it had been killed at that moment: the step is in the journal's reserved space.
        QTemporaryDir other;
        write(other.filePath(u"inflight.journal"_s), journal);
        auto ledger = SqlLedger::open(other.filePath(u"ledger.db"_s));
        QVERIFY((*ledger)->recovery().replayed > 0);
    }

    void journalCutAnywhere()
    {
        QTemporaryDir source;
        const QByteArray journal = journalOf(source.path(), [](SqlLedger &ledger) {
            QVERIFY(ledger.reserve(draft("a")));
            QVERIFY(ledger.reserve(draft("b")));
            ledger.sent("a");
            ledger.settle("a", outcome(5));
        });
        QVERIFY(journal.size() > 300);
        // Every byte is tried where only decoding is needed (tst_ledger_record); here the seams.
        QList<qsizetype> cuts;
        for (qsizetype cut = 0; cut <= journal.size(); ++cut) {
            const qsizetype good = decodeJournal(journal.left(cut)).goodBytes;
            if (cut - good <= 1 || cut + 1 == journal.size() || cut % 97 == 0) {
                cuts.append(cut);
            }
        }
        QStringList seen;
        for (const qsizetype cut : cuts) {
            QTemporaryDir directory;
            const QString file = directory.filePath(u"ledger.db"_s);
            write(directory.filePath(u"inflight.journal"_s), journal.left(cut));
            QString first;
            for (int opening = 0; opening < 2; ++opening) {
                auto ledger = SqlLedger::open(file);
                QVERIFY2(ledger, ledger ? "" : ledger.error().message.c_str());
                QVERIFY((*ledger)->reserve(draft("new" + std::to_string(opening))));
                (*ledger)->settle("new" + std::to_string(opening), outcome(1));
                ledger->reset(); // commits
                const QList<AttemptRow> rows = (*LedgerQuery::open(file))->attempts({}, 0, 10).value();
                const QString states = stateOf(rows, "a") + u'/' + stateOf(rows, "b");
                QCOMPARE(opening == 0 ? states : first, states);
                first = states;
                QCOMPARE(stateOf(rows, "new0"), u"settled"_s);
            }
            if (seen.isEmpty() || seen.last() != first) {
                seen.append(first);
            }
        }
        QCOMPARE(seen,
                 (QStringList { u"/"_s, u"voided/"_s, u"voided/voided"_s, u"unknown/voided"_s, u"settled/voided"_s }));
    }

    void damagedJournalIsToldAndUsedUpToThere()
    {
        QTemporaryDir source;
        const QByteArray journal = journalOf(source.path(), [](SqlLedger &ledger) {
            QVERIFY(ledger.reserve(draft("a")));
            ledger.sent("a");
        });
        QByteArray damaged = journal;
        damaged[damaged.size() - 1] = char(damaged.back() ^ 1);
        QTemporaryDir directory;
        write(directory.filePath(u"inflight.journal"_s), damaged);
        auto ledger = SqlLedger::open(directory.filePath(u"ledger.db"_s));
        QVERIFY(ledger);
        QVERIFY((*ledger)->recovery().damagedBytes > 0);
        QCOMPARE((*ledger)->recovery().replayed, 1);
        QCOMPARE((*ledger)->recovery().voided, 1);
    }

    // Random histories: the database, its replayed journal and the twin in memory agree, and sums
    // equal rows.
    void twinsAgree()
    {
        quint32 random = 7;
        const auto next = [&](quint32 below) {
            random = random * 1664525u + 1013904223u;
            return (random >> 8) % below;
        };
        for (int history = 0; history < 10; ++history) {
            QTemporaryDir directory;
            const QString file = directory.filePath(u"ledger.db"_s);
            const SetClock clock;
            MemoryLedger memory(clock);
            auto sql = SqlLedger::open(file, clock);
            for (int step = 0; step < 200; ++step) {
                const std::string id = std::to_string(next(40));
                AttemptDraft made = draft(id, clock.now() + std::chrono::minutes(next(100)));
                made.simulated = next(5) == 0;
                AttemptOutcome ended =
                    outcome(next(4) == 0 ? std::nullopt : std::optional<std::int64_t>(next(1'000'000)));
                ended.amount.basis = next(3) == 0 ? Basis::Estimated : Basis::Computed;
                ended.state = next(6) == 0 ? AttemptState::Voided : AttemptState::Settled;
                const quint32 kind = next(4);
                for (AttemptLedger *ledger :
                     { static_cast<AttemptLedger *>(&memory), static_cast<AttemptLedger *>(sql->get()) }) {
                    if (kind <= 1) {
                        QVERIFY(ledger->reserve(made));
                    } else if (kind == 2) {
                        ledger->sent(id);
                    } else {
                        ledger->settle(id, ended);
                    }
                }
            }
            QVERIFY((*sql)->flush());
            auto query = LedgerQuery::open(file);
            const QList<AttemptRow> rows = (*query)->attempts({}, 0, 1'000).value();
            const std::vector<AttemptRow> twin = memory.attempts();
            QCOMPARE(rows.size(), qsizetype(twin.size()));
            LedgerSums counted;
            for (std::size_t index = 0; index < twin.size(); ++index) {
                const AttemptRow &row = rows[qsizetype(twin.size() - 1 - index)];
                QCOMPARE(row.draft.attemptId, twin[index].draft.attemptId);
                QCOMPARE(row.state, twin[index].state);
                QVERIFY(row.outcome.amount == twin[index].outcome.amount);
                QVERIFY(row.sentAt == twin[index].sentAt);
                if (!row.draft.simulated && row.state != AttemptState::Voided) {
                    counted.known += row.outcome.amount.money.value_or(Money {});
                }
            }
            const LedgerSums sums = (*query)->sums(clock.now(), clock.now() + std::chrono::hours(2)).value();
            QVERIFY(sums == memory.sums());
            QCOMPARE(sums.known.nanoDollars, counted.known.nanoDollars);
        }
    }

private:
    static int qrand()
    {
        static int number = 0;
        return ++number;
    }
};

QTEST_GUILESS_MAIN(TestLedgerFaults)
#include "tst_ledger_faults.moc"
