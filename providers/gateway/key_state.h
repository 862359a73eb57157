// SPDX-License-Identifier: GPL-3.0-or-later
//
// KeyState: a virtual key, or an account, with its counters, all under its book's lock. Inside the room only.
#pragma once

#include "providers/gateway/key_book.h"

#include <algorithm>

namespace patchbay::gateway {

struct SpanCounter {
    Money spent;
    Money held;
    std::optional<WallTime> reset;

    void turn(const std::string &duration, WallTime now, const std::chrono::time_zone *zone)
    {
        if (!reset) {
            reset = nextReset(duration, now, zone);
        } else if (now >= *reset) {
            spent = {};
            reset = nextReset(duration, now, zone);
        }
    }
};

struct ModelCounter {
    SpanCounter money;
    std::int64_t requests = 0; // of the key's minute
    std::int64_t tokens = 0;
};

class KeyState {
public:
    VirtualKey key;
    std::string_view group = "key"; // or the account's kind
    bool removed = false;
    bool softTold = false; // that the soft budget of this span is reached
    Money spent; // since the budget began, spendBase included
    Money held;
    std::int64_t parallel = 0;
    // The fixed minute that began with its first request.
    SteadyTime windowStart {};
    bool windowOpen = false;
    std::int64_t requests = 0;
    std::int64_t tokens = 0; // settled and held
    std::vector<SpanCounter> windows; // of key.windows
    std::map<std::string, ModelCounter, std::less<>> models; // of those with a limit

    // Brings every span up to now. Days and months are the zone's, UTC's where it is null.
    void turn(WallTime today, SteadyTime now, const std::chrono::time_zone *zone)
    {
        turnBudget(today, zone);
        turnWindow(now);
        windows.resize(key.windows.size());
        for (std::size_t place = 0; place < windows.size(); ++place) {
            windows[place].turn(key.windows[place].duration, today, zone);
        }
        for (auto &[model, counter] : models) {
            const auto limit = key.modelLimits.find(model);
            counter.money.turn(limit == key.modelLimits.end() ? std::string() : limit->second.duration, today,
                               zone);
        }
    }
    void turnWindow(SteadyTime now)
    {
        constexpr std::chrono::seconds window { 60 };
        if (windowOpen && now - windowStart >= window) {
            windowOpen = false;
            requests = 0;
            tokens = 0;
            for (auto &[model, counter] : models) {
                counter.requests = counter.tokens = 0;
            }
        }
    }
    // A budget whose span is over starts again. Clocks set back open nothing: the reset only moves on.
    bool turnBudget(WallTime now, const std::chrono::time_zone *zone)
    {
        if (!key.budgetReset || now < *key.budgetReset) {
            return false;
        }
        key.spendBase = {};
        // After a long sleep several spans are over; only the current one counts.
        std::optional<WallTime> next = key.budgetReset;
        while (next && *next <= now) {
            key.spendSince = *next;
            next = nextReset(key.budgetDuration, *next, zone);
        }
        key.budgetReset = next;
        spent = {};
        softTold = false;
        return true;
    }

    bool overSoft() const { return key.softBudget && spent >= *key.softBudget; }

    void hold(const Hold &hold, SteadyTime now)
    {
        if (!windowOpen) {
            windowOpen = true;
            windowStart = now;
        }
        ++requests;
        ++parallel;
        tokens += hold.tokens;
        add(hold.model, hold.amount, {});
        if (ModelCounter *counter = counterOf(hold.model)) {
            ++counter->requests;
            counter->tokens += hold.tokens;
        }
    }

    void settle(const Hold &hold, Money cost, std::int64_t used)
    {
        --parallel;
        add(hold.model, { -hold.amount.nanoDollars }, cost);
        // Where the minute is over, what was held in it is gone with it.
        tokens = std::max<std::int64_t>(0, tokens + used - hold.tokens);
        if (ModelCounter *counter = counterOf(hold.model)) {
            counter->tokens = std::max<std::int64_t>(0, counter->tokens + used - hold.tokens);
        }
    }

    // Spent by somebody whom nothing of the call was held for.
    void pay(const Hold &hold, Money cost) { add(hold.model, {}, cost); }

private:
    ModelCounter *counterOf(const std::string &model)
    {
        return key.modelLimits.contains(model) ? &models[model] : nullptr;
    }
    void add(const std::string &model, Money more, Money cost)
    {
        held += more;
        spent += cost;
        for (SpanCounter &window : windows) {
            window.held += more;
            window.spent += cost;
        }
        if (ModelCounter *counter = counterOf(model)) {
            counter->money.held += more;
            counter->money.spent += cost;
        }
    }
};

} // namespace patchbay::gateway
