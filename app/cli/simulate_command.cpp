// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/input_file.h"
#include "app/cli/routing_files.h"
#include "app/shared/ledger_traffic.h"
#include "providers/routing/comparison.h"

#include <charconv>
#include <chrono>
#include <format>
#include <ostream>
#include <set>

namespace patchbay::cli {
namespace {

using routing::RoutingTable;

constexpr Option options[] = {
    { "--config", true, "the configuration" },
    { "--against", true, "another one, on the same traffic" },
    { "--traffic", true, "a file that describes or records requests; ledger: those of the data directory" },
    { "--data", true, "the data directory, for the ledger" },
    { "--faults", true, "a file of faults and of how providers behave" },
    { "--seed", true, "the same seed gives the same bytes; 1" },
    { "--json", false, "for machines" },
    { "--help", false, "this text" },
};

struct Material {
    std::shared_ptr<const RoutingTable> table;
    std::shared_ptr<const RoutingTable> against;
    routing::Traffic traffic;
    routing::Scenario scenario;
    std::uint64_t seed = 1;
};

Result<void> readTrafficAndFaults(const Arguments &arguments, const Streams &streams, Material &material)
{
    const std::string source = arguments.value("--traffic");
    Result<std::string> text = std::string();
    if (source == "ledger") {
        Result<RecordedTraffic> recorded = readLedgerTraffic(arguments.value("--data"), *material.table);
        if (!recorded) {
            return std::unexpected(recorded.error());
        }
        if (recorded->cut) {
            streams.err << "warning: the ledger has more attempts than are read; the newest million count\n";
        }
        text = std::move(recorded->requests);
        material.scenario.learned = std::move(recorded->behaviours);
    } else {
        text = readWhole(source, streams.in);
    }
    if (!text) {
        return std::unexpected(text.error());
    }
    Result<routing::Traffic> traffic = routing::readTraffic(*text, material.seed);
    if (!traffic) {
        return std::unexpected(traffic.error());
    }
    material.traffic = std::move(*traffic);
    if (const Result<void> read = routing::readScenario(*text, material.scenario); !read) {
        return read;
    }
    if (arguments.has("--faults")) {
        const Result<std::string> faults = readWhole(arguments.value("--faults"), streams.in);
        if (!faults) {
            return std::unexpected(faults.error());
        }
        return routing::readScenario(*faults, material.scenario);
    }
    return {};
}

Result<void> checkNames(const Material &material)
{
    std::vector<const RoutingTable *> tables { material.table.get() };
    if (material.against) {
        tables.push_back(material.against.get());
    }
    if (const std::vector<std::string> unknown = routing::unknownSelectors(material.scenario, tables);
        !unknown.empty()) {
        return failure(ErrorClass::BadRequest,
                       "A fault names \"" + unknown.front() + "\", which is no deployment, group, provider or region.");
    }
    for (const std::string &model : material.traffic.models) {
        for (const RoutingTable *table : tables) {
            if (!table->resolve(model) && !table->takesUnknownNames()) {
                return failure(ErrorClass::BadRequest,
                               "The traffic asks for \"" + model + "\", which a configuration does not have.");
            }
        }
    }
    return {};
}

Result<Material> readMaterial(const Arguments &arguments, const Streams &streams, const Catalog &catalog)
{
    Material material;
    const std::string seed = arguments.value("--seed");
    if (!seed.empty()) {
        const auto read = std::from_chars(seed.data(), seed.data() + seed.size(), material.seed);
        if (read.ec != std::errc() || read.ptr != seed.data() + seed.size()) {
            return failure(ErrorClass::BadRequest, "--seed takes a whole number.");
        }
    }
    const auto table = loadTable(arguments.value("--config"), catalog, streams.err);
    if (!table) {
        return std::unexpected(table.error());
    }
    material.table = *table;
    if (arguments.has("--against")) {
        const auto against = loadTable(arguments.value("--against"), catalog, streams.err);
        if (!against) {
            return std::unexpected(against.error());
        }
        material.against = *against;
    }
    if (const Result<void> read = readTrafficAndFaults(arguments, streams, material); !read) {
        return std::unexpected(read.error());
    }
    if (const Result<void> checked = checkNames(material); !checked) {
        return std::unexpected(checked.error());
    }
    return material;
}

// What the files have and nobody reads, and rules that this traffic cannot judge.
void tellNotes(const Material &material, std::ostream &err)
{
    std::set<std::string> told;
    std::vector<const RoutingTable *> tables { material.table.get() };
    if (material.against) {
        tables.push_back(material.against.get());
    }
    for (const std::vector<std::string> &notes :
         { material.traffic.notes, material.scenario.notes, routing::unusedBehaviours(material.scenario, tables) }) {
        for (const std::string &sentence : notes) {
            if (told.insert(sentence).second) {
                err << "warning: " << sentence << '\n';
            }
        }
    }
    for (const RoutingTable *table : tables) {
        for (const std::string &sentence : routing::rulesWithoutFacts(table->patchbay().rules, material.traffic)) {
            if (told.insert(sentence).second) {
                err << "warning: " << sentence << '\n';
            }
        }
    }
}

int simulateAll(const Arguments &arguments, const Streams &streams, const Material &material)
{
    tellNotes(material, streams.err);
    const auto start = std::chrono::steady_clock::now();
    const routing::SimulationResult first =
        routing::simulate({ material.table, material.traffic, material.scenario, material.seed, {} });
    std::optional<routing::SimulationResult> other;
    if (material.against) {
        other = routing::simulate({ material.against, material.traffic, material.scenario, material.seed, {} });
    }
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    const routing::SimulationResult *second = other ? &*other : nullptr;
    streams.out << (arguments.has("--json") ? routing::toJson(first, second) + "\n" : routing::toText(first, second));
    const auto requests = static_cast<double>(material.traffic.requests.size()) * (other ? 2 : 1);
    streams.err << std::format("{:.0f} requests simulated in {:.3f} s: {:.0f} a second\n", requests, spent.count(),
                               requests / std::max(spent.count(), 1e-9));
    return Done;
}

} // namespace

int simulateCommand(std::span<const std::string> words, const Streams &streams, const Catalog &catalog)
{
    const Result<Arguments> arguments = Arguments::parse(words, options);
    const bool complete = arguments && arguments->has("--config") && arguments->has("--traffic");
    if (!complete || arguments->has("--help") || !arguments->positional().empty()) {
        const bool asked = arguments && arguments->has("--help");
        (asked ? streams.out : streams.err)
            << (arguments ? "" : arguments.error().message + "\n")
            << usageText("simulate --config FILE [--against FILE] --traffic FILE [--faults FILE] --seed N [--json]\n\n"
                         "What a configuration would do with traffic, in virtual time.",
                         options);
        return asked ? Done : WrongUsage;
    }
    const Result<Material> material = readMaterial(*arguments, streams, catalog);
    return material ? simulateAll(*arguments, streams, *material) : reportError(material.error(), streams.err);
}

} // namespace patchbay::cli
