// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/answer_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <concepts>
#include <utility>

namespace patchbay::gateway {

namespace {

std::string_view reasonOf(int status)
{
    switch (status) {
    case 200: return "OK";
    case 204: return "No Content";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "Answer";
    }
}

void appendNumber(std::string &text, std::integral auto number)
{
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    text.append(digits.data(), end.ptr);
}

// "Sun, 22 Nov 2026 23:10:07 GMT"; without the C library, which would take a lock and parse a format.
void appendDate(std::string &text)
{
    using namespace std::chrono;
    constexpr std::string_view days = "SunMonTueWedThuFriSat";
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    constexpr std::size_t letters = 3;
    const auto now = floor<seconds>(system_clock::now());
    const auto day = floor<std::chrono::days>(now);
    const year_month_day date(day);
    const hh_mm_ss time(now - day);
    text.append(days.substr(letters * weekday(day).c_encoding(), letters));
    const auto two = [&](auto value) {
        text += static_cast<char>('0' + value / 10);
        text += static_cast<char>('0' + value % 10);
    };
    text += ", ";
    two(unsigned(date.day()));
    text.append(" ").append(months.substr(letters * (unsigned(date.month()) - 1), letters)).append(" ");
    appendNumber(text, int(date.year()));
    text.append(" ");
    two(time.hours().count());
    text += ':';
    two(time.minutes().count());
    text += ':';
    two(time.seconds().count());
    text.append(" GMT");
}

std::string headText(int status, const HeaderLines &lines, const std::vector<HttpHeader> &headers)
{
    std::size_t size = 160 + lines.text().size(); // with what stands in every head
    for (const HttpHeader &header : headers) {
        size += header.name.size() + header.value.size() + 4;
    }
    std::string text;
    text.reserve(size);
    text.append("HTTP/1.1 ");
    appendNumber(text, status);
    text.append(" ").append(reasonOf(status)).append("\r\ndate: ");
    appendDate(text);
    text.append("\r\n").append(lines.text());
    for (const HttpHeader &header : headers) {
        // A header made of foreign text must not become two.
        if (isFieldName(header.name) && isFieldValue(header.value)) {
            text.append(header.name).append(": ").append(header.value).append("\r\n");
        }
    }
    return text;
}

void appendConnection(std::string &text, bool closes, bool http10)
{
    if (closes) {
        text.append("connection: close\r\n");
    } else if (http10) {
        text.append("connection: keep-alive\r\n");
    }
    text.append("\r\n");
}

} // namespace

AnswerBytes wholeAnswer(HttpResponse response, const AnswerTraits &traits, const HeaderLines &lines)
{
    AnswerBytes bytes;
    bytes.closes = !traits.keepAlive;
    bytes.head = headText(response.status, lines, response.headers);
    constexpr int noContent = 204;
    if (response.status != noContent) {
        bytes.head.append("content-length: ");
        appendNumber(bytes.head, response.body.size());
        bytes.head.append("\r\n");
    }
    appendConnection(bytes.head, bytes.closes, traits.http10);
    if (!traits.headOnly && response.status != noContent) {
        bytes.body = std::move(response.body);
    }
    return bytes;
}

AnswerWriter::AnswerWriter(std::weak_ptr<HttpConnection> connection, AnswerTraits traits)
    : m_connection(std::move(connection))
    , m_traits(traits)
{
}

AnswerWriter::~AnswerWriter()
{
    if (m_phase.load() != Phase::Finished) {
        submit({}, {}, AnswerPart::End::Aborted);
    }
}

bool AnswerWriter::closes() const
{
    const std::shared_ptr<HttpConnection> connection = m_connection.lock();
    return !m_traits.keepAlive || (connection && connection->draining());
}

void AnswerWriter::respond(HttpResponse response)
{
    Phase expected = Phase::Waiting;
    if (!m_phase.compare_exchange_strong(expected, Phase::Finished)) {
        return;
    }
    AnswerTraits traits = m_traits;
    traits.keepAlive = !closes();
    AnswerBytes bytes = wholeAnswer(std::move(response), traits, m_lines);
    submit(std::move(bytes.head), std::move(bytes.body),
           bytes.closes ? AnswerPart::End::FinishedAndClose : AnswerPart::End::Finished);
}

void AnswerWriter::start(int status, std::vector<HttpHeader> headers)
{
    Phase expected = Phase::Waiting;
    const Phase next = m_traits.http10 ? Phase::Streaming : Phase::Chunks;
    if (!m_phase.compare_exchange_strong(expected, next)) {
        return;
    }
    std::string text = headText(status, std::exchange(m_lines, {}), headers); // streams live long
    if (next == Phase::Chunks) {
        text.append("transfer-encoding: chunked\r\n");
    }
    // To HTTP/1.0 the stream's end is the connection's.
    appendConnection(text, next == Phase::Streaming || closes(), false);
    submit(std::move(text), {}, AnswerPart::End::Open);
}

void AnswerWriter::write(std::string bytes)
{
    const Phase phase = m_phase.load();
    if (bytes.empty() || m_traits.headOnly) {
        return; // an empty chunk would be the last one
    }
    if (phase == Phase::Streaming) {
        submit({}, std::move(bytes), AnswerPart::End::Open);
    } else if (phase == Phase::Chunks) {
        std::array<char, 20> digits;
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), bytes.size(), 16);
        std::string frame(digits.data(), end.ptr);
        frame += "\r\n";
        bytes += "\r\n";
        submit(std::move(frame), std::move(bytes), AnswerPart::End::Open);
    }
}

void AnswerWriter::finish()
{
    const AnswerPart::End end = closes() ? AnswerPart::End::FinishedAndClose : AnswerPart::End::Finished;
    switch (m_phase.exchange(Phase::Finished)) {
    case Phase::Finished: return;
    case Phase::Chunks: submit(m_traits.headOnly ? std::string() : "0\r\n\r\n", {}, end); return;
    case Phase::Streaming: submit({}, {}, AnswerPart::End::FinishedAndClose); return;
    case Phase::Waiting: submit({}, {}, AnswerPart::End::Aborted);
    }
}

void AnswerWriter::abort()
{
    if (m_phase.exchange(Phase::Finished) != Phase::Finished) {
        submit({}, {}, AnswerPart::End::Aborted);
    }
}

bool AnswerWriter::peerGone() const
{
    const std::shared_ptr<HttpConnection> connection = m_connection.lock();
    return !connection || connection->gone();
}

void AnswerWriter::onPeerGone(std::function<void()> function)
{
    if (const std::shared_ptr<HttpConnection> connection = m_connection.lock()) {
        connection->onGone(m_traits.request, std::move(function));
    } else {
        function();
    }
}

void AnswerWriter::onFull(std::function<void(bool full)> function)
{
    if (const std::shared_ptr<HttpConnection> connection = m_connection.lock()) {
        connection->flow().watch(m_traits.request, std::move(function));
    }
}

void AnswerWriter::submit(std::string first, std::string second, AnswerPart::End end)
{
    if (const std::shared_ptr<HttpConnection> connection = m_connection.lock()) {
        connection->submit({ m_traits.request, std::move(first), std::move(second), end });
    }
}

} // namespace patchbay::gateway
