// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/gemini_request.h"

#include "providers/wire/json_view.h"
#include "providers/wire/thinking_budget.h"

#include <algorithm>
#include <array>

namespace patchbay::wire {
namespace {

// Written only once something goes in.
class Config {
public:
    explicit Config(JsonWriter &writer) : m_writer(writer) {}
    ~Config()
    {
        if (m_open) {
            m_writer.endObject();
        }
    }
    Config(const Config &) = delete;
    Config &operator=(const Config &) = delete;

    JsonWriter &open()
    {
        if (!m_open) {
            m_open = true;
            m_writer.beginObject("generationConfig");
        }
        return m_writer;
    }
    template <typename Value>
    void member(std::string_view name, const std::optional<Value> &value)
    {
        if (value) {
            open().member(name, value);
        }
    }

private:
    JsonWriter &m_writer;
    bool m_open = false;
};

bool isFlash(const Target &target)
{
    return target.model.contains("flash");
}

std::string_view levelOf(std::string_view effort, const Target &target)
{
    if (effort == "none" || effort == "minimal") {
        return isFlash(target) ? "minimal" : "low";
    }
    if (effort == "medium") {
        return isFlash(target) ? "medium" : "high"; // Pro knows low and high
    }
    return effort == "low" ? "low" : "high";
}

std::int64_t budgetOf(std::string_view effort, const Target &target)
{
    const bool pro = target.model.contains("-pro");
    if (effort == "none" || effort == "disable") {
        return pro ? 128 : 0; // Pro cannot stop thinking
    }
    if (effort == "minimal") {
        return target.model.contains("lite") ? 512 : pro ? 128 : 1;
    }
    return effort == "low" ? 1024 : effort == "medium" ? 2048 : effort == "high" ? 4096 : 16384;
}

bool asksForEffort(const ChatRequest &request, const DroppedParameters &dropped)
{
    return !request.reasoningEffort.empty() && !dropped.has("reasoning_effort");
}

void writeThinking(Config &config, const ChatRequest &request, const Target &target, std::optional<std::int64_t> budget)
{
    const JsonView given(request.thinking);
    const bool level = isGemini3(target) && budget;
    if (!budget && !given.isObject()) {
        return;
    }
    JsonWriter &writer = config.open();
    writer.beginObject("thinkingConfig");
    bool thinks = true;
    if (given.isObject()) {
        thinks = !given["type"].is("disabled");
        writer.member("thinkingBudget", thinks ? given["budget_tokens"].integer() : std::optional<std::int64_t>(0));
    } else if (level) {
        writer.member("thinkingLevel", levelOf(request.reasoningEffort, target));
    } else {
        thinks = *budget > 0;
        writer.member("thinkingBudget", budget);
    }
    writer.member("includeThoughts", thinks);
    writer.endObject();
}

void writeFormat(Config &config, const ChatRequest &request)
{
    using FormatKind = ResponseFormat::Kind;
    const ResponseFormat &format = request.responseFormat;
    if (format.kind == FormatKind::Unset || format.kind == FormatKind::Text) {
        return;
    }
    const JsonView raw(format.raw);
    config.open().member("response_mime_type", "application/json");
    if (format.kind == FormatKind::JsonSchema) {
        config.open().member("response_json_schema", format.schema);
    } else if (const JsonView schema = raw["response_schema"] ? raw["response_schema"] : raw["schema"]; schema) {
        config.open().member("response_json_schema", schema.text());
    }
}

void writeModalities(Config &config, const ChatRequest &request)
{
    if (const JsonView modalities(request.modalities); modalities.isArray()) {
        JsonWriter &writer = config.open();
        writer.beginArray("responseModalities");
        for (const JsonView item : modalities.items()) {
            std::string name = item.string();
            std::ranges::transform(name, name.begin(), [](char c) {
                return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            });
            writer.string(name);
        }
        writer.endArray();
    }
    if (const std::string voice = JsonView(request.audio)["voice"].string(); !voice.empty()) {
        JsonWriter &writer = config.open();
        writer.beginObject("speechConfig");
        writer.beginObject("voiceConfig");
        writer.beginObject("prebuiltVoiceConfig");
        writer.member("voiceName", voice);
        writer.endObject();
        writer.endObject();
        writer.endObject();
    }
}

void writeExtras(Config &config, const ChatRequest &request)
{
    const JsonView extra(request.extra);
    for (const JsonMember &member : extra.members()) {
        if (isGeminiConfigName(member.key())) {
            config.open().key(member.key());
            config.open().raw(member.value.raw());
        }
    }
    for (const std::string_view name : { "generationConfig", "generation_config" }) {
        if (const JsonView given = extra[name]; given.size() > 0) {
            config.open().members(given);
        }
    }
}

} // namespace

bool isGemini3(const Target &target)
{
    return target.model.contains("gemini-3");
}

bool isGeminiConfigName(std::string_view name)
{
    static constexpr std::array<std::string_view, 14> names {
        "top_k",          "topK",           "media_resolution", "mediaResolution",    "speechConfig",
        "speech_config",  "thinkingConfig", "thinking_config",  "responseModalities", "response_modalities",
        "imageConfig",    "image_config",   "audio_timestamp",  "enableAffectiveDialog",
    };
    return std::ranges::find(names, name) != names.end();
}

Result<std::optional<std::int64_t>> geminiBudget(const ChatRequest &request, const Target &target,
                                                 const DroppedParameters &dropped)
{
    using Budget = std::optional<std::int64_t>;
    if (!asksForEffort(request, dropped)) {
        return Budget();
    }
    const std::int64_t budget = budgetOf(request.reasoningEffort, target);
    const bool own = !request.thinking.empty() || isGemini3(target) || budget == 0;
    if (own) {
        return Budget(budget);
    }
    // What is written for "minimal" is the least that the model takes.
    return budgetWithinLimit(budget, budgetOf("minimal", target), request).transform([&](std::int64_t fits) {
        const bool unstoppable = fits == 0 && budgetOf("none", target) > 0;
        return unstoppable ? Budget() : Budget(fits);
    });
}

void writeGeminiConfig(JsonWriter &writer, const ChatRequest &request, const Target &target,
                       const DroppedParameters &dropped, std::optional<std::int64_t> budget)
{
    Config config(writer);
    const auto number = [&](std::string_view parameter, std::string_view name, const auto &value) {
        if (!dropped.has(parameter)) {
            config.member(name, value);
        }
    };
    number("temperature", "temperature", request.temperature);
    number("top_p", "top_p", request.topP);
    config.member("max_output_tokens", tokenLimit(request));
    if (!request.stop.empty() && !dropped.has("stop")) {
        config.open().beginArray("stop_sequences");
        for (const std::string &stop : request.stop) {
            config.open().string(stop);
        }
        config.open().endArray();
    }
    number("n", "candidate_count", request.n);
    number("seed", "seed", request.seed);
    number("presence_penalty", "presence_penalty", request.presencePenalty);
    number("frequency_penalty", "frequency_penalty", request.frequencyPenalty);
    number("logprobs", "response_logprobs", request.logprobs);
    number("top_logprobs", "logprobs", request.topLogprobs);
    if (!dropped.has("response_format")) {
        writeFormat(config, request);
    }
    writeThinking(config, request, target, budget);
    writeModalities(config, request);
    writeExtras(config, request);
}

} // namespace patchbay::wire
