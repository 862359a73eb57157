// SPDX-License-Identifier: GPL-3.0-or-later
//
// Prepared: a request's answer in bytes, and a bounded memory of prepared answers. An answer is a
// pure function of the request and the rule, so that the same request need not be worked out twice.
#pragma once

#include "providers/sandbox/dialect.h"
#include "providers/sandbox/rule_book.h"

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace patchbay::sandbox {

struct Prepared {
    bool streamed = false;
    bool arrayStream = false;
    std::string whole; // of an answer in one piece
    StreamBytes stream; // of a streamed one
    std::int64_t tokens = 0;
    std::int64_t reasoningTokens = 0;
    Pace pace; // with the rule's changes
};

// Answers the call under a rule (which may be null).
Prepared prepare(const Dialect &dialect, const Call &call, const Rule *rule, std::uint64_t seed);

// A parsed request and the answers to it that were prepared. From any thread.
class PreparedRequest {
public:
    explicit PreparedRequest(ParseOutcome parsed)
        : m_parsed(std::move(parsed))
    {
    }

    const ParseOutcome &parsed() const { return m_parsed; }
    std::shared_ptr<const Prepared> answer(const Dialect &dialect, const Decision &decision);

private:
    ParseOutcome m_parsed;
    std::mutex m_mutex;
    // By rule; of the scenario that was in force then.
    std::weak_ptr<const Scenario> m_scenario;
    std::unordered_map<const Rule *, std::shared_ptr<const Prepared>> m_answers;
};

class PreparedRequests {
public:
    // Parses the request, or remembers how it was parsed.
    std::shared_ptr<PreparedRequest> find(const Dialect &dialect, std::string_view target,
                                          const std::vector<HttpHeader> &headers, std::string_view body);

private:
    static constexpr std::size_t entryLimit = 256;
    static constexpr std::size_t bodyLimit = 16 * 1024; // longer ones are not remembered

    std::mutex m_mutex;
    std::unordered_map<std::string, std::shared_ptr<PreparedRequest>> m_requests;
};

} // namespace patchbay::sandbox
