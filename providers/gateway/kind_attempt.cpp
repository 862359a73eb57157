// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/kind_attempt.h"

#include "providers/gateway/answer_headers.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/kind_form.h"
#include "providers/gateway/request_merge.h"
#include "providers/gateway/responses_form.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/picture_stream.h"

namespace patchbay::gateway {

namespace {

constexpr int ok = 200;
using wire::JsonView;

} // namespace

KindAttempt::KindAttempt(const CallServices &services, AttemptOrder order,
                         std::shared_ptr<const wire::KindRequest> request, Rewriting rewriting)
    : m_services(services)
    , m_order(std::move(order))
    , m_request(std::move(request))
    , m_rewriting(std::move(rewriting))
{
}

void KindAttempt::start(std::shared_ptr<AttemptListener> listener)
{
    m_listener = std::move(listener);
    m_start = m_services.clock.steadyNow();
    if (m_order.access.mockResponse) {
        m_services.runtime.post([self = shared_from_this()] {
            if (!self->playMock()) {
                self->onDone(failure(ErrorClass::BadRequest, "This mock_response is not for this kind of call."));
            }
        });
        return;
    }
    KindCall call;
    call.request = *m_request;
    call.request.model = m_order.model;
    call.request.dropParams = call.request.dropParams || m_order.access.dropParams;
    applyDefaults(call.request, m_order.access.defaults);
    lend(m_order.access, call);
    call.model = m_order.snapshot->pricesOf(&m_order.access, m_order.model);
    call.retry.maximumAttempts = 1; // repetition is the router's
    call.deadlines = m_order.deadlines;
    call.parent = m_order.parent;
    call.tags = m_order.tags;
    call.labels = m_order.labels;
    call.beginsOn = beginningOf(m_order.large, m_services);
    // The sink below keeps the attempt for as long as anything is told.
    call.onHeaders = [this](const std::vector<HttpHeader> &headers) { m_upstream = upstreamHeaders(headers); };
    KindSink sink;
    sink.onEvent = [self = shared_from_this()](const std::string &event) { self->onEvent(event); };
    sink.onSettled = [self = shared_from_this()](const Amount &amount) { self->m_settled = amount; };
    sink.onDone = [self = shared_from_this()](Result<KindAnswer> answer) { self->onDone(std::move(answer)); };
    const std::shared_ptr<Completion> completion = m_services.engine.startKind(std::move(call), std::move(sink));
    {
        const std::scoped_lock lock(m_mutex);
        m_completion = completion;
    }
    if (m_cancelled) {
        completion->cancel();
    }
}

// An error's class, or for embeddings a vector.
bool KindAttempt::playMock()
{
    const std::string &text = *m_order.access.mockResponse;
    constexpr std::string_view prefix = "litellm.";
    if (text.starts_with(prefix)) {
        if (const auto kind = classFromName(std::string_view(text).substr(prefix.size()))) {
            onDone(failure(*kind, "This is a mock " + text.substr(prefix.size()) + "."));
            return true;
        }
    }
    const auto vector = wire::parseJson(text);
    if (m_request->kind != CallKind::Embeddings || !vector || !vector->isArray()) {
        return false;
    }
    KindAnswer answer;
    answer.json = R"({"object":"list","model":"","data":[{"object":"embedding","index":0,"embedding":)" + text
        + R"(}],"usage":{"prompt_tokens":0,"total_tokens":0}})";
    answer.cost.amount = { Money {}, Basis::Computed, "mock" };
    onDone(std::move(answer));
    return true;
}

void KindAttempt::cancel()
{
    m_cancelled = true;
    std::shared_ptr<Completion> completion;
    {
        const std::scoped_lock lock(m_mutex);
        completion = m_completion;
    }
    if (completion) {
        completion->cancel();
    }
}

std::string KindAttempt::named(const std::string &json) const
{
    if (m_rewriting.items) {
        return resealed(m_rewriting.items(json), m_rewriting.seal, m_order.asked);
    }
    return m_rewriting.seal ? resealed(json, m_rewriting.seal, m_order.asked) : withModel(json, m_order.asked);
}

std::string KindAttempt::framed(const std::string &event) const
{
    // Events of pictures name no model, and are long: they are passed on as they came.
    const std::string text = drawsPictures() ? event : named(event);
    const std::string type =
        m_rewriting.seal || drawsPictures() ? JsonView(std::string_view(text))["type"].string() : std::string();
    return (type.empty() ? "data: " : "event: " + type + "\ndata: ") + text + "\n\n";
}

void KindAttempt::onEvent(const std::string &event)
{
    if (m_cancelled) {
        return;
    }
    m_streamed = true;
    if (m_client) {
        m_client->write(framed(event));
        return;
    }
    if (!m_firstEvent) {
        m_firstEvent = m_services.clock.steadyNow() - m_start;
    }
    m_waiting += framed(event);
    m_listener->contentArrived(*this);
}

void KindAttempt::onDone(Result<KindAnswer> answer)
{
    AttemptReport report;
    report.timing.firstToken = m_firstEvent;
    report.timing.total = m_services.clock.steadyNow() - m_start;
    if (answer) {
        m_answer = std::move(*answer);
        if (m_rewriting.keep) {
            m_answer.json = named(m_answer.json);
            m_rewriting.keep(JsonView(std::string_view(m_answer.json))["id"].string(), m_answer.json);
        }
        report.cost = m_answer.cost;
        report.usage = m_answer.usage;
    } else {
        report.error = answer.error();
        report.cost.amount = m_settled;
    }
    {
        const std::scoped_lock lock(m_mutex);
        m_completion.reset();
    }
    std::exchange(m_listener, nullptr)->ended(*this, std::move(report));
}

void KindAttempt::startAnswer(ClientExchange &client)
{
    m_client = &client;
    client.start(ok, { { "content-type", "text/event-stream; charset=utf-8" }, { "cache-control", "no-cache" } });
    client.write(std::exchange(m_waiting, {}));
}

// A provider that does not stream what it heard or draws answers whole; who asked for events gets them all the same.
void KindAttempt::tellAsEvents()
{
    const JsonView whole { std::string_view(m_answer.json) };
    if (drawsPictures()) {
        for (const std::string &picture : wire::picturesAsEvents(whole, m_request->kind == CallKind::ImageEdits)) {
            m_waiting += framed(picture);
        }
        return;
    }
    const auto event = [&](std::string_view type, std::string_view field) {
        wire::JsonWriter writer;
        writer.beginObject();
        writer.member("type", type);
        writer.member(field, whole["text"].string());
        if (field == "text" && whole["usage"].isObject()) {
            writer.key("usage");
            writer.raw(whole["usage"].raw());
        }
        writer.endObject();
        m_waiting += "data: " + writer.take() + "\n\n";
    };
    event("transcript.text.delta", "delta");
    event("transcript.text.done", "text");
}

void KindAttempt::finishAnswer(ClientExchange &client)
{
    const bool wantsEvents = m_request->stream && (m_request->kind == CallKind::Transcription || drawsPictures());
    const auto has = [&](const char *name) { return static_cast<bool>(JsonView(std::string_view(m_answer.json))[name]); };
    if (wantsEvents && !m_client && m_answer.bytes.empty() && has(drawsPictures() ? "data" : "text")) {
        tellAsEvents();
        startAnswer(client);
    }
    if (m_client) {
        if (!m_rewriting.seal && !drawsPictures()) {
            client.write("data: [DONE]\n\n");
        }
        client.finish();
        return;
    }
    client.respond(wholeAnswer());
}

HttpResponse KindAttempt::wholeAnswer()
{
    if (!m_answer.bytes.empty()) {
        const std::string type = m_answer.mediaType.empty() ? "application/octet-stream" : m_answer.mediaType;
        return { ok, { { "content-type", type } }, std::move(m_answer.bytes) };
    }
    return { ok, { { "content-type", "application/json" } },
             m_rewriting.keep ? std::move(m_answer.json) : withModel(std::move(m_answer.json), m_order.asked) };
}

// The Responses API has an event of its own for it.
std::string kindStreamError(bool responses, const Error &error)
{
    return responses ? "event: error\ndata: {\"type\":\"error\",\"message\":" + wire::jsonLiteral(clientMessage(error))
            + ",\"code\":null,\"param\":null}\n\n"
                     : "data: " + openAiError(error) + "\n\n";
}

void KindAttempt::failAnswer(ClientExchange &client, const Error &error)
{
    client.write(kindStreamError(static_cast<bool>(m_rewriting.seal), error));
    client.finish();
}

void FailedAttempt::start(std::shared_ptr<AttemptListener> listener)
{
    m_services.runtime.post([self = shared_from_this(), listener = std::move(listener)] {
        AttemptReport report;
        report.error = self->m_error;
        report.cost.amount = { Money {}, Basis::Computed, "not sent" };
        listener->ended(*self, std::move(report));
    });
}

} // namespace patchbay::gateway
