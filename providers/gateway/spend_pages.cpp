// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/spend_pages.h"

#include "providers/core/call_report.h"
#include "providers/gateway/admin_answer.h"
#include "providers/gateway/route.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <format>
#include <map>

namespace patchbay::gateway {

using wire::JsonWriter;

struct SpendPages::Call {
    std::string_view method;
    std::string_view path;
    bool open; // to virtual keys too, for what is theirs
    Result<std::string> (SpendPages::*run)(const AdminRequest &) const;
};

const SpendPages::Call *SpendPages::callOf(std::string_view path)
{
    static constexpr Call calls[] = {
        { "GET", "/spend/logs", true, &SpendPages::logs },
        { "GET", "/spend/logs/v2", true, &SpendPages::pagedLogs },
        { "GET", "/spend/logs/ui", true, &SpendPages::pagedLogs },
        { "GET", "/spend/keys", false, &SpendPages::keys },
        { "GET", "/spend/users", false, &SpendPages::users },
        { "GET", "/spend/tags", false, &SpendPages::tags },
        { "POST", "/spend/calculate", true, &SpendPages::calculate },
        { "POST", "/cost/estimate", true, &SpendPages::estimate },
        { "GET", "/global/spend", false, &SpendPages::total },
        { "GET", "/global/spend/report", false, &SpendPages::report },
        { "GET", "/global/spend/logs", false, &SpendPages::globalLogs },
        { "GET", "/global/spend/keys", false, &SpendPages::globalKeys },
        { "GET", "/global/spend/models", false, &SpendPages::globalModels },
        { "GET", "/global/spend/teams", false, &SpendPages::globalTeams },
        { "GET", "/global/spend/provider", false, &SpendPages::globalProviders },
        { "GET", "/global/spend/tags", false, &SpendPages::globalTags },
        { "GET", "/global/activity", false, &SpendPages::activity },
        { "POST", "/global/spend/reset", false, &SpendPages::resetAll },
        { "GET", "/global/activity/exceptions", false, &SpendPages::exceptions },
        { "GET", "/global/activity/model", false, &SpendPages::modelActivity },
        { "GET", "/health/history", false, &SpendPages::healthHistory },
        { "GET", "/user/daily/activity", true, &SpendPages::dailyActivity },
        { "GET", "/team/daily/activity", true, &SpendPages::dailyActivity },
        { "GET", "/tag/daily/activity", false, &SpendPages::dailyActivity },
        { "GET", "/customer/daily/activity", false, &SpendPages::dailyActivity },
        { "GET", "/end_user/daily/activity", false, &SpendPages::dailyActivity },
        { "GET", "/project/daily/activity", false, &SpendPages::dailyActivity },
        { "GET", "/organization/daily/activity", false, &SpendPages::dailyActivity },
        { "GET", "/user/daily/activity/aggregated", true, &SpendPages::dailyActivity },
        { "GET", "/team/daily/activity/aggregated", true, &SpendPages::dailyActivity },
        { "GET", "/tag/daily/activity/aggregated", false, &SpendPages::dailyActivity },
        { "GET", "/customer/daily/activity/aggregated", false, &SpendPages::dailyActivity },
        { "GET", "/end_user/daily/activity/aggregated", false, &SpendPages::dailyActivity },
        { "GET", "/project/daily/activity/aggregated", false, &SpendPages::dailyActivity },
        { "GET", "/organization/daily/activity/aggregated", false, &SpendPages::dailyActivity },
    };
    const auto *found = std::ranges::find(calls, path, &Call::path);
    return found == std::end(calls) ? nullptr : found;
}

bool SpendPages::knows(std::string_view path)
{
    return callOf(path) || path.starts_with("/spend/") || path.starts_with("/global/");
}

bool SpendPages::opensToKeys(std::string_view path)
{
    const Call *call = callOf(path);
    return call && call->open;
}

HttpResponse SpendPages::handle(const AdminRequest &request) const
{
    const Call *call = callOf(request.path);
    if (!call) {
        return adminAnswer(refuseAdmin(404, "There is no such call."));
    }
    if (call->method != request.method) {
        return adminAnswer(refuseAdmin(405, "This call wants " + std::string(call->method) + "."));
    }
    return adminAnswer((this->*call->run)(request));
}

Result<SpendPages::Days> SpendPages::days(const AdminRequest &request, int otherwise) const
{
    const WallTime tomorrow = startOfDay(m_services.clock.now()) + std::chrono::days(1);
    Days span { tomorrow - std::chrono::days(otherwise), tomorrow };
    if (const std::string first = queryValue(request.query, "start_date"); !first.empty()) {
        const Result<WallTime> read = readAdminTime(first, "start_date");
        if (!read) {
            return std::unexpected(read.error());
        }
        span.from = *read;
    }
    if (const std::string last = queryValue(request.query, "end_date"); !last.empty()) {
        const Result<WallTime> read = readAdminTime(last, "end_date");
        if (!read) {
            return std::unexpected(read.error());
        }
        // A day counts in full, a time of day ends there.
        span.to = last.size() <= 10 ? *read + std::chrono::days(1) : *read;
    }
    constexpr auto longest = std::chrono::days(366 * 5);
    if (span.to <= span.from || span.to - span.from > longest) {
        return refuseAdmin(400, "start_date must come before end_date, by five years at most.", "start_date");
    }
    return span;
}

Result<SpendPages::Sums> SpendPages::sums(const std::vector<SpendBy> &by, const SpendFilter &filter) const
{
    if (!m_services.source) {
        return refuseAdmin(503, "Nothing is recorded here: this gateway has no ledger that can be asked.");
    }
    return m_services.source->sums(by, filter);
}

Result<SpendPages::Sums> SpendPages::sums(const std::vector<SpendBy> &by, const AdminRequest &request,
                                          int lastDays) const
{
    const Result<Days> span = days(request, lastDays);
    if (!span) {
        return std::unexpected(span.error());
    }
    SpendFilter filter = ownFilter();
    filter.from = span->from;
    filter.to = span->to;
    if (const std::string key = queryValue(request.query, "api_key"); !key.empty()) {
        filter.where.push_back({ SpendBy::Key, { keyId(key) } });
    }
    return sums(by, filter);
}

SpendFilter SpendPages::ownFilter() const
{
    SpendFilter filter;
    if (!m_caller.admin) {
        filter.where.push_back({ SpendBy::Key, { m_caller.keyId } });
    }
    return filter;
}

// The ledger names keys by their id; clients by the key, its token or its alias.
std::string SpendPages::keyId(const std::string &given) const
{
    const std::optional<VirtualKey> key = m_services.book.findEver(given);
    return key ? key->id : "no such key"; // matches nothing, and the text itself goes no further
}

std::string SpendPages::shownKey(const std::string &id) const
{
    const std::optional<VirtualKey> key = id.empty() ? std::nullopt : m_services.book.findEver(id);
    return key ? key->digest : id;
}

Result<SpendFilter> SpendPages::logFilter(const AdminRequest &request) const
{
    SpendFilter filter = ownFilter();
    if (const std::string key = queryValue(request.query, "api_key"); !key.empty()) {
        filter.where.push_back({ SpendBy::Key, { keyId(key) } });
    }
    const std::pair<const char *, SpendBy> fields[] = { { "user_id", SpendBy::User },
                                                        { "team_id", SpendBy::Team },
                                                        { "end_user", SpendBy::Customer },
                                                        { "model", SpendBy::Model } };
    for (const auto &[name, by] : fields) {
        if (std::string value = queryValue(request.query, name); !value.empty()) {
            filter.where.push_back({ by, { std::move(value) } });
        }
    }
    if (const std::vector<std::string> ids = queryValues(request.query, "request_id"); !ids.empty()) {
        filter.request = ids.front();
        if (filter.request.empty()) {
            filter.where.push_back({ SpendBy::Key, {} }); // no call has such an id
        }
    }
    return filter;
}

Result<std::string> SpendPages::logs(const AdminRequest &request) const
{
    Result<SpendFilter> read = logFilter(request);
    if (!read) {
        return std::unexpected(read.error());
    }
    SpendFilter filter = std::move(*read);
    const bool dated =
        !queryValue(request.query, "start_date").empty() || !queryValue(request.query, "end_date").empty();
    if (!dated) {
        return logRows(request, std::move(filter));
    }
    const Result<Days> span = days(request, 30);
    if (!span) {
        return std::unexpected(span.error());
    }
    filter.from = span->from;
    filter.to = span->to;
    const bool rows = queryValue(request.query, "summarize") == "false" || !filter.request.empty();
    return rows ? logRows(request, std::move(filter)) : logDays(filter, *span);
}

Result<std::string> SpendPages::logRows(const AdminRequest &request, SpendFilter filter) const
{
    if (!m_services.source) {
        return refuseAdmin(503, "Nothing is recorded here: this gateway has no ledger that can be asked.");
    }
    // LiteLLM gives all; a ledger of years would not fit in an answer.
    constexpr std::size_t usual = 1'000;
    constexpr std::size_t most = 10'000;
    const auto number = [&](const char *name, std::size_t otherwise) {
        const std::string text = queryValue(request.query, name);
        const bool digits =
            !text.empty() && text.size() < 7 && text.find_first_not_of("0123456789") == std::string::npos;
        return digits ? std::stoul(text) : otherwise;
    };
    const std::size_t size = std::clamp<std::size_t>(number("limit", number("page_size", usual)), 1, most);
    const std::size_t page = std::max<std::size_t>(1, number("page", 1));
    const auto entries = m_services.source->entries(filter, (page - 1) * size, size);
    if (!entries) {
        return std::unexpected(entries.error());
    }
    JsonWriter writer;
    writer.beginArray();
    const Bodies bodies = bodiesOf(*entries);
    for (const SpendEntry &entry : *entries) {
        writeRow(writer, entry, bodies);
    }
    writer.endArray();
    return writer.take();
}

void SpendPages::writeMetadata(JsonWriter &writer, const SpendEntry &entry) const
{
    const AttemptDraft &draft = entry.draft;
    const AttemptOutcome &outcome = entry.outcome;
    writer.beginObject("metadata");
    writer.member("attempt", std::int64_t { draft.number });
    writer.member("spend_basis", basisName(outcome.amount.basis));
    writer.memberUnlessEmpty("price_table", outcome.amount.priceTable);
    if (!outcome.amount.money && draft.reserved > Money {}) {
        writer.key("reserved"); // what budgets count for it
        writer.number(toDollars(draft.reserved));
    }
    if (const std::optional<VirtualKey> key = m_services.book.findEver(draft.virtualKey); key && !draft.virtualKey.empty()) {
        writer.memberUnlessEmpty("user_api_key_alias", key->alias);
    }
    if (!draft.notes.metadata.empty()) {
        writer.members(wire::JsonView(draft.notes.metadata));
    }
    if (!outcome.errorClass.empty()) {
        writer.beginObject("error_information");
        writer.member("error_class", outcome.errorClass);
        writer.member("error_code", std::to_string(failureStatus(outcome)));
        writer.member("error_message", outcome.errorMessage);
        writer.endObject();
    }
    writer.endObject();
}

void SpendPages::writeRow(JsonWriter &writer, const SpendEntry &entry, const Bodies &bodies) const
{
    const AttemptDraft &draft = entry.draft;
    const AttemptOutcome &outcome = entry.outcome;
    const Usage &usage = outcome.usage;
    const std::int64_t prompt = usage.promptTokens.value_or(0);
    const std::int64_t completion = usage.completionTokens.value_or(0);
    const auto time = [](WallTime at) { return std::format("{:%FT%T}Z", at); };
    writer.beginObject();
    writer.member("request_id", callOf(draft));
    writer.member("call_type", callTypeOf(draft.endpoint));
    writer.member("api_key", shownKey(draft.virtualKey));
    writer.key("spend");
    outcome.amount.money ? writer.number(toDollars(*outcome.amount.money)) : writer.null();
    writer.member("total_tokens", usage.totalTokens.value_or(prompt + completion));
    writer.member("prompt_tokens", prompt);
    writer.member("completion_tokens", completion);
    writer.member("startTime", time(draft.start));
    writer.textOrNull("endTime", entry.end ? time(*entry.end) : std::string());
    writer.textOrNull("completionStartTime",
                      outcome.timeToFirstToken ? time(draft.start + *outcome.timeToFirstToken) : std::string());
    writer.member("request_duration_ms", std::int64_t { outcome.duration.count() / 1'000 });
    writer.member("model", draft.model);
    writer.member("model_id", draft.deployment);
    writer.member("model_group", draft.group);
    writer.member("custom_llm_provider", draft.provider);
    writer.member("api_base", apiBaseOf(draft.deployment));
    writer.member("user", draft.user);
    writer.member("team_id", draft.team);
    writer.textOrNull("organization_id", organizationOf(draft));
    writer.member("end_user", draft.customer);
    writer.member("cache_hit", outcome.cacheHit ? "True" : "False");
    writer.member("cache_key", outcome.cacheKey);
    writer.textOrNull("session_id", draft.notes.session);
    writer.textOrNull("requester_ip_address", draft.notes.address);
    writer.beginArray("request_tags");
    for (const std::string &tag : draft.tags) {
        writer.string(tag);
    }
    writer.endArray();
    const bool failed = !outcome.errorClass.empty();
    writer.member("status",
                  failed                                       ? "failure"
                      : outcome.state == AttemptState::Settled ? "success"
                                                               : attemptStateName(outcome.state));
    writeWords(writer, bodies, callOf(draft));
    writeMetadata(writer, entry);
    writer.endObject();
}

// One object a day: {"startTime", "spend", "users": {…}, "models": {…}}, days without spend in between too.
Result<std::string> SpendPages::logDays(const SpendFilter &filter, const Days &days) const
{
    const Result<Sums> rows = sums({ SpendBy::Day, SpendBy::Key, SpendBy::User, SpendBy::Model }, filter);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    struct Day {
        Money spend;
        std::map<std::string, Money> keys;
        std::map<std::string, Money> users;
        std::map<std::string, Money> models;
    };
    std::map<std::string, Day> found;
    for (const SpendSum &row : *rows) {
        Day &day = found[row.values[0]];
        day.spend += row.known;
        day.keys[shownKey(row.values[1])] += row.known;
        day.users[row.values[2]] += row.known;
        day.models[row.values[3]] += row.known;
    }
    for (WallTime at = startOfDay(days.from); at < days.to; at += std::chrono::days(1)) {
        found.try_emplace(dayText(at));
    }
    JsonWriter writer;
    writer.beginArray();
    for (const auto &[date, day] : found) {
        writer.beginObject();
        writer.member("startTime", date);
        writer.key("spend");
        writer.number(toDollars(day.spend));
        for (const auto &[name, parts] :
             { std::pair("api_keys", &day.keys), std::pair("users", &day.users), std::pair("models", &day.models) }) {
            writer.beginObject(name);
            for (const auto &[key, money] : *parts) {
                writer.key(key);
                writer.number(toDollars(money));
            }
            writer.endObject();
        }
        writer.endObject();
    }
    writer.endArray();
    return writer.take();
}

} // namespace patchbay::gateway
