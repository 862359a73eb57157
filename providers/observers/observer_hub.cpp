// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/observers/observer_hub.h"

#include <algorithm>
#include <format>
#include <utility>

namespace patchbay::observers {

namespace {

// Attempts that nobody settles would stay for ever otherwise.
constexpr std::size_t openAtMost = 50'000;

const std::vector<std::shared_ptr<ObserverQueue>> noQueues;

} // namespace

ObserverHub::ObserverHub(AttemptLedger &ledger, const Clock &clock, transport::IoRuntime &runtime)
    : m_ledger(ledger)
    , m_clock(clock)
    , m_runtime(runtime)
{
}

void ObserverHub::setTrouble(ObserverQueue::Trouble trouble)
{
    const std::scoped_lock lock(m_saying);
    m_trouble = std::move(trouble);
}

void ObserverHub::say(const std::string &trouble) const
{
    const std::scoped_lock lock(m_saying);
    if (m_trouble) {
        m_trouble(trouble);
    }
}

void ObserverHub::use(const std::vector<ObserverSettings> &settings, bool callers)
{
    Queues leaving; // their threads end outside the lock
    const std::scoped_lock lock(m_mutex);
    Queues fresh;
    for (const ObserverSettings &wanted : settings) {
        const auto same =
            std::ranges::find_if(m_queues, [&](const auto &queue) { return queue->settings() == wanted; });
        fresh.push_back(same == m_queues.end() ? makeQueue(wanted) : *same);
    }
    leaving = std::exchange(m_queues, std::move(fresh));
    m_any = !m_queues.empty();
    if (std::exchange(m_callers, callers) != callers) {
        for (auto &[callbacks, scope] : m_scopes) {
            leaving.insert(leaving.end(), scope.queues.begin(), scope.queues.end());
        }
        m_scopes.clear(); // they are made anew
    }
}

std::shared_ptr<ObserverQueue> ObserverHub::makeQueue(const ObserverSettings &settings)
{
    if (!m_client) {
        transport::ClientOptions options;
        transport::proxyFromEnvironment(options);
        m_client = std::make_unique<transport::HttpClient>(m_runtime, std::move(options));
    }
    return std::make_shared<ObserverQueue>(settings, *m_client, QueueLimits {}, [this](const std::string &said) { say(said); });
}

std::optional<ObserverHub::Figures> ObserverHub::figuresOf(std::string_view name) const
{
    const std::scoped_lock lock(m_mutex);
    std::optional<Figures> figures;
    for (const auto &queue : m_queues) {
        if (queue->settings().name == name) {
            figures = figures.value_or(Figures {});
            figures->delivered += queue->delivered();
            figures->dropped += queue->dropped();
        }
    }
    return figures;
}

std::string ObserverHub::metrics() const
{
    const std::scoped_lock lock(m_mutex);
    Queues all = m_queues;
    for (const auto &[callbacks, scope] : m_scopes) {
        all.insert(all.end(), scope.queues.begin(), scope.queues.end());
    }
    if (all.empty()) {
        return {};
    }
    std::string told = "# TYPE patchbay_observer_delivered_total counter\n";
    std::string dropped = "# TYPE patchbay_observer_dropped_total counter\n";
    int number = 0;
    for (const auto &queue : all) {
        std::string name;
        for (const char letter : queue->settings().name) {
            name += letter == '"' || letter == '\\' || letter == '\n' ? '_' : letter;
        }
        const std::string label = std::format("{{observer=\"{}\",number=\"{}\"}}", name, number++);
        told += std::format("patchbay_observer_delivered_total{} {}\n", label, queue->delivered());
        dropped += std::format("patchbay_observer_dropped_total{} {}\n", label, queue->dropped());
    }
    return told + dropped;
}

Result<void> ObserverHub::reserve(const AttemptDraft &draft)
{
    Result<void> reserved = m_ledger.reserve(draft);
    if (reserved && watches(draft)) {
        remember(draft);
    }
    return reserved;
}

Result<void> ObserverHub::reserveAndSend(const AttemptDraft &draft)
{
    Result<void> reserved = m_ledger.reserveAndSend(draft);
    if (reserved && watches(draft)) {
        remember(draft);
    }
    return reserved;
}

// The plain way costs next to nothing: most keys have no observers of their own.
bool ObserverHub::watches(const AttemptDraft &draft) const
{
    return m_any || (m_callbacks && !m_callbacks(draft.virtualKey, draft.team).empty());
}

void ObserverHub::remember(const AttemptDraft &draft)
{
    const std::scoped_lock lock(m_mutex);
    if (m_open.size() < openAtMost) {
        m_open.insert_or_assign(draft.attemptId, draft);
        m_remembers = true;
    }
}

void ObserverHub::settle(const std::string &attemptId, const AttemptOutcome &outcome)
{
    m_ledger.settle(attemptId, outcome);
    if (!m_remembers) {
        return;
    }
    Queues leaving; // their threads end outside the lock
    const std::scoped_lock lock(m_mutex);
    auto open = m_open.extract(attemptId);
    if (open.empty() || outcome.state == AttemptState::Voided) {
        return; // nothing was sent
    }
    tell({ std::move(open.mapped()), outcome, {}, {} }, leaving);
}

void ObserverHub::refused(const AttemptDraft &draft, const AttemptOutcome &outcome)
{
    if (watches(draft)) {
        Queues leaving;
        const std::scoped_lock lock(m_mutex);
        tell({ draft, outcome, {}, {}, true }, leaving);
    }
}

void ObserverHub::notice(BudgetNotice notice)
{
    if (!m_any) {
        return;
    }
    Observation observation;
    observation.notice = std::make_shared<const BudgetNotice>(std::move(notice));
    const std::scoped_lock lock(m_mutex);
    for (const auto &queue : m_queues) {
        queue->offer(observation);
    }
}

void ObserverHub::tell(Observation observation, Queues &leaving)
{
    const std::string &id = observation.draft.virtualKey;
    KeyNames names = m_naming && !id.empty() ? m_naming(id) : KeyNames { id, {} };
    observation.keyToken = std::move(names.token);
    observation.keyAlias = std::move(names.alias);
    if (observation.outcome.end == WallTime {}) {
        observation.outcome.end = m_clock.now();
    }
    const std::string callbacks = m_callbacks ? m_callbacks(id, observation.draft.team) : std::string();
    const Queues &own = callbacks.empty() ? noQueues : scoped(callbacks, leaving);
    for (const auto &queue : m_queues) {
        // As in LiteLLM, an observer of a key's or team's own is told in the place of the same for everybody.
        const bool replaced = std::ranges::any_of(
            own, [&](const auto &other) { return other->settings().kind == queue->settings().kind; });
        if (!replaced) {
            queue->offer(observation);
        }
    }
    for (const auto &queue : own) {
        queue->offer(observation);
    }
}

// Made with the first event; those that nobody has needed for a while go when another is made.
const ObserverHub::Queues &ObserverHub::scoped(const std::string &callbacks, Queues &leaving)
{
    constexpr std::size_t scopesAtMost = 200; // each queue has a thread
    constexpr std::chrono::minutes unused { 10 };
    const SteadyTime now = m_clock.steadyNow();
    const auto found = m_scopes.find(callbacks);
    if (found != m_scopes.end()) {
        found->second.used = now;
        return found->second.queues;
    }
    for (auto scope = m_scopes.begin(); scope != m_scopes.end();) {
        if (now - scope->second.used > unused) {
            leaving.insert(leaving.end(), scope->second.queues.begin(), scope->second.queues.end());
            scope = m_scopes.erase(scope);
        } else {
            ++scope;
        }
    }
    if (m_scopes.size() >= scopesAtMost) {
        if (!std::exchange(m_saidTooMany, true)) {
            say("more than 200 keys and teams have observers of their own: those beyond are not told");
        }
        return noQueues;
    }
    Scope made;
    made.used = now;
    for (ObserverSettings &settings : readCallbacks(callbacks, m_process)) {
        settings.callers = m_callers;
        made.queues.push_back(makeQueue(settings));
    }
    return m_scopes.emplace(callbacks, std::move(made)).first->second.queues;
}

} // namespace patchbay::observers
