// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/catalog_command.h"

#include "app/cli/arguments.h"
#include "app/cli/catalog_loading.h"
#include "app/cli/catalog_printing.h"
#include "app/cli/download.h"
#include "app/cli/input_file.h"
#include "providers/core/nearest_name.h"

#include <algorithm>
#include <chrono>
#include <format>
#include <fstream>
#include <iostream>
#include <iterator>

namespace patchbay::cli {
namespace {

constexpr Option options[] = {
    { "--provider", true, "list: only this provider's models" },
    { "--mode", true, "list: only chat, embedding, image_generation, rerank, …" },
    { "--can", true, "list: only models with this capability; may be repeated (tools, vision, reasoning, …)" },
    { "--search", true, "list: only names with this text" },
    { "--providers", false, "list: the providers instead of the models" },
    { "--own", false, "import: as your own prices, which stay above every imported list" },
    { "--json", false, "for machines" },
    { "--data", true, "the data directory" },
    { "--help", false, "this text" },
};

constexpr std::string_view synopsis
    = "catalog list|show P/NAME|import FILE|URL\n\n"
      "The models and prices that the engine knows. import reads LiteLLM's model_prices_and_context_window.json\n"
      "(- is standard input) and says what it changed; the list stays in the data directory.";

int wrongUsage(const Streams &streams, const std::string &problem)
{
    streams.err << problem << "\n\n" << usageText(synopsis, options);
    return WrongUsage;
}

bool ModelCapabilities::*capability(std::string_view word)
{
    const std::pair<std::string_view, bool ModelCapabilities::*> rows[] = {
        { "tools", &ModelCapabilities::tools },
        { "vision", &ModelCapabilities::vision },
        { "audio_input", &ModelCapabilities::audioInput },
        { "audio_output", &ModelCapabilities::audioOutput },
        { "pdf_input", &ModelCapabilities::pdfInput },
        { "json_schema", &ModelCapabilities::jsonSchema },
        { "json_object", &ModelCapabilities::jsonObject },
        { "reasoning", &ModelCapabilities::reasoning },
        { "prompt_caching", &ModelCapabilities::promptCaching },
        { "web_search", &ModelCapabilities::webSearch },
    };
    const auto found = std::ranges::find(rows, word, &std::pair<std::string_view, bool ModelCapabilities::*>::first);
    return found == std::end(rows) ? nullptr : found->second;
}

// A name that nothing has would give an empty table, which looks like an answer.
std::string unknownFilter(const Arguments &arguments, const Catalog &catalog)
{
    const auto unknown = [](const std::string &given, const std::vector<std::string_view> &known, const char *what) {
        if (std::ranges::find(known, given) != known.end()) {
            return std::string();
        }
        const std::string_view nearest = nearestName(given, known);
        return "There is no " + std::string(what) + " \"" + given + "\"."
            + (nearest.empty() ? std::string() : " Did you mean \"" + std::string(nearest) + "\"?");
    };
    std::vector<std::string_view> providers;
    std::vector<std::string_view> modes;
    for (const ProviderEntry &provider : catalog.providers()) {
        providers.push_back(provider.id);
    }
    for (const ModelEntry &model : catalog.models()) {
        providers.push_back(model.provider);
        modes.push_back(model.mode);
    }
    if (arguments.has("--provider")) {
        if (std::string problem = unknown(arguments.value("--provider"), providers, "provider"); !problem.empty()) {
            return problem;
        }
    }
    return arguments.has("--mode") ? unknown(arguments.value("--mode"), modes, "mode") : std::string();
}

int list(const Arguments &arguments, const Streams &streams, const Catalog &catalog)
{
    if (arguments.has("--providers")) {
        printProviders(catalog, arguments.has("--json"), streams.out);
        return Done;
    }
    for (const std::string &word : arguments.values("--can")) {
        if (!capability(word)) {
            return wrongUsage(streams, "There is no capability \"" + word + "\".");
        }
    }
    if (const std::string problem = unknownFilter(arguments, catalog); !problem.empty()) {
        return wrongUsage(streams, problem);
    }
    std::vector<const ModelEntry *> models;
    for (const ModelEntry &model : catalog.models()) {
        const bool wanted = (!arguments.has("--provider") || model.provider == arguments.value("--provider"))
            && (!arguments.has("--mode") || model.mode == arguments.value("--mode"))
            && model.name.contains(arguments.value("--search"))
            && std::ranges::all_of(arguments.values("--can"), [&model](const std::string &word) {
                   return model.capabilities.*capability(word);
               });
        if (wanted) {
            models.push_back(&model);
        }
    }
    std::ranges::stable_sort(models, {}, [](const ModelEntry *model) { return std::pair(model->provider, model->name); });
    printModels(models, arguments.has("--json"), streams.out);
    return Done;
}

int show(const Arguments &arguments, const Streams &streams, const Catalog &catalog)
{
    const std::string &name = arguments.positional()[1];
    const std::size_t slash = name.find('/');
    const ModelEntry *entry
        = slash == std::string::npos ? nullptr : catalog.model(name.substr(0, slash), name.substr(slash + 1));
    if (const Result<ResolvedModel> resolved = catalog.resolve(name); !entry && resolved) {
        entry = resolved->model;
    }
    if (entry) {
        printModel(*entry, catalog.provider(entry->provider), arguments.has("--json"), streams.out);
        return Done;
    }
    Error error = makeError(ErrorClass::NotFound, "The catalogue has no model \"" + name + "\".");
    std::vector<std::string> known;
    for (const ModelEntry &model : catalog.models()) {
        known.push_back(model.provider + "/" + model.name);
    }
    const std::vector<std::string_view> views(known.begin(), known.end());
    if (const std::string_view nearest = nearestName(name, views); !nearest.empty()) {
        error.remedy = "Did you mean \"" + std::string(nearest) + "\"?";
    }
    return reportError(error, streams.err);
}

Result<std::string> readSource(const std::string &source, std::istream &in)
{
    if (source.starts_with("http://") || source.starts_with("https://")) {
        return download(source);
    }
    return readWhole(source, in);
}

// What costs are said to come from: the file's name, without the way to it and without a query.
std::string tableName(const std::string &source, bool own)
{
    if (own) {
        return "own prices";
    }
    const std::string plain = source.substr(0, source.find('?'));
    const std::string name = plain.substr(plain.find_last_of('/') + 1);
    return name.empty() || name == "-" ? "imported prices" : name;
}

int importList(const Arguments &arguments, const Streams &streams)
{
    const std::string &source = arguments.positional()[1];
    const Result<std::string> text = readSource(source, streams.in);
    if (!text) {
        return reportError(text.error(), streams.err);
    }
    const bool own = arguments.has("--own");
    const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    const std::vector<std::string> data { "--data", arguments.value("--data") };
    const CatalogStore store(dataDirectoryOf(data));
    const Result<ImportReport> report = store.import(*text, tableName(source, own), std::format("{:%F}", today),
                                                     own ? CatalogLayer::Own : CatalogLayer::Imported);
    if (!report) {
        return reportError(report.error(), streams.err);
    }
    printReport(*report, arguments.has("--json"), streams.out);
    return Done;
}

} // namespace

int catalogCommand(std::span<const std::string> words, const Streams &streams, const Catalog &catalog)
{
    const Result<Arguments> arguments = Arguments::parse(words, options);
    if (!arguments) {
        return wrongUsage(streams, arguments.error().message + " " + arguments.error().remedy);
    }
    if (arguments->has("--help")) {
        streams.out << usageText(synopsis, options);
        return Done;
    }
    const std::vector<std::string> &positional = arguments->positional();
    const std::string verb = positional.empty() ? std::string() : positional.front();
    const bool takesOne = verb == "show" || verb == "import";
    if ((verb != "list" && !takesOne) || positional.size() != (takesOne ? 2U : 1U)) {
        return wrongUsage(streams, verb.empty() ? "Say list, show or import." : "\"catalog " + verb + "\" is not understood so.");
    }
    if (verb == "import") {
        return importList(*arguments, streams);
    }
    return verb == "list" ? list(*arguments, streams, catalog) : show(*arguments, streams, catalog);
}

} // namespace patchbay::cli
