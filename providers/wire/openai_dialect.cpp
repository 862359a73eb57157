// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/openai_dialect.h"

#include "providers/wire/provider_settings.h"
#include "providers/wire/url.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

bool isReasoningModel(const Target &target)
{
    if (!target.provider.quirks.openAiModels) {
        return false;
    }
    const std::string_view name = target.model;
    const bool chat = name.find("-chat") != std::string_view::npos;
    return name.starts_with("o1") || name.starts_with("o3") || name.starts_with("o4")
        || (name.starts_with("gpt-5") && !chat);
}

// Groq's models that take a schema where the catalogue has no row for them.
bool knowsSchemas(const Target &target)
{
    if (target.entry != nullptr) {
        return target.entry->capabilities.jsonSchema;
    }
    const std::string_view name = target.model;
    return name.find("gpt-oss") != std::string_view::npos || name.find("llama-4") != std::string_view::npos
        || name.find("kimi-k2") != std::string_view::npos;
}

bool keepsCacheControl(const Target &target)
{
    return target.provider.quirks.cacheControl && target.model.contains("claude");
}

// Cloudflare's own endpoint, one address a model; LiteLLM's usual base.
bool isRunBase(std::string_view base)
{
    while (base.ends_with('/')) {
        base.remove_suffix(1);
    }
    return base.ends_with("/ai/run");
}

// A dedicated endpoint of Hugging Face is named by its host alone.
std::string huggingFaceUrl(const std::string &base, std::string_view path)
{
    return endpointUrl(base, base.contains("/chat/completions") ? std::string(path) : "/v1" + std::string(path));
}

std::optional<bool> includeUsage(const ChatRequest &request, const Target &target)
{
    if (!request.stream || !target.provider.quirks.streamUsage) {
        return std::nullopt;
    }
    return request.includeUsage.value_or(true);
}

} // namespace

OpenAiStyle openAiStyleFor(const ChatRequest &request, const Target &target)
{
    const ProviderQuirks &dialect = target.provider.quirks;
    OpenAiStyle style;
    style.ours = false;
    style.model = target.model;
    style.maxTokensField = dialect.maxTokensField;
    if (isReasoningModel(target)) {
        style.maxTokensField = "max_completion_tokens";
    }
    style.cacheControl = keepsCacheControl(target);
    style.reasoning = dialect.reasoningBack;
    style.flattenText = dialect.flattenText;
    style.textOnly = dialect.textOnly;
    style.systemAsUser = target.entry != nullptr && !target.entry->capabilities.systemMessages;
    style.developerAsSystem = !dialect.openAiModels;
    style.requiredIsAny = dialect.requiredIsAny;
    style.schemaByTool = dialect.schemaByTool && !knowsSchemas(target);
    style.usageInclude = dialect.usageInclude;
    style.includeUsage = includeUsage(request, target);
    style.dropped.names = settingParameters(target); // they went into the address
    if (isRunBase(target.apiBase)) {
        style.maxTokensField = "max_tokens";
        style.includeUsage.reset();
    }
    if (dialect.ignoresEffort) {
        style.dropped.names.push_back("reasoning_effort");
    }
    return style;
}

std::vector<std::string_view> openAiRefused(const ChatRequest &request, const Target &target)
{
    std::vector<std::string_view> refused;
    if (isReasoningModel(target)) {
        refused = { "presence_penalty", "frequency_penalty", "logit_bias" };
        if (request.temperature.value_or(1) != 1) {
            refused.push_back("temperature");
        }
        if (request.topP.value_or(1) != 1) {
            refused.push_back("top_p");
        }
        if (target.model.starts_with("gpt-5")) {
            refused.push_back("stop");
        }
    }
    const bool ignoresEffort = target.provider.quirks.ignoresEffort;
    if (target.entry != nullptr && !target.entry->capabilities.reasoning && !ignoresEffort
        && request.reasoningEffort != "none") {
        refused.push_back("reasoning_effort");
    }
    return refused;
}

Result<void> checkOpenAiContent(const ChatRequest &request, const Target &target)
{
    if (!target.provider.quirks.textOnly || request.dropParams) {
        return {};
    }
    using Kind = ContentPart::Kind;
    for (const Message &message : request.messages) {
        for (const ContentPart &part : message.content) {
            const bool media = part.kind == Kind::Image || part.kind == Kind::Audio || part.kind == Kind::File
                || part.kind == Kind::Video;
            if (media) {
                Error error =
                    makeError(ErrorClass::UnsupportedParams, target.provider.id + " takes only text in messages.");
                error.provider = target.provider.id;
                error.model = target.model;
                error.param = "messages";
                error.remedy = "Remove the attachment, or choose a model that takes it.";
                return std::unexpected(std::move(error));
            }
        }
    }
    return {};
}

std::string openAiModelName(const Target &target)
{
    // "huggingface/together/org/name" is Hugging Face's "org/name:together".
    if (target.provider.quirks.providerInName && std::ranges::count(target.model, '/') == 2) {
        const std::size_t slash = target.model.find('/');
        return target.model.substr(slash + 1) + ":" + target.model.substr(0, slash);
    }
    return target.model;
}

Result<std::string> openAiUrl(const ChatRequest &request, const Target &target, std::string_view path)
{
    Result<std::string> base = filledAddress(request, target);
    if (base && isRunBase(*base)) {
        const std::string above = base->substr(0, base->rfind("/run"));
        return path == "/chat/completions" ? endpointUrl(*base, "/" + encodedPath(target.model))
                                           : endpointUrl(above + "/v1", path);
    }
    if (base && target.provider.quirks.kindForm == "huggingface" && path == "/chat/completions") {
        return huggingFaceUrl(*base, path);
    }
    if (!base || !target.provider.quirks.deployments || base->contains("/openai/v1")) {
        return base.transform([&](const std::string &filled) { return endpointUrl(filled, path); });
    }
    if (path == "/responses") {
        const std::string version = settingOf(request, target, "api_version");
        // The usual version is older than this endpoint.
        return endpointUrl(*base, "/openai/responses") + "?api-version="
            + (version == "2024-10-21" ? std::string("2025-04-01-preview") : encodedPath(version));
    }
    // Azure's older form: the deployment is part of the address.
    if (!base->contains("/openai/deployments/")) {
        base = endpointUrl(*base, "/openai/deployments/" + encodedPath(target.model));
    }
    std::string url = endpointUrl(*base, path);
    if (!url.contains("api-version=")) {
        url += (url.contains('?') ? "&" : "?") + std::string("api-version=")
            + encodedPath(settingOf(request, target, "api_version"));
    }
    return url;
}

} // namespace patchbay::wire
