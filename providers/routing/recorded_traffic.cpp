// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/traffic_parts.h"

#include <boost/json.hpp>

#include <algorithm>
#include <unordered_map>

namespace patchbay::routing {
namespace {

namespace json = boost::json;

constexpr FieldRule recordedFields[] = {
    { "at", FieldKind::Number },
    { "model", FieldKind::Text },
    { "prompt_tokens", FieldKind::Number, 0, 2e6 },
    { "completion_tokens", FieldKind::Number, 0, 2e6 },
    { "stream", FieldKind::Truth },
    { "key", FieldKind::Text },
    { "session", FieldKind::Text },
    { "tags", FieldKind::Texts },
    { "priority", FieldKind::Number, -1'000, 1'000 },
    { "team", FieldKind::Text },
    { "user", FieldKind::Text },
    { "region", FieldKind::Text },
    { "language", FieldKind::Text },
    { "tools", FieldKind::Truth },
    { "images", FieldKind::Truth },
    { "json_schema", FieldKind::Truth },
    { "complexity", FieldKind::Number, 0, 1 },
    { "budget_left", FieldKind::Number, 0, 1 },
};

class RecordedReader {
public:
    Result<void> add(const json::object &row, FieldNotes &notes)
    {
        if (Result<void> checked = checkFields(row, "A recorded request", recordedFields, notes); !checked) {
            return checked;
        }
        const std::string_view model = textField(row, "model");
        if (model.empty()) {
            return failure(ErrorClass::BadRequest, "Each recorded request is an object with a \"model\".");
        }
        SimulatedRequest request;
        request.at = Microseconds(static_cast<std::int64_t>(numberField(row, "at") * 1e6));
        const std::uint32_t place = m_models.place(std::string(model), [&] { m_traffic.models.emplace_back(model); });
        if (place > std::numeric_limits<std::uint16_t>::max()) {
            return failure(ErrorClass::BadRequest, "The traffic asks for more than 65,536 models.");
        }
        request.model = static_cast<std::uint16_t>(place);
        request.promptTokens = static_cast<std::int32_t>(numberField(row, "prompt_tokens", 500));
        request.completionTokens = static_cast<std::int32_t>(numberField(row, "completion_tokens", 200));
        request.stream = truthField(row, "stream", true);
        if (row.contains("priority")) {
            request.priority = static_cast<std::int16_t>(numberField(row, "priority"));
        }
        readFacts(row, request);
        m_traffic.requests.push_back(request);
        return {};
    }

    Traffic take()
    {
        std::ranges::stable_sort(m_traffic.requests, {}, &SimulatedRequest::at);
        return std::move(m_traffic);
    }

private:
    // Names by their place in a list.
    class Places {
    public:
        explicit Places(std::uint32_t first)
            : m_next(first)
        {
        }
        template <typename Add> std::uint32_t place(std::string name, Add add)
        {
            const auto [found, added] = m_places.try_emplace(std::move(name), m_next);
            if (added) {
                add();
                ++m_next;
            }
            return found->second;
        }

    private:
        std::unordered_map<std::string, std::uint32_t> m_places;
        std::uint32_t m_next;
    };

    void readFacts(const json::object &row, SimulatedRequest &request)
    {
        noteFacts(m_traffic, row);
        request.tools = truthField(row, "tools", false);
        request.images = truthField(row, "images", false);
        request.jsonSchema = truthField(row, "json_schema", false);
        request.complexity = static_cast<float>(numberField(row, "complexity", -1));
        request.budgetLeft = static_cast<float>(numberField(row, "budget_left", -1));
        const std::string key(textField(row, "key"));
        request.key = key.empty() ? 0 : m_keys.place(key, [&] { m_traffic.keys.push_back(key); });
        const std::string session(textField(row, "session"));
        request.session =
            session.empty() ? 0 : m_sessions.place(session, [&] { m_traffic.sessions.push_back(session); });
        const SimulatedCaller caller = readCaller(row);
        const std::string whole = caller.team + '\0' + caller.user + '\0' + caller.region + '\0' + caller.language;
        request.caller = m_callers.place(whole, [&] { m_traffic.callers.push_back(caller); });
        const std::vector<std::string> tags = textsField(row, "tags");
        std::string joined;
        for (const std::string &tag : tags) {
            joined += tag + '\0';
        }
        request.tags = tags.empty() ? 0 : m_tags.place(joined, [&] { m_traffic.tagSets.push_back(tags); });
    }

    Traffic m_traffic;
    Places m_models { 0 };
    Places m_keys { 1 };
    Places m_sessions { 1 };
    Places m_callers { 1 };
    Places m_tags { 1 };
};

} // namespace

SimulatedCaller readCaller(const json::object &object)
{
    return { std::string(textField(object, "team")), std::string(textField(object, "user")),
             std::string(textField(object, "region")), std::string(textField(object, "language")) };
}

void noteFacts(Traffic &traffic, const json::object &object)
{
    for (const std::string_view name : { "team", "user", "region", "language", "tools", "images", "json_schema",
                                         "complexity", "budget_left", "key", "tags" }) {
        const json::value *value = object.if_contains(name);
        const bool empty = !value || (value->is_string() && value->as_string().empty())
            || (value->is_array() && value->as_array().empty());
        if (!empty) {
            traffic.told.emplace(name);
        }
    }
}

Result<Traffic> readRecorded(const json::array &rows, FieldNotes &notes)
{
    RecordedReader reader;
    for (const json::value &row : rows) {
        const Result<void> added = row.is_object()
            ? reader.add(row.as_object(), notes)
            : failure(ErrorClass::BadRequest, "Each recorded request is an object with a \"model\".");
        if (!added) {
            return std::unexpected(added.error());
        }
    }
    if (rows.empty()) {
        return failure(ErrorClass::BadRequest, "There is no request in the traffic.");
    }
    return reader.take();
}

} // namespace patchbay::routing
