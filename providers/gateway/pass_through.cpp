// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/pass_through.h"

#include "providers/gateway/answer_headers.h"
#include "providers/gateway/answer_meter.h"
#include "providers/gateway/caller_labels.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/refusal.h"
#include "providers/gateway/unknown_price.h"

#include <algorithm>
#include <array>

namespace patchbay::gateway {

namespace {

constexpr int lowestError = 400;

// What belongs to one connection or carries the client's own key.
bool staysHere(std::string_view name)
{
    constexpr std::array own { "host",
                               "connection",
                               "content-length",
                               "transfer-encoding",
                               "expect",
                               "keep-alive",
                               "upgrade",
                               "te",
                               "trailer",
                               "proxy-authorization",
                               "proxy-connection",
                               "authorization",
                               "x-api-key",
                               "api-key",
                               "x-goog-api-key",
                               "cookie",
                               "origin",
                               "accept-encoding",
                               "content-encoding",
                               "date" };
    return std::ranges::find(own, name) != own.end() || name.starts_with("x-litellm-");
}

// What providers' clients say to their provider.
bool isForProvider(std::string_view name)
{
    constexpr std::array known { "content-type",      "accept",      "user-agent",          "anthropic-beta",
                                 "anthropic-version", "openai-beta", "openai-organization", "openai-project",
                                 "idempotency-key" };
    return std::ranges::find(known, name) != known.end() || name.starts_with("x-goog-user-")
        || name.starts_with("x-amzn-bedrock-") || name == "x-goog-api-client";
}

// Path and query of the provider under its base, whose version is not said twice.
std::string joined(std::string base, const std::string &path)
{
    while (base.ends_with('/')) {
        base.pop_back();
    }
    for (const std::string_view version :
         { std::string_view("/v1beta"), std::string_view("/v1"), std::string_view("/v2") }) {
        if (base.ends_with(version) && path.starts_with(std::string(version) + "/")) {
            base.resize(base.size() - version.size());
            break;
        }
    }
    return base + path;
}

// Where the provider told nothing.
constexpr std::size_t bytesPerToken = 4;

} // namespace

PassThroughCall::PassThroughCall(CallServices services, PassThroughSetup setup, Ended ended)
    : m_services(services)
    , m_setup(std::move(setup))
    , m_ended(std::move(ended))
    , m_start(m_services.clock.steadyNow())
{
}

void PassThroughCall::begin()
{
    m_setup.exchange->onPeerGone([weak = weak_from_this()] {
        if (const auto self = weak.lock()) {
            self->cancel();
        }
    });
    m_setup.exchange->onFull([weak = weak_from_this()](bool full) {
        if (const auto self = weak.lock()) {
            self->hold(full);
        }
    });
    m_end.group = m_setup.target.model;
    const std::vector<HttpHeader> &said = m_setup.request.head.headers;
    m_setup.caller.customer = customerOf(said, {});
    m_setup.caller.tags = tagsOf(said, m_setup.caller); // budgets of tags count the request's too
    // What a foreign format will cost is not known before: budgets count what was spent, limits hold.
    Result<Hold> hold = m_services.keys.admitPassThrough(m_setup.caller);
    if (!hold) {
        tellRefusal(hold.error());
        refuse(hold.error());
        return;
    }
    m_hold = std::move(*hold);
    m_sent = m_services.clock.steadyNow();
    RawSink sink;
    const auto self = shared_from_this();
    sink.onHead = [self](int status, const std::vector<HttpHeader> &headers) { self->onHead(status, headers); };
    sink.onData = [self](std::string_view bytes) -> Result<void> {
        if (self->m_status < lowestError) {
            self->m_meter->feed(bytes);
        }
        self->m_setup.exchange->write(std::string(bytes));
        return {};
    };
    sink.usage = [self](bool) -> Result<RawUsage> {
        RawUsage used = self->m_meter->usage();
        used.fixedCost = self->m_setup.target.costPerRequest;
        if (used.estimated && !used.usage.promptTokens) {
            used.usage.promptTokens = static_cast<std::int64_t>(self->m_requestBytes / bytesPerToken);
        }
        return used;
    };
    sink.onDone = [self](const RawEnd &end) { self->onDone(end); };
    const std::shared_ptr<Completion> completion = m_services.engine.startRaw(makeCall(), std::move(sink));
    {
        const std::scoped_lock lock(m_mutex);
        m_completion = completion;
    }
    if (m_cancelled) {
        completion->cancel();
    }
}

RawCall PassThroughCall::makeCall()
{
    const PassThroughTarget &target = m_setup.target;
    RawCall call;
    call.model = target.model;
    call.prices = m_setup.snapshot->pricesOf(nullptr, target.model);
    if (target.access) {
        lend(*target.access, call);
    }
    if (!target.ownCredential) {
        call.apiBase = target.url;
    }
    call.encode = [self = shared_from_this()](const wire::Target &at, const wire::ChatCodec &codec) {
        return self->encode(at, codec);
    };
    call.endpoint = "pass_through";
    call.parent = m_setup.id;
    call.tags = m_setup.caller.tags;
    call.labels = labelsOf(m_setup.caller);
    call.labels.group = target.model;
    call.labels.deployment = target.deployment;
    return call;
}

Result<HttpRequest> PassThroughCall::encode(const wire::Target &target, const wire::ChatCodec &codec)
{
    m_meter = std::make_shared<AnswerMeter>(codec, target);
    const PassThroughTarget &to = m_setup.target;
    HttpRequest http;
    if (to.ownCredential) {
        // The family's own request shows where its credential goes and which headers it needs.
        ChatRequest probe;
        probe.model = target.model;
        probe.messages.push_back(textMessage(MessageRole::User, "x"));
        probe.dropParams = true;
        Result<HttpRequest> like = codec.encode(probe, target);
        if (!like) {
            return std::unexpected(like.error());
        }
        http = std::move(*like);
        std::string base = target.apiBase;
        if (base.contains('{')) { // the account's region and the like are filled in by the codec only
            const Result<transport::ParsedUrl> url = transport::parseUrl(http.url);
            base = url ? toString(url->origin) : base;
        }
        http.url = joined(std::move(base), to.path);
    } else {
        http.url = to.url;
    }
    http.method = m_setup.request.head.method;
    http.body = std::move(m_setup.request.body);
    m_requestBytes = http.body.size();
    for (const HttpHeader &header : m_setup.request.head.headers) {
        if (!staysHere(header.name) && (to.forwardHeaders || isForProvider(header.name))) {
            std::erase_if(http.headers, [&](const HttpHeader &ours) { return ours.name == header.name; });
            http.headers.push_back(header);
        }
    }
    for (const HttpHeader &header : to.headers) {
        std::erase_if(http.headers, [&](const HttpHeader &ours) { return ours.name == header.name; });
        http.headers.push_back(header);
    }
    if (http.body.empty()) {
        std::erase_if(http.headers, [](const HttpHeader &header) { return header.name == "content-type"; });
    }
    return http;
}

HeaderLines PassThroughCall::answerHead() const
{
    AnswerFacts facts;
    facts.callId = m_setup.id;
    facts.group = m_setup.target.model;
    facts.deployment = m_setup.target.deployment;
    facts.duration = m_services.clock.steadyNow() - m_start;
    facts.overhead = m_sent > m_start ? Microseconds(m_sent - m_start) : facts.duration;
    facts.figures = m_services.keys.figures(m_setup.caller);
    return answerHeaders(facts);
}

void PassThroughCall::onHead(int status, const std::vector<HttpHeader> &headers)
{
    m_started = true;
    m_status = status;
    m_meter->head(headers);
    std::vector<HttpHeader> answer;
    for (const HttpHeader &header : headers) {
        if (!staysHere(header.name) && header.name != "set-cookie") {
            answer.push_back(header);
        }
    }
    m_setup.exchange->addHead(answerHead());
    m_setup.exchange->start(status, std::move(answer));
}

void PassThroughCall::onDone(const RawEnd &end)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_completion.reset();
    }
    m_end.cost = end.cost.amount.money.value_or(Money {});
    m_counted = countedCost(end.cost, end.usage); // nothing is reserved for a foreign format: what is assumed instead
    m_end.promptTokens = end.usage.promptTokens.value_or(0);
    m_end.completionTokens = end.usage.completionTokens.value_or(0);
    if (!m_started) {
        refuse(end.error.value_or(makeError(ErrorClass::ApiConnection, "The provider did not answer.")));
        return;
    }
    const bool providersOwn = m_status >= lowestError; // an error that came whole is an answer too
    if (end.error && !providersOwn) {
        m_setup.exchange->abort(); // what was cut off must not look whole
    } else {
        m_setup.exchange->finish();
    }
    finish(m_status);
}

// No row: what it would have been is not known.
void PassThroughCall::tellRefusal(const Error &error) const
{
    if (!m_services.refused) {
        return;
    }
    AttemptDraft draft = draftOf(m_setup.caller);
    draft.start = m_services.clock.now();
    draft.attemptId = draft.requestId = draft.parent = m_setup.id;
    draft.endpoint = "pass_through";
    draft.model = draft.group = m_setup.target.model;
    (*m_services.refused)(draft, refusedOutcome(error, refusalStatus(*m_setup.snapshot, error), draft.start));
}

void PassThroughCall::refuse(const Error &error)
{
    const int status = refusalStatus(*m_setup.snapshot, error);
    m_setup.exchange->addHead(answerHead());
    m_setup.exchange->respond({ status, errorHeaders(error, m_services.clock.now()), m_setup.dialect->error(error) });
    finish(status);
}

void PassThroughCall::finish(int status)
{
    m_end.status = m_cancelled ? 0 : status;
    m_end.duration = m_services.clock.steadyNow() - m_start;
    m_end.waited = m_sent > m_start ? Microseconds(m_services.clock.steadyNow() - m_sent) : Microseconds(0);
    m_end.deployment = m_setup.target.deployment;
    m_end.provider = m_setup.target.model.substr(0, m_setup.target.model.find('/'));
    m_end.model = m_setup.target.model.substr(m_setup.target.model.find('/') + 1);
    m_end.key = m_setup.caller.keyId;
    m_end.team = m_setup.caller.team;
    m_end.user = m_setup.caller.user;
    m_services.keys.settle(std::exchange(m_hold, {}), m_counted, m_end.promptTokens + m_end.completionTokens);
    m_setup.exchange.reset();
    m_ended(this, m_end);
}

void PassThroughCall::hold(bool held)
{
    const std::scoped_lock lock(m_mutex);
    if (m_completion) {
        m_completion->hold(held);
    }
}

void PassThroughCall::cancel()
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

} // namespace patchbay::gateway
