// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_command.h"

#include "app/cli/arguments.h"

#include <algorithm>
#include <charconv>
#include <ostream>

namespace patchbay::cli {
namespace {

constexpr Option options[] = {
    { "--json", false, "for machines" },
    { "--brief", false, "reliability: a hundredth of the repetitions" },
    { "--rows", true, "ledger: how many attempts; 1000000 when left out" },
    { "--peer", true, "nginx: what gateway and stream are compared with" },
    { "--help", false, "this text" },
};

constexpr std::string_view names[] = { "engine", "translate", "ui", "bay", "routing", "gateway", "stream", "ledger", "vault", "reliability" };

// 0 where it is no number.
std::int64_t rowsWanted(const Arguments &arguments)
{
    constexpr std::int64_t usual = 1'000'000;
    const std::string text = arguments.value("--rows");
    std::int64_t rows = text.empty() ? usual : 0;
    std::from_chars(text.data(), text.data() + text.size(), rows);
    return rows;
}

Result<std::vector<Measurement>> measure(std::string_view name, const Catalog &catalog, const BenchWishes &wishes)
{
    if (name == "gateway") {
        return benchGateway(wishes);
    }
    if (name == "stream") {
        return benchStream(wishes);
    }
    if (name == "vault") {
        return benchVault(wishes);
    }
    if (name == "reliability") {
        return benchReliability(wishes);
    }
    if (name == "ledger" || name == "spend") {
        return benchLedger(wishes);
    }
    if (name == "engine") {
        return benchEngine(catalog);
    }
    if (name == "translate") {
        return benchTranslate(catalog);
    }
    if (name == "bay") {
        return benchBay();
    }
    return name == "routing" ? benchRouting() : benchWindow();
}

} // namespace

int benchCommand(std::span<const std::string> words, const Streams &streams, const Catalog &catalog)
{
    if (const std::optional<int> code = benchHelper(words, streams)) {
        return *code;
    }
    const Result<Arguments> arguments = Arguments::parse(words, options);
    const auto known = [](const std::string &name) { return name == "spend" || std::ranges::contains(names, name); };
    if (!arguments || arguments->has("--help") || !std::ranges::all_of(arguments->positional(), known)
        || rowsWanted(*arguments) <= 0 || (arguments->has("--peer") && arguments->value("--peer") != "nginx")) {
        const bool asked = arguments && arguments->has("--help");
        (asked ? streams.out : streams.err)
            << usageText("bench [engine] [translate] [ui] [bay] [routing] [gateway] [stream] [ledger] [vault] [reliability]\n\n"
                         "Measures; without a name, everything but vault and reliability, which take their time. reliability\n"
                         "does what vault does, too; spend is another name of ledger.", options);
        return asked ? Done : WrongUsage;
    }
    std::vector<std::string> chosen = arguments->positional();
    if (chosen.empty()) {
        chosen.assign(std::begin(names), std::end(names) - 2);
    }
    std::vector<Measurement> all;
    for (const std::string &name : chosen) {
        Result<std::vector<Measurement>> measured = measure(
            name, catalog, { arguments->value("--peer"), arguments->has("--brief"), streams.err, rowsWanted(*arguments) });
        if (!measured) {
            return reportError(measured.error(), streams.err);
        }
        all.insert(all.end(), measured->begin(), measured->end());
    }
    arguments->has("--json") ? printJson(all, streams.out) : printTable(all, streams.out);
    return Done;
}

} // namespace patchbay::cli
