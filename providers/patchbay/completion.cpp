// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/patchbay/completion.h"

#include "providers/engine/engine.h"
#include "providers/engine/environment_keys.h"
#include "providers/patchbay/event_queue.h"

#include <future>
#include <utility>

namespace patchbay {
namespace {

// A library leaves the books to the program that links it.
class NoLedger final : public AttemptLedger {
public:
    Result<void> reserve(const AttemptDraft &) override { return {}; }
    void sent(const std::string &) override { }
    void settle(const std::string &, const AttemptOutcome &) override { }
};

struct CallAccount {
    const std::string &apiBase;
    const std::string &apiKey;
    std::optional<std::chrono::milliseconds> timeout;
};

template <typename Value>
void takeOver(Value &target, const Value &given)
{
    if (given != Value {}) {
        target = given;
    }
}

void fillEnvelope(CallEnvelope &call, const CallAccount &account)
{
    call.apiBase = account.apiBase;
    if (!account.apiKey.empty()) {
        call.key = SecretBytes::copyOf(account.apiKey);
        call.keyName = "given";
    }
    if (account.timeout) {
        call.deadlines.total = *account.timeout;
        call.deadlines.firstByte = std::min(call.deadlines.firstByte, *account.timeout);
        call.deadlines.connect = std::min(call.deadlines.connect, *account.timeout);
    }
}

CompletionCall callOf(const CompletionRequest &request, bool stream)
{
    CompletionCall call;
    call.request = request.more;
    takeOver(call.request.model, request.model);
    takeOver(call.request.messages, request.messages);
    takeOver(call.request.temperature, request.temperature);
    takeOver(call.request.topP, request.topP);
    takeOver(call.request.maxTokens, request.maxTokens);
    takeOver(call.request.stop, request.stop);
    takeOver(call.request.tools, request.tools);
    takeOver(call.request.responseFormat, request.responseFormat);
    takeOver(call.request.reasoningEffort, request.reasoningEffort);
    call.request.dropParams = call.request.dropParams || request.dropParams;
    call.request.stream = stream;
    fillEnvelope(call, { request.apiBase, request.apiKey, request.timeout });
    call.retry.maximumAttempts = std::max(1, 1 + request.retries);
    return call;
}

Result<KindCall> callOf(const CallRequest &request)
{
    return wire::parseKindRequest(request.kind, request.parameters.empty() ? "{}" : request.parameters.text)
        .transform([&](wire::KindRequest parsed) {
            KindCall call;
            call.request = std::move(parsed);
            call.request.model = request.model;
            call.request.stream = false;
            call.request.dropParams = call.request.dropParams || request.dropParams;
            for (const CallFile &file : request.files) {
                call.request.uploads.push_back({ file.field, file.name, file.mediaType, file.bytes });
            }
            fillEnvelope(call, { request.apiBase, request.apiKey, request.timeout });
            call.retry.maximumAttempts = std::max(1, 1 + request.retries);
            return call;
        });
}

// One call under way, stopped when it is let go of before its end.
class RunningCall {
public:
    RunningCall(Engine &engine, CompletionCall call)
        : m_queue(std::make_shared<EventQueue>())
        , m_completion(engine.start(std::move(call), [queue = m_queue](const EngineEvent &event) { queue->push(event); }))
    {
        m_queue->follow(m_completion);
    }
    ~RunningCall()
    {
        m_queue->letGo();
        m_completion->hold(false);
        m_completion->cancel();
    }
    RunningCall(const RunningCall &) = delete;
    RunningCall &operator=(const RunningCall &) = delete;

    EngineEvent next() { return m_queue->pop(); }
    void cancel() { m_completion->cancel(); }

private:
    std::shared_ptr<EventQueue> m_queue; // shared with the engine, which may outlast us
    std::shared_ptr<Completion> m_completion;
};

} // namespace

class Client::Private {
public:
    explicit Private(Catalog tables)
        : catalog(std::move(tables))
        , engine(parts())
    {
    }

    EngineParts parts()
    {
        EngineParts made { catalog, runtime, keys, ledger, clock, {}, {} };
        transport::proxyFromEnvironment(made.client);
        made.apiBases = apiBasesFromEnvironment(catalog, processEnvironment());
        return made;
    }

    Catalog catalog;
    SystemClock clock;
    EnvironmentKeys keys;
    NoLedger ledger;
    transport::IoRuntime runtime { 1 };
    Engine engine; // goes first
};

std::string textOf(const ChatResponse &answer)
{
    return answer.choices.empty() ? std::string() : answer.choices.front().content.value_or(std::string());
}

std::string_view textOf(const StreamEvent &event)
{
    const TextDelta *delta = std::get_if<TextDelta>(&event);
    // Empty, but not null: std::print hands the pointer on to memcpy.
    return delta ? std::string_view(delta->text) : std::string_view("");
}

Client::Client(std::unique_ptr<Private> parts)
    : m_private(std::move(parts))
{
}

Client::~Client() = default;
Client::Client(Client &&other) noexcept = default;
Client &Client::operator=(Client &&other) noexcept = default;

Result<Client> Client::make()
{
    Result<Catalog> catalog = Catalog::builtIn();
    if (!catalog) {
        return std::unexpected(catalog.error());
    }
    return Client(std::make_unique<Private>(std::move(*catalog)));
}

Result<ChatResponse> Client::completion(const CompletionRequest &request) const
{
    RunningCall call(m_private->engine, callOf(request, false));
    for (;;) {
        EngineEvent event = call.next();
        if (CallSucceeded *done = std::get_if<CallSucceeded>(&event)) {
            return std::move(done->response);
        }
        if (CallFailed *failed = std::get_if<CallFailed>(&event)) {
            return std::unexpected(std::move(failed->error));
        }
    }
}

Result<ChatResponse> Client::stream(const CompletionRequest &request, const StreamCallback &callback) const
{
    RunningCall call(m_private->engine, callOf(request, true));
    bool wanted = true;
    for (;;) {
        EngineEvent event = call.next();
        if (CallSucceeded *done = std::get_if<CallSucceeded>(&event)) {
            return std::move(done->response);
        }
        if (CallFailed *failed = std::get_if<CallFailed>(&event)) {
            return std::unexpected(std::move(failed->error));
        }
        const StreamEvent *part = std::get_if<StreamEvent>(&event);
        if (wanted && part && !callback(*part)) {
            wanted = false;
            call.cancel();
        }
    }
}

std::generator<Result<StreamEvent>> Client::stream(CompletionRequest request) const
{
    RunningCall call(m_private->engine, callOf(request, true));
    for (;;) {
        EngineEvent event = call.next();
        if (std::holds_alternative<CallSucceeded>(event)) {
            co_return;
        }
        if (CallFailed *failed = std::get_if<CallFailed>(&event)) {
            co_yield std::unexpected(std::move(failed->error));
            co_return;
        }
        if (StreamEvent *part = std::get_if<StreamEvent>(&event)) {
            co_yield std::move(*part);
        }
    }
}

Result<CallAnswer> Client::call(const CallRequest &request) const
{
    Result<KindCall> call = callOf(request);
    if (!call) {
        return std::unexpected(std::move(call.error()));
    }
    auto done = std::make_shared<std::promise<Result<KindAnswer>>>();
    KindSink sink;
    sink.onDone = [done](Result<KindAnswer> answer) { done->set_value(std::move(answer)); };
    const std::shared_ptr<Completion> running = m_private->engine.startKind(std::move(*call), std::move(sink));
    return done->get_future().get().transform([](KindAnswer answer) {
        return CallAnswer { { std::move(answer.json) }, std::move(answer.bytes), std::move(answer.mediaType),
                            std::move(answer.usage), answer.cost.amount.money };
    });
}

Result<CallAnswer> call(const CallRequest &request)
{
    const Result<Client> client = Client::make();
    return client ? client->call(request) : std::unexpected(client.error());
}

Result<ChatResponse> completion(const CompletionRequest &request)
{
    const Result<Client> client = Client::make();
    return client ? client->completion(request) : std::unexpected(client.error());
}

Result<ChatResponse> stream(const CompletionRequest &request, const StreamCallback &callback)
{
    const Result<Client> client = Client::make();
    return client ? client->stream(request, callback) : std::unexpected(client.error());
}

std::generator<Result<StreamEvent>> stream(CompletionRequest request)
{
    const Result<Client> client = Client::make();
    if (!client) {
        co_yield std::unexpected(client.error());
        co_return;
    }
    for (Result<StreamEvent> event : client->stream(std::move(request))) {
        co_yield std::move(event);
    }
}

} // namespace patchbay
