// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers of servers that generate text instead of chatting: Hugging Face's text generation, JumpStart, DJL and
// Cloudflare's Workers AI.
#pragma once

#include "providers/wire/codec.h"
#include "providers/wire/json_stream_decoder.h"
#include "providers/wire/json_view.h"

#include <optional>
#include <string>
#include <vector>

namespace patchbay::wire {

// What a wrapper such as Cloudflare's {"result": …, "success": true} holds; anything else as it is.
JsonView unwrappedResult(const JsonView &json);

// Such a wrapper says no with a good status too: {"success": false, "errors": […]}.
bool isRefusal(const JsonView &json);

// "generated_text", "generation", "response" or "outputs", in an object or a list of them; nothing where there
// is none.
std::optional<ChatResponse> readGeneratedText(const JsonView &json, const Target &target);

// The events of one streamed text, which come a token each.
class GenerationReader {
public:
    // Whether an event is of this kind.
    static bool knows(const JsonView &json);
    void take(const JsonView &json, const Target &target, std::vector<StreamEvent> &events);
    // The end, if it was one, and the usage.
    void close(bool complete, std::vector<StreamEvent> &events);
    // The last event had come; Cloudflare's streams have none, and end with [DONE].
    bool finished() const { return m_finished; }
    bool said() const { return m_said; }

private:
    void say(std::string text, std::vector<StreamEvent> &events);
    void takeCalls(const JsonView &json, std::vector<StreamEvent> &events);

    std::string m_id;
    bool m_said = false;
    bool m_finished = false;
    int m_calls = 0;
    std::string m_reason;
    std::optional<Usage> m_usage;
};

// Of a server that sends nothing else; its lines may simply end.
std::unique_ptr<StreamDecoder> makeGenerationStream(const Target &target, StreamLimits limits,
                                                    JsonStreamDecoder::Framing framing);

} // namespace patchbay::wire
