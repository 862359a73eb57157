// SPDX-License-Identifier: GPL-3.0-or-later
//
// The models that a caller may use, as each dialect lists and describes them.
#include "providers/gateway/gateway_pages.h"

#include "providers/gateway/error_text.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <charconv>

namespace patchbay::gateway {

namespace {

using wire::JsonWriter;

constexpr std::int64_t created = 1'677'610'602; // LiteLLM's constant
constexpr const char *createdText = "2023-02-28T18:56:42Z"; // the same

HttpResponse jsonAnswer(std::string body)
{
    constexpr int ok = 200;
    return { ok, { { "content-type", "application/json" } }, std::move(body) };
}

void writeOpenAi(JsonWriter &writer, const std::string &name)
{
    writer.beginObject();
    writer.member("id", name);
    writer.member("object", "model");
    writer.member("created", created);
    writer.member("owned_by", "openai");
    writer.endObject();
}

void writeAnthropic(JsonWriter &writer, const std::string &name)
{
    writer.beginObject();
    writer.member("type", "model");
    writer.member("id", name);
    writer.member("display_name", name);
    writer.member("created_at", createdText);
    writer.endObject();
}

void writeGemini(JsonWriter &writer, const std::string &name)
{
    writer.beginObject();
    writer.member("name", "models/" + name);
    writer.member("displayName", name);
    writer.key("supportedGenerationMethods");
    writer.raw(R"(["generateContent","countTokens"])");
    writer.endObject();
}

void writeModel(JsonWriter &writer, const std::string &name, const ClientDialect &dialect)
{
    if (&dialect == &geminiDialect()) {
        writeGemini(writer, name);
    } else if (&dialect == &anthropicDialect()) {
        writeAnthropic(writer, name);
    } else {
        writeOpenAi(writer, name);
    }
}

// Anthropic's pages: after_id, before_id, limit.
HttpResponse anthropicPage(std::vector<std::string> names, std::string_view query)
{
    if (const auto after = std::ranges::find(names, queryValue(query, "after_id")); after != names.end()) {
        names.erase(names.begin(), after + 1);
    }
    if (const auto before = std::ranges::find(names, queryValue(query, "before_id")); before != names.end()) {
        names.erase(before, names.end());
    }
    const std::string written = queryValue(query, "limit");
    std::size_t limit = names.size();
    std::from_chars(written.data(), written.data() + written.size(), limit);
    const bool more = limit > 0 && limit < names.size();
    names.resize(more ? limit : names.size());
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("data");
    for (const std::string &name : names) {
        writeAnthropic(writer, name);
    }
    writer.endArray();
    writer.member("has_more", more);
    writer.textOrNull("first_id", names.empty() ? std::string() : names.front());
    writer.textOrNull("last_id", names.empty() ? std::string() : names.back());
    writer.endObject();
    return jsonAnswer(writer.take());
}

// One that is not listed, such as what a pattern stands for, is there too.
HttpResponse onePage(const ModelQuestion &question, const Route &route)
{
    const std::optional<routing::Target> target = question.snapshot.table->resolve(route.model);
    if (!target || target->group == routing::none || !question.keys.mayUse(question.caller, route.model)) {
        Error error = gatewayError(404, "The model '" + route.model + "' does not exist, or the key may not use it.",
                                   "invalid_request_error");
        error.kind = ErrorClass::NotFound;
        error.param = "model";
        error.code = "model_not_found";
        return { clientStatus(error), errorHeaders(error), route.dialect->error(error) };
    }
    JsonWriter writer;
    writeModel(writer, route.model, *route.dialect);
    return jsonAnswer(writer.take());
}

// What a star stands for: "openai/*" behind "mine/*" makes "mine/gpt-4o" of the catalogue's openai/gpt-4o.
std::vector<std::string> namesBehind(const std::string &group, const std::string &model, const Catalog &catalog)
{
    const std::size_t slash = model.find('/');
    const std::size_t star = model.find('*');
    const std::size_t place = group.find('*');
    std::vector<std::string> names;
    if (slash == std::string::npos || star == std::string::npos || star < slash) {
        return names;
    }
    const std::string head = model.substr(slash + 1, star - slash - 1);
    const std::string tail = model.substr(star + 1);
    for (const ModelEntry *entry : catalog.modelsOf(model.substr(0, slash))) {
        const std::string &name = entry->name;
        if (name.size() >= head.size() + tail.size() && name.starts_with(head) && name.ends_with(tail)) {
            names.push_back(group.substr(0, place) + name.substr(head.size(), name.size() - head.size() - tail.size())
                            + group.substr(place + 1));
        }
    }
    return names;
}

void addPatterns(const ModelQuestion &question, bool asWritten, std::vector<std::string> &names)
{
    const routing::RoutingTable &table = *question.snapshot.table;
    for (const routing::Group &group : table.groups()) {
        if (!group.pattern || group.name.find('*') == std::string::npos) {
            continue;
        }
        std::vector<std::string> known = asWritten ? std::vector { group.name } : std::vector<std::string>();
        for (const routing::Index member : group.members) {
            std::ranges::move(namesBehind(group.name, table.details(member).model, question.catalog), std::back_inserter(known));
        }
        for (std::string &name : known) {
            if (!std::ranges::contains(names, name)) {
                names.push_back(std::move(name));
            }
        }
    }
}

} // namespace

HttpResponse modelListPage(const ModelQuestion &question, const Route &route, std::string_view query)
{
    if (!route.model.empty()) {
        return onePage(question, route);
    }
    std::vector<std::string> names = question.snapshot.table->listedNames();
    addPatterns(question, queryValue(query, "return_wildcard_routes") == "true", names);
    std::erase_if(names, [&](const std::string &name) { return !question.keys.mayUse(question.caller, name); });
    if (route.dialect == &anthropicDialect()) {
        return anthropicPage(std::move(names), query);
    }
    const bool google = route.dialect == &geminiDialect();
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray(google ? "models" : "data");
    for (const std::string &name : names) {
        writeModel(writer, name, *route.dialect);
    }
    writer.endArray();
    if (!google) {
        writer.member("object", "list");
    }
    writer.endObject();
    return jsonAnswer(writer.take());
}

} // namespace patchbay::gateway
