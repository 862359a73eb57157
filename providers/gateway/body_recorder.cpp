// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/body_recorder.h"

#include <utility>

namespace patchbay::gateway {

void BodyRecorder::begin(const std::vector<HttpHeader> &headers, bool stream)
{
    const std::string_view type = headerValue(headers, "content-type");
    const std::scoped_lock lock(m_mutex);
    m_copy.stream = stream;
    m_copy.lost = !type.starts_with("application/json") && !type.starts_with("text/event-stream");
}

void BodyRecorder::add(std::string_view bytes)
{
    constexpr std::size_t largest = 8 * 1024 * 1024;
    const std::scoped_lock lock(m_mutex);
    if (m_taken || m_copy.lost) {
        return;
    }
    if (m_copy.body.size() + bytes.size() > largest) {
        // Half of an answer could not be read, and so not be redacted.
        m_copy.lost = true;
        m_copy.body = std::string();
        return;
    }
    m_copy.body += bytes;
}

void BodyRecorder::respond(HttpResponse response)
{
    begin(response.headers, false);
    add(response.body);
    m_client->respond(std::move(response));
}

void BodyRecorder::start(int status, std::vector<HttpHeader> headers)
{
    begin(headers, true);
    m_client->start(status, std::move(headers));
}

void BodyRecorder::write(std::string bytes)
{
    add(bytes);
    m_client->write(std::move(bytes));
}

BodyRecorder::Copy BodyRecorder::take()
{
    const std::scoped_lock lock(m_mutex);
    m_taken = true;
    return std::move(m_copy);
}

} // namespace patchbay::gateway
