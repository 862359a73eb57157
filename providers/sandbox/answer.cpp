// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/answer.h"

#include "providers/sandbox/draft.h"
#include "providers/sandbox/schema_value.h"
#include "providers/sandbox/tokens.h"
#include "providers/sandbox/triage.h"
#include "providers/sandbox/words.h"

#include <algorithm>

namespace patchbay::sandbox {

namespace {

constexpr std::int64_t longAnswerTokens = 1500;
constexpr std::int64_t cacheStep = 128;

bool wantsJson(const ChatRequest &request, const Persona &persona)
{
    const ResponseFormat::Kind kind = request.responseFormat.kind;
    return kind == ResponseFormat::Kind::JsonObject || kind == ResponseFormat::Kind::JsonSchema
        || persona.character == Character::Json;
}

std::string jsonText(const ChatRequest &request, const Question &question)
{
    const std::string about = question.text.empty() ? question.system : question.text;
    if (!request.responseFormat.schema.empty()) {
        return valueForSchema(request.responseFormat.schema.text, about);
    }
    if (asksForTriage(about)) {
        const Ticket ticket = readTicket(about);
        return "{\"category\": \"" + ticket.categoryKey + "\", \"urgency\": \"P" + std::to_string(ticket.urgency)
            + "\", \"owner\": \"" + ticket.ownerKey + "\"}";
    }
    return objectAbout(about);
}

// Makes the text as long as a rule asks: cut, or continued with more on the subject.
std::string fitted(const std::string &text, const Question &question, std::int64_t tokens, Random &random)
{
    const std::int64_t have = countTokens(text);
    if (have >= tokens) {
        return std::string(firstTokens(text, tokens));
    }
    return std::string(firstTokens(text + "\n\n" + longText(question, tokens - have, random), tokens));
}

Draft draftFor(const ChatRequest &request, const AnswerOptions &options, const Persona &persona, std::uint64_t seed)
{
    const Question question = questionOf(request);
    SeededRandom random(seed);
    Draft draft;
    if (!options.text.empty()) {
        draft.text = options.text;
    } else if (callsTool(request, question, persona)) {
        draft.toolCalls.push_back(toolCallFor(request, question, seed));
        draft.reasoning = "Looking it up with " + draft.toolCalls.front().name + " is better than guessing.";
        return draft;
    } else if (wantsJson(request, persona)) {
        draft.text = jsonText(request, question);
        draft.reasoning = "The answer has to be JSON and nothing else.";
    } else if (persona.character == Character::Echo) {
        draft.text = question.text;
    } else if (persona.character == Character::Long) {
        draft.text = longText(question, longAnswerTokens, random);
    } else if (asksForTriage(question.text)) {
        draft = triageDraft(question, persona);
    } else {
        draft = proseDraft(question, persona, random);
    }
    if (options.answerTokens > 0) {
        draft.text = fitted(draft.text, question, options.answerTokens, random);
    }
    return draft;
}

void applyStop(const ChatRequest &request, Answer &answer)
{
    std::size_t first = std::string::npos;
    for (const std::string &stop : request.stop) {
        const std::size_t at = stop.empty() ? std::string::npos : answer.text.find(stop);
        if (at < first) {
            first = at;
            answer.stopSequence = stop;
        }
    }
    if (first != std::string::npos) {
        answer.text.resize(first);
        answer.finish = Answer::Finish::StopSequence;
    }
}

// Reasoning and text share the limit, as with the real ones.
void applyLimit(const ChatRequest &request, Answer &answer)
{
    const std::optional<std::int64_t> limit =
        request.maxCompletionTokens ? request.maxCompletionTokens : request.maxTokens;
    answer.tokens.reasoning = countTokens(answer.reasoning);
    std::int64_t arguments = 0;
    for (const ToolCall &call : answer.toolCalls) {
        arguments += countTokens(call.name) + countTokens(call.arguments);
    }
    answer.tokens.completion = answer.tokens.reasoning + countTokens(answer.text) + arguments;
    if (!limit || *limit <= 0 || answer.tokens.completion <= *limit) {
        return;
    }
    answer.finish = Answer::Finish::Length;
    answer.stopSequence.clear();
    answer.reasoning = firstTokens(answer.reasoning, *limit);
    answer.tokens.reasoning = std::min(answer.tokens.reasoning, *limit);
    answer.text = firstTokens(answer.text, *limit - answer.tokens.reasoning);
    answer.toolCalls.clear();
    answer.tokens.completion = answer.tokens.reasoning + countTokens(answer.text);
}

void countPrompt(const ChatRequest &request, CacheStyle style, TokenCounts &tokens)
{
    const PromptTokens prompt = promptTokens(request);
    tokens.prompt = prompt.total;
    tokens.images = prompt.images;
    const bool laterTurn =
        std::ranges::any_of(request.messages, [](const Message &message) { return message.role == MessageRole::Assistant; });
    if (style == CacheStyle::Automatic && laterTurn) {
        tokens.cached = prompt.prefix / cacheStep * cacheStep;
    } else if (style == CacheStyle::Marked) {
        (laterTurn ? tokens.cached : tokens.cacheWritten) = prompt.prefix;
    }
}

} // namespace

Answer answerFor(const ChatRequest &request, const AnswerOptions &options)
{
    const Persona persona = personaFor(request.model);
    const std::uint64_t seed = fingerprint(request, options.seed + static_cast<std::uint64_t>(options.choice));
    Draft draft = draftFor(request, options, persona, seed);
    Answer answer;
    answer.pace = persona.pace;
    answer.text = std::move(draft.text);
    answer.toolCalls = std::move(draft.toolCalls);
    if (options.reasoningAllowed && (persona.reasons || options.reasoningWanted)) {
        answer.reasoning = std::move(draft.reasoning);
    }
    answer.finish = answer.toolCalls.empty() ? Answer::Finish::Stop : Answer::Finish::ToolCalls;
    applyStop(request, answer);
    applyLimit(request, answer);
    countPrompt(request, options.cache, answer.tokens);
    return answer;
}

} // namespace patchbay::sandbox
