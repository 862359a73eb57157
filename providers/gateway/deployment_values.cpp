// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/deployment_values.h"

#include "providers/config/schema.h"
#include "providers/gateway/request_merge.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_format.h"

#include <algorithm>
#include <array>

namespace patchbay::gateway {

namespace {

using config::YamlNode;

// Of the parameters that the schema knows, those that are said to the provider: OpenAI's and some providers' own.
constexpr std::array<std::string_view, 29> ofProviders {
    "temperature",      "top_p",
    "max_tokens",       "max_completion_tokens",
    "presence_penalty", "frequency_penalty",
    "seed",             "stop",
    "n",                "logprobs",
    "top_logprobs",     "reasoning_effort",
    "thinking",         "user",
    "response_format",  "tools",
    "tool_choice",      "parallel_tool_calls",
    "service_tier",     "logit_bias",
    "modalities",       "web_search_options",
    "verbosity",        "top_k",
    "extra_body",       "safety_settings",
    "num_ctx",          "keep_alive",
    "chat_template_kwargs",
};
constexpr std::array<std::string_view, 2> ofVectors { "dimensions", "encoding_format" };

bool isSetting(const ProviderEntry *provider, std::string_view name)
{
    return provider
        && std::ranges::any_of(provider->settings, [&](const ProviderSetting &setting) {
               return std::ranges::contains(setting.parameters, name);
           });
}

bool isForTheGateway(std::string_view name)
{
    const config::SchemaField *parameters = config::findField(config::modelSchema(), "litellm_params");
    return parameters && parameters->object && config::findField(*parameters->object, name);
}

// Whether a member goes into requests: of chats, of other kinds, or into none.
struct Place {
    bool chat = false;
    bool others = false;
};

Place placeOf(std::string_view name, const ProviderEntry *provider)
{
    if (isSetting(provider, name)) {
        return { true, true };
    }
    if (std::ranges::contains(ofVectors, name)) {
        return { false, true };
    }
    if (std::ranges::contains(ofProviders, name)) {
        return { true, name == "extra_body" || name == "user" };
    }
    if (name == "allowed_openai_params") {
        return { true, false }; // a call's own option, which the engine reads
    }
    const bool unknown = !isForTheGateway(name) && !isGatewayField(name);
    return { unknown, unknown };
}

Result<void> write(wire::JsonWriter &writer, const YamlNode &value, const VariableValues &variables)
{
    if (value.isMapping()) {
        writer.beginObject();
        for (const config::YamlEntry &entry : value.entries) {
            writer.key(entry.key);
            if (const Result<void> written = write(writer, entry.value, variables); !written) {
                return written;
            }
        }
        writer.endObject();
        return {};
    }
    if (value.isSequence()) {
        writer.beginArray();
        for (const YamlNode &item : value.items) {
            if (const Result<void> written = write(writer, item, variables); !written) {
                return written;
            }
        }
        writer.endArray();
        return {};
    }
    if (const std::optional<std::string> text = value.asText(); text && config::environmentReference(*text)) {
        return resolvedText(*text, variables).transform([&](const std::string &known) { writer.string(known); });
    }
    writer.raw(config::toJson(value));
    return {};
}

// Members of extra_body are the body's own.
void append(wire::JsonWriter &writer, std::string_view name, const std::string &json)
{
    if (name == "extra_body" && wire::JsonView(std::string_view(json)).isObject()) {
        writer.members(wire::JsonView(std::string_view(json)));
        return;
    }
    writer.key(name);
    writer.raw(json);
}

} // namespace

Result<std::string> resolvedText(const std::string &text, const VariableValues &variables)
{
    const std::optional<std::string_view> name = config::environmentReference(text);
    if (!name) {
        return text;
    }
    std::string value = variables(std::string(*name));
    if (value.empty()) {
        Error error = makeError(ErrorClass::BadRequest,
                                "The configuration names the variable " + std::string(*name) + ", which is not set.");
        error.remedy = "Set it where the gateway is started.";
        return std::unexpected(std::move(error));
    }
    return value;
}

Result<std::string> textOf(const YamlNode &parameters, std::string_view key, const VariableValues &variables)
{
    const YamlNode *node = parameters.find(key);
    const std::optional<std::string> text = node ? node->asText() : std::nullopt;
    return text ? resolvedText(*text, variables) : Result<std::string>(std::string());
}

Result<std::string> jsonOf(const YamlNode &value, const VariableValues &variables)
{
    wire::JsonWriter writer;
    return write(writer, value, variables).transform([&] { return writer.take(); });
}

DeploymentDefaults defaultsOf(const config::Deployment &deployment, const Catalog &catalog, const VariableValues &variables,
                              std::vector<std::string> &warnings)
{
    const Result<ResolvedModel> model = catalog.resolve(deployment.model);
    const ProviderEntry *provider = model ? model->provider : nullptr;
    wire::JsonWriter chat;
    chat.beginObject();
    chat.member("model", "any");
    chat.key("messages");
    chat.raw(R"([{"role":"user","content":""}])");
    wire::JsonWriter others;
    others.beginObject();
    Place any;
    for (const config::YamlEntry &entry : deployment.parameters.entries) {
        const Place place = placeOf(entry.key, provider);
        if ((!place.chat && !place.others) || entry.value.isNull()) {
            continue;
        }
        const Result<std::string> json = jsonOf(entry.value, variables);
        if (!json) {
            warnings.push_back(entry.key + ": " + json.error().message);
            continue;
        }
        if (place.chat) {
            append(chat, entry.key, *json);
            any.chat = true;
        }
        if (place.others) {
            append(others, entry.key, *json);
            any.others = true;
        }
    }
    chat.endObject();
    others.endObject();
    DeploymentDefaults defaults;
    if (any.chat) {
        Result<ChatRequest> read = wire::parseChatRequest(chat.take());
        if (read) {
            defaults.chat = std::move(*read);
        } else {
            warnings.push_back("its parameters are not used: " + read.error().message);
        }
    }
    defaults.others = any.others ? JsonText { others.take() } : JsonText {};
    if (const YamlNode *dropped = deployment.parameters.find("additional_drop_params")) {
        for (const YamlNode &item : dropped->items) {
            defaults.dropped.push_back(item.asText().value_or(""));
        }
    }
    return defaults;
}

} // namespace patchbay::gateway
