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

    // LiteLLM's metadata.logging of a key, else of its team, as JSON; empty: none. Asked of each attempt, on I/O threads, so
    // it must be quick. `process` gives variables that those name. Before anything is told.
    using CallbacksOf = std::function<std::string(const std::string &key, const std::string &team)>;
    void setCallbacks(CallbacksOf callbacks, Variables process)
    {
        m_callbacks = std::move(callbacks);
        m_process = std::move(process);
    }

    // Where observers' troubles are told from now on; from threads of theirs.
    void setTrouble(ObserverQueue::Trouble trouble);
    // `callers`: whether those of keys and teams are told who called.
    void use(const std::vector<ObserverSettings> &settings, bool callers = true);
    struct Figures {
        std::int64_t delivered = 0;
        std::int64_t dropped = 0;
    };
    // Of everybody's observers of that name together; nothing where there is none.
    std::optional<Figures> figuresOf(std::string_view name) const;
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
    // Observers of a key or team, while they are asked for.
    struct Scope {
        std::vector<std::shared_ptr<ObserverQueue>> queues;
        SteadyTime used {};
    };
    using Queues = std::vector<std::shared_ptr<ObserverQueue>>;

    bool watches(const AttemptDraft &draft) const;
    void remember(const AttemptDraft &draft);
    void tell(Observation observation, Queues &leaving); // with the lock held
    const Queues &scoped(const std::string &callbacks, Queues &leaving); // the same
    std::shared_ptr<ObserverQueue> makeQueue(const ObserverSettings &settings); // the same
    void say(const std::string &trouble) const;

    AttemptLedger &m_ledger;
    const Clock &m_clock;
    transport::IoRuntime &m_runtime;
    KeyNaming m_naming;
    CallbacksOf m_callbacks;
    Variables m_process;
    std::atomic<bool> m_any = false;
    std::atomic<bool> m_remembers = false; // something was remembered since the start
    mutable std::mutex m_saying; // guards m_trouble; taken after m_mutex, if both
    ObserverQueue::Trouble m_trouble;
    mutable std::mutex m_mutex; // guards what follows
    std::unique_ptr<transport::HttpClient> m_client; // made with the first observer
    std::vector<std::shared_ptr<ObserverQueue>> m_queues;
    std::map<std::string, AttemptDraft> m_open;
    std::map<std::string, Scope> m_scopes; // by what is asked for
    bool m_callers = true;
    bool m_saidTooMany = false;
};

} // namespace patchbay::observers
