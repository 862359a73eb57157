// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/translate_kinds.h"

#include "providers/engine/environment_keys.h"
#include "providers/wire/kind_stream.h"

#include <algorithm>
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

std::vector<std::pair<std::string, std::string>> environmentSettings(const ProviderEntry &provider)
{
    std::vector<std::pair<std::string, std::string>> settings;
    const VariableLookup lookup = processEnvironment();
    for (const ProviderSetting &setting : provider.settings) {
        if (std::string value = settingFromEnvironment(setting, lookup); !value.empty()) {
            settings.emplace_back(setting.name, std::move(value));
        }
    }
    return settings;
}

} // namespace patchbay::cli
