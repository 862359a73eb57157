// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/chat_behind_kind.h"

#include "providers/wire/completion_chunk_writer.h"
#include "providers/wire/kind_encoders.h"
#include "providers/wire/response_event_writer.h"

#include <utility>

namespace patchbay {
namespace {

// What the kind's sink hears of a completion. Runs where the completion's events come.
class KindOfChat {
public:
    KindOfChat(wire::KindRequest request, KindSink sink)
        : m_request(std::move(request))
        , m_sink(std::move(sink))
    {
    }

    void take(const EngineEvent &event)
    {
        if (const auto *streamed = std::get_if<StreamEvent>(&event); streamed && m_request.stream) {
            deliver(*streamed);
        } else if (const auto *wire = std::get_if<WireRecord>(&event)) {
            m_answer.wireRequest = wire->request;
            m_answer.wireResponse = wire->response;
        } else if (const auto *done = std::get_if<CallSucceeded>(&event)) {
            succeed(*done);
        } else if (const auto *failed = std::get_if<CallFailed>(&event)) {
            if (m_sink.onSettled && failed->attempts > 0) {
                m_sink.onSettled(failed->cost.amount);
            }
            std::exchange(m_sink, {}).onDone(std::unexpected(failed->error));
        }
    }

private:
    bool isResponse() const { return m_request.kind == CallKind::Responses; }

    void deliver(const StreamEvent &event)
    {
        if (const auto *started = std::get_if<StreamStarted>(&event)) {
            m_head = { started->id, started->model, {}, started->created };
        }
        if (isResponse()) {
            wire::ResponseEventWriter::Events events;
            responses().write(event, events);
            send(events);
        } else {
            send(m_chunks.write(event));
        }
    }

    void succeed(const CallSucceeded &done)
    {
        if (isResponse() && m_request.stream) {
            wire::ResponseEventWriter::Events events;
            m_answer.json = responses().finish(events);
            send(events);
        } else if (isResponse()) {
            m_answer.json = wire::writeResponseOf(done.response, { done.response.id, {}, {}, 0 }, m_request.body);
        } else {
            send(m_request.stream ? m_chunks.usage() : std::string());
            m_answer.json = wire::writeCompletionObject(done.response);
        }
        m_answer.usage = done.response.usage.value_or(Usage {});
        m_answer.cost = done.cost;
        m_answer.attempts = done.attempts;
        std::exchange(m_sink, {}).onDone(std::move(m_answer));
    }

    wire::ResponseEventWriter &responses()
    {
        return m_responses ? *m_responses : m_responses.emplace(m_head, m_request.body);
    }

    void send(const wire::ResponseEventWriter::Events &events)
    {
        for (const wire::ResponseEvent &event : events) {
            send(event.json);
        }
    }

    void send(const std::string &json)
    {
        if (!json.empty() && m_sink.onEvent) {
            m_sink.onEvent(json);
        }
    }

    const wire::KindRequest m_request;
    KindSink m_sink;
    KindAnswer m_answer;
    wire::ResponseHead m_head;
    std::optional<wire::ResponseEventWriter> m_responses;
    wire::CompletionChunkWriter m_chunks { std::string() };
};

Result<ChatRequest> chatOf(const wire::KindRequest &request, ApiFamily family)
{
    return request.kind == CallKind::Responses ? wire::chatOfResponses(request, family) : wire::chatOfCompletion(request);
}

} // namespace

std::optional<ChatBehindKind> chatBehindKind(KindCall &call, KindSink &sink, const Catalog &catalog)
{
    const Result<ResolvedModel> model = catalog.resolve(call.request.model);
    if (!model) {
        return std::nullopt;
    }
    const wire::Target target { *model->provider, model->name, model->model, {}, 0 };
    if (!wire::goesThroughChat(call.request.kind, target)) {
        return std::nullopt;
    }
    Result<ChatRequest> chat = chatOf(call.request, model->family());
    if (!chat) {
        return std::nullopt;
    }
    chat->model = call.request.model;
    chat->stream = call.request.stream;
    chat->dropParams = call.request.dropParams;
    ChatBehindKind behind;
    static_cast<CallEnvelope &>(behind.call) = std::move(static_cast<CallEnvelope &>(call));
    behind.call.request = std::move(*chat);
    behind.call.retry = call.retry;
    behind.call.labels.endpoint = callKindName(call.request.kind);
    behind.call.model = std::move(call.model);
    behind.call.keepWire = true;
    auto kind = std::make_shared<KindOfChat>(std::move(call.request), std::move(sink));
    behind.sink = [kind](const EngineEvent &event) { kind->take(event); };
    return behind;
}

} // namespace patchbay
