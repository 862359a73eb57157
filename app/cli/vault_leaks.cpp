// SPDX-License-Identifier: GPL-3.0-or-later
//
// vault leaks: where the vault's keys stand in plain text.
#include "app/cli/vault_verbs.h"
#include "models/gateway/local_call.h"
#include "models/vault/leak_watch.h"

#include <boost/json.hpp>

#include <cstdlib>
#include <format>
#include <ostream>

namespace patchbay::cli {
namespace {

namespace json = boost::json;

// The file that a gateway of this data directory serves.
std::vector<std::filesystem::path> configsInUse(const std::filesystem::path &folder)
{
    constexpr std::chrono::seconds soon { 2 };
    const auto answer = callOwner((folder / "gateway.sock").string(), { "GET", "/patchbay/config", {}, {} }, soon);
    boost::system::error_code problem;
    const json::value body = answer && *answer ? json::parse((*answer)->body, problem) : json::value();
    const json::value *file = body.is_object() ? body.get_object().if_contains("file") : nullptr;
    std::vector<std::filesystem::path> files;
    if (file != nullptr && file->is_string() && !file->get_string().empty()) {
        files.emplace_back(std::string(file->get_string()));
    }
    return files;
}

std::vector<std::filesystem::path> placesOf(const Arguments &arguments, const std::filesystem::path &folder)
{
    std::vector<std::filesystem::path> places;
    for (std::size_t at = 1; at < arguments.positional().size(); ++at) {
        places.emplace_back(arguments.positional()[at]);
    }
    if (places.empty()) {
        const char *home = std::getenv("HOME");
        places = vault::usualLeakPlaces(home ? home : "/", std::filesystem::current_path(), folder, configsInUse(folder));
    }
    return places;
}

json::object objectOf(const vault::Leak &leak)
{
    return { { "key", leak.key },
             { "previous", leak.previous },
             { "file", leak.file.string() },
             { "line", leak.line },
             { "mode", std::format("{:04o}", leak.mode) },
             { "remedy", vault::remedyOf(leak) } };
}

} // namespace

int vaultLeaks(VaultSession &session, const Arguments &arguments, const Streams &streams, const Catalog &)
{
    const vault::LeakWatch watch(session.vault().records(), session.vault().derived(vault::SubKey::Fingerprint));
    const std::vector<std::filesystem::path> places = placesOf(arguments, session.folder());
    const vault::LeakReport report = vault::searchFiles(watch, places);
    const Result<void> noted = session.note("leaks", {}, std::to_string(report.leaks.size()) + " in " + std::to_string(report.files) + " files");
    if (!noted) {
        return reportError(noted.error(), streams.err);
    }
    json::array rows;
    for (const vault::Leak &leak : report.leaks) {
        if (arguments.has("--json")) {
            rows.push_back(objectOf(leak));
        } else {
            streams.out << std::format("{}{}  {}:{}  mode {:04o}\n    {}\n", leak.key, leak.previous ? " (before its rotation)" : "",
                                       leak.file.string(), leak.line, leak.mode, vault::remedyOf(leak));
        }
    }
    if (arguments.has("--json")) {
        streams.out << json::serialize(rows) << '\n';
    }
    for (const std::string &unread : report.unread) {
        streams.err << "not searched: " << unread << '\n';
    }
    if (const std::string deep = vault::tooDeepInWords(report); !deep.empty()) {
        streams.err << deep << '\n';
    }
    streams.err << report.files << " files searched" << (report.cutOff ? ", and there were more" : "") << '\n';
    // Where nothing was searched, nothing is known.
    const bool isKnown = report.files > 0 || report.unread.empty();
    return report.leaks.empty() && isKnown ? Done : Failed;
}

} // namespace patchbay::cli
