// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/service.h"

#include "providers/sandbox/answer_player.h"
#include "providers/sandbox/json_writing.h"
#include "providers/sandbox/other_kinds.h"

#include <array>

namespace patchbay::sandbox {

namespace {

constexpr std::array<std::string_view, 9> faultNames { "",     "status", "stall",  "cut",        "malformed",
                                                       "html", "empty",  "refuse", "error_event" };

std::string_view nameOf(Fault::Kind kind)
{
    return faultNames[static_cast<std::size_t>(kind)];
}

// The key that every family refuses, wherever clients put keys.
bool carriesBadKey(const transport::ServerRequest &request)
{
    constexpr std::string_view badKey = "bad-key";
    const std::string_view bearer = headerValue(request.headers, "authorization");
    return bearer == "Bearer bad-key" || headerValue(request.headers, "x-api-key") == badKey
        || headerValue(request.headers, "x-goog-api-key") == badKey || request.target.contains("key=bad-key");
}

// Google answers a wrong key 400, the others 401.
WireFailure badKeyFailure(const Dialect &dialect)
{
    WireFailure failure;
    failure.status = dialect.family == "gemini" ? 400 : 401;
    failure.variant = "invalid_key";
    return failure;
}

int statusOf(const Decision &decision, const Prepared &prepared)
{
    switch (decision.fault.kind) {
    case Fault::Kind::Status:
    case Fault::Kind::Html: return decision.fault.status;
    case Fault::Kind::ErrorEvent: return prepared.streamed ? 200 : decision.fault.status;
    case Fault::Kind::Refuse: return 0;
    default: return 200;
    }
}

std::string oneModel(const Dialect &dialect, std::string_view model)
{
    if (dialect.family == "gemini") {
        return "{\"name\": " + jsonString("models/" + std::string(model))
            + ",\"version\": \"001\",\"inputTokenLimit\": 1048576,\"outputTokenLimit\": 65536,"
              "\"supportedGenerationMethods\": [\"generateContent\"]}";
    }
    if (dialect.family == "anthropic") {
        return "{\"type\":\"model\",\"id\":" + jsonString(model) + ",\"display_name\":" + jsonString(model)
            + ",\"created_at\":\"2026-01-01T00:00:00Z\"}";
    }
    return "{\"id\":" + jsonString(model) + ",\"object\":\"model\",\"created\":1767225600,\"owned_by\":\"sandbox\"}";
}

HttpResponse jsonResponse(int status, std::string body)
{
    return { status, { { "content-type", "application/json" } }, std::move(body) };
}

} // namespace

void Service::handle(const transport::ServerRequest &request, std::shared_ptr<transport::Responder> responder)
{
    const Route route = routeOf(request.target, request.headers);
    const Dialect *dialect = dialectFor(route.family);
    if (!dialect) {
        control(request, route, *responder);
        return;
    }
    if (route.what == Route::What::Chat && request.method == "POST" && !carriesBadKey(request)) {
        chat(*dialect, request, route, std::move(responder));
        return;
    }
    HttpResponse response = plainAnswer(*dialect, request, route);
    m_log.setAnswer(log(request, route, route.model), response.status, "");
    responder->respond(std::move(response));
}

HttpResponse Service::plainAnswer(const Dialect &dialect, const transport::ServerRequest &request,
                                  const Route &route) const
{
    if (carriesBadKey(request)) {
        return errorResponse(dialect, badKeyFailure(dialect));
    }
    WireFailure failure;
    failure.status = 404;
    failure.model = route.model;
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (route.what == Route::What::Nothing && dialect.family == "openai" && request.method == "POST") {
        const std::string_view path = route.target.substr(0, route.target.find('?'));
        if (std::optional<HttpResponse> answer = answerOtherKind({ path, request.body })) {
            return std::move(*answer);
        }
    }
    switch (route.what) {
    case Route::What::Nothing:
        failure.message =
            "Invalid URL (" + request.method + " " + std::string(route.target.substr(0, route.target.find('?'))) + ")";
        return errorResponse(dialect, failure);
    case Route::What::Chat: failure.status = 405; return errorResponse(dialect, failure);
    case Route::What::Greeting:
        return { 200, { { "content-type", "text/plain; charset=utf-8" } }, "Ollama is running" };
    case Route::What::Version: return jsonResponse(200, "{\"version\":\"0.12.6\"}");
    case Route::What::OneModel:
        if (isUnknownModel(route.model)) {
            return errorResponse(dialect, failure);
        }
        return jsonResponse(200, oneModel(dialect, route.model));
    default: break;
    }
    if (!reads) {
        failure.status = 405;
        return errorResponse(dialect, failure);
    }
    return { 200, { { "content-type", std::string(dialect.jsonType) } }, dialect.modelList() };
}

void Service::chat(const Dialect &dialect, const transport::ServerRequest &request, const Route &route,
                   SharedResponder responder)
{
    const std::shared_ptr<PreparedRequest> asked =
        m_prepared.find(dialect, route.target, request.headers, request.body);
    const ParseOutcome &parsed = asked->parsed();
    const std::string model = parsed ? parsed->chat.model : std::string(route.model);
    const std::uint64_t number = log(request, route, model);
    WireFailure failure;
    failure.status = 404;
    failure.model = model;
    if (!parsed || isUnknownModel(model)) {
        HttpResponse response = errorResponse(dialect, parsed ? failure : parsed.error());
        m_log.setAnswer(number, response.status, "");
        responder->respond(std::move(response));
        return;
    }
    Decision decision = m_rules.decide(dialect.family, model);
    std::shared_ptr<const Prepared> prepared = asked->answer(dialect, decision);
    m_log.setAnswer(number, statusOf(decision, *prepared), nameOf(decision.fault.kind));
    // Weak: an answer that outlives the sandbox has no log to write to.
    auto gone = [service = weak_from_this(), number] {
        if (const std::shared_ptr<Service> self = service.lock()) {
            self->m_log.setClientGone(number);
        }
    };
    std::make_shared<AnswerPlayer>(AnswerPlayer::Task { dialect, std::move(prepared), std::move(decision), model,
                                                        std::move(responder), std::move(gone) })
        ->play();
}

std::uint64_t Service::log(const transport::ServerRequest &request, const Route &route, std::string_view model)
{
    LogEntry entry;
    entry.time = m_clock.now();
    entry.method = request.method;
    entry.target = redactedTarget(request.target);
    entry.family = route.family;
    entry.model = model;
    entry.headers = redacted(request.headers);
    entry.body = request.body;
    return m_log.add(std::move(entry));
}

void Service::control(const transport::ServerRequest &request, const Route &route, transport::Responder &responder)
{
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (route.what == Route::What::Scenario) {
        controlScenario(request, responder);
    } else if (route.what == Route::What::Log && reads) {
        responder.respond(jsonResponse(200, m_log.toJson()));
    } else if (route.what == Route::What::Log && request.method == "DELETE") {
        m_log.clear();
        responder.respond({ 204, {}, {} });
    } else if (route.what == Route::What::Index && reads) {
        responder.respond({ 200, { { "content-type", "text/html; charset=utf-8" } }, indexPage() });
    } else {
        const int status = route.what == Route::What::Nothing ? 404 : 405;
        responder.respond(jsonResponse(status, "{\"error\":\"There is no such page; see /_sandbox.\"}"));
    }
}

void Service::controlScenario(const transport::ServerRequest &request, transport::Responder &responder)
{
    if (request.method == "GET" || request.method == "HEAD") {
        responder.respond(jsonResponse(200, writeScenario(*m_rules.scenario())));
        return;
    }
    if (request.method != "POST" && request.method != "PUT") {
        responder.respond(jsonResponse(405, "{\"error\":\"GET and POST only.\"}"));
        return;
    }
    Result<Scenario> scenario = parseScenario(request.body);
    if (!scenario) {
        responder.respond(jsonResponse(400, "{\"error\":" + jsonString(scenario.error().message) + "}"));
        return;
    }
    m_rules.replace(std::move(*scenario));
    responder.respond(jsonResponse(200, writeScenario(*m_rules.scenario())));
}

} // namespace patchbay::sandbox
