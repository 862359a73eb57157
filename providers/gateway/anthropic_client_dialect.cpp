// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/client_dialect.h"
#include "providers/gateway/error_text.h"
#include "providers/wire/inbound_anthropic.h"

namespace patchbay::gateway {

namespace {

class AnthropicStream final : public StreamText {
public:
    explicit AnthropicStream(const ChatRequest &request)
        : m_events(request.model)
    {
    }
    std::string write(const StreamEvent &event) override { return m_events.write(event); }
    std::string finish() override { return m_events.finish(); }
    std::string fail(const Error &error) override
    {
        return "event: error\ndata: " + wire::writeAnthropicError(error, clientStatus(error), clientMessage(error))
            + "\n\n";
    }

private:
    wire::AnthropicEventWriter m_events;
};

class AnthropicDialect final : public ClientDialect {
public:
    Result<ChatRequest> read(std::string_view body, const std::string &, bool) const override
    {
        return wire::parseAnthropicRequest(body);
    }
    std::string answer(const ChatResponse &response) const override { return wire::writeAnthropicAnswer(response); }
    std::unique_ptr<StreamText> stream(const ChatRequest &request) const override
    {
        return std::make_unique<AnthropicStream>(request);
    }
    std::string error(const Error &error) const override
    {
        return wire::writeAnthropicError(error, clientStatus(error), clientMessage(error));
    }
};

} // namespace

const ClientDialect &anthropicDialect()
{
    static const AnthropicDialect dialect;
    return dialect;
}

} // namespace patchbay::gateway
