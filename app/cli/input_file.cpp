// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/input_file.h"

#include <fstream>
#include <iterator>

namespace patchbay::cli {

Result<std::string> readWhole(const std::string &file, std::istream &standardInput)
{
    if (file == "-") {
        return std::string { std::istreambuf_iterator<char>(standardInput), {} };
    }
    std::ifstream stream(file, std::ios::binary);
    std::string text { std::istreambuf_iterator<char>(stream), {} };
    if (!stream.is_open() || stream.bad()) {
        return failure(ErrorClass::NotFound, "\"" + file + "\" cannot be read.");
    }
    return text;
}

} // namespace patchbay::cli
