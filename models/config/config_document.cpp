// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/config_document.h"

#include "models/config/edit_run.h"
#include "models/config/edit_sentence.h"
#include "models/config/schema_place.h"
#include "providers/config/checked_tree.h"
#include "providers/config/schema_check.h"

#include <algorithm>
#include <map>
#include <utility>

namespace patchbay::document {
namespace {

std::unexpected<Error> refused(std::string message, std::string code, std::string remedy = {})
{
    Error error = makeError(ErrorClass::BadRequest, std::move(message));
    error.code = std::move(code);
    error.remedy = std::move(remedy);
    return std::unexpected(std::move(error));
}

// A value with one of these is refused; the file as a whole may have what it has.
bool refusesValue(const config::Problem &problem)
{
    constexpr std::string_view codes[] = { "wrong-type",  "unknown-value", "out-of-range",
                                           "missing-key", "missing-value", "empty-reference" };
    return problem.severity == config::Severity::Error && std::ranges::contains(codes, problem.code);
}

std::vector<config::Problem> newProblems(const config::GatewayConfig &before, const config::GatewayConfig &after)
{
    std::map<std::string, int> known;
    for (const config::Problem &problem : before.problems) {
        ++known[problem.code + problem.message];
    }
    std::vector<config::Problem> fresh;
    for (const config::Problem &problem : after.problems) {
        if (known[problem.code + problem.message]-- <= 0) {
            fresh.push_back(problem);
        }
    }
    return fresh;
}

std::string missingName(const Path &missing)
{
    std::string name;
    for (const PathStep &step : missing) {
        name += (name.empty() ? "" : ".") + step.key;
    }
    return name;
}

// The value with maps around it for the keys that are missing too. Those must be known, so that a misspelt
// path makes nothing.
Result<NewChild> missingChild(const Place &place, const SchemaPlace &container, YamlNode value)
{
    Path missing = place.missing;
    if (container.hasFreeKeys() && container.type != config::ValueType::ObjectMap) {
        missing = { missing.front() };
        missing.front().key = missingName(place.missing);
    }
    SchemaPlace schema = container;
    for (std::size_t index = 0; index + 1 < missing.size(); ++index) {
        const SchemaPlace next = schema.key(missing[index].key);
        if (!next.known || (next.field && next.object == nullptr && next.type != config::ValueType::Map
                            && next.type != config::ValueType::Any && !next.hasFreeKeys())) {
            std::vector<std::string_view> names;
            if (schema.object) {
                std::ranges::transform(schema.object->fields, std::back_inserter(names), &config::SchemaField::name);
            }
            return std::unexpected(pathError("There is no \"" + missing[index].key + "\" in \"" + toText(place.steps)
                                                 + "\" to hold \"" + missing[index + 1].key + "\".",
                                             config::suggestion(missing[index].key, names)));
        }
        schema = next;
    }
    for (std::size_t index = missing.size(); index > 1; --index) {
        YamlNode map;
        map.kind = YamlNode::Kind::Mapping;
        map.entries.push_back({ .key = missing[index - 1].key, .value = std::move(value) });
        value = std::move(map);
    }
    return NewChild { missing.front().key, std::move(value), {}, {} };
}

SchemaPlace schemaOfMissing(const Place &place)
{
    SchemaPlace schema = SchemaPlace::at(place.steps);
    if (schema.hasFreeKeys() && schema.type != config::ValueType::ObjectMap) {
        return schema.key(missingName(place.missing));
    }
    for (const PathStep &step : place.missing) {
        schema = step.kind == PathStep::Kind::Key ? schema.key(step.key) : schema.item();
    }
    return schema;
}

std::vector<PlaceStep> withMissing(const Place &place)
{
    std::vector<PlaceStep> steps = place.steps;
    for (const PathStep &step : place.missing) {
        steps.push_back({ .isKey = step.kind == PathStep::Kind::Key,
                          .key = step.key,
                          .index = static_cast<std::size_t>(std::max(step.index, 0L)) });
    }
    return steps;
}

} // namespace

Result<ConfigDocument> ConfigDocument::fromText(std::string text, std::string name, config::LoadOptions options)
{
    ConfigDocument document;
    document.m_name = std::move(name);
    document.m_options = std::move(options);
    std::expected<SpanText, config::Problem> tree = readSpans(text, document.m_name);
    if (!tree) {
        Error error = makeError(ErrorClass::BadRequest, toLine(tree.error()));
        error.code = "yaml";
        return std::unexpected(std::move(error));
    }
    document.m_tree = std::move(*tree);
    document.m_configuration =
        config::checkedTree(document.m_tree.root, document.m_tree.notes, document.m_name, document.m_options);
    document.m_text = std::move(text);
    return document;
}

void ConfigDocument::adopt(std::string text)
{
    std::expected<SpanText, config::Problem> tree = readSpans(text, m_name);
    if (tree) {
        m_tree = std::move(*tree);
        m_configuration = config::checkedTree(m_tree.root, m_tree.notes, m_name, m_options);
        m_text = std::move(text);
    }
}

Result<Place> ConfigDocument::find(std::string_view path) const
{
    return parsePath(path).and_then([this](const Path &steps) { return findPlace(m_tree, steps); });
}

Result<YamlNode> ConfigDocument::value(std::string_view path) const
{
    const Result<Path> steps = parsePath(path);
    if (!steps) {
        return std::unexpected(steps.error());
    }
    const Result<Place> here = findPlace(m_tree, *steps);
    if (here && here->exists()) {
        return *here->node;
    }
    // A copy of all: only where something may stand elsewhere.
    if (m_configuration.files.size() > 1) {
        const SpanText whole { .spans = {}, .root = m_configuration.root };
        const Result<Place> included = findPlace(whole, *steps);
        if (included && included->exists()) {
            return *included->node;
        }
    }
    if (!here) {
        return std::unexpected(here.error());
    }
    std::vector<std::string_view> names;
    if (const Place &place = *here; !place.steps.empty() || !m_tree.root.entries.empty()) {
        const SpanNode *span = place.spans.back();
        for (const SpanChild &child : span->children) {
            names.push_back(child.name());
        }
    }
    const bool item = here->missing.front().kind != PathStep::Kind::Key;
    return std::unexpected(
        pathError((here->steps.empty() ? std::string("The file") : '"' + toText(here->steps) + '"') + " has no "
                      + (item ? "item " + here->missing.front().text : '"' + here->missing.front().key + '"') + '.',
                  item ? "" : config::suggestion(here->missing.front().key, names)));
}

Result<Place> ConfigDocument::editable(std::string_view path, bool mayMiss) const
{
    const Result<Path> steps = parsePath(path);
    if (!steps) {
        return std::unexpected(steps.error());
    }
    Result<Place> place = findPlace(m_tree, *steps);
    if ((!place || !place->exists()) && m_configuration.files.size() > 1) {
        // It may stand in an included file, which is read only here.
        const SpanText whole { .spans = {}, .root = m_configuration.root };
        const Result<Place> included = findPlace(whole, *steps);
        if (included && included->exists() && included->node->span.file > 0) {
            return refused("\"" + toText(included->steps) + "\" stands in the included file "
                               + m_configuration.files[included->node->span.file] + ", line "
                               + std::to_string(included->node->span.line) + ", which is read only here.",
                           "edit", "Edit that file.");
        }
    }
    if (!place) {
        return place;
    }
    if (!mayMiss && !place->exists()) {
        return std::unexpected(value(path).error());
    }
    return place;
}

Result<EditReport> ConfigDocument::commit(EditRun &run, std::string sentence, bool checked)
{
    EditReport report;
    if (run.text() == m_text) {
        report.sentence = "nothing to change";
        return report;
    }
    config::GatewayConfig configuration = config::checkedTree(run.tree().root, run.tree().notes, m_name, m_options);
    report.problems = newProblems(m_configuration, configuration);
    const auto wrong = std::ranges::find_if(report.problems, refusesValue);
    if (checked && wrong != report.problems.end()) {
        return refused(wrong->message, "value", wrong->remedy);
    }
    report.changed = true;
    report.sentence = sentence;
    m_edits.resize(m_next);
    m_edits.push_back({ std::move(sentence), std::move(run.patches()) });
    ++m_next;
    m_text = run.text();
    using Replaced = std::pair<SpanText, config::GatewayConfig>;
    report.replaced = std::make_shared<Replaced>(std::exchange(m_tree, run.takeTree()),
                                                 std::exchange(m_configuration, std::move(configuration)));
    return report;
}

Result<EditReport> ConfigDocument::set(std::string_view path, std::string_view text, const EditOptions &options)
{
    const Result<Place> place = editable(path, true);
    if (!place) {
        return std::unexpected(place.error());
    }
    if (!place->exists() && place->missing.front().kind == PathStep::Kind::Index) {
        return std::unexpected(value(path).error());
    }
    const SchemaPlace schema = schemaOfMissing(*place);
    const Result<YamlNode> fresh = readValue(text, schema);
    if (!fresh) {
        return std::unexpected(fresh.error());
    }
    EditRun run(*this);
    const bool secret = isSecretKey(withMissing(*place));
    std::string sentence = subjectOf(m_tree.root, withMissing(*place)) + ": ";
    Result<void> done;
    if (place->exists() && place->editable()) {
        sentence += shortText(*place->node, secret) + " → " + shortText(*fresh, secret);
        done = run.set(place->steps, *fresh);
    } else {
        Place container = *place;
        if (place->exists()) {
            // A merged value is overridden beside the merge.
            if (place->spans.size() != place->steps.size() || !place->spans.back()->isMapping()) {
                return refused("\"" + toText(place->steps) + "\" cannot be changed here. " + place->barrier + '.', "edit");
            }
            container.steps.pop_back();
            container.barrier.clear();
            container.missing = { { .key = place->steps.back().key } };
        }
        Result<NewChild> child = missingChild(container, SchemaPlace::at(container.steps), *fresh);
        if (!child) {
            return std::unexpected(child.error());
        }
        sentence += shortText(*fresh, secret);
        const Result<Place> target = run.locate(container.steps);
        done = target ? run.insert(container.steps, target->span()->children.size(), *child)
                      : std::unexpected(target.error());
    }
    return done ? commit(run, std::move(sentence), !options.force) : std::unexpected(done.error());
}

void ConfigDocument::undo()
{
    if (canUndo()) {
        std::string text = m_text;
        revertPatches(text, m_edits[--m_next].patches);
        adopt(std::move(text));
    }
}

void ConfigDocument::redo()
{
    if (canRedo()) {
        std::string text = m_text;
        applyPatches(text, m_edits[m_next++].patches);
        adopt(std::move(text));
    }
}

} // namespace patchbay::document
