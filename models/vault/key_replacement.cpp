// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/key_import.h"

#include "models/vault/key_import_parts.h"
#include "providers/config/yaml_reader.h"

#include <algorithm>

namespace patchbay::vault {

namespace {

std::vector<std::string> linesOf(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return lines;
}

// The key on its line with the quotes around it; npos where it is not written as it reads.
std::pair<std::size_t, std::size_t> placeOf(const std::string &line, std::string_view secret)
{
    const std::size_t at = line.find(secret);
    if (at == std::string::npos) {
        return { at, 0 };
    }
    const bool quoted = at > 0 && at + secret.size() < line.size() && (line[at - 1] == '"' || line[at - 1] == '\'')
        && line[at + secret.size()] == line[at - 1];
    return quoted ? std::pair(at - 1, secret.size() + 2) : std::pair(at, secret.size());
}

std::string withoutBreak(std::string line)
{
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) {
        line.pop_back();
    }
    return line;
}

} // namespace

Result<ReplacedConfig> replaceKeys(std::string_view text, std::string_view file, const Catalog &catalog,
                                   const std::function<std::string(const FoundKey &key)> &referenceTo)
{
    std::vector<std::string> lines = linesOf(text);
    ReplacedConfig result;
    const Result<void> read = eachInConfig(text, file, catalog, [&](const FoundKey &key) {
        const std::string reference = referenceTo(key);
        if (reference.empty() || key.line == 0 || key.line > lines.size()) {
            return;
        }
        std::string &line = lines[key.line - 1];
        const auto [at, size] = placeOf(line, { key.secret.bytes().data(), key.secret.bytes().size() });
        if (at == std::string::npos) {
            return;
        }
        std::string masked = line;
        masked.replace(at, size, maskedForm(key.secret));
        line.replace(at, size, reference);
        result.lines.push_back({ key.line, withoutBreak(masked), withoutBreak(line) });
    });
    if (!read) {
        return std::unexpected(read.error());
    }
    for (const std::string &line : lines) {
        result.text += line;
    }
    // It must read as the same file: what cannot be read any more is not written.
    std::vector<config::Problem> problems;
    if (const auto root = config::readYaml({ result.text, file, 0 }, problems); !root) {
        return failure(ErrorClass::BadRequest, "The file cannot be changed safely: " + config::toLine(root.error()));
    }
    return result;
}

} // namespace patchbay::vault
