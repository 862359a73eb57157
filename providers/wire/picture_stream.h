// SPDX-License-Identifier: GPL-3.0-or-later
//
// PictureStream: a streamed answer to a call that draws or changes pictures. OpenAI's events (image_generation.partial_image
// and .completed, image_edit.… of edits) pass as they are, one JSON text each.
#pragma once

#include "providers/wire/json_view.h"
#include "providers/wire/sse.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::wire {

class PictureStream {
public:
    explicit PictureStream(const Target &target);

    // Appends the events that are complete. A failed Result means bytes that are not the format, or an early end;
    // what the provider reported inside the stream is error().
    Result<void> feed(std::string_view bytes, std::vector<std::string> &events);
    Result<void> finish(std::vector<std::string> &events);

    // {"created", "data": [{"b64_json"}…], "usage"…}: the finished pictures so far; empty where none is.
    std::string folded() const;
    const std::optional<Error> &error() const { return m_error; }

private:
    Result<void> take(std::string_view data, std::vector<std::string> &events);

    Target m_target;
    SseParser m_parser;
    std::vector<std::string> m_finished; // events
    std::uint64_t m_eventStart = 0;
    std::optional<Error> m_error;
};

// A whole answer as the events that end such a stream, for who asked for one of a provider that has none.
std::vector<std::string> picturesAsEvents(const JsonView &answer, bool edits);

} // namespace patchbay::wire
