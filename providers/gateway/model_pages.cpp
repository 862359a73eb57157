// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/model_pages.h"

#include "providers/config/schema.h"
#include "providers/gateway/admin_answer.h"
#include "providers/gateway/route.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <array>
#include <set>

namespace patchbay::gateway {

using config::YamlNode;
using wire::JsonWriter;

namespace {

// What litellm_params may show. What is not known to be harmless stays inside.
bool mayShow(std::string_view key)
{
    constexpr std::array hidden { "api_key",    "key",         "secret",  "token",     "password",
                                  "credential", "header",      "cert",    "client_id", "extra_body",
                                  "azure_ad",   "aws_session", "username" };
    const config::SchemaField *field =
        config::findField(*config::findField(config::modelSchema(), "litellm_params")->object, key);
    if (field && field->type == config::ValueType::Secret) {
        return false;
    }
    const bool price = key.contains("cost_per") || key.starts_with("max_") || key.starts_with("default_max");
    return price || std::ranges::none_of(hidden, [&](const char *word) { return key.contains(word); });
}

// An address without what may be a credential: user info and query.
std::string plainAddress(std::string text)
{
    text.erase(std::min(text.find_first_of("?#"), text.size()));
    const std::size_t scheme = text.find("://");
    const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
    const std::size_t end = std::min(text.find('/', begin), text.size());
    const std::size_t at = text.rfind('@', end);
    if (at != std::string::npos && at >= begin) {
        text.erase(begin, at + 1 - begin);
    }
    return text;
}

void writeParameters(JsonWriter &writer, const config::Deployment &deployment)
{
    writer.beginObject("litellm_params");
    for (const config::YamlEntry &entry : deployment.parameters.entries) {
        if (!mayShow(entry.key)) {
            continue;
        }
        if (entry.key == "api_base" || entry.key == "base_url") {
            writer.member(entry.key, plainAddress(entry.value.asText().value_or("")));
        } else {
            writer.key(entry.key);
            writer.raw(config::toJson(entry.value));
        }
    }
    writer.endObject();
}

void numberOrNull(JsonWriter &writer, std::string_view name, const std::optional<std::int64_t> &value)
{
    writer.key(name);
    value ? writer.integer(*value) : writer.null();
}

const char *fieldOf(RateKind kind)
{
    switch (kind) {
    case RateKind::Input: return "input_cost_per_token";
    case RateKind::Output: return "output_cost_per_token";
    case RateKind::CacheRead: return "cache_read_input_token_cost";
    case RateKind::CacheWrite: return "cache_creation_input_token_cost";
    case RateKind::Reasoning: return "output_cost_per_reasoning_token";
    case RateKind::AudioInput: return "input_cost_per_audio_token";
    case RateKind::AudioOutput: return "output_cost_per_audio_token";
    case RateKind::Request: return "input_cost_per_request";
    case RateKind::Query: return "input_cost_per_query";
    case RateKind::Image: return "output_cost_per_image";
    case RateKind::InputSecond: return "input_cost_per_second";
    case RateKind::OutputSecond: return "output_cost_per_second";
    case RateKind::InputCharacter: return "input_cost_per_character";
    default: return nullptr;
    }
}

// Prices of the standard tier without thresholds, as exact decimals.
void writePrices(JsonWriter &writer, const ModelEntry *model)
{
    std::set<std::string_view> seen;
    for (const PriceRate &rate : model ? model->rates : std::vector<PriceRate>()) {
        const char *field = fieldOf(rate.kind);
        if (field && rate.abovePromptTokens == 0 && rate.serviceTier.empty() && rate.variant.empty()
            && seen.insert(field).second) {
            writer.key(field);
            writer.raw(rate.perUnit.toString());
        }
    }
    for (const char *field : { "input_cost_per_token", "output_cost_per_token" }) {
        if (!seen.contains(field)) {
            model && model->free ? writer.member(field, std::int64_t { 0 }) : writer.nullMember(field);
        }
    }
}

struct Abilities {
    bool tools = false;
    bool vision = false;
    bool schema = false;
    bool reasoning = false;
    bool caching = false;
    bool audioIn = false;
    bool audioOut = false;
    bool pdf = false;
    bool search = false;
    bool system = false;

    void add(const ModelEntry *model)
    {
        if (!model) {
            return;
        }
        const ModelCapabilities &has = model->capabilities;
        tools |= has.tools;
        vision |= has.vision;
        schema |= has.jsonSchema;
        reasoning |= has.reasoning;
        caching |= has.promptCaching;
        audioIn |= has.audioInput;
        audioOut |= has.audioOutput;
        pdf |= has.pdfInput;
        search |= has.webSearch;
        system |= has.systemMessages;
    }
    void write(JsonWriter &writer) const
    {
        writer.member("supports_function_calling", tools);
        writer.member("supports_tool_choice", tools);
        writer.member("supports_parallel_function_calling", tools);
        writer.member("supports_vision", vision);
        writer.member("supports_response_schema", schema);
        writer.member("supports_reasoning", reasoning);
        writer.member("supports_prompt_caching", caching);
        writer.member("supports_audio_input", audioIn);
        writer.member("supports_audio_output", audioOut);
        writer.member("supports_pdf_input", pdf);
        writer.member("supports_web_search", search);
        writer.member("supports_system_messages", system);
    }
};

const ModelEntry *entryOf(const GatewaySnapshot &snapshot, const Catalog &catalog, routing::Index member)
{
    if (const ModelEntry *own = snapshot.access[member].prices.get()) {
        return own;
    }
    const config::Deployment &deployment = snapshot.configuration.deployments[member];
    const Result<ResolvedModel> known =
        catalog.resolve(deployment.baseModel.empty() ? deployment.model : deployment.baseModel);
    return known ? known->model : nullptr;
}

std::string providerOf(const config::Deployment &deployment, const Catalog &catalog)
{
    const Result<ResolvedModel> known = catalog.resolve(deployment.model);
    return known ? known->provider->id : std::string();
}

void writeInfo(JsonWriter &writer, const config::Deployment &deployment, const ModelEntry *model,
               const std::string &provider)
{
    writer.beginObject("model_info");
    writer.member("id", deployment.id);
    writer.member("db_model", false);
    std::set<std::string, std::less<>> said { "id", "db_model" };
    for (const config::YamlEntry &entry : deployment.info.entries) {
        const bool ours = entry.key.contains("_cost") || entry.key == "mode" || entry.key.starts_with("max_");
        if (!ours && mayShow(entry.key) && said.insert(entry.key).second) {
            writer.key(entry.key);
            writer.raw(config::toJson(entry.value));
        }
    }
    writer.member("key", model && !model->name.empty() ? model->name : deployment.model);
    const ModelEntry unknown;
    const ModelEntry &known = model ? *model : unknown;
    numberOrNull(writer, "max_input_tokens",
                 deployment.maximumInputTokens ? deployment.maximumInputTokens : known.contextTokens);
    numberOrNull(writer, "max_output_tokens", known.outputTokens);
    numberOrNull(writer, "max_tokens", known.outputTokens);
    writePrices(writer, model);
    writer.member("litellm_provider", provider);
    writer.member("mode", !deployment.mode.empty() ? deployment.mode : model ? model->mode : std::string("chat"));
    Abilities abilities;
    abilities.add(model);
    abilities.write(writer);
    writer.endObject();
}

// A price by the token over the members: the dearest, as LiteLLM shows a group.
std::optional<Rate> dearest(const std::vector<const ModelEntry *> &models, RateKind kind)
{
    std::optional<Rate> found;
    ExactSum most;
    for (const ModelEntry *model : models) {
        for (const PriceRate &rate : model ? model->rates : std::vector<PriceRate>()) {
            if (rate.kind != kind || rate.abovePromptTokens != 0 || !rate.serviceTier.empty()) {
                continue;
            }
            constexpr std::int64_t many = 1'000'000;
            ExactSum sum;
            sum.add(rate.perUnit, many);
            if (!found || sum.rounded() > most.rounded()) {
                found = rate.perUnit;
                most = sum;
            }
        }
    }
    return found;
}

void writeGroup(JsonWriter &writer, const GatewaySnapshot &snapshot, const Catalog &catalog,
                const routing::Group &group)
{
    std::vector<const ModelEntry *> models;
    std::set<std::string> providers;
    Abilities abilities;
    std::optional<std::int64_t> input;
    std::optional<std::int64_t> output;
    std::optional<std::int64_t> requests;
    std::optional<std::int64_t> tokens;
    std::string mode;
    for (const routing::Index member : group.members) {
        const config::Deployment &deployment = snapshot.configuration.deployments[member];
        const ModelEntry *model = entryOf(snapshot, catalog, member);
        models.push_back(model);
        providers.insert(providerOf(deployment, catalog));
        abilities.add(model);
        input = std::max(input, model ? model->contextTokens : std::nullopt);
        output = std::max(output, model ? model->outputTokens : std::nullopt);
        if (deployment.requestsPerMinute) {
            requests = requests.value_or(0) + *deployment.requestsPerMinute;
        }
        if (deployment.tokensPerMinute) {
            tokens = tokens.value_or(0) + *deployment.tokensPerMinute;
        }
        mode = !mode.empty() ? mode : !deployment.mode.empty() ? deployment.mode : model ? model->mode : std::string();
    }
    writer.beginObject();
    writer.member("model_group", group.name);
    writer.beginArray("providers");
    for (const std::string &provider : providers) {
        writer.string(provider);
    }
    writer.endArray();
    numberOrNull(writer, "max_input_tokens", input);
    numberOrNull(writer, "max_output_tokens", output);
    for (const auto &[name, kind] :
         { std::pair("input_cost_per_token", RateKind::Input), std::pair("output_cost_per_token", RateKind::Output) }) {
        writer.key(name);
        const std::optional<Rate> rate = dearest(models, kind);
        rate ? writer.raw(rate->toString()) : writer.null();
    }
    writer.member("mode", mode.empty() ? std::string("chat") : mode);
    numberOrNull(writer, "tpm", tokens);
    numberOrNull(writer, "rpm", requests);
    abilities.write(writer);
    writer.member("is_public_model_group", false);
    writer.endObject();
}

} // namespace

HttpResponse modelInfoPage(const AdminRequest &request, const GatewaySnapshot &snapshot, const Catalog &catalog,
                           const std::function<bool(std::string_view)> &mayUse)
{
    const std::string wanted = queryValue(request.query, "litellm_model_id");
    const std::vector<config::Deployment> &deployments = snapshot.configuration.deployments;
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("data");
    bool any = false;
    for (std::size_t index = 0; index < deployments.size(); ++index) {
        const config::Deployment &deployment = deployments[index];
        if ((!wanted.empty() && deployment.id != wanted) || !mayUse(deployment.group)) {
            continue;
        }
        any = true;
        writer.beginObject();
        writer.member("model_name", deployment.group);
        writeParameters(writer, deployment);
        writeInfo(writer, deployment, entryOf(snapshot, catalog, static_cast<routing::Index>(index)),
                  providerOf(deployment, catalog));
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    if (!wanted.empty() && !any) {
        return adminAnswer(refuseAdmin(400, "There is no deployment with this id.", "litellm_model_id"));
    }
    return adminAnswer(writer.take());
}

HttpResponse modelGroupPage(const AdminRequest &request, const GatewaySnapshot &snapshot, const Catalog &catalog,
                            const std::function<bool(std::string_view)> &mayUse)
{
    const std::string wanted = queryValue(request.query, "model_group");
    JsonWriter writer;
    writer.beginObject();
    writer.beginArray("data");
    for (const routing::Group &group : snapshot.table->groups()) {
        if ((wanted.empty() || group.name == wanted) && mayUse(group.name)) {
            writeGroup(writer, snapshot, catalog, group);
        }
    }
    writer.endArray();
    writer.endObject();
    return adminAnswer(writer.take());
}

} // namespace patchbay::gateway
