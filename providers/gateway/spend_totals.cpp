// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendPages: sums per key, user and tag, the whole, reports, and what a call would cost.
#include "providers/gateway/spend_pages.h"

#include "providers/catalog/cost.h"
#include "providers/engine/usage_estimate.h"
#include "providers/gateway/admin_answer.h"
#include "providers/gateway/key_fields.h"
#include "providers/gateway/route.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_format.h"

#include <algorithm>
#include <array>
#include <map>

namespace patchbay::gateway {

using wire::JsonView;
using wire::JsonWriter;

namespace {

constexpr int everDays = 365 * 5;

void dollars(JsonWriter &writer, std::string_view name, Money money)
{
    writer.key(name);
    writer.number(toDollars(money));
}

Usage usageOf(const JsonView &json)
{
    Usage usage;
    const auto first = [&](std::initializer_list<const char *> names) -> std::optional<std::int64_t> {
        for (const char *name : names) {
            if (const auto value = json[name].integer()) {
                return value;
            }
        }
        return std::nullopt;
    };
    usage.promptTokens = first({ "prompt_tokens", "input_tokens" });
    usage.completionTokens = first({ "completion_tokens", "output_tokens" });
    usage.totalTokens = first({ "total_tokens" });
    usage.cachedTokens = json["prompt_tokens_details"]["cached_tokens"].integer();
    usage.cacheCreationTokens = first({ "cache_creation_tokens", "cache_creation_input_tokens" });
    usage.reasoningTokens = json["completion_tokens_details"]["reasoning_tokens"].integer();
    return usage;
}

} // namespace

Result<std::string> SpendPages::keys(const AdminRequest &) const
{
    std::vector<std::pair<Money, VirtualKey>> found;
    for (VirtualKey &key : m_services.book.all()) {
        const Money spent = m_services.book.spentBy(key.id);
        found.emplace_back(spent, std::move(key));
    }
    std::ranges::stable_sort(found, std::greater<>(), [](const auto &row) { return row.first; });
    JsonWriter writer;
    writer.beginArray();
    for (const auto &[spent, key] : found) {
        writer.beginObject();
        writeKeyFields(writer, key, spent);
        writer.endObject();
    }
    writer.endArray();
    return writer.take();
}

Result<std::string> SpendPages::users(const AdminRequest &request) const
{
    const std::string wanted = queryValue(request.query, "user_id");
    std::vector<std::pair<Money, VirtualKey>> found;
    for (VirtualKey &user : m_services.book.accounts(AccountKind::User)) {
        if (wanted.empty() || user.id == wanted) {
            const Money spent = m_services.book.spentBy(AccountKind::User, user.id);
            found.emplace_back(spent, std::move(user));
        }
    }
    std::ranges::stable_sort(found, std::greater<>(), [](const auto &row) { return row.first; });
    JsonWriter writer;
    writer.beginArray();
    for (const auto &[spent, user] : found) {
        writer.beginObject();
        writer.member("user_id", user.id);
        writer.textOrNull("user_alias", user.alias);
        writeLimits(writer, user, spent);
        writer.endObject();
    }
    writer.endArray();
    return writer.take();
}

Result<std::string> SpendPages::tags(const AdminRequest &request) const
{
    const Result<Sums> rows = sums({ SpendBy::Tag }, request, everDays);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    JsonWriter writer;
    writer.beginArray();
    for (const SpendSum &row : *rows) {
        if (!row.values[0].empty()) {
            writer.beginObject();
            writer.member("individual_request_tag", row.values[0]);
            writer.member("log_count", row.attempts);
            dollars(writer, "total_spend", row.known);
            writer.endObject();
        }
    }
    writer.endArray();
    return writer.take();
}

// {"model", "input_tokens", "output_tokens", "num_requests_per_day", "num_requests_per_month"}
Result<std::string> SpendPages::estimate(const AdminRequest &request) const
{
    const Result<JsonView> json = readAdminBody(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    const std::string model = (*json)["model"].string();
    const auto count = [&](const char *field) { return std::max<std::int64_t>((*json)[field].integer().value_or(0), 0); };
    Usage input;
    input.promptTokens = count("input_tokens");
    input.completionTokens = 0;
    Usage output;
    output.promptTokens = 0;
    output.completionTokens = count("output_tokens");
    Usage both = input;
    both.completionTokens = output.completionTokens;
    const Cost whole = costOf(model, both);
    const Cost inward = costOf(model, input);
    const Cost outward = costOf(model, output);
    if (model.empty() || !whole.amount.money || !inward.amount.money || !outward.amount.money) {
        return refuseAdmin(model.empty() ? 400 : 404, model.empty() ? "\"model\" is missing." : "No price is known for \"" + model + "\".", "model");
    }
    JsonWriter writer;
    writer.beginObject();
    writer.member("model", model);
    writer.member("input_tokens", *input.promptTokens);
    writer.member("output_tokens", *output.completionTokens);
    const auto costs = [&](std::int64_t times, std::array<const char *, 3> names) {
        const std::array parts { *whole.amount.money, *inward.amount.money, *outward.amount.money };
        for (std::size_t place = 0; place < names.size(); ++place) {
            writer.key(names[place]);
            writer.number(toDollars(parts[place]) * static_cast<double>(times));
        }
    };
    costs(1, { "cost_per_request", "input_cost_per_request", "output_cost_per_request" });
    for (const auto &[field, names] :
         { std::pair("num_requests_per_day", std::array { "daily_cost", "daily_input_cost", "daily_output_cost" }),
           std::pair("num_requests_per_month", std::array { "monthly_cost", "monthly_input_cost", "monthly_output_cost" }) }) {
        if ((*json)[field]) {
            writer.member(field, count(field));
            costs(count(field), names);
        }
    }
    writer.endObject();
    return writer.take();
}

Cost SpendPages::costOf(const std::string &model, const Usage &usage) const
{
    // A name of the gateway's first, then the catalogue's.
    const ModelEntry *entry = nullptr;
    std::string called = model;
    if (const auto target = m_snapshot.table->resolve(model)) {
        const routing::Index member = target->deployment != routing::none ? target->deployment
            : target->group == routing::none                              ? routing::none
                                             : m_snapshot.table->groups()[target->group].members.front();
        if (member != routing::none) {
            called = m_snapshot.table->modelFor(member, target->name);
            entry = m_snapshot.pricesOf(&m_snapshot.access[member], called).get();
        }
    }
    if (!entry) {
        entry = m_snapshot.pricesOf(nullptr, called).get();
    }
    const Result<ResolvedModel> known = m_services.catalog.resolve(called);
    if (!entry && known) {
        entry = known->model;
    }
    return known && !entry ? computeCost(*known, usage, true) : computeCost(entry, usage, true);
}

// {"model", "messages"} or {"completion_response"}; an unknown price is an error, not 0.
Result<std::string> SpendPages::calculate(const AdminRequest &request) const
{
    const Result<JsonView> json = readAdminBody(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    const JsonView answer = (*json)["completion_response"];
    const std::string model = (*json)["model"].isString() ? (*json)["model"].string() : answer["model"].string();
    if (model.empty() || (!answer.isObject() && !(*json)["messages"].isArray())) {
        return refuseAdmin(400, "Give \"model\" with \"messages\", or \"completion_response\".", "model");
    }
    Usage usage = usageOf(answer["usage"]);
    if (!answer.isObject()) {
        const Result<ChatRequest> read = wire::parseChatRequest(request.body);
        if (!read) {
            return std::unexpected(read.error());
        }
        usage.promptTokens = estimatePromptTokens(*read);
        usage.completionTokens = 0;
    }
    const Cost cost = costOf(model, usage);
    if (!cost.amount.money) {
        return refuseAdmin(400, "No price is known for \"" + model + "\".", "model");
    }
    JsonWriter writer;
    writer.beginObject();
    dollars(writer, "cost", *cost.amount.money);
    writer.endObject();
    return writer.take();
}

Result<std::string> SpendPages::total(const AdminRequest &) const
{
    const Result<Sums> rows = sums({}, SpendFilter {});
    if (!rows) {
        return std::unexpected(rows.error());
    }
    Money spent;
    for (const SpendSum &row : *rows) {
        spent += row.known;
    }
    const config::YamlNode *budget = m_snapshot.configuration.section("litellm_settings").find("max_budget");
    JsonWriter writer;
    writer.beginObject();
    dollars(writer, "spend", spent);
    writer.key("max_budget");
    writer.number(budget ? budget->asNumber().value_or(0) : 0);
    writer.endObject();
    return writer.take();
}

Result<std::string> SpendPages::report(const AdminRequest &request) const
{
    const std::string group = queryValue(request.query, "group_by");
    const std::string user = queryValue(request.query, "internal_user_id");
    if (group == "api_key" || !queryValue(request.query, "api_key").empty() || !user.empty()) {
        const Result<Days> span = days(request, 30);
        if (!span) {
            return std::unexpected(span.error());
        }
        SpendFilter filter { span->from, span->to, {}, {} };
        if (!user.empty()) {
            filter.where.push_back({ SpendBy::User, { user } });
        }
        if (const std::string key = queryValue(request.query, "api_key"); !key.empty()) {
            filter.where.push_back({ SpendBy::Key, { keyId(key) } });
        }
        return sums({ SpendBy::Key, SpendBy::Model }, filter).and_then([&](const Sums &rows) {
            return keyReport(rows);
        });
    }
    return groupReport(request, group);
}

// What was spent each day by each of a kind: LiteLLM's team and customer, and those that it has no report of.
Result<std::string> SpendPages::groupReport(const AdminRequest &request, const std::string &group) const
{
    struct Grouping {
        std::string_view asked;
        SpendBy by;
        const char *list;
        const char *name;
        std::optional<AccountKind> kind; // whose alias is shown
    };
    static constexpr Grouping groupings[] = {
        { "team", SpendBy::Team, "teams", "team_name", AccountKind::Team },
        { "customer", SpendBy::Customer, "customers", "customer", std::nullopt },
        { "end_user", SpendBy::Customer, "customers", "customer", std::nullopt },
        { "project", SpendBy::Project, "projects", "project_name", AccountKind::Project },
        { "user", SpendBy::User, "users", "user_id", std::nullopt },
        { "tag", SpendBy::Tag, "tags", "tag", std::nullopt },
    };
    const std::string customer = queryValue(request.query, "customer_id");
    const std::string team = queryValue(request.query, "team_id");
    const std::string_view asked = !group.empty() ? std::string_view(group) : customer.empty() ? "team" : "customer";
    const auto *grouping = std::ranges::find(groupings, asked, &Grouping::asked);
    if (grouping == std::end(groupings)) {
        return refuseAdmin(400, "\"group_by\" is team, customer, api_key, project, user or tag.", "group_by");
    }
    const Result<Days> span = days(request, 30);
    if (!span) {
        return std::unexpected(span.error());
    }
    SpendFilter filter { span->from, span->to, {}, {} };
    for (const auto &[by, value] : { std::pair(SpendBy::Customer, customer), std::pair(SpendBy::Team, team),
                                     std::pair(SpendBy::Project, queryValue(request.query, "project_id")) }) {
        if (!value.empty()) {
            filter.where.push_back({ by, { value } });
        }
    }
    const Result<Sums> rows = sums({ SpendBy::Day, grouping->by, SpendBy::Model, SpendBy::Key }, filter);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::map<std::string, std::map<std::string, Sums>> found; // day → whose
    for (const SpendSum &row : *rows) {
        found[row.values[0]][row.values[1]].push_back(row);
    }
    JsonWriter writer;
    writer.beginArray();
    for (const auto &[day, groups] : found) {
        writer.beginObject();
        writer.member("group_by_day", day + "T00:00:00+00:00");
        writer.beginArray(grouping->list);
        for (const auto &[name, parts] : groups) {
            const auto account = grouping->kind ? m_services.book.findAccount(*grouping->kind, name) : std::nullopt;
            writeGroup(writer, grouping->name, account && !account->alias.empty() ? account->alias : name, parts);
        }
        writer.endArray();
        writer.endObject();
    }
    writer.endArray();
    return writer.take();
}

void SpendPages::writeGroup(JsonWriter &writer, const char *label, const std::string &name, const Sums &parts) const
{
    Money sum;
    std::ranges::for_each(parts, [&](const SpendSum &part) { sum += part.known; });
    writer.beginObject();
    writer.member(label, name);
    dollars(writer, "total_spend", sum);
    writer.beginArray("metadata");
    for (const SpendSum &part : parts) {
        writer.beginObject();
        writer.member("model", part.values[2]);
        dollars(writer, "spend", part.known);
        writer.member("total_tokens", part.promptTokens + part.completionTokens);
        writer.member("api_key", shownKey(part.values[3]));
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
}

Result<std::string> SpendPages::keyReport(const Sums &rows) const
{
    std::map<std::string, Sums> keys;
    for (const SpendSum &row : rows) {
        keys[row.values[0]].push_back(row);
    }
    JsonWriter writer;
    const auto figures = [&](const SpendSum &sum) {
        dollars(writer, "total_cost", sum.known);
        writer.member("total_input_tokens", sum.promptTokens);
        writer.member("total_output_tokens", sum.completionTokens);
    };
    writer.beginArray();
    for (const auto &[key, models] : keys) {
        SpendSum whole;
        for (const SpendSum &model : models) {
            whole.known += model.known;
            whole.promptTokens += model.promptTokens;
            whole.completionTokens += model.completionTokens;
        }
        writer.beginObject();
        writer.member("api_key", shownKey(key));
        figures(whole);
        writer.beginArray("model_details");
        for (const SpendSum &model : models) {
            writer.beginObject();
            writer.member("model", model.values[1]);
            figures(model);
            writer.endObject();
        }
        writer.endArray();
        writer.endObject();
    }
    writer.endArray();
    return writer.take();
}

} // namespace patchbay::gateway
