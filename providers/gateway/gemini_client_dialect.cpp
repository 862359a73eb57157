// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/client_dialect.h"
#include "providers/gateway/error_text.h"
#include "providers/wire/inbound_gemini.h"

namespace patchbay::gateway {

namespace {

// With alt=sse Google streams events, without it the items of one JSON array.
enum class Framing : std::uint8_t { Events, Array };

class GeminiStream final : public StreamText {
public:
    GeminiStream(const ChatRequest &request, Framing framing)
        : m_events(request.model)
        , m_framing(framing)
    {
    }
    std::string write(const StreamEvent &event) override
    {
        const std::string text = m_events.write(event);
        return text.empty() ? text : framed(text);
    }
    std::string finish() override { return framed(m_events.finish()) + (m_framing == Framing::Array ? "]" : ""); }
    std::string fail(const Error &error) override
    {
        return framed(wire::writeGeminiError(clientStatus(error), clientMessage(error)))
            + (m_framing == Framing::Array ? "]" : "");
    }

private:
    std::string framed(const std::string &text)
    {
        if (m_framing == Framing::Events) {
            return "data: " + text + "\r\n\r\n";
        }
        return std::exchange(m_first, false) ? "[" + text : ",\r\n" + text;
    }

    wire::GeminiEventWriter m_events;
    const Framing m_framing;
    bool m_first = true;
};

class GeminiDialect final : public ClientDialect {
public:
    explicit GeminiDialect(Framing framing)
        : m_framing(framing)
    {
    }
    Result<ChatRequest> read(std::string_view body, const std::string &model, bool stream) const override
    {
        return wire::parseGeminiRequest(body, model, stream);
    }
    std::string answer(const ChatResponse &response) const override { return wire::writeGeminiAnswer(response); }
    std::unique_ptr<StreamText> stream(const ChatRequest &request) const override
    {
        return std::make_unique<GeminiStream>(request, m_framing);
    }
    std::string error(const Error &error) const override
    {
        return wire::writeGeminiError(clientStatus(error), clientMessage(error));
    }
    std::string_view streamType() const override
    {
        return m_framing == Framing::Events ? "text/event-stream" : "application/json; charset=UTF-8";
    }

private:
    const Framing m_framing;
};

} // namespace

const ClientDialect &geminiDialect(bool eventStream)
{
    static const GeminiDialect events(Framing::Events);
    static const GeminiDialect array(Framing::Array);
    return eventStream ? events : array;
}

} // namespace patchbay::gateway
