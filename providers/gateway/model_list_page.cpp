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

} // namespace

HttpResponse modelListPage(const ModelQuestion &question, const Route &route, std::string_view query)
{
    if (!route.model.empty()) {
        return onePage(question, route);
    }
    std::vector<std::string> names;
    for (const std::string &name : question.snapshot.table->listedNames()) {
        if (question.keys.mayUse(question.caller, name)) {
            names.push_back(name);
        }
    }
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
