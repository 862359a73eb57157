// SPDX-License-Identifier: GPL-3.0-or-later
//
// What two HTTP programs could read differently, at the socket: one refusal, then the end of the connection.
// Behind every hostile request stands a proper one; were it answered, it would have been smuggled in.
#include "providers/gateway/http_listener.h"
#include "tests/support/raw_socket.h"

#include <QTest>

#include <atomic>

using namespace patchbay;
using namespace patchbay::gateway;
using patchbay::testing::RawSocket;

namespace {

class Counter final : public RequestHandler {
public:
    std::optional<HttpResponse> admit(const RequestHead &, const ClientPeer &) override { return std::nullopt; }
    void handle(ClientRequest, std::shared_ptr<ClientExchange> exchange) override
    {
        ++handled;
        exchange->respond({ 200, {}, "handled" });
    }
    HttpResponse fault(const HttpFault &fault, std::string_view) override
    {
        return { fault.status, {}, std::string(fault.what) };
    }
    std::atomic<int> handled = 0;
};

struct Case {
    std::string name;
    std::string bytes;
    int status = 400;
};

const std::string separators = "(),/:;<=>?@[\\]{}\"";
const std::string hostLine = "Host: localhost\r\n";
const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string shown(unsigned char byte)
{
    constexpr const char *digits = "0123456789abcdef";
    return std::string("0x") + digits[byte >> 4U] + digits[byte & 15U];
}

std::string withHeader(const std::string &lines, const std::string &body = {})
{
    return "POST / HTTP/1.1\r\n" + hostLine + lines + "\r\n\r\n" + body;
}

void addBytes(std::vector<Case> &cases)
{
    for (int number = 0; number < 256; ++number) {
        const auto byte = static_cast<unsigned char>(number);
        const char letter = static_cast<char>(byte);
        const bool control = byte < 0x20 || byte == 0x7f;
        const bool separator = separators.contains(letter);
        if (control || separator || byte == ' ' || byte >= 0x80) {
            if (byte < 0x90) { // the others alike
                cases.push_back({ "method with " + shown(byte), std::string("GE") + letter + "T / HTTP/1.1\r\n" + hostLine + "\r\n", 400 });
            }
            if (letter != ':' && byte < 0x90) {
                cases.push_back({ "name with " + shown(byte), withHeader(std::string("X-a") + letter + "b: c"), 400 });
            }
        }
        if (control && letter != '\t') {
            cases.push_back({ "value with " + shown(byte), withHeader(std::string("X-a: b") + letter + "c"), 400 });
        }
        if (control || byte == ' ') {
            cases.push_back({ "target with " + shown(byte), std::string("GET /a") + letter + "b HTTP/1.1\r\n" + hostLine + "\r\n", 400 });
        }
    }
}

void addLengths(std::vector<Case> &cases)
{
    for (const char *value : { "", "+2", "-2", "2 2", "2,2", "2, 2", "2, 3", "0x2", "2.0", "2e0", "two", "2;", "2\t2", "\"2\"", "2_", "2-",
                               "99999999999999999999", "18446744073709551616", "18446744073709551618", "-0", "+0", "0 0", "2h", "\xd9\xa2" }) {
        cases.push_back({ std::string("length ") + value, withHeader(std::string("Content-Length: ") + value, "{}"), 400 });
    }
    cases.push_back({ "two lengths", withHeader("Content-Length: 2\r\nContent-Length: 3", "{}"), 400 });
    cases.push_back({ "the same length twice", withHeader("Content-Length: 2\r\nContent-Length: 2", "{}"), 400 });
    cases.push_back({ "both framings", withHeader("Content-Length: 2\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), 400 });
    cases.push_back({ "both framings, other order", withHeader("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"), 400 });
    cases.push_back({ "both framings, no body", withHeader("Content-Length: 0\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), 400 });
    for (const char *value : { "identity", "xchunked", "chunkedx", "chunked, identity", "identity, chunked", "gzip, chunked", "chunked, chunked",
                               "chunked;q=1", "chunked chunked", "\"chunked\"", "'chunked'", "chunked,", ",chunked", "chunked, gzip", "", "gzip",
                               "chunk", "x-chunked", "chunked;a", "deflate", "c\thunked", "chunked\t, x" }) {
        cases.push_back({ std::string("encoding ") + value, withHeader(std::string("Transfer-Encoding: ") + value, "0\r\n\r\n"), 400 });
    }
    cases.push_back({ "two encodings", withHeader("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n"), 400 });
    cases.push_back({ "chunked twice", withHeader("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), 400 });
    for (const char *line : { "Transfer-Encoding : chunked", "Transfer-Encoding\t: chunked", " Transfer-Encoding: chunked", "Content-Length : 2",
                              "Content-Length\t: 2", " Content-Length: 2", "X-a: b\r\n Transfer-Encoding: chunked", "X-a: b\r\n\tcontinued",
                              "X-a:\r\n b", "Transfer-Encoding:\r\n chunked", "Content-Length:\r\n 2" }) {
        cases.push_back({ std::string("line ") + line, withHeader(line, "0\r\n\r\n"), 400 });
    }
    cases.push_back({ "chunked in 1.0", "POST / HTTP/1.0\r\n" + hostLine + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400 });
}

void addChunks(std::vector<Case> &cases)
{
    const auto chunked = [&](const std::string &name, const std::string &body, int status = 400) {
        cases.push_back({ "chunks: " + name, withHeader("Transfer-Encoding: chunked", body), status });
    };
    for (const char *size : { "g", "-2", "+2", "0x2", " 2", "2 ", "2\t", "", "2h", "2.", "2,", "\"2\"", "00000000000000002", "11111111111111111",
                              "2\x0b", "\xef\xbc\x92", "2 ;a", "0x", "x2", "2\x7f" }) {
        chunked(std::string("size ") + size, std::string(size) + "\r\n{}\r\n0\r\n\r\n");
    }
    chunked("size overflows", "FFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n", 413);
    chunked("size wraps", "10000000000000002\r\n{}\r\n0\r\n\r\n");
    chunked("bare line feed after the size", "2\n{}\r\n0\r\n\r\n");
    chunked("bare line feed after the data", "2\r\n{}\n0\r\n\r\n");
    chunked("bare return after the size", "2\r{}\r\n0\r\n\r\n");
    chunked("two returns after the size", "2\r\r\n{}\r\n0\r\n\r\n");
    chunked("data too long", "2\r\n{} \r\n0\r\n\r\n");
    chunked("data without an end", "2\r\n{}0\r\n\r\n");
    chunked("return inside the data's end", "2\r\n{}\r\r\n0\r\n\r\n");
    chunked("bare line feed in the last chunk", "0\n\r\n");
    chunked("line feed in an extension", "2;a=\n{}\r\n0\r\n\r\n");
    chunked("zero in an extension", std::string("2;a=") + '\0' + "\r\n{}\r\n0\r\n\r\n");
    chunked("endless extension", "2;" + std::string(300, 'a') + "\r\n{}\r\n0\r\n\r\n");
    chunked("trailer without a colon", "0\r\nnothing\r\n\r\n");
    chunked("trailer with a bare line feed", "0\r\nX-a: b\n\r\n");
    chunked("trailer with a space before the colon", "0\r\nX-a : b\r\n\r\n");
    chunked("folded trailer", "0\r\nX-a: b\r\n c\r\n\r\n");
    chunked("trailer with a zero", std::string("0\r\nX-a: b") + '\0' + "\r\n\r\n");
    chunked("endless trailer", "0\r\nX-a: " + std::string(9'000, 'b') + "\r\n\r\n", 431);
    chunked("too large", "2000001\r\n", 413);
}

void addLines(std::vector<Case> &cases)
{
    for (const char *version : { "HTTP/1.2", "HTTP/2.0", "HTTP/3", "HTTP/0.9", "HTTP/1.10", "HTTP/01.1", "HTTP/1", "HTTP/1.", "HTTP/.1", "HTTP/11",
                                 "HTTP/1.1x", "http/1.1", "Http/1.1", "HTTPS/1.1", "HTTP/1,1", "HTTP/-1.1", "HTTP /1.1", "HTTP/ 1.1", "ICE/1.1", "HTTP" }) {
        const std::string text(version);
        const bool other = text == "HTTP/1.2" || text == "HTTP/2.0" || text == "HTTP/0.9";
        cases.push_back({ "version " + text, "GET / " + text + "\r\n" + hostLine + "\r\n", other ? 505 : 400 });
    }
    const std::string rest = hostLine + "\r\n";
    for (const auto &[name, line] : std::initializer_list<std::pair<const char *, std::string>> {
             { "no version", "GET /\r\n" }, { "nothing but a method", "GET\r\n" }, { "two spaces", "GET  / HTTP/1.1\r\n" },
             { "two spaces before the version", "GET /  HTTP/1.1\r\n" }, { "tab", "GET\t/ HTTP/1.1\r\n" }, { "space at the start", " GET / HTTP/1.1\r\n" },
             { "space at the end", "GET / HTTP/1.1 \r\n" }, { "bare line feed", "GET / HTTP/1.1\n" }, { "return alone", "GET / HTTP/1.1\r" },
             { "line feed first", "\nGET / HTTP/1.1\r\n" }, { "two returns", "GET / HTTP/1.1\r\r\n" }, { "line feed and return", "GET / HTTP/1.1\n\r" },
             { "no slash", "GET index HTTP/1.1\r\n" }, { "empty target", "GET  HTTP/1.1\r\n" }, { "fragment", "GET /a#b HTTP/1.1\r\n" },
             { "TLS hello", "\x16\x03\x01\x02" }, { "HTTP/2 preface", "PRI * HTTP/2.0\r\n" }, { "backslash", "GET \\a HTTP/1.1\r\n" },
             { "authority", "GET localhost:80 HTTP/1.1\r\n" }, { "connect", "CONNECT localhost:80 HTTP/1.1\r\n" } }) {
        const int status = std::string_view(name) == "HTTP/2 preface" ? 505 : 400;
        cases.push_back({ std::string("request line: ") + name, line + rest, status });
    }
    for (const auto &[name, head] : std::initializer_list<std::pair<const char *, std::string>> {
             { "no host", "X-a: b\r\n\r\n" }, { "two hosts", hostLine + hostLine + "\r\n" }, { "two other hosts", hostLine + "Host: evil\r\n\r\n" },
             { "host with a space", "Host: local host\r\n\r\n" }, { "host with a comma", "Host: localhost, evil\r\n\r\n" },
             { "host with a user", "Host: a@localhost\r\n\r\n" }, { "host with a path", "Host: localhost/a\r\n\r\n" },
             { "no colon", hostLine + "nothing\r\n\r\n" }, { "empty name", hostLine + ": b\r\n\r\n" }, { "space in a name", hostLine + "X a: b\r\n\r\n" },
             { "first line begins with a space", " " + hostLine + "\r\n" }, { "first line begins with a tab", "\t" + hostLine + "\r\n" },
             { "bare line feed in the middle", hostLine + "X-a: b\nX-b: c\r\n\r\n" }, { "bare line feed at the end", hostLine + "X-a: b\r\n\n" },
             { "return in a value", hostLine + "X-a: b\rX-b: c\r\n\r\n" }, { "line ends in two returns", hostLine + "X-a: b\r\r\n\r\n" },
             { "folded host", "Host:\r\n localhost\r\n\r\n" } }) {
        cases.push_back({ std::string("head: ") + name, "GET / HTTP/1.1\r\n" + head, 400 });
    }
    cases.push_back({ "long head", "GET / HTTP/1.1\r\n" + hostLine + "X-a: " + std::string(40'000, 'b') + "\r\n\r\n", 431 });
    cases.push_back({ "long target", "GET /" + std::string(40'000, 'b') + " HTTP/1.1\r\n" + hostLine + "\r\n", 431 });
    std::string many;
    for (int number = 0; number < 200; ++number) {
        many += "X-" + std::to_string(number) + ": b\r\n";
    }
    cases.push_back({ "many headers", "GET / HTTP/1.1\r\n" + hostLine + many + "\r\n", 431 });
    cases.push_back({ "large body", withHeader("Content-Length: 99999999"), 413 });
    cases.push_back({ "unknown expectation", withHeader("Expect: more\r\nContent-Length: 2", "{}"), 417 });
}

std::vector<Case> allCases()
{
    std::vector<Case> cases;
    addBytes(cases);
    addLengths(cases);
    addChunks(cases);
    addLines(cases);
    return cases;
}

} // namespace

class TestHostileHttp : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_listener = *HttpListener::onAddress(m_runtime, "127.0.0.1", 0, {}, m_handler);
    }
    void cleanupTestCase() { m_listener.reset(); }

    void thereAreEnough() { QVERIFY2(allCases().size() >= 300, std::to_string(allCases().size()).c_str()); }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        int number = 0;
        for (const Case &row : allCases()) {
            QTest::addRow("%d %s", ++number, QByteArray::fromStdString(row.name).toPercentEncoding(" ,:;").constData())
                << QByteArray::fromStdString(row.bytes) << row.status;
        }
    }

    void refused()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const int, status);
        const int before = m_handler.handled;
        const RawSocket client = RawSocket::connectTo(m_listener->port());
        client.send(bytes.toStdString() + smuggled);
        const std::string answer = client.receiveAll();
        QVERIFY2(answer.starts_with("HTTP/1.1 " + std::to_string(status) + " "), answer.c_str());
        for (const char *second : { "HTTP/1.1 2", "HTTP/1.1 4", "HTTP/1.1 5" }) {
            QVERIFY2(answer.find(second, 1) == std::string::npos, answer.c_str());
        }
        QVERIFY2(answer.contains("connection: close\r\n"), answer.c_str());
        QCOMPARE(m_handler.handled.load(), before);
    }

private:
    transport::IoRuntime m_runtime { 1 };
    Counter m_handler;
    std::unique_ptr<HttpListener> m_listener;
};

QTEST_GUILESS_MAIN(TestHostileHttp)
#include "tst_hostile_http.moc"
