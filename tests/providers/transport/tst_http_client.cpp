// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/hostile_server.h"
#include "tests/support/http_call.h"

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

HostileServer answering(std::string answer)
{
    return HostileServer([answer = std::move(answer)](RawSocket &socket, int) {
        socket.receiveUntil("\r\n\r\n");
        socket.send(answer);
    });
}

} // namespace

class TestHttpClient : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sendsAndReceives()
    {
        std::string seen;
        const HostileServer server([&](RawSocket &socket, int) {
            seen = socket.receiveMessage();
            socket.send(helloAnswer);
        });
        Side side;
        HttpRequest request { "POST", server.url("/v1/x?a=1"), { { "content-type", "application/json" } }, "{\"a\":1}",
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
            QTest::newRow(name) << QByteArray(answer.data(), static_cast<qsizetype>(answer.size())) << status << QByteArray(body);
        };
        row("length", helloAnswer, 200, "hello");
        row("chunked", chunkedAnswer, 200, "hello");
        row("until close", "HTTP/1.1 200 OK\r\n\r\nhello", 200, "hello");
        row("1.0", "HTTP/1.0 200 OK\r\n\r\nhello", 200, "hello");
        row("no body", "HTTP/1.1 204 No Content\r\n\r\n", 204, "");
        row("empty", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", 200, "");
        row("after 100", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\na: b\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", 200, "ok");
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

    void refusesGarbage_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("ssh") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n");
        QTest::newRow("html") << QByteArray("<html><body>hello</body></html>\r\n\r\n");
    }
    void refusesGarbage()
    {
        QFETCH(QByteArray, answer);
        const HostileServer server = answering(answer.toStdString());
        Side side;
        const HttpCall::Outcome outcome = fetch(side.client, get(server.url()));
        QVERIFY2(outcome.failedWith(ErrorClass::ApiResponseValidation), outcome.message().c_str());
        QVERIFY(outcome.result->error().offset);
    }
};

QTEST_GUILESS_MAIN(TestHttpClient)
#include "tst_http_client.moc"
