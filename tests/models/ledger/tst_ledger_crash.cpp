// SPDX-License-Identifier: GPL-3.0-or-later
//
// The ledger under kill -9: this program starts itself as a writer, kills it under load and compares
// what the writer was told with what the ledger holds.
#include "models/ledger/ledger_query.h"
#include "models/ledger/sql_ledger.h"
#include "tests/models/ledger/ledger_samples.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QHash>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

constexpr int writerThreads = 2;
constexpr int mostSteps = 400;
constexpr int smallPipe = 4'096; // the writer gets no further ahead of what was read
constexpr int cyclesPerFile = 10;

// What the writer says after each step that the ledger accepted. Small enough for one atomic write.
struct Said {
    enum Step : int { Reserved, Sent, Settled } step;
    int number;
};

std::string attemptId(int cycle, int number)
{
    return std::to_string(cycle) + "-" + std::to_string(number);
}

int amountOf(int number)
{
    return number % 7 == 0 ? -1 : number;
}

void writeUntilKilled(SqlLedger &ledger, int cycle, int first)
{
    const auto say = [](Said::Step step, int number) {
        const Said said { step, number };
        return ::write(STDOUT_FILENO, &said, sizeof said) == sizeof said;
    };
    for (int number = first;; number += writerThreads) {
        const std::string id = attemptId(cycle, number);
        if (!ledger.reserve(draft(id)) || !say(Said::Reserved, number)) {
            return;
        }
        if (number % 5 == 0) {
            continue; // never sent
        }
        ledger.sent(id);
        say(Said::Sent, number);
        if (number % 11 == 0) {
            continue; // never settled
        }
        const int amount = amountOf(number);
        ledger.settle(id, outcome(amount < 0 ? std::nullopt : std::optional<std::int64_t>(amount)));
        say(Said::Settled, number);
    }
}

int runWriter(const QString &file, int cycle)
{
    auto ledger = SqlLedger::open(file);
    if (!ledger) {
        return 1;
    }
    std::vector<std::jthread> threads;
    for (int first = 1; first <= writerThreads; ++first) {
        threads.emplace_back([&, first] { writeUntilKilled(**ledger, cycle, first); });
    }
    return 0;
}

// Starts the writer, kills it after so many steps, and gives the last step of each attempt.
QHash<int, int> killWriterAfter(int steps, const QString &file, int cycle)
{
    int ends[2];
    if (::pipe(ends) != 0) {
        return {};
    }
    ::fcntl(ends[1], F_SETPIPE_SZ, smallPipe);
    const QByteArray program = QCoreApplication::applicationFilePath().toLocal8Bit();
    const QByteArray path = file.toLocal8Bit();
    const QByteArray number = QByteArray::number(cycle);
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::execl(program.constData(), program.constData(), "--writer", path.constData(), number.constData(), nullptr);
        ::_exit(127);
    }
    ::close(ends[1]);
    QHash<int, int> last;
    Said said {};
    int count = 0;
    while (::read(ends[0], &said, sizeof said) == sizeof said) {
        last[said.number] = said.step;
        if (++count == steps) {
            ::kill(child, SIGKILL);
        }
    }
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return last;
}

// What is wrong with a row, given the last step that its writer was told to be done; empty when right.
QString faultOf(const AttemptRow &row, int lastStep, int number)
{
    const bool settled = row.state == AttemptState::Settled;
    if (row.state == AttemptState::Reserved || row.state == AttemptState::Sent) {
        return u"still open"_s;
    }
    if (lastStep == Said::Settled && !settled) {
        return u"a settled attempt was lost"_s;
    }
    // The step after the last one that was told may have been done as well.
    if (lastStep == Said::Sent && !settled && row.state != AttemptState::Unknown) {
        return u"a sent attempt is taken for not sent"_s;
    }
    if (lastStep == Said::Reserved && settled && number % 5 == 0) {
        return u"settled by nobody"_s;
    }
    const int expected = amountOf(number);
    if (settled && (row.outcome.amount.money ? row.outcome.amount.money->nanoDollars : -1) != expected) {
        return u"wrong amount"_s;
    }
    return {};
}

// Looks at all rows of a cycle and counts them by attempt.
QString faultsOf(LedgerQuery &query, int cycle, const QHash<int, int> &last, QHash<int, int> &seen)
{
    constexpr int page = 500;
    for (int offset = 0;; offset += page) {
        const QList<AttemptRow> rows = query.attempts({}, offset, page).value();
        for (const AttemptRow &row : rows) {
            const QList<QByteArray> parts = QByteArray::fromStdString(row.draft.attemptId).split('-');
            if (parts.first().toInt() != cycle) {
                return {}; // newest first: the rows of earlier cycles were looked at before
            }
            const int number = parts.last().toInt();
            ++seen[number];
            // A row that was not told of is at most its thread's next one.
            const QString fault = faultOf(row, last.value(number, Said::Reserved), number);
            if (!fault.isEmpty()) {
                return u"attempt %1: %2"_s.arg(number).arg(fault);
            }
        }
        if (rows.size() < page) {
            return {};
        }
    }
}

} // namespace

class TestLedgerCrash : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void survivesKills()
    {
        const int cycles = qEnvironmentVariableIntValue("PATCHBAY_KILL_CYCLES") > 0
            ? qEnvironmentVariableIntValue("PATCHBAY_KILL_CYCLES")
            : 100;
        QTemporaryDir directory;
        QString file;
        quint32 random = 12'345;
        qint64 told = 0;
        qint64 rowsInFile = 0;
        qint64 rows = 0;
        qint64 replayed = 0;
        QElapsedTimer timer;
        timer.start();
        for (int cycle = 0; cycle < cycles; ++cycle) {
            if (cycle % cyclesPerFile == 0) {
                const QString folder = directory.filePath(QString::number(cycle));
                QVERIFY(QDir().mkpath(folder));
                file = folder + u"/ledger.db"_s;
                rowsInFile = 0;
            }
            random = random * 1664525u + 1013904223u;
            const QHash<int, int> last = killWriterAfter(1 + int(random >> 8) % mostSteps, file, cycle);
            QVERIFY(!last.isEmpty());
            auto ledger = SqlLedger::open(file);
            QVERIFY2(ledger, ledger ? "" : ledger.error().message.c_str());
            replayed += (*ledger)->recovery().replayed;
            auto query = LedgerQuery::open(file);
            QHash<int, int> seen;
            const QString faults = faultsOf(**query, cycle, last, seen);
            QVERIFY2(faults.isEmpty(), qPrintable(u"cycle %1: %2"_s.arg(cycle).arg(faults)));
            for (auto attempt = last.begin(); attempt != last.end(); ++attempt) {
                QVERIFY2(seen.value(attempt.key()) == 1,
                         qPrintable(u"cycle %1: lost %2"_s.arg(cycle).arg(attempt.key())));
            }
            QVERIFY(seen.size() - last.size() <= writerThreads);
            told += last.size();
            rows += seen.size();
            rowsInFile += seen.size();
            QCOMPARE((*query)->count({}).value(), rowsInFile);
        }
        qInfo("%d kills in %lld ms: %lld attempts told, %lld rows, %lld steps replayed", cycles, timer.elapsed(), told,
              rows, replayed);
        QVERIFY(replayed > 0);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 4 && std::strcmp(argv[1], "--writer") == 0) {
        return runWriter(QString::fromLocal8Bit(argv[2]), std::atoi(argv[3]));
    }
    TestLedgerCrash test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_ledger_crash.moc"
