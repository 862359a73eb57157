// SPDX-License-Identifier: GPL-3.0-or-later
//
// Files of other tools read record by record: however large, and however broken.
#include "models/ledger/foreign_stream.h"

#include <QBuffer>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

// A file that is made as it is read, and says how much of it was held at once.
class MadeFile final : public QIODevice {
public:
    MadeFile(QByteArray head, QByteArray line, qint64 lines)
        : m_next(std::move(head))
        , m_line(std::move(line))
        , m_lines(lines)
    {
        open(ReadOnly);
    }
    bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 most) override
    {
        qint64 given = 0;
        while (given < most && (!m_next.isEmpty() || m_lines > 0)) {
            if (m_next.isEmpty()) {
                m_next = m_line;
                --m_lines;
            }
            const qint64 part = std::min<qint64>(most - given, m_next.size());
            std::copy_n(m_next.constData(), part, data + given);
            m_next.remove(0, part);
            given += part;
        }
        return given > 0 ? given : -1;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_next;
    QByteArray m_line;
    qint64 m_lines;
};

struct Read {
    QList<ForeignRecord> good;
    QList<ForeignRecord> bad;
    bool cut = false;
    bool failed = false;
};

Read readAll(const QByteArray &bytes, const QString &inner = {})
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    ForeignStream stream(buffer, inner);
    Read read;
    for (;;) {
        const Result<std::optional<ForeignRecord>> record = stream.next();
        if (!record || !*record) {
            read.failed = !record;
            read.cut = stream.isCut();
            return read;
        }
        ((*record)->problem.isEmpty() ? read.good : read.bad).append(**record);
    }
}

} // namespace

class TestForeignStream : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aLongFileIsReadToItsEnd()
    {
        constexpr qint64 lines = 300'000;
        MadeFile file("date,model,cost\n", "2026-11-01,gpt-4o,0.25\n", lines);
        ForeignStream stream(file);
        qint64 count = 0;
        for (;;) {
            const Result<std::optional<ForeignRecord>> record = stream.next();
            QVERIFY(record);
            if (!*record) {
                break;
            }
            ++count;
            QCOMPARE((**record).number, count + 1);
            QCOMPARE((**record).fields.value(u"cost"_s), u"0.25"_s);
        }
        QCOMPARE(count, lines);
        QCOMPARE(stream.bytesRead(), 16 + lines * 23);
        QCOMPARE(stream.header(), QStringList({ u"date"_s, u"model"_s, u"cost"_s }));
    }

    void aQuoteThatStaysOpenCostsItsOwnRecord()
    {
        const Read read = readAll("a,b\n1,\"open\n2,two\n3,\"with \"\"quotes\"\", and\na line\"\n4,\"open again\n");
        QCOMPARE(read.bad.size(), 2);
        QCOMPARE(read.bad[0].number, 2);
        QVERIFY(read.bad[0].problem.contains(u"quote"_s));
        QCOMPARE(read.good.size(), 2);
        QCOMPARE(read.good[0].fields.value(u"b"_s), u"two"_s);
        QCOMPARE(read.good[1].fields.value(u"b"_s), u"with \"quotes\", and\na line"_s);
        QCOMPARE(read.good[1].number, 4);
        QCOMPARE(read.bad[1].number, 6);
    }

    // What one record opened must not end in another one, with all between them as its text.
    void aQuoteThatAnotherRecordClosesCostsOnlyThoseTwo()
    {
        const Read read = readAll("a,b\n1,\"open\n2,two\n3,three\n4,\"open too\n5,five\n");
        QCOMPARE(read.bad.size(), 2);
        QCOMPARE(read.bad[0].number, 2);
        QVERIFY(read.bad[0].problem.contains(u"quote"_s));
        QCOMPARE(read.bad[1].number, 5);
        QCOMPARE(read.good.size(), 3);
        QCOMPARE(read.good[2].fields.value(u"b"_s), u"five"_s);
    }

    void anInchIsNoQuote()
    {
        const Read read = readAll("a,b\n5\" pipe,x\n\"quoted\",y\n");
        QCOMPARE(read.bad.size(), 0);
        QCOMPARE(read.good[0].fields.value(u"a"_s), u"5\" pipe"_s);
        QCOMPARE(read.good[1].fields.value(u"a"_s), u"quoted"_s);
    }

    void aRowOfAnotherLengthIsTold()
    {
        const Read read = readAll("a;b\n1;2\n1;2;3\n\n4;5");
        QCOMPARE(read.good.size(), 2);
        QCOMPARE(read.bad.size(), 1);
        QVERIFY(read.bad[0].problem.contains(u"3 cells"_s));
    }

    void listsOfJson()
    {
        for (const QByteArray &bytes : { QByteArray("[{\"a\":1},{\"a\":\"]}\"}]"), QByteArray("{\"object\":\"page\",\"data\":[ {\"a\":1} , {\"a\":\"]}\"} ], \"more\":false}"),
                                         QByteArray("{\"logs\":[{\"a\":1},{\"a\":\"]}\"}]}") }) {
            const Read read = readAll(bytes);
            QCOMPARE(read.good.size(), 2);
            QCOMPARE(read.bad.size(), 0);
            QCOMPARE(read.good[1].fields.value(u"a"_s), u"]}"_s);
            QVERIFY(!read.cut);
        }
    }

    void aBrokenObjectCostsItself()
    {
        const Read read = readAll("[{\"a\":1},{\"a\":oops},7,\"text\",{\"a\":3}]");
        QCOMPARE(read.good.size(), 2);
        QCOMPARE(read.bad.size(), 3);
        QCOMPARE(read.bad[0].number, 2);
        QCOMPARE(read.good[1].number, 5);
    }

    void aCutListIsSaid()
    {
        const Read read = readAll("[{\"a\":1},{\"a\":2");
        QCOMPARE(read.good.size(), 1);
        QVERIFY(read.cut);
        QVERIFY(read.bad[0].problem.contains(u"cut"_s));
    }

    void linesOfJson()
    {
        const Read read = readAll("{\"a\":1}\nnonsense\n\n{\"a\":{\"b\":2}}\n");
        QCOMPARE(read.good.size(), 2);
        QCOMPARE(read.good[1].fields.value(u"a.b"_s), u"2"_s);
        QCOMPARE(read.bad.size(), 1);
        QCOMPARE(read.bad[0].number, 2);
    }

    void resultsInsideOfBuckets()
    {
        const Read read = readAll("{\"data\":[{\"start_time\":1,\"results\":[{\"model\":\"a\"},{\"model\":\"b\"}]},{\"start_time\":2,\"results\":[]}]}", u"results"_s);
        QCOMPARE(read.good.size(), 2);
        QCOMPARE(read.good[1].fields.value(u"start_time"_s), u"1"_s);
        QCOMPARE(read.good[1].fields.value(u"model"_s), u"b"_s);
    }

    void whatIsNothing()
    {
        QVERIFY(readAll("just words").failed);
        QVERIFY(readAll("").good.isEmpty());
        QVERIFY(readAll("  \n ").good.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestForeignStream)
#include "tst_foreign_stream.moc"
