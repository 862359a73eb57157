// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the benchmarks' upstream answers: fixed texts in OpenAI's and Anthropic's forms.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::bench {

enum class Speech { OpenAi, Anthropic };

// Head and body, content-length.
std::string wholeAnswer(Speech speech);
// The head of a stream, its chunks with their HTTP framing (the beginning first), and what ends it.
struct StreamScript {
    std::string head;
    std::string first;
    std::string middle; // said again and again
    std::string last;
};
StreamScript streamScript(Speech speech);

} // namespace patchbay::bench
