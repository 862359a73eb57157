// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/observers/observation_parts.h"

#include <format>

namespace patchbay::observers {

using wire::JsonWriter;

namespace {

void writeMoney(JsonWriter &writer, std::string_view name, const std::optional<Money> &money)
{
    writer.key(name);
    money ? writer.number(dollars(*money)) : writer.null();
}

} // namespace

const std::string &callOf(const AttemptDraft &draft)
{
    return draft.parent.empty() ? draft.requestId : draft.parent;
}

double dollars(Money money)
{
    constexpr double nanos = 1e9; // divided by: the shortest text of the result is what people write
    return static_cast<double>(money.nanoDollars) / nanos;
}

std::string isoTime(WallTime time)
{
    return std::format("{:%FT%T}Z", time);
}

std::string operationOf(const std::string &endpoint)
{
    return endpoint == "completions" ? "text_completion" : endpoint;
}

void texts(JsonWriter &writer, std::string_view name, const std::vector<std::string> &list)
{
    writer.beginArray(name);
    for (const std::string &text : list) {
        writer.string(text);
    }
    writer.endArray();
}

std::string noticeText(const BudgetNotice &notice)
{
    JsonWriter writer;
    writer.beginObject();
    writer.member("event", "soft_budget_crossed");
    writer.member("event_group", notice.group == "user" ? "internal_user" : std::string_view(notice.group));
    writer.member("event_message", "Soft Budget Crossed: " + notice.group + " " + notice.id);
    writeMoney(writer, "spend", notice.spent);
    writeMoney(writer, "soft_budget", notice.soft);
    writeMoney(writer, "max_budget", notice.maximum);
    writer.member("id", notice.id);
    writer.textOrNull("token", notice.token);
    writer.textOrNull("key_alias", notice.group == "key" ? notice.alias : std::string());
    writer.textOrNull("team_id", notice.group == "team" ? notice.id : notice.team);
    writer.textOrNull("user_id", notice.group == "user" ? notice.id : notice.user);
    writer.textOrNull("customer_id", notice.group == "customer" ? notice.id : std::string());
    writer.member("time", isoTime(notice.at));
    writer.endObject();
    return writer.take();
}

} // namespace patchbay::observers
