// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/usage_reading.h"
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
    { "--data", true, "the data directory, whose imported and own prices count first" },
    { "--help", false, "this text" },
};

constexpr std::string_view synopsis
    = "cost --model P/NAME < usage.json\n\n"
      "What an answer with this OpenAI usage object costs. Calls that are not billed by the token tell their\n"
      "units: images with image_size and image_quality, seconds, characters, search_units, pages.";

// Seconds come in thousandths: 12345 of them are written 12.345.
json::value unitsOf(const CostPart &part)
{
    constexpr double thousandths = 1000;
    return isByTheSecond(part.kind) ? json::value(static_cast<double>(part.units) / thousandths) : json::value(part.units);
}

json::object writeCost(const Cost &cost)
{
    json::object object;
    object["usd"] = cost.amount.money ? json::value(toDecimalString(*cost.amount.money)) : json::value(nullptr);
    object["basis"] = basisName(cost.amount.basis);
    object["price_table"] = cost.amount.priceTable.empty() ? json::value(nullptr) : json::value(cost.amount.priceTable);
    json::array parts;
    for (const CostPart &part : cost.parts) {
        const std::string_view unit = rateUnit(part.kind);
        json::object row { { "kind", rateKindName(part.kind) } };
        if (unit == "token") {
            row["tokens"] = part.units;
        } else {
            row["units"] = unitsOf(part);
            row["unit"] = unit;
        }
        row["rate"] = part.rate.toString();
        row["usd"] = toDecimalString(part.money);
        parts.push_back(std::move(row));
    }
    object["parts"] = std::move(parts);
    return object;
}

// An imported list may price models of providers that have no row here.
Result<ResolvedModel> findModel(const Catalog &catalog, const std::string &name)
{
    Result<ResolvedModel> model = catalog.resolve(name);
    const std::size_t slash = name.find('/');
    if (!model && slash != std::string::npos) {
        const ModelEntry *entry = catalog.model(name.substr(0, slash), name.substr(slash + 1));
        if (entry) {
            return ResolvedModel { nullptr, entry->name, entry };
        }
    }
    return model;
}

std::string whyUnknown(const ResolvedModel &model, const Usage &usage)
{
    if (!model.model || model.model->rates.empty()) {
        return "No price is known for " + model.name + ". `catalog import` reads a price list.";
    }
    if (usage == Usage {}) {
        return "What was given counts nothing: an OpenAI usage object, or an answer with one, is wanted.";
    }
    return "The price list of " + model.name + " has no price for a part of this usage.";
}

} // namespace

int costCommand(std::span<const std::string> words, const Streams &streams, const Catalog &catalog)
{
    const Result<Arguments> arguments = Arguments::parse(words, options);
    if (!arguments || arguments->has("--help") || !arguments->has("--model") || !arguments->positional().empty()) {
        const bool asked = arguments && arguments->has("--help");
        (asked ? streams.out : streams.err)
            << (arguments ? "" : arguments.error().message + "\n") << usageText(synopsis, options);
        return asked ? Done : WrongUsage;
    }
    const Result<Usage> usage = readUsage(std::string { std::istreambuf_iterator<char>(streams.in), {} });
    if (!usage) {
        return reportError(usage.error(), streams.err);
    }
    const Result<ResolvedModel> model = findModel(catalog, arguments->value("--model"));
    if (!model) {
        return reportError(model.error(), streams.err);
    }
    const Cost cost = computeCost(*model, *usage);
    streams.out << json::serialize(writeCost(cost)) << '\n';
    if (!cost.amount.money) {
        streams.err << whyUnknown(*model, *usage) << '\n';
    }
    return Done;
}

} // namespace patchbay::cli
