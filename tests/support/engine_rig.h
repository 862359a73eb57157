// SPDX-License-Identifier: GPL-3.0-or-later
//
// EngineRig: an engine whose providers are one scripted server on loopback.
#pragma once

#include "providers/engine/engine.h"
#include "providers/transport/http_server.h"
#include "tests/support/recording_ledger.h"

#include <atomic>
#include <future>
#include <map>
#include <mutex>

namespace patchbay::test {

class MappedKeys final : public KeySource {
public:
    std::optional<SecretBytes> find(std::string_view name, const Origin &) const override
    {
        const auto found = values.find(std::string(name));
        return found == values.end() ? std::nullopt : std::optional(SecretBytes::copyOf(found->second));
    }
    std::map<std::string, std::string> values { { "OPENAI_API_KEY", "sk-test" } };
};

struct Seen {
    std::string target;
    std::string authorization;
    std::string body;
    std::vector<HttpHeader> headers;
};

inline HttpResponse json(std::string body, int status = 200)
{
    return { status, { { "content-type", "application/json" } }, std::move(body) };
}

// The system's clock, set forward.
class ShiftedClock final : public Clock {
public:
    WallTime now() const override { return m_system.now() + std::chrono::seconds(forward.load()); }
    SteadyTime steadyNow() const override { return m_system.steadyNow(); }
    std::atomic<std::int64_t> forward = 0; // seconds

private:
    SystemClock m_system;
};

class EngineRig {
public:
    EngineRig()
        : server(*transport::HttpServer::listen(
              runtime, "127.0.0.1", 0,
              [this](const transport::ServerRequest &request, std::shared_ptr<transport::Responder> responder) {
                  HttpResponse response;
                  {
                      const std::lock_guard lock(mutex);
                      if (hold) {
                          held = std::move(responder);
                          arrived.set_value();
                          return;
                      }
                      seen.push_back({ request.target, std::string(headerValue(request.headers, "authorization")), request.body,
                                       request.headers });
                      response = script(seen.back(), static_cast<int>(seen.size()));
                  }
                  responder->respond(std::move(response));
              }))
        , base("http://127.0.0.1:" + std::to_string(server->port()))
    {
        EngineParts parts { catalog, runtime, keys, ledger, clock, {}, {}, {} };
        parts.apiBases["openai"] = base + "/v1";
        engine = std::make_unique<Engine>(std::move(parts));
    }

    Result<KindAnswer> call(CallKind kind, const std::string &model, const std::string &body, std::vector<std::string> *events = nullptr,
                            const std::string &apiBase = {})
    {
        KindCall call;
        call.request = *wire::parseKindRequest(kind, body);
        call.request.model = model;
        call.apiBase = apiBase;
        call.retry.firstWait = std::chrono::milliseconds(1);
        std::promise<Result<KindAnswer>> done;
        KindSink sink;
        sink.onEvent = [&](const std::string &event) {
            if (events != nullptr) {
                events->push_back(event);
            }
        };
        sink.onDone = [&](Result<KindAnswer> answer) { done.set_value(std::move(answer)); };
        engine->startKind(std::move(call), std::move(sink));
        return done.get_future().get();
    }

    // CallSucceeded or CallFailed of a chat.
    EngineEvent chat(const std::string &model, const std::string &apiBase = {})
    {
        CompletionCall call;
        call.request.model = model;
        call.request.messages = { textMessage(MessageRole::User, "x") };
        call.apiBase = apiBase;
        auto last = std::make_shared<std::promise<EngineEvent>>();
        engine->start(std::move(call), [last](const EngineEvent &event) {
            if (std::holds_alternative<CallSucceeded>(event) || std::holds_alternative<CallFailed>(event)) {
                last->set_value(event);
            }
        });
        return last->get_future().get();
    }

    Catalog catalog = *Catalog::builtIn();
    transport::IoRuntime runtime;
    MappedKeys keys;
    RecordingLedger ledger;
    ShiftedClock clock;
    std::mutex mutex;
    std::vector<Seen> seen;
    bool hold = false; // nothing is answered
    std::shared_ptr<transport::Responder> held;
    std::promise<void> arrived;
    std::function<HttpResponse(const Seen &, int number)> script;
    std::unique_ptr<transport::HttpServer> server;
    std::string base;
    std::unique_ptr<Engine> engine;
};

} // namespace patchbay::test
