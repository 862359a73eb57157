// SPDX-License-Identifier: GPL-3.0-or-later
//
// The commands of patchbay-cli. Each takes the words after its name and the streams it talks to,
// and gives the exit code: 0 done, 1 the work failed, 2 wrong usage (docs/command-line.md).
#pragma once

#include "providers/catalog/catalog.h"

#include <iosfwd>
#include <span>
#include <string>

namespace patchbay::cli {

enum ExitCode { Done = 0, Failed = 1, WrongUsage = 2 };

struct Streams {
    std::istream &in;
    std::ostream &out;
    std::ostream &err;
};

int completeCommand(std::span<const std::string> arguments, const Streams &streams, const Catalog &catalog);
int serveCommand(std::span<const std::string> arguments, const Streams &streams, const Catalog &catalog);
int keyCommand(std::span<const std::string> arguments, const Streams &streams);
int bodiesCommand(std::span<const std::string> arguments, const Streams &streams);
int checkCommand(std::span<const std::string> arguments, const Streams &streams, const Catalog &catalog);
int routeCommand(std::span<const std::string> arguments, const Streams &streams, const Catalog &catalog);
int simulateCommand(std::span<const std::string> arguments, const Streams &streams, const Catalog &catalog);
int vaultCommand(std::span<const std::string> arguments, const Streams &streams, const Catalog &catalog);
int costCommand(std::span<const std::string> arguments, const Streams &streams, const Catalog &catalog);

// Prints the error object on err and gives Failed.
int reportError(const Error &error, std::ostream &err);

} // namespace patchbay::cli
