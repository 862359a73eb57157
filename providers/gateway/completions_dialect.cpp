// SPDX-License-Identifier: GPL-3.0-or-later
//
// OpenAI's legacy text completions, answered by a chat.
#include "providers/gateway/error_text.h"
#include "providers/gateway/kind_form.h"
#include "providers/wire/call_kind.h"
#include "providers/wire/completion_chunk_writer.h"
#include "providers/wire/kind_encoders.h"
#include "providers/wire/openai_response_writer.h"

namespace patchbay::gateway {

namespace {

std::string dataLine(const std::string &json)
{
    return json.empty() ? std::string() : "data: " + json + "\n\n";
}

class CompletionsStream final : public StreamText {
public:
    explicit CompletionsStream(const ChatRequest &request)
        : m_chunks(request.model)
        , m_usageWanted(request.includeUsage.value_or(false))
    {
    }

    std::string write(const StreamEvent &event) override { return dataLine(m_chunks.write(event)); }
    std::string finish() override
    {
        return (m_usageWanted ? dataLine(m_chunks.usage()) : std::string()) + "data: [DONE]\n\n";
    }
    std::string fail(const Error &error) override { return dataLine(openAiError(error)); }

private:
    wire::CompletionChunkWriter m_chunks;
    const bool m_usageWanted;
};

class CompletionsDialect final : public ClientDialect {
public:
    Result<ChatRequest> read(std::string_view body, const std::string &model, bool) const override
    {
        return wire::parseKindRequest(CallKind::Completions, body).and_then([&](wire::KindRequest request) {
            request.model = model;
            return wire::chatOfCompletion(request);
        });
    }
    std::string answer(const ChatResponse &response) const override { return wire::writeCompletionObject(response); }
    std::unique_ptr<StreamText> stream(const ChatRequest &request) const override
    {
        return std::make_unique<CompletionsStream>(request);
    }
    std::string error(const Error &error) const override { return openAiError(error); }
};

} // namespace

const ClientDialect &completionsDialect()
{
    static const CompletionsDialect dialect;
    return dialect;
}

} // namespace patchbay::gateway
