// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_command.h"
#include "app/cli/catalog_command.h"
#include "app/cli/catalog_loading.h"
#include "app/cli/command.h"
#include "app/cli/config_command.h"
#include "app/cli/kind_command.h"
#include "app/cli/sandbox_command.h"
#include "app/cli/spend_command.h"
#include "app/cli/tokens_command.h"
#include "app/cli/translate_command.h"
#include "app/shared/memory_guard.h"
#include "providers/core/nearest_name.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <vector>

namespace {

using patchbay::Catalog;
using patchbay::cli::Streams;
using Words = std::span<const std::string>;

// One row a command: the word, what the list of commands says, and what runs it.
struct CommandRow {
    std::string_view name;
    std::string_view help;
    int (*run)(Words arguments, const Streams &streams, const Catalog &catalog);
};

constexpr CommandRow commands[] = {
    { "complete", "one completion, any provider", patchbay::cli::completeCommand },
    { "serve", "run the gateway", patchbay::cli::serveCommand },
    { "key", "virtual keys of the gateway",
      [](Words words, const Streams &streams, const Catalog &) { return patchbay::cli::keyCommand(words, streams); } },
    { "bodies", "stored requests and answers: list, show, purge",
      [](Words words, const Streams &streams, const Catalog &) { return patchbay::cli::bodiesCommand(words, streams); } },
    { "vault", "provider keys in one encrypted file", patchbay::cli::vaultCommand },
    { "sandbox", "run the simulated providers",
      [](Words words, const Streams &streams, const Catalog &) {
          return patchbay::cli::sandboxCommand(words, streams.out, streams.err);
      } },
    { "translate", "show how a request or an answer is translated",
      [](Words words, const Streams &streams, const Catalog &catalog) {
          return patchbay::cli::translateCommand(words, streams.in, streams.out, streams.err, catalog);
      } },
    { "check", "validate a configuration", patchbay::cli::checkCommand },
    { "config", "edit, compare and apply a configuration", patchbay::cli::configCommand },
    { "route", "explain where a request would go", patchbay::cli::routeCommand },
    { "simulate", "what a configuration would do with traffic", patchbay::cli::simulateCommand },
    { "catalog", "models and prices; import a price list", patchbay::cli::catalogCommand },
    { "cost", "what a usage costs", patchbay::cli::costCommand },
    { "tokens", "how many tokens a text is",
      [](Words words, const Streams &streams, const Catalog &) { return patchbay::cli::tokensCommand(words, streams); } },
    { "spend", "the ledger, summed; imports, bills, budgets, prices corrected",
      patchbay::cli::spendCommand },
    { "bench", "measure", patchbay::cli::benchCommand },
};

void printUsage(std::ostream &out)
{
    constexpr std::size_t width = 12;
    out << "usage: patchbay-cli COMMAND …\n\n";
    for (const CommandRow &row : commands) {
        out << "  " << row.name << std::string(width - row.name.size(), ' ') << row.help << '\n';
        if (row.name == "complete") {
            out << "  embed, image, transcribe, speak, respond, completions, rerank, moderate\n"
                << "  " << std::string(width, ' ') << "the other kinds of call\n";
        }
    }
    out << "\npatchbay-cli COMMAND --help tells the options of a command.\n";
}

std::string meant(const std::string &command)
{
    std::vector<std::string_view> names { "embed", "image", "transcribe", "speak", "respond", "completions", "rerank", "moderate" };
    for (const CommandRow &row : commands) {
        names.push_back(row.name);
    }
    const std::string_view nearest = patchbay::nearestName(command, names);
    return nearest.empty() ? std::string() : " Did you mean \"" + std::string(nearest) + "\"?";
}

// Qt complains on standard error, where only our own errors belong, when the locale is not UTF-8.
void chooseUtf8Locale()
{
    for (const char *name : { "LC_ALL", "LC_CTYPE", "LANG" }) {
        const char *value = std::getenv(name);
        if (value && *value) {
            if (!std::string_view(value).contains("UTF-8") && !std::string_view(value).contains("utf8")) {
                setenv("LC_ALL", "C.UTF-8", 1);
            }
            return;
        }
    }
    setenv("LC_ALL", "C.UTF-8", 1);
}

int run(const std::vector<std::string> &words)
{
    using namespace patchbay;
    if (words.empty() || words.front() == "--help" || words.front() == "help") {
        printUsage(words.empty() ? std::cerr : std::cout);
        return words.empty() ? cli::WrongUsage : cli::Done;
    }
    if (words.front() == "--version") {
        std::cout << "patchbay-cli " PATCHBAY_VERSION "\n";
        return cli::Done;
    }
    const std::string &command = words.front();
    const auto row = std::ranges::find(commands, command, &CommandRow::name);
    const bool kind = cli::isKindCommand(command);
    if (row == std::end(commands) && !kind) {
        std::cerr << "There is no command \"" << command << "\"." << meant(command) << "\n";
        printUsage(std::cerr);
        return cli::WrongUsage;
    }
    const Result<Catalog> catalog = cli::loadCatalog(words, std::cerr);
    if (!catalog) {
        return cli::reportError(catalog.error(), std::cerr);
    }
    const Words arguments = Words(words).subspan(1);
    const Streams streams { std::cin, std::cout, std::cerr };
    return kind ? cli::kindCommand(command, arguments, streams, *catalog) : row->run(arguments, streams, *catalog);
}

} // namespace

int main(int argc, char *argv[])
{
    patchbay::guardMemory();
    chooseUtf8Locale();
    // The ledger's database driver is a Qt plugin, and those need an application object.
    const QCoreApplication application(argc, argv);
    const int code = run({ argv + 1, argv + argc });
    std::cout.flush();
    if (code == patchbay::cli::Done && !std::cout) {
        return patchbay::cli::reportError(
            patchbay::makeError(patchbay::ErrorClass::InternalServer, "Standard output could not be written."), std::cerr);
    }
    return code;
}
