// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers that are cut, wrong, too large or too well compressed.
#include "tests/support/hostile_server.h"
#include "tests/support/http_call.h"

#include <QTest>

#include <zlib.h>

#include <fstream>
#include <future>

using namespace patchbay;
using namespace patchbay::transport;
using namespace patchbay::testing;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view lengthAnswer = "HTTP/1.1 200 OK\r\nx-a: b\r\ncontent-length: 11\r\n\r\nhello world";
constexpr std::string_view chunkedAnswer = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                                           "6\r\nhello \r\n5;ext=1\r\nworld\r\n0\r\nx-trailer: t\r\n\r\n";

struct Side {
    explicit Side(ClientOptions options = {})
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

QByteArray bytes(std::string_view text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

// gzip, or zlib's form for "deflate", or raw; each piece flushed so that it can be read alone.
class Deflater {
public:
    explicit Deflater(int windowBits) { deflateInit2(&m_stream, 9, Z_DEFLATED, windowBits, 9, Z_DEFAULT_STRATEGY); }
    ~Deflater() { deflateEnd(&m_stream); }
    std::string add(std::string_view text, int flush)
    {
        std::string result(text.size() / 500 + 1000, '\0');
        m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
        m_stream.avail_in = static_cast<uInt>(text.size());
        m_stream.next_out = reinterpret_cast<Bytef *>(result.data());
        m_stream.avail_out = static_cast<uInt>(result.size());
        ::deflate(&m_stream, flush);
        result.resize(result.size() - m_stream.avail_out);
        return result;
    }

private:
    z_stream m_stream {};
};
constexpr int gzipForm = MAX_WBITS + 16;

std::size_t residentKilobytes()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) {
            return std::stoul(line.substr(6));
        }
    }
    return 0;
}

} // namespace

class TestHttpClientFaults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void survivesACutAtEveryByte_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("reset");
        QTest::newRow("length") << bytes(lengthAnswer) << false;
        QTest::newRow("chunked") << bytes(chunkedAnswer) << false;
        QTest::newRow("length, reset") << bytes(lengthAnswer) << true;
    }
    void survivesACutAtEveryByte()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, reset);
        const std::string whole = answer.toStdString();
        const HostileServer server([&](RawSocket &socket, int number) {
            socket.receiveUntil("\r\n\r\n");
            socket.send(std::string_view(whole).substr(0, static_cast<std::size_t>(number)));
            if (reset) {
                socket.reset();
            }
        });
        Side side;
        const std::size_t body = whole.find("\r\n\r\n") + 4;
        for (std::size_t cut = 0; cut < whole.size(); ++cut) {
            const HttpCall::Outcome outcome = fetch(side.client, get(server.url()));
            QVERIFY2(outcome.failedWith(ErrorClass::ApiConnection), qPrintable(QString::number(cut)));
            QCOMPARE(outcome.ends, 1);
            if (!reset) { // a reset may overtake the bytes before it
                const std::string after = cut == 0 ? "without an answer" : "after " + std::to_string(cut) + " bytes";
                QVERIFY2(outcome.message().contains(after), outcome.message().c_str());
                QCOMPARE(outcome.status, cut >= body ? 200 : 0);
                QVERIFY(std::string_view("hello world").starts_with(outcome.body));
            }
        }
    }

    void bytesThatNobodyAskedForEndAConnection_data()
    {
        QTest::addColumn<bool>("late");
        QTest::newRow("with the answer") << false;
        QTest::newRow("while it rests") << true;
    }
    // Else the next call would take them for its answer.
    void bytesThatNobodyAskedForEndAConnection()
    {
        QFETCH(bool, late);
        const std::string unasked = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nother";
        std::promise<void> answered;
        std::promise<void> added;
        const HostileServer server([&](RawSocket &socket, int number) {
            socket.receiveUntil("\r\n\r\n");
            const bool first = number == 0;
            socket.send(std::string(lengthAnswer) + (first && !late ? unasked : std::string()));
            if (first && late) {
                answered.get_future().wait();
                socket.send(unasked);
                added.set_value();
            }
            socket.receiveUntil("\r\n\r\n");
        });
        Side side;
        QCOMPARE(fetch(side.client, get(server.url())).body, std::string("hello world"));
        answered.set_value();
        if (late) {
            added.get_future().wait();
        }
        const HttpCall::Outcome second = fetch(side.client, get(server.url()));
        QCOMPARE(second.body, std::string("hello world"));
        QVERIFY(!second.timing.reusedConnection);
        QCOMPARE(server.connections(), 2);
    }

    void refusesWhatIsNotHttp_data()
    {
        QTest::addColumn<QByteArray>("answer");
        const auto row = [](const char *name, std::string_view answer) { QTest::newRow(name) << bytes(answer); };
        row("ssh", "SSH-2.0-OpenSSH_9.2\r\n");
        row("html", "<html><body>hello</body></html>\r\n\r\n");
        row("binary", std::string_view("\x16\x03\x03\x00\x02\x02\x28", 7));
        row("version", "HTTP/2.0 200 OK\r\n\r\n");
        row("status text", "HTTP/1.1 2x0 OK\r\n\r\n");
        row("status low", "HTTP/1.1 020 OK\r\n\r\n");
        row("space before colon", "HTTP/1.1 200 OK\r\na : b\r\n\r\n");
        row("no colon", "HTTP/1.1 200 OK\r\nabc\r\n\r\n");
        row("empty name", "HTTP/1.1 200 OK\r\n: b\r\n\r\n");
        row("bare LF", "HTTP/1.1 200 OK\na: b\n\n");
        row("bare CR", "HTTP/1.1 200 OK\r\na: b\rc\r\n\r\n");
        row("NUL in value", std::string_view("HTTP/1.1 200 OK\r\na: b\0c\r\n\r\n", 27));
        row("folded", "HTTP/1.1 200 OK\r\na: b\r\n c\r\ncontent-length: 0\r\n\r\n");
        row("both framings", "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n");
        row("both framings, other order",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n");
        row("two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 3\r\n\r\nabc");
        row("negative length", "HTTP/1.1 200 OK\r\ncontent-length: -3\r\n\r\nabc");
        row("length with sign", "HTTP/1.1 200 OK\r\ncontent-length: +3\r\n\r\nabc");
        row("odd coding", "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n");
        row("chunked in 1.0", "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n");
        row("chunk size", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n");
        row("chunk size overflow",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n11111111111111111\r\nabc\r\n0\r\n\r\n");
        row("chunk end", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n");
        row("upgrade", "HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n");
        row("brotli", "HTTP/1.1 200 OK\r\ncontent-encoding: br\r\ncontent-length: 3\r\n\r\nabc");
        row("false gzip", "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc");
        QTest::newRow("huge head") << "HTTP/1.1 200 OK\r\na: " + QByteArray(200'000, 'x');
        QTest::newRow("many fields") << "HTTP/1.1 200 OK\r\n" + QByteArray("a: b\r\n").repeated(20'000) + "\r\n";
        QTest::newRow("huge chunk extension")
            << "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3;" + QByteArray(200'000, 'x');
    }
    void refusesWhatIsNotHttp()
    {
        QFETCH(QByteArray, answer);
        const HostileServer server([&](RawSocket &socket, int) {
            socket.receiveUntil("\r\n\r\n");
            socket.send(answer.toStdString());
            socket.receiveAll(); // the client closes
        });
        Side side;
        const HttpCall::Outcome outcome = fetch(side.client, get(server.url()));
        QVERIFY2(outcome.failedWith(ErrorClass::ApiResponseValidation), outcome.message().c_str());
        QVERIFY(outcome.result->error().offset);
        QVERIFY(*outcome.result->error().offset <= static_cast<std::uint64_t>(answer.size()));
    }

    void stopsAtTheBodyLimit_data()
    {
        QTest::addColumn<bool>("chunked");
        QTest::newRow("chunked") << true;
        QTest::newRow("until close") << false;
    }
    void stopsAtTheBodyLimit()
    {
        QFETCH(bool, chunked);
        constexpr std::size_t megabyte = 1'000'000;
        [[maybe_unused]] const std::size_t before = residentKilobytes();
        const HostileServer server([&](RawSocket &socket, int) {
            socket.receiveUntil("\r\n\r\n");
            socket.send(chunked ? "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" : "HTTP/1.1 200 OK\r\n\r\n");
            const std::string piece(megabyte, 'x');
            for (int index = 0; index < 100; ++index) {
                if (!socket.send(chunked ? "f4240\r\n" + piece + "\r\n" : piece)) {
                    return;
                }
            }
        });
        Side side;
        const HttpCall::Outcome outcome = fetch(side.client, get(server.url()));
        QVERIFY2(outcome.failedWith(ErrorClass::ApiResponseValidation), outcome.message().c_str());
        QVERIFY(outcome.message().contains("67108864"));
        QVERIFY(outcome.bodySize <= 64 * 1024 * 1024);
        QVERIFY(outcome.bodySize > 60 * megabyte);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        QVERIFY2(residentKilobytes() < before + 20'000, qPrintable(QString::number(residentKilobytes() - before)));
#endif
    }

    void inflates_data()
    {
        QTest::addColumn<QByteArray>("coding");
        QTest::addColumn<int>("form");
        QTest::newRow("gzip") << QByteArray("gzip") << gzipForm;
        QTest::newRow("deflate") << QByteArray("deflate") << MAX_WBITS;
        QTest::newRow("raw deflate") << QByteArray("deflate") << -MAX_WBITS;
    }
    void inflates()
    {
        QFETCH(QByteArray, coding);
        QFETCH(int, form);
        const std::string packed = Deflater(form).add("hello compressed world", Z_FINISH);
        const std::string head =
            "HTTP/1.1 200 OK\r\ncontent-encoding: " + coding.toStdString() + "\r\ncontent-length: ";
        const HostileServer server([&](RawSocket &socket, int number) {
            socket.receiveUntil("\r\n\r\n");
            if (number == 0) {
                socket.sendSlowly(head + std::to_string(packed.size()) + "\r\n\r\n" + packed);
            } else { // the body's end is missing, and HTTP does not notice
                socket.send(head + std::to_string(packed.size() - 4) + "\r\n\r\n"
                            + packed.substr(0, packed.size() - 4));
            }
        });
        Side side;
        const HttpCall::Outcome outcome = fetch(side.client, get(server.url()));
        QVERIFY2(*outcome.result, outcome.message().c_str());
        QCOMPARE(QByteArray::fromStdString(outcome.body), QByteArray("hello compressed world"));
        QVERIFY(headerValue(outcome.headers, "content-encoding").empty());
        QVERIFY(headerValue(outcome.headers, "content-length").empty());
        QVERIFY(fetch(side.client, get(server.url())).failedWith(ErrorClass::ApiResponseValidation));
    }

    void leavesCodingsToWhoAskedForThem()
    {
        const HostileServer server([&](RawSocket &socket, int) {
            socket.receiveUntil("\r\n\r\n");
            socket.send("HTTP/1.1 200 OK\r\ncontent-encoding: br\r\ncontent-length: 3\r\n\r\nabc");
        });
        Side side;
        HttpRequest request = get(server.url());
        request.headers.push_back({ "accept-encoding", "br" });
        const HttpCall::Outcome outcome = fetch(side.client, request);
        QCOMPARE(outcome.body, "abc");
        QCOMPARE(headerValue(outcome.headers, "content-encoding"), "br");
    }

    void refusesAGzipBomb()
    {
        Deflater deflater(gzipForm);
        std::string bomb = deflater.add(std::string(50'000'000, '\0'), Z_FINISH);
        QVERIFY(bomb.size() < 100'000);
        const HostileServer server([&](RawSocket &socket, int) {
            socket.receiveUntil("\r\n\r\n");
            socket.send("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: " + std::to_string(bomb.size())
                        + "\r\n\r\n" + bomb);
        });
        Side side;
        const HttpCall::Outcome outcome = fetch(side.client, get(server.url()));
        QVERIFY2(outcome.failedWith(ErrorClass::ApiResponseValidation), outcome.message().c_str());
        QVERIFY(outcome.message().contains("100 times"));
        QVERIFY(outcome.bodySize < 10'000'000);
    }

    void doesNotHoldBackCompressedEvents()
    {
        std::mutex mutex;
        std::condition_variable seen;
        int allowed = 0;
        const HostileServer server([&](RawSocket &socket, int) {
            socket.receiveUntil("\r\n\r\n");
            socket.send("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: gzip\r\n\r\n");
            Deflater deflater(gzipForm);
            for (int index = 0; index < 5; ++index) {
                std::unique_lock lock(mutex);
                if (!seen.wait_for(lock, patience, [&] { return allowed >= index; })) {
                    return;
                }
                socket.send(deflater.add("data: " + std::to_string(index) + "\n\n", Z_SYNC_FLUSH));
            }
            socket.send(deflater.add("", Z_FINISH));
        });
        Side side;
        const HttpCall call;
        side.client.send(get(server.url()), {}, call.handler());
        for (int index = 0; index < 5; ++index) {
            // The next event is sent only when this one was seen.
            QVERIFY(call.waitForBytes(static_cast<std::size_t>(index + 1) * 9));
            const std::scoped_lock lock(mutex);
            allowed = index + 1;
            seen.notify_all();
        }
        QVERIFY(call.waitForEnd());
        QCOMPARE(call.outcome().body, "data: 0\n\ndata: 1\n\ndata: 2\n\ndata: 3\n\ndata: 4\n\n");
        QVERIFY(*call.outcome().result);
    }
};

QTEST_GUILESS_MAIN(TestHttpClientFaults)
#include "tst_http_client_faults.moc"
