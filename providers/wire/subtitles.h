// SPDX-License-Identifier: GPL-3.0-or-later
//
// A transcript in the text forms that OpenAI's audio/transcriptions offers: "text", "srt", "vtt".
#pragma once

#include "providers/wire/json_view.h"

#include <optional>
#include <string>

namespace patchbay::wire {

// Of a transcript's JSON ("text", "segments" or "words" with "start" and "end" in seconds); words are gathered
// into cues of a readable size. Nothing for other formats.
std::optional<std::string> subtitles(std::string_view format, const JsonView &transcript);

} // namespace patchbay::wire
