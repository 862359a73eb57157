// SPDX-License-Identifier: GPL-3.0-or-later
//
// ResponsesStreamText: a chat's stream as the events of OpenAI's Responses API: created, in_progress, items
// and their parts added, deltas, done, completed.
#pragma once

#include "providers/gateway/responses_dialect.h"

namespace patchbay::gateway {

class ResponsesStreamText final : public StreamText {
public:
    ResponsesStreamText(JsonText request, std::string id, std::string model, std::string previousId,
                        ResponsesDialect::Keep keep);
    std::string write(const StreamEvent &event) override;
    std::string finish() override;
    std::string fail(const Error &error) override;

private:
    enum class Open : std::uint8_t { None, Reasoning, Text, Refusal, Call };
    std::string event(std::string_view type, const std::function<void(wire::JsonWriter &)> &members);
    std::string lifecycle(std::string_view type, std::string_view status, const Error *error = nullptr);
    std::string response(std::string_view status, const Error *error) const;
    void begin(std::string &text);
    void open(std::string &text, Open kind);
    void openCall(std::string &text, const ToolCallDelta &delta);
    void delta(std::string &text, std::string_view type, std::string_view more);
    void close(std::string &text);
    void closePart(std::string &text);
    void addItem(std::string &text, std::string_view type, const std::string &item);
    void writePart(std::string &text, std::string_view type, const std::string &part);
    std::string itemId() const;

    const JsonText m_request;
    const std::string m_id;
    const std::string m_model;
    const std::string m_previousId;
    const ResponsesDialect::Keep m_keep;
    std::int64_t m_sequence = 0;
    std::int64_t m_created = 0;
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

} // namespace patchbay::gateway
