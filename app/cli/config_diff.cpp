// SPDX-License-Identifier: GPL-3.0-or-later
//
// `config diff A B`: what is different in words, what it means, then the difference of the texts.
#include "app/cli/config_command.h"
#include "app/cli/config_output.h"
#include "models/config/atomic_file.h"
#include "models/config/config_changes.h"
#include "models/config/text_diff.h"

#include <boost/json.hpp>

#include <ostream>

namespace patchbay::cli {

using document::ConfigChange;

void printDifference(const ConfigVersion &before, const ConfigVersion &after, bool json, const Streams &streams)
{
    const document::ConfigComparison compared =
        document::compareConfigs(config::parseConfig(before.text, before.name), config::parseConfig(after.text, after.name));
    const std::string text = document::unifiedDiff({ before.name, before.text, document::redacted(before.text) },
                                                   { after.name, after.text, document::redacted(after.text) });
    if (json) {
        boost::json::array changes;
        for (const ConfigChange &change : compared.changes) {
            changes.push_back({ { "kind", document::kindText(change.kind) },
                                { "subject", change.subject },
                                { "before", change.before },
                                { "after", change.after },
                                { "sentence", change.sentence } });
        }
        boost::json::array effects(compared.effects.begin(), compared.effects.end());
        const boost::json::object all { { "changes", std::move(changes) }, { "effects", std::move(effects) }, { "text", text } };
        streams.out << boost::json::serialize(all) << '\n';
        return;
    }
    for (const ConfigChange &change : compared.changes) {
        constexpr std::string_view signs = "+-~>";
        streams.out << signs[static_cast<std::size_t>(change.kind)] << ' ' << change.sentence << '\n';
    }
    if (compared.changes.empty()) {
        streams.out << (text.empty() ? "The files are the same.\n" : "Nothing but comments and spelling is different.\n");
    }
    streams.out << (compared.effects.empty() ? "" : "\n");
    for (const std::string &effect : compared.effects) {
        streams.out << effect << '\n';
    }
    streams.out << (text.empty() ? "" : "\n") << text;
}

int configDiff(const Arguments &arguments, const Streams &streams)
{
    std::vector<ConfigVersion> versions;
    for (const std::string &file : arguments.positional()) {
        Result<std::string> text = document::readInput(file);
        if (!text) {
            return reportConfigError(text.error(), streams);
        }
        const config::GatewayConfig configuration = config::parseConfig(*text, file);
        for (const config::Problem &problem : configuration.problems) {
            if (problem.code.starts_with("yaml")) {
                return reportConfigError(makeError(ErrorClass::BadRequest, toLine(problem)), streams);
            }
        }
        versions.push_back({ file, std::move(*text) });
    }
    printDifference(versions[0], versions[1], arguments.has("--json"), streams);
    return Done;
}

} // namespace patchbay::cli
