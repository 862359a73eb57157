// SPDX-License-Identifier: GPL-3.0-or-later
//
// Objects of OpenAI's Responses API, written from their parts: the Response itself and the items of its output.
#pragma once

#include "providers/core/chat_response.h"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::wire {

// What a Response object says besides what it repeats of its request.
struct ResponseShell {
    std::string_view id;
    std::string_view model;
    std::string_view previousId;
    std::int64_t created = 0;
    std::string_view status; // "in_progress", "completed", "incomplete", "failed"
    std::string_view incompleteReason;
    const Error *error = nullptr; // its message goes out as it is
    const std::vector<std::string> *output = nullptr; // items as JSON
    const Usage *usage = nullptr;
};
// Without a request nothing of it is repeated.
std::string writeResponse(const ResponseShell &shell, const JsonText &request);

struct ResponseHead {
    std::string id;
    std::string model; // empty: the answer's
    std::string previousId; // of the request
    std::int64_t created = 0; // 0: the answer's
};
// The Response that a chat's answer amounts to; of several choices the first.
std::string writeResponseOf(const ChatResponse &answer, const ResponseHead &head, const JsonText &request);

// What a Response that failed says of an answer whose finish reason is "error".
Error brokenOff();

// Items of a response's output, and their parts.
std::string reasoningItem(const std::string &id, const std::string &text);
std::string messageItem(const std::string &id, std::string_view status, const std::string &content);
std::string textPart(std::string_view text, const JsonText &annotations);
std::string refusalPart(std::string_view text);
std::string callItem(const ToolCall &call, const std::string &id, std::string_view status);

} // namespace patchbay::wire
