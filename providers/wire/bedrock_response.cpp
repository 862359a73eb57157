// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/bedrock_response.h"

#include "providers/wire/finish_reason.h"
#include "providers/wire/json_merge.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/leading_think.h"
#include "providers/wire/openai_request_writer.h"

#include <format>

namespace patchbay::wire {
namespace {

class ContentReader {
public:
    void read(const JsonView &content)
    {
        for (const JsonView block : content.items()) {
            block["text"].isString() ? addText(block["text"].string()) : readBlock(block);
        }
    }

    Choice take(std::string_view stopReason)
    {
        if (m_hasText) {
            LeadingThink think;
            LeadingThink::Pieces pieces = think.add(m_text);
            const LeadingThink::Pieces rest = think.finish();
            m_choice.reasoning += pieces.reasoning;
            m_choice.content = pieces.text + rest.text;
        }
        unwrapJsonTool();
        m_choice.finishReason = normalisedFinish(m_unwrapped && stopReason == "tool_use" ? "end_turn" : stopReason,
                                                 { !m_choice.toolCalls.empty(), false });
        return std::move(m_choice);
    }

private:
    void addText(const std::string &text)
    {
        m_hasText = true;
        m_text += text;
    }

    void readBlock(const JsonView &block)
    {
        if (const JsonView tool = block["toolUse"]) {
            readToolUse(tool, block);
        } else if (const JsonView reasoning = block["reasoningContent"]) {
            readReasoning(reasoning);
        } else if (const JsonView cited = block["citationsContent"]) {
            readCited(cited);
        } else if (const JsonView image = block["image"]) {
            readImage(image);
        } else if (block["toolResult"]) {
            mergeObject(m_choice.providerSpecificFields, serverToolField(block.raw()).text);
        } else {
            mergeObject(m_choice.providerSpecificFields, R"({"content_blocks":[)" + std::string(block.raw()) + "]}");
        }
    }

    void readToolUse(const JsonView &tool, const JsonView &block)
    {
        if (isServerTool(tool)) {
            mergeObject(m_choice.providerSpecificFields, serverToolField(block.raw()).text);
            return;
        }
        ToolCall call;
        call.id = tool["toolUseId"].string();
        call.name = tool["name"].string();
        const JsonView input = tool["input"];
        call.arguments = input.isString() ? input.string() : std::string(input.raw());
        if (call.arguments.empty()) {
            call.arguments = "{}";
        }
        m_choice.toolCalls.push_back(std::move(call));
    }

    void readReasoning(const JsonView &reasoning)
    {
        JsonWriter writer;
        writer.beginArray();
        writer.beginObject();
        if (const JsonView text = reasoning["reasoningText"]) {
            m_choice.reasoning += text["text"].string();
            writer.member("type", "thinking");
            writer.member("thinking", text["text"].string());
            writer.memberUnlessEmpty("signature", text["signature"].string());
        } else {
            writer.member("type", "redacted_thinking");
            writer.member("data", reasoning["redactedContent"].string());
        }
        writer.endObject();
        writer.endArray();
        appendItems(m_choice.thinkingBlocks, writer.take());
    }

    void readCited(const JsonView &cited)
    {
        for (const JsonView piece : cited["content"].items()) {
            addText(piece["text"].string());
        }
        if (const JsonView citations = cited["citations"]; citations.size() > 0) {
            mergeObject(m_choice.providerSpecificFields, R"({"citations":)" + std::string(citations.raw()) + "}");
        }
    }

    void readImage(const JsonView &image)
    {
        JsonWriter writer;
        writer.beginArray();
        writer.beginObject();
        writer.member("type", "image_url");
        writer.beginObject("image_url");
        writer.member("url", "data:image/" + image["format"].string() + ";base64," + image["source"]["bytes"].string());
        writer.endObject();
        writer.endObject();
        writer.endArray();
        appendItems(m_choice.images, writer.take());
    }

    // A schema that was asked for through a tool: its arguments are the answer.
    void unwrapJsonTool()
    {
        if (m_choice.toolCalls.size() == 1 && m_choice.toolCalls.front().name == jsonToolName) {
            m_choice.content = m_choice.content.value_or("") + m_choice.toolCalls.front().arguments;
            m_choice.toolCalls.clear();
            m_unwrapped = true;
        }
    }

    Choice m_choice;
    std::string m_text;
    bool m_hasText = false;
    bool m_unwrapped = false;
};

JsonText responseExtras(const JsonView &json)
{
    JsonWriter writer;
    bool any = false;
    writer.beginObject();
    for (const JsonMember &member : json.members()) {
        const bool known = member.is("output") || member.is("usage") || member.is("serviceTier") || !member.value;
        if (known || (member.is("stopReason") && knownFinish(member.value.string()))) {
            continue;
        }
        writer.key(member.key());
        writer.raw(member.value.raw());
        any = true;
    }
    writer.endObject();
    return any ? JsonText { writer.take() } : JsonText {};
}

std::optional<std::int64_t> eitherCount(const JsonView &usage, std::string_view name, std::string_view olderName)
{
    const std::optional<std::int64_t> count = usage[name].integer();
    return count ? count : usage[olderName].integer();
}

} // namespace

bool isServerTool(const JsonView &toolUse)
{
    return toolUse["type"].is("server_tool_use");
}

JsonText serverToolField(std::string_view block)
{
    return { R"({"server_tool_use":[)" + std::string(block) + "]}" };
}

Usage readConverseUsage(const JsonView &json)
{
    Usage usage;
    usage.cachedTokens = eitherCount(json, "cacheReadInputTokens", "cacheReadInputTokenCount");
    usage.cacheCreationTokens = eitherCount(json, "cacheWriteInputTokens", "cacheWriteInputTokenCount");
    for (const JsonView detail : json["cacheDetails"].items()) {
        if (detail["ttl"].is("1h")) {
            usage.cacheCreationHourTokens =
                usage.cacheCreationHourTokens.value_or(0) + detail["inputTokens"].integer().value_or(0);
        }
    }
    if (const std::optional<std::int64_t> input = json["inputTokens"].integer()) {
        usage.promptTokens = *input + usage.cachedTokens.value_or(0) + usage.cacheCreationTokens.value_or(0);
    }
    usage.completionTokens = json["outputTokens"].integer();
    usage.totalTokens = json["totalTokens"].integer();
    if (!usage.totalTokens && usage.promptTokens && usage.completionTokens) {
        usage.totalTokens = *usage.promptTokens + *usage.completionTokens;
    }
    return usage;
}

ChatResponse readConverseResponse(const JsonView &json)
{
    ChatResponse response;
    ContentReader reader;
    reader.read(json["output"]["message"]["content"]);
    response.choices.push_back(reader.take(json["stopReason"].string()));
    if (const JsonView usage = json["usage"]) {
        response.usage = readConverseUsage(usage);
    }
    response.serviceTier = json["serviceTier"]["type"].string();
    response.providerSpecificFields = responseExtras(json);
    return response;
}

} // namespace patchbay::wire
