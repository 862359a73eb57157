// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/hostile_server.h"
#include "tests/support/http_call.h"

#include "providers/core/header_set.h"
#include "providers/transport/http_server.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::transport;
using namespace patchbay::testing;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view helloAnswer = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nX-Kind: Hello\r\n\r\nhello";
constexpr std::string_view chunkedAnswer = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                                           "3\r\nhel\r\n2;ext=1\r\nlo\r\n0\r\nx-trailer: t\r\n\r\n";

QString text(const std::string &bytes)
{
    return QString::fromStdString(bytes);
}

// A runtime with a client on it; the client goes first.
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

} // namespace

class TestHttpClient : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Several secret headers in one credential; a line break in a value would be a header of its own.
    void aHeaderSetIsLinesOfTheHead()
    {
        std::string seen;
        const HostileServer server([&](RawSocket &socket, int) {
            seen = socket.receiveMessage();
            socket.send(helloAnswer);
        });
        Side side;
        const auto send = [&](const SecretBytes &set) {
            HttpRequest request { "POST", server.url("/x"), { { "x-team", "in the open" } }, "{}", headerSetPlacement() };
            return fetch(side.client, std::move(request), std::string(set.bytes().data(), set.bytes().size()));
        };
        SecretBytes set = withHeader({}, "authorization", "Bearer ", "sk-one");
        set = withHeader(set, "x-team", {}, "secret team");
        set = withHeader(set, "Authorization", {}, "another"); // there already
        const HttpCall::Outcome outcome = send(set);
        QVERIFY2(outcome.result && *outcome.result, outcome.message().c_str());
        QVERIFY2(seen.contains("\r\nauthorization: Bearer sk-one\r\n") && seen.contains("\r\nx-team: secret team\r\n"), seen.c_str());
        QVERIFY(!seen.contains("in the open") && !seen.contains("another"));
        seen.clear();
        for (const char *name : { "content-length", "host", "bad name" }) {
            const HttpCall::Outcome refused = send(withHeader({}, name, {}, "x"));
            QVERIFY2(refused.result && !*refused.result && seen.empty(), name);
        }
        const HttpCall::Outcome control = send(withHeader({}, "x-team", {}, std::string("a\rx-evil: 1")));
        QVERIFY(control.result && !*control.result && seen.empty());
    }

    void sendsAndReceives()
    {
        std::string seen;
        const HostileServer server([&](RawSocket &socket, int) {
            seen = socket.receiveMessage();
            socket.send(helloAnswer);
        });
        Side side;
        HttpRequest request { "POST",
                              server.url("/v1/x?a=1"),
                              { { "content-type", "application/json" } },
                              "{\"a\":1}",
                              { AuthPlacement::Kind::Header, "authorization", "Bearer " } };
        const HttpCall::Outcome outcome = fetch(side.client, std::move(request), "sk-test-1234");
        QVERIFY2(outcome.result && *outcome.result, outcome.message().c_str());
        QCOMPARE(outcome.status, 200);
        QCOMPARE(text(outcome.body), "hello");
        QCOMPARE(headerValue(outcome.headers, "x-kind"), "Hello");
        QVERIFY(!outcome.outOfOrder);
        QCOMPARE(outcome.ends, 1);
        QCOMPARE(text(seen),
                 text("POST /v1/x?a=1 HTTP/1.1\r\nhost: 127.0.0.1:" + std::to_string(server.port())
                      + "\r\ncontent-type: application/json\r\nauthorization: Bearer sk-test-1234\r\n"
                        "user-agent: patchbay\r\naccept-encoding: gzip\r\ncontent-length: 7\r\n\r\n{\"a\":1}"));
        QVERIFY(outcome.timing.connected && outcome.timing.requestSent && outcome.timing.firstByte);
        QVERIFY(*outcome.timing.connected <= *outcome.timing.requestSent);
        QVERIFY(*outcome.timing.requestSent <= *outcome.timing.firstByte);
        QVERIFY(*outcome.timing.firstByte <= *outcome.timing.finished);
        QCOMPARE(outcome.timing.bytesSent, static_cast<std::int64_t>(seen.size()));
        QCOMPARE(outcome.timing.bytesReceived, static_cast<std::int64_t>(helloAnswer.size()));
    }

    void understandsEveryFraming_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char *name, std::string_view answer, int status, const char *body) {
            QTest::newRow(name) << QByteArray(answer.data(), static_cast<qsizetype>(answer.size())) << status
                                << QByteArray(body);
        };
        row("length", helloAnswer, 200, "hello");
        row("chunked", chunkedAnswer, 200, "hello");
        row("until close", "HTTP/1.1 200 OK\r\n\r\nhello", 200, "hello");
        row("1.0", "HTTP/1.0 200 OK\r\n\r\nhello", 200, "hello");
        row("no body", "HTTP/1.1 204 No Content\r\n\r\n", 204, "");
        row("empty", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", 200, "");
        row("after 100",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\na: b\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: "
            "2\r\n\r\nok",
            200, "ok");
        row("redirect", "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 1\r\n\r\n.", 302, ".");
        row("error", "HTTP/1.1 429 Too Many\r\nretry-after: 2\r\ncontent-length: 2\r\n\r\n{}", 429, "{}");
        row("no reason", "HTTP/1.1 200 \r\ncontent-length: 2\r\n\r\nok", 200, "ok");
    }
    void understandsEveryFraming()
    {
        QFETCH(QByteArray, answer);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        const HostileServer server([&](RawSocket &socket, int number) {
            socket.receiveUntil("\r\n\r\n");
            // The second time byte by byte.
            number == 0 ? socket.send(answer.toStdString()) : socket.sendSlowly(answer.toStdString());
        });
        for (int turn = 0; turn < 2; ++turn) {
            Side side;
            const HttpCall::Outcome outcome = fetch(side.client, get(server.url()));
            QVERIFY2(outcome.result && *outcome.result, outcome.message().c_str());
            QCOMPARE(outcome.status, status);
            QCOMPARE(QByteArray::fromStdString(outcome.body), body);
            QVERIFY(!outcome.outOfOrder);
        }
    }

    void reusesConnections()
    {
        const HostileServer server([](RawSocket &socket, int) {
            while (!socket.receiveUntil("\r\n\r\n").empty()) {
                socket.send(helloAnswer);
            }
        });
        Side side;
        for (int turn = 0; turn < 20; ++turn) {
            const HttpCall::Outcome outcome = fetch(side.client, get(server.url()));
            QVERIFY(outcome.result && *outcome.result);
            QCOMPARE(outcome.timing.reusedConnection, turn > 0);
            QCOMPARE(outcome.timing.connected.has_value(), turn == 0);
        }
        QCOMPARE(server.connections(), 1);
    }

    void doesNotShareConnectionsBetweenKeys()
    {
        const HostileServer server([](RawSocket &socket, int) {
            while (!socket.receiveUntil("\r\n\r\n").empty()) {
                socket.send(helloAnswer);
            }
        });
        Side side;
        for (const char *key : { "first", "second", "first", "second", "" }) {
            HttpRequest request = get(server.url());
            request.auth = { AuthPlacement::Kind::Header, "x-api-key", "" };
            QVERIFY(*fetch(side.client, request, key).result);
        }
        QCOMPARE(server.connections(), 3);
    }

    void doesNotReuseWhatMayNotBeReused_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("close") << QByteArray("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok");
        QTest::newRow("1.0") << QByteArray("HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok");
        QTest::newRow("bytes too many") << QByteArray(
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n");
    }
    void doesNotReuseWhatMayNotBeReused()
    {
        QFETCH(QByteArray, answer);
        const HostileServer server([&](RawSocket &socket, int) {
            while (!socket.receiveUntil("\r\n\r\n").empty()) {
                socket.send(answer.toStdString());
            }
        });
        Side side;
        for (int turn = 0; turn < 3; ++turn) {
            const HttpCall::Outcome outcome = fetch(side.client, get(server.url()));
            QCOMPARE(text(outcome.body), "ok");
        }
        QCOMPARE(server.connections(), 3);
    }

    void triesAgainOnAStaleConnection()
    {
        // The server reads the second request of a connection and dies: a new connection must serve it.
        std::atomic<int> requests = 0;
        const HostileServer server([&](RawSocket &socket, int number) {
            socket.receiveUntil("\r\n\r\n");
            ++requests;
            socket.send(helloAnswer);
            if (!socket.receiveUntil("\r\n\r\n").empty()) {
                ++requests;
                if (number == 0) {
                    socket.reset();
                } else {
                    socket.send(helloAnswer);
                }
            }
        });
        Side side;
        QVERIFY(*fetch(side.client, get(server.url())).result);
        const HttpCall::Outcome again = fetch(side.client, get(server.url()));
        QVERIFY2(*again.result, again.message().c_str());
        QCOMPARE(text(again.body), "hello");
        QVERIFY(!again.timing.reusedConnection);
        QCOMPARE(server.connections(), 2);
        QCOMPARE(requests.load(), 3);
    }

    void doesNotTryAgainAfterTheFirstByte()
    {
        const HostileServer server([](RawSocket &socket, int number) {
            socket.receiveUntil("\r\n\r\n");
            socket.send(helloAnswer);
            if (number == 0 && !socket.receiveUntil("\r\n\r\n").empty()) {
                socket.send("H");
            }
        });
        Side side;
        QVERIFY(*fetch(side.client, get(server.url())).result);
        const HttpCall::Outcome again = fetch(side.client, get(server.url()));
        QVERIFY(again.failedWith(ErrorClass::ApiConnection));
        QCOMPARE(text(again.message()),
                 text("127.0.0.1:" + std::to_string(server.port()) + " closed the connection after 1 bytes."));
        QCOMPARE(server.connections(), 1);
    }

    void doesNotTryAgainOnANewConnection()
    {
        const HostileServer server([](RawSocket &socket, int) { socket.receiveUntil("\r\n\r\n"); });
        Side side;
        const HttpCall::Outcome outcome = fetch(side.client, get(server.url()));
        QVERIFY(outcome.failedWith(ErrorClass::ApiConnection));
        QVERIFY(!outcome.result->error().remedy.empty());
        QCOMPARE(server.connections(), 1);
    }

    void putsTheSecretIntoTheQuery()
    {
        std::string seen;
        const HostileServer server([&](RawSocket &socket, int) {
            seen = socket.receiveUntil("\r\n\r\n");
            socket.send(helloAnswer);
        });
        Side side;
        HttpRequest request = get(server.url("/m?alt=sse"));
        request.auth = { AuthPlacement::Kind::Query, "key", "" };
        QVERIFY(*fetch(side.client, request, "a&b c").result);
        QVERIFY2(seen.starts_with("GET /m?alt=sse&key=a%26b%20c HTTP/1.1\r\n"), seen.c_str());
    }

    void refusesUnusableRequests_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<int>("kind");
        const int bad = static_cast<int>(ErrorClass::BadRequest);
        const int authentication = static_cast<int>(ErrorClass::Authentication);
        QTest::newRow("line break in value") << QByteArray("x") << QByteArray("a\r\nevil: 1") << QByteArray("k") << bad;
        QTest::newRow("bare LF in value") << QByteArray("x") << QByteArray("a\nb") << QByteArray("k") << bad;
        QTest::newRow("NUL in value") << QByteArray("x") << QByteArray("a\0b", 3) << QByteArray("k") << bad;
        QTest::newRow("colon in name") << QByteArray("x: y") << QByteArray("a") << QByteArray("k") << bad;
        QTest::newRow("own length") << QByteArray("Content-Length") << QByteArray("1") << QByteArray("k") << bad;
        QTest::newRow("CR in secret") << QByteArray("x") << QByteArray("a") << QByteArray("canary\rx")
                                      << authentication;
        QTest::newRow("LF in secret") << QByteArray("x") << QByteArray("a") << QByteArray("canary\n") << authentication;
        QTest::newRow("NUL in secret") << QByteArray("x") << QByteArray("a") << QByteArray("canary\0", 7)
                                       << authentication;
    }
    void refusesUnusableRequests()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, secret);
        QFETCH(int, kind);
        const HostileServer server([](RawSocket &, int) { });
        Side side;
        HttpRequest request = get(server.url());
        request.headers.push_back({ header.toStdString(), value.toStdString() });
        request.auth = { AuthPlacement::Kind::Header, "authorization", "Bearer " };
        const HttpCall::Outcome outcome = fetch(side.client, request, secret.toStdString());
        QVERIFY(outcome.failedWith(static_cast<ErrorClass>(kind)));
        QVERIFY(!outcome.message().contains("canary"));
        QCOMPARE(server.connections(), 0);
    }

    void sendsLargeBodies()
    {
        IoRuntime serverRuntime;
        const auto server =
            HttpServer::listen(serverRuntime, "127.0.0.1", 0,
                               [](const ServerRequest &request, const std::shared_ptr<Responder> &responder) {
                                   responder->respond({ 200, {}, std::to_string(request.body.size()) });
                               });
        Side side;
        HttpRequest request { "POST", "http://127.0.0.1:" + std::to_string((*server)->port()) + "/", {}, {}, {} };
        request.body = std::string(30'000'000, 'b');
        QCOMPARE(text(fetch(side.client, std::move(request)).body), "30000000");
    }

    void readsTheAnswerToARequestThatWasNotTakenWhole()
    {
        const HostileServer server([](RawSocket &socket, int) {
            socket.receiveUntil("\r\n\r\n");
            socket.send("HTTP/1.1 413 Too Large\r\nconnection: close\r\ncontent-length: 5\r\n\r\nlarge");
            socket.finishSending();
            socket.receiveAll();
        });
        Side side;
        HttpRequest request { "POST", server.url(), {}, std::string(20'000'000, 'b'), {} };
        const HttpCall::Outcome outcome = fetch(side.client, std::move(request));
        QCOMPARE(outcome.status, 413);
        QCOMPARE(text(outcome.body), "large");
    }

    void runsHundredsAtOnce_data()
    {
        QTest::addColumn<int>("threads");
        QTest::newRow("one thread") << 1;
        QTest::newRow("two threads") << 2;
    }
    void runsHundredsAtOnce()
    {
        QFETCH(int, threads);
        IoRuntime serverRuntime;
        const auto server =
            HttpServer::listen(serverRuntime, "127.0.0.1", 0,
                               [](const ServerRequest &request, const std::shared_ptr<Responder> &responder) {
                                   responder->after(1ms, [responder, target = request.target] {
                                       responder->start(200, {});
                                       responder->write(target);
                                       responder->after(1ms, [responder] {
                                           responder->write("!");
                                           responder->finish();
                                       });
                                   });
                               });
        Side side({}, threads);
        constexpr int rounds = 4;
        constexpr int parallel = 400;
        for (int round = 0; round < rounds; ++round) {
            std::vector<HttpCall> calls(parallel);
            for (int index = 0; index < parallel; ++index) {
                side.client.send(
                    get("http://127.0.0.1:" + std::to_string((*server)->port()) + "/" + std::to_string(index)), {},
                    calls[static_cast<std::size_t>(index)].handler());
            }
            for (int index = 0; index < parallel; ++index) {
                const HttpCall &call = calls[static_cast<std::size_t>(index)];
                QVERIFY(call.waitForEnd());
                QCOMPARE(text(call.outcome().body), text("/" + std::to_string(index) + "!"));
                QCOMPARE(call.outcome().ends, 1);
            }
        }
    }

    void namesWhatCannotBeReached()
    {
        std::uint16_t port = 0;
        {
            const RawListener listener;
            port = listener.port();
        }
        Side side;
        const HttpCall::Outcome refused = fetch(side.client, get("http://127.0.0.1:" + std::to_string(port) + "/"));
        QVERIFY(refused.failedWith(ErrorClass::ApiConnection));
        QVERIFY(refused.message().contains("127.0.0.1:" + std::to_string(port)));
        QVERIFY(!refused.result->error().remedy.empty());
        const HttpCall::Outcome unknown = fetch(side.client, get("http://no-such-name.invalid/"));
        QVERIFY2(unknown.failedWith(ErrorClass::ApiConnection), unknown.message().c_str());
        QVERIFY(unknown.message().contains("no-such-name.invalid:80"));
        for (const char *url :
             { "http://169.254.169.254/latest", "http://[fe80::1]/", "http://[::ffff:169.254.169.254]/" }) {
            const HttpCall::Outcome metadata = fetch(side.client, get(url));
            QVERIFY(metadata.failedWith(ErrorClass::ApiConnection));
            QVERIFY2(metadata.message().contains("never"), metadata.message().c_str());
        }
        const HttpCall::Outcome malformed = fetch(side.client, get("nonsense"));
        QVERIFY(malformed.failedWith(ErrorClass::BadRequest));
    }

    void usesLocalhostByName()
    {
        const HostileServer server([](RawSocket &socket, int) {
            socket.receiveUntil("\r\n\r\n");
            socket.send(helloAnswer);
        });
        Side side; // ::1 may come first and refuse
        const HttpCall::Outcome outcome =
            fetch(side.client, get("http://localhost:" + std::to_string(server.port()) + "/"));
        QVERIFY2(*outcome.result, outcome.message().c_str());
    }
};

QTEST_GUILESS_MAIN(TestHttpClient)
#include "tst_http_client.moc"
