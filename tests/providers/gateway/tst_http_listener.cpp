// SPDX-License-Identifier: GPL-3.0-or-later
//
// The server on real sockets: order, deadlines, limits, clients that leave.
#include "providers/gateway/http_listener.h"
#include "providers/transport/timer.h"
#include "tests/support/raw_socket.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <sys/un.h>

#include <condition_variable>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::testing::RawSocket;
using namespace std::chrono_literals;

namespace {

// Answers with the path; "/slow" only after a while, "/stream" in pieces, "/hang" never.
class Echo final : public RequestHandler {
public:
    explicit Echo(transport::IoRuntime &runtime)
        : m_runtime(runtime)
    {
    }
    std::optional<HttpResponse> admit(const RequestHead &head, const ClientPeer &) override
    {
        if (head.path() == "/forbidden") {
            return HttpResponse { 401, {}, "no" };
        }
        return std::nullopt;
    }
    void handle(ClientRequest request, std::shared_ptr<ClientExchange> exchange) override
    {
        const std::string path(request.head.path());
        if (path == "/slow") {
            transport::startTimer(m_runtime, 50ms, [exchange] { exchange->respond({ 200, {}, "slow" }); });
        } else if (path == "/slower") {
            transport::startTimer(m_runtime, 500ms, [exchange] { exchange->respond({ 200, {}, "slow" }); });
        } else if (path == "/hang") {
            exchange->onPeerGone([this] {
                const std::scoped_lock lock(m_mutex);
                ++m_gone;
                m_changed.notify_all();
            });
            const std::scoped_lock lock(m_mutex);
            m_held = exchange;
            ++m_hanging;
            m_changed.notify_all();
        } else if (path == "/stream") {
            exchange->start(200, { { "content-type", "text/event-stream" } });
            exchange->write("data: a\n\n");
            exchange->write("data: b\n\n");
            exchange->finish();
        } else if (path == "/flood") {
            exchange->start(200, {});
            for (int piece = 0; piece < 64; ++piece) {
                exchange->write(std::string(1024 * 1024, 'x'));
            }
            exchange->finish();
        } else {
            exchange->respond({ 200, { { "x-evil", "a\r\nb: c" } }, path + request.body });
        }
    }
    HttpResponse fault(const HttpFault &fault, std::string_view) override { return { fault.status, {}, std::string(fault.what) }; }

    bool waitFor(int Echo::*counter, int value)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, 5s, [this, counter, value] { return this->*counter >= value; });
    }
    int m_gone = 0;
    int m_hanging = 0;

private:
    transport::IoRuntime &m_runtime;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::shared_ptr<ClientExchange> m_held;
};

struct Server {
    explicit Server(ListenerOptions options = {}, int threads = 1)
        : runtime(threads)
        , echo(runtime)
        , listener(*HttpListener::onAddress(runtime, "127.0.0.1", 0, options, echo))
    {
    }
    RawSocket connect() const { return RawSocket::connectTo(listener->port()); }

    transport::IoRuntime runtime;
    Echo echo;
    std::unique_ptr<HttpListener> listener;
};

std::string get(const std::string &path)
{
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

int count(const std::string &text, std::string_view part)
{
    int found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

} // namespace

class TestHttpListener : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsAliveAndAnswersInOrder()
    {
        for (const int threads : { 1, 3 }) {
            const Server server({}, threads);
            const RawSocket client = server.connect();
            std::string all;
            for (int turn = 0; turn < 20; ++turn) {
                all += get("/slow") + get("/a" + std::to_string(turn)) + get("/stream");
            }
            QVERIFY(client.send(all + "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
            const std::string answers = client.receiveAll();
            QCOMPARE(count(answers, "HTTP/1.1 200 OK"), 61);
            QVERIFY(answers.find("/a3") < answers.find("/a4"));
            QVERIFY(answers.ends_with("/last"));
            QCOMPARE(count(answers, "\r\n0\r\n\r\n"), 20);
            QCOMPARE(count(answers, "x-evil"), 0);
        }
    }

    void oneAnswerToAmbiguity()
    {
        const Server server;
        const RawSocket client = server.connect();
        QVERIFY(client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + get("/smuggled")));
        const std::string answer = client.receiveAll();
        QCOMPARE(count(answer, "HTTP/1.1"), 1);
        QVERIFY(answer.starts_with("HTTP/1.1 400 "));
        QVERIFY(answer.contains("connection: close"));
        QVERIFY(!answer.contains("smuggled"));
    }

    void refusesBeforeTheBody()
    {
        const Server server;
        const RawSocket client = server.connect();
        QVERIFY(client.send("POST /forbidden HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n"));
        const std::string answer = client.receiveAll();
        QVERIFY(answer.starts_with("HTTP/1.1 401 "));
        const RawSocket polite = server.connect();
        QVERIFY(polite.send(get("/forbidden") + get("/next")));
        QVERIFY(polite.receiveUntil("/next").contains("401"));
    }

    void expectationIsAnswered()
    {
        const Server server;
        const RawSocket client = server.connect();
        QVERIFY(client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"));
        QVERIFY(client.receiveUntil("\r\n\r\n").starts_with("HTTP/1.1 100"));
        QVERIFY(client.send("ok"));
        QVERIFY(client.receiveUntil("/xok").starts_with("HTTP/1.1 200"));
    }

    void slowHeadsAndBodiesEnd()
    {
        ListenerOptions options;
        options.headTime = 100ms;
        options.bodyPause = 100ms;
        options.idleTime = 200ms;
        options.sweep = 20ms;
        const Server server(options);
        const RawSocket head = server.connect();
        QVERIFY(head.send("GET / HT"));
        QVERIFY(head.receiveAll().starts_with("HTTP/1.1 408"));
        const RawSocket body = server.connect();
        QVERIFY(body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab"));
        QVERIFY(body.receiveAll().starts_with("HTTP/1.1 408"));
        const RawSocket silent = server.connect();
        QCOMPARE(silent.receiveAll(), std::string());
        const RawSocket idle = server.connect();
        QVERIFY(idle.send(get("/x")));
        QVERIFY(idle.receiveAll().ends_with("/x"));
    }

    void clientThatLeavesIsNoticed()
    {
        Server server;
        RawSocket client = server.connect();
        QVERIFY(client.send(get("/hang")));
        QVERIFY(server.echo.waitFor(&Echo::m_hanging, 1));
        client.close();
        QVERIFY(server.echo.waitFor(&Echo::m_gone, 1));
    }

    void clientThatReadsNothingIsDropped()
    {
        Server server;
        const RawSocket client = server.connect();
        QVERIFY(client.send(get("/flood")));
        QVERIFY(client.receiveAll().size() < 64u * 1024 * 1024);
    }

    void tooManyConnections()
    {
        ListenerOptions options;
        options.maximumConnections = 2;
        const Server server(options);
        const RawSocket first = server.connect();
        const RawSocket second = server.connect();
        QVERIFY(first.send(get("/1")) && second.send(get("/2")));
        QVERIFY(first.receiveUntil("/1").contains("200") && second.receiveUntil("/2").contains("200"));
        QVERIFY(server.connect().receiveAll().starts_with("HTTP/1.1 503"));
        QVERIFY(first.send(get("/3")));
        QVERIFY(first.receiveUntil("/3").contains("200"));
    }

    void drainLetsAnswersFinish()
    {
        ListenerOptions options;
        options.sweep = 10ms;
        const Server server(options);
        const RawSocket idle = server.connect();
        QVERIFY(idle.send(get("/idle")));
        QVERIFY(idle.receiveUntil("/idle").contains("200"));
        const RawSocket busy = server.connect();
        QVERIFY(busy.send(get("/slower")));
        QTRY_VERIFY(!server.listener->waitUntilIdle(0ms));
        server.listener->drain();
        QVERIFY(busy.receiveAll().contains("connection: close"));
        QCOMPARE(idle.receiveAll(), std::string());
        QVERIFY(server.listener->waitUntilIdle(5s));
    }

    void socketFileIsPrivate()
    {
        const QTemporaryDir folder;
        transport::IoRuntime runtime(1);
        Echo echo(runtime);
        const std::string path = folder.filePath("gateway.sock").toStdString();
        auto listener = HttpListener::onSocketFile(runtime, path, {}, echo);
        QVERIFY(listener);
        struct stat status {};
        QCOMPARE(::stat(path.c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777u, 0600u);
        sockaddr_un address {};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        const RawSocket client(::socket(AF_UNIX, SOCK_STREAM, 0));
        QCOMPARE(::connect(client.descriptor(), reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
        QVERIFY(client.send(get("/local")));
        QVERIFY(client.receiveUntil("/local").contains("200"));
        listener->reset();
        QVERIFY(::stat(path.c_str(), &status) != 0);
    }
};

QTEST_APPLESS_MAIN(TestHttpListener)
#include "tst_http_listener.moc"
