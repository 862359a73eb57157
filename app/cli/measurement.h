// SPDX-License-Identifier: GPL-3.0-or-later
//
// Measurements of the benchmarks, printed as a table for people and as JSON for programs.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace patchbay::cli {

struct Measurement {
    std::string name;
    double value = 0;
    std::string unit;
    double goal = 0;
    bool lowerIsBetter = true;
    std::string how; // one sentence
    bool hasGoal = true;

    bool reached() const { return !hasGoal || (lowerIsBetter ? value <= goal : value >= goal); }
};

void printTable(const std::vector<Measurement> &measurements, std::ostream &out);
void printJson(const std::vector<Measurement> &measurements, std::ostream &out);

} // namespace patchbay::cli
