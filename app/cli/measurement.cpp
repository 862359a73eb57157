// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/measurement.h"

#include <boost/json.hpp>

#include <format>
#include <ostream>

namespace patchbay::cli {
namespace {

std::string number(double value)
{
    return value >= 100 ? std::format("{:.0f}", value) : std::format("{:.3g}", value);
}

} // namespace

void printTable(const std::vector<Measurement> &measurements, std::ostream &out)
{
    out << std::format("{:<34} {:>10} {:<14} {:>12}  {}\n", "figure", "measured", "unit", "goal", "how");
    for (const Measurement &row : measurements) {
        const std::string goal = !row.hasGoal ? "–  " : (row.lowerIsBetter ? "≤ " : "≥ ") + number(row.goal);
        // "≤" is three bytes wide and one column: the field is widened by the difference.
        out << std::format("{:<34} {:>10} {:<14} {:>14}  {}{}\n", row.name, number(row.value), row.unit, goal,
                           row.reached() ? "" : "MISSED. ", row.how);
    }
}

void printJson(const std::vector<Measurement> &measurements, std::ostream &out)
{
    boost::json::array rows;
    for (const Measurement &row : measurements) {
        rows.push_back({ { "name", row.name },
                         { "value", row.value },
                         { "unit", row.unit },
                         { "goal", row.goal },
                         { "lower_is_better", row.lowerIsBetter },
                         { "reached", row.reached() },
                         { "how", row.how } });
    }
    out << boost::json::serialize(rows) << '\n';
}

} // namespace patchbay::cli
