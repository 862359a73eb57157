// SPDX-License-Identifier: GPL-3.0-or-later
//
// Peers that stall, callers that change their minds, and clients that go while busy.
#include "tests/support/hostile_server.h"
#include "tests/support/http_call.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::transport;
using namespace patchbay::testing;
using namespace std::chrono_literals;

namespace {

constexpr Deadlines patient { 30s, 30s, 30s, 30s };

struct Side {
    explicit Side(ClientOptions options = {}, int threads = 1)
        : runtime(threads)
        , client(runtime, std::move(options))
    {
    }
    IoRuntime runtime;
    HttpClient client;
};

HttpRequest get(std::string url)
{
    return { "GET", std::move(url), {}, {}, {} };
}

// Where a scripted server stops talking; it holds the connection until the client closes it.
enum class Stall { Accept, Request, Head, MidHead, Body, Chunks };

void play(RawSocket &socket, Stall stall)
{
    if (stall != Stall::Accept) {
        socket.receiveUntil("\r\n\r\n");
    }
    switch (stall) {
    case Stall::Accept:
    case Stall::Request: break;
    case Stall::MidHead: socket.send("HTTP/1.1 200 OK\r\nx-a"); break;
    case Stall::Head: socket.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n"); break;
    case Stall::Body: socket.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello"); break;
    case Stall::Chunks: socket.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n");
    }
    socket.receiveAll();
}

} // namespace
Q_DECLARE_METATYPE(Stall)

class TestHttpClientDeadlines : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void endsAStall_data()
    {
        QTest::addColumn<Stall>("stall");
        QTest::addColumn<QByteArray>("which");
        QTest::newRow("silence") << Stall::Request << QByteArray("first-byte deadline");
        QTest::newRow("in the head") << Stall::MidHead << QByteArray("idle deadline");
        QTest::newRow("after the head") << Stall::Head << QByteArray("idle deadline");
        QTest::newRow("in the body") << Stall::Body << QByteArray("idle deadline");
        QTest::newRow("between chunks") << Stall::Chunks << QByteArray("idle deadline");
        QTest::newRow("total") << Stall::Body << QByteArray("total deadline");
        QTest::newRow("total, silence") << Stall::Request << QByteArray("total deadline");
    }
    void endsAStall()
    {
        QFETCH(Stall, stall);
        QFETCH(QByteArray, which);
        std::atomic<bool> closed = false;
        const HostileServer server([&](RawSocket &socket, int) {
            play(socket, stall);
            closed = true;
        });
        Deadlines deadlines = patient;
        auto &limit = which.startsWith("first") ? deadlines.firstByte
            : which.startsWith("idle")          ? deadlines.idle
                                                : deadlines.total;
        limit = 120ms;
        Side side;
        const HttpCall call;
        const auto start = std::chrono::steady_clock::now();
        side.client.send(get(server.url()), {}, call.handler(), deadlines);
        QVERIFY(call.waitForEnd());
        const auto taken = std::chrono::steady_clock::now() - start;
        QVERIFY2(call.outcome().failedWith(ErrorClass::Timeout), call.outcome().message().c_str());
        QVERIFY2(call.outcome().message().contains(which.toStdString()), call.outcome().message().c_str());
        QVERIFY(call.outcome().message().contains("0.12 s"));
        QVERIFY(!call.outcome().result->error().remedy.empty());
        QVERIFY(taken >= 120ms);
        QVERIFY2(taken < 1s, qPrintable(QString::number(taken / 1ms)));
        QTRY_VERIFY(closed); // the connection was closed, not only forgotten
    }

    void endsAConnectThatHangs()
    {
        // A listener that never accepts and whose queue is full drops further SYNs.
        const RawListener listener(0);
        std::vector<RawSocket> fillers;
        for (int index = 0; index < 4; ++index) {
            RawSocket filler(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
            sockaddr_in address {};
            address.sin_family = AF_INET;
            address.sin_port = htons(listener.port());
            address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            ::connect(filler.descriptor(), reinterpret_cast<sockaddr *>(&address), sizeof address);
            fillers.push_back(std::move(filler));
        }
        Deadlines deadlines = patient;
        deadlines.connect = 150ms;
        Side side;
        const HttpCall call;
        side.client.send(get("http://127.0.0.1:" + std::to_string(listener.port()) + "/"), {}, call.handler(),
                         deadlines);
        QVERIFY(call.waitForEnd());
        QVERIFY2(call.outcome().failedWith(ErrorClass::Timeout), call.outcome().message().c_str());
        QVERIFY(call.outcome().message().contains("connect deadline"));
    }

    void endsATlsHandshakeThatHangs()
    {
        const HostileServer server([](RawSocket &socket, int) { socket.receiveAll(); });
        Deadlines deadlines = patient;
        deadlines.connect = 150ms;
        Side side;
        const HttpCall call;
        side.client.send(get("https://127.0.0.1:" + std::to_string(server.port()) + "/"), {}, call.handler(),
                         deadlines);
        QVERIFY(call.waitForEnd());
        QVERIFY2(call.outcome().failedWith(ErrorClass::Timeout), call.outcome().message().c_str());
        QVERIFY(call.outcome().message().contains("connect deadline"));
    }

    void endsARequestThatIsNotTaken()
    {
        const HostileServer server([](RawSocket &socket, int) {
            pollfd gone { socket.descriptor(), POLLRDHUP, 0 };
            ::poll(&gone, 1, 10'000); // reads nothing
        });
        Deadlines deadlines = patient;
        deadlines.idle = 150ms;
        Side side;
        const HttpCall call;
        HttpRequest request { "POST", server.url(), {}, std::string(50'000'000, 'x'), {} };
        side.client.send(std::move(request), {}, call.handler(), deadlines);
        QVERIFY(call.waitForEnd());
        QVERIFY2(call.outcome().failedWith(ErrorClass::Timeout), call.outcome().message().c_str());
    }

    void letsASlowStreamRun()
    {
        // Longer than the idle deadline in all, never between two bytes.
        const HostileServer server([](RawSocket &socket, int) {
            socket.receiveUntil("\r\n\r\n");
            socket.send("HTTP/1.1 200 OK\r\n\r\n");
            for (int index = 0; index < 10; ++index) {
                socket.send("x");
                pollfd gone { socket.descriptor(), POLLRDHUP, 0 };
                ::poll(&gone, 1, 40);
            }
        });
        Deadlines deadlines = patient;
        deadlines.idle = 200ms;
        Side side;
        const HttpCall call;
        side.client.send(get(server.url()), {}, call.handler(), deadlines);
        QVERIFY(call.waitForEnd());
        QVERIFY2(*call.outcome().result, call.outcome().message().c_str());
        QCOMPARE(call.outcome().body, "xxxxxxxxxx");
    }

    void cancels_data()
    {
        QTest::addColumn<Stall>("stall");
        QTest::newRow("before the request is read") << Stall::Accept;
        QTest::newRow("before the answer") << Stall::Request;
        QTest::newRow("in the head") << Stall::MidHead;
        QTest::newRow("after the head") << Stall::Head;
        QTest::newRow("in the body") << Stall::Body;
        QTest::newRow("between chunks") << Stall::Chunks;
    }
    void cancels()
    {
        QFETCH(Stall, stall);
        std::atomic<bool> reached = false;
        std::atomic<bool> closed = false;
        const HostileServer server([&](RawSocket &socket, int) {
            reached = true;
            play(socket, stall);
            closed = true;
        });
        Side side;
        const HttpCall call;
        const std::shared_ptr<Exchange> exchange = side.client.send(get(server.url()), {}, call.handler(), patient);
        if (stall >= Stall::Head && stall != Stall::MidHead) {
            QVERIFY(call.waitForHead());
        }
        QTRY_VERIFY(reached);
        exchange->cancel();
        exchange->cancel();
        QVERIFY(call.waitForEnd());
        QVERIFY(call.outcome().failedWith(ErrorClass::Cancelled));
        QCOMPARE(call.outcome().ends, 1);
        QTRY_VERIFY(closed);
    }

    void cancelsAtOnce()
    {
        const HostileServer server([](RawSocket &socket, int) { play(socket, Stall::Request); });
        Side side;
        for (int turn = 0; turn < 200; ++turn) {
            const HttpCall call;
            const auto exchange = side.client.send(get(server.url()), {}, call.handler(), patient);
            exchange->cancel();
            QVERIFY(call.waitForEnd());
            QVERIFY(call.outcome().failedWith(ErrorClass::Cancelled));
        }
    }

    void cancelsFromItsOwnHandler()
    {
        const HostileServer server([](RawSocket &socket, int) {
            socket.receiveUntil("\r\n\r\n");
            socket.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n1\r\nc\r\n");
            socket.receiveAll();
        });
        Side side;
        const HttpCall call;
        std::shared_ptr<Exchange> exchange;
        std::mutex mutex;
        ExchangeHandler handler = call.handler();
        handler.onData = [&, next = handler.onData](std::string_view bytes) {
            next(bytes);
            const std::scoped_lock lock(mutex);
            exchange->cancel();
        };
        {
            const std::scoped_lock lock(mutex);
            exchange = side.client.send(get(server.url()), {}, std::move(handler), patient);
        }
        QVERIFY(call.waitForEnd());
        QVERIFY(call.outcome().failedWith(ErrorClass::Cancelled));
        QCOMPARE(call.outcome().body, "a"); // nothing more came after it
    }

    void goesOnWithoutItsExchange()
    {
        const HostileServer server([](RawSocket &socket, int) {
            socket.receiveUntil("\r\n\r\n");
            socket.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        });
        Side side;
        QCOMPARE(fetch(side.client, get(server.url())).body, "ok"); // fetch() holds no exchange
    }

    void goesWhileBusy_data()
    {
        QTest::addColumn<int>("threads");
        QTest::newRow("one thread") << 1;
        QTest::newRow("two threads") << 2;
    }
    void goesWhileBusy()
    {
        QFETCH(int, threads);
        const HostileServer server([](RawSocket &socket, int number) { play(socket, static_cast<Stall>(number % 6)); });
        IoRuntime runtime(threads);
        for (int turn = 0; turn < 20; ++turn) {
            std::vector<HttpCall> calls(30);
            {
                HttpClient client(runtime, {});
                for (const HttpCall &call : calls) {
                    client.send(get(server.url()), {}, call.handler(), patient);
                }
                std::this_thread::yield();
            }
            // The client has gone: every handler has been called for the last time.
            for (const HttpCall &call : calls) {
                QCOMPARE(call.outcome().ends, 1);
                QVERIFY(call.outcome().failedWith(ErrorClass::Cancelled));
            }
        }
    }

    void sendsAgainFromItsEnd()
    {
        const HostileServer server([](RawSocket &socket, int) {
            while (!socket.receiveUntil("\r\n\r\n").empty()) {
                socket.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
            }
        });
        Side side;
        const HttpCall second;
        side.client.send(get(server.url()), {}, { nullptr, nullptr, [&](const Result<void> &, const ExchangeTiming &) {
                                                     side.client.send(get(server.url()), {}, second.handler());
                                                 } });
        QVERIFY(second.waitForEnd());
        QVERIFY(*second.outcome().result);
        QVERIFY(second.outcome().timing.reusedConnection);
    }

    void forgetsRestingConnections()
    {
        std::atomic<int> closed = 0;
        const HostileServer server([&](RawSocket &socket, int) {
            socket.receiveUntil("\r\n\r\n");
            socket.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
            socket.receiveAll();
            ++closed;
        });
        ClientOptions options;
        options.idleConnectionLife = 1s;
        Side side(options);
        QVERIFY(*fetch(side.client, get(server.url())).result);
        QCOMPARE(closed.load(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(closed.load(), 1, 4000);
    }
};

QTEST_GUILESS_MAIN(TestHttpClientDeadlines)
#include "tst_http_client_deadlines.moc"
