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
