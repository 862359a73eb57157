// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/catalog_printing.h"

#include "providers/catalog/catalog_changes.h"

#include <boost/json.hpp>

#include <format>
#include <ostream>

namespace patchbay::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t shownLines = 20;

struct CapabilityRow {
    std::string_view name;
    bool ModelCapabilities::*has;
};
constexpr CapabilityRow capabilityRows[] = {
    { "tools", &ModelCapabilities::tools },
    { "vision", &ModelCapabilities::vision },
    { "audio_input", &ModelCapabilities::audioInput },
    { "audio_output", &ModelCapabilities::audioOutput },
    { "pdf_input", &ModelCapabilities::pdfInput },
    { "json_object", &ModelCapabilities::jsonObject },
    { "json_schema", &ModelCapabilities::jsonSchema },
    { "reasoning", &ModelCapabilities::reasoning },
    { "prompt_caching", &ModelCapabilities::promptCaching },
    { "web_search", &ModelCapabilities::webSearch },
};

json::value countOrNull(const std::optional<std::int64_t> &count)
{
    return count ? json::value(*count) : json::value(nullptr);
}

json::object modelJson(const ModelEntry &model)
{
    json::array can;
    for (const CapabilityRow &row : capabilityRows) {
        if (model.capabilities.*row.has) {
            can.push_back(json::value(row.name));
        }
    }
    json::array rates;
    for (const PriceRate &rate : model.rates) {
        json::object row { { "kind", rateKindName(rate.kind) }, { "unit", rateUnit(rate.kind) }, { "usd", rate.perUnit.toString() } };
        if (rate.abovePromptTokens > 0) {
            row["above"] = rate.abovePromptTokens;
        }
        if (!rate.serviceTier.empty()) {
            row["service_tier"] = rate.serviceTier;
        }
        if (!rate.variant.empty()) {
            row["variant"] = rate.variant;
        }
        rates.push_back(std::move(row));
    }
    json::object object { { "model", model.provider + "/" + model.name }, { "mode", model.mode } };
    object["context"] = countOrNull(model.contextTokens);
    object["output"] = countOrNull(model.outputTokens);
    object["can"] = std::move(can);
    object["free"] = model.free;
    object["rates"] = std::move(rates);
    object["source"] = model.source;
    object["date"] = model.date;
    return object;
}

// Dollars of a million tokens, the way price pages write them; "?" where no price is known.
std::string perMillion(const ModelEntry &model, RateKind kind)
{
    if (model.free) {
        return "free";
    }
    for (const PriceRate &rate : model.rates) {
        if (rate.kind == kind && rate.abovePromptTokens == 0 && rate.serviceTier.empty() && rate.variant.empty()) {
            ExactSum sum;
            constexpr std::int64_t million = 1'000'000;
            sum.add(rate.perUnit, million);
            constexpr double nano = 1e9;
            return std::format("{:.4g}", static_cast<double>(sum.rounded().nanoDollars) / nano);
        }
    }
    return "?";
}

void printLines(const std::string &title, const std::vector<std::string> &lines, std::ostream &out)
{
    out << title << ": " << lines.size() << '\n';
    for (std::size_t index = 0; index < std::min(lines.size(), shownLines); ++index) {
        out << "  " << lines[index] << '\n';
    }
    if (lines.size() > shownLines) {
        out << "  … and " << lines.size() - shownLines << " more (--json tells all)\n";
    }
}

json::array textArray(const std::vector<std::string> &texts)
{
    json::array array;
    for (const std::string &text : texts) {
        array.push_back(json::value(text));
    }
    return array;
}

json::object reportJson(const ImportReport &report)
{
    json::object object { { "table", report.table }, { "date", report.date }, { "entries", report.entries },
                          { "models", report.models } };
    object["added"] = textArray(report.added);
    json::array changed;
    for (const CatalogChange &change : report.changed) {
        const auto orNull = [](const std::string &text) { return text.empty() ? json::value(nullptr) : json::value(text); };
        changed.push_back(json::object { { "model", change.model }, { "field", change.field },
                                         { "old", orNull(change.before) }, { "new", orNull(change.after) } });
    }
    object["changed"] = std::move(changed);
    object["gone"] = textArray(report.gone);
    object["kept"] = textArray(report.kept);
    json::array problems;
    for (const PriceMapProblem &problem : report.problems) {
        problems.push_back(json::object { { "entry", problem.entry }, { "field", problem.field }, { "message", problem.message } });
    }
    object["problems"] = std::move(problems);
    json::object unread;
    for (const auto &[field, entries] : report.unread) {
        unread[field] = entries;
    }
    object["unread_fields"] = std::move(unread);
    return object;
}

} // namespace

void printModels(const std::vector<const ModelEntry *> &models, bool asJson, std::ostream &out)
{
    if (asJson) {
        json::array rows;
        for (const ModelEntry *model : models) {
            rows.push_back(modelJson(*model));
        }
        out << json::serialize(rows) << '\n';
        return;
    }
    out << std::format("{:<58} {:<20} {:>9} {:>8} {:>8}\n", "model", "mode", "context", "$/M in", "$/M out");
    for (const ModelEntry *model : models) {
        out << std::format("{:<58} {:<20} {:>9} {:>8} {:>8}\n", model->provider + "/" + model->name, model->mode,
                           model->contextTokens ? std::to_string(*model->contextTokens) : "?",
                           perMillion(*model, RateKind::Input), perMillion(*model, RateKind::Output));
    }
}

void printModel(const ModelEntry &model, const ProviderEntry *provider, bool asJson, std::ostream &out)
{
    json::object object = modelJson(model);
    object["provider_name"] = provider ? json::value(provider->name) : json::value(nullptr);
    if (asJson) {
        out << json::serialize(object) << '\n';
        return;
    }
    out << model.provider << '/' << model.name << "  " << model.mode << (model.note.empty() ? "" : "\n" + model.note) << '\n';
    out << "context " << (model.contextTokens ? std::to_string(*model.contextTokens) : "unknown") << ", output "
        << (model.outputTokens ? std::to_string(*model.outputTokens) : "unknown") << '\n';
    for (const PriceRate &rate : model.rates) {
        out << std::format("  {:<36} ${} a {}\n", rateLabel(rate), rate.perUnit.toString(), rateUnit(rate.kind));
    }
    out << (model.free ? "  free\n" : model.rates.empty() ? "  no price is known\n" : "");
    out << "source: " << model.source << ", " << model.date << '\n';
}

void printProviders(const Catalog &catalog, bool asJson, std::ostream &out)
{
    json::array rows;
    for (const ProviderEntry &provider : catalog.providers()) {
        if (!asJson) {
            out << std::format("{:<22} {:<28} {:<18} {}\n", provider.id, provider.name, familyName(provider.family),
                               provider.keyVariables.empty() ? "" : provider.keyVariables.front());
        }
        rows.push_back(json::object { { "provider", provider.id }, { "name", provider.name },
                                      { "family", familyName(provider.family) }, { "api_base", provider.apiBase },
                                      { "key_variables", textArray(provider.keyVariables) }, { "local", provider.local },
                                      { "models", catalog.modelsOf(provider.id).size() } });
    }
    if (asJson) {
        out << json::serialize(rows) << '\n';
    }
}

void printReport(const ImportReport &report, bool asJson, std::ostream &out)
{
    if (asJson) {
        out << json::serialize(reportJson(report)) << '\n';
        return;
    }
    out << report.table << " " << report.date << ": " << report.entries << " entries, " << report.models << " models\n";
    printLines("added", report.added, out);
    std::vector<std::string> lines;
    for (const CatalogChange &change : report.changed) {
        lines.push_back(change.model + " " + change.field + ": " + (change.before.empty() ? "unknown" : change.before) + " → "
                        + (change.after.empty() ? "unknown" : change.after));
    }
    printLines("changed", lines, out);
    printLines("gone", report.gone, out);
    printLines("kept, your own price", report.kept, out);
    lines.clear();
    for (const PriceMapProblem &problem : report.problems) {
        lines.push_back(problem.entry + (problem.field.empty() ? "" : " " + problem.field) + ": " + problem.message);
    }
    printLines("not understood", lines, out);
    for (const auto &[field, entries] : report.unread) {
        out << "price field without a meaning here: " << field << " (" << entries << " entries)\n";
    }
}

} // namespace patchbay::cli
