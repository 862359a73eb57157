// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a state that somebody wrote by hand says to nobody.
#include "providers/routing/json_fields.h"
#include "providers/routing/routing_state.h"

#include <boost/json.hpp>

#include <algorithm>

namespace patchbay::routing {
namespace {

namespace json = boost::json;

constexpr FieldRule deploymentField { "deployment", FieldKind::Text };
constexpr FieldRule remainingField { "remaining", FieldKind::Number };

constexpr FieldRule closedFields[] = { deploymentField, remainingField, { "reason" } };
constexpr FieldRule breakerFields[] = { deploymentField,
                                        remainingField,
                                        { "state", FieldKind::Text },
                                        { "failures", FieldKind::Number },
                                        { "times_opened", FieldKind::Number } };
constexpr FieldRule minuteFields[] = {
    deploymentField,
    { "requests", FieldKind::Number },
    { "tokens", FieldKind::Number },
    { "input_tokens", FieldKind::Number },
    { "successes", FieldKind::Number },
    { "failures", FieldKind::Number },
};
constexpr FieldRule flightFields[] = { deploymentField, { "count", FieldKind::Number } };
constexpr FieldRule budgetFields[] = { deploymentField, remainingField, { "spent", FieldKind::Number } };
constexpr FieldRule healthFields[] = { deploymentField };
constexpr FieldRule latencyFields[] = {
    deploymentField,
    { "seconds_per_token" },
    { "first_token" },
    { "peak", FieldKind::Number },
    { "success", FieldKind::Number, 0, 1 },
};
constexpr FieldRule providerFields[] = { { "provider", FieldKind::Text },
                                         remainingField,
                                         { "spent", FieldKind::Number } };
constexpr FieldRule groupFields[] = {
    { "group", FieldKind::Text },     { "recent" }, { "first_token" }, { "hedges", FieldKind::Number },
    { "started", FieldKind::Number },
};
constexpr FieldRule affinityFields[] = { deploymentField, remainingField, { "key", FieldKind::Text } };

struct StateList {
    std::string_view name;
    std::span<const FieldRule> fields;
};
constexpr StateList lists[] = {
    { "cooldowns", closedFields }, { "retry_after", closedFields },  { "breakers", breakerFields },
    { "minutes", minuteFields },   { "in_flight", flightFields },    { "budgets", budgetFields },
    { "unhealthy", healthFields }, { "latencies", latencyFields },   { "provider_budgets", providerFields },
    { "groups", groupFields },     { "affinities", affinityFields },
};

class StateReader {
public:
    explicit StateReader(const RoutingTable &table)
        : m_table(table)
    {
    }

    void readList(std::string_view name, const json::value &rows)
    {
        const auto list = std::ranges::find(lists, name, &StateList::name);
        if (list == std::end(lists)) {
            std::vector<FieldRule> known;
            std::ranges::transform(lists, std::back_inserter(known),
                                   [](const StateList &each) { return FieldRule { each.name }; });
            m_notes.unknown("The state", name, known);
            return;
        }
        if (!rows.is_array()) {
            m_sentences.push_back("\"" + std::string(name) + "\" is a list.");
            return;
        }
        for (const json::value &row : rows.as_array()) {
            if (row.is_object()) {
                readRow(*list, row.as_object());
            } else {
                m_sentences.push_back("An item of \"" + std::string(name) + "\" is no object.");
            }
        }
    }

    std::vector<std::string> take()
    {
        std::ranges::move(m_notes.take(), std::back_inserter(m_sentences));
        return std::move(m_sentences);
    }

private:
    void readRow(const StateList &list, const json::object &row)
    {
        const std::string what = "An item of \"" + std::string(list.name) + '"';
        if (const Result<void> checked = checkFields(row, what, list.fields, m_notes); !checked) {
            m_sentences.push_back(checked.error().message);
            return;
        }
        const std::string_view first = list.fields.front().name;
        const std::string_view name = textField(row, first);
        const auto &budgets = m_table.settings().providerBudgets;
        const bool known = first == "deployment" ? m_table.deploymentById(name) != none
            : first == "group"
            ? m_table.groupByName(name) != none
            : std::ranges::any_of(budgets, [name](const auto &budget) { return budget.first == name; });
        if (!known) {
            m_sentences.push_back(what + " is of the " + std::string(first) + " \"" + std::string(name)
                                  + "\", which the configuration does not have.");
        }
    }

    const RoutingTable &m_table;
    FieldNotes m_notes;
    std::vector<std::string> m_sentences;
};

} // namespace

std::vector<std::string> stateNotes(const RoutingTable &table, std::string_view text)
{
    boost::system::error_code problem;
    const json::value value = json::parse(text, problem);
    StateReader reader(table);
    for (const auto &[name, rows] : !problem && value.is_object() ? value.as_object() : json::object()) {
        reader.readList(name, rows);
    }
    return reader.take();
}

} // namespace patchbay::routing
