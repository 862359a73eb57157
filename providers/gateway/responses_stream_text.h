// SPDX-License-Identifier: GPL-3.0-or-later
//
// ResponsesStreamText: a chat's stream as server-sent events of OpenAI's Responses API.
#pragma once

#include "providers/gateway/responses_dialect.h"
#include "providers/wire/response_event_writer.h"

namespace patchbay::gateway {

class ResponsesStreamText final : public StreamText {
public:
    ResponsesStreamText(JsonText request, wire::ResponseHead head, ResponsesDialect::Keep keep);
    std::string write(const StreamEvent &event) override;
    std::string finish() override;
    std::string fail(const Error &error) override;

private:
    const std::string m_id;
    const ResponsesDialect::Keep m_keep;
    wire::ResponseEventWriter m_writer;
};

} // namespace patchbay::gateway
