// SPDX-License-Identifier: GPL-3.0-or-later
//
// vault test: providers are asked for their models, several at a time, and what they say is kept. While they are asked,
// the vault belongs to whoever wants it.
#include "app/cli/vault_verbs.h"
#include "app/shared/key_probe.h"
#include "models/keeper/key_facts.h"
#include "models/vault/key_parts.h"
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

// An account of several parts of which some are missing yet says nothing about those that are there.
bool isWhole(const vault::VaultRecord &record, const Catalog &catalog)
{
    const ProviderEntry *provider = catalog.provider(record.provider);
    const bool isSigned = provider != nullptr && provider->auth.kind == AuthPlacement::Kind::AwsSignature;
    return !isSigned || record.parts.contains(std::string(vault::onlyPart))
        || (record.parts.contains("aws_access_key_id") && record.parts.contains("aws_secret_access_key"));
}

std::string sentenceOf(const std::string &verdict)
{
    return verdict == "valid"       ? "tested: the provider accepts it"
        : verdict == "not accepted"    ? "tested: the provider does NOT accept it; it is in the vault all the same (vault rotate, vault remove)"
        : verdict == "forbidden"       ? "tested: the provider knows it and does not let it list models"
        : saysNothing(verdict)         ? "not tested" + whyNotTested(verdict) + " vault test asks again."
                                       : "tested: " + verdict;
}

} // namespace

std::string whyNotTested(const std::string &verdict)
{
    const std::size_t colon = verdict.find(": ");
    return colon == std::string::npos ? std::string() : verdict.substr(colon);
}

Result<std::string> askProvider(VaultSession &session, const vault::VaultRecord &record, const Catalog &catalog)
{
    constexpr std::chrono::milliseconds patience { 6'000 };
    session.pause();
    Answers answers;
    {
        transport::IoRuntime runtime(1);
        KeyProbe::Parts parts { catalog, runtime, session.clock(), {}, patience };
        transport::proxyFromEnvironment(parts.client);
        KeyProbe probe(std::move(parts));
        probe.ask(record, apiBasesFromEnvironment(catalog, processEnvironment()),
                  [&answers](const Models &models) { answers.put({ {}, verdictOf(models) }); });
        std::string verdict = answers.take().front().said;
        return session.resume().transform([&verdict] { return std::move(verdict); });
    }
}

Result<void> testAdded(VaultSession &session, const std::string &name, const Streams &streams, const Catalog &catalog)
{
    const vault::VaultRecord *added = session.vault().find(name);
    if (added == nullptr || !isWhole(*added, catalog)) {
        return {};
    }
    const vault::VaultRecord record = added->clone();
    const Result<std::string> verdict = askProvider(session, record, catalog);
    if (!verdict) {
        return std::unexpected(verdict.error());
    }
    streams.out << sentenceOf(*verdict) << '\n';
    return saysNothing(*verdict) ? Result<void>() : keep(session, { record.id, *verdict }).transform([](const auto &) { });
}

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
