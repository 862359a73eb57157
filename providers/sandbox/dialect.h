// SPDX-License-Identifier: GPL-3.0-or-later
//
// Dialect: the server side of one family's wire format, as a row of pure functions. Parsing is
// strict where the real provider is, tolerant of unknown fields; writing follows the recordings.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/core/http.h"
#include "providers/sandbox/answer.h"
#include "providers/sandbox/stream_bytes.h"

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::sandbox {

// A chat request as a dialect understood it.
struct Call {
    ChatRequest chat;
    bool arrayStream = false; // Gemini without alt=sse: one JSON array
    bool reasoningAllowed = true;
    bool reasoningWanted = false;
    bool reasoningShown = true; // Gemini counts thoughts and shows them on request only
    bool loadsOnly = false; // Ollama without messages: loads the model
    CacheStyle cache = CacheStyle::None;
};

// What goes wrong on the wire. An empty message gives the status's usual one.
struct WireFailure {
    int status = 400;
    std::string variant {}; // bad_request, context, content_policy, rate, quota, invalid_key
    std::string message {};
    std::string param {};
    std::string code {};
    std::string model {};
    double retryAfter = 0; // seconds
};

// What tells one answer from another.
struct Stamp {
    std::string token; // 24 letters and digits
    std::int64_t created = 0; // seconds since 1970
};
Stamp stampOf(std::uint64_t fingerprint);

using ParseOutcome = std::expected<Call, WireFailure>;

struct Dialect {
    std::string_view family;
    // `target` is the path and query behind the family's prefix.
    ParseOutcome (*parse)(std::string_view target, const std::vector<HttpHeader> &headers, std::string_view body);
    std::string (*whole)(const Call &call, std::span<const Answer> answers, const Stamp &stamp);
    StreamBytes (*stream)(const Call &call, std::span<const Answer> answers, const Stamp &stamp);
    std::string (*errorBody)(const WireFailure &failure);
    // An error body as an event inside a stream.
    std::string (*errorEvent)(const std::string &body);
    std::string (*modelList)();
    std::string_view streamType; // content-type of streams
    std::string_view jsonType; // content-type of everything else
};

// openai, anthropic, gemini, ollama; null for other names.
const Dialect *dialectFor(std::string_view family);
// In that order.
std::span<const Dialect> dialects();

// The whole error answer: status, headers, body.
HttpResponse errorResponse(const Dialect &dialect, const WireFailure &failure);

} // namespace patchbay::sandbox
