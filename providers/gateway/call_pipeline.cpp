// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/call_pipeline.h"

#include "providers/core/ids.h"
#include "providers/core/random.h"
#include "providers/gateway/routed_exchange.h"

namespace patchbay::gateway {

namespace {

// "/v1/chat/completions" and "/chat/completions" are answered alike.
std::string_view withoutVersion(std::string_view path)
{
    return path.starts_with("/v1/") ? path.substr(3) : path;
}

} // namespace

CallPipeline::CallPipeline(const PipelineServices &services, PipelineCall call)
    : m_services(services)
    , m_call(std::move(call))
{
}

std::shared_ptr<CallPipeline> CallPipeline::make(const PipelineServices &services, PipelineCall call,
                                                 const Caller &caller, std::shared_ptr<ClientExchange> &exchange)
{
    const CacheSettings &settings = call.snapshot->cache;
    if (!settings.covers(call.kind)) {
        return nullptr;
    }
    const auto body = wire::parseJson(call.body);
    if (!body || !body->isObject()) {
        return nullptr; // a form, which no two clients write alike
    }
    const CacheControls controls = readCacheControls(*body, settings);
    if (!controls.read && !controls.write) {
        return nullptr;
    }
    std::shared_ptr<CallPipeline> pipeline(new CallPipeline(services, std::move(call)));
    pipeline->m_controls = controls;
    pipeline->m_key = pipeline->keyFor(caller, controls.space);
    pipeline->m_recording =
        std::make_shared<RecordingExchange>(std::move(exchange), HttpHeader { "x-litellm-cache-key", pipeline->m_key });
    exchange = pipeline->m_recording;
    return pipeline;
}

// Who may see an answer: the caller's team, else its user, else the key alone. The digest is under the gateway's
// pepper, so it tells nobody what was asked.
std::string CallPipeline::keyFor(const Caller &caller, const std::string &space) const
{
    const std::string owner = !caller.team.empty() ? "team " + caller.team
        : !caller.user.empty()                     ? "user " + caller.user
        : caller.key                               ? "key " + caller.keyId
                                                   : std::string("owner");
    const wire::JsonView body { std::string_view(m_call.body) };
    std::string text;
    for (const std::string &part : { owner, space, std::string(withoutVersion(m_call.path)), body["model"].string() }) {
        text += std::to_string(part.size()) + ':' + part;
    }
    return m_services.keys.digestOf(text + cacheText(body));
}

void CallPipeline::pass(const Caller &caller, const std::string &model, Done done)
{
    if (!m_controls.read) {
        done({});
        return;
    }
    m_services.cache.find(m_key, m_call.snapshot->cache.onDisk,
                          [self = shared_from_this(), caller, model, done = std::move(done)](
                              std::shared_ptr<const KeptAnswer> answer) mutable {
        GateVerdict verdict;
        const WallTime now = self->m_services.clock.now();
        const std::optional<std::chrono::seconds> oldest = self->m_controls.maximumAge;
        if (answer && (!oldest || now - answer->made <= *oldest)) {
            if (const Result<void> recorded = self->recordHit(caller, model, *answer); !recorded) {
                verdict.error = recorded.error();
            } else {
                self->m_hit = true;
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
    AttemptDraft draft;
    draft.start = m_services.clock.now();
    draft.attemptId = makeId("att_", draft.start, random);
    draft.requestId = makeId("req_", draft.start, random);
    draft.parent = m_call.id;
    draft.endpoint = callKindName(m_call.kind);
    draft.provider = answer.provider;
    draft.model = answer.model;
    draft.group = model;
    draft.deployment = answer.deployment;
    draft.virtualKey = caller.keyId;
    draft.team = caller.team;
    draft.user = caller.user;
    draft.customer = caller.customer;
    draft.tags = caller.tags;
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
    m_services.ledger->settle(draft.attemptId, outcome);
    return {};
}

void CallPipeline::ended(const CallEnd &end)
{
    constexpr int ok = 200;
    std::optional<KeptAnswer> answer = m_recording->take();
    if (m_hit || end.status != ok || !answer || !m_controls.write) {
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
