// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/engine.h"

#include "providers/engine/chat_behind_kind.h"
#include "providers/core/ids.h"
#include "providers/engine/completion_task.h"
#include "providers/engine/kind_task.h"
#include "providers/engine/raw_task.h"
#include "providers/engine/sent_secret.h"

#include <condition_variable>
#include <set>

namespace patchbay {

class Engine::State {
public:
    explicit State(EngineParts engineParts)
        : parts(std::move(engineParts))
        , client(std::make_unique<transport::HttpClient>(parts.runtime, parts.client))
        , tokens(std::make_shared<TokenBroker>(*client, parts.clock))
        , media(std::make_unique<transport::MediaFetcher>(parts.runtime, parts.media))
        , random(systemSeed())
        , apiBases(std::make_shared<const ApiBases>(parts.apiBases))
    {
    }

    void add(const std::shared_ptr<Completion> &task)
    {
        const std::lock_guard lock(mutex);
        tasks.insert(task);
    }

    void remove(const std::shared_ptr<Completion> &task)
    {
        const std::lock_guard lock(mutex);
        tasks.erase(task);
        idle.notify_all();
    }

    void cancelAndWait()
    {
        std::set<std::shared_ptr<Completion>> running;
        {
            const std::lock_guard lock(mutex);
            running = tasks;
        }
        for (const std::shared_ptr<Completion> &task : running) {
            task->cancel();
        }
        running.clear();
        std::unique_lock lock(mutex);
        idle.wait(lock, [this] { return tasks.empty(); });
    }

    // Makes a task and lets it begin on an I/O thread, or where the call says; it is kept until it has finished.
    template <typename Task, typename Call, typename Sink>
    std::shared_ptr<Completion> run(const std::shared_ptr<State> &self, Call call, Sink sink)
    {
        std::string requestId;
        {
            const std::lock_guard lock(randomMutex);
            requestId = makeId("req_", parts.clock.now(), random);
        }
        const WorkPoster beginsOn = std::move(call.beginsOn);
        auto slot = std::make_shared<std::weak_ptr<Completion>>();
        auto task = std::make_shared<Task>(TaskEnvironment { parts, *client, *tokens, *media, random, randomMutex, bases() },
                                           std::move(requestId), std::move(call), std::move(sink),
                                           [self, slot] { self->remove(slot->lock()); });
        *slot = task;
        add(task);
        if (beginsOn) {
            beginsOn([task] { task->begin(); });
        } else {
            parts.runtime.post([task] { task->begin(); });
        }
        return task;
    }

    std::shared_ptr<const ApiBases> bases()
    {
        const std::lock_guard lock(mutex);
        return apiBases;
    }

    EngineParts parts;
    std::unique_ptr<transport::HttpClient> client;
    std::shared_ptr<TokenBroker> tokens; // shared: its requests keep it until they have ended
    std::unique_ptr<transport::MediaFetcher> media;
    SeededRandom random;
    std::mutex randomMutex;
    std::mutex mutex; // guards what follows
    std::condition_variable idle;
    std::set<std::shared_ptr<Completion>> tasks;
    std::shared_ptr<const ApiBases> apiBases;
};

Engine::Engine(EngineParts parts)
    : m_state(std::make_shared<State>(std::move(parts)))
{
}

Engine::~Engine()
{
    m_state->cancelAndWait();
    m_state->client.reset();
    m_state->media.reset();
}

std::shared_ptr<Completion> Engine::start(CompletionCall call, EventSink sink)
{
    return m_state->run<CompletionTask>(m_state, std::move(call), std::move(sink));
}

std::shared_ptr<Completion> Engine::startKind(KindCall call, KindSink sink)
{
    if (std::optional<ChatBehindKind> chat = chatBehindKind(call, sink, m_state->parts.catalog)) {
        return m_state->run<CompletionTask>(m_state, std::move(chat->call), std::move(chat->sink));
    }
    return m_state->run<KindTask>(m_state, std::move(call), std::move(sink));
}

std::shared_ptr<Completion> Engine::startRaw(RawCall call, RawSink sink)
{
    return m_state->run<RawTask>(m_state, std::move(call), std::move(sink));
}

void Engine::listModels(std::string_view providerId, const std::string &apiBase, SecretBytes key,
                        std::function<void(Result<std::vector<std::string>>)> done)
{
    State &state = *m_state;
    const ProviderEntry *provider = state.parts.catalog.provider(providerId);
    if (!provider) {
        state.parts.runtime.post([done = std::move(done), id = std::string(providerId)] {
            done(failure(ErrorClass::UnknownProvider, "There is no provider \"" + id + "\"."));
        });
        return;
    }
    Result<std::string> base = resolveApiBase(*provider, apiBase, *state.bases());
    if (!base) {
        state.parts.runtime.post([done = std::move(done), error = base.error()] { done(std::unexpected(error)); });
        return;
    }
    const wire::ChatCodec &codec = wire::codecFor(provider->family);
    const wire::Target target { *provider, {}, nullptr, *base, 0 };
    HttpRequest request = codec.encodeModelList(target);
    if (key.empty()) {
        request.auth = {};
    }
    auto response = std::make_shared<HttpResponse>();
    transport::ExchangeHandler handler;
    handler.onHead = [response](int status, const std::vector<HttpHeader> &headers) {
        response->status = status;
        response->headers = headers;
    };
    handler.onData = [response](std::string_view bytes) { response->body += bytes; };
    auto sent = std::make_shared<const SecretBytes>(key.clone());
    handler.onEnd = [response, target, &codec, sent, done = std::move(done)](Result<void> result,
                                                                             const transport::ExchangeTiming &) {
        constexpr int firstErrorStatus = 400;
        if (response->status >= firstErrorStatus) {
            done(std::unexpected(SentSecret(*sent).cleaned(codec.decodeError(*response, target))));
        } else if (!result) {
            done(std::unexpected(result.error()));
        } else {
            done(codec.decodeModelList(*response, target));
        }
    };
    constexpr std::chrono::milliseconds patience { 15'000 };
    state.client->send(std::move(request), std::move(key), std::move(handler),
                       { .connect = patience / 3, .firstByte = patience, .idle = patience, .total = patience });
}

void Engine::setApiBase(const std::string &providerId, const std::string &apiBase)
{
    // Calls under way keep the map that they started with.
    const std::lock_guard lock(m_state->mutex);
    ApiBases changed = *m_state->apiBases;
    changed[providerId] = apiBase;
    m_state->apiBases = std::make_shared<const ApiBases>(std::move(changed));
}

} // namespace patchbay
