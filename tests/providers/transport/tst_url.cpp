// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/http_client.h"
#include "providers/transport/proxy.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::transport;

class TestUrl : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void parses_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<QByteArray>("target");
        const auto row = [](const char *url, const char *origin, const char *target) {
            QTest::newRow(url) << QByteArray(url) << QByteArray(origin) << QByteArray(target);
        };
        row("https://api.openai.com/v1/chat/completions", "https://api.openai.com:443", "/v1/chat/completions");
        row("http://127.0.0.1:11434/api/chat?x=1&y=%20", "http://127.0.0.1:11434", "/api/chat?x=1&y=%20");
        row("http://host", "http://host:80", "/");
        row("http://host?q", "http://host:80", "/?q");
        row("HTTPS://API.Example.COM:8443/A", "https://api.example.com:8443", "/A");
        row("http://[::1]:8080/a", "http://[::1]:8080", "/a");
        row("https://[2001:DB8::1]/", "https://[2001:db8::1]:443", "/");
        row("http://host:/x", "http://host:80", "/x");
        row("http://a_b.test/", "http://a_b.test:80", "/");
        row("http://host/a://b", "http://host:80", "/a://b");
        row("http://host/models/x:generateContent?alt=sse", "http://host:80", "/models/x:generateContent?alt=sse");
    }
    void parses()
    {
        QFETCH(QByteArray, url);
        QFETCH(QByteArray, origin);
        QFETCH(QByteArray, target);
        const Result<ParsedUrl> parsed = parseUrl(url.toStdString());
        QVERIFY2(parsed, parsed ? "" : parsed.error().message.c_str());
        QCOMPARE(QByteArray::fromStdString(toString(parsed->origin)), origin);
        QCOMPARE(QByteArray::fromStdString(parsed->target), target);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("url");
        for (const char *url : { "",
                                 "host/path",
                                 "ftp://host/",
                                 "file:///etc/passwd",
                                 "http:///x",
                                 "http://",
                                 "https://user@host/",
                                 "https://user:hunter@host/",
                                 "http://host/#part",
                                 "http://host/a b",
                                 "http://host/a\nb",
                                 "http://host:0/",
                                 "http://host:65536/",
                                 "http://host:8x/",
                                 "http://host:-1/",
                                 "http://ho st/",
                                 "http://h%6fst/",
                                 "http://\xc3\xa4.test/",
                                 "http://host/\xc3\xa4",
                                 "http://[::1/",
                                 "http://[nonsense]/",
                                 "http://[]/",
                                 "http://a..b/",
                                 "http://.a/",
                                 "http://host\\@evil/",
                                 "http://[::1]x/",
                                 "http://a[::1]/",
                                 "http://ho,st/" }) {
            QTest::newRow(url) << QByteArray(url);
        }
        QTest::newRow("NUL") << QByteArray("http://host/\0", 13);
        QTest::newRow("long name") << "http://" + QByteArray(300, 'a') + "/";
    }
    void refuses()
    {
        QFETCH(QByteArray, url);
        const Result<ParsedUrl> parsed = parseUrl(url.toStdString());
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().kind, ErrorClass::BadRequest);
        QVERIFY(!parsed.error().message.contains("hunter")); // never repeats what may hold a password
    }

    void choosesTheProxy_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QByteArray>("noProxy");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *url, const char *noProxy, const char *expected) {
            QTest::addRow("%s except %s", url, noProxy)
                << QByteArray(url) << QByteArray(noProxy) << QByteArray(expected);
        };
        row("http://a.test/", "", "plain:3128");
        row("https://a.test/", "", "secure:80");
        row("https://a.test/", "b.test", "secure:80");
        row("https://a.test/", "a.test", "");
        row("https://x.a.test/", "b.test, a.test", "");
        row("https://x.a.test/", ".a.test", "");
        row("https://x.a.test/", "*.a.test", "");
        row("https://xa.test/", "a.test", "secure:80");
        row("https://A.test/", "a.TEST", "");
        row("https://a.test/", "*", "");
        row("https://a.test:8443/", "a.test:8443", "");
        row("https://a.test:8443/", "a.test:443", "secure:80");
        row("https://10.0.0.1/", "10.0.0.1", "");
        row("https://[2001:db8::1]/", "2001:db8::1", "");
        row("https://[2001:db8::1]/", "[2001:db8::1]:443", "");
        row("https://a.test/", ",,", "secure:80");
        row("http://localhost:8080/", "", "");
        row("http://127.0.0.1:8080/", "", "");
        row("http://127.0.0.1.evil.test/", "", "plain:3128");
        row("http://[::1]/", "", "");
    }
    void choosesTheProxy()
    {
        QFETCH(QByteArray, url);
        QFETCH(QByteArray, noProxy);
        QFETCH(QByteArray, expected);
        ClientOptions options;
        options.httpProxy = "http://plain:3128";
        options.httpsProxy = "secure";
        options.noProxy = noProxy.toStdString();
        const auto proxy = proxyFor(options, parseUrl(url.toStdString())->origin);
        QVERIFY(proxy);
        const std::string chosen = *proxy ? (*proxy)->host + ":" + std::to_string((*proxy)->port) : "";
        QCOMPARE(QByteArray::fromStdString(chosen), expected);
    }

    void readsTheProxysName()
    {
        ClientOptions options;
        options.httpsProxy = "http://Aladdin:open%20sesame@proxy:8080";
        const auto proxy = proxyFor(options, { "https", "a.test", 443 });
        QVERIFY(proxy && *proxy);
        QCOMPARE((*proxy)->host, "proxy");
        QCOMPARE((*proxy)->port, 8080);
        QCOMPARE((*proxy)->authorization, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        options.httpsProxy = "socks5://user:hunter@proxy:1080";
        const auto refused = proxyFor(options, { "https", "a.test", 443 });
        QVERIFY(!refused);
        QVERIFY(!refused.error().message.contains("hunter"));
    }

    void readsTheEnvironment()
    {
        qputenv("http_proxy", "http://lower:1");
        qputenv("HTTP_PROXY", "http://upper:1");
        qputenv("ALL_PROXY", "http://all:1");
        qputenv("NO_PROXY", "a,b");
        ClientOptions options;
        proxyFromEnvironment(options);
        for (const char *name : { "http_proxy", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY" }) {
            qunsetenv(name);
        }
        QCOMPARE(options.httpProxy, "http://lower:1");
        QCOMPARE(options.httpsProxy, "http://all:1");
        QCOMPARE(options.noProxy, "a,b");
    }
};

QTEST_GUILESS_MAIN(TestUrl)
#include "tst_url.moc"
