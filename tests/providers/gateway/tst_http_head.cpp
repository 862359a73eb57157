// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/request_body.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

using namespace patchbay::gateway;

namespace {

// The status that the bytes are refused with, 0 when they are one complete request, -1 when more is needed.
int verdict(std::string_view bytes, std::size_t piece, const HttpLimits &limits = {})
{
    HeadScanner scanner;
    std::size_t head = 0;
    for (std::size_t end = 0; head == 0 && end < bytes.size();) {
        end = std::min(end + piece, bytes.size());
        const auto size = scanner.scan(bytes.substr(0, end), limits);
        if (!size) {
            return size.error().status;
        }
        head = *size;
    }
    if (head == 0) {
        return -1;
    }
    const auto parsed = parseRequestHead(bytes.substr(0, head), limits);
    if (!parsed) {
        return parsed.error().status;
    }
    BodyReader body(*parsed, limits);
    std::string_view rest = bytes.substr(head);
    bool complete = parsed->framing == BodyFraming::None;
    while (!complete && !rest.empty()) {
        std::string_view part = rest.substr(0, piece);
        const std::size_t before = part.size();
        const auto done = body.take(part);
        if (!done) {
            return done.error().status;
        }
        complete = *done;
        rest.remove_prefix(before - part.size());
    }
    return complete ? 0 : -1;
}

std::string post(std::string_view headers, std::string_view body = "{}")
{
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

void addRow(const char *name, const std::string &bytes, int status)
{
    static int rows = 0; // names must differ

    QTest::addRow("%s %d", name, ++rows) << QByteArray::fromStdString(bytes) << status;
}

} // namespace

class TestHttpHead : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void strictTable_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        acceptedRows();
        framingRows();
        lineRows();
        chunkRows();
    }

    void strictTable()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const int, status);
        for (const std::size_t piece : { std::size_t(1), std::size_t(2), std::size_t(7), std::size_t(100'000) }) {
            QCOMPARE(verdict(bytes.toStdString(), piece), status);
        }
    }

    void everyByteOfAHead()
    {
        // Any byte put anywhere into a good head either leaves one complete request or is refused.
        const std::string good = post("Content-Length: 2\r\nX-A: b\r\n");
        for (std::size_t place = 0; place < good.size() - 3; ++place) {
            for (int byte = 0; byte < 256; ++byte) {
                std::string bytes = good;
                bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(place), static_cast<char>(byte));
                const int whole = verdict(bytes, 100'000);
                QCOMPARE(verdict(bytes, 1), whole);
                QVERIFY(whole == 0 || whole == -1 || (whole >= 400 && whole <= 505));
                if (byte == 0 || byte == '\n') {
                    QVERIFY2(whole != 0 || (place < 2 && byte == '\n'), qPrintable(QString::number(place)));
                }
            }
        }
    }

    void limits()
    {
        HttpLimits small;
        small.maximumHead = 200;
        small.maximumHeaders = 5;
        small.maximumBody = 10;
        QCOMPARE(verdict(post("X: " + std::string(200, 'a') + "\r\n"), 3, small), 431);
        QCOMPARE(verdict("GET /" + std::string(300, 'a'), 3, small), 431);
        QCOMPARE(verdict(post("A: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\nE: 1\r\nF: 1\r\n"), 3, small), 431);
        QCOMPARE(verdict(post("Content-Length: 11\r\n", std::string(11, 'a')), 3, small), 413);
        QCOMPARE(verdict(post("Transfer-Encoding: chunked\r\n", "b\r\nabcdefghijk\r\n0\r\n\r\n"), 3, small), 413);
        QCOMPARE(verdict(post("Transfer-Encoding: chunked\r\n", "6\r\nabcdef\r\n6\r\nabcdef\r\n0\r\n\r\n"), 1, small), 413);
    }

    void parts()
    {
        const auto head = parseRequestHead("POST http://Localhost:4000/a/b?c=d HTTP/1.1\r\nHOST: localhost:4000\r\nX-Thing: \t v w \t\r\n"
                                           "Connection: x, Close\r\n\r\n",
                                           {});
        QVERIFY(head);
        QCOMPARE(head->path(), std::string_view("/a/b"));
        QCOMPARE(head->query(), std::string_view("c=d"));
        QCOMPARE(patchbay::headerValue(head->headers, "x-thing"), std::string_view("v w"));
        QVERIFY(!head->keepAlive);
    }

    // Every request of llhttp's list of invalid ones that our table does not judge otherwise is refused.
    void desyncCorpus();

private:
    static void acceptedRows()
    {
        addRow("length", post("Content-Length: 2\r\n"), 0);
        addRow("no body", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 0);
        addRow("chunked", post("Transfer-Encoding: Chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"), 0);
        addRow("chunk extension", post("Transfer-Encoding: chunked\r\n", "2;a=\"b\"\r\n{}\r\n0;x\r\n\r\n"), 0);
        addRow("trailer", post("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\nX-Sum: 1\r\n\r\n"), 0);
        addRow("sixteen digits", post("Transfer-Encoding: chunked\r\n", "0000000000000002\r\n{}\r\n0\r\n\r\n"), 0);
        addRow("one empty line first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 0);
        addRow("http/1.0 without host", "GET / HTTP/1.0\r\n\r\n", 0);
        addRow("absolute form", "GET http://a:80/x HTTP/1.1\r\nHost: a:80\r\n\r\n", 0);
        addRow("ipv6 host", "GET / HTTP/1.1\r\nHost: [::1]:4000\r\n\r\n", 0);
        addRow("obs-text value", "GET / HTTP/1.1\r\nHost: a\r\nX: \xc3\xa9\r\n\r\n", 0);
        addRow("empty value", "GET / HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n", 0);
        addRow("body to come", post("Content-Length: 3\r\n"), -1);
        addRow("chunk to come", post("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n"), -1);
    }

    static void framingRows()
    {
        const char *refused[] = {
            "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
            "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
            "Content-Length: 2\r\nContent-Length: 2\r\n",
            "Content-Length: 2\r\nContent-Length: 3\r\n",
            "Content-Length: 2, 2\r\n",
            "Content-Length: +2\r\n",
            "Content-Length: -2\r\n",
            "Content-Length: 0x2\r\n",
            "Content-Length: 2 \t3\r\n",
            "Content-Length: 2a\r\n",
            "Content-Length:\r\n",
            "Content-Length: 1e1\r\n",
            "Content-Length: 99999999999999999999\r\n",
            "Content-Length: 9007199254740993\r\n",
            "Content-Length : 2\r\n",
            "Content-Length\t: 2\r\n",
            " Content-Length: 2\r\n",
            "Content_Length: 2\r\n",
            "Content--Length: 2\r\n",
            "Transfer_Encoding: chunked\r\n",
            "Transfer-Encoding: identity\r\n",
            "Transfer-Encoding: gzip, chunked\r\n",
            "Transfer-Encoding: chunked, chunked\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
            "Transfer-Encoding: xchunked\r\n",
            "Transfer-Encoding: \"chunked\"\r\n",
            "Transfer-Encoding: chunked;q=1\r\n",
            "Transfer-Encoding:\r\n",
            "Transfer-Encoding:\x0b chunked\r\n",
            "Transfer-Encoding: chunke\x01" "d\r\n",
            "Transfer-Encoding : chunked\r\n",
            "X: y\r\n Transfer-Encoding: chunked\r\n",
            "X: y\r\n\tfolded\r\n",
        };
        for (const char *headers : refused) {
            addRow("framing", post(headers, "2\r\n{}\r\n0\r\n\r\n"), 400);
        }
        addRow("chunked in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
        addRow("expectation", post("Expect: 200-ok\r\nContent-Length: 2\r\n"), 417);
    }

    static void lineRows()
    {
        const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n";
        addRow("bare feed ends a header", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", 400);
        addRow("bare feed ends the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400);
        addRow("bare feed ends the head", get + "\n", 400);
        addRow("bare return in a value", get + "X: a\rb\r\n\r\n", 400);
        addRow("bare return before the blank line", get + "\r\r\n\r\n", 400);
        addRow("null in a value", get + std::string("X: a\0b\r\n\r\n", 11), 400);
        addRow("null in a name", get + std::string("X\0: a\r\n\r\n", 9), 400);
        addRow("delete in a value", get + "X: a\x7f\r\n\r\n", 400);
        addRow("no colon", get + "X\r\n\r\n", 400);
        addRow("empty name", get + ": x\r\n\r\n", 400);
        addRow("space in a name", get + "X Y: x\r\n\r\n", 400);
        addRow("bracket in a name", get + "X(: x\r\n\r\n", 400);
        addRow("letter beyond ascii in a name", get + "X\xc3\xa9: x\r\n\r\n", 400);
        addRow("no host", "GET / HTTP/1.1\r\n\r\n", 400);
        addRow("two hosts", get + "Host: a\r\n\r\n", 400);
        addRow("empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400);
        addRow("host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400);
        addRow("host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400);
        addRow("host with a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400);
        addRow("two hosts in one", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400);
        addRow("host with a bad port", "GET / HTTP/1.1\r\nHost: a:x\r\n\r\n", 400);
        addRow("different hosts", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRow("other scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRow("two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRow("space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRow("tab", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRow("fragment", "GET /#x HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRow("letter beyond ascii in the target", "GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRow("relative target", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRow("connect", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 400);
        addRow("no version", "GET /\r\nHost: a\r\n\r\n", 400);
        addRow("lower-case protocol", "GET / http/1.1\r\nHost: a\r\n\r\n", 400);
        addRow("long version", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400);
        addRow("trailing space", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400);
        addRow("http 2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505);
        addRow("http 0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505);
        addRow("preface of http 2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
        addRow("method with a bracket", "GE(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRow("leading space", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRow("two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        addRow("tls hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n", 12), 400);
    }

    static void chunkRows()
    {
        const char *refused[] = {
            "+2\r\n{}\r\n0\r\n\r\n", "-2\r\n{}\r\n0\r\n\r\n", "0x2\r\n{}\r\n0\r\n\r\n", " 2\r\n{}\r\n0\r\n\r\n", "2 \r\n{}\r\n0\r\n\r\n",
            "2_0\r\n{}\r\n0\r\n\r\n", "\r\n{}\r\n0\r\n\r\n", ";a\r\n{}\r\n0\r\n\r\n", "2\n{}\r\n0\r\n\r\n", "2\r{}\r\n0\r\n\r\n", "2\r\n{}\n0\r\n\r\n",
            "2\r\n{}x\r\n0\r\n\r\n", "2\r\n{}0\r\n\r\n", "g\r\n{}\r\n0\r\n\r\n", "00000000000000002\r\n{}\r\n0\r\n\r\n", "2;\x01\r\n{}\r\n0\r\n\r\n",
            "2;a\n\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n0\r\nno colon\r\n\r\n", "2\r\n{}\r\n0\r\nA : b\r\n\r\n", "2\r\n{}\r\n0\r\nA: b\n\r\n", "2\r\n{}\r\n0\n\r\n",
            "2\r\n{}\r\n0\r\n\n", "2\r\n{}\r\n0\r\nA: \x01\r\n\r\n", "2\r\n{}\r\n0\r\n\rX",
        };
        for (const char *body : refused) {
            addRow("chunks", post("Transfer-Encoding: chunked\r\n", body), 400);
        }
        addRow("endless chunk", post("Transfer-Encoding: chunked\r\n", "ffffffffffffffff\r\nab"), 413);
        addRow("long extension", post("Transfer-Encoding: chunked\r\n", "2;" + std::string(300, 'a') + "\r\n{}\r\n0\r\n\r\n"), 400);
        addRow("long trailer", post("Transfer-Encoding: chunked\r\n", "0\r\nA: " + std::string(9'000, 'a') + "\r\n\r\n"), 431);
    }
};

void TestHttpHead::desyncCorpus()
{
    QFile file(QStringLiteral(PATCHBAY_SHARED_DATA) + "/http-desync/severe.yaml");
    if (!file.open(QIODevice::ReadOnly)) {
        QSKIP("The HTTP desync corpus is not here.");
    }
    // The corpus lists headers as YAML; the severe ones are refused whatever their body.
    int cases = 0;
    int refused = 0;
    QStringList accepted;
    std::string head;
    QString name;
    QString header;
    const auto finish = [&] {
        if (head.empty()) {
            return;
        }
        ++cases;
        const int status = verdict(head + "\r\n", 100'000);
        if (status >= 400) {
            ++refused;
        } else {
            accepted << name;
        }
        head.clear();
    };
    std::string method = "GET";
    std::string uri = "/";
    std::string version = "HTTP/1.1";
    std::string headers;
    const auto flush = [&] {
        if (!name.isEmpty()) {
            head = method + " " + uri + " " + version + "\r\n" + headers;
            if (!QString::fromStdString(headers).contains("host:", Qt::CaseInsensitive)) {
                head += "Host: a\r\n";
            }
            finish();
        }
        headers.clear();
    };
    const auto unquoted = [](QString text) {
        text = text.trimmed();
        if (text.size() > 1 && (text.startsWith('"') || text.startsWith('\''))) {
            const bool escapes = text.startsWith('"');
            text = text.mid(1, text.size() - 2);
            if (escapes) {
                text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t").replace("\\0", QString(QChar(0))).replace("\\x01", QString(QChar(1))).replace("\\x00", QString(QChar(0)));
            }
        }
        return text;
    };
    const QStringList lines = QString::fromUtf8(file.readAll()).split('\n');
    for (const QString &line : lines) {
        if (line.startsWith("- name:")) {
            flush();
            name = line.mid(7).trimmed();
        } else if (line.startsWith("  uri:")) {
            uri = unquoted(line.mid(6)).toStdString();
        } else if (line.startsWith("  method:")) {
            method = unquoted(line.mid(9)).toStdString();
        } else if (line.startsWith("  version:")) {
            version = unquoted(line.mid(10)).toStdString();
        } else if (line.startsWith("    - name:")) {
            header = unquoted(line.mid(11));
        } else if (line.startsWith("      value:")) {
            headers += header.toStdString() + ": " + unquoted(line.mid(12)).toStdString() + "\r\n";
        }
    }
    flush();
    qInfo("%d severe cases, %d refused", cases, refused);
    QVERIFY(cases > 20);
    QVERIFY2(accepted.isEmpty(), qPrintable(accepted.join("; ")));
}

QTEST_APPLESS_MAIN(TestHttpHead)
#include "tst_http_head.moc"
