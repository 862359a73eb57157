// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/request_log.h"

#include "providers/sandbox/json_reading.h"
#include "providers/sandbox/json_writing.h"

#include <algorithm>
#include <array>
#include <format>

namespace patchbay::sandbox {

namespace {

constexpr std::string_view mask = "<redacted>";
constexpr std::array<std::string_view, 8> credentialHeaders { "authorization", "x-api-key",
                                                              "api-key",       "x-goog-api-key",
                                                              "cookie",        "proxy-authorization",
                                                              "x-auth-token",  "x-goog-user-token" };

void appendEntry(std::string &out, const LogEntry &entry)
{
    out += "{\"number\":" + std::to_string(entry.number) + ",\"time\":\""
        + std::format("{:%Y-%m-%dT%H:%M:%S}Z", entry.time) + "\",\"method\":" + jsonString(entry.method)
        + ",\"path\":" + jsonString(entry.target) + ",\"family\":" + jsonString(entry.family)
        + ",\"model\":" + jsonString(entry.model) + ",\"headers\":{";
    for (const HttpHeader &header : entry.headers) {
        out += out.back() == '{' ? "" : ",";
        out += jsonString(header.name) + ":" + jsonString(header.value);
    }
    out += "},\"body_bytes\":" + std::to_string(entry.bodyBytes) + ",\"request\":";
    const bool json = entry.bodyBytes == entry.body.size() && readJson(entry.body);
    out += json ? entry.body : entry.body.empty() ? "null" : jsonString(entry.body);
    out += ",\"status\":" + (entry.status == 0 ? "null" : std::to_string(entry.status))
        + ",\"fault\":" + (entry.fault.empty() ? "null" : jsonString(entry.fault))
        + ",\"client_gone\":" + (entry.clientGone ? "true" : "false") + "}";
}

} // namespace

std::uint64_t RequestLog::add(LogEntry entry)
{
    entry.bodyBytes = entry.body.size();
    if (entry.body.size() > bodyLimit) {
        entry.body.resize(bodyLimit);
        entry.body.shrink_to_fit();
    }
    const std::scoped_lock lock(m_mutex);
    entry.number = ++m_lastNumber;
    m_bodyBytes += entry.body.size();
    m_entries.push_back(std::move(entry));
    while (m_entries.size() > entryLimit || m_bodyBytes > totalLimit) {
        m_bodyBytes -= m_entries.front().body.size();
        m_entries.pop_front();
    }
    return m_lastNumber;
}

LogEntry *RequestLog::find(std::uint64_t number)
{
    if (m_entries.empty() || number < m_entries.front().number) {
        return nullptr; // forgotten
    }
    const std::uint64_t index = number - m_entries.front().number;
    return index < m_entries.size() ? &m_entries[index] : nullptr;
}

void RequestLog::setAnswer(std::uint64_t number, int status, std::string_view fault)
{
    const std::scoped_lock lock(m_mutex);
    if (LogEntry *entry = find(number)) {
        entry->status = status;
        entry->fault = fault;
    }
}

void RequestLog::setClientGone(std::uint64_t number)
{
    const std::scoped_lock lock(m_mutex);
    if (LogEntry *entry = find(number)) {
        entry->clientGone = true;
    }
}

void RequestLog::clear()
{
    const std::scoped_lock lock(m_mutex);
    m_entries.clear();
    m_bodyBytes = 0;
}

std::string RequestLog::toJson() const
{
    std::deque<LogEntry> entries;
    {
        const std::scoped_lock lock(m_mutex);
        entries = m_entries;
    }
    std::string out = "[";
    for (const LogEntry &entry : entries) {
        out += out.size() > 1 ? ",\n" : "\n";
        appendEntry(out, entry);
    }
    return out + "\n]\n";
}

std::vector<HttpHeader> redacted(const std::vector<HttpHeader> &headers)
{
    std::vector<HttpHeader> result;
    result.reserve(headers.size());
    for (const HttpHeader &header : headers) {
        const bool secret =
            std::ranges::find(credentialHeaders, std::string_view(header.name)) != credentialHeaders.end()
            || header.name.ends_with("-api-key") || header.name.ends_with("-token");
        result.push_back({ header.name, secret ? std::string(mask) : header.value });
    }
    return result;
}

std::string redactedTarget(std::string_view target)
{
    const std::size_t question = target.find('?');
    if (question == std::string_view::npos) {
        return std::string(target);
    }
    std::string result(target.substr(0, question));
    char separator = '?';
    for (std::string_view query = target.substr(question + 1); !query.empty();) {
        const std::string_view field = query.substr(0, query.find('&'));
        const std::string_view name = field.substr(0, field.find('='));
        const bool secret = name == "key" || name == "api_key" || name == "access_token";
        result += separator;
        result += secret ? std::string(name) + "=" + std::string(mask) : std::string(field);
        separator = '&';
        query.remove_prefix(std::min(field.size() + 1, query.size()));
    }
    return result;
}

} // namespace patchbay::sandbox
