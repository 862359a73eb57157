// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/routing/request_facts.h"

#include "providers/routing/complexity.h"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <span>

namespace patchbay::routing {
namespace {

namespace json = boost::json;

constexpr std::size_t bytesPerToken = 4;
constexpr std::int64_t tokensPerMessage = 4;

std::optional<json::object> parseObject(const JsonText &text)
{
    if (text.empty()) {
        return std::nullopt;
    }
    boost::system::error_code problem;
    json::value value = json::parse(text.text, problem);
    if (problem || !value.is_object()) {
        return std::nullopt;
    }
    return std::move(value.as_object());
}

std::vector<std::string> texts(const json::value *value)
{
    std::vector<std::string> list;
    if (value && value->is_array()) {
        for (const json::value &item : value->as_array()) {
            if (item.is_string()) {
                list.emplace_back(item.as_string());
            } else if (const json::object *object = item.if_object()) {
                // A fallback may be a map of parameters with a model.
                const json::value *model = object->if_contains("model");
                if (model && model->is_string()) {
                    list.emplace_back(model->as_string());
                }
            }
        }
    }
    return list;
}

bool isTrue(const json::object &object, std::string_view key)
{
    const json::value *value = object.if_contains(key);
    return value && value->is_bool() && value->as_bool();
}

// A control field of the wrong type would be passed over in silence: the first one is told.
void checkExtra(RequestFacts &facts, const json::object &extra)
{
    struct Control {
        std::string_view name;
        std::string_view wanted;
        bool (*fits)(const json::value &);
    };
    constexpr auto isFlag = [](const json::value &value) { return value.is_bool(); };
    static constexpr Control controls[] = {
        { "fallbacks", "a list of models", [](const json::value &value) { return value.is_array(); } },
        { "disable_fallbacks", "true or false", isFlag },
        { "num_retries", "a whole number from 0 on",
          [](const json::value &value) { return value.is_int64() && value.as_int64() >= 0; } },
        { "timeout", "a number of seconds above 0",
          [](const json::value &value) { return value.is_number() && value.to_number<double>() > 0; } },
        { "mock_timeout", "true or false", isFlag },
        { "mock_testing_fallbacks", "true or false", isFlag },
        { "mock_testing_context_fallbacks", "true or false", isFlag },
        { "mock_testing_content_policy_fallbacks", "true or false", isFlag },
        { "mock_testing_rate_limit_error", "true or false", isFlag },
    };
    for (const Control &control : controls) {
        const json::value *value = extra.if_contains(control.name);
        if (value && !value->is_null() && !control.fits(*value) && facts.fault.empty()) {
            facts.fault = "\"" + std::string(control.name) + "\" must be " + std::string(control.wanted) + ".";
        }
    }
}

void readExtra(RequestFacts &facts, const json::object &extra)
{
    checkExtra(facts, extra);
    facts.fallbacks = texts(extra.if_contains("fallbacks"));
    facts.disableFallbacks = isTrue(extra, "disable_fallbacks");
    if (const json::value *retries = extra.if_contains("num_retries"); retries && retries->is_int64()) {
        facts.retries = static_cast<int>(std::clamp<std::int64_t>(retries->as_int64(), 0, 100));
    }
    if (const json::value *priority = extra.if_contains("priority"); priority && priority->is_int64()) {
        facts.priority = static_cast<int>(std::clamp<std::int64_t>(priority->as_int64(), -1'000, 1'000));
    }
    if (const json::value *timeout = extra.if_contains("timeout"); timeout && timeout->is_number()) {
        facts.timeout = timeout->to_number<double>();
    }
    const std::pair<std::string_view, MockFailure> flags[] = {
        { "mock_testing_fallbacks", MockFailure::General },
        { "mock_testing_context_fallbacks", MockFailure::ContextWindow },
        { "mock_testing_content_policy_fallbacks", MockFailure::ContentPolicy },
        { "mock_testing_rate_limit_error", MockFailure::RateLimit },
        { "mock_timeout", MockFailure::Timeout },
    };
    for (const auto &[key, failure] : flags) {
        facts.mockFailure = isTrue(extra, key) ? failure : facts.mockFailure;
    }
}

void readMetadata(RequestFacts &facts, const json::object &metadata)
{
    const json::value *tags = metadata.if_contains("tags");
    const bool named = tags && tags->is_array()
        && std::ranges::all_of(tags->as_array(), [](const json::value &tag) { return tag.is_string(); });
    if (tags && !tags->is_null() && !named && facts.fault.empty()) {
        facts.fault = "\"tags\" must be a list of texts."; // untagged it might go where it must not
    }
    for (std::string &tag : texts(tags)) {
        facts.tags.push_back(std::move(tag));
    }
    for (const std::string_view key : { "session_id", "litellm_session_id" }) {
        if (const json::value *session = metadata.if_contains(key); session && session->is_string()) {
            facts.session = std::string(session->as_string());
        }
    }
}

struct Script {
    std::uint32_t first;
    std::uint32_t last;
    std::string_view language;
};
constexpr Script scripts[] = {
    { 0x3040, 0x30ff, "ja" }, { 0xac00, 0xd7af, "ko" }, { 0x4e00, 0x9fff, "zh" },
    { 0x0600, 0x06ff, "ar" }, { 0x0590, 0x05ff, "he" }, { 0x0900, 0x097f, "hi" },
    { 0x0e00, 0x0e7f, "th" }, { 0x0370, 0x03ff, "el" }, { 0x0400, 0x04ff, "ru" },
};

struct WordList {
    std::string_view language;
    std::string_view words; // framed by spaces
};
constexpr WordList wordLists[] = {
    { "en", " the and is are of to in that what how with for you this was please can it do not " },
    { "de", " der die das und ist nicht ein eine mit auf für ich sie wie was wir sind von bitte zu " },
    { "fr", " le la les et est une des que pour dans avec qui sur pas vous nous ce je comment bonjour " },
    { "es", " el los las una que por para con como es y del está qué cómo no se más hola " },
    { "it", " il gli una che per con come sono non di questo della è perché ciao più anche " },
    { "pt", " o os uma que para com como não é do da você está isso mais por em são olá " },
    { "nl", " de het een en van is niet voor met dat op wat hoe ik je wij zijn graag " },
    { "pl", " i w nie na się jest że do to jak co z dla czy są proszę " },
};

// A digest of what the provider's prompt cache would hold: everything up to the last part that asks for
// it. Empty below the thousand tokens from which on providers cache.
std::string cachedPrefix(const ChatRequest &request)
{
    constexpr std::size_t fewestBytes = 4'096;
    std::uint64_t hash = 14695981039346656037u;
    std::size_t bytes = 0;
    std::string prefix;
    for (const Message &message : request.messages) {
        hash = (hash ^ static_cast<std::uint64_t>(message.role)) * 1099511628211u;
        for (const ContentPart &part : message.content) {
            for (const char letter : part.text) {
                hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211u;
            }
            bytes += part.text.size();
            if (!part.cacheControl.empty() && bytes >= fewestBytes) {
                prefix = std::to_string(hash);
            }
        }
    }
    return prefix;
}

// Long texts are estimated: a decision must not wait for a count.
std::int64_t tokensOf(std::span<const std::string_view> texts, const TokenCount &count, std::size_t mostCounted)
{
    std::size_t bytes = 0;
    for (const std::string_view text : texts) {
        bytes += text.size();
    }
    std::int64_t tokens = 0;
    bool counted = count && bytes <= mostCounted;
    for (std::size_t at = 0; counted && at < texts.size(); ++at) {
        const std::optional<std::int64_t> more = texts[at].empty() ? 0 : count(texts[at]);
        counted = more.has_value();
        tokens += more.value_or(0);
    }
    return counted ? tokens : static_cast<std::int64_t>((bytes + bytesPerToken - 1) / bytesPerToken);
}

} // namespace

std::int64_t estimatedTokens(std::int64_t messages, std::int64_t bytes)
{
    constexpr std::int64_t each = static_cast<std::int64_t>(bytesPerToken);
    return messages * tokensPerMessage + (bytes + each - 1) / each;
}

std::string detectLanguage(std::string_view text)
{
    constexpr std::size_t looked = 2'000;
    text = text.substr(0, looked);
    std::array<int, std::size(scripts)> counts {};
    for (std::size_t at = 0; at + 2 < text.size(); ++at) {
        const auto byte = [&](std::size_t offset) { return static_cast<unsigned char>(text[at + offset]); };
        const std::uint32_t point = byte(0) >= 0xe0 && byte(0) < 0xf0
            ? ((byte(0) & 15u) << 12) | ((byte(1) & 63u) << 6) | (byte(2) & 63u)
            : byte(0) >= 0xc0 && byte(0) < 0xe0 ? ((byte(0) & 31u) << 6) | (byte(1) & 63u)
                                                : 0;
        for (std::size_t script = 0; script < std::size(scripts); ++script) {
            counts[script] += point >= scripts[script].first && point <= scripts[script].last ? 1 : 0;
        }
    }
    for (std::size_t script = 0; script < std::size(scripts); ++script) {
        // Kana alone tells Japanese from Chinese; four letters of a script are no accident.
        if (counts[script] >= 4 || (counts[script] > 0 && text.size() < 24)) {
            return std::string(scripts[script].language);
        }
    }
    std::string best;
    int most = 1; // one word proves nothing
    for (const WordList &list : wordLists) {
        int hits = 0;
        std::string word = " ";
        for (const char character : std::string(text) + ' ') {
            const bool letter = static_cast<unsigned char>(character) >= 0x80 || (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z');
            if (letter) {
                word += character >= 'A' && character <= 'Z' ? static_cast<char>(character + 32) : character;
                continue;
            }
            hits += word.size() > 1 && list.words.contains(word + ' ') ? 1 : 0;
            word = " ";
        }
        if (hits > most) {
            most = hits;
            best = list.language;
        }
    }
    return best;
}

RequestFacts factsOf(const ChatRequest &request, const TokenCount &count, std::size_t mostCounted,
                     const FactNeeds &needs)
{
    constexpr std::int64_t tokensPerImage = 800;
    constexpr std::int64_t usualAnswer = 256;
    RequestFacts facts;
    facts.model = request.model;
    facts.stream = request.stream;
    facts.tools = !request.tools.empty();
    facts.jsonSchema = request.responseFormat.kind == ResponseFormat::Kind::JsonSchema;
    facts.webSearch = !request.webSearchOptions.empty();
    facts.user = request.user;
    facts.completionTokens = request.maxCompletionTokens.value_or(request.maxTokens.value_or(usualAnswer));
    std::string_view lastWords;
    std::vector<std::string_view> texts;
    for (const Message &message : request.messages) {
        facts.promptTokens += tokensPerMessage;
        for (const ContentPart &part : message.content) {
            texts.push_back(part.text);
            const bool image = part.kind == ContentPart::Kind::Image;
            facts.images = facts.images || image;
            facts.promptTokens += image ? tokensPerImage : 0;
            lastWords =
                message.role == MessageRole::User && !part.text.empty() ? std::string_view(part.text) : lastWords;
        }
    }
    for (const ToolDefinition &tool : request.tools) {
        texts.insert(texts.end(), { tool.name, tool.description, tool.parameters.text, tool.raw.text });
    }
    facts.promptTokens += tokensOf(texts, needs.countedTokens ? count : TokenCount(), mostCounted);
    if (needs.promptPrefix) {
        facts.promptPrefix = cachedPrefix(request);
    }
    if (needs.language) {
        facts.language = detectLanguage(lastWords);
    }
    if (needs.complexity) {
        facts.complexity = scoreComplexity(request).score;
    }
    if (const std::optional<json::object> metadata = parseObject(request.metadata)) {
        facts.metadata = request.metadata.text;
        readMetadata(facts, *metadata);
    }
    if (const std::optional<json::object> extra = parseObject(request.extra)) {
        readExtra(facts, *extra);
        const json::value *metadata = extra->if_contains("litellm_metadata");
        if (metadata && metadata->is_object()) {
            facts.metadata = json::serialize(*metadata);
            readMetadata(facts, metadata->as_object());
        }
    }
    return facts;
}

} // namespace patchbay::routing
