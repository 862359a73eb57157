// SPDX-License-Identifier: GPL-3.0-or-later
//
// OpenAI's legacy text completions, answered by a chat.
#include "providers/gateway/error_text.h"
#include "providers/gateway/kind_form.h"
#include "providers/wire/call_kind.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/kind_encoders.h"
#include "providers/wire/openai_response_writer.h"

namespace patchbay::gateway {

namespace {

class CompletionsStream final : public StreamText {
public:
    explicit CompletionsStream(const ChatRequest &request)
        : m_model(request.model)
        , m_usageWanted(request.includeUsage.value_or(false))
    {
    }

    std::string write(const StreamEvent &event) override
    {
        if (const auto *started = std::get_if<StreamStarted>(&event)) {
            m_id = started->id;
            m_created = started->created;
        } else if (const auto *text = std::get_if<TextDelta>(&event)) {
            return chunk(text->choice, text->text, {});
        } else if (const auto *finished = std::get_if<ChoiceFinished>(&event)) {
            return chunk(finished->choice, {}, finished->reason);
        } else if (const auto *report = std::get_if<UsageReport>(&event)) {
            m_usage = report->usage;
        }
        return {};
    }

    std::string finish() override
    {
        std::string text;
        if (m_usageWanted && m_usage) {
            wire::JsonWriter writer;
            begin(writer);
            writer.beginArray("choices");
            writer.endArray();
            wire::writeUsage(writer, *m_usage);
            writer.endObject();
            text = "data: " + writer.take() + "\n\n";
        }
        return text + "data: [DONE]\n\n";
    }

    std::string fail(const Error &error) override { return "data: " + openAiError(error) + "\n\n"; }

private:
    void begin(wire::JsonWriter &writer) const
    {
        writer.beginObject();
        writer.member("id", m_id);
        writer.member("object", "text_completion");
        writer.member("created", m_created);
        writer.member("model", m_model);
    }

    std::string chunk(int choice, std::string_view text, std::string_view reason) const
    {
        wire::JsonWriter writer;
        begin(writer);
        writer.beginArray("choices");
        writer.beginObject();
        writer.member("text", text);
        writer.member("index", std::int64_t { choice });
        writer.nullMember("logprobs");
        writer.textOrNull("finish_reason", reason);
        writer.endObject();
        writer.endArray();
        writer.endObject();
        return "data: " + writer.take() + "\n\n";
    }

    const std::string m_model;
    const bool m_usageWanted;
    std::string m_id;
    std::int64_t m_created = 0;
    std::optional<Usage> m_usage;
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
