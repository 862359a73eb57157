// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/key_budget_fields.h"

#include "providers/gateway/error_text.h"

#include <algorithm>
#include <charconv>

namespace patchbay::gateway {

namespace {

using wire::JsonKind;
using wire::JsonView;

Result<void> refuse(std::string_view field, std::string_view what)
{
    Error error = gatewayError(400, "\"" + std::string(field) + "\" " + std::string(what) + ".", "bad_request_error");
    error.param = field;
    return std::unexpected(std::move(error));
}

constexpr std::string_view amountWords = "is a number of dollars, from 0 to 9000000000";

bool isAmount(const std::optional<double> &dollars)
{
    constexpr double most = 9e9; // what a sum of nano-dollars can hold
    return dollars && *dollars >= 0 && *dollars <= most;
}

Result<void> readBudget(VirtualKey &key, const JsonView &json, WallTime now, const std::chrono::time_zone *zone)
{
    if (const JsonView value = json["max_budget"]; value.kind() != JsonKind::Absent) {
        const std::optional<double> dollars = numberIn(value);
        if (value && !isAmount(dollars)) {
            return refuse("max_budget", amountWords);
        }
        key.maximumBudget = dollars ? std::optional(fromDollars(*dollars)) : std::nullopt;
    }
    if (const JsonView value = json["budget_duration"]; value.kind() != JsonKind::Absent) {
        key.budgetDuration = value.string();
        key.budgetReset = key.budgetDuration.empty() ? std::nullopt : nextReset(key.budgetDuration, now, zone);
        if (!key.budgetDuration.empty() && !key.budgetReset) {
            return refuse("budget_duration", "is a duration such as 30s, 15m, 2h, 7d, 1w or 1mo");
        }
    }
    if (const JsonView value = json["spend"]; value.kind() != JsonKind::Absent) {
        const std::optional<double> dollars = value.number();
        if (!dollars || *dollars < 0) {
            return refuse("spend", "is a number of dollars, 0 or more");
        }
        key.spendBase = fromDollars(*dollars);
        key.spendSince = now;
    }
    return {};
}

Result<std::optional<Money>> readMoney(const JsonView &value, std::string_view field)
{
    const std::optional<double> dollars = numberIn(value);
    if (value && !isAmount(dollars)) {
        return std::unexpected(refuse(field, amountWords).error());
    }
    return dollars ? std::optional(fromDollars(*dollars)) : std::nullopt;
}

Result<void> readDuration(const JsonView &value, std::string_view field, std::string &duration)
{
    duration = value.string();
    return duration.empty() || durationLength(duration)
        ? Result<void>()
        : refuse(field, "is a duration such as 30s, 15m, 2h, 7d, 1w or 1mo");
}

// budget_limits: several budgets that hold at once.
Result<void> readWindows(VirtualKey &key, const JsonView &json)
{
    const JsonView value = json["budget_limits"];
    if (value.kind() == JsonKind::Absent) {
        return {};
    }
    key.windows.clear();
    for (const JsonView item : value.items()) {
        const Result<std::optional<Money>> maximum = readMoney(item["max_budget"], "budget_limits");
        BudgetWindow window;
        if (!maximum || !*maximum || item["budget_duration"].string().empty()) {
            return refuse("budget_limits", "is a list of {budget_duration, max_budget}");
        }
        window.maximum = **maximum;
        if (const Result<void> read = readDuration(item["budget_duration"], "budget_limits", window.duration); !read) {
            return read;
        }
        key.windows.push_back(std::move(window));
    }
    return {};
}

// model_max_budget, model_rpm_limit and model_tpm_limit, each a map by model.
Result<void> readModelLimits(VirtualKey &key, const JsonView &json)
{
    if (const JsonView value = json["model_max_budget"]; value.kind() != JsonKind::Absent) {
        for (auto &[model, limit] : key.modelLimits) {
            limit.maximum.reset();
        }
        for (const wire::JsonMember &member : value.members()) {
            const JsonView entry = member.value;
            ModelLimit &limit = key.modelLimits[member.key()];
            const JsonView amount = entry.isNumber() ? entry
                : entry["budget_limit"]              ? entry["budget_limit"]
                                                     : entry["max_budget"];
            const Result<std::optional<Money>> maximum = readMoney(amount, "model_max_budget");
            if (!maximum) {
                return std::unexpected(maximum.error());
            }
            limit.maximum = *maximum;
            const JsonView span = entry["time_period"] ? entry["time_period"] : entry["budget_duration"];
            if (const Result<void> read = readDuration(span, "model_max_budget", limit.duration); !read) {
                return read;
            }
        }
    }
    for (const auto &[field, part] : { std::pair("model_rpm_limit", &ModelLimit::requestsPerMinute),
                                       std::pair("model_tpm_limit", &ModelLimit::tokensPerMinute) }) {
        const JsonView value = json[field];
        if (value.kind() == JsonKind::Absent) {
            continue;
        }
        for (auto &[model, limit] : key.modelLimits) {
            (limit.*part).reset();
        }
        for (const wire::JsonMember &member : value.members()) {
            const std::optional<std::int64_t> number = member.value.integer();
            if (!number || *number < 0) {
                return refuse(field, "maps models to whole numbers");
            }
            key.modelLimits[member.key()].*part = number;
        }
    }
    return {};
}

Result<void> readMoreLimits(VirtualKey &key, const JsonView &json, WallTime now)
{
    if (const JsonView value = json["soft_budget"]; value.kind() != JsonKind::Absent) {
        const Result<std::optional<Money>> soft = readMoney(value, "soft_budget");
        if (!soft) {
            return std::unexpected(soft.error());
        }
        key.softBudget = *soft;
    }
    const JsonView increase = json["temp_budget_increase"];
    const JsonView expiry = json["temp_budget_expiry"];
    if (static_cast<bool>(increase) != static_cast<bool>(expiry)) {
        return refuse("temp_budget_increase", "goes with temp_budget_expiry");
    }
    if (increase) {
        const Result<std::optional<Money>> money = readMoney(increase, "temp_budget_increase");
        const std::optional<std::chrono::seconds> length = durationLength(expiry.string());
        if (!money || !length) {
            return money ? refuse("temp_budget_expiry", "is a duration such as 1d") : std::unexpected(money.error());
        }
        key.temporaryIncrease = *money;
        key.temporaryUntil = now + *length;
    }
    return readWindows(key, json);
}

// budget_fallbacks: {model: [models that are tried where a budget is used up]}
Result<void> readBudgetFallbacks(VirtualKey &key, const JsonView &json)
{
    const JsonView value = json["budget_fallbacks"];
    if (value.kind() == JsonKind::Absent) {
        return {};
    }
    if (value && !value.isObject()) {
        return refuse("budget_fallbacks", "maps models to lists of models");
    }
    key.budgetFallbacks.clear();
    for (const wire::JsonMember &member : value.members()) {
        std::vector<std::string> &others = key.budgetFallbacks[member.key()];
        for (const JsonView item : member.value.items()) {
            others.push_back(item.string());
        }
        if (!member.value.isArray() || others.empty() || std::ranges::contains(others, std::string())) {
            return refuse("budget_fallbacks", "maps models to lists of models");
        }
    }
    return {};
}

} // namespace

std::optional<double> numberIn(const JsonView &value)
{
    if (!value.isString()) {
        return value.number();
    }
    const std::string text = value.string();
    double number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

Result<void> readBudgetFields(VirtualKey &key, const JsonView &json, WallTime now, const std::chrono::time_zone *zone)
{
    return readBudget(key, json, now, zone)
        .and_then([&] { return readMoreLimits(key, json, now); })
        .and_then([&] { return readModelLimits(key, json); })
        .and_then([&] { return readBudgetFallbacks(key, json); });
}

} // namespace patchbay::gateway
