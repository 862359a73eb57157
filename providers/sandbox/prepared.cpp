// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/prepared.h"

#include "providers/sandbox/question.h"

#include <algorithm>

namespace patchbay::sandbox {

Prepared prepare(const Dialect &dialect, const Call &call, const Rule *rule, std::uint64_t seed)
{
    AnswerOptions options;
    options.seed = seed;
    options.cache = call.cache;
    options.reasoningAllowed = call.reasoningAllowed;
    options.reasoningWanted = call.reasoningWanted;
    if (rule) {
        options.text = rule->text;
        options.answerTokens = rule->answerTokens;
    }
    std::vector<Answer> answers;
    const std::int64_t count = std::clamp<std::int64_t>(call.chat.n.value_or(1), 1, 128);
    for (options.choice = 0; options.choice < count; ++options.choice) {
        answers.push_back(answerFor(call.chat, options));
    }
    const Stamp stamp = stampOf(fingerprint(call.chat, seed));
    Prepared prepared;
    prepared.streamed = call.chat.stream;
    prepared.arrayStream = call.arrayStream;
    if (call.chat.stream) {
        prepared.stream = dialect.stream(call, answers, stamp);
    } else {
        prepared.whole = dialect.whole(call, answers, stamp);
    }
    for (const Answer &answer : answers) {
        prepared.tokens += answer.tokens.completion;
        prepared.reasoningTokens += answer.tokens.reasoning;
    }
    prepared.pace = answers.front().pace;
    if (rule && rule->firstToken.median >= 0) {
        prepared.pace.firstToken = rule->firstToken;
    }
    if (rule && rule->tokensPerSecond >= 0) {
        prepared.pace.tokensPerSecond = rule->tokensPerSecond;
        prepared.pace.reasoningPerSecond = rule->tokensPerSecond;
    }
    return prepared;
}

std::shared_ptr<const Prepared> PreparedRequest::answer(const Dialect &dialect, const Decision &decision)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_scenario.lock() != decision.scenario) {
            m_answers.clear();
            m_scenario = decision.scenario;
        }
        if (const auto found = m_answers.find(decision.rule); found != m_answers.end()) {
            return found->second;
        }
    }
    // Shared: several requests may be playing the same answer.
    auto prepared =
        std::make_shared<const Prepared>(prepare(dialect, *m_parsed, decision.rule, decision.scenario->seed));
    const std::scoped_lock lock(m_mutex);
    if (m_scenario.lock() == decision.scenario) {
        m_answers[decision.rule] = prepared;
    }
    return prepared;
}

std::shared_ptr<PreparedRequest> PreparedRequests::find(const Dialect &dialect, std::string_view target,
                                                        const std::vector<HttpHeader> &headers, std::string_view body)
{
    // Of the headers, only Anthropic's version decides whether a request is right.
    const bool versioned = !headerValue(headers, "anthropic-version").empty();
    std::string key;
    if (body.size() <= bodyLimit) {
        key.reserve(body.size() + target.size() + 12);
        key += dialect.family;
        key += versioned ? "+" : "-";
        key += target;
        key += '\n';
        key += body;
        const std::scoped_lock lock(m_mutex);
        if (const auto found = m_requests.find(key); found != m_requests.end()) {
            return found->second;
        }
    }
    auto request = std::make_shared<PreparedRequest>(dialect.parse(target, headers, body));
    if (!key.empty()) {
        const std::scoped_lock lock(m_mutex);
        if (m_requests.size() >= entryLimit) {
            m_requests.clear(); // simple; what is asked often is back at once
        }
        m_requests[std::move(key)] = request;
    }
    return request;
}

} // namespace patchbay::sandbox
