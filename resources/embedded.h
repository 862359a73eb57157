// SPDX-License-Identifier: GPL-3.0-or-later
//
// Files compiled into the programs: contents by path relative to resources/, empty when there is no
// such file; the …Paths() functions list them. Views live as long as the program.
#pragma once

#include <string_view>
#include <vector>

namespace patchbay::resources {

std::string_view catalog_data(std::string_view path);
std::vector<std::string_view> catalog_dataPaths();
std::string_view token_tables(std::string_view path);
std::vector<std::string_view> token_tablesPaths();
std::string_view themes(std::string_view path);
std::vector<std::string_view> themesPaths();
std::string_view migrations(std::string_view path);
std::vector<std::string_view> migrationsPaths();
std::string_view samples(std::string_view path);
std::vector<std::string_view> samplesPaths();

} // namespace patchbay::resources
