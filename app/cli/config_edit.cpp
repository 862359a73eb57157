// SPDX-License-Identifier: GPL-3.0-or-later
//
// `config get|set|add|remove|move|rename`.
#include "app/cli/config_command.h"
#include "app/cli/edit_lock.h"
#include "models/config/atomic_file.h"
#include "models/config/config_document.h"
#include "models/config/edit_sentence.h"
#include "models/config/text_diff.h"

#include <algorithm>
#include <charconv>
#include <ostream>
#include <ranges>

namespace patchbay::cli {
namespace {

using document::ConfigDocument;
using document::EditReport;

Result<ConfigDocument> openDocument(const std::string &file)
{
    return document::readFile(file).and_then(
        [&](std::string text) { return ConfigDocument::fromText(std::move(text), file); });
}

Result<EditReport> edit(std::string_view action, const Arguments &arguments, ConfigDocument &document)
{
    const std::vector<std::string> &words = arguments.positional();
    const std::string &path = words[1];
    const std::string value = words.size() > 2 ? words[2] : std::string();
    document::EditOptions options;
    options.force = arguments.has("--force");
    if (arguments.has("--at")) {
        const std::string text = arguments.value("--at");
        std::size_t position = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), position);
        if (problem != std::errc() || end != text.data() + text.size()) {
            return std::unexpected(document::pathError("--at takes the number of an item."));
        }
        options.position = position;
    }
    if (action == "set") {
        return document.set(path, value, options);
    }
    if (action == "add") {
        return document.add(path, value, options);
    }
    return action == "remove" ? document.remove(path)
        : action == "move"    ? document.move(path, value)
                              : document.rename(path, value);
}

// Names that mean nothing, or nothing any more.
bool leadsNowhere(const config::Problem &problem)
{
    constexpr std::string_view codes[] = { "unknown-group", "unknown-credential", "unknown-guardrail", "unknown-policy", "unused-fallback", "unused-rule", "unused-policy" };
    return std::ranges::contains(codes, problem.code);
}

std::size_t startOfLine(std::string_view text, std::uint32_t line)
{
    std::size_t start = 0;
    for (std::uint32_t passed = 1; passed < line && start < text.size(); ++passed) {
        start = std::min(text.find('\n', start), text.size() - 1) + 1;
    }
    return start;
}

// Where a line of the edited text stands in the file, which the edit has not reached.
std::uint32_t lineBefore(const ConfigDocument &edited, std::string_view before, std::uint32_t line)
{
    std::size_t offset = startOfLine(edited.text(), line);
    for (const document::TextPatch &patch : edited.edits().back().patches | std::views::reverse) {
        if (offset >= patch.begin + patch.inserted.size()) {
            offset = offset - patch.inserted.size() + patch.removed.size();
        } else if (offset > patch.begin) {
            offset = patch.begin;
        }
    }
    return static_cast<std::uint32_t>(std::ranges::count(before.substr(0, std::min(offset, before.size())), '\n')) + 1;
}

// The edit would break references: says which, where the file has them now.
int refuseBroken(const EditReport &report, const ConfigDocument &edited, const std::string &before, const Streams &streams)
{
    std::size_t broken = 0;
    for (config::Problem problem : report.problems) {
        broken += leadsNowhere(problem) ? 1 : 0;
        if (problem.file == edited.name()) {
            problem.line = lineBefore(edited, before, problem.line);
        }
        streams.err << config::toLine(problem) << '\n';
    }
    Error error = makeError(ErrorClass::BadRequest,
                            "\"" + report.sentence + "\" would leave " + std::to_string(broken)
                                + (broken == 1 ? " reference that leads" : " references that lead") + " nowhere. Nothing was written.");
    error.code = "reference";
    error.remedy = "Change or remove what refers to it first, or write it all the same with --force.";
    return reportConfigError(error, streams);
}

void hideSecrets(config::YamlNode &node, std::vector<document::PlaceStep> &steps)
{
    if (node.isScalar() && !node.isNull() && node.kind != config::YamlNode::Kind::Boolean
        && !config::environmentReference(node.text) && document::isSecretKey(steps)) {
        node.kind = config::YamlNode::Kind::String;
        node.text = "<redacted>";
    }
    for (std::size_t index = 0; index < node.items.size(); ++index) {
        steps.push_back({ .index = index });
        hideSecrets(node.items[index], steps);
        steps.pop_back();
    }
    for (config::YamlEntry &entry : node.entries) {
        steps.push_back({ .isKey = true, .key = entry.key });
        hideSecrets(entry.value, steps);
        steps.pop_back();
    }
}

std::string shownScalar(const config::YamlNode &value)
{
    switch (value.kind) {
    case config::YamlNode::Kind::Null: return "null";
    case config::YamlNode::Kind::Boolean: return value.boolean ? "true" : "false";
    case config::YamlNode::Kind::Integer: return std::to_string(value.integer);
    default: return value.text;
    }
}

} // namespace

int configGet(const Arguments &arguments, const Streams &streams)
{
    const Result<ConfigDocument> document = openDocument(arguments.positional()[0]);
    if (!document) {
        return reportConfigError(document.error(), streams);
    }
    Result<config::YamlNode> value = document->value(arguments.positional()[1]);
    if (!value) {
        return reportConfigError(value.error(), streams);
    }
    std::vector<document::PlaceStep> steps;
    if (const auto place = document->find(arguments.positional()[1])) {
        steps = place->steps;
    }
    hideSecrets(*value, steps);
    streams.out << (value->isScalar() && !arguments.has("--json") ? shownScalar(*value) : toJson(*value)) << '\n';
    return Done;
}

int configEdit(std::string_view action, const Arguments &arguments, const Streams &streams)
{
    const std::string &file = arguments.positional()[0];
    const EditLock lock(file);
    Result<ConfigDocument> document = openDocument(file);
    if (!document) {
        return reportConfigError(document.error(), streams);
    }
    const std::string before = document->text();
    const Result<EditReport> report = edit(action, arguments, *document);
    if (!report) {
        return reportConfigError(report.error(), streams);
    }
    if (report->changed && !arguments.has("--force") && std::ranges::any_of(report->problems, leadsNowhere)) {
        return refuseBroken(*report, *document, before, streams);
    }
    for (const config::Problem &problem : report->problems) {
        streams.err << config::toLine(problem) << '\n';
    }
    if (!report->changed) {
        streams.err << report->sentence << '\n';
        return Done;
    }
    if (!arguments.has("--dry-run")) {
        if (document::readFile(file).value_or(std::string()) != before) {
            // An editor knows nothing of the lock.
            Error changed = makeError(ErrorClass::BadRequest, file + " was changed by somebody else meanwhile. Nothing was written.");
            changed.remedy = "Run the command again.";
            return reportConfigError(changed, streams);
        }
        if (const Result<void> written = document::writeFile(file, document->text()); !written) {
            return reportConfigError(written.error(), streams);
        }
    }
    streams.err << report->sentence << '\n';
    const std::string oldShown = document::redacted(before);
    const std::string newShown = document::redacted(document->text());
    streams.out << document::unifiedDiff({ file, before, oldShown }, { file, document->text(), newShown });
    return Done;
}

} // namespace patchbay::cli
