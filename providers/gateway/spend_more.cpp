// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendPages: rows by the page, failures by the day, and starting to count anew.
#include "providers/gateway/spend_pages.h"

#include "providers/gateway/admin_answer.h"
#include "providers/gateway/route.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <format>
#include <map>

namespace patchbay::gateway {

using wire::JsonWriter;

namespace {

std::size_t number(const AdminRequest &request, const char *name, std::size_t otherwise)
{
    const std::string text = queryValue(request.query, name);
    const bool digits = !text.empty() && text.size() < 7 && text.find_first_not_of("0123456789") == std::string::npos;
    return digits ? std::max<std::size_t>(1, std::stoul(text)) : otherwise;
}

} // namespace

std::string SpendPages::apiBaseOf(const std::string &deployment) const
{
    const routing::Index index = deployment.empty() ? routing::none : m_snapshot.table->deploymentById(deployment);
    const std::string base = index == routing::none ? std::string() : m_snapshot.access[index].apiBase;
    return base.substr(0, base.find('?'));
}

std::string SpendPages::organizationOf(const AttemptDraft &draft) const
{
    const auto key = draft.virtualKey.empty() ? std::nullopt : m_services.book.findEver(draft.virtualKey);
    if (key && !key->organization.empty()) {
        return key->organization;
    }
    const auto team = m_services.book.findAccount(AccountKind::Team, draft.team);
    return team ? team->organization : std::string();
}

// Of the newest rows: a page of thousands of rows with their words would not fit in an answer.
SpendPages::Bodies SpendPages::bodiesOf(const std::vector<SpendEntry> &entries) const
{
    constexpr std::size_t most = 200;
    Bodies bodies;
    if (!m_services.bodies || entries.empty()) {
        return bodies;
    }
    std::vector<std::string> calls;
    for (const SpendEntry &entry : entries) {
        const std::string call = callOf(entry.draft);
        if (calls.size() < most && !std::ranges::contains(calls, call)) {
            calls.push_back(call);
        }
    }
    // Rows are worth having without them.
    for (StoredBody &body : m_services.bodies->findCalls(calls).value_or(std::vector<StoredBody>())) {
        std::string call = body.call;
        bodies.insert_or_assign(std::move(call), std::move(body));
    }
    return bodies;
}

// LiteLLM's three fields; {} where nothing was stored, a text where it was cut.
void SpendPages::writeWords(JsonWriter &writer, const Bodies &bodies, const std::string &call)
{
    const auto found = bodies.find(call);
    const auto write = [&](std::string_view name, const std::string &text) {
        writer.key(name);
        if (text.empty()) {
            writer.raw("{}");
        } else if (wire::parseJson(text)) {
            writer.raw(text);
        } else {
            writer.string(text);
        }
    };
    const StoredBody none;
    const StoredBody &body = found == bodies.end() ? none : found->second;
    const auto request = wire::parseJson(body.request);
    std::string messages = body.request;
    for (const char *name : { "messages", "input", "contents", "prompt" }) {
        if (request && (*request)[name]) {
            messages = (*request)[name].raw();
            break;
        }
    }
    write("messages", messages);
    write("response", body.response);
    write("proxy_server_request", body.request);
}

// {"data", "total", "page", "page_size", "total_pages"}
Result<std::string> SpendPages::pagedLogs(const AdminRequest &request) const
{
    const Result<Days> span = days(request, 1);
    Result<SpendFilter> filter = span ? logFilter(request) : std::unexpected(span.error());
    if (!filter) {
        return std::unexpected(filter.error());
    }
    filter->from = span->from;
    filter->to = span->to;
    SpendFilter counted = *filter;
    counted.request.clear();
    const Result<Sums> sum = sums({}, counted);
    if (!sum) {
        return std::unexpected(sum.error());
    }
    constexpr std::size_t most = 1'000;
    const std::size_t size = std::min(most, number(request, "page_size", 50));
    const std::size_t page = number(request, "page", 1);
    const auto entries = m_services.source->entries(*filter, (page - 1) * size, size);
    if (!entries) {
        return std::unexpected(entries.error());
    }
    const std::size_t total = !filter->request.empty() ? entries->size()
        : sum->empty()                                 ? 0
                                                       : static_cast<std::size_t>(sum->front().attempts);
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("data");
    const Bodies bodies = bodiesOf(*entries);
    for (const SpendEntry &entry : *entries) {
        writeRow(writer, entry, bodies);
    }
    writer.endArray();
    writer.member("total", static_cast<std::int64_t>(total));
    writer.member("page", static_cast<std::int64_t>(page));
    writer.member("page_size", static_cast<std::int64_t>(size));
    writer.member("total_pages", static_cast<std::int64_t>((total + size - 1) / size));
    writer.endObject();
    return writer.take();
}

// The health checks that were made, newest first: ?model=, ?status_filter=healthy|unhealthy, ?limit=, ?offset=.
Result<std::string> SpendPages::healthHistory(const AdminRequest &request) const
{
    if (!m_services.source) {
        return refuseAdmin(503, "Nothing is recorded here: this gateway has no ledger that can be asked.");
    }
    constexpr std::size_t most = 1'000;
    constexpr std::size_t searched = 10'000; // rows at most, of which those that fit are shown
    const std::size_t limit = std::min(most, number(request, "limit", 100));
    const std::string skip = queryValue(request.query, "offset");
    const std::size_t offset = skip.empty() || skip == "0" ? 0 : number(request, "offset", 1);
    const std::string model = queryValue(request.query, "model");
    const std::string status = queryValue(request.query, "status_filter");
    SpendFilter filter;
    filter.where.push_back({ SpendBy::Tag, { "patchbay:health-check" } });
    const auto entries = m_services.source->entries(filter, 0, searched);
    if (!entries) {
        return std::unexpected(entries.error());
    }
    JsonWriter writer;
    std::size_t count = 0;
    writer.beginObject();
    writer.beginArray("health_checks");
    for (const SpendEntry &entry : *entries) {
        const bool healthy = entry.outcome.errorClass.empty();
        const bool fits = (model.empty() || entry.draft.group == model || entry.draft.model == model)
            && (status.empty() || status == (healthy ? "healthy" : "unhealthy"));
        count += fits ? 1 : 0;
        if (!fits || count <= offset || count > offset + limit) {
            continue;
        }
        writer.beginObject();
        writer.member("health_check_id", entry.draft.attemptId);
        writer.member("model_name", entry.draft.group.empty() ? entry.draft.model : entry.draft.group);
        writer.textOrNull("model_id", entry.draft.deployment);
        writer.member("status", healthy ? "healthy" : "unhealthy");
        writer.member("healthy_count", std::int64_t { healthy });
        writer.member("unhealthy_count", std::int64_t { !healthy });
        writer.textOrNull("error_message", entry.outcome.errorMessage);
        writer.member("response_time_ms", std::int64_t { entry.outcome.duration.count() / 1'000 });
        writer.member("checked_at", timeText(entry.draft.start));
        writer.endObject();
    }
    writer.endArray();
    writer.member("total_records", static_cast<std::int64_t>(count));
    writer.member("limit", static_cast<std::int64_t>(limit));
    writer.member("offset", static_cast<std::int64_t>(offset));
    writer.endObject();
    return writer.take();
}

// How often providers' limits were met, by the day; of ?model_group= alone.
Result<std::string> SpendPages::exceptions(const AdminRequest &request) const
{
    const Result<Days> span = days(request, 30);
    if (!span || !m_services.source) {
        return span ? refuseAdmin(503, "Nothing is recorded here: this gateway has no ledger that can be asked.")
                    : std::unexpected(span.error());
    }
    constexpr int tooMany = 429;
    constexpr std::size_t step = 10'000;
    const std::string group = queryValue(request.query, "model_group");
    SpendFilter filter = ownFilter();
    filter.from = span->from;
    filter.to = span->to;
    std::map<std::string, std::int64_t> found;
    std::int64_t sum = 0;
    for (std::size_t offset = 0, got = step; got == step; offset += got) {
        const auto entries = m_services.source->entries(filter, offset, step);
        if (!entries) {
            return std::unexpected(entries.error());
        }
        got = entries->size();
        for (const SpendEntry &entry : *entries) {
            const bool asked = group.empty() || entry.draft.group == group;
            if (asked && entry.outcome.httpStatus == tooMany && entry.outcome.state == AttemptState::Settled) {
                ++found[dayText(entry.draft.start)];
                ++sum;
            }
        }
    }
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("daily_data");
    for (const auto &[day, count] : found) {
        writer.beginObject();
        writer.member("date", day);
        writer.member("num_rate_limit_exceptions", count);
        writer.endObject();
    }
    writer.endArray();
    writer.member("sum_num_rate_limit_exceptions", sum);
    writer.endObject();
    return writer.take();
}

// All keys and teams begin at 0; the rows stay.
Result<std::string> SpendPages::resetAll(const AdminRequest &) const
{
    const WallTime now = m_services.clock.now();
    const auto reset = [now](VirtualKey &row) {
        row.spendBase = {};
        row.spendSince = now;
        return Result<void>();
    };
    for (const VirtualKey &key : m_services.book.all()) {
        if (const auto changed = m_services.book.change(key.id, reset); !changed) {
            return std::unexpected(changed.error());
        }
    }
    for (const VirtualKey &team : m_services.book.accounts(AccountKind::Team)) {
        if (const auto changed = m_services.book.changeAccount(AccountKind::Team, team.id, reset); !changed) {
            return std::unexpected(changed.error());
        }
    }
    return std::string(R"({"message":"Spend for all API Keys and Teams reset successfully","status":"success"})");
}

} // namespace patchbay::gateway
