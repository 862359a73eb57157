// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/openai_stream.h"

#include "providers/wire/error_mapping.h"
#include "providers/wire/finish_reason.h"
#include "providers/wire/json_merge.h"
#include "providers/wire/json_stream_decoder.h"
#include "providers/wire/openai_message_reader.h"
#include "providers/wire/openai_response_reader.h"
#include "providers/wire/openai_text_chunk.h"
#include "providers/wire/reasoning_details.h"
#include "providers/wire/response_events.h"
#include "providers/wire/surrogate_halves.h"
#include "providers/wire/synthetic_id.h"
#include "providers/wire/text_generation.h"
#include "providers/wire/think_splitter.h"
#include "providers/wire/tool_call_tracker.h"

#include <algorithm>
#include <map>
#include <utility>

namespace patchbay::wire {
namespace {

struct ChoiceState {
    explicit ChoiceState(int choice) : calls(choice) {}
    SurrogateHalves halves;
    ThinkSplitter splitter;
    ToolCallTracker calls;
    ReasoningDetails details;
    std::string signedThought; // said since the last signature
    bool legacy = false;
    std::string finishReason; // as it went out
};

class OpenAiStream final : public JsonStreamDecoder {
public:
    OpenAiStream(const Target &target, StreamLimits limits)
        : JsonStreamDecoder(target, limits, Framing::ServerSentEvents)
    {
    }

private:
    void take(const JsonView &json, std::string_view eventName, std::vector<StreamEvent> &events) override;
    bool takeAtOnce(std::string_view text, std::vector<StreamEvent> &events) override;
    void close(bool complete, std::vector<StreamEvent> &events) override;
    bool complete() const override { return m_finished || (m_generation && m_generation->finished()); }

    void start(const JsonView &json, std::vector<StreamEvent> &events);
    void takeChoice(const JsonView &json, std::vector<StreamEvent> &events);
    void takeContent(int choice, const JsonView &json, std::string reasoning, std::vector<StreamEvent> &events);
    void takeSummary(int choice, const ContentPieces &content, std::vector<StreamEvent> &events);
    void takeCalls(int choice, const JsonView &delta, std::vector<StreamEvent> &events);
    void takeMessageFields(int choice, const JsonView &delta, std::vector<StreamEvent> &events);
    void takeChoiceFields(int choice, const JsonView &json, std::vector<StreamEvent> &events);
    void takeFinish(int choice, std::string_view reason, std::vector<StreamEvent> &events);
    void endText(int choice, std::vector<StreamEvent> &events);
    ChoiceState &state(int choice) { return m_choices.try_emplace(choice, choice).first->second; }

    std::map<int, ChoiceState> m_choices;
    TextChunkReader m_chunks;
    std::optional<Usage> m_usage;
    std::optional<GenerationReader> m_generation;
    JsonText m_extras; // citations and the like, which are repeated with every chunk
    bool m_started = false;
    bool m_finished = false;
};

void append(std::vector<StreamEvent> &events, int choice, ThinkSplitter::Pieces pieces)
{
    if (!pieces.reasoning.empty()) {
        events.push_back(ReasoningDelta { choice, std::move(pieces.reasoning) });
    }
    if (!pieces.text.empty()) {
        events.push_back(TextDelta { choice, std::move(pieces.text) });
    }
}

// The members of a chunk that mean something here, found in one walk.
struct ChunkMembers {
    explicit ChunkMembers(const JsonView &json)
    {
        for (const JsonMember &member : json.members()) {
            if (member.is("choices")) {
                choices = member.value;
            } else if (member.is("usage") && member.value) {
                usage = member.value;
            } else if (member.is("x_groq") && !usage) {
                usage = member.value["usage"];
            } else if (member.is("error")) {
                error = member.value;
            } else if (member.is("citations") || member.is("search_results") || member.is("moderation")) {
                extras.push_back(member);
            }
        }
    }
    JsonView choices;
    JsonView usage;
    JsonView error;
    std::vector<JsonMember> extras;
};

// The members of a choice, found in one walk.
struct ChoiceMembers {
    explicit ChoiceMembers(const JsonView &json)
    {
        for (const JsonMember &member : json.members()) {
            if (member.is("index") && index.kind() == JsonKind::Absent) {
                index = member.value;
            } else if (member.is("delta") && delta.kind() == JsonKind::Absent) {
                delta = member.value;
            } else if (member.is("message") && message.kind() == JsonKind::Absent) {
                message = member.value;
            } else if (member.is("finish_reason") && finish.kind() == JsonKind::Absent) {
                finish = member.value;
            } else if (member.is("logprobs") && logprobs.kind() == JsonKind::Absent) {
                logprobs = member.value;
            }
        }
    }
    JsonView index;
    JsonView delta;
    JsonView message;
    JsonView finish;
    JsonView logprobs;
};

// A delta that carries text and nothing else, as nearly all do.
bool isPlain(const JsonView &delta)
{
    for (const JsonMember &member : delta.members()) {
        const bool known = member.is("content") || member.is("role");
        if (!known && member.value && member.value.raw() != "\"\"") {
            return false;
        }
    }
    return true;
}

void OpenAiStream::take(const JsonView &json, std::string_view eventName, std::vector<StreamEvent> &events)
{
    const ChunkMembers chunk(json);
    if (chunk.usage.isObject()) {
        m_usage = readOpenAiUsage(chunk.usage);
    }
    const bool error = chunk.error.isObject() || (chunk.error.isString() && chunk.error.raw() != "\"\"");
    if (error || eventName == "error" || (!chunk.choices && json["object"].is("error"))) {
        return fail(errorFromObject(json, target()), events);
    }
    if (!chunk.choices && !m_started) {
        // A server that generates text although it was asked for a chat; or the whole answer in one piece.
        if (isRefusal(json)) {
            return fail(errorFromObject(json, target()), events);
        }
        const JsonView inner = unwrappedResult(json);
        if (m_generation || GenerationReader::knows(inner)) {
            m_generation = m_generation ? m_generation : std::optional<GenerationReader>(std::in_place);
            return m_generation->take(inner, target(), events);
        }
    }
    if (!m_started) {
        start(json, events);
    }
    for (const JsonView choice : chunk.choices.items()) {
        takeChoice(choice, events);
    }
    for (const JsonMember &member : chunk.extras) {
        const std::string name = member.key();
        if (member.value && (m_extras.empty() || JsonView(m_extras)[name].raw() != member.value.raw())) {
            // The last list is the whole list: it replaces what came before.
            m_extras = remainingMembers(JsonView(m_extras), { name });
            mergeObject(m_extras, "{\"" + name + "\":" + std::string(member.value.raw()) + "}");
        }
    }
}

// A chunk that is one choice's text and nothing else, as nearly all are.
bool OpenAiStream::takeAtOnce(std::string_view text, std::vector<StreamEvent> &events)
{
    if (!m_started || m_generation) {
        return false;
    }
    const std::optional<TextChunk> chunk = m_chunks.read(text);
    if (!chunk) {
        return false;
    }
    takeContent(chunk->choice, chunk->content, {}, events);
    return true;
}

void OpenAiStream::start(const JsonView &json, std::vector<StreamEvent> &events)
{
    // Azure sends its content filter's verdict ahead, without an id.
    const JsonView id = json["id"];
    if (id.raw().size() <= 2 && json["choices"].size() == 0) {
        return;
    }
    m_started = true;
    StreamStarted started;
    started.id = id.string();
    if (started.id.empty()) {
        started.id = madeUpId(json.raw(), target().now);
    }
    started.created = json["created"].integer().value_or(target().now);
    started.model = json["model"].string();
    if (started.model.empty()) {
        started.model = target().model;
    }
    started.systemFingerprint = json["system_fingerprint"].string();
    started.serviceTier = json["service_tier"].string();
    events.push_back(std::move(started));
}

void OpenAiStream::takeChoice(const JsonView &json, std::vector<StreamEvent> &events)
{
    const ChoiceMembers members(json);
    const int choice = static_cast<int>(std::clamp<std::int64_t>(members.index.integer().value_or(0), 0, 1023));
    // The whole answer of a server that was asked for a stream has a message.
    const JsonView delta = members.delta ? members.delta : members.message;
    if (isPlain(delta)) {
        takeContent(choice, delta["content"], {}, events);
    } else {
        takeContent(choice, delta["content"], readReasoning(delta), events);
        takeCalls(choice, delta, events);
        takeMessageFields(choice, delta, events);
    }
    if (members.logprobs || members.finish.isString()) {
        takeChoiceFields(choice, json, events);
    }
    if (const JsonView reason = members.finish; reason.isString() && reason.raw() != "\"\"") {
        takeFinish(choice, reason.string(), events);
    }
}

void OpenAiStream::takeContent(int choice, const JsonView &json, std::string reasoning,
                               std::vector<StreamEvent> &events)
{
    ContentPieces content;
    if (json.isString()) {
        content.text = state(choice).halves.add(json);
    } else {
        content = readContentPieces(json);
    }
    reasoning += content.reasoning;
    if (content.summarised) {
        takeSummary(choice, content, events);
    }
    if (!reasoning.empty()) {
        events.push_back(ReasoningDelta { choice, std::move(reasoning) });
    }
    if (content.text && !content.text->empty()) {
        ThinkSplitter &splitter = state(choice).splitter;
        if (splitter.idle()) {
            events.push_back(TextDelta { choice, std::move(*content.text) });
        } else {
            append(events, choice, splitter.add(*content.text));
        }
    }
    if (!content.images.empty()) {
        MessageFields fields;
        fields.choice = choice;
        fields.images = { "[" + content.images + "]" };
        events.push_back(std::move(fields));
    }
}

// Databricks: a thought comes in pieces, its signature with the last.
void OpenAiStream::takeSummary(int choice, const ContentPieces &content, std::vector<StreamEvent> &events)
{
    std::string &thought = state(choice).signedThought;
    thought += content.reasoning;
    if (!content.signature.empty()) {
        MessageFields fields;
        fields.choice = choice;
        fields.thinkingBlocks = { "[" + thinkingBlock(std::exchange(thought, {}), content.signature) + "]" };
        events.push_back(std::move(fields));
    }
}

void OpenAiStream::takeCalls(int choice, const JsonView &delta, std::vector<StreamEvent> &events)
{
    for (const JsonView call : delta["tool_calls"].items()) {
        ToolCall read = readToolCall(call);
        state(choice).calls.add({ call["index"].integer(), std::move(read.id), std::move(read.name),
                                  std::move(read.arguments), std::move(read.extra) },
                                events);
    }
    const JsonView legacy = delta["function_call"];
    const bool filled = legacy && (legacy["name"].raw().size() > 2 || legacy["arguments"].raw().size() > 2);
    if (filled) {
        state(choice).legacy = true;
        state(choice).calls.add({ 0, {}, legacy["name"].string(), legacy["arguments"].string(),
                                  { R"({"type":"function_call"})" } },
                                events);
    }
}

void OpenAiStream::takeMessageFields(int choice, const JsonView &delta, std::vector<StreamEvent> &events)
{
    if (const JsonView refusal = delta["refusal"]; refusal.isString() && refusal.raw() != "\"\"") {
        events.push_back(RefusalDelta { choice, refusal.string() });
    }
    if (const JsonView details = delta["reasoning_details"]; details) {
        state(choice).details.add(details);
    }
    MessageFields fields;
    fields.choice = choice;
    fields.annotations = filledArray(delta["annotations"]);
    if (const JsonView audio = delta["audio"]; audio.isObject() && audio.raw().size() > 2) {
        fields.audio = audio.text();
    }
    fields.images = filledArray(delta["images"]);
    fields.thinkingBlocks = filledArray(delta["thinking_blocks"]);
    fields.providerSpecificFields = readMessageExtras(delta, "reasoning_details");
    appendUnlessEmpty(std::move(fields), events);
}

void OpenAiStream::takeChoiceFields(int choice, const JsonView &json, std::vector<StreamEvent> &events)
{
    const JsonView logprobs = json["logprobs"];
    const bool finished = json["finish_reason"].isString();
    MessageFields fields;
    fields.choice = choice;
    fields.logprobs = filledLogprobs(logprobs);
    if (finished) {
        fields.providerSpecificFields = readChoiceExtras(json);
    }
    appendUnlessEmpty(std::move(fields), events);
}

// What was held back because it might have gone on.
void OpenAiStream::endText(int choice, std::vector<StreamEvent> &events)
{
    ChoiceState &current = state(choice);
    if (!current.halves.empty()) {
        append(events, choice, current.splitter.add(current.halves.finish()));
    }
    append(events, choice, current.splitter.finish());
}

void OpenAiStream::takeFinish(int choice, std::string_view reason, std::vector<StreamEvent> &events)
{
    ChoiceState &current = state(choice);
    endText(choice, events);
    current.calls.complete(events);
    std::string normalised = normalisedFinish(reason, { current.calls.any(), current.legacy });
    if (normalised == "tool_calls" && !current.calls.any()) {
        normalised = "stop"; // the only call carried a schema
    }
    m_finished = true;
    if (normalised != current.finishReason) {
        current.finishReason = normalised;
        events.push_back(ChoiceFinished { choice, std::move(normalised) });
    }
}

void OpenAiStream::close(bool complete, std::vector<StreamEvent> &events)
{
    if (m_generation) {
        return m_generation->close(complete, events);
    }
    for (auto &[choice, current] : m_choices) {
        endText(choice, events);
        if (complete && current.finishReason.empty() && current.calls.any()) {
            takeFinish(choice, {}, events);
        }
        MessageFields fields;
        fields.choice = choice;
        fields.providerSpecificFields = current.details.json();
        appendUnlessEmpty(std::move(fields), events);
    }
    if (!m_extras.empty()) {
        MessageFields fields;
        fields.providerSpecificFields = std::move(m_extras);
        events.push_back(std::move(fields));
    }
    if (m_usage) {
        events.push_back(UsageReport { *m_usage });
    }
}

} // namespace

std::unique_ptr<StreamDecoder> makeOpenAiStream(const Target &target, StreamLimits limits)
{
    return std::make_unique<OpenAiStream>(target, limits);
}

} // namespace patchbay::wire
