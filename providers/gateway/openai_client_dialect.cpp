// SPDX-License-Identifier: GPL-3.0-or-later
//
// OpenAI's chat format towards clients, with errors in LiteLLM's form.
#include "providers/gateway/client_dialect.h"
#include "providers/gateway/error_text.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_format.h"

namespace patchbay::gateway {

namespace {

class OpenAiStream final : public StreamText {
public:
    explicit OpenAiStream(const ChatRequest &request)
        : m_chunks(request.model)
        , m_usage(request.includeUsage.value_or(false))
    {
    }

    std::string write(const StreamEvent &event) override
    {
        if (std::holds_alternative<UsageReport>(event)) {
            // The last one counts, and it comes after everything else.
            m_lastUsage = event;
            return {};
        }
        return framed(m_chunks.write(event));
    }

    std::string finish() override
    {
        std::string text;
        if (m_usage && m_lastUsage) {
            text = framed(m_chunks.write(*m_lastUsage));
        }
        return text + "data: [DONE]\n\n";
    }

    std::string fail(const Error &error) override { return "data: " + openAiError(error) + "\n\n"; }

private:
    static std::string framed(const std::vector<std::string> &chunks)
    {
        std::string text;
        for (const std::string &chunk : chunks) {
            text.append("data: ").append(chunk).append("\n\n");
        }
        return text;
    }

    wire::ChunkWriter m_chunks;
    const bool m_usage;
    std::optional<StreamEvent> m_lastUsage;
};

class OpenAiDialect final : public ClientDialect {
public:
    Result<ChatRequest> read(std::string_view body, const std::string &model, bool) const override
    {
        Result<ChatRequest> request = wire::parseChatRequest(body);
        if (request && !model.empty()) {
            request->model = model; // Azure's path
        }
        return request;
    }
    std::string answer(const ChatResponse &response) const override { return wire::writeChatResponse(response); }
    std::unique_ptr<StreamText> stream(const ChatRequest &request) const override
    {
        return std::make_unique<OpenAiStream>(request);
    }
    std::string error(const Error &error) const override { return openAiError(error); }
    bool speaksOpenAi() const override { return true; }
};

} // namespace

const ClientDialect &openAiDialect()
{
    static const OpenAiDialect dialect;
    return dialect;
}

} // namespace patchbay::gateway
