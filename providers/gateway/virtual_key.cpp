// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/virtual_key.h"

#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <format>

namespace patchbay::gateway {

namespace {

using namespace std::chrono;
using wire::JsonView;
using wire::JsonWriter;

struct Duration {
    std::int64_t count = 0;
    std::string_view unit;
};

std::optional<seconds> unitLength(std::string_view unit)
{
    constexpr std::pair<std::string_view, seconds> units[] = { { "s", seconds(1) }, { "m", minutes(1) },
                                                               { "h", hours(1) },   { "d", days(1) },
                                                               { "w", weeks(1) },   { "mo", days(30) } };
    for (const auto &[name, length] : units) {
        if (name == unit) {
            return length;
        }
    }
    return std::nullopt;
}

std::optional<Duration> readDuration(std::string_view text)
{
    Duration duration;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), duration.count);
    duration.unit = text.substr(static_cast<std::size_t>(end - text.data()));
    // Times are counted in microseconds: what lasts longer than that is a slip of the hand.
    constexpr std::int64_t largest = 1'000'000'000;
    constexpr seconds longest = years(1'000);
    const std::optional<seconds> unit = unitLength(duration.unit);
    const bool readable = error == std::errc() && duration.count > 0 && duration.count <= largest;
    return readable && unit && *unit * duration.count <= longest ? std::optional(duration) : std::nullopt;
}

std::optional<WallTime> readTime(const JsonView &json)
{
    const std::optional<std::int64_t> value = json.integer();
    return value ? std::optional(WallTime(microseconds(*value))) : std::nullopt;
}

std::optional<std::int64_t> number(const std::optional<WallTime> &time)
{
    return time ? std::optional<std::int64_t>(time->time_since_epoch().count()) : std::nullopt;
}

void writeTexts(JsonWriter &writer, std::string_view name, const std::vector<std::string> &texts)
{
    writer.beginArray(name);
    for (const std::string &text : texts) {
        writer.string(text);
    }
    writer.endArray();
}

std::vector<std::string> readTexts(const JsonView &json)
{
    std::vector<std::string> texts;
    for (const JsonView item : json.items()) {
        texts.push_back(item.string());
    }
    return texts;
}

std::optional<std::int64_t> nano(const std::optional<Money> &money)
{
    return money ? std::optional<std::int64_t>(money->nanoDollars) : std::nullopt;
}

std::optional<Money> readMoney(const JsonView &json)
{
    const std::optional<std::int64_t> value = json.integer();
    return value ? std::optional(Money { *value }) : std::nullopt;
}

void writeMoreLimits(JsonWriter &writer, const VirtualKey &key)
{
    writer.member("soft_budget", nano(key.softBudget));
    writer.beginArray("windows");
    for (const BudgetWindow &window : key.windows) {
        writer.beginObject();
        writer.member("duration", window.duration);
        writer.member("maximum", window.maximum.nanoDollars);
        writer.endObject();
    }
    writer.endArray();
    writer.beginObject("model_limits");
    for (const auto &[model, limit] : key.modelLimits) {
        writer.beginObject(model);
        writer.member("maximum", nano(limit.maximum));
        writer.member("duration", limit.duration);
        writer.member("rpm", limit.requestsPerMinute);
        writer.member("tpm", limit.tokensPerMinute);
        writer.endObject();
    }
    writer.endObject();
    writer.member("temporary_increase", nano(key.temporaryIncrease));
    writer.member("temporary_until", number(key.temporaryUntil));
    writer.memberUnlessEmpty("organization", key.organization);
    writer.memberUnlessEmpty("budget_id", key.budgetId);
    writer.memberUnlessEmpty("previous_digest", key.previousDigest);
    writer.member("previous_until", number(key.previousUntil));
    writer.member("members", key.members);
    writeTexts(writer, "routes", key.routes);
    writeTexts(writer, "required_fields", key.requiredFields);
    writer.member("shown", key.shown);
    writer.memberUnlessEmpty("project", key.project);
    writer.beginObject("budget_fallbacks");
    for (const auto &[model, others] : key.budgetFallbacks) {
        writeTexts(writer, model, others);
    }
    writer.endObject();
    if (key.storesBodies) {
        writer.member("stores_bodies", *key.storesBodies);
    }
}

void readMoreLimits(VirtualKey &key, const JsonView &json)
{
    key.softBudget = readMoney(json["soft_budget"]);
    for (const JsonView window : json["windows"].items()) {
        key.windows.push_back({ window["duration"].string(), readMoney(window["maximum"]).value_or(Money {}) });
    }
    for (const wire::JsonMember &member : json["model_limits"].members()) {
        key.modelLimits[member.key()] = { readMoney(member.value["maximum"]), member.value["duration"].string(),
                                          member.value["rpm"].integer(), member.value["tpm"].integer() };
    }
    key.temporaryIncrease = readMoney(json["temporary_increase"]);
    key.temporaryUntil = readTime(json["temporary_until"]);
    key.organization = json["organization"].string();
    key.budgetId = json["budget_id"].string();
    key.previousDigest = json["previous_digest"].string();
    key.previousUntil = readTime(json["previous_until"]);
    key.members = json["members"].text();
    key.project = json["project"].string();
    for (const wire::JsonMember &member : json["budget_fallbacks"].members()) {
        key.budgetFallbacks[member.key()] = readTexts(member.value);
    }
    key.storesBodies = json["stores_bodies"].boolean();
    key.routes = readTexts(json["routes"]);
    key.requiredFields = readTexts(json["required_fields"]);
    key.shown = json["shown"].text();
}

} // namespace

void takeBudget(VirtualKey &account, const VirtualKey &budget)
{
    account.budgetId = budget.id;
    account.maximumBudget = budget.maximumBudget;
    account.softBudget = budget.softBudget;
    account.budgetDuration = budget.budgetDuration;
    account.budgetReset = budget.budgetReset;
    account.requestsPerMinute = budget.requestsPerMinute;
    account.tokensPerMinute = budget.tokensPerMinute;
    account.maximumParallel = budget.maximumParallel;
    account.modelLimits = budget.modelLimits;
}

bool limitsNothing(const VirtualKey &account)
{
    return account.budgetId.empty() && !account.maximumBudget && !account.softBudget && !account.tokensPerMinute
        && !account.requestsPerMinute && !account.maximumParallel && account.windows.empty() && account.modelLimits.empty();
}

std::string toDocument(const VirtualKey &key)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("id", key.id);
    writer.member("digest", key.digest);
    writer.member("name", key.name);
    writer.member("alias", key.alias);
    writeTexts(writer, "models", key.models);
    writer.beginObject("aliases");
    for (const auto &[asked, group] : key.aliases) {
        writer.member(asked, group);
    }
    writer.endObject();
    writer.member("max_budget",
                  key.maximumBudget ? std::optional<std::int64_t>(key.maximumBudget->nanoDollars) : std::nullopt);
    writer.member("budget_duration", key.budgetDuration);
    writer.member("budget_reset", number(key.budgetReset));
    writer.member("rpm", key.requestsPerMinute);
    writer.member("tpm", key.tokensPerMinute);
    writer.member("parallel", key.maximumParallel);
    writeMoreLimits(writer, key);
    writer.member("user", key.user);
    writer.member("team", key.team);
    writeTexts(writer, "tags", key.tags);
    writeTexts(writer, "guardrails", key.guardrails);
    writer.member("metadata", key.metadata);
    writer.member("blocked", key.blocked);
    writer.member("expires", number(key.expires));
    writer.member("deleted", number(key.deleted));
    writer.member("created", number(key.created));
    writer.member("updated", number(key.updated));
    writer.member("spend_base", key.spendBase.nanoDollars);
    writer.member("spend_since", number(key.spendSince));
    writer.endObject();
    return writer.take();
}

Result<VirtualKey> fromDocument(std::string_view document)
{
    const auto parsed = wire::parseJson(document);
    if (!parsed || !parsed->isObject()) {
        return failure(ErrorClass::InternalServer, "A stored virtual key is damaged.");
    }
    const JsonView &json = *parsed;
    VirtualKey key;
    key.id = json["id"].string();
    key.digest = json["digest"].string();
    key.name = json["name"].string();
    key.alias = json["alias"].string();
    key.models = readTexts(json["models"]);
    for (const wire::JsonMember &member : json["aliases"].members()) {
        key.aliases[member.key()] = member.value.string();
    }
    if (const std::optional<std::int64_t> budget = json["max_budget"].integer()) {
        key.maximumBudget = Money { *budget };
    }
    key.budgetDuration = json["budget_duration"].string();
    key.budgetReset = readTime(json["budget_reset"]);
    key.requestsPerMinute = json["rpm"].integer();
    key.tokensPerMinute = json["tpm"].integer();
    key.maximumParallel = json["parallel"].integer();
    readMoreLimits(key, json);
    key.user = json["user"].string();
    key.team = json["team"].string();
    key.tags = readTexts(json["tags"]);
    key.guardrails = readTexts(json["guardrails"]);
    key.metadata = json["metadata"].text();
    key.blocked = json["blocked"].boolean().value_or(false);
    key.expires = readTime(json["expires"]);
    key.deleted = readTime(json["deleted"]);
    key.created = readTime(json["created"]).value_or(WallTime());
    key.updated = readTime(json["updated"]).value_or(WallTime());
    key.spendBase = { json["spend_base"].integer().value_or(0) };
    key.spendSince = readTime(json["spend_since"]).value_or(WallTime());
    return key;
}

std::optional<seconds> durationLength(std::string_view text)
{
    const std::optional<Duration> duration = readDuration(text);
    const std::optional<seconds> unit = duration ? unitLength(duration->unit) : std::nullopt;
    return unit ? std::optional(*unit * duration->count) : std::nullopt;
}

namespace {

using LocalTime = local_time<microseconds>;

LocalTime toLocal(WallTime time, const time_zone *zone)
{
    return zone ? zone->to_local(time) : LocalTime(time.time_since_epoch());
}

// Of an hour that comes twice the first counts; one that never comes is the moment of the change.
WallTime fromLocal(LocalTime time, const time_zone *zone)
{
    return zone ? WallTime(zone->to_sys(time, choose::earliest)) : WallTime(time.time_since_epoch());
}

bool isMonths(const Duration &duration)
{
    constexpr std::int64_t month = 30;
    return duration.unit == "mo" || (duration.unit == "d" && duration.count == month);
}

int monthsOf(const Duration &duration)
{
    return duration.unit == "mo" ? static_cast<int>(std::min<std::int64_t>(duration.count, 1'200)) : 1;
}

bool isWeeks(const Duration &duration)
{
    constexpr std::int64_t week = 7;
    return duration.unit == "w" || (duration.unit == "d" && duration.count == week);
}

std::int64_t weeksOf(const Duration &duration)
{
    return duration.unit == "w" ? duration.count : 1;
}

local_days firstOfMonth(local_days day, int monthsOn)
{
    const year_month_day date(day);
    return local_days((date.year() / date.month() + months(monthsOn)) / std::chrono::day(1));
}

local_days monday(local_days day)
{
    return day - (weekday(day) - Monday);
}

} // namespace

std::optional<WallTime> nextReset(std::string_view text, WallTime now, const time_zone *zone)
{
    const std::optional<Duration> duration = readDuration(text);
    const std::optional<seconds> unit = duration ? unitLength(duration->unit) : std::nullopt;
    if (!unit) {
        return std::nullopt;
    }
    const LocalTime here = toLocal(now, zone);
    const local_days today = floor<days>(here);
    if (isMonths(*duration)) {
        return fromLocal(firstOfMonth(today, monthsOf(*duration)), zone);
    }
    if (isWeeks(*duration)) {
        return fromLocal(monday(today) + weeks(weeksOf(*duration)), zone);
    }
    if (duration->unit == "d") {
        return duration->count == 1 ? fromLocal(today + days(1), zone) : now + *unit * duration->count;
    }
    // Boundaries of hours are those of the zone's clocks too; how long the span is does not change with them.
    const seconds length = *unit * duration->count;
    const auto since = floor<seconds>(here).time_since_epoch();
    return now + (LocalTime(since - since % length + length) - here);
}

std::optional<WallTime> spanStart(std::string_view text, WallTime now, const time_zone *zone)
{
    const std::optional<Duration> duration = readDuration(text);
    const std::optional<WallTime> end = nextReset(text, now, zone);
    const std::optional<seconds> length = durationLength(text);
    if (!duration || !end || !length) {
        return std::nullopt;
    }
    // Months are not alike, and neither are days where clocks change.
    const local_days last = floor<days>(toLocal(*end, zone));
    if (isMonths(*duration)) {
        return fromLocal(firstOfMonth(last, -monthsOf(*duration)), zone);
    }
    if (isWeeks(*duration)) {
        return fromLocal(last - weeks(weeksOf(*duration)), zone);
    }
    return duration->unit == "d" && duration->count == 1 ? fromLocal(last - days(1), zone) : *end - *length;
}

Money fromDollars(double dollars)
{
    constexpr double nano = 1e9;
    constexpr double most = 9e9; // dollars
    return { std::llround(std::clamp(dollars, -most, most) * nano) };
}

double toDollars(Money money)
{
    constexpr double nano = 1e9;
    return static_cast<double>(money.nanoDollars) / nano;
}

std::string timeText(WallTime time)
{
    return std::format("{:%Y-%m-%dT%H:%M:%SZ}", floor<seconds>(time));
}

} // namespace patchbay::gateway
