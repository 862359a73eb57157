// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/bedrock_request_writer.h"

#include "providers/wire/bedrock_content.h"
#include "providers/wire/bedrock_limits.h"
#include "providers/wire/json_view.h"
#include "providers/wire/openai_request_writer.h"
#include "providers/wire/thinking_budget.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

using ChoiceKind = ToolChoice::Kind;
using FormatKind = ResponseFormat::Kind;

constexpr std::int64_t answerAfterThinking = 4096;
constexpr std::int64_t smallestBudget = 1024; // less is refused
// Members that a caller may set by their own name.
constexpr std::string_view converseMembers[] = { "guardrailConfig",
                                                 "performanceConfig",
                                                 "requestMetadata",
                                                 "promptVariables",
                                                 "outputConfig",
                                                 "serviceTier",
                                                 "additionalModelResponseFieldPaths" };

bool isSystem(const Message &message)
{
    return message.role == MessageRole::System || message.role == MessageRole::Developer;
}

bool wantsJson(const ChatRequest &request)
{
    return request.responseFormat.kind == FormatKind::JsonSchema
        || request.responseFormat.kind == FormatKind::JsonObject;
}

class ConverseWriter {
public:
    ConverseWriter(const ChatRequest &request, const BedrockModel &model, const DroppedParameters &notSent)
        : m_request(request)
        , m_model(model)
        , m_notSent(notSent)
        , m_content(m_writer, model)
    {
    }

    Result<std::string> write()
    {
        if (Result<void> planned = planThinking(); !planned) {
            return std::unexpected(std::move(planned.error()));
        }
        m_writer.beginObject();
        writeMessages();
        writeAdditionalFields();
        writeSystem();
        writeInference();
        writeTools();
        writeOwnMembers();
        m_writer.endObject();
        if (m_content.problem()) {
            return std::unexpected(*m_content.problem());
        }
        return m_writer.take();
    }

private:
    bool sends(std::string_view name) const { return !m_notSent.has(name); }

    // Neighbours of one role become one message, which is what the service wants.
    void writeMessages()
    {
        m_writer.beginArray("messages");
        std::string_view open;
        for (const Message &message : m_request.messages) {
            if (isSystem(message) || isBlank(message, m_model)) {
                continue;
            }
            const std::string_view role = message.role == MessageRole::Assistant ? "assistant" : "user";
            if (role != open) {
                endMessage(open);
                m_writer.beginObject();
                m_writer.member("role", role);
                m_writer.beginArray("content");
                open = role;
            }
            m_content.messageBlocks(message);
        }
        endMessage(open);
        m_writer.endArray();
    }

    void endMessage(std::string_view open)
    {
        if (!open.empty()) {
            m_writer.endArray();
            m_writer.endObject();
        }
    }

    void writeSystem()
    {
        m_writer.beginArray("system");
        for (const Message &message : m_request.messages) {
            if (isSystem(message)) {
                m_content.systemBlocks(message);
            }
        }
        m_writer.endArray();
    }

    bool thinks() const
    {
        return !m_request.thinking.empty() ? !JsonView(m_request.thinking)["type"].is("disabled") : m_budget > 0;
    }

    Result<void> planThinking()
    {
        if (!m_request.thinking.empty()) {
            m_budget = JsonView(m_request.thinking)["budget_tokens"].integer().value_or(0);
        } else if (m_model.isThinkingClaude() && sends("reasoning_effort")) {
            const Result<std::int64_t> budget =
                budgetWithinLimit(thinkingBudget(m_request.reasoningEffort), smallestBudget, m_request);
            if (!budget) {
                return std::unexpected(budget.error());
            }
            m_budget = *budget;
        }
        return {};
    }

    void writeInference()
    {
        m_writer.beginObject("inferenceConfig");
        std::optional<std::int64_t> limit = tokenLimit(m_request);
        if (!limit && thinks() && m_budget > 0) {
            limit = m_budget + answerAfterThinking;
        }
        m_writer.member("maxTokens", limit);
        m_writer.member("temperature", m_request.temperature);
        m_writer.member("topP", m_request.topP);
        if (!m_request.stop.empty()) {
            m_writer.beginArray("stopSequences");
            for (const std::string &stop : m_request.stop) {
                m_writer.string(stop);
            }
            m_writer.endArray();
        }
        m_writer.endObject();
    }

    void writeReasoning()
    {
        if (!sends("reasoning_effort") || (m_request.reasoningEffort.empty() && m_request.thinking.empty())) {
            return;
        }
        if (!m_request.thinking.empty()) {
            m_writer.member("thinking", m_request.thinking);
        } else if (m_model.isThinkingClaude() && thinks()) {
            m_writer.beginObject("thinking");
            m_writer.member("type", "enabled");
            m_writer.member("budget_tokens", m_budget);
            m_writer.endObject();
        } else if (isNovaTwo(m_model)) {
            m_writer.beginObject("reasoningConfig");
            const bool off = m_request.reasoningEffort == "none";
            m_writer.member("type", off ? "disabled" : "enabled");
            if (!off) {
                m_writer.member("maxReasoningEffort",
                                m_request.reasoningEffort == "minimal" ? "low" : m_request.reasoningEffort);
            }
            m_writer.endObject();
        } else if (isGptOss(m_model)) {
            m_writer.member("reasoning_effort", m_request.reasoningEffort);
        }
    }

    void writeAdditionalFields()
    {
        m_writer.beginObject("additionalModelRequestFields");
        writeReasoning();
        if (m_request.parallelToolCalls == false && m_model.is("anthropic") && !m_request.tools.empty()) {
            // It has to agree with what toolConfig says.
            const bool named = m_request.toolChoice.kind == ChoiceKind::Named && sends("tool_choice") && !thinks();
            m_writer.beginObject("tool_choice");
            const bool any = m_request.toolChoice.kind == ChoiceKind::Required;
            m_writer.member("type", named ? "tool" : any ? "any" : "auto");
            m_writer.memberUnlessEmpty("name", named ? m_request.toolChoice.name : std::string());
            m_writer.member("disable_parallel_tool_use", true);
            m_writer.endObject();
        }
        for (const JsonMember &member : JsonView(m_request.extra).members()) {
            const std::string name = member.key();
            if (!sends(name) || isConverseMember(name)) {
                continue;
            }
            if (member.is("additionalModelRequestFields")) {
                m_writer.members(member.value);
                continue;
            }
            m_writer.key(name == "betas" && m_model.is("anthropic") ? std::string("anthropic_beta") : name);
            m_writer.raw(member.value.raw());
        }
        m_writer.endObject();
    }

    static bool isConverseMember(std::string_view name)
    {
        return std::ranges::find(converseMembers, name) != std::end(converseMembers);
    }

    void writeOwnMembers()
    {
        if (!m_request.serviceTier.empty() && m_request.serviceTier != "auto") {
            m_writer.beginObject("serviceTier");
            m_writer.member("type", m_request.serviceTier);
            m_writer.endObject();
        }
        for (const JsonMember &member : JsonView(m_request.extra).members()) {
            if (isConverseMember(member.key()) && sends(member.key())) {
                m_writer.key(member.key());
                m_writer.raw(member.value.raw());
            }
        }
    }

    void writeTool(const ToolDefinition &tool)
    {
        m_writer.beginObject();
        m_writer.beginObject("toolSpec");
        m_writer.beginObject("inputSchema");
        m_writer.key("json");
        writeSchema(tool);
        m_writer.endObject();
        m_writer.member("name", tool.name);
        // The service wants one.
        m_writer.member("description", tool.description.empty() ? tool.name : tool.description);
        m_writer.endObject();
        m_writer.endObject();
        m_content.cachePoint(tool.cacheControl);
    }

    // Nova refuses everything else at the top of a schema, and no model gains from it in our own tool.
    void writeSchema(const ToolDefinition &tool)
    {
        const JsonView schema(tool.parameters);
        const bool bare = m_model.isNova() || tool.name == jsonToolName;
        m_writer.beginObject();
        if (!schema["type"]) {
            m_writer.member("type", "object");
        }
        for (const JsonMember &member : schema.members()) {
            const bool refused =
                bare && (member.is("additionalProperties") || member.is("$schema") || member.is("title"));
            if (!refused) {
                m_writer.key(member.key());
                m_writer.raw(member.value.raw());
            }
        }
        if (!schema["properties"]) {
            m_writer.beginObject("properties");
            m_writer.endObject();
        }
        m_writer.endObject();
    }

    // The history's calls have to be declared even where the caller sends no tools any more.
    std::vector<ToolDefinition> declaredTools() const
    {
        std::vector<ToolDefinition> tools = m_request.tools;
        // There is no word for "none": tools that may not be called are not told.
        const bool forbidden = m_request.toolChoice.kind == ChoiceKind::None;
        std::erase_if(tools, [&](const ToolDefinition &tool) { return forbidden || !tool.raw.empty(); });
        if (tools.empty()) {
            for (const Message &message : m_request.messages) {
                for (const ToolCall &call : message.toolCalls) {
                    if (std::ranges::find(tools, call.name, &ToolDefinition::name) == tools.end()) {
                        ToolDefinition tool;
                        tool.name = call.name;
                        tools.push_back(std::move(tool));
                    }
                }
            }
        }
        if (wantsJson(m_request)) {
            ToolDefinition tool;
            tool.name = jsonToolName;
            tool.parameters = m_request.responseFormat.schema;
            tools.push_back(std::move(tool));
        }
        return tools;
    }

    void writeTools()
    {
        const std::vector<ToolDefinition> tools = declaredTools();
        const bool own =
            std::ranges::any_of(m_request.tools, [](const ToolDefinition &tool) { return isSystemTool(tool); });
        if (tools.empty() && !own) {
            return;
        }
        m_writer.beginObject("toolConfig");
        m_writer.beginArray("tools");
        for (const ToolDefinition &tool : tools) {
            writeTool(tool);
        }
        for (const ToolDefinition &tool : m_request.tools) {
            if (isSystemTool(tool)) {
                m_writer.raw(tool.raw.text);
            }
        }
        m_writer.endArray();
        writeToolChoice();
        m_writer.endObject();
    }

    static bool isSystemTool(const ToolDefinition &tool)
    {
        return !tool.raw.empty() && (JsonView(tool.raw)["systemTool"] || JsonView(tool.raw)["toolSpec"]);
    }

    void writeToolChoice()
    {
        // A model that thinks may not be forced.
        if (!sends("tool_choice") || !choosesTools(m_model) || thinks()) {
            return;
        }
        const bool forcesJson = wantsJson(m_request) && m_request.tools.empty() && !m_model.isNova();
        switch (forcesJson ? ChoiceKind::Named : m_request.toolChoice.kind) {
        case ChoiceKind::Auto:
            m_writer.beginObject("toolChoice");
            m_writer.beginObject("auto");
            break;
        case ChoiceKind::Required:
            m_writer.beginObject("toolChoice");
            m_writer.beginObject("any");
            break;
        case ChoiceKind::Named:
            m_writer.beginObject("toolChoice");
            m_writer.beginObject("tool");
            m_writer.member("name", forcesJson ? jsonToolName : std::string_view(m_request.toolChoice.name));
            break;
        default: return;
        }
        m_writer.endObject();
        m_writer.endObject();
    }

    const ChatRequest &m_request;
    const BedrockModel &m_model;
    const DroppedParameters &m_notSent;
    std::int64_t m_budget = 0; // of thinking
    JsonWriter m_writer;
    BedrockContentWriter m_content;
};

} // namespace

Result<std::string> writeConverseRequest(const ChatRequest &request, const BedrockModel &model,
                                         const DroppedParameters &notSent)
{
    return ConverseWriter(request, model, notSent).write();
}

} // namespace patchbay::wire
