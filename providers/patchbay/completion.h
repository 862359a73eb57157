// SPDX-License-Identifier: GPL-3.0-or-later
//
// Patchbay as a library: one call, any provider. Include it as "patchbay/completion.h".
//
//   const auto answer = patchbay::completion({ .model = "openai/gpt-4o",
//                                              .messages = { patchbay::user("Hello, how are you?") } });
//   std::println("{}", answer ? patchbay::textOf(*answer) : answer.error().message);
//
// Keys and addresses come from the environment under LiteLLM's names (OPENAI_API_KEY, …). The free
// functions make an engine for each call; a program with many calls keeps a Client. Everything here
// may be called from any thread, and blocks until the answer is there.
#pragma once

#include "providers/core/call_kind.h"
#include "providers/core/chat_request.h"
#include "providers/core/chat_response.h"
#include "providers/core/money.h"

#include <chrono>
#include <functional>
#include <generator>
#include <memory>

namespace patchbay {

struct CompletionRequest {
    std::string model = {}; // "provider/name"
    std::vector<Message> messages = {};
    std::optional<double> temperature = {};
    std::optional<double> topP = {};
    std::optional<std::int64_t> maxTokens = {};
    std::vector<std::string> stop = {};
    std::vector<ToolDefinition> tools = {};
    ResponseFormat responseFormat = {};
    std::string reasoningEffort = {};
    bool dropParams = false; // leave out what the model does not support instead of failing

    std::string apiBase = {}; // instead of the provider's own address
    std::string apiKey = {};  // instead of the environment's; copied into guarded memory, wiping this one is the caller's matter
    std::optional<std::chrono::milliseconds> timeout = {};
    int retries = 2;

    // Every other parameter; where both say something, the fields above count.
    ChatRequest more = {};
};

// A file of a call that uploads: { "file", "speech.wav", "audio/wav", … }.
struct CallFile {
    std::string field = {}; // "file", "image", "mask"
    std::string name = {};
    std::string mediaType = {};
    std::string bytes = {};
};

// A call of another kind than chat, as OpenAI's API describes it:
//   patchbay::call({ .kind = CallKind::Embeddings, .model = "cohere/embed-v4.0", .parameters = { R"({"input": "Hello"})" } })
struct CallRequest {
    CallKind kind = CallKind::Embeddings;
    std::string model = {}; // "provider/name"
    JsonText parameters = {}; // an object, without the model
    std::vector<CallFile> files = {};
    bool dropParams = false;

    std::string apiBase = {};
    std::string apiKey = {}; // copied into guarded memory; wiping this one is the caller's matter
    std::optional<std::chrono::milliseconds> timeout = {};
    int retries = 2;
};

struct CallAnswer {
    JsonText json = {}; // in OpenAI's shape of the kind
    std::string bytes = {}; // the sound of speech, a transcription in another form than JSON
    std::string mediaType = {}; // of bytes
    Usage usage = {};
    std::optional<Money> cost = {}; // nothing where it is not known
};

inline Message user(std::string text) { return textMessage(MessageRole::User, std::move(text)); }
inline Message system(std::string text) { return textMessage(MessageRole::System, std::move(text)); }
inline Message assistant(std::string text) { return textMessage(MessageRole::Assistant, std::move(text)); }

// The text of the first choice; empty when there is none.
std::string textOf(const ChatResponse &answer);
// The text that an event of a stream adds; empty for events of other kinds.
std::string_view textOf(const StreamEvent &event);

// Called for each event, on the thread that called stream(). False stops the call.
using StreamCallback = std::function<bool(const StreamEvent &event)>;

class Client {
public:
    static Result<Client> make();
    ~Client(); // stops what is under way
    Client(Client &&other) noexcept;
    Client &operator=(Client &&other) noexcept;

    Result<ChatResponse> completion(const CompletionRequest &request) const;
    // Gives the folded answer at the end; after a stop the error is Cancelled.
    Result<ChatResponse> stream(const CompletionRequest &request, const StreamCallback &callback) const;
    // A coroutine: ends after the last event, or with one error. Letting go of it stops the call. The
    // client must outlive it.
    std::generator<Result<StreamEvent>> stream(CompletionRequest request) const;

    // BadRequest names the providers that have the kind, where this one has not.
    Result<CallAnswer> call(const CallRequest &request) const;

private:
    class Private;
    explicit Client(std::unique_ptr<Private> parts);
    std::unique_ptr<Private> m_private;
};

Result<CallAnswer> call(const CallRequest &request);
Result<ChatResponse> completion(const CompletionRequest &request);
Result<ChatResponse> stream(const CompletionRequest &request, const StreamCallback &callback);
std::generator<Result<StreamEvent>> stream(CompletionRequest request);

} // namespace patchbay
