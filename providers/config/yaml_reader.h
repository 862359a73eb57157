// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads the text of one YAML file into a YamlNode. Pure; any bytes are fine.
//
// Bounds: text of 16 MiB, 64 levels, and a million values after aliases are expanded, so that a
// small file cannot become a large tree.
#pragma once

#include "providers/config/problem.h"
#include "providers/config/yaml_mark.h"

#include <expected>
#include <string_view>

namespace patchbay::config {

struct YamlText {
    std::string_view text;
    std::string_view file; // for problems
    std::uint32_t fileIndex = 0; // for spans
    std::vector<YamlMark> *marks = nullptr; // takes every token in the text's order, for who edits the text
};

// What is merely suspicious (a key given twice: the last one counts, as in LiteLLM) is added to
// `problems`; an unreadable text is the one Problem that is returned. An empty text is a Null.
std::expected<YamlNode, Problem> readYaml(const YamlText &source, std::vector<Problem> &problems);

} // namespace patchbay::config
