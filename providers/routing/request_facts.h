// SPDX-License-Identifier: GPL-3.0-or-later
//
// RequestFacts: what a decision may depend on. Filled once per request by the gateway, by
// `route explain` and by the simulator; reading them costs no allocation.
#pragma once

#include "providers/core/chat_request.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace patchbay::routing {

// LiteLLM's mock_testing_* flags: the first group is taken for failed without a call.
enum class MockFailure : std::uint8_t { None, General, ContextWindow, ContentPolicy, RateLimit, Timeout };

struct RequestFacts {
    std::string model; // as the client wrote it
    std::int64_t promptTokens = 0;
    std::int64_t completionTokens = 0; // expected: max_tokens, or an average
    bool stream = false;
    bool tools = false;
    bool images = false;
    bool jsonSchema = false;
    bool webSearch = false;
    std::string language; // ISO 639-1, empty when unknown
    std::vector<std::string> tags; // plain, "!excluded", "&required"
    std::vector<std::string> inheritedTags; // of tags: those of the key and the team, which never give way
    std::string userAgent;
    std::string key; // name of the virtual key
    std::string team;
    std::string user;
    std::string session; // x-litellm-session-id or trace id
    std::string metadata; // the client's own, a JSON object: litellm_metadata before metadata
    std::string region; // allowed region; empty: any
    std::string promptPrefix; // what a prompt cache would hold; a digest will do
    // Deployment ids taken out of sealed ids (affinity.h).
    std::string responseDeployment;
    std::string encryptedDeployment;
    std::optional<double> budgetLeft; // share of the caller's budget, 0 to 1
    std::optional<double> complexity; // complexity.h
    // Lower goes first. A request that has one waits when nobody can take it: see Decision::wait.
    std::optional<int> priority;
    std::optional<int> retries; // num_retries of the body
    std::optional<double> timeout; // seconds, of the body
    std::vector<std::string> fallbacks; // of the body
    bool disableFallbacks = false;
    MockFailure mockFailure = MockFailure::None;
    std::string fault {}; // what the request says wrongly of routing: it must be refused; empty: nothing
};

// How many tokens a text is for the model that is asked, where a table knows it.
using TokenCount = std::function<std::optional<std::int64_t>(std::string_view text)>;

// Facts that take their time, and whether anything in a configuration asks for them.
struct FactNeeds {
    bool language = true;
    bool complexity = true;
    bool promptPrefix = true;
    bool countedTokens = true; // else four bytes are taken for a token
};

// The facts of a chat request: model, tools, images, format, tags and flags of the body, language and
// the prompt's tokens: counted with `count` up to `mostCounted` bytes, else four bytes a token. What only
// headers and keys tell is left to the caller.
RequestFacts factsOf(const ChatRequest &request, const TokenCount &count = {}, std::size_t mostCounted = 16'384,
                     const FactNeeds &needs = {});

// The prompt's tokens where nothing is known of it but how much it is.
std::int64_t estimatedTokens(std::int64_t messages, std::int64_t bytes);

// "en", "de", "fr", "es", "it", "pt", "nl", "ru", "zh", "ja", "ko", "ar", … by script and frequent
// words; empty when it cannot be told.
std::string detectLanguage(std::string_view text);

} // namespace patchbay::routing
