// SPDX-License-Identifier: GPL-3.0-or-later
//
// `patchbay-cli config …`: edits of a configuration that leave all other bytes alone; differences in words;
// applying a configuration to the running gateway, with history.
#include "app/cli/config_command.h"

#include <algorithm>
#include <ostream>

namespace patchbay::cli {
namespace {

constexpr Option dryRun { "--dry-run", false, "print the difference, leave the file alone" };
constexpr Option force { "--force", false, "write what the schema refuses, or what leaves references that lead nowhere" };
constexpr Option json { "--json", false, "for machines" };
constexpr Option help { "--help", false, "this text" };
constexpr Option data { "--data", true, "the data directory" };

constexpr Option getOptions[] = { json, help };
constexpr Option setOptions[] = { dryRun, force, help };
constexpr Option addOptions[] = { { "--at", true, "before the item with this number" }, dryRun, force, help };
constexpr Option editOptions[] = { dryRun, force, help };
constexpr Option diffOptions[] = { json, help };
constexpr Option applyOptions[] = { { "--to", true, "the file to write; else the one that the running gateway serves" },
                                    { "--note", true, "why, for the history" },
                                    { "--author", true, "who; else the user's name" },
                                    { "--dry-run", false, "check and show the difference, apply nothing" },
                                    json,
                                    data,
                                    help };
constexpr Option historyOptions[] = { json, data, help };

struct Action {
    std::string_view name;
    std::string_view synopsis;
    std::string_view help;
    std::span<const Option> options;
    std::size_t fewest;
    std::size_t most;
};

constexpr Action actions[] = {
    { "get", "config get FILE PATH [--json]",
      "Prints a value: scalars as they are, lists and maps as JSON. The root is \".\".", getOptions, 2, 2 },
    { "set", "config set FILE PATH VALUE [--dry-run] [--force]",
      "Changes a value, or adds the key. VALUE is JSON or a word; its type comes from the schema.", setOptions, 3, 3 },
    { "add", "config add FILE PATH VALUE [--at N] [--dry-run] [--force]",
      "Adds an item to a list, keys to a map, or a key that is not there yet.", addOptions, 3, 3 },
    { "remove", "config remove FILE PATH [--dry-run] [--force]", "Removes a key or an item, with the comments that are its own.",
      editOptions, 2, 2 },
    { "move", "config move FILE PATH TO [--dry-run] [--force]",
      "TO is a position among the neighbours (0, -1, first, last, up, down), a list, an item or a new key.",
      editOptions, 3, 3 },
    { "rename", "config rename FILE PATH NAME [--dry-run] [--force]",
      "Renames a key; a group, an alias, a deployment id or a credential with all that refers to it.", editOptions, 3,
      3 },
    { "diff", "config diff A B [--json]", "What is different, in words and as text.", diffOptions, 2, 2 },
    { "apply", "config apply FILE [--to TARGET] [--note TEXT] [--author NAME] [--dry-run] [--data DIR]",
      "Checks the file, copies it to where the running gateway reads it, reloads the gateway, keeps the version.",
      applyOptions, 1, 1 },
    { "history", "config history [list|show N|diff N [M]|restore N FILE] [--json] [--data DIR]",
      "The versions that were applied.", historyOptions, 0, 3 },
};

std::string overview()
{
    std::string text = "usage: patchbay-cli config ACTION …\n\n";
    for (const Action &action : actions) {
        text += "  " + std::string(action.synopsis) + "\n      " + std::string(action.help) + '\n';
    }
    return text
        + "\nPATH: router_settings.num_retries, model_list[3], model_list[model_name=gpt-4o].litellm_params.rpm,\n"
          "[model_name=gpt-4o,1] is the second match, keys with dots may be quoted. docs/configuration.md has examples.\n";
}

int run(const Action &action, const Arguments &arguments, const Streams &streams)
{
    if (action.name == "get") {
        return configGet(arguments, streams);
    }
    if (action.name == "diff") {
        return configDiff(arguments, streams);
    }
    if (action.name == "apply") {
        return configApply(arguments, streams);
    }
    return action.name == "history" ? configHistory(arguments, streams) : configEdit(action.name, arguments, streams);
}

} // namespace

int reportConfigError(const Error &error, const Streams &streams)
{
    const int code = reportError(error, streams.err);
    return error.code == "path" || error.code == "ambiguous" ? WrongUsage : code;
}

int configCommand(std::span<const std::string> words, const Streams &streams, const Catalog &)
{
    const bool asked = !words.empty() && words.front() == "--help";
    const auto action = words.empty() ? std::end(actions) : std::ranges::find(actions, words.front(), &Action::name);
    if (action == std::end(actions)) {
        if (!asked && !words.empty()) {
            streams.err << "There is no \"config " << words.front() << "\".\n\n";
        }
        (asked ? streams.out : streams.err) << overview();
        return asked ? Done : WrongUsage;
    }
    const Result<Arguments> arguments = Arguments::parse(words.subspan(1), action->options);
    const std::string usage =
        usageText(std::string(action->synopsis) + "\n\n" + std::string(action->help), action->options);
    if (arguments && arguments->has("--help")) {
        streams.out << usage;
        return Done;
    }
    const std::size_t count = arguments ? arguments->positional().size() : 0;
    if (!arguments || count < action->fewest || count > action->most) {
        const std::string problem = arguments ? count < action->fewest ? "Something is missing." : "That is too much."
                                              : arguments.error().message + ' ' + arguments.error().remedy;
        streams.err << problem << "\n\n" << usage;
        return WrongUsage;
    }
    return run(*action, *arguments, streams);
}

} // namespace patchbay::cli
