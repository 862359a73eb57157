// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_command.h"
#include "app/cli/catalog_command.h"
#include "app/cli/catalog_loading.h"
#include "app/cli/command.h"
#include "app/cli/kind_command.h"
#include "app/cli/sandbox_command.h"
#include "app/cli/spend_command.h"
#include "app/cli/tokens_command.h"
#include "app/cli/translate_command.h"

#include <QCoreApplication>

#include <cstdlib>
#include <iostream>
#include <vector>

namespace {

constexpr std::string_view usage = R"(usage: patchbay-cli COMMAND …

  complete     one completion, any provider
  embed, image, transcribe, speak, respond, rerank, moderate
               the other kinds of call
  serve        run the gateway
  key          virtual keys of the gateway
  sandbox      run the simulated providers
  translate    show how a request or an answer is translated
  cost         what a usage costs
  check        validate a configuration
  route        explain where a request would go
  simulate     what a configuration would do with traffic
  catalog      models and prices; import a price list
  spend        the ledger, summed
  tokens       how many tokens a text is
  bench        measure

patchbay-cli COMMAND --help tells the options of a command.
)";

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

} // namespace

namespace {

int run(const std::vector<std::string> &words)
{
    using namespace patchbay;
    if (words.empty() || words.front() == "--help" || words.front() == "help") {
        (words.empty() ? std::cerr : std::cout) << usage;
        return words.empty() ? cli::WrongUsage : cli::Done;
    }
    if (words.front() == "--version") {
        std::cout << "patchbay-cli " PATCHBAY_VERSION "\n";
        return cli::Done;
    }
    const Result<Catalog> catalog = cli::loadCatalog(words, std::cerr);
    if (!catalog) {
        return cli::reportError(catalog.error(), std::cerr);
    }
    const std::string &command = words.front();
    const std::span<const std::string> arguments = std::span(words).subspan(1);
    const cli::Streams streams { std::cin, std::cout, std::cerr };
    if (command == "complete") {
        return cli::completeCommand(arguments, streams, *catalog);
    }
    if (cli::isKindCommand(command)) {
        return cli::kindCommand(command, arguments, streams, *catalog);
    }
    if (command == "serve") {
        return cli::serveCommand(arguments, streams, *catalog);
    }
    if (command == "key") {
        return cli::keyCommand(arguments, streams);
    }
    if (command == "cost") {
        return cli::costCommand(arguments, streams, *catalog);
    }
    if (command == "check") {
        return cli::checkCommand(arguments, streams, *catalog);
    }
    if (command == "route") {
        return cli::routeCommand(arguments, streams, *catalog);
    }
    if (command == "simulate") {
        return cli::simulateCommand(arguments, streams, *catalog);
    }
    if (command == "catalog") {
        return cli::catalogCommand(arguments, streams, *catalog);
    }
    if (command == "spend") {
        return cli::spendCommand(arguments, streams);
    }
    if (command == "tokens") {
        return cli::tokensCommand(arguments, streams);
    }
    if (command == "bench") {
        return cli::benchCommand(arguments, streams, *catalog);
    }
    if (command == "translate") {
        return cli::translateCommand(arguments, std::cin, std::cout, std::cerr, *catalog);
    }
    if (command == "sandbox") {
        return cli::sandboxCommand(arguments, std::cout, std::cerr);
    }
    std::cerr << "There is no command \"" << command << "\".\n" << usage;
    return cli::WrongUsage;
}

} // namespace

int main(int argc, char *argv[])
{
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
