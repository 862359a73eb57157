// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/call_pipeline.h"

#include "providers/core/ids.h"
#include "providers/core/random.h"
#include "providers/gateway/body_record.h"
#include "providers/gateway/caller_labels.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/kind_attempt.h"
#include "providers/gateway/routed_exchange.h"

#include <algorithm>

namespace patchbay::gateway {

namespace {

// "/v1/chat/completions" and "/chat/completions" are answered alike.
std::string_view withoutVersion(std::string_view path)
{
    return path.starts_with("/v1/") ? path.substr(3) : path;
}

// After content has gone out.
std::string streamError(CallKind kind, const ClientDialect &dialect, const Error &error)
{
    if (kind != CallKind::Chat) {
        return kindStreamError(kind == CallKind::Responses, error);
    }
    std::string text = dialect.stream({})->fail(error);
    // Gemini's array has begun already, and what has left ended with a comma.
    return text.starts_with('[') ? text.substr(1) : text;
}

} // namespace

CallPipeline::CallPipeline(const PipelineServices &services, PipelineCall call)
    : m_services(services)
    , m_call(std::move(call))
{
}

Result<std::shared_ptr<CallPipeline>> CallPipeline::make(const PipelineServices &services, PipelineCall call,
                                                         const Caller &caller,
                                                         std::shared_ptr<ClientExchange> &exchange)
{
    const auto body = wire::parseJson(call.body);
    if (!body || !body->isObject()) {
        return nullptr; // a form: no two clients write it alike, and its words are files
    }
    const CacheSettings &settings = call.snapshot->cache;
    const CacheControls controls = readCacheControls(*body, settings);
    const bool keeps = settings.covers(call.start.kind) && (controls.read || controls.write);
    std::shared_ptr<CallPipeline> pipeline(new CallPipeline(services, std::move(call)));
    const PipelineCall &own = pipeline->m_call;
    Result<guardrails::Guardrails> guards = chosenGuards(own.snapshot->guardrails, services.keys, caller,
                                                             wire::JsonView(std::string_view(own.body)), own.guards);
    if (!guards) {
        return std::unexpected(guards.error());
    }
    const bool stores = pipeline->mayStore(wire::JsonView(std::string_view(own.body)));
    if (!keeps && !stores && guards->empty()) {
        return nullptr;
    }
    pipeline->m_controls = controls;
    pipeline->m_caller = caller;
    if (stores) {
        // Next to the client: what is stored is what it got.
        pipeline->m_bodies = std::make_shared<BodyRecorder>(std::move(exchange));
        exchange = pipeline->m_bodies;
    }
    if (keeps) {
        pipeline->m_recording = std::make_shared<RecordingExchange>(std::move(exchange));
        exchange = pipeline->m_recording;
    }
    if (!guards->empty()) {
        pipeline->m_guards = std::make_shared<GuardRunner>(std::move(*guards), services.guardClient, own.id,
                                                           own.policies);
        pipeline->m_guarded = std::make_shared<GuardedExchange>(
            std::move(exchange), pipeline->m_guards,
            GuardedExchange::Dialect { [dialect = own.start.dialect](const Error &error) { return dialect->error(error); },
                                       [dialect = own.start.dialect, kind = own.start.kind](const Error &error) {
                                           return streamError(kind, *dialect, error);
                                       } });
        exchange = pipeline->m_guarded;
    }
    return pipeline;
}

Result<guardrails::Guardrails> chosenGuards(const guardrails::Guardrails &all, const KeyBook &keys, const Caller &caller,
                                            const wire::JsonView &body, const std::vector<std::string> &ofModel)
{
    std::vector<std::string> asked = keys.guardrailsOf(caller);
    asked.insert(asked.end(), ofModel.begin(), ofModel.end());
    for (const wire::JsonView place : { body["guardrails"], body["metadata"]["guardrails"] }) {
        for (const wire::JsonView item : place.items()) {
            for (const wire::JsonMember &member : item.members()) {
                asked.push_back(member.key()); // {"name": {…}}
            }
            if (item.isString()) {
                asked.push_back(item.string());
            }
        }
    }
    for (const std::string &name : asked) {
        if (std::ranges::none_of(all, [&](const auto &guardrail) { return guardrail->name == name; })) {
            Error error = gatewayError(400, "There is no guardrail \"" + name + "\".", "invalid_request_error");
            error.param = "guardrails";
            return std::unexpected(std::move(error));
        }
    }
    guardrails::Guardrails chosen;
    for (const auto &guardrail : all) {
        const bool looks = guardrail->has(guardrails::Mode::PreCall) || guardrail->has(guardrails::Mode::DuringCall)
            || guardrail->has(guardrails::Mode::PostCall);
        if (looks && (guardrail->defaultOn || std::ranges::contains(asked, guardrail->name))) {
            chosen.push_back(guardrail);
        }
    }
    return chosen;
}

// Who may see an answer: the caller's team, else its user, else the key alone. The digest is under the gateway's
// pepper, so it tells nobody what was asked.
std::string CallPipeline::keyFor(const Caller &caller, const std::string &text) const
{
    const std::string owner = !caller.team.empty() ? "team " + caller.team
        : !caller.user.empty()                     ? "user " + caller.user
        : caller.key                               ? "key " + caller.keyId
                                                   : std::string("owner");
    const wire::JsonView body { std::string_view(text) };
    std::string parts;
    for (const std::string &part :
         { owner, m_controls.space, std::string(withoutVersion(m_call.path)), body["model"].string() }) {
        parts += std::to_string(part.size()) + ':' + part;
    }
    return m_services.keys.digestOf(parts + cacheText(body));
}

// "no-log" of a request, as LiteLLM's, and x-litellm-enable-message-redaction keep its words out.
bool CallPipeline::mayStore(const wire::JsonView &body) const
{
    return m_services.bodies && !m_call.bodyForbidden && !body["no-log"].boolean().value_or(false)
        && m_call.snapshot->bodies.mayCover(m_call.bodyOfKey);
}

void CallPipeline::pass(const Caller &caller, const std::string &model, Done done)
{
    m_caller = caller;
    m_group = model;
    if (!m_guards || !m_guards->looksAt(guardrails::Side::Request)) {
        lookUp(caller, model, nullptr, std::move(done));
        return;
    }
    m_guards->run(
        guardrails::Side::Request, m_call.body,
        [self = shared_from_this(), caller, model, done = std::move(done)](GuardRunner::Verdict verdict) mutable {
            self->guarded(caller, model, std::move(verdict), std::move(done));
        });
}

void CallPipeline::guarded(const Caller &caller, const std::string &model, GuardRunner::Verdict verdict, Done done)
{
    GateVerdict refusal;
    refusal.error = std::move(verdict.error);
    m_refused = refusal.error.has_value();
    std::unique_ptr<CallForm> form;
    if (verdict.body) {
        m_call.body = std::move(*verdict.body);
        Result<std::unique_ptr<CallForm>> made = m_call.start.make(m_call.body);
        if (made) {
            form = std::move(*made);
        } else {
            refusal.error = made.error();
        }
    }
    if (refusal.error) {
        done(std::move(refusal));
        return;
    }
    lookUp(caller, model, std::move(form), std::move(done));
}

void CallPipeline::lookUp(const Caller &caller, const std::string &model, std::unique_ptr<CallForm> form, Done done)
{
    GateVerdict onwards;
    onwards.form = std::move(form);
    if (m_recording) {
        m_key = keyFor(caller, m_call.body);
    }
    if (!m_recording || !m_controls.read) {
        done(std::move(onwards));
        return;
    }
    m_services.cache.find(m_key, m_call.snapshot->cache.onDisk,
                          [self = shared_from_this(), caller, model, verdict = std::move(onwards),
                           done = std::move(done)](std::shared_ptr<const KeptAnswer> answer) mutable {
                              const WallTime now = self->m_services.clock.now();
                              const std::optional<std::chrono::seconds> oldest = self->m_controls.maximumAge;
                              if (answer && (!oldest || now - answer->made <= *oldest)) {
                                  if (const Result<void> recorded = self->recordHit(caller, model, *answer);
                                      !recorded) {
                                      verdict.error = recorded.error();
                                  } else {
                                      self->m_hit = true;
                                      // As LiteLLM: who has got a kept answer learns under which key.
                                      self->m_recording->setHeader({ "x-litellm-cache-key", self->m_key });
                                      verdict.answer = std::move(answer);
                                  }
                              }
                              done(std::move(verdict));
                          });
}

// One row, like any other answer's, that cost nothing.
Result<void> CallPipeline::recordHit(const Caller &caller, const std::string &model, const KeptAnswer &answer) const
{
    if (!m_services.ledger) {
        return {};
    }
    SeededRandom random(systemSeed());
    AttemptDraft draft = draftOf(caller);
    draft.start = m_services.clock.now();
    draft.attemptId = makeId("att_", draft.start, random);
    draft.requestId = makeId("req_", draft.start, random);
    draft.parent = m_call.id;
    draft.endpoint = callKindName(m_call.start.kind);
    draft.provider = answer.provider;
    draft.model = answer.model;
    draft.group = model;
    draft.deployment = answer.deployment;
    draft.stream = answer.stream;
    if (const Result<void> reserved = m_services.ledger->reserve(draft); !reserved) {
        return reserved;
    }
    m_services.ledger->sent(draft.attemptId);
    AttemptOutcome outcome;
    outcome.end = m_services.clock.now();
    outcome.usage.promptTokens = answer.promptTokens;
    outcome.usage.completionTokens = answer.completionTokens;
    outcome.amount = { Money {}, Basis::Computed, "cache" };
    outcome.httpStatus = 200;
    outcome.cacheHit = true;
    outcome.cacheKey = m_key;
    m_services.ledger->settle(draft.attemptId, outcome);
    return {};
}

void CallPipeline::store(const CallEnd &end)
{
    const BodySettings &settings = m_call.snapshot->bodies;
    if (!m_bodies || !settings.covers(m_call.bodyOfKey, m_group.empty() ? end.group : m_group)) {
        return;
    }
    BodyRecorder::Copy copy = m_bodies->take();
    RawBody raw;
    raw.row = { m_call.id,       m_caller.keyId,   m_caller.team,
                m_caller.user,   m_caller.customer, end.group,
                std::string(callKindName(m_call.start.kind)), end.status, m_services.clock.now(), {}, {} };
    raw.kind = m_call.start.kind;
    raw.dialect = m_call.start.dialect;
    raw.request = m_refused ? std::string() : std::move(m_call.body);
    raw.response = std::move(copy.body);
    raw.stream = copy.stream;
    raw.lost = copy.lost;
    const std::size_t bytes = raw.request.size() + raw.response.size();
    m_services.bodies->keep(
        [raw = std::move(raw), snapshot = m_call.snapshot, &catalog = m_services.catalog]() mutable {
            return storedBody(std::move(raw), snapshot->bodies, catalog);
        },
        bytes);
}

void CallPipeline::ended(const CallEnd &end)
{
    store(end);
    constexpr int ok = 200;
    std::optional<KeptAnswer> answer = m_recording ? m_recording->take() : std::nullopt;
    const bool broken = m_guarded && m_guarded->refused();
    // What another group answered is not kept as this one's: it would outlive the failure.
    if (m_hit || broken || end.status != ok || end.fallbacks > 0 || !answer || !m_controls.write) {
        return;
    }
    answer->provider = end.provider;
    answer->model = end.model;
    answer->deployment = end.deployment;
    answer->promptTokens = end.promptTokens;
    answer->completionTokens = end.completionTokens;
    answer->made = m_services.clock.now();
    answer->ends = answer->made + m_controls.life;
    m_services.cache.keep(m_key, std::make_shared<const KeptAnswer>(std::move(*answer)), m_call.snapshot->cache.onDisk);
}

} // namespace patchbay::gateway
