// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/aws_event_stream.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::wire;

namespace {

// What a stream held, as text that is easy to compare.
struct Seen {
    std::vector<std::string> messages;
    std::optional<Error> error;
};

void note(Seen &seen, const AwsMessage &message)
{
    std::string text;
    for (const AwsHeader &header : message.headers) {
        text += std::string(header.name) + "=" + std::string(message.text(header.name)) + ";";
    }
    seen.messages.push_back(text + std::string(message.payload));
}

Seen read(std::string_view bytes, std::size_t piece)
{
    Seen seen;
    AwsEventStreamParser parser;
    const auto handle = [&](const AwsMessage &message) {
        note(seen, message);
        return Result<void>();
    };
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        if (Result<void> fed = parser.feed(bytes.substr(at, piece), handle); !fed) {
            seen.error = fed.error();
            return seen;
        }
    }
    if (Result<void> finished = parser.finish(); !finished) {
        seen.error = finished.error();
    }
    return seen;
}

std::string twoMessages()
{
    return writeAwsMessage({ { ":event-type", "messageStart" }, { ":message-type", "event" } }, R"({"role":"assistant"})")
        + writeAwsMessage({}, "");
}

std::string number(std::uint64_t value, int bytes)
{
    std::string text;
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
        text += static_cast<char>(value >> shift & 0xFF);
    }
    return text;
}

// A message around a header block of any content, with right sums.
std::string frameOf(const std::string &headers, const std::string &payload)
{
    std::string frame = number(headers.size() + payload.size() + 16, 4) + number(headers.size(), 4);
    frame += number(crc32(frame), 4);
    frame += headers + payload;
    return frame + number(crc32(frame), 4);
}

} // namespace

class TestAwsEventStream : public QObject {
    Q_OBJECT

private slots:
    void sumIsTheWellKnownOne()
    {
        QCOMPARE(crc32("123456789"), 0xCBF43926U);
        QCOMPARE(crc32(""), 0U);
    }

    void readsWholeAndByteByByte()
    {
        const std::string bytes = twoMessages();
        const std::vector<std::string> expected {
            R"(:event-type=messageStart;:message-type=event;{"role":"assistant"})", ""
        };
        for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
            const Seen seen = read(bytes, piece);
            QVERIFY(!seen.error);
            QCOMPARE(seen.messages, expected);
        }
    }

    void everyHeaderType()
    {
        const std::string names[] = { "t", "f", "b", "s", "i", "l", "y", "x", "m", "u" };
        const std::string values[] = { "", "", "\xFE", number(0xFFFD, 2), number(7, 4), number(1ULL << 40, 8),
                                       number(2, 2) + "ab", number(3, 2) + "xyz", number(1500, 8),
                                       "0123456789abcdef" };
        std::string block;
        for (std::size_t type = 0; type < std::size(names); ++type) {
            block += number(1, 1) + names[type] + number(type, 1) + values[type];
        }
        std::vector<AwsHeaderValue> seen;
        AwsEventStreamParser parser;
        const std::string frame = frameOf(block, "p");
        const Result<void> fed = parser.feed(frame, [&](const AwsMessage &message) {
            for (const AwsHeader &header : message.headers) {
                seen.push_back(header.value);
            }
            // Compared here: views end with the handler.
            [&] {
                QCOMPARE(std::get<AwsBytes>(seen.at(6)).bytes, std::string_view("ab"));
                QCOMPARE(std::get<std::string_view>(seen.at(7)), std::string_view("xyz"));
            }();
            return Result<void>();
        });
        QVERIFY(fed);
        QCOMPARE(seen.size(), std::size_t { 10 });
        QCOMPARE(std::get<bool>(seen[0]), true);
        QCOMPARE(std::get<bool>(seen[1]), false);
        QCOMPARE(std::get<std::int8_t>(seen[2]), std::int8_t { -2 });
        QCOMPARE(std::get<std::int16_t>(seen[3]), std::int16_t { -3 });
        QCOMPARE(std::get<std::int32_t>(seen[4]), 7);
        QCOMPARE(std::get<std::int64_t>(seen[5]), std::int64_t { 1 } << 40);
        QCOMPARE(std::get<AwsTimestamp>(seen[8]).milliseconds, std::int64_t { 1500 });
        QCOMPARE(std::get<AwsUuid>(seen[9])[15], std::uint8_t { 'f' });
    }

    // Every flipped bit is noticed, and nothing is read past the end.
    void everyFlippedByteIsAnError()
    {
        const std::string good = twoMessages();
        for (std::size_t at = 0; at < good.size(); ++at) {
            std::string bad = good;
            bad[at] = static_cast<char>(bad[at] ^ 0x10);
            const Seen seen = read(bad, 7);
            QVERIFY(seen.error);
            QCOMPARE(seen.error->kind, ErrorClass::ApiResponseValidation);
            QVERIFY(seen.error->offset && *seen.error->offset <= bad.size());
        }
    }

    void everyCutIsAnError()
    {
        const std::string whole = twoMessages();
        const std::size_t first = whole.size() - 16;
        for (std::size_t length = 1; length < whole.size(); ++length) {
            const Seen seen = read(std::string_view(whole).substr(0, length), length);
            QCOMPARE(bool(seen.error), length != first);
            if (seen.error) {
                QCOMPARE(*seen.error->offset, std::uint64_t { length });
            }
        }
    }

    void wrongFrames_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("offset");
        const auto prelude = [](std::uint64_t total, std::uint64_t headers) {
            const std::string lengths = number(total, 4) + number(headers, 4);
            return QByteArray::fromStdString(lengths + number(crc32(lengths), 4));
        };
        const auto frame = [](const std::string &headers) { return QByteArray::fromStdString(frameOf(headers, "")); };
        QTest::newRow("shorter than its frame") << prelude(15, 0) << 0;
        QTest::newRow("more than 24 MiB") << prelude(24 * 1024 * 1024 + 1, 0) << 0;
        QTest::newRow("headers longer than message") << prelude(100, 85) << 4;
        QTest::newRow("headers over their limit") << prelude(1024 * 1024, 200 * 1024) << 4;
        QTest::newRow("header without name") << frame(number(0, 1) + number(0, 1)) << 13;
        QTest::newRow("header name beyond block") << frame(number(200, 1) + "abc") << 13;
        QTest::newRow("unknown type") << frame(number(1, 1) + "a" + number(10, 1)) << 15;
        QTest::newRow("value beyond block") << frame(number(1, 1) + "a" + number(7, 1) + number(9, 2) + "abc") << 17;
        QTest::newRow("value over its limit") << frame(number(1, 1) + "a" + number(7, 1) + number(32768, 2)) << 17;
        QTest::newRow("number cut off") << frame(number(1, 1) + "a" + number(5, 1) + "1234") << 15;
    }

    void wrongFrames()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, offset);
        const std::string before = writeAwsMessage({}, "x");
        const Seen seen = read(before + bytes.toStdString(), 5);
        QVERIFY(seen.error);
        QCOMPARE(*seen.error->offset, before.size() + std::size_t(offset));
        QCOMPARE(seen.messages.size(), std::size_t { 1 });
    }

    void longestValueAndNameAreTaken()
    {
        const std::string name(255, 'n');
        const std::string value(32767, 'v');
        const Seen seen = read(writeAwsMessage({ { name, value } }, ""), 1000);
        QVERIFY(!seen.error);
        QCOMPARE(seen.messages.front(), name + "=" + value + ";");
    }
};

QTEST_APPLESS_MAIN(TestAwsEventStream)
#include "tst_aws_event_stream.moc"
