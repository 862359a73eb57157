// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/input_file.h"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include <filesystem>
#include <unistd.h>

namespace patchbay::cli {
namespace {

Error fileError(const std::string &file, const std::string &what)
{
    Error error = makeError(ErrorClass::NotFound, "\"" + file + "\" " + what);
    error.param = file;
    return error;
}

} // namespace

Result<std::string> readWhole(const std::string &file, std::istream &standardInput)
{
    if (file == "-") {
        return std::string { std::istreambuf_iterator<char>(standardInput), {} };
    }
    std::error_code problem;
    if (std::filesystem::is_directory(file, problem)) {
        return std::unexpected(fileError(file, "is a directory, not a file."));
    }
    std::ifstream stream(file, std::ios::binary);
    if (!stream.is_open()) {
        return std::unexpected(fileError(file, "cannot be read: " + std::generic_category().message(errno) + "."));
    }
    // Reading may still fail, and iterators of streams throw then.
    std::string text;
    constexpr std::size_t piece = 65536;
    std::string buffer(piece, '\0');
    while (stream.read(buffer.data(), static_cast<std::streamsize>(piece)) || stream.gcount() > 0) {
        text.append(buffer, 0, static_cast<std::size_t>(stream.gcount()));
    }
    if (stream.bad()) {
        return std::unexpected(fileError(file, "cannot be read."));
    }
    return text;
}

Result<void> checkWritable(const std::string &file)
{
    const std::filesystem::path path(file);
    std::error_code problem;
    if (std::filesystem::is_directory(path, problem)) {
        return std::unexpected(fileError(file, "is a directory, not a file."));
    }
    const bool there = std::filesystem::exists(path, problem);
    const std::filesystem::path parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    if (::access(there ? path.c_str() : parent.c_str(), W_OK) != 0) {
        return std::unexpected(fileError(file, "cannot be written: " + std::generic_category().message(errno) + "."));
    }
    return {};
}

Result<void> writeFile(const std::string &file, std::string_view bytes)
{
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    stream.close();
    return stream ? Result<void>() : std::unexpected(fileError(file, "cannot be written."));
}

} // namespace patchbay::cli
