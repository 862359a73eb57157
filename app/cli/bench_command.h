// SPDX-License-Identifier: GPL-3.0-or-later
//
// patchbay-cli bench: the measurements that the README's figures come from.
#pragma once

#include "app/cli/command.h"
#include "app/cli/measurement.h"

#include <iosfwd>
#include <optional>

namespace patchbay::cli {

int benchCommand(std::span<const std::string> arguments, const Streams &streams, const Catalog &catalog);

// One each: what the engine costs, what translating costs, what the window costs, what a decision costs.
Result<std::vector<Measurement>> benchEngine(const Catalog &catalog);
Result<std::vector<Measurement>> benchTranslate(const Catalog &catalog);
Result<std::vector<Measurement>> benchWindow();
Result<std::vector<Measurement>> benchRouting();
// What the patch bay costs: opening, typing, an edit, a frame, a huge file.
Result<std::vector<Measurement>> benchBay();

struct BenchWishes {
    std::string peer; // "nginx", or nobody to compare with
    bool brief = false; // a hundredth of the repetitions
    std::ostream &err;
    std::int64_t rows = 0; // of the ledger
};
// What a request and a streamed chunk cost in a gateway that does everything, beside a bare reverse proxy.
Result<std::vector<Measurement>> benchGateway(const BenchWishes &wishes);
Result<std::vector<Measurement>> benchStream(const BenchWishes &wishes);
// How fast the ledger is written and read.
Result<std::vector<Measurement>> benchLedger(const BenchWishes &wishes);
// What must never happen, tried often.
Result<std::vector<Measurement>> benchReliability(const BenchWishes &wishes);
// Its part about the vault; patchbay-cli runs it as `bench vault`, too.
Result<std::vector<Measurement>> benchVault(const BenchWishes &wishes);
// Rotates a key in the data directory's vault without end, and tells each number once it is saved.
int writeVaultUntilKilled(const std::string &data, std::ostream &out);
// Nothing unless the words name a process that a benchmark runs beside itself.
std::optional<int> benchHelper(std::span<const std::string> words, const Streams &streams);

} // namespace patchbay::cli
