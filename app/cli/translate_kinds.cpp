// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/translate_kinds.h"

#include "providers/wire/kind_stream.h"

#include <algorithm>
#include <cstdlib>
#include <istream>
#include <ostream>

namespace patchbay::cli {
namespace {

void printEvents(std::vector<std::string> &events, bool fold, std::ostream &out)
{
    for (std::string &event : events) {
        if (!fold) {
            // One a line: raw line ends stand only between values.
            std::ranges::replace(event, '\n', ' ');
            std::ranges::replace(event, '\r', ' ');
            out << event << '\n';
        }
    }
    events.clear();
}

} // namespace

Result<void> translateKindStream(const KindPlace &place, bool fold, std::istream &in, std::ostream &out)
{
    Result<wire::KindStream> stream = wire::KindStream::make(place.kind, place.target, place.codec);
    if (!stream) {
        return std::unexpected(std::move(stream.error()));
    }
    std::vector<std::string> events;
    std::vector<char> buffer(64 * 1024);
    Result<void> result;
    while (result && in) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        result = stream->feed({ buffer.data(), static_cast<std::size_t>(in.gcount()) }, events);
        printEvents(events, fold, out);
    }
    if (result) {
        result = stream->finish(events);
        printEvents(events, fold, out);
    }
    const std::string folded = fold ? stream->folded() : std::string();
    if (!folded.empty()) {
        out << folded << '\n';
    }
    if (stream->error()) {
        return std::unexpected(*stream->error());
    }
    return result;
}

std::string shownApiBase(const ProviderEntry &provider)
{
    for (const std::string &variable : provider.baseVariables) {
        const char *value = std::getenv(variable.c_str());
        if (value != nullptr && *value != '\0') {
            return value;
        }
    }
    return provider.apiBase;
}

std::vector<std::pair<std::string, std::string>> shownSettings(const ProviderEntry &provider)
{
    std::vector<std::pair<std::string, std::string>> settings;
    for (const ProviderSetting &setting : provider.settings) {
        for (const std::string &variable : setting.variables) {
            const char *value = std::getenv(variable.c_str());
            if (value != nullptr && *value != '\0') {
                settings.emplace_back(setting.name, value);
                break;
            }
        }
        const bool known = !settings.empty() && settings.back().first == setting.name;
        if (!known && setting.fallback.empty() && !setting.optional) {
            settings.emplace_back(setting.name, "{" + setting.name + "}");
        }
    }
    return settings;
}

} // namespace patchbay::cli
