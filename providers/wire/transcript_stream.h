// SPDX-License-Identifier: GPL-3.0-or-later
//
// TranscriptStream: a streamed answer to a speech-to-text call. OpenAI's events (transcript.text.delta, .segment and
// .done) and vLLM's chunks pass as they are, one JSON text each. An answer that came whole although a stream was
// asked for becomes two events of OpenAI's.
#pragma once

#include "providers/wire/json_view.h"
#include "providers/wire/sse.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::wire {

class TranscriptStream {
public:
    explicit TranscriptStream(const Target &target);

    // Appends the events that are complete. A failed Result means bytes that are not the format, or an early end;
    // what the provider reported inside the stream is error().
    Result<void> feed(std::string_view bytes, std::vector<std::string> &events);
    Result<void> finish(std::vector<std::string> &events);

    // {"text", "usage"…}: the one answer that the stream amounts to so far; empty where nothing was said.
    std::string folded() const;
    const std::optional<Error> &error() const { return m_error; }

    // Whether a body begins as server-sent events do; nothing where it is too short to tell.
    static std::optional<bool> looksLikeEvents(std::string_view body);

private:
    Result<void> take(std::string_view data, std::vector<std::string> &events);
    void takeChunk(const JsonView &json);
    Result<void> finishWhole(std::vector<std::string> &events);

    Target m_target;
    std::optional<bool> m_isEvents;
    SseParser m_parser;
    std::string m_whole; // bytes of an answer that is no stream, or too short to tell
    std::string m_answer; // what those amount to
    std::string m_text;
    std::string m_segments; // raw, with commas
    std::string m_final; // the event that ends it
    std::string m_usage;
    std::uint64_t m_eventStart = 0;
    bool m_done = false;
    std::optional<Error> m_error;
};

} // namespace patchbay::wire
