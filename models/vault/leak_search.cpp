// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which files are searched for keys, and what is to be done about those that are found.
#include "models/vault/leak_watch.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <optional>

namespace patchbay::vault {
namespace {

namespace files = std::filesystem;
using Stop = std::function<bool()>;

constexpr std::uintmax_t largestFile = 64 * 1024 * 1024;
constexpr std::size_t mostFiles = 20'000;
constexpr std::size_t mostIncluding = 1'000;

bool isOneOf(const std::string &name, std::initializer_list<std::string_view> names)
{
    return std::ranges::find(names, name) != names.end();
}

bool isSkipped(const files::path &folder)
{
    return isOneOf(folder.filename().string(), { ".git", ".hg", ".svn", "node_modules", ".cache", "__pycache__", ".venv" });
}

// Reads the file as it is, whatever is in it; nothing where that cannot be.
std::optional<std::string> read(const files::path &file, LeakReport &report)
{
    std::error_code problem;
    const std::uintmax_t size = files::file_size(file, problem);
    if (problem || size > largestFile) {
        report.unread.push_back(file.string() + ": " + (problem ? problem.message() : "too large"));
        return std::nullopt;
    }
    std::ifstream stream(file, std::ios::binary);
    std::string text(static_cast<std::size_t>(size), '\0');
    stream.read(text.data(), static_cast<std::streamsize>(size));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, stream.gcount())));
    if (!stream.is_open() || stream.bad()) {
        report.unread.push_back(file.string() + ": cannot be read");
        return std::nullopt;
    }
    return text;
}

void searchOne(const LeakWatch &watch, const files::path &file, const Stop &isStopped, LeakReport &report)
{
    if (report.files >= mostFiles) {
        report.cutOff = true;
        return;
    }
    std::optional<std::string> text = read(file, report);
    if (!text) {
        return;
    }
    ++report.files;
    struct stat facts {};
    const unsigned mode = ::stat(file.c_str(), &facts) == 0 ? facts.st_mode & 07777U : 0U;
    for (FoundSecret &found : watch.search(*text, isStopped)) {
        report.leaks.push_back({ std::move(found.key), found.previous, file, found.line, mode, placeOf(file) });
    }
    explicit_bzero(text->data(), text->size());
}

void searchFolder(const LeakWatch &watch, const files::path &folder, const Stop &isStopped, LeakReport &report)
{
    std::error_code problem;
    files::recursive_directory_iterator walk(folder, files::directory_options::skip_permission_denied, problem);
    for (; !problem && walk != files::recursive_directory_iterator() && !report.cutOff; walk.increment(problem)) {
        if (isStopped && isStopped()) {
            return;
        }
        std::error_code unknown;
        const files::file_status status = walk->symlink_status(unknown);
        if (files::is_directory(status) && (isSkipped(walk->path()) || walk.depth() >= deepestSearched)) {
            report.tooDeep += isSkipped(walk->path()) ? 0 : 1;
            walk.disable_recursion_pending();
        } else if (files::is_regular_file(status)) {
            searchOne(watch, walk->path(), isStopped, report);
        }
    }
    if (problem) {
        report.unread.push_back(folder.string() + ": " + problem.message());
    }
}

// A blank, a quote or a list's sign of YAML at an end of a name.
std::string_view bareName(std::string_view text)
{
    constexpr std::string_view around = " \t\r\"',[]";
    const std::size_t first = text.find_first_not_of(around);
    return first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of(around) - first + 1);
}

// The files that a configuration names under "include:", as LiteLLM finds them: in its own folder. Read by lines: a text that
// no longer parses has its keys all the same.
std::vector<files::path> includesOf(const files::path &config)
{
    constexpr std::string_view word = "include:";
    std::vector<files::path> found;
    std::ifstream stream(config);
    std::string text;
    bool isInside = false;
    const auto take = [&](std::string_view name) {
        if (!name.empty()) {
            found.push_back((config.parent_path() / name).lexically_normal());
        }
    };
    while (std::getline(stream, text)) {
        std::string_view line = text;
        line = line.substr(0, std::min(line.find(" #"), line.size()));
        const std::size_t first = line.find_first_not_of(" \t\r");
        if (first == std::string_view::npos || line[first] == '#') {
            continue;
        }
        if (line.starts_with(word)) {
            isInside = true;
            line.remove_prefix(word.size());
        } else if (isInside && line[first] == '-') {
            line.remove_prefix(first + 1);
        } else if (isInside && first == 0 && line[0] != ']') {
            isInside = false;
        }
        for (std::size_t comma = 0; isInside && comma != std::string_view::npos; line.remove_prefix(comma == line.npos ? 0 : comma + 1)) {
            comma = line.find(',');
            take(bareName(line.substr(0, comma)));
        }
    }
    return found;
}

} // namespace

LeakPlace placeOf(const files::path &file)
{
    const std::string name = file.filename().string();
    if (name.ends_with("_history") || name == ".history" || name == "fish_history") {
        return LeakPlace::ShellHistory;
    }
    if (isOneOf(name, { ".bashrc", ".bash_profile", ".bash_aliases", ".profile", ".zshrc", ".zshenv", ".zprofile", ".xprofile",
                        "config.fish" })) {
        return LeakPlace::StartFile;
    }
    if (name == ".env" || name.starts_with(".env.") || name.ends_with(".env") || name == ".envrc") {
        return LeakPlace::EnvironmentFile;
    }
    const std::string kind = file.extension().string();
    return isOneOf(kind, { ".yaml", ".yml", ".toml", ".ini", ".json" }) ? LeakPlace::Configuration : LeakPlace::Other;
}

std::string remedyOf(const Leak &leak)
{
    constexpr unsigned othersMayRead = 0044;
    const std::string open = (leak.mode & othersMayRead) != 0 ? " Others on this computer may read the file: rotate the key." : "";
    if (leak.previous) {
        return "It is the key of before the last rotation: revoke it at the provider if it still works, then delete the line." + open;
    }
    switch (leak.place) {
    case LeakPlace::ShellHistory:
        return "Delete the line from the history (programs that back it up have it too), then rotate the key.";
    case LeakPlace::StartFile:
        return "Delete the line: the vault gives the key to Patchbay's programs; other programs can be given it when they are started." + open;
    case LeakPlace::EnvironmentFile:
        return "Delete the line, or keep the file to yourself with chmod 600 and out of version control." + open;
    case LeakPlace::Configuration:
        return "Write os.environ/NAME in its place: the vault is asked first, and the file may be shared." + open;
    case LeakPlace::Other: break;
    }
    return "Delete it there, then rotate the key: whoever has the file has the key." + open;
}

std::vector<files::path> usualLeakPlaces(const files::path &home, const files::path &folder, const files::path &data,
                                         std::span<const files::path> configs)
{
    std::vector<files::path> places;
    const auto add = [&](const files::path &place) {
        std::error_code problem;
        if (files::exists(place, problem) && std::ranges::find(places, place) == places.end()) {
            places.push_back(place);
        }
    };
    for (const char *name :
         { ".bash_history", ".zsh_history", ".local/share/fish/fish_history", ".python_history", ".node_repl_history", ".psql_history",
           ".bashrc", ".bash_profile", ".bash_aliases", ".profile", ".zshrc", ".zshenv", ".zprofile", ".xprofile",
           ".config/fish/config.fish", ".config/environment.d", ".netrc", ".env", ".aws/credentials",
           ".config/io.datasette.llm/keys.json", ".config/litellm", ".litellm", ".promptfoo", ".continue", ".aider.conf.yml",
           ".codex", ".claude.json", ".config/openai" }) {
        add(home / name);
    }
    for (const char *name : { "config.yaml", "config.yml", "litellm_config.yaml", "litellm_config.yml", "proxy_config.yaml" }) {
        add(folder / name);
    }
    for (const files::path &config : configs) {
        add(config);
    }
    // Files that are included may include others; what is there already ends it.
    for (std::size_t at = 0; at < places.size() && at < mostIncluding; ++at) {
        const std::string kind = places[at].extension().string();
        if (kind == ".yaml" || kind == ".yml" || std::ranges::find(configs, places[at]) != configs.end()) {
            for (const files::path &included : includesOf(places[at])) {
                add(included);
            }
        }
    }
    // A database's last changes stand beside it.
    for (const char *name : { "runs.db", "session.db", "bodies.db", "responses.db", "answers.db", "config.db", "gateway.db", "settings.json" }) {
        for (const char *log : { "", "-wal" }) {
            if (!data.empty()) {
                add(data / (std::string(name) + log));
            }
        }
    }
    std::error_code problem;
    for (files::directory_iterator entry(folder, problem); !problem && entry != files::directory_iterator(); entry.increment(problem)) {
        if (entry->is_regular_file(problem) && placeOf(entry->path()) == LeakPlace::EnvironmentFile) {
            add(entry->path());
        }
    }
    return places;
}

std::string tooDeepInWords(const LeakReport &report)
{
    if (report.tooDeep == 0) {
        return {};
    }
    return std::to_string(report.tooDeep) + (report.tooDeep == 1 ? " folder" : " folders") + " deeper than "
        + std::to_string(deepestSearched) + (report.tooDeep == 1 ? " was" : " were") + " not searched";
}

LeakReport searchFiles(const LeakWatch &watch, std::span<const files::path> places, const std::function<bool()> &isStopped)
{
    LeakReport report;
    for (const files::path &place : places) {
        if (isStopped && isStopped()) {
            break;
        }
        std::error_code problem;
        const files::file_status status = files::status(place, problem);
        if (files::is_directory(status)) {
            searchFolder(watch, place, isStopped, report);
        } else if (files::is_regular_file(status)) {
            searchOne(watch, place, isStopped, report);
        } else {
            report.unread.push_back(place.string() + ": " + (problem ? problem.message() : "no file and no folder"));
        }
    }
    return report;
}

} // namespace patchbay::vault
