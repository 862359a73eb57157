// SPDX-License-Identifier: GPL-3.0-or-later
//
// How fast the unpaced sandbox is: printed, not judged, since the machine may be busy.
#include "providers/transport/io_runtime.h"
#include "tests/providers/sandbox/sandbox_client.h"

#include <QTest>

#include <sys/resource.h>

using namespace patchbay;
using namespace patchbay::sandbox;
using patchbay::testing::RawSocket;

namespace {

double processSeconds(int who)
{
    rusage used {};
    getrusage(who, &used);
    return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec)
        + static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
}

std::string benchRequest(int number)
{
    const std::string body = R"({"model":"quick","messages":[{"role":"user","content":"Explain how service )"
        + std::to_string(number) + R"( works"}]})";
    return "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
           "authorization: Bearer x\r\ncontent-length: "
        + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// How many whole answers with status 200 stand in the bytes.
int wholeMessages(const QByteArray &bytes)
{
    int count = 0;
    for (qsizetype at = 0; at < bytes.size(); ++count) {
        const qsizetype field = bytes.indexOf("content-length: ", at);
        const qsizetype end = bytes.indexOf("\r\n\r\n", at);
        if (end < 0 || field < 0 || field > end || !bytes.mid(at).startsWith("HTTP/1.1 200")) {
            return count;
        }
        const qsizetype length = bytes.mid(field + 16, 12).split('\r').first().toLongLong();
        at = end + 4 + length;
        if (at > bytes.size()) {
            return count;
        }
    }
    return count;
}

} // namespace

class TestThroughput : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void saysHowFastItIs_data()
    {
        QTest::addColumn<bool>("varied");
        QTest::newRow("one request again and again") << false;
        QTest::newRow("every request another") << true;
    }
    void saysHowFastItIs()
    {
        QFETCH(bool, varied);
        constexpr int batch = 32;
        constexpr int batches = 200;
        transport::IoRuntime runtime(1);
        const Result<std::unique_ptr<Sandbox>> started = Sandbox::start(runtime, "127.0.0.1", 0, { 1, 0, {} });
        QVERIFY(started);
        const Sandbox *running = started->get();
        const RawSocket socket = RawSocket::connectTo(running->port());
        const double serverBefore = processSeconds(RUSAGE_SELF) - processSeconds(RUSAGE_THREAD);
        const auto begin = std::chrono::steady_clock::now();
        for (int round = 0; round < batches; ++round) {
            std::string many;
            for (int request = 0; request < batch; ++request) {
                many += benchRequest(varied ? round * batch + request : 0);
            }
            QVERIFY(socket.send(many));
            QByteArray answers;
            while (wholeMessages(answers) < batch) {
                const std::optional<std::string> bytes = socket.receiveSome();
                QVERIFY(bytes && !bytes->empty());
                answers += QByteArray::fromStdString(*bytes);
            }
        }
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        const double server = processSeconds(RUSAGE_SELF) - processSeconds(RUSAGE_THREAD) - serverBefore;
        QCOMPARE(static_cast<int>(ask(*running, "GET", "/_sandbox/log").body.count("\"status\":200")), batch * batches);
        qInfo("unpaced: %.0f completions/s on the wall clock, %.0f per second of the server's CPU",
              batch * batches / seconds, batch * batches / server);
    }
};

QTEST_GUILESS_MAIN(TestThroughput)
#include "tst_throughput.moc"
