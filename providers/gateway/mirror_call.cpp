// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/mirror_call.h"

namespace patchbay::gateway {
namespace {

// A client that listens to nothing.
class NoClient final : public ClientExchange {
public:
    void addHead(HeaderLines) override { }
    void respond(HttpResponse) override { }
    void start(int, std::vector<HttpHeader>) override { }
    void write(std::string) override { }
    void finish() override { }
    void abort() override { }
    bool peerGone() const override { return false; }
    void onPeerGone(std::function<void()>) override { }
    void onFull(std::function<void(bool)>) override { }
};

class MirrorCall final : public AttemptListener, public std::enable_shared_from_this<MirrorCall> {
public:
    explicit MirrorCall(MirrorOrder order)
        : m_order(std::move(order))
        , m_random(systemSeed())
    {
        const routing::RoutingTable &table = *m_order.snapshot->table;
        m_order.facts.model = table.groups()[m_order.group].name;
        m_order.facts.priority.reset(); // a copy does not queue
        m_order.facts.fallbacks.clear();
        m_order.facts.disableFallbacks = true;
        m_order.facts.mockFailure = routing::MockFailure::None;
        m_progress.started = true; // no rule and no split sends the copy elsewhere
        m_progress.group = m_order.group;
        m_progress.asked = table.groups()[m_order.group].name;
    }

    void send(CallForm &form)
    {
        GatewaySnapshot &snapshot = *m_order.snapshot;
        routing::Decision decision;
        {
            const std::scoped_lock lock(snapshot.routerMutex);
            decision = snapshot.router.decide(m_progress, m_order.facts, { now(), m_random });
            if (decision.attempt) {
                snapshot.router.begin(m_progress, *decision.attempt, m_order.facts, now());
            }
        }
        if (!decision.attempt) {
            return; // nobody to copy to
        }
        m_choice = *decision.attempt;
        AttemptOrder order { m_order.snapshot,
                             snapshot.access[m_choice.deployment],
                             m_choice.deployment,
                             snapshot.table->modelFor(m_choice.deployment, m_progress.asked),
                             m_order.facts.model,
                             {},
                             m_order.parent,
                             { "patchbay:mirror" },
                             {} };
        order.labels.request = m_order.parent;
        order.labels.group = m_order.facts.model;
        order.labels.deployment = snapshot.table->details(m_choice.deployment).id;
        form.attempt(std::move(order), m_order.services)->start(shared_from_this());
    }

    void contentArrived(CallAttempt &attempt) override { attempt.startAnswer(m_nobody); }

    void ended(CallAttempt &, AttemptReport report) override
    {
        routing::Outcome outcome;
        outcome.error = report.error;
        outcome.firstToken = report.timing.firstToken;
        outcome.duration = report.timing.total;
        outcome.promptTokens = report.usage ? report.usage->promptTokens.value_or(0) : 0;
        outcome.completionTokens = report.usage ? report.usage->completionTokens.value_or(0) : 0;
        outcome.dollars = report.cost.amount.money ? toDollars(*report.cost.amount.money) : 0;
        const std::scoped_lock lock(m_order.snapshot->routerMutex);
        m_order.snapshot->router.record(m_choice, m_order.facts, outcome, now());
    }

private:
    routing::Moment now() const { return { m_order.services.clock.steadyNow(), m_order.services.clock.now() }; }

    MirrorOrder m_order;
    SeededRandom m_random;
    routing::RouteProgress m_progress;
    routing::AttemptChoice m_choice;
    NoClient m_nobody;
};

} // namespace

void sendMirror(MirrorOrder order, CallForm &form)
{
    std::make_shared<MirrorCall>(std::move(order))->send(form);
}

} // namespace patchbay::gateway
