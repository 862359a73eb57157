// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/transport/server_responder.h"

#include "providers/transport/header_text.h"

#include <boost/beast/http/status.hpp>

#include <array>
#include <charconv>

namespace patchbay::transport {

namespace {

bool hasNoBody(int status)
{
    return status / 100 == 1 || status == 204 || status == 304;
}

std::string_view reasonOf(int status)
{
    return boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(status)));
}

std::string chunkFrame(std::size_t size)
{
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), size, 16);
    return std::string(digits.data(), end.ptr) + "\r\n";
}

} // namespace

ServerResponder::ServerResponder(std::weak_ptr<ServerConnection> connection, ResponderTraits traits)
    : m_connection(std::move(connection))
    , m_traits(traits)
    , m_closes(!traits.keepAlive)
    , m_bodiless(traits.headOnly)
{
}

ServerResponder::~ServerResponder()
{
    if (m_phase.load() != Phase::Finished) {
        submit({}, {}, AnswerPart::End::Dropped);
    }
}

void ServerResponder::respond(HttpResponse response)
{
    Phase expected = Phase::Waiting;
    if (!m_phase.compare_exchange_strong(expected, Phase::Finished)) {
        return;
    }
    std::string first = head(response.status, response.headers, Framing::Length, response.body.size());
    if (m_bodiless) {
        response.body.clear();
    }
    submit(std::move(first), std::move(response.body), ending());
}

void ServerResponder::start(int status, std::vector<HttpHeader> headers)
{
    const Framing framing = m_traits.http10 ? Framing::UntilClose : Framing::Chunks;
    Phase expected = Phase::Waiting;
    const Phase next = framing == Framing::Chunks ? Phase::StreamingChunks : Phase::Streaming;
    if (!m_phase.compare_exchange_strong(expected, next)) {
        return;
    }
    if (framing == Framing::UntilClose) {
        m_closes = true;
    }
    submit(head(status, headers, framing, 0), {}, AnswerPart::End::Open);
}

void ServerResponder::write(std::string bytes)
{
    const Phase phase = m_phase.load();
    if (bytes.empty() || m_bodiless) {
        return; // an empty chunk would be the last one
    }
    if (phase == Phase::Streaming) {
        submit({}, std::move(bytes), AnswerPart::End::Open);
    } else if (phase == Phase::StreamingChunks) {
        std::string frame = chunkFrame(bytes.size());
        bytes += "\r\n";
        submit(std::move(frame), std::move(bytes), AnswerPart::End::Open);
    }
}

void ServerResponder::finish()
{
    switch (m_phase.exchange(Phase::Finished)) {
    case Phase::Finished: return;
    case Phase::StreamingChunks: submit(m_bodiless ? std::string() : "0\r\n\r\n", {}, ending()); return;
    case Phase::Streaming: submit({}, {}, ending()); return;
    case Phase::Waiting:
    case Phase::Raw:
        // What was sent as it is has no end that HTTP knows, nor has silence: close.
        submit({}, {}, AnswerPart::End::FinishedAndClose);
    }
}

void ServerResponder::abort()
{
    m_phase = Phase::Finished;
    submit({}, {}, AnswerPart::End::Aborted);
}

void ServerResponder::writeRaw(std::string bytes)
{
    const Phase phase = m_phase.load();
    if (phase == Phase::Finished) {
        return;
    }
    if (phase == Phase::Waiting) {
        m_phase = Phase::Raw;
    }
    submit(std::move(bytes), {}, AnswerPart::End::Open);
}

bool ServerResponder::peerGone() const
{
    const std::shared_ptr<ServerConnection> connection = m_connection.lock();
    return !connection || connection->peerGone();
}

void ServerResponder::after(std::chrono::microseconds delay, std::move_only_function<void()> function)
{
    if (const std::shared_ptr<ServerConnection> connection = m_connection.lock()) {
        connection->after(delay, std::move(function));
    }
}

AnswerPart::End ServerResponder::ending() const
{
    return m_closes ? AnswerPart::End::FinishedAndClose : AnswerPart::End::Finished;
}

std::string ServerResponder::head(int status, const std::vector<HttpHeader> &headers, Framing framing,
                                  std::size_t length)
{
    std::string text;
    text.reserve(256);
    text.append("HTTP/1.1 ").append(std::to_string(status)).append(" ").append(reasonOf(status)).append("\r\n");
    bool framed = hasNoBody(status);
    for (const HttpHeader &header : headers) {
        text.append(header.name).append(": ").append(header.value).append("\r\n");
        if (equalsIgnoringCase(header.name, "connection") && equalsIgnoringCase(header.value, "close")) {
            m_closes = true;
        } else if (equalsIgnoringCase(header.name, "content-length")) {
            framed = true;
            framing = Framing::Length;
        }
    }
    if (hasNoBody(status)) {
        m_bodiless = true;
    }
    if (m_phase == Phase::StreamingChunks && framing == Framing::Length) {
        m_phase = Phase::Streaming; // the handler promised a length itself
    }
    if (!framed && framing == Framing::Length) {
        text.append("content-length: ").append(std::to_string(length)).append("\r\n");
    } else if (!framed && framing == Framing::Chunks) {
        text.append("transfer-encoding: chunked\r\n");
    }
    if (m_closes && headerValue(headers, "connection").empty()) {
        text.append("connection: close\r\n");
    } else if (m_traits.http10 && !m_closes) {
        text.append("connection: keep-alive\r\n");
    }
    return text.append("\r\n");
}

void ServerResponder::submit(std::string first, std::string second, AnswerPart::End end)
{
    if (const std::shared_ptr<ServerConnection> connection = m_connection.lock()) {
        connection->submit({ m_traits.answer, std::move(first), std::move(second), end });
    }
}

} // namespace patchbay::transport
