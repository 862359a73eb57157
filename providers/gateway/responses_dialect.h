// SPDX-License-Identifier: GPL-3.0-or-later
//
// ResponsesDialect: OpenAI's Responses API answered by a chat, one object per attempt: answers repeat what
// the request said, and their id carries the deployment.
#pragma once

#include "providers/gateway/client_dialect.h"
#include "providers/catalog/catalog.h"
#include "providers/wire/kind_request.h"

#include <functional>

namespace patchbay::gateway {

class ResponsesDialect final : public ClientDialect {
public:
    // Called with every complete Response object before it goes out.
    using Keep = std::function<void(const std::string &id, const std::string &response)>;
    // `family` is what the chat goes to.
    ResponsesDialect(std::shared_ptr<const wire::KindRequest> request, ApiFamily family, std::string id,
                     std::string previousId, Keep keep);

    Result<ChatRequest> read(std::string_view body, const std::string &model, bool stream) const override;
    std::string answer(const ChatResponse &response) const override;
    std::unique_ptr<StreamText> stream(const ChatRequest &request) const override;
    std::string error(const Error &error) const override;

private:
    std::shared_ptr<const wire::KindRequest> m_request;
    const ApiFamily m_family;
    const std::string m_id;
    const std::string m_previousId; // of the request, as the client wrote it
    const Keep m_keep;
};

} // namespace patchbay::gateway
