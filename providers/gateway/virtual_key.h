// SPDX-License-Identifier: GPL-3.0-or-later
//
// VirtualKey: a key that the gateway hands out, with what it may do; and the port that keeps keys.
#pragma once

#include "providers/core/clock.h"
#include "providers/core/json_text.h"
#include "providers/core/money.h"
#include "providers/core/result.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace patchbay::gateway {

// One of several budgets that hold at once ("budget_limits").
struct BudgetWindow {
    std::string duration;
    Money maximum;
    bool operator==(const BudgetWindow &) const = default;
};

// Limits for one model's name as it is asked for.
struct ModelLimit {
    std::optional<Money> maximum;
    std::string duration; // of the budget; empty: never starts again
    std::optional<std::int64_t> requestsPerMinute;
    std::optional<std::int64_t> tokensPerMinute;
    bool operator==(const ModelLimit &) const = default;
};

// model_info.access_groups: a name that keys may list, and the models of the file that it stands for.
using AccessGroups = std::map<std::string, std::set<std::string, std::less<>>, std::less<>>;

struct VirtualKey {
    std::string id; // "key_…": what the ledger's rows name
    std::string digest; // KeyDigest of the key; LiteLLM's "token"
    std::string name; // "sk-...AbCd"
    std::string alias;
    std::vector<std::string> models; // empty: all
    std::map<std::string, std::string, std::less<>> aliases; // asked for → group
    std::optional<Money> maximumBudget;
    std::string budgetDuration; // "30d"; empty: never starts again
    std::optional<WallTime> budgetReset;
    std::optional<std::int64_t> requestsPerMinute;
    std::optional<std::int64_t> tokensPerMinute;
    std::optional<std::int64_t> maximumParallel;
    std::optional<Money> softBudget; // told, never refused
    std::vector<BudgetWindow> windows;
    std::map<std::string, ModelLimit, std::less<>> modelLimits;
    std::optional<Money> temporaryIncrease; // of maximumBudget
    std::optional<WallTime> temporaryUntil;
    std::string organization;
    std::string budgetId; // whose limits were taken over
    // After a rotation the earlier key still opens until then.
    std::string previousDigest;
    std::optional<WallTime> previousUntil;
    JsonText members; // of a team: array of {"user_id", "role"}
    std::string user;
    std::string team;
    std::string project;
    // Model as it is asked for → models that are tried where a budget is used up (LiteLLM's budget_fallbacks).
    std::map<std::string, std::vector<std::string>, std::less<>> budgetFallbacks;
    std::vector<std::string> tags;
    std::vector<std::string> guardrails; // that look at every call
    std::vector<std::string> routes; // LiteLLM's allowed_routes: paths and groups of them; empty: all
    std::vector<std::string> requiredFields; // LiteLLM's enforced_params
    JsonText shown; // object: what LiteLLM shows beside, and nothing here depends on (user_email, …)
    JsonText metadata; // object
    std::optional<bool> storesBodies; // store_prompts_in_spend_logs; nothing: as the configuration says
    bool blocked = false;
    std::optional<WallTime> expires;
    std::optional<WallTime> deleted; // opens nothing any more; reports go on naming it
    WallTime created {};
    WallTime updated {};
    // Spend is `spendBase` and the ledger's rows from `spendSince` on: nothing is written per request.
    Money spendBase;
    WallTime spendSince {};

    bool operator==(const VirtualKey &) const = default;

    std::optional<Money> budgetAt(WallTime now) const
    {
        const bool raised = maximumBudget && temporaryIncrease && temporaryUntil && now < *temporaryUntil;
        return raised ? std::optional(*maximumBudget + *temporaryIncrease) : maximumBudget;
    }
};

// Takes over the limits of a budget, and remembers whose they are.
void takeBudget(VirtualKey &account, const VirtualKey &budget);

// Whether an account has no budget and no limit of its own.
bool limitsNothing(const VirtualKey &account);

// One JSON object, for the store.
std::string toDocument(const VirtualKey &key);
Result<VirtualKey> fromDocument(std::string_view document);

// Whose spend is asked for in the ledger.
// All: with an empty id; Member: with the user's id, and its team.
enum class SpendOf : std::uint8_t { Key, Team, User, Customer, Tag, Project, All, Member };
struct SpendQuestion {
    SpendOf of = SpendOf::Key;
    std::string id;
    WallTime since {};
    std::string group; // only of this model; empty: of all
    std::string team {}; // of a member
};

// Keeps keys; models/gateway implements it. Thread-safe; calls wait for the disk, so no I/O thread
// makes them.
class KeyStore {
public:
    struct Record {
        std::string id;
        std::string digest;
        std::string document;
    };
    virtual ~KeyStore() = default;
    virtual Result<std::vector<Record>> load() = 0;
    virtual Result<void> save(const Record &record) = 0;
    virtual Result<void> remove(const std::string &id) = 0;
    // What the ledger says was spent with each key since its time; attempts of unknown end count as reserved.
    virtual Result<std::map<std::string, Money>> spent(const std::map<std::string, WallTime> &since) = 0;
    // One sum, as above.
    virtual Result<Money> spent(const SpendQuestion &question) = 0;
    // The same of every customer whom calls named since then.
    virtual Result<std::map<std::string, Money>> spentByCustomers(WallTime since) = 0;

    // Accounts: teams, users, …, see account.h.
    struct Account {
        std::string kind;
        std::string id;
        std::string document;
    };
    virtual Result<std::vector<Account>> loadAccounts() = 0;
    virtual Result<void> saveAccount(const Account &account) = 0;
    virtual Result<void> removeAccount(const std::string &kind, const std::string &id) = 0;
};

// "30s", "15m", "2h", "7d", "1w", "1mo" → when the span that now stands in ends, by LiteLLM's rules:
// seconds to hours at their boundaries, 1d at midnight, 7d and 1w on Monday, 30d and 1mo on the first, other days
// counted from now; all of it as the clocks of `zone` show (litellm_settings.timezone), UTC where it is null.
std::optional<WallTime> nextReset(std::string_view duration, WallTime now, const std::chrono::time_zone *zone = nullptr);
// When the span began that stands in at `now`.
std::optional<WallTime> spanStart(std::string_view duration, WallTime now, const std::chrono::time_zone *zone = nullptr);
// The same words as a length, for expiry; a month has 30 days.
std::optional<std::chrono::seconds> durationLength(std::string_view duration);

// Dollars as people write them ("0.5", 1e-3) to nano-dollars, rounded.
Money fromDollars(double dollars);
double toDollars(Money money);
// RFC 3339, in seconds, UTC.
std::string timeText(WallTime time);

} // namespace patchbay::gateway
