// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendPages: LiteLLM's /global/spend/… and /global/activity.
#include "providers/gateway/spend_pages.h"

#include "providers/gateway/admin_answer.h"
#include "providers/gateway/route.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <charconv>
#include <format>
#include <map>
#include <set>

namespace patchbay::gateway {

using wire::JsonWriter;

namespace {

constexpr int month = 30; // days that LiteLLM looks back

void dollars(JsonWriter &writer, std::string_view name, Money money)
{
    writer.key(name);
    writer.number(toDollars(money));
}

// The dearest first, as many as `limit` in the query says.
std::vector<SpendSum> dearest(std::vector<SpendSum> rows, const AdminRequest &request)
{
    constexpr std::size_t usual = 10;
    std::size_t count = usual;
    const std::string limit = queryValue(request.query, "limit");
    std::from_chars(limit.data(), limit.data() + limit.size(), count);
    std::ranges::stable_sort(rows, std::greater<>(), &SpendSum::known);
    rows.resize(std::min(rows.size(), count));
    return rows;
}

// "2026-11-22" → "Nov 22", as LiteLLM labels its charts.
std::string shortDay(const std::string &day)
{
    const Result<WallTime> time = readAdminTime(day, "date");
    return time ? std::format("{:%b %d}", *time) : day;
}

void writeActivity(JsonWriter &writer, const std::vector<SpendSum> &days)
{
    SpendSum whole;
    writer.beginArray("daily_data");
    for (const SpendSum &day : days) {
        const std::int64_t tokens = day.promptTokens + day.completionTokens;
        whole.requests += day.requests;
        whole.promptTokens += tokens;
        writer.beginObject();
        writer.member("date", shortDay(day.values.back()));
        writer.member("api_requests", day.requests);
        writer.member("total_tokens", tokens);
        writer.endObject();
    }
    writer.endArray();
    writer.member("sum_api_requests", whole.requests);
    writer.member("sum_total_tokens", whole.promptTokens);
}

// [{name: the one value that the rows are summed by, "spend"}…]
std::string spendList(const std::vector<SpendSum> &rows, std::string_view name)
{
    JsonWriter writer;
    writer.beginArray();
    for (const SpendSum &row : rows) {
        writer.beginObject();
        writer.member(name, row.values[0]);
        dollars(writer, "spend", row.known);
        writer.endObject();
    }
    writer.endArray();
    return writer.take();
}

} // namespace

Result<std::string> SpendPages::globalLogs(const AdminRequest &request) const
{
    const Result<Sums> rows = sums({ SpendBy::Day }, request, month);
    return rows ? Result<std::string>(spendList(*rows, "date")) : std::unexpected(rows.error());
}

Result<std::string> SpendPages::globalKeys(const AdminRequest &request) const
{
    Result<Sums> rows = sums({ SpendBy::Key }, request, month);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    JsonWriter writer;
    writer.beginArray();
    for (const SpendSum &row : dearest(std::move(*rows), request)) {
        const auto key = row.values[0].empty() ? std::nullopt : m_services.book.findEver(row.values[0]);
        writer.beginObject();
        writer.member("api_key", shownKey(row.values[0]));
        writer.textOrNull("key_alias", key ? key->alias : std::string());
        writer.textOrNull("key_name", key ? key->name : std::string());
        dollars(writer, "total_spend", row.known);
        writer.endObject();
    }
    writer.endArray();
    return writer.take();
}

Result<std::string> SpendPages::globalModels(const AdminRequest &request) const
{
    Result<Sums> rows = sums({ SpendBy::Model }, request, month);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    JsonWriter writer;
    writer.beginArray();
    for (const SpendSum &row : dearest(std::move(*rows), request)) {
        writer.beginObject();
        writer.member("model", row.values[0]);
        dollars(writer, "total_spend", row.known);
        writer.endObject();
    }
    writer.endArray();
    return writer.take();
}

Result<std::string> SpendPages::globalTeams(const AdminRequest &request) const
{
    const Result<Sums> rows = sums({ SpendBy::Day, SpendBy::Team }, request, month);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::map<std::string, std::map<std::string, Money>> found; // day → team
    std::map<std::string, Money> teams;
    for (const SpendSum &row : *rows) {
        const std::string team = row.values[1].empty() ? "Unassigned" : row.values[1];
        found[row.values[0]][team] += row.known;
        teams[team] += row.known;
    }
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("daily_spend");
    for (const auto &[day, parts] : found) {
        writer.beginObject();
        writer.member("date", day);
        for (const auto &[team, money] : parts) {
            dollars(writer, team, money);
        }
        writer.endObject();
    }
    writer.endArray();
    writer.beginArray("teams");
    for (const auto &[team, money] : teams) {
        writer.string(team);
    }
    writer.endArray();
    writer.beginArray("total_spend_per_team");
    for (const auto &[team, money] : teams) {
        writer.beginObject();
        writer.member("team_id", team);
        dollars(writer, "total_spend", money);
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

Result<std::string> SpendPages::globalProviders(const AdminRequest &request) const
{
    const Result<Sums> rows = sums({ SpendBy::Provider }, request, month);
    return rows ? Result<std::string>(spendList(*rows, "provider")) : std::unexpected(rows.error());
}

Result<std::string> SpendPages::globalTags(const AdminRequest &request) const
{
    const Result<Sums> rows = sums({ SpendBy::Tag }, request, month);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::set<std::string> wanted;
    for (std::string list = queryValue(request.query, "tags"); !list.empty();) {
        const std::size_t comma = std::min(list.find(','), list.size());
        wanted.insert(list.substr(0, comma));
        list.erase(0, std::min(comma + 1, list.size()));
    }
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("spend_per_tag");
    for (const SpendSum &row : *rows) {
        if (!row.values[0].empty() && (wanted.empty() || wanted.contains(row.values[0]))) {
            writer.beginObject();
            writer.member("name", row.values[0]);
            dollars(writer, "spend", row.known);
            writer.member("log_count", row.attempts);
            writer.endObject();
        }
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

Result<std::string> SpendPages::activity(const AdminRequest &request) const
{
    const Result<Sums> rows = sums({ SpendBy::Day }, request, month);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    JsonWriter writer;
    writer.beginObject();
    writeActivity(writer, *rows);
    writer.endObject();
    return writer.take();
}

Result<std::string> SpendPages::modelActivity(const AdminRequest &request) const
{
    const Result<Sums> rows = sums({ SpendBy::Group, SpendBy::Day }, request, month);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::map<std::string, Sums> models;
    for (const SpendSum &row : *rows) {
        models[row.values[0]].push_back(row);
    }
    JsonWriter writer;
    writer.beginArray();
    for (const auto &[model, days] : models) {
        writer.beginObject();
        writer.member("model", model);
        writeActivity(writer, days);
        writer.endObject();
    }
    writer.endArray();
    return writer.take();
}

} // namespace patchbay::gateway
