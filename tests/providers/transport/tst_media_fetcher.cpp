// SPDX-License-Identifier: GPL-3.0-or-later
//
// Addresses that strangers wrote, against a hostile server: what is not public is never connected to, redirects
// are checked anew, and what comes is bounded in size and time and is what was asked for.
#include "providers/transport/media_fetcher.h"
#include "tests/support/hostile_server.h"

#include <QTest>

#include <future>

using namespace patchbay;
using namespace patchbay::transport;
using namespace patchbay::testing;
using namespace std::chrono_literals;

class TestMediaFetcher : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void typesAreChecked_data();
    void typesAreChecked();
    void privateAddressesAreNotReached_data();
    void privateAddressesAreNotReached();
    void fetchesAPicture();
    void redirectsAreFollowedWithCare_data();
    void redirectsAreFollowedWithCare();
    void redirectIntoThePrivateNetEnds();
    void tooMuchEnds();
    void slownessEnds();
    void cancelledEndsAtOnce();
};

namespace {

const std::string png("\x89PNG\r\n\x1a\nxxxx", 12);

std::string answer(std::string_view head, std::string_view body)
{
    return "HTTP/1.1 " + std::string(head) + "\r\ncontent-length: " + std::to_string(body.size()) + "\r\n\r\n"
        + std::string(body);
}

// Reads a request's head and says something.
HostileServer::Script says(std::string response)
{
    return [response = std::move(response)](RawSocket &socket, int) {
        (void)socket.receiveUntil("\r\n\r\n");
        socket.send(response);
    };
}

std::string hostOf(const HostileServer &server)
{
    return "127.0.0.1:" + std::to_string(server.port());
}

Result<FetchedMedia> fetch(const std::string &url, MediaLimits limits, MediaClass wanted = MediaClass::Image)
{
    IoRuntime runtime(1);
    MediaFetcher fetcher(runtime, std::move(limits));
    std::promise<Result<FetchedMedia>> promise;
    const auto exchange = fetcher.fetch(url, wanted, [&](Result<FetchedMedia> media) { promise.set_value(std::move(media)); });
    return promise.get_future().get();
}

} // namespace

void TestMediaFetcher::typesAreChecked_data()
{
    QTest::addColumn<QByteArray>("told");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("wanted");
    QTest::addColumn<QByteArray>("type"); // empty: refused
    const auto row = [](const char *name, const char *told, QByteArray bytes, MediaClass wanted, const char *type) {
        QTest::newRow(name) << QByteArray(told) << std::move(bytes) << static_cast<int>(wanted) << QByteArray(type);
    };
    const QByteArray picture = QByteArray::fromStdString(png);
    row("a picture", "image/png", picture, MediaClass::Image, "image/png");
    row("the bytes know better", "image/jpeg; q=1", picture, MediaClass::Image, "image/png");
    row("not told", "application/octet-stream", picture, MediaClass::Image, "image/png");
    row("a page told to be a picture", "image/png", "<html>", MediaClass::Image, "");
    row("a page", "text/html", "<html>", MediaClass::Image, "");
    row("JSON of a metadata service", "application/json", "{}", MediaClass::Image, "");
    row("a document told to be a picture", "image/png", "%PDF-1.7", MediaClass::Image, "");
    row("unknown bytes, not told", "", "abc", MediaClass::Image, "");
    row("nothing", "image/png", "", MediaClass::Image, "");
    row("a document", "application/pdf", "%PDF-1.7", MediaClass::Document, "application/pdf");
    row("text", "text/plain; charset=utf-8", "hello", MediaClass::Document, "text/plain");
    row("a sound", "audio/x-wav", "RIFF....WAVE", MediaClass::Audio, "audio/wav");
    row("a video for a sound", "video/x-msvideo", "RIFF", MediaClass::Audio, "");
}

void TestMediaFetcher::typesAreChecked()
{
    QFETCH(QByteArray, told);
    QFETCH(QByteArray, bytes);
    QFETCH(int, wanted);
    QFETCH(QByteArray, type);
    const Result<std::string> checked =
        checkMediaType(told.toStdString(), bytes.toStdString(), static_cast<MediaClass>(wanted));
    QCOMPARE(QByteArray::fromStdString(checked.value_or("")), type);
}

void TestMediaFetcher::privateAddressesAreNotReached_data()
{
    QTest::addColumn<QString>("host");
    for (const char *host : { "127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0.0.0.0",
                              "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
                              "[2002:7f00:1::]", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
                              "100.64.0.1", "169.254.169.254", "[fd00:ec2::254]", "[fe80::1]", "[fc00::1]",
                              "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "[2001:db8::1]" }) {
        QTest::newRow(host) << QString::fromLatin1(host);
    }
}

void TestMediaFetcher::privateAddressesAreNotReached()
{
    QFETCH(QString, host);
    const HostileServer server(says(answer("200 OK\r\ncontent-type: image/png", png)));
    MediaLimits limits;
    limits.total = 3s;
    const Result<FetchedMedia> media =
        fetch("http://" + host.toStdString() + ":" + std::to_string(server.port()) + "/a.png", limits);
    QVERIFY(!media);
    QCOMPARE(server.connections(), 0);
    QVERIFY2(media.error().kind == ErrorClass::BadRequest || media.error().kind == ErrorClass::ApiConnection,
             media.error().message.c_str());
}

void TestMediaFetcher::fetchesAPicture()
{
    std::string head;
    HostileServer server([&](RawSocket &socket, int) {
        head = socket.receiveUntil("\r\n\r\n");
        socket.send(answer("200 OK\r\ncontent-type: image/png", png));
    });
    MediaLimits limits;
    limits.privateHosts = { hostOf(server) };
    const Result<FetchedMedia> media = fetch(server.url("/a.png?x=1"), limits);
    QVERIFY2(media, media ? "" : media.error().message.c_str());
    QCOMPARE(media->bytes, png);
    QCOMPARE(media->mediaType, "image/png");
    QVERIFY(head.starts_with("GET /a.png?x=1 HTTP/1.1\r\n"));
    QVERIFY(!head.contains("authorization") && !head.contains("cookie") && head.contains("accept-encoding: identity"));
}

void TestMediaFetcher::redirectsAreFollowedWithCare_data()
{
    QTest::addColumn<QString>("location");
    QTest::addColumn<bool>("arrives");
    QTest::newRow("a path") << "/b.png" << true;
    QTest::newRow("beside") << "b.png" << true;
    QTest::newRow("itself, for ever") << "/start" << false;
    QTest::newRow("nowhere") << "" << false;
    QTest::newRow("a file") << "file:///etc/passwd" << false;
    QTest::newRow("another scheme") << "gopher://127.0.0.1/" << false;
    QTest::newRow("metadata") << "http://169.254.169.254/latest/meta-data" << false;
    QTest::newRow("a private host") << "//192.168.0.1/a.png" << false;
    QTest::newRow("with a user name") << "http://public.example@127.0.0.1/" << false;
}

void TestMediaFetcher::redirectsAreFollowedWithCare()
{
    QFETCH(QString, location);
    QFETCH(bool, arrives);
    HostileServer server([&](RawSocket &socket, int) {
        const bool start = socket.receiveUntil("\r\n\r\n").starts_with("GET /start ");
        socket.send(start ? answer("302 Found\r\nlocation: " + location.toStdString(), "")
                           : answer("200 OK\r\ncontent-type: image/png", png));
    });
    MediaLimits limits;
    limits.privateHosts = { hostOf(server) };
    limits.total = 5s;
    const Result<FetchedMedia> media = fetch(server.url("/start"), limits);
    QCOMPARE(media.has_value(), arrives);
    QVERIFY(server.connections() <= limits.maximumRedirects + 1);
}

void TestMediaFetcher::redirectIntoThePrivateNetEnds()
{
    const HostileServer inner(says(answer("200 OK\r\ncontent-type: image/png", png)));
    const HostileServer server(says(answer("302 Found\r\nlocation: " + inner.url("/secret.png"), "")));
    MediaLimits limits;
    limits.privateHosts = { hostOf(server) }; // the inner one is not
    const Result<FetchedMedia> media = fetch(server.url("/start"), limits);
    QVERIFY(!media);
    QCOMPARE(inner.connections(), 0);
    QCOMPARE(media.error().kind, ErrorClass::BadRequest);
    QVERIFY(media.error().permanent);
}

void TestMediaFetcher::tooMuchEnds()
{
    for (const bool announced : { true, false }) {
        HostileServer server([announced](RawSocket &socket, int) {
            (void)socket.receiveUntil("\r\n\r\n");
            socket.send(announced ? "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: 999999999\r\n\r\n"
                                   : "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\n\r\n");
            const std::string block(64 * 1024, 'x');
            for (int count = 0; count < 1000 && socket.send(block); ++count) { }
        });
        MediaLimits limits;
        limits.privateHosts = { hostOf(server) };
        limits.maximumBytes = 100'000;
        limits.total = 10s;
        const Result<FetchedMedia> media = fetch(server.url(), limits);
        QVERIFY(!media);
        QVERIFY2(media.error().kind != ErrorClass::Timeout, media.error().message.c_str());
    }
}

void TestMediaFetcher::slownessEnds()
{
    HostileServer server([](RawSocket &socket, int) {
        (void)socket.receiveUntil("\r\n\r\n");
        socket.send("HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: 1000\r\n\r\nx");
        (void)socket.receiveUntil("never");
    });
    MediaLimits limits;
    limits.privateHosts = { hostOf(server) };
    limits.total = 400ms;
    const auto begin = std::chrono::steady_clock::now();
    const Result<FetchedMedia> media = fetch(server.url(), limits);
    QVERIFY(!media);
    QCOMPARE(media.error().kind, ErrorClass::Timeout);
    QVERIFY(std::chrono::steady_clock::now() - begin < 5s);
}

void TestMediaFetcher::cancelledEndsAtOnce()
{
    HostileServer server([](RawSocket &socket, int) { (void)socket.receiveUntil("never"); });
    MediaLimits limits;
    limits.privateHosts = { hostOf(server) };
    IoRuntime runtime(1);
    MediaFetcher fetcher(runtime, limits);
    std::promise<Result<FetchedMedia>> promise;
    const auto exchange =
        fetcher.fetch(server.url(), MediaClass::Image, [&](Result<FetchedMedia> media) { promise.set_value(std::move(media)); });
    exchange->cancel();
    exchange->cancel();
    const Result<FetchedMedia> media = promise.get_future().get();
    QVERIFY(!media);
    QCOMPARE(media.error().kind, ErrorClass::Cancelled);
}

QTEST_GUILESS_MAIN(TestMediaFetcher)
#include "tst_media_fetcher.moc"
