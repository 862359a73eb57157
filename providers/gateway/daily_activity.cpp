// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendPages: LiteLLM's /user, /team, /tag, /customer, /project and /organization …/daily/activity: figures a day, with
// their parts; …/aggregated gives all days at once.
#include "providers/gateway/spend_pages.h"

#include "providers/gateway/admin_answer.h"
#include "providers/gateway/route.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <map>

namespace patchbay::gateway {

using wire::JsonWriter;

namespace {

struct Part {
    std::string_view name; // of the breakdown
    SpendBy by;
};

constexpr Part parts[] = { { "models", SpendBy::Model },
                           { "model_groups", SpendBy::Group },
                           { "providers", SpendBy::Provider },
                           { "endpoints", SpendBy::Endpoint },
                           { "api_keys", SpendBy::Key } };

struct Noun {
    std::string_view path;
    std::string_view filter; // query: which ones
    SpendBy by;
};

constexpr Noun nouns[] = { { "/user/daily/activity", "user_id", SpendBy::User },
                           { "/team/daily/activity", "team_ids", SpendBy::Team },
                           { "/tag/daily/activity", "tags", SpendBy::Tag },
                           { "/customer/daily/activity", "end_user_ids", SpendBy::Customer },
                           { "/end_user/daily/activity", "end_user_ids", SpendBy::Customer },
                           { "/project/daily/activity", "project_ids", SpendBy::Project },
                           // Rows name teams: an organisation's are those of its teams as they are now.
                           { "/organization/daily/activity", "organization_ids", SpendBy::Team } };
constexpr std::string_view aggregated = "/aggregated"; // all days on one page

void add(SpendSum &sum, const SpendSum &more)
{
    sum.attempts += more.attempts;
    sum.failed += more.failed;
    sum.promptTokens += more.promptTokens;
    sum.completionTokens += more.completionTokens;
    sum.cachedTokens += more.cachedTokens;
    sum.cacheCreationTokens += more.cacheCreationTokens;
    sum.known += more.known;
}

void writeFigures(JsonWriter &writer, const SpendSum &sum, const std::string &prefix)
{
    writer.key(prefix + "spend");
    writer.number(toDollars(sum.known));
    writer.member(prefix + "prompt_tokens", sum.promptTokens);
    writer.member(prefix + "completion_tokens", sum.completionTokens);
    writer.member(prefix + "cache_read_input_tokens", sum.cachedTokens);
    writer.member(prefix + "cache_creation_input_tokens", sum.cacheCreationTokens);
    writer.member("total_tokens", sum.promptTokens + sum.completionTokens); // has no prefix in either place
    writer.member(prefix + "successful_requests", sum.attempts - sum.failed);
    writer.member(prefix + "failed_requests", sum.failed);
    writer.member(prefix + "api_requests", sum.attempts);
}

std::vector<std::string> listOf(const std::string &text)
{
    std::vector<std::string> list;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        list.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return list;
}

std::size_t numberOf(const AdminRequest &request, const char *name, std::size_t otherwise, std::size_t most)
{
    const std::string text = queryValue(request.query, name);
    const bool digits = !text.empty() && text.size() < 7 && text.find_first_not_of("0123456789") == std::string::npos;
    return digits ? std::clamp<std::size_t>(std::stoul(text), 1, most) : otherwise;
}

using PartSums = std::map<std::string, SpendSum>; // by value
using DaySums = std::map<std::string, PartSums>; // by part
using Days = std::map<std::string, DaySums, std::greater<>>; // newest first

void writeDay(JsonWriter &writer, const std::string &date, const DaySums &day,
              const std::function<void(std::string_view part, const std::string &value)> &metadata)
{
    writer.beginObject();
    writer.member("date", date);
    writer.beginObject("metrics");
    writeFigures(writer, day.at("whole").at(std::string()), {});
    writer.endObject();
    writer.beginObject("breakdown");
    writer.key("mcp_servers");
    writer.raw("{}");
    for (const auto &[part, values] : day) {
        if (part == "whole") {
            continue;
        }
        writer.beginObject(part);
        for (const auto &[value, sum] : values) {
            writer.beginObject(value);
            writer.beginObject("metrics");
            writeFigures(writer, sum, {});
            writer.endObject();
            writer.beginObject("metadata");
            metadata(part, value);
            writer.endObject();
            writer.endObject();
        }
        writer.endObject();
    }
    writer.endObject();
    writer.endObject();
}

using Metadata = std::function<void(JsonWriter &writer, std::string_view part, const std::string &value)>;

std::string pageOf(const Days &found, std::size_t page, std::size_t size, const Metadata &metadata)
{
    SpendSum whole;
    for (const auto &[date, day] : found) {
        add(whole, day.at("whole").at(std::string()));
    }
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("results");
    std::size_t number = 0;
    for (const auto &[date, day] : found) {
        if (number >= (page - 1) * size && number < page * size) {
            writeDay(writer, date, day, [&](std::string_view part, const std::string &value) { metadata(writer, part, value); });
        }
        ++number;
    }
    writer.endArray();
    writer.beginObject("metadata");
    writeFigures(writer, whole, "total_");
    writer.member("page", static_cast<std::int64_t>(page));
    writer.member("total_pages", static_cast<std::int64_t>((number + size - 1) / size));
    writer.member("has_more", page * size < number);
    writer.endObject();
    writer.endObject();
    return writer.take();
}

} // namespace

Result<SpendFilter> SpendPages::activityFilter(const AdminRequest &request, std::string_view list, SpendBy by) const
{
    const Result<SpendPages::Days> span = days(request, 30);
    if (!span) {
        return std::unexpected(span.error());
    }
    SpendFilter filter = ownFilter();
    filter.from = span->from;
    filter.to = span->to;
    if (const std::string wanted = queryValue(request.query, list); !wanted.empty()) {
        filter.where.push_back({ by, listOf(wanted) });
    }
    if (const std::string key = queryValue(request.query, "api_key"); !key.empty()) {
        filter.where.push_back({ SpendBy::Key, { keyId(key) } });
    }
    if (const std::string model = queryValue(request.query, "model"); !model.empty()) {
        filter.where.push_back({ SpendBy::Model, { model } });
    }
    return filter;
}

// Narrows to the teams of the organisations, or of all of them; says whose each team is.
std::map<std::string, std::string> SpendPages::onlyOrganizations(SpendFilter &filter, const std::vector<std::string> &wanted) const
{
    std::map<std::string, std::string> teams;
    for (const VirtualKey &team : m_services.book.accounts(AccountKind::Team)) {
        if (!team.organization.empty() && (wanted.empty() || std::ranges::contains(wanted, team.organization))) {
            teams[team.id] = team.organization;
        }
    }
    std::erase_if(filter.where, [](const SpendWhere &where) { return where.by == SpendBy::Team; });
    SpendWhere where { SpendBy::Team, {} };
    for (const auto &[team, organization] : teams) {
        where.values.push_back(team);
    }
    filter.where.push_back(std::move(where));
    return teams;
}

Result<std::string> SpendPages::dailyActivity(const AdminRequest &request) const
{
    std::string_view path = request.path;
    const bool onePage = path.ends_with(aggregated);
    path.remove_suffix(onePage ? aggregated.size() : 0);
    const Noun &noun = *std::ranges::find(nouns, path, &Noun::path);
    const bool organizations = noun.path.starts_with("/organization");
    Result<SpendFilter> filter = activityFilter(request, noun.filter, noun.by);
    if (!filter) {
        return std::unexpected(filter.error());
    }
    std::map<std::string, std::string> organizationOfTeam;
    if (organizations) {
        organizationOfTeam = onlyOrganizations(*filter, listOf(queryValue(request.query, noun.filter)));
    }
    const auto shownValue = [&](const Part &part, const std::string &value) {
        if (part.name == "entities" && organizations) {
            const auto found = organizationOfTeam.find(value);
            return found == organizationOfTeam.end() ? std::string() : found->second;
        }
        return part.by == SpendBy::Key ? shownKey(value) : value;
    };
    gateway::Days found;
    std::vector<Part> asked { { "whole", SpendBy::Day }, { "entities", noun.by } };
    asked.insert(asked.end(), std::begin(parts), std::end(parts));
    for (const Part &part : asked) {
        const bool whole = part.by == SpendBy::Day;
        const Result<Sums> rows =
            sums(whole ? std::vector { SpendBy::Day } : std::vector { SpendBy::Day, part.by }, *filter);
        if (!rows) {
            return std::unexpected(rows.error());
        }
        for (const SpendSum &row : *rows) {
            const std::string named = whole ? std::string() : row.values[1];
            const std::string value = whole ? named : shownValue(part, named);
            if (whole || !value.empty()) {
                add(found[row.values[0]][std::string(part.name)][value], row);
            }
        }
    }
    std::erase_if(found, [](const auto &day) { return !day.second.contains("whole"); });
    const std::size_t size = onePage ? std::max<std::size_t>(found.size(), 1) : numberOf(request, "page_size", 50, 1'000);
    const std::size_t page = onePage ? 1 : numberOf(request, "page", 1, 1'000'000);
    const auto metadata = [&](JsonWriter &writer, std::string_view part, const std::string &value) {
        if (part == "api_keys") {
            const auto key = m_services.book.findEver(value);
            writer.textOrNull("key_alias", key ? key->alias : std::string());
            writer.textOrNull("team_id", key ? key->team : std::string());
        } else if (part == "entities" && (noun.by == SpendBy::Team || noun.by == SpendBy::Project)) {
            const AccountKind kind = organizations ? AccountKind::Organization
                : noun.by == SpendBy::Project      ? AccountKind::Project
                                                   : AccountKind::Team;
            const auto account = m_services.book.findAccount(kind, value);
            writer.textOrNull(std::string(accountKindName(kind)) + "_alias", account ? account->alias : std::string());
        }
    };
    return pageOf(found, page, size, metadata);
}

} // namespace patchbay::gateway
