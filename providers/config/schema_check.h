// SPDX-License-Identifier: GPL-3.0-or-later
//
// Compares a tree with the schema: unknown keys, wrong types, values out of bounds, keys in plain
// text. Inside the room only.
#pragma once

#include "providers/config/problem.h"
#include "providers/config/schema.h"

namespace patchbay::config {

// Collects problems; knows the files' names.
class ProblemList {
public:
    explicit ProblemList(const std::vector<std::string> &files)
        : m_files(files)
    {
    }

    Problem &error(const SourceSpan &span, std::string code, std::string message, std::string remedy = {});
    Problem &warning(const SourceSpan &span, std::string code, std::string message, std::string remedy = {});

    std::vector<Problem> problems;

private:
    Problem &add(Severity severity, const SourceSpan &span, std::string code, std::string message);

    const std::vector<std::string> &m_files;
};

void checkSchema(const YamlNode &root, const SchemaObject &schema, ProblemList &problems);

// "Did you mean x?" for a name that is close to one of the candidates, swapped letters included.
std::string suggestion(std::string_view name, std::span<const std::string_view> candidates);
// The name in such a sentence, at the begin of a remedy; empty where there is none.
std::string_view suggestedName(std::string_view remedy);

} // namespace patchbay::config
