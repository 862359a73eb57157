// SPDX-License-Identifier: GPL-3.0-or-later
//
// LiteLLM's headers: what answers carry, and what requests may say.
#pragma once

#include "providers/core/http.h"
#include "providers/gateway/key_book.h"
#include "providers/routing/request_facts.h"

namespace patchbay::gateway {

// What clients get of the headers of a provider's answer: all under "llm_provider-", LiteLLM's six x-ratelimit-* under
// their own names, too. Not those of the connection alone, cookies and what asks for credentials; 64 and 8 KiB at most.
std::vector<HttpHeader> upstreamHeaders(std::vector<HttpHeader> received);

struct AnswerFacts {
    std::string callId;
    std::string group;
    std::string deployment;
    std::string apiBase;
    int retries = 0;
    int fallbacks = 0;
    std::optional<Money> cost;
    Microseconds duration {};
    Microseconds overhead {};
    std::optional<KeyFigures> figures;
    std::string_view region {};
    std::optional<Microseconds> timeout {}; // of a whole attempt, where one is set
    int maximumRetries = 0; // told where there were some
    int maximumFallbacks = 0; // the same
    std::vector<HttpHeader> upstream {}; // see upstreamHeaders()
};
std::vector<HttpHeader> answerHeaderList(AnswerFacts facts);

// x-litellm-tags, -session-id, -num-retries, -timeout, user-agent.
void readFacts(routing::RequestFacts &facts, const std::vector<HttpHeader> &headers, const Caller &caller);

// The tags of a call: the request's (x-litellm-tags), then the key's.
std::vector<std::string> tagsOf(const std::vector<HttpHeader> &headers, const Caller &caller);

// LiteLLM's end user: x-litellm-customer-id or -end-user-id, else the body's "user".
std::string customerOf(const std::vector<HttpHeader> &headers, const std::string &user);

} // namespace patchbay::gateway
