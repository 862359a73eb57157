// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/body_pages.h"

#include "providers/gateway/admin_answer.h"
#include "providers/gateway/route.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <format>

namespace patchbay::gateway {

using wire::JsonView;
using wire::JsonWriter;

namespace {

constexpr std::string_view home = "/patchbay/bodies";

struct FilterField {
    const char *name;
    std::string BodyFilter::*part;
};
constexpr FilterField filterFields[] = { { "call", &BodyFilter::call },
                                         { "key", &BodyFilter::key },
                                         { "team", &BodyFilter::team },
                                         { "user", &BodyFilter::user },
                                         { "customer", &BodyFilter::customer } };

void writeWords(JsonWriter &writer, std::string_view name, const std::string &text)
{
    writer.key(name);
    if (text.empty()) {
        writer.null();
    } else if (wire::parseJson(text)) {
        writer.raw(text);
    } else {
        writer.string(text);
    }
}

} // namespace

bool BodyPages::knows(std::string_view path)
{
    return path == home || path.starts_with("/patchbay/bodies/");
}

// Rows name a key by its id; people by its alias or token. A deleted key's bodies can still be deleted.
std::string BodyPages::keyId(const std::string &given) const
{
    const std::optional<VirtualKey> key = given.empty() ? std::nullopt : m_book.findEver(given);
    return key ? key->id : given;
}

HttpResponse BodyPages::handle(const AdminRequest &request) const
{
    if (!m_store) {
        return adminAnswer(refuseAdmin(503, "Bodies are not stored here."));
    }
    if (request.path == home) {
        return adminAnswer(request.method == "GET" ? list(request) : refuseAdmin(405, "This call wants GET."));
    }
    if (request.path == "/patchbay/bodies/purge") {
        return adminAnswer(request.method == "POST" ? purge(request) : refuseAdmin(405, "This call wants POST."));
    }
    return adminAnswer(refuseAdmin(404, "There is no such call."));
}

// {"bodies": [{"call", "at", …}]}; one call's with its words.
Result<std::string> BodyPages::list(const AdminRequest &request) const
{
    BodyFilter filter;
    for (const FilterField &field : filterFields) {
        filter.*field.part = queryValue(request.query, field.name);
    }
    filter.key = keyId(filter.key);
    const bool words = !filter.call.empty();
    constexpr std::size_t most = 1'000;
    const auto rows = m_store->find(filter, words, most);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("bodies");
    for (const StoredBody &row : *rows) {
        writer.beginObject();
        writer.member("call", row.call);
        writer.member("at", std::format("{:%FT%T}Z", row.at));
        writer.member("endpoint", row.endpoint);
        writer.member("model", row.model);
        writer.member("status", std::int64_t { row.status });
        writer.member("key", row.key);
        writer.member("team", row.team);
        writer.member("user", row.user);
        writer.member("customer", row.customer);
        writer.member("request_cut", row.requestCut);
        writer.member("response_cut", row.responseCut);
        if (words) {
            writeWords(writer, "request", row.request);
            writeWords(writer, "response", row.response);
        }
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

// {"older_than": "30d", "key", "team", "user", "customer", "call"} or {"all": true}
Result<std::string> BodyPages::purge(const AdminRequest &request) const
{
    const Result<JsonView> json = readAdminBody(request.body);
    if (!json) {
        return std::unexpected(json.error());
    }
    BodyFilter filter;
    bool said = false;
    for (const wire::JsonMember &member : json->members()) {
        const std::string name = member.key();
        const auto *field = std::ranges::find(filterFields, name, &FilterField::name);
        if (field != std::end(filterFields)) {
            filter.*field->part = member.value.string();
            if ((filter.*field->part).empty()) {
                return refuseAdmin(400, "\"" + name + "\" is a text.", name);
            }
        } else if (name == "older_than") {
            const std::optional<std::chrono::seconds> age = durationLength(member.value.string());
            if (!age) {
                return refuseAdmin(400, "\"older_than\" is a duration such as 30d.", name);
            }
            filter.before = m_clock.now() - *age;
        } else if (name != "all" || member.value.boolean() != true) {
            // What narrows a deletion must not be overlooked.
            return refuseAdmin(400, "\"" + name + "\" is no field of this call.", name);
        }
        said = true;
    }
    if (!said) {
        return refuseAdmin(400, "Say which bodies are to be deleted, or \"all\": true.", "all");
    }
    filter.key = keyId(filter.key);
    const Result<std::int64_t> deleted = m_store->purge(filter);
    if (!deleted) {
        return std::unexpected(deleted.error());
    }
    // Conversations know their key and their age, and nobody else.
    const bool others = !filter.call.empty() || !filter.team.empty() || !filter.user.empty() || !filter.customer.empty();
    const std::optional<std::string> owner = filter.key.empty() ? std::nullopt : std::optional(filter.key);
    const Result<std::int64_t> responses = others || !m_purge ? Result<std::int64_t>(0) : m_purge(owner, filter.before);
    if (!responses) {
        return std::unexpected(responses.error());
    }
    return "{\"deleted\":" + std::to_string(*deleted) + ",\"deleted_responses\":" + std::to_string(*responses) + "}";
}

} // namespace patchbay::gateway
