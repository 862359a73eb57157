// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes a file whole or not at all: a temporary file beside it, synced, renamed over it. Mode and owner stay, a new
// file is 0644; a symbolic link stays one and its target is replaced. What fails leaves the file as it was.
// What is a folder, pipe, socket or device is neither read nor replaced.
#pragma once

#include "providers/core/result.h"

#include <string>
#include <string_view>

namespace patchbay::document {

// Never waits for somebody who would write.
Result<std::string> readFile(const std::string &path);
// For commands that only read what they were given: `<(…)` of a shell is a pipe, and is waited for.
Result<std::string> readInput(const std::string &path);
Result<void> writeFile(const std::string &path, std::string_view bytes);
// The same for what is nobody else's: 0600 afterwards, whatever it was.
Result<void> writePrivateFile(const std::string &path, std::string_view bytes);

} // namespace patchbay::document
