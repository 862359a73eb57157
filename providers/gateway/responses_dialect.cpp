// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/responses_dialect.h"

#include "providers/gateway/error_text.h"
#include "providers/gateway/responses_stream_text.h"
#include "providers/wire/kind_encoders.h"
#include "providers/wire/response_writer.h"

namespace patchbay::gateway {

ResponsesDialect::ResponsesDialect(std::shared_ptr<const wire::KindRequest> request, ApiFamily family,
                                   std::string id, std::string previousId, Keep keep)
    : m_request(std::move(request))
    , m_family(family)
    , m_id(std::move(id))
    , m_previousId(std::move(previousId))
    , m_keep(std::move(keep))
{
}

Result<ChatRequest> ResponsesDialect::read(std::string_view, const std::string &, bool) const
{
    return wire::chatOfResponses(*m_request, m_family);
}

std::string ResponsesDialect::answer(const ChatResponse &response) const
{
    std::string written = wire::writeResponseOf(response, { m_id, {}, m_previousId, 0 }, m_request->body);
    m_keep(m_id, written);
    return written;
}

std::unique_ptr<StreamText> ResponsesDialect::stream(const ChatRequest &request) const
{
    return std::make_unique<ResponsesStreamText>(
        m_request->body, wire::ResponseHead { m_id, request.model, m_previousId, 0 }, m_keep);
}

std::string ResponsesDialect::error(const Error &error) const
{
    return openAiError(error);
}

} // namespace patchbay::gateway
