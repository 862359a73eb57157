// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/http_server.h"

#include "tests/support/raw_socket.h"

#include <QTest>

#include <atomic>
#include <future>
#include <semaphore>
#include <thread>

using namespace patchbay;
using namespace patchbay::transport;
using patchbay::testing::RawSocket;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view plainGet = "GET /hello?a=1 HTTP/1.1\r\nHost: x\r\n\r\n";

// A runtime with a server on it; the server goes first.
struct Served {
    explicit Served(RequestHandler handler, int threads = 1)
        : runtime(threads)
        , server(HttpServer::listen(runtime, "127.0.0.1", 0, std::move(handler)).value())
    {
    }
    RawSocket connect() const { return RawSocket::connectTo(server->port()); }

    IoRuntime runtime;
    std::unique_ptr<HttpServer> server;
};

void echo(const ServerRequest &request, const std::shared_ptr<Responder> &responder)
{
    responder->respond(
        { 200, { { "content-type", "text/plain" } }, request.method + " " + request.target + "\n" + request.body });
}

QString text(const std::string &bytes)
{
    return QString::fromStdString(bytes);
}

} // namespace

class TestHttpServer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answersWhole()
    {
        const Served served(echo);
        const RawSocket client = served.connect();
        for (int turn = 0; turn < 3; ++turn) { // the connection stays
            client.send(plainGet);
            QCOMPARE(text(client.receiveMessage()),
                     text("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 15\r\n\r\nGET /hello?a=1\n"));
        }
    }

    void readsBodies_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("length") << QByteArray("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")
                                << QByteArray("hello");
        QTest::newRow("chunked") << QByteArray("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                               "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: t\r\n\r\n")
                                 << QByteArray("hello");
        QTest::newRow("empty") << QByteArray("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
                               << QByteArray("");
        QTest::newRow("continue") << QByteArray(
            "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi")
                                  << QByteArray("hi");
    }
    void readsBodies()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, body);
        const Served served(echo);
        const RawSocket whole = served.connect();
        whole.send(request.toStdString());
        QVERIFY(whole.receiveUntil("\n" + body.toStdString()).ends_with("POST /\n" + body.toStdString()));
        const RawSocket slow = served.connect();
        slow.sendSlowly(request.toStdString());
        QVERIFY(slow.receiveUntil("POST /\n" + body.toStdString()).ends_with("POST /\n" + body.toStdString()));
    }

    void sendsContinueBeforeTheBody()
    {
        const Served served(echo);
        const RawSocket client = served.connect();
        client.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        QCOMPARE(text(client.receiveUntil("\r\n\r\n")), text("HTTP/1.1 100 Continue\r\n\r\n"));
        client.send("hi");
        QVERIFY(client.receiveMessage().ends_with("POST /\nhi"));
    }

    void keepsPipelinedAnswersInOrder()
    {
        // The first answer comes last: the others must wait for it.
        std::mutex mutex;
        std::vector<std::shared_ptr<Responder>> waiting;
        std::counting_semaphore<> arrived(0);
        const Served served([&](const ServerRequest &, const std::shared_ptr<Responder> &responder) {
            const std::scoped_lock lock(mutex);
            waiting.push_back(responder);
            arrived.release();
        });
        const RawSocket client = served.connect();
        constexpr int requests = 300; // more than the server reads ahead
        std::string all;
        for (int index = 0; index < requests; ++index) {
            all += plainGet;
        }
        std::thread sender([&] { client.send(all); });
        for (int index = 0; index < 3; ++index) {
            arrived.acquire();
        }
        std::thread answering([&] {
            for (int index = 0; index < requests; index += 3) {
                std::array<std::shared_ptr<Responder>, 3> three;
                {
                    const std::scoped_lock lock(mutex);
                    for (int place = 0; place < 3; ++place) {
                        three[static_cast<std::size_t>(place)] = waiting[static_cast<std::size_t>(index + place)];
                    }
                }
                three[2]->respond({ 200, {}, "n" + std::to_string(index + 2) + ";" });
                three[1]->start(200, { { "content-length", std::to_string(std::to_string(index + 1).size() + 2) } });
                three[1]->write("n" + std::to_string(index + 1) + ";");
                three[1]->finish();
                three[0]->respond({ 200, {}, "n" + std::to_string(index) + ";" });
                if (index + 3 < requests) {
                    for (int place = 0; place < 3; ++place) {
                        if (!arrived.try_acquire_for(patchbay::testing::patience)) {
                            return;
                        }
                    }
                }
            }
        });
        const std::string answers = client.receiveUntil("n299;");
        answering.join();
        sender.join();
        std::size_t position = 0;
        for (int index = 0; index < requests; ++index) {
            position = answers.find("n" + std::to_string(index) + ";", position);
            QVERIFY2(position != std::string::npos, qPrintable(QString::number(index)));
        }
    }

    void streamsInChunks()
    {
        const Served served([](const ServerRequest &, const std::shared_ptr<Responder> &responder) {
            responder->start(200, { { "content-type", "text/event-stream" } });
            responder->write("data: one\n\n");
            responder->after(5ms, [responder] {
                responder->write("data: two\n\n");
                responder->write("");
                responder->finish();
            });
        });
        const RawSocket client = served.connect();
        client.send(plainGet);
        QCOMPARE(text(client.receiveUntil("0\r\n\r\n")),
                 text("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
                      "b\r\ndata: one\n\n\r\nb\r\ndata: two\n\n\r\n0\r\n\r\n"));
        client.send(plainGet); // and again on the same connection
        QVERIFY(client.receiveUntil("0\r\n\r\n").starts_with("HTTP/1.1 200 OK\r\n"));
    }

    void writesFromOtherThreadsInOrder()
    {
        std::jthread writer;
        const Served served(
            [&](const ServerRequest &, const std::shared_ptr<Responder> &responder) {
                writer = std::jthread([responder] {
                    responder->start(200, {});
                    for (int index = 0; index < 10'000; ++index) {
                        responder->write(std::to_string(index) + " ");
                    }
                    responder->finish();
                });
            },
            2);
        const RawSocket client = served.connect();
        client.send("GET / HTTP/1.0\r\n\r\n"); // 1.0: no chunks, the end is the close
        const std::string answer = client.receiveAll();
        std::string expected;
        for (int index = 0; index < 10'000; ++index) {
            expected += std::to_string(index) + " ";
        }
        QVERIFY(answer.ends_with("\r\n\r\n" + expected));
    }

    void refusesWhatIsNotHttp_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("status");
        QTest::newRow("noise") << QByteArray("\x16\x03\x01 garbage\r\n\r\n") << QByteArray("HTTP/1.1 400 ");
        QTest::newRow("both framings") << QByteArray("POST / HTTP/1.1\r\nContent-Length: 3\r\n"
                                                     "Transfer-Encoding: chunked\r\n\r\n")
                                       << QByteArray("HTTP/1.1 400 ");
        QTest::newRow("two lengths") << QByteArray("POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n")
                                     << QByteArray("HTTP/1.1 400 ");
        QTest::newRow("odd encoding") << QByteArray("POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")
                                      << QByteArray("HTTP/1.1 400 ");
        QTest::newRow("huge head") << "GET / HTTP/1.1\r\nx: " + QByteArray(70'000, 'a') << QByteArray("HTTP/1.1 431 ");
        QTest::newRow("many fields") << "GET / HTTP/1.1\r\n" + QByteArray("a: b\r\n").repeated(12'000)
                                     << QByteArray("HTTP/1.1 431 ");
        QTest::newRow("huge body") << QByteArray("POST / HTTP/1.1\r\nContent-Length: 67108865\r\n\r\n")
                                   << QByteArray("HTTP/1.1 413 ");
    }
    void refusesWhatIsNotHttp()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, status);
        const Served served(echo);
        const RawSocket client = served.connect();
        client.send(request.toStdString());
        const std::string answer = client.receiveAll(); // closed afterwards
        QVERIFY2(answer.starts_with(status.toStdString()), answer.c_str());
    }

    void diesOnAbort()
    {
        const Served served([](const ServerRequest &, const std::shared_ptr<Responder> &responder) {
            responder->start(200, {});
            responder->write("some");
            responder->after(20ms, [responder] { responder->abort(); });
        });
        const RawSocket client = served.connect();
        client.send(plainGet);
        QVERIFY(client.receiveUntil("some\r\n").ends_with("4\r\nsome\r\n"));
        QVERIFY(!client.receiveSome()); // a reset, not an orderly end
    }

    void closesWhenTheResponderIsDropped()
    {
        const Served served(
            [](const ServerRequest &, const std::shared_ptr<Responder> &responder) { responder->start(200, {}); });
        const RawSocket client = served.connect();
        client.send(plainGet);
        QVERIFY(client.receiveAll().ends_with("transfer-encoding: chunked\r\n\r\n"));
    }

    void sendsRawBytes()
    {
        const Served served([](const ServerRequest &, const std::shared_ptr<Responder> &responder) {
            responder->writeRaw("SSH-2.0-not http\r\n");
            responder->finish();
        });
        const RawSocket client = served.connect();
        client.send(plainGet);
        QCOMPARE(text(client.receiveAll()), text("SSH-2.0-not http\r\n"));
    }

    void noticesThatThePeerLeft()
    {
        std::promise<std::shared_ptr<Responder>> promise;
        std::atomic<int> timersRun = 0;
        const Served served([&](const ServerRequest &, const std::shared_ptr<Responder> &responder) {
            responder->after(1h, [&timersRun, responder] { ++timersRun; });
            promise.set_value(responder);
        });
        RawSocket client = served.connect();
        client.send(plainGet);
        const std::shared_ptr<Responder> responder = promise.get_future().get();
        QVERIFY(!responder->peerGone());
        client.close();
        QTRY_VERIFY(responder->peerGone()); // nothing was written
        QTRY_COMPARE(responder.use_count(), 1); // the timer went with it
        responder->respond({ 200, {}, "too late" });
        QCOMPARE(timersRun.load(), 0);
    }

    void runsTimersInTheirOrder()
    {
        const Served served([](const ServerRequest &, const std::shared_ptr<Responder> &responder) {
            responder->start(200, {});
            responder->after(15ms, [responder] {
                responder->write("c");
                responder->finish();
            });
            responder->after(5ms, [responder] { responder->write("a"); });
            responder->after(5ms, [responder] { responder->write("b"); });
        });
        const RawSocket client = served.connect();
        client.send("GET / HTTP/1.0\r\n\r\n");
        QVERIFY(client.receiveAll().ends_with("\r\n\r\nabc"));
    }

    void takesLargeBodiesBothWays()
    {
        const Served served(echo);
        const RawSocket client = served.connect();
        const std::string body(20'000'000, 'x');
        std::jthread sender([&] {
            client.send("POST / HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n");
            client.send(body);
        });
        QVERIFY(client.receiveMessage().ends_with("POST /\n" + body));
    }

    void endsWhileBusy()
    {
        std::atomic<int> calls = 0;
        {
            const Served served(
                [&](const ServerRequest &, const std::shared_ptr<Responder> &responder) {
                    ++calls;
                    responder->after(1h, [responder] { responder->finish(); });
                },
                2);
            std::vector<RawSocket> clients;
            for (int index = 0; index < 50; ++index) {
                clients.push_back(served.connect());
                clients.back().send(plainGet);
            }
            QTRY_COMPARE(calls.load(), 50);
        }
        QCOMPARE(calls.load(), 50);
    }

    void reportsATakenPort()
    {
        const Served served(echo);
        const auto second =
            HttpServer::listen(const_cast<IoRuntime &>(served.runtime), "127.0.0.1", served.server->port(), echo);
        QVERIFY(!second);
        QCOMPARE(second.error().kind, ErrorClass::ApiConnection);
        QVERIFY(!second.error().remedy.empty());
    }
};

QTEST_GUILESS_MAIN(TestHttpServer)
#include "tst_http_server.moc"
