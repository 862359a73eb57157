// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/inflight_journal.h"
#include "models/ledger/ledger_record.h"
#include "tests/models/ledger/ledger_samples.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

// Files may not grow beyond so many bytes while this lives.
class SizeLimit {
public:
    explicit SizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit { .rlim_cur = bytes, .rlim_max = m_before.rlim_max };
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~SizeLimit() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    SizeLimit(const SizeLimit &) = delete;
    SizeLimit &operator=(const SizeLimit &) = delete;

private:
    rlimit m_before {};
};

QByteArray record(const std::string &id)
{
    return encodeRecord(SentRecord { .attemptId = id, .at = SetClock().now() });
}

} // namespace

class TestInflightJournal : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsWhatWasAppended_data()
    {
        QTest::addColumn<bool>("strict");
        QTest::newRow("buffered") << false;
        QTest::newRow("strict") << true;
    }
    void keepsWhatWasAppended()
    {
        QFETCH(bool, strict);
        const JournalMode mode = strict ? JournalMode::Strict : JournalMode::Buffered;
        QTemporaryDir directory;
        const QString file = directory.filePath(u"inflight.journal"_s);
        {
            auto journal = InflightJournal::open(file, mode);
            QVERIFY(journal);
            QVERIFY(journal->append(record("a"), JournalUrgency::MayFail));
            QVERIFY(journal->append(record("b"), JournalUrgency::UsesReserve));
        }
        struct stat status {};
        QCOMPARE(::stat(QFile::encodeName(file).constData(), &status), 0);
        QCOMPARE(status.st_mode & 0777, 0600u);
        auto journal = InflightJournal::open(file, mode);
        QCOMPARE(journal->read().value(), record("a") + record("b"));
        QVERIFY(journal->replace({ record("c") }));
        QVERIFY(journal->append(record("d"), JournalUrgency::MayFail));
        QCOMPARE(journal->read().value(), record("c") + record("d"));
        QCOMPARE(InflightJournal::open(file, mode)->read().value(), record("c") + record("d"));
        QVERIFY(journal->clear());
        QCOMPARE(journal->size(), 0);
        QCOMPARE(QFile(file).size(), 0);
    }

    // What a killed process leaves of a mapped file is what was appended, and room.
    void mappedKeepsWhatWasAppended()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"inflight.journal"_s);
        const auto left = [&file] {
            QFile copy(file);
            return copy.open(QIODevice::ReadOnly) ? decodeJournal(copy.readAll()) : JournalContents {};
        };
        {
            auto journal = InflightJournal::open(file, JournalMode::Mapped);
            QVERIFY(journal->clear());
            QVERIFY(journal->append(record("a"), JournalUrgency::MayFail));
            QVERIFY(journal->append(record("b") + record("c"), JournalUrgency::UsesReserve));
            QCOMPARE(left().records.size(), 3u);
            QCOMPARE(left().damagedBytes, 0);
            QCOMPARE(left().goodBytes, journal->size());
            QVERIFY(QFile(file).size() > journal->size()); // it is mapped here
            QVERIFY(journal->clear());
            QCOMPARE(left().records.size(), 0u);
            QCOMPARE(left().damagedBytes, 0);
            // Far more than its first room, then a burst's end.
            for (int number = 0; number < 250'000; ++number) {
                QVERIFY(journal->append(record("n"), JournalUrgency::MayFail));
            }
            QCOMPARE(left().records.size(), 250'000u);
            InflightJournal moved = std::move(*journal);
            QVERIFY(moved.append(record("d"), JournalUrgency::MayFail));
            QCOMPARE(left().records.size(), 250'001u);
            QVERIFY(moved.clear());
            QCOMPARE(left().records.size(), 0u);
            QVERIFY(QFile(file).size() < 1'000'000);
            QVERIFY(moved.append(record("e"), JournalUrgency::MayFail));
            QVERIFY(moved.replace({ record("f"), record("g") }));
            QVERIFY(moved.append(record("h"), JournalUrgency::MayFail));
            QCOMPARE(moved.read().value(), record("f") + record("g") + record("h"));
            QCOMPARE(left().records.size(), 3u);
        }
        QCOMPARE(QFile(file).size(), 3 * record("f").size());
    }

    // Any byte of it may be the last that a killed process has written.
    void mappedAppendIsAllOrNothing()
    {
        const QByteArray before = record("a");
        const QByteArray added = record("b") + record("c");
        const QByteArray room(64, '\0');
        for (qsizetype done = 0; done < added.size(); ++done) {
            // The length stands last: until then its place is zero.
            QByteArray torn = added.left(done) + QByteArray(added.size() - done, '\0');
            torn.replace(0, 4, QByteArray(4, '\0'));
            QCOMPARE(decodeJournal(before + torn + room).records.size(), 1u);
        }
        QCOMPARE(decodeJournal(before + added + room).records.size(), 3u);
    }

    // A record that fits only in part is taken back: what follows it stays readable.
    void halfWrittenRecordIsTakenBack()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"inflight.journal"_s);
        auto journal = InflightJournal::open(file, JournalMode::Buffered);
        QVERIFY(journal->append(record("a"), JournalUrgency::MayFail));
        for (qsizetype room = 0; room < record("b").size(); room += 5) {
            const SizeLimit limit(static_cast<rlim_t>(journal->size() + room));
            const Result<void> appended = journal->append(record("b"), JournalUrgency::MayFail);
            QVERIFY(!appended);
            QCOMPARE(appended.error().code, "disk_full");
        }
        QVERIFY(journal->append(record("c"), JournalUrgency::MayFail));
        QCOMPARE(QFile(file).size(), journal->size());
        QCOMPARE(decodeJournal(journal->read().value()).records.size(), 2u);
    }

    void linksAreRefused()
    {
        QTemporaryDir directory;
        QVERIFY(QFile::link(u"/dev/null"_s, directory.filePath(u"inflight.journal"_s)));
        QVERIFY(!InflightJournal::open(directory.filePath(u"inflight.journal"_s), JournalMode::Buffered));
    }
};

QTEST_GUILESS_MAIN(TestInflightJournal)
#include "tst_inflight_journal.moc"
