// SPDX-License-Identifier: GPL-3.0-or-later
//
// RequestLog: what arrived and what was answered. Bounded; credentials are replaced before they are
// stored. From any thread.
#pragma once

#include "providers/core/clock.h"
#include "providers/core/http.h"

#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::sandbox {

struct LogEntry {
    std::uint64_t number = 0; // from 1, never used again
    WallTime time {};
    std::string method;
    std::string target;
    std::string family;
    std::string model;
    std::vector<HttpHeader> headers;
    std::string body; // the first 64 KiB
    std::size_t bodyBytes = 0;
    int status = 0; // answered; 0 while nothing was
    std::string_view fault; // name of the fault applied, a literal
    bool clientGone = false; // left before the answer was complete
};

class RequestLog {
public:
    static constexpr std::size_t entryLimit = 10'000;
    static constexpr std::size_t bodyLimit = 64 * 1024;
    static constexpr std::size_t totalLimit = 64 * 1024 * 1024;

    // Gives the entry's number.
    std::uint64_t add(LogEntry entry);
    void setAnswer(std::uint64_t number, int status, std::string_view fault);
    void setClientGone(std::uint64_t number);
    void clear();
    // A JSON array, oldest first.
    std::string toJson() const;

private:
    LogEntry *find(std::uint64_t number);

    mutable std::mutex m_mutex;
    std::deque<LogEntry> m_entries;
    std::size_t m_bodyBytes = 0;
    std::uint64_t m_lastNumber = 0;
};

// Headers whose values are credentials read "<redacted>".
std::vector<HttpHeader> redacted(const std::vector<HttpHeader> &headers);
// A key in the query reads "<redacted>".
std::string redactedTarget(std::string_view target);

} // namespace patchbay::sandbox
