// SPDX-License-Identifier: GPL-3.0-or-later
//
// TLS with certificates made for the test, and proxies.
#include "tests/support/hostile_server.h"
#include "tests/support/http_call.h"
#include "tests/support/tls_server.h"

#include <QTest>

#include <csignal>

using namespace patchbay;
using namespace patchbay::transport;
using namespace patchbay::testing;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view okAnswer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
constexpr std::string_view closingAnswer = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok";

ClientOptions trusting(const std::string &caFile)
{
    ClientOptions options;
    options.caFile = caFile;
    return options;
}

struct Side {
    explicit Side(ClientOptions options)
        : client(runtime, std::move(options))
    {
    }
    IoRuntime runtime;
    HttpClient client;
};

HttpRequest get(std::string url)
{
    return { "GET", std::move(url), {}, {}, {} };
}

// Serves keep-alive answers over TLS.
HostileServer::Script serving(std::shared_ptr<SSL_CTX> context, std::string_view answer = okAnswer)
{
    return [context = std::move(context), answer](RawSocket &socket, int) {
        const TlsPeer peer(socket, context.get());
        while (peer.isReady() && !peer.receiveUntil("\r\n\r\n").empty()) {
            peer.send(answer);
        }
    };
}

std::string secureUrl(const HostileServer &server, std::string_view host)
{
    return "https://" + std::string(host) + ":" + std::to_string(server.port()) + "/";
}

} // namespace

class TestHttpClientTls : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        std::signal(SIGPIPE, SIG_IGN); // for the servers here; the client must not need it, see writesToAClosedPeer
        if (!m_authority.isValid()) {
            QSKIP("no openssl program to make certificates with");
        }
    }

    void acceptsAGoodCertificate_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::newRow("name") << QByteArray("localhost");
        QTest::newRow("address") << QByteArray("127.0.0.1");
    }
    void acceptsAGoodCertificate()
    {
        QFETCH(QByteArray, host);
        const auto context = m_authority.serve("DNS:localhost,IP:127.0.0.1");
        QVERIFY(context);
        std::string name;
        const HostileServer server([&](RawSocket &socket, int) {
            const TlsPeer peer(socket, context.get());
            name = peer.serverName();
            while (peer.isReady() && !peer.receiveUntil("\r\n\r\n").empty()) {
                peer.send(okAnswer);
            }
        });
        Side side(trusting(m_authority.caFile()));
        for (int turn = 0; turn < 5; ++turn) {
            const HttpCall::Outcome outcome = fetch(side.client, get(secureUrl(server, host.toStdString())));
            QVERIFY2(*outcome.result, outcome.message().c_str());
            QCOMPARE(outcome.body, "ok");
            QCOMPARE(outcome.timing.reusedConnection, turn > 0);
        }
        QCOMPARE(server.connections(), 1);
        QCOMPARE(name, host == "localhost" ? "localhost" : ""); // an address is no server name
    }

    void refusesBadCertificates_data()
    {
        QTest::addColumn<QString>("names");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("until");
        QTest::addColumn<bool>("trusted");
        QTest::addColumn<QByteArray>("words");
        const QString start = "20200101000000Z";
        const QString end = "20990101000000Z";
        QTest::newRow("wrong host") << "DNS:other.test" << start << end << true << QByteArray("for another host");
        QTest::newRow("expired") << "DNS:localhost" << start << "20200102000000Z" << true << QByteArray("has expired");
        QTest::newRow("too early") << "DNS:localhost" << "20980101000000Z" << end << true
                                   << QByteArray("not valid yet");
        QTest::newRow("untrusted") << "DNS:localhost" << start << end << false
                                   << QByteArray("not signed by an authority");
    }
    void refusesBadCertificates()
    {
        QFETCH(QString, names);
        QFETCH(QString, from);
        QFETCH(QString, until);
        QFETCH(bool, trusted);
        QFETCH(QByteArray, words);
        const auto context = m_authority.serve(names, from, until);
        QVERIFY(context);
        std::atomic<int> requests = 0;
        const HostileServer server([&](RawSocket &socket, int) {
            const TlsPeer peer(socket, context.get());
            requests += peer.receiveUntil("\r\n\r\n").empty() ? 0 : 1;
        });
        const TestAuthority other("Other CA");
        Side side(trusting(trusted ? m_authority.caFile() : other.caFile()));
        const HttpCall::Outcome outcome = fetch(side.client, get(secureUrl(server, "localhost")));
        QVERIFY2(outcome.failedWith(ErrorClass::ApiConnection), outcome.message().c_str());
        QVERIFY2(outcome.message().contains(words.toStdString()), outcome.message().c_str());
        QVERIFY(outcome.message().contains("localhost:" + std::to_string(server.port())));
        QVERIFY(!outcome.result->error().remedy.empty());
        QCOMPARE(requests.load(), 0); // nothing was sent
    }

    void verifiesAgainstTheSystemStoreByDefault()
    {
        const HostileServer server(serving(m_authority.serve("DNS:localhost")));
        Side side((ClientOptions()));
        QVERIFY(fetch(side.client, get(secureUrl(server, "localhost"))).failedWith(ErrorClass::ApiConnection));
    }

    void reportsAnUnreadableStore()
    {
        Side side(trusting("/nonexistent/ca.pem"));
        const HttpCall::Outcome outcome = fetch(side.client, get("https://127.0.0.1:1/"));
        QVERIFY(outcome.failedWith(ErrorClass::ApiConnection));
        QVERIFY(outcome.message().contains("trusted certificates"));
    }

    void refusesOldProtocolsAndPlainText()
    {
        const auto context = m_authority.serve("DNS:localhost");
        SSL_CTX_set_security_level(context.get(), 0);
        SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
        SSL_CTX_set_max_proto_version(context.get(), TLS1_1_VERSION);
        const HostileServer old(serving(context));
        const HostileServer plain([](RawSocket &socket, int) {
            socket.receiveSome();
            socket.send("HTTP/1.1 400 Bad Request\r\n\r\n");
        });
        Side side(trusting(m_authority.caFile()));
        for (const HostileServer *server : { &old, &plain }) {
            const HttpCall::Outcome outcome = fetch(side.client, get(secureUrl(*server, "localhost")));
            QVERIFY2(outcome.failedWith(ErrorClass::ApiConnection), outcome.message().c_str());
            QVERIFY2(outcome.message().contains("No secure connection"), outcome.message().c_str());
            QVERIFY((*outcome.result).error().permanent); // asking again would meet the same server
        }
    }

    void resumesSessions_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("TLS 1.2") << TLS1_2_VERSION;
        QTest::newRow("TLS 1.3") << TLS1_3_VERSION;
    }
    void resumesSessions()
    {
        QFETCH(int, version);
        const auto context = m_authority.serve("DNS:localhost");
        SSL_CTX_set_min_proto_version(context.get(), version);
        SSL_CTX_set_max_proto_version(context.get(), version);
        std::atomic<int> resumed = 0;
        const HostileServer server([&](RawSocket &socket, int) {
            const TlsPeer peer(socket, context.get());
            resumed += peer.resumed() ? 1 : 0;
            peer.receiveUntil("\r\n\r\n");
            peer.send(closingAnswer);
            peer.sayGoodbye();
        });
        Side side(trusting(m_authority.caFile()));
        for (int turn = 0; turn < 10; ++turn) {
            const HttpCall::Outcome outcome = fetch(side.client, get(secureUrl(server, "localhost")));
            QVERIFY2(*outcome.result, outcome.message().c_str());
            QCOMPARE(outcome.timing.resumedSession, turn > 0);
        }
        QCOMPARE(server.connections(), 10);
        QCOMPARE(resumed.load(), 9);
        QCOMPARE(side.client.resumedSessions(), 9);
    }

    void noticesACutUnderTls()
    {
        const auto context = m_authority.serve("DNS:localhost");
        const HostileServer server([&](RawSocket &socket, int number) {
            const TlsPeer peer(socket, context.get());
            peer.receiveUntil("\r\n\r\n");
            peer.send("HTTP/1.1 200 OK\r\n\r\nhello"); // until the close
            if (number == 1) {
                peer.sayGoodbye();
            }
        });
        Side side(trusting(m_authority.caFile()));
        // Without TLS's own goodbye somebody else may have cut the answer.
        const HttpCall::Outcome cut = fetch(side.client, get(secureUrl(server, "localhost")));
        QVERIFY2(cut.failedWith(ErrorClass::ApiConnection), cut.message().c_str());
        QVERIFY(*fetch(side.client, get(secureUrl(server, "localhost"))).result);
    }

    void carriesLargeBodiesBothWays()
    {
        const auto context = m_authority.serve("DNS:localhost");
        const HostileServer server([&](RawSocket &socket, int) {
            const TlsPeer peer(socket, context.get());
            const std::string request = peer.receiveUntil("the end");
            peer.send("HTTP/1.1 200 OK\r\ncontent-length: " + std::to_string(request.size()) + "\r\n\r\n" + request);
        });
        Side side(trusting(m_authority.caFile()));
        for (const std::size_t size : { std::size_t { 100 }, std::size_t { 13'000 }, std::size_t { 3'000'000 } }) {
            HttpRequest request { "POST", secureUrl(server, "localhost"), {}, std::string(size, 'x') + "the end", {} };
            const HttpCall::Outcome outcome = fetch(side.client, request);
            QVERIFY2(*outcome.result, outcome.message().c_str());
            QVERIFY(outcome.bodySize > size);
        }
    }

    void writesToAClosedPeer()
    {
        std::signal(SIGPIPE, SIG_DFL); // would end this program
        const auto context = m_authority.serve("DNS:localhost");
        const HostileServer server([&](RawSocket &socket, int) {
            const TlsPeer peer(socket, context.get());
            socket.reset();
        });
        Side side(trusting(m_authority.caFile()));
        for (int turn = 0; turn < 20; ++turn) {
            HttpRequest request { "POST", secureUrl(server, "localhost"), {}, std::string(5'000'000, 'x'), {} };
            QVERIFY(fetch(side.client, request).failedWith(ErrorClass::ApiConnection));
        }
        std::signal(SIGPIPE, SIG_IGN);
    }

    void tunnelsThroughAProxy()
    {
        const auto context = m_authority.serve("DNS:provider.test");
        std::string connect;
        std::string request;
        const HostileServer proxy([&](RawSocket &socket, int) {
            connect = socket.receiveUntil("\r\n\r\n");
            socket.sendSlowly("HTTP/1.1 200 Connection established\r\nx: y\r\n\r\n");
            const TlsPeer peer(socket, context.get());
            for (std::string next = peer.receiveUntil("\r\n\r\n"); !next.empty();
                 next = peer.receiveUntil("\r\n\r\n")) {
                request = next;
                peer.send(okAnswer);
            }
        });
        ClientOptions options = trusting(m_authority.caFile());
        options.httpsProxy = "http://me:secret@127.0.0.1:" + std::to_string(proxy.port());
        Side side(options);
        for (int turn = 0; turn < 3; ++turn) {
            const HttpCall::Outcome outcome = fetch(side.client, get("https://provider.test/v1"));
            QVERIFY2(*outcome.result, outcome.message().c_str());
        }
        QCOMPARE(proxy.connections(), 1);
        QCOMPARE(connect,
                 "CONNECT provider.test:443 HTTP/1.1\r\nhost: provider.test:443\r\n"
                 "proxy-authorization: Basic bWU6c2VjcmV0\r\n\r\n");
        QVERIFY2(request.starts_with("GET /v1 HTTP/1.1\r\nhost: provider.test\r\n"), request.c_str());
        QVERIFY(!request.contains("proxy-authorization")); // that is for the proxy alone
    }

    void reportsProxiesThatRefuse_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("words");
        const int connection = static_cast<int>(ErrorClass::ApiConnection);
        const int validation = static_cast<int>(ErrorClass::ApiResponseValidation);
        QTest::newRow("407") << QByteArray("HTTP/1.1 407 Auth\r\ncontent-length: 3\r\n\r\nno!") << connection
                             << QByteArray("status 407");
        QTest::newRow("403") << QByteArray("HTTP/1.1 403 No\r\n\r\n") << connection << QByteArray("status 403");
        QTest::newRow("502") << QByteArray("HTTP/1.1 502 Bad\r\n\r\n") << connection << QByteArray("status 502");
        QTest::newRow("garbage") << QByteArray("SOCKS5 only\r\n\r\n") << validation
                                 << QByteArray("does not answer in HTTP");
        QTest::newRow("close") << QByteArray("") << connection << QByteArray("closed the connection");
        QTest::newRow("talks ahead") << QByteArray("HTTP/1.1 200 OK\r\n\r\nhello") << validation << QByteArray("proxy");
    }
    void reportsProxiesThatRefuse()
    {
        QFETCH(QByteArray, answer);
        QFETCH(int, kind);
        QFETCH(QByteArray, words);
        const HostileServer proxy([&](RawSocket &socket, int) {
            socket.receiveUntil("\r\n\r\n");
            socket.send(answer.toStdString());
        });
        ClientOptions options;
        options.httpsProxy = "127.0.0.1:" + std::to_string(proxy.port());
        Side side(options);
        HttpRequest request = get("https://provider.test/");
        request.auth = { AuthPlacement::Kind::Header, "authorization", "Bearer " };
        const HttpCall::Outcome outcome = fetch(side.client, request, "canary-key");
        QVERIFY2(outcome.failedWith(static_cast<ErrorClass>(kind)), outcome.message().c_str());
        QVERIFY2(outcome.message().contains(words.toStdString()), outcome.message().c_str());
        QVERIFY(outcome.message().contains("127.0.0.1:" + std::to_string(proxy.port())));
        QCOMPARE((*outcome.result).error().permanent, words.contains("status 4")); // a rule of the proxy's, not a bad moment
        QVERIFY(!outcome.message().contains("canary"));
    }

    void givesAPlainProxyTheWholeAddress()
    {
        std::string seen;
        const HostileServer proxy([&](RawSocket &socket, int) {
            seen = socket.receiveUntil("\r\n\r\n");
            socket.send(okAnswer);
        });
        ClientOptions options;
        options.httpProxy = "http://me:secret@127.0.0.1:" + std::to_string(proxy.port());
        Side side(options);
        QCOMPARE(fetch(side.client, get("http://provider.test:8080/x?y")).body, "ok");
        QVERIFY2(seen.starts_with("GET http://provider.test:8080/x?y HTTP/1.1\r\nhost: provider.test:8080\r\n"),
                 seen.c_str());
        QVERIFY(seen.contains("proxy-authorization: Basic bWU6c2VjcmV0\r\n"));
    }

private:
    TestAuthority m_authority;
};

QTEST_GUILESS_MAIN(TestHttpClientTls)
#include "tst_http_client_tls.moc"
