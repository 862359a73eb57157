// SPDX-License-Identifier: GPL-3.0-or-later
//
// The commands for kinds of call besides chat: embed, image, transcribe, speak, respond, rerank, moderate.
#pragma once

#include "app/cli/command.h"

#include <string_view>

namespace patchbay::cli {

// True for the names of these commands.
bool isKindCommand(std::string_view name);
int kindCommand(std::string_view name, std::span<const std::string> arguments, const Streams &streams,
                const Catalog &catalog);

} // namespace patchbay::cli
