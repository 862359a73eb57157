// SPDX-License-Identifier: GPL-3.0-or-later
//
// CallForm: what one kind of client call adds to a routed exchange: what it asks for, what it may cost,
// and how one attempt at one deployment is made and answered. A form is made per request and knows
// nothing of routing, budgets or retries.
#pragma once

#include "providers/engine/engine.h"
#include "providers/gateway/body_workers.h"
#include "providers/gateway/broken_stream.h"
#include "providers/gateway/client_exchange.h"
#include "providers/gateway/gateway_snapshot.h"
#include "providers/gateway/key_book.h"
#include "providers/gateway/upstream_headers.h"

namespace patchbay::gateway {

// Told of calls that were refused before anybody was asked, whether they leave a row or not.
using RefusalTold = std::function<void(const AttemptDraft &draft, const AttemptOutcome &outcome)>;

// What calls use of the gateway; outlives them.
struct CallServices {
    Engine &engine;
    transport::IoRuntime &runtime;
    const Clock &clock;
    KeyBook &keys;
    const Catalog &catalog;
    AttemptLedger *ledger = nullptr; // null: what is refused before anybody was asked leaves no row
    const RefusalTold *refused = nullptr; // null: nobody is told
    BodyWorkers *workers = nullptr; // for large bodies; null: I/O threads do it all
};

// Where a call of that size begins in the engine.
inline WorkPoster beginningOf(bool large, const CallServices &services)
{
    return large && services.workers
        ? WorkPoster([workers = services.workers](std::move_only_function<void()> work) { workers->post(std::move(work)); })
        : WorkPoster();
}

// What an attempt is told. `snapshot` and `access` live as long as the attempt.
struct AttemptOrder {
    std::shared_ptr<GatewaySnapshot> snapshot;
    const DeploymentAccess &access;
    routing::Index deployment = routing::none;
    std::string model; // as the deployment calls it: "openai/gpt-4o"
    std::string asked; // as the client calls it: answers carry this one
    transport::Deadlines deadlines;
    std::string parent; // x-litellm-call-id
    std::vector<std::string> tags;
    CallLabels labels;
    bool large = false; // the request: it is written where others do not wait for it
    std::optional<std::string> mockResponse {}; // the request's own mock_response; goes before the deployment's
};

struct AttemptReport {
    std::optional<Error> error; // absent: success
    CallTiming timing;
    Cost cost;
    std::optional<Usage> usage;
    Money besides {}; // what attempts cost that lost a race against this one
    int unknownBesides = 0; // of those, that were sent and nobody knows the cost of
    bool mocked = false; // the request brought this end itself: it says nothing about the provider
};

class CallAttempt;

// Whoever started an attempt. Called on I/O threads, one call at a time for one attempt.
class AttemptListener {
public:
    virtual ~AttemptListener() = default;
    // A stream has something to show: answer with startAnswer() before this returns, or with cancel().
    virtual void contentArrived(CallAttempt &attempt) = 0;
    // Once, last.
    virtual void ended(CallAttempt &attempt, AttemptReport report) = 0;
};

class CallAttempt {
public:
    virtual ~CallAttempt() = default;
    // Keeps itself and the listener until ended().
    virtual void start(std::shared_ptr<AttemptListener> listener) = 0;
    virtual void cancel() = 0; // from any thread; ended() follows
    // Whether to stop reading what comes, because the client does not keep up. From any thread.
    virtual void hold(bool /*held*/) { }

    // A streamed answer's head and what has come so far; what comes later follows by itself. The client has the headers
    // of the call (ClientExchange::addHead) before this and before finishAnswer().
    virtual void startAnswer(ClientExchange &client) = 0;
    // After success: the whole answer, or what is left of the streamed one.
    virtual void finishAnswer(ClientExchange &client) = 0;
    // After startAnswer() and a failure: ends the stream with the dialect's error.
    virtual void failAnswer(ClientExchange &client, const Error &error) = 0;
    virtual bool toolCallSent() const { return false; }
    // After a failure that followed startAnswer(), instead of failAnswer(): null where nobody can go on with it.
    virtual std::unique_ptr<BrokenStream> takeBroken() { return nullptr; }
    // Before start(): goes on with what another attempt of the same form has left.
    virtual void goOn(std::unique_ptr<BrokenStream>, ClientExchange &) { }
    virtual bool streams() const = 0;
    // The headers of the provider's answer as the client gets them, see answer_headers.h; once.
    virtual UpstreamHeaders takeUpstream() { return {}; }
};

class CallForm {
public:
    virtual ~CallForm() = default;
    virtual const std::string &model() const = 0; // as the client wrote it
    virtual void setModel(std::string model) = 0; // what the key's aliases made of it
    // An upper bound over the models that may answer; null where one is not known.
    virtual CallEstimate estimate(const std::vector<const ModelEntry *> &models) const = 0;
    // What routing looks at; the needs are those of the table in force.
    virtual routing::RequestFacts facts(const routing::FactNeeds &needs) const = 0;
    virtual void removeGatewayFields() = 0; // what is said to the gateway, not to the provider
    virtual std::shared_ptr<CallAttempt> attempt(AttemptOrder order, const CallServices &services) = 0;
    virtual std::string errorBody(const Error &error) const = 0;
};

} // namespace patchbay::gateway
