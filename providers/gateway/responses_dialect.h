// SPDX-License-Identifier: GPL-3.0-or-later
//
// ResponsesDialect: OpenAI's Responses API answered by a chat, one object per attempt: answers repeat what
// the request said, and their id carries the deployment.
#pragma once

#include "providers/gateway/client_dialect.h"
#include "providers/wire/kind_request.h"

#include "providers/wire/json_writer.h"

#include <functional>

namespace patchbay::gateway {

class ResponsesDialect final : public ClientDialect {
public:
    // Called with every complete Response object before it goes out.
    using Keep = std::function<void(const std::string &id, const std::string &response)>;
    ResponsesDialect(std::shared_ptr<const wire::KindRequest> request, std::string id, std::string previousId,
                     Keep keep);

    Result<ChatRequest> read(std::string_view body, const std::string &model, bool stream) const override;
    std::string answer(const ChatResponse &response) const override;
    std::unique_ptr<StreamText> stream(const ChatRequest &request) const override;
    std::string error(const Error &error) const override;

private:
    std::shared_ptr<const wire::KindRequest> m_request;
    const std::string m_id;
    const std::string m_previousId; // of the request, as the client wrote it
    const Keep m_keep;
};

// What a Response object says besides its output.
struct ResponseShell {
    std::string_view id;
    std::string_view model;
    std::string_view previousId;
    std::int64_t created = 0;
    std::string_view status; // "in_progress", "completed", "incomplete", "failed"
    std::string_view incompleteReason;
    const Error *error = nullptr;
    const std::vector<std::string> *output = nullptr; // items as JSON
    const Usage *usage = nullptr;
};
std::string writeResponse(const ResponseShell &shell, const JsonText &request);

// Items of a response's output.
std::string reasoningItem(const std::string &id, const std::string &text);
std::string messageItem(const std::string &id, std::string_view status, const std::string &content);
std::string textPart(std::string_view text, const JsonText &annotations);
std::string refusalPart(std::string_view text);
std::string callItem(const ToolCall &call, const std::string &id, std::string_view status);

} // namespace patchbay::gateway
