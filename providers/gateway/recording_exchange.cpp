// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/recording_exchange.h"

#include "providers/gateway/call_gate.h"

namespace patchbay::gateway {

namespace {

constexpr int ok = 200;

} // namespace

void RecordingExchange::setHeader(HttpHeader header)
{
    const std::scoped_lock lock(m_mutex);
    m_header = std::move(header);
}

void RecordingExchange::begin(int status, std::vector<HttpHeader> &headers, bool stream)
{
    const std::scoped_lock lock(m_mutex);
    m_keeping = status == ok;
    m_answer.stream = stream;
    m_answer.type = headerValue(headers, "content-type");
    if (m_header) {
        headers.push_back(*m_header);
    }
}

void RecordingExchange::add(std::string_view bytes)
{
    const std::scoped_lock lock(m_mutex);
    if (m_keeping && m_answer.body.size() + bytes.size() > ResponseCache::largestAnswer) {
        m_keeping = false;
        m_answer.body = std::string();
    }
    if (m_keeping) {
        m_answer.body += bytes;
    }
}

void RecordingExchange::respond(HttpResponse response)
{
    begin(response.status, response.headers, false);
    add(response.body);
    {
        const std::scoped_lock lock(m_mutex);
        m_whole = m_keeping;
    }
    m_client->respond(std::move(response));
}

void RecordingExchange::start(int status, std::vector<HttpHeader> headers)
{
    begin(status, headers, true);
    m_client->start(status, std::move(headers));
}

void RecordingExchange::write(std::string bytes)
{
    add(bytes);
    m_client->write(std::move(bytes));
}

void RecordingExchange::finish()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_whole = m_keeping;
    }
    m_client->finish();
}

void RecordingExchange::abort()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_keeping = false;
    }
    m_client->abort();
}

std::optional<KeptAnswer> RecordingExchange::take()
{
    const std::scoped_lock lock(m_mutex);
    return m_whole ? std::optional(std::move(m_answer)) : std::nullopt;
}

void replay(const KeptAnswer &answer, ClientExchange &client)
{
    std::vector<HttpHeader> headers { { "content-type", answer.type } };
    if (!answer.stream) {
        client.respond({ ok, std::move(headers), answer.body });
        return;
    }
    headers.push_back({ "cache-control", "no-cache" });
    client.start(ok, std::move(headers));
    // Event by event, as it came the first time; a client must not be able to tell by the pieces.
    const std::string_view body = answer.body;
    for (std::size_t begin = 0; begin < body.size();) {
        const std::size_t blank = body.find("\n\n", begin);
        const std::size_t end = blank == std::string_view::npos ? body.size() : blank + 2;
        client.write(std::string(body.substr(begin, end - begin)));
        begin = end;
    }
    client.finish();
}

} // namespace patchbay::gateway
