// SPDX-License-Identifier: GPL-3.0-or-later
//
// ResponseEventWriter: a chat's stream as the events of OpenAI's Responses API: created, in_progress, items
// and their parts added, deltas, done, completed. One object a stream; only the first choice shows.
#pragma once

#include "providers/core/chat_response.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/response_writer.h"

#include <functional>
#include <string>
#include <vector>

namespace patchbay::wire {

struct ResponseEvent {
    std::string_view type; // "response.created"; lives as long as the program
    std::string json;
};

class ResponseEventWriter {
public:
    using Events = std::vector<ResponseEvent>;
    // The Responses repeat what the request says; an empty one is not repeated.
    ResponseEventWriter(ResponseHead head, JsonText request);
    // Appends; a StreamStarted brings the time, a StreamFailed nothing.
    void write(const StreamEvent &event, Events &events);
    // Appends the last event and returns its Response.
    std::string finish(Events &events);
    // Instead of finish(); the message goes out as it is.
    void fail(const Error &error, Events &events);

private:
    enum class Open : std::uint8_t { None, Reasoning, Text, Refusal, Call };
    void event(Events &events, std::string_view type, const std::function<void(JsonWriter &)> &members);
    void lifecycle(Events &events, std::string_view type, std::string_view status, const Error *error = nullptr);
    std::string response(std::string_view status, const Error *error) const;
    void begin(Events &events);
    void open(Events &events, Open kind);
    void openCall(Events &events, const ToolCallDelta &delta);
    void delta(Events &events, std::string_view type, std::string_view more);
    void close(Events &events);
    void closePart(Events &events);
    void addItem(Events &events, std::string_view type, const std::string &item);
    void writePart(Events &events, std::string_view type, const std::string &part);
    std::string itemId() const;

    JsonText m_request;
    ResponseHead m_head;
    std::int64_t m_sequence = 0;
    bool m_begun = false;
    Open m_open = Open::None;
    int m_call = -1; // index of the open call
    ToolCall m_callText;
    std::string m_text; // of the open item
    JsonText m_annotations;
    std::vector<std::string> m_output; // finished items
    std::string m_finishReason;
    std::optional<Usage> m_usage;
};

} // namespace patchbay::wire
