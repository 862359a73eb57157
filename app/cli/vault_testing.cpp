// SPDX-License-Identifier: GPL-3.0-or-later
//
// vault test: providers are asked for their models, several at a time, and what they say is kept. While they are asked,
// the vault belongs to whoever wants it.
#include "app/cli/vault_verbs.h"
#include "app/shared/key_probe.h"
#include "models/keeper/key_facts.h"
#include "providers/engine/environment_keys.h"

#include <boost/json.hpp>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <ostream>
#include <utility>

namespace patchbay::cli {
namespace {

namespace json = boost::json;
using Models = Result<std::vector<std::string>>;

struct Verdict {
    std::string id; // of the key
    std::string said;
};

// Where the answers of I/O threads are fetched.
class Answers {
public:
    void put(Verdict verdict)
    {
        const std::scoped_lock lock(m_mutex);
        m_waiting.push_back(std::move(verdict));
        m_changed.notify_one();
    }
    // All that is there; waits for one.
    std::deque<Verdict> take()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return !m_waiting.empty(); });
        return std::exchange(m_waiting, {});
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Verdict> m_waiting;
};

struct Outcome {
    std::string name;
    std::string provider;
    std::string result; // what is known of the key now
    std::string notAsked; // why nobody could be asked; empty: the provider has said it
};

// What a provider has said, for a key that may have gone meanwhile.
Result<std::optional<Outcome>> keep(VaultSession &session, const Verdict &verdict)
{
    const auto &records = session.vault().records();
    const auto found = std::ranges::find(records, verdict.id, &vault::VaultRecord::id);
    if (found == records.end()) {
        return std::nullopt;
    }
    Outcome outcome { found->name, found->provider, keptVerdict(found->testResult, verdict.said), {} };
    if (outcome.result != verdict.said) {
        outcome.notAsked = verdict.said; // what was known stays known
    } else {
        vault::VaultRecord tested = found->clone();
        tested.testResult = verdict.said;
        tested.tested = session.clock().now();
        if (const Result<void> saved = session.vault().replace(std::move(tested)); !saved) {
            return std::unexpected(saved.error());
        }
    }
    return session.note("test", outcome.name, verdict.said).transform([&outcome] { return std::optional(std::move(outcome)); });
}

void print(const Outcome &outcome, const Streams &streams)
{
    streams.out << outcome.name << ": " << outcome.result
                << (outcome.notAsked.empty() ? std::string() : " by the last test; could not be asked now (" + outcome.notAsked + ')')
                << std::endl;
}

json::object objectOf(const Outcome &outcome)
{
    return { { "name", outcome.name },
             { "provider", outcome.provider },
             { "test_result", outcome.result },
             { "not_asked", outcome.notAsked.empty() ? json::value(nullptr) : json::value(outcome.notAsked) } };
}

bool isGood(const std::vector<Outcome> &outcomes)
{
    return std::ranges::all_of(outcomes, [](const Outcome &one) { return one.result == "valid" && one.notAsked.empty(); });
}

// The keys that are asked for, apart from the vault.
Result<std::deque<vault::VaultRecord>> wanted(const VaultSession &session, const Arguments &arguments)
{
    std::deque<vault::VaultRecord> records;
    for (const vault::VaultRecord &record : session.vault().records()) {
        if (arguments.has("--all") || record.name == arguments.value("--name")) {
            records.push_back(record.clone());
        }
    }
    if (records.empty() && !arguments.has("--all")) {
        Error error = makeError(ErrorClass::NotFound, "The vault has no key named " + arguments.value("--name") + '.');
        error.code = "not_found";
        return std::unexpected(std::move(error));
    }
    return records;
}

} // namespace

int vaultTest(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &catalog)
{
    constexpr std::size_t atATime = 8;
    Result<std::deque<vault::VaultRecord>> records = wanted(session, arguments);
    if (!records) {
        return reportError(records.error(), streams.err);
    }
    Answers answers;
    transport::IoRuntime runtime(1);
    KeyProbe::Parts parts { catalog, runtime, session.clock(), {} };
    transport::proxyFromEnvironment(parts.client);
    KeyProbe probe(std::move(parts));
    const ApiBases apiBases = apiBasesFromEnvironment(catalog, processEnvironment());
    std::vector<Outcome> outcomes;
    std::size_t asked = 0;
    session.pause();
    while (asked > 0 || !records->empty()) {
        for (; asked < atATime && !records->empty(); ++asked) {
            probe.ask(records->front(), apiBases, [&answers, id = records->front().id](const Models &models) {
                answers.put({ id, verdictOf(models) });
            });
            records->pop_front();
        }
        const std::deque<Verdict> verdicts = answers.take();
        asked -= verdicts.size();
        if (const Result<void> resumed = session.resume(); !resumed) {
            return reportError(resumed.error(), streams.err);
        }
        for (const Verdict &verdict : verdicts) {
            Result<std::optional<Outcome>> kept = keep(session, verdict);
            if (!kept) {
                return reportError(kept.error(), streams.err);
            }
            if (*kept) {
                arguments.has("--json") ? void() : print(**kept, streams);
                outcomes.push_back(std::move(**kept));
            }
        }
        session.pause();
    }
    if (arguments.has("--json")) {
        std::ranges::sort(outcomes, {}, &Outcome::name);
        json::array rows;
        for (const Outcome &outcome : outcomes) {
            rows.push_back(objectOf(outcome));
        }
        streams.out << json::serialize(rows) << '\n';
    }
    return isGood(outcomes) ? Done : Failed;
}

} // namespace patchbay::cli
