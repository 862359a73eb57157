// SPDX-License-Identifier: GPL-3.0-or-later
//
// ObserverHub: all observers in force, and the ledger through which they see attempts: it hands every step on to the
// real one first. Observers of a new configuration replace those whose settings changed. Thread-safe.
#pragma once

#include "providers/observers/observer_queue.h"

#include <map>
#include <memory>

namespace patchbay::observers {

class ObserverHub final : public AttemptLedger {
public:
    // All outlive the hub.
    ObserverHub(AttemptLedger &ledger, const Clock &clock, transport::IoRuntime &runtime);

    // Token and alias of a virtual key by the id that rows of the ledger name; on I/O threads, so it must be quick.
    struct KeyNames {
        std::string token;
        std::string alias;
    };
    using KeyNaming = std::function<KeyNames(const std::string &id)>;
    // Before anything is told. Without it the id is the token.
    void setKeyNaming(KeyNaming naming) { m_naming = std::move(naming); }

    // Where observers' troubles are told from now on; from threads of theirs.
    void setTrouble(ObserverQueue::Trouble trouble);
    void use(const std::vector<ObserverSettings> &settings);
    // Prometheus' text: told and dropped, by observer.
    std::string metrics() const;

    Result<void> reserve(const AttemptDraft &draft) override;
    void sent(const std::string &attemptId) override { m_ledger.sent(attemptId); }
    Result<void> reserveAndSend(const AttemptDraft &draft) override;
    void settle(const std::string &attemptId, const AttemptOutcome &outcome) override;
    // What leaves no attempt behind: a call that was refused, a soft budget that was reached.
    void refused(const AttemptDraft &draft, const AttemptOutcome &outcome);
    void notice(BudgetNotice notice);

private:
    void remember(const AttemptDraft &draft);
    void tell(Observation observation); // with the lock held
    void say(const std::string &trouble) const;

    AttemptLedger &m_ledger;
    const Clock &m_clock;
    transport::IoRuntime &m_runtime;
    KeyNaming m_naming;
    std::atomic<bool> m_any = false;
    mutable std::mutex m_saying; // guards m_trouble; taken after m_mutex, if both
    ObserverQueue::Trouble m_trouble;
    mutable std::mutex m_mutex; // guards what follows
    std::unique_ptr<transport::HttpClient> m_client; // made with the first observer
    std::vector<std::shared_ptr<ObserverQueue>> m_queues;
    std::map<std::string, AttemptDraft> m_open;
};

} // namespace patchbay::observers
