// SPDX-License-Identifier: GPL-3.0-or-later
//
// LiteLLM's headers: what answers carry, and what requests may say.
#pragma once

#include "providers/core/http.h"
#include "providers/gateway/key_book.h"
#include "providers/gateway/upstream_headers.h"
#include "providers/routing/request_facts.h"

namespace patchbay::gateway {

struct AnswerFacts {
    std::string_view callId;
    std::string_view group;
    std::string_view deployment;
    std::string_view apiBase;
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
    UpstreamHeaders upstream {};
};
HeaderLines answerHeaders(const AnswerFacts &facts);

// x-litellm-tags, -session-id, -num-retries, -timeout, user-agent.
void readFacts(routing::RequestFacts &facts, const std::vector<HttpHeader> &headers, const Caller &caller);

// The tags of a call: the request's (x-litellm-tags), then the key's.
std::vector<std::string> tagsOf(const std::vector<HttpHeader> &headers, const Caller &caller);

// LiteLLM's end user: x-litellm-customer-id or -end-user-id, else the body's "user".
std::string customerOf(const std::vector<HttpHeader> &headers, const std::string &user);

} // namespace patchbay::gateway
