// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/observers/observer_hub.h"

#include <algorithm>
#include <format>
#include <utility>

namespace patchbay::observers {

namespace {

// Attempts that nobody settles would stay for ever otherwise.
constexpr std::size_t openAtMost = 50'000;

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

void ObserverHub::use(const std::vector<ObserverSettings> &settings)
{
    std::vector<std::shared_ptr<ObserverQueue>> leaving; // their threads end outside the lock
    const std::scoped_lock lock(m_mutex);
    if (!settings.empty() && !m_client) {
        transport::ClientOptions options;
        transport::proxyFromEnvironment(options);
        m_client = std::make_unique<transport::HttpClient>(m_runtime, std::move(options));
    }
    std::vector<std::shared_ptr<ObserverQueue>> fresh;
    for (const ObserverSettings &wanted : settings) {
        const auto same =
            std::ranges::find_if(m_queues, [&](const auto &queue) { return queue->settings() == wanted; });
        fresh.push_back(same == m_queues.end() ? std::make_shared<ObserverQueue>(wanted, *m_client, QueueLimits {},
                                                                    [this](const std::string &said) { say(said); })
                                  : *same);
    }
    leaving = std::exchange(m_queues, std::move(fresh));
    m_any = !m_queues.empty();
}

std::string ObserverHub::metrics() const
{
    const std::scoped_lock lock(m_mutex);
    if (m_queues.empty()) {
        return {};
    }
    std::string told = "# TYPE patchbay_observer_delivered_total counter\n";
    std::string dropped = "# TYPE patchbay_observer_dropped_total counter\n";
    int number = 0;
    for (const auto &queue : m_queues) {
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
    if (reserved && m_any) {
        remember(draft);
    }
    return reserved;
}

Result<void> ObserverHub::reserveAndSend(const AttemptDraft &draft)
{
    Result<void> reserved = m_ledger.reserveAndSend(draft);
    if (reserved && m_any) {
        remember(draft);
    }
    return reserved;
}

void ObserverHub::remember(const AttemptDraft &draft)
{
    const std::scoped_lock lock(m_mutex);
    if (m_open.size() < openAtMost) {
        m_open.insert_or_assign(draft.attemptId, draft);
    }
}

void ObserverHub::settle(const std::string &attemptId, const AttemptOutcome &outcome)
{
    m_ledger.settle(attemptId, outcome);
    if (!m_any) {
        return;
    }
    const std::scoped_lock lock(m_mutex);
    auto open = m_open.extract(attemptId);
    if (open.empty() || outcome.state == AttemptState::Voided) {
        return; // nothing was sent
    }
    tell({ std::move(open.mapped()), outcome, {}, {} });
}

void ObserverHub::refused(const AttemptDraft &draft, const AttemptOutcome &outcome)
{
    if (m_any) {
        const std::scoped_lock lock(m_mutex);
        tell({ draft, outcome, {}, {}, true });
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

void ObserverHub::tell(Observation observation)
{
    const std::string &id = observation.draft.virtualKey;
    KeyNames names = m_naming && !id.empty() ? m_naming(id) : KeyNames { id, {} };
    observation.keyToken = std::move(names.token);
    observation.keyAlias = std::move(names.alias);
    if (observation.outcome.end == WallTime {}) {
        observation.outcome.end = m_clock.now();
    }
    for (const auto &queue : m_queues) {
        queue->offer(observation);
    }
}

} // namespace patchbay::observers
