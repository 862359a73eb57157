// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "providers/catalog/cost.h"

#include <boost/json.hpp>

#include <istream>
#include <iterator>
#include <ostream>

namespace patchbay::cli {
namespace {

namespace json = boost::json;

constexpr Option options[] = {
    { "--model", true, "provider/name, as in the catalogue" },
    { "--help", false, "this text" },
};

std::optional<std::int64_t> count(const json::object &object, std::string_view key)
{
    const json::value *value = object.if_contains(key);
    if (!value || !value->is_number()) {
        return std::nullopt;
    }
    return value->to_number<std::int64_t>();
}

const json::object *details(const json::object &usage, std::string_view key)
{
    const json::value *value = usage.if_contains(key);
    return value ? value->if_object() : nullptr;
}

std::string decimalText(const json::value &value)
{
    return value.is_string() ? json::value_to<std::string>(value) : json::serialize(value);
}

Usage readUsage(const json::object &object)
{
    Usage usage;
    usage.promptTokens = count(object, "prompt_tokens");
    usage.completionTokens = count(object, "completion_tokens");
    usage.totalTokens = count(object, "total_tokens");
    usage.cacheCreationTokens = count(object, "cache_creation_tokens");
    if (!usage.cacheCreationTokens) {
        usage.cacheCreationTokens = count(object, "cache_creation_input_tokens");
    }
    usage.cachedTokens = count(object, "cached_tokens");
    if (const json::object *prompt = details(object, "prompt_tokens_details")) {
        if (!usage.cachedTokens) {
            usage.cachedTokens = count(*prompt, "cached_tokens");
        }
        if (!usage.cacheCreationTokens) {
            usage.cacheCreationTokens = count(*prompt, "cache_creation_tokens");
        }
        usage.audioInputTokens = count(*prompt, "audio_tokens");
        usage.imageInputTokens = count(*prompt, "image_tokens");
    }
    if (const json::object *completion = details(object, "completion_tokens_details")) {
        usage.reasoningTokens = count(*completion, "reasoning_tokens");
        usage.audioOutputTokens = count(*completion, "audio_tokens");
        usage.imageOutputTokens = count(*completion, "image_tokens");
    }
    if (const json::value *tier = object.if_contains("service_tier"); tier && tier->is_string()) {
        usage.serviceTier = json::value_to<std::string>(*tier);
    }
    if (const json::value *cost = object.if_contains("cost"); cost && !cost->is_null()) {
        usage.reportedCost = decimalText(*cost);
    }
    return usage;
}

json::object writeCost(const Cost &cost)
{
    json::object object;
    object["usd"] = cost.amount.money ? json::value(toDecimalString(*cost.amount.money)) : json::value(nullptr);
    object["basis"] = basisName(cost.amount.basis);
    object["price_table"] = cost.amount.priceTable.empty() ? json::value(nullptr) : json::value(cost.amount.priceTable);
    json::array parts;
    for (const CostPart &part : cost.parts) {
        parts.push_back(json::object { { "kind", rateKindName(part.kind) },
                                       { "tokens", part.units },
                                       { "rate", part.rate.toString() },
                                       { "usd", toDecimalString(part.money) } });
    }
    object["parts"] = std::move(parts);
    return object;
}

} // namespace

int costCommand(std::span<const std::string> words, const Streams &streams, const Catalog &catalog)
{
    const Result<Arguments> arguments = Arguments::parse(words, options);
    if (!arguments || arguments->has("--help") || !arguments->has("--model") || !arguments->positional().empty()) {
        const bool asked = arguments && arguments->has("--help");
        (asked ? streams.out : streams.err)
            << (arguments ? "" : arguments.error().message + "\n")
            << usageText("cost --model P/NAME < usage.json\n\nWhat an answer with this OpenAI usage object costs.", options);
        return asked ? Done : WrongUsage;
    }
    const std::string text { std::istreambuf_iterator<char>(streams.in), {} };
    boost::system::error_code problem;
    const json::value usage = json::parse(text, problem);
    if (problem || !usage.is_object()) {
        return reportError(makeError(ErrorClass::BadRequest, "Standard input is not a JSON usage object."), streams.err);
    }
    const Usage counted = readUsage(usage.as_object());
    if (counted.promptTokens.value_or(0) < 0 || counted.completionTokens.value_or(0) < 0) {
        return reportError(makeError(ErrorClass::BadRequest, "A token count is negative."), streams.err);
    }
    const Result<ResolvedModel> model = catalog.resolve(arguments->value("--model"));
    if (!model) {
        return reportError(model.error(), streams.err);
    }
    streams.out << json::serialize(writeCost(computeCost(model->model, counted))) << '\n';
    return Done;
}

} // namespace patchbay::cli
