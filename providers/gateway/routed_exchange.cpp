// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/routed_exchange.h"

#include "providers/gateway/answer_headers.h"
#include "providers/gateway/call_notes.h"
#include "providers/gateway/caller_labels.h"
#include "providers/gateway/error_text.h"
#include "providers/gateway/mirror_call.h"
#include "providers/gateway/refusal.h"
#include "providers/gateway/unknown_price.h"

namespace patchbay::gateway {

namespace {

constexpr int ok = 200;
std::chrono::milliseconds milliseconds(Microseconds time)
{
    return std::max(std::chrono::milliseconds(1), std::chrono::duration_cast<std::chrono::milliseconds>(time));
}

transport::Deadlines deadlinesOf(const routing::AttemptTimeouts &timeouts)
{
    transport::Deadlines deadlines;
    const auto set = [](std::chrono::milliseconds &deadline, const std::optional<Microseconds> &wanted) {
        if (wanted) {
            deadline = milliseconds(*wanted);
        }
    };
    set(deadlines.connect, timeouts.connect);
    set(deadlines.firstByte, timeouts.firstToken);
    set(deadlines.idle, timeouts.stall);
    set(deadlines.total, timeouts.total);
    return deadlines;
}

} // namespace

RoutedExchange::RoutedExchange(CallServices services, CallSetup setup, Ended ended)
    : m_services(services)
    , m_setup(std::move(setup))
    , m_ended(std::move(ended))
    , m_asked(m_setup.form->model())
    , m_start(m_services.clock.steadyNow())
    , m_random(systemSeed())
{
}

void RoutedExchange::begin()
{
    m_setup.exchange->onPeerGone([weak = weak_from_this()] {
        const std::shared_ptr<RoutedExchange> self = weak.lock();
        self ? self->cancel() : void();
    });
    m_setup.exchange->onFull([weak = weak_from_this()](bool full) {
        const std::shared_ptr<RoutedExchange> self = weak.lock();
        self ? self->hold(full) : void();
    });
    CallForm &form = *m_setup.form;
    m_end.group = m_asked;
    m_facts = form.facts(m_setup.snapshot->table->needs());
    m_setup.caller.customer = customerOf(m_setup.headers, m_facts.user);
    m_facts.key = m_setup.caller.keyId;
    m_facts.team = m_setup.caller.team;
    if (!m_setup.pinned.empty()) {
        m_facts.responseDeployment = m_setup.pinned;
    }
    readFacts(m_facts, m_setup.headers, m_setup.caller);
    takeNotes(m_setup.caller.notes, m_facts, m_setup.headers, *m_setup.snapshot->bodies.redaction);
    m_setup.headers = std::vector<HttpHeader>(); // streams last, and this was all that is asked of them; {} would keep the room
    m_setup.caller.tags = m_facts.tags; // budgets of tags count the request's too
    std::string model = m_asked;
    Result<Hold> hold = saidWrongly().and_then([&] { return fallbackRefusal(); }).and_then([&] { return admitted(model); });
    if (!hold) {
        recordRefusal(hold.error(), hold.error().kind == ErrorClass::BudgetExceeded);
        refuse(hold.error());
        return;
    }
    m_hold = std::move(*hold);
    if (model != m_asked) {
        m_facts.model = model;
        form.setModel(std::move(model));
    }
    const std::optional<KeyFigures> figures = m_services.keys.figures(m_setup.caller);
    if (figures && figures->maximumBudget && *figures->maximumBudget > Money {}) {
        // For rules such as "under a fifth of the budget, use the cheap group".
        m_facts.budgetLeft = std::clamp(1 - toDollars(figures->spent) / toDollars(*figures->maximumBudget), 0.0, 1.0);
    }
    if (!m_facts.priority) {
        m_facts.priority = m_setup.snapshot->table->settings().defaultPriority;
    }
    form.removeGatewayFields();
    enter();
}

routing::Chance RoutedExchange::chance()
{
    return { { m_services.clock.steadyNow(), m_services.clock.now() }, m_random };
}

void RoutedExchange::decide()
{
    if (m_cancelled) {
        end(0);
        return;
    }
    GatewaySnapshot &snapshot = *m_setup.snapshot;
    routing::Decision decision;
    {
        const std::scoped_lock lock(snapshot.routerMutex);
        decision = snapshot.router.decide(m_progress, m_facts, chance());
        if (decision.attempt) {
            snapshot.router.begin(m_progress, *decision.attempt, m_facts, chance().now);
        }
    }
    if (decision.wait) {
        decideLater(*decision.wait); // it stands in the queue
        return;
    }
    if (!decision.attempt) {
        if (m_choice.deployment == routing::none) {
            recordRefusal(decision.refusal->error, false);
        }
        refuse(decision.refusal->error);
        return;
    }
    m_choice = *decision.attempt;
    attempt();
    if (decision.attempt->mirror != routing::none) {
        goOnWith([self = shared_from_this(), group = decision.attempt->mirror] {
            sendMirror({ self->m_services, self->m_setup.snapshot, self->m_facts, group, self->m_setup.id },
                       *self->m_setup.form);
        });
    }
}

AttemptOrder RoutedExchange::makeOrder(const routing::AttemptChoice &choice) const
{
    const GatewaySnapshot &snapshot = *m_setup.snapshot;
    AttemptOrder order { m_setup.snapshot,
                         snapshot.access[choice.deployment],
                         choice.deployment,
                         {},
                         m_asked,
                         deadlinesOf(choice.timeouts),
                         m_setup.id,
                         m_facts.tags,
                         {} };
    order.model = snapshot.table->modelFor(
        choice.deployment, m_progress.asked.empty() ? std::string_view(m_setup.form->model()) : m_progress.asked);
    order.labels = labelsOf(m_setup.caller);
    order.labels.request = m_setup.id;
    order.labels.group = m_asked;
    order.labels.deployment = snapshot.table->details(choice.deployment).id;
    order.labels.firstAttempt = choice.number;
    order.labels.reserved = m_hold.amount;
    order.large = m_setup.large;
    return order;
}

void RoutedExchange::attempt()
{
    std::shared_ptr<CallAttempt> attempt = m_setup.form->attempt(makeOrder(m_choice), m_services);
    if (m_broken) {
        attempt->goOn(std::exchange(m_broken, nullptr), *m_setup.exchange);
    } else if (m_choice.hedgeAfter) {
        // The exchange outlives the race: it is its listener.
        AttemptRace::Rules rules { m_services,
                                   m_setup.snapshot,
                                   m_facts,
                                   m_choice.hedgeAfter,
                                   [this] { return hedge(); },
                                   [this](const routing::AttemptChoice &choice) { m_choice = choice; } };
        attempt = std::make_shared<AttemptRace>(std::move(rules),
                                                std::vector<AttemptRace::Runner> { { m_choice, std::move(attempt) } });
    }
    {
        const std::scoped_lock lock(m_mutex);
        m_attempt = attempt;
        attempt->hold(m_held);
    }
    m_attemptStart = m_services.clock.steadyNow();
    attempt->start(shared_from_this());
    if (m_cancelled) {
        attempt->cancel();
    }
}

std::optional<AttemptRace::Runner> RoutedExchange::hedge()
{
    GatewaySnapshot &snapshot = *m_setup.snapshot;
    std::optional<routing::AttemptChoice> second;
    {
        const std::scoped_lock lock(snapshot.routerMutex);
        second = snapshot.router.hedge(m_progress, m_choice, m_facts, chance());
        if (second) {
            snapshot.router.begin(m_progress, *second, m_facts, chance().now);
        }
    }
    if (!second) {
        return std::nullopt;
    }
    return AttemptRace::Runner { *second, m_setup.form->attempt(makeOrder(*second), m_services) };
}

void RoutedExchange::contentArrived(CallAttempt &attempt)
{
    if (!m_cancelled && !m_done) {
        m_contentSent = true;
        m_upstream = attempt.takeUpstream();
        m_setup.exchange->addHead(answerHead(true));
        attempt.startAnswer(*m_setup.exchange);
    }
}

void RoutedExchange::spend(const AttemptReport &report)
{
    if (report.cost.amount.money) {
        m_cost += *report.cost.amount.money;
        m_counted += *report.cost.amount.money;
        m_costKnown = true;
    } else if (!report.error || report.usage) {
        m_counted += countedCost(report.cost, report.usage.value_or(Usage {}));
        m_costUnknown = m_costUnknown || !report.error;
    } else {
        m_counted += m_hold.amount; // it was sent, and nobody knows: as after a crash
    }
    m_cost += report.besides;
    m_counted += report.besides;
    for (int loser = 0; loser < report.unknownBesides; ++loser) {
        m_counted += m_hold.amount;
    }
    if (report.usage) {
        m_end.promptTokens += report.usage->promptTokens.value_or(0);
        m_end.completionTokens += report.usage->completionTokens.value_or(0);
    }
}

void RoutedExchange::ended(CallAttempt &attempt, AttemptReport report)
{
    std::shared_ptr<CallAttempt> keep; // an attempt may be the last to hold itself
    {
        const std::scoped_lock lock(m_mutex);
        keep = std::exchange(m_attempt, nullptr);
    }
    m_waited += m_services.clock.steadyNow() - m_attemptStart;
    m_upstream = attempt.takeUpstream();
    spend(report);
    if (!report.error) {
        m_end.firstToken = report.timing.firstToken;
        m_end.waited = m_waited;
    }
    observe(attempt, report);
}

void RoutedExchange::observe(CallAttempt &attempt, const AttemptReport &report)
{
    routing::Outcome outcome;
    outcome.error = report.error;
    outcome.firstToken = report.timing.firstToken;
    outcome.duration = report.timing.total;
    outcome.promptTokens = report.usage ? report.usage->promptTokens.value_or(0) : 0;
    outcome.completionTokens = report.usage ? report.usage->completionTokens.value_or(0) : 0;
    outcome.dollars = report.cost.amount.money ? toDollars(*report.cost.amount.money) : 0;
    outcome.contentSent = m_contentSent || !report.error;
    outcome.toolCallSent = attempt.toolCallSent();
    outcome.cancelled = m_cancelled;
    outcome.mocked = report.mocked;
    GatewaySnapshot &snapshot = *m_setup.snapshot;
    routing::Next next;
    {
        const std::scoped_lock lock(snapshot.routerMutex);
        next = snapshot.router.observe(m_progress, m_choice, m_facts, outcome, chance());
    }
    if (report.error && !m_cancelled && !report.mocked) {
        const routing::DeploymentDetails &details = snapshot.table->details(m_choice.deployment);
        m_end.failures.push_back({ details.id, details.provider, details.model.substr(details.model.find('/') + 1),
                                   clientStatus(*report.error) });
    }
    if (!report.error) {
        succeed(attempt);
    } else if (m_cancelled) {
        end(0);
    } else if (m_contentSent && next.continues && (m_broken = attempt.takeBroken())) {
        follow(next);
    } else if (m_contentSent) {
        // Another deployment's words after these would be a different text.
        settle();
        attempt.failAnswer(*m_setup.exchange, *report.error);
        end(clientStatus(*report.error));
    } else if (next.kind == routing::Next::Kind::Done) {
        refuse(*report.error);
    } else {
        follow(next);
    }
}

void RoutedExchange::succeed(CallAttempt &attempt)
{
    settle();
    if (!m_contentSent) {
        m_setup.exchange->addHead(answerHead(attempt.streams()));
    }
    attempt.finishAnswer(*m_setup.exchange);
    end(ok);
}

void RoutedExchange::follow(const routing::Next &next)
{
    if (next.kind == routing::Next::Kind::GiveUp) {
        refuse(next.error.value_or(makeError(ErrorClass::InternalServer, "No deployment answered.")));
        return;
    }
    if (next.wait <= Microseconds(0)) {
        goOnWith([self = shared_from_this()] { self->decide(); });
        return;
    }
    decideLater(next.wait);
}

void RoutedExchange::decideLater(Microseconds wait)
{
    const std::scoped_lock lock(m_mutex);
    m_timer = transport::startTimer(m_services.runtime, milliseconds(wait), [self = shared_from_this()] {
        {
            const std::scoped_lock stored(self->m_mutex);
            self->m_timer.reset();
        }
        self->goOnWith([self] { self->decide(); });
    });
}

void RoutedExchange::refuse(const Error &error)
{
    settle();
    if (m_broken) {
        m_setup.exchange->write(m_broken->text->fail(error));
        m_setup.exchange->finish();
        end(clientStatus(error));
        return;
    }
    m_setup.exchange->addHead(answerHead(false));
    m_setup.exchange->respond({ refusalStatus(*m_setup.snapshot, error), errorHeaders(error, m_services.clock.now()),
                                m_setup.form->errorBody(error) });
    end(refusalStatus(*m_setup.snapshot, error));
}

void RoutedExchange::cancel()
{
    m_cancelled = true;
    std::shared_ptr<CallAttempt> attempt;
    std::shared_ptr<transport::Timer> timer;
    {
        const std::scoped_lock lock(m_mutex);
        attempt = m_attempt;
        timer = std::exchange(m_timer, nullptr);
    }
    if (attempt) {
        attempt->cancel();
    }
    if (timer) {
        timer->cancel();
        m_services.runtime.post([self = shared_from_this()] { self->end(0); });
    }
}

} // namespace patchbay::gateway
