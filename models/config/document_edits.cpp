// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/config_document.h"

#include "models/config/edit_run.h"
#include "models/config/edit_sentence.h"
#include "models/config/schema_place.h"

#include <algorithm>
#include <charconv>

namespace patchbay::document {
namespace {

std::unexpected<Error> refused(std::string message, std::string code, std::string remedy = {})
{
    Error error = makeError(ErrorClass::BadRequest, std::move(message));
    error.code = std::move(code);
    error.remedy = std::move(remedy);
    return std::unexpected(std::move(error));
}

YamlNode listOf(std::vector<YamlNode> items)
{
    YamlNode list;
    list.kind = YamlNode::Kind::Sequence;
    list.items = std::move(items);
    return list;
}

Steps parentOf(const Steps &steps)
{
    return Steps(steps.begin(), steps.empty() ? steps.end() : steps.end() - 1);
}

// Where among `count` neighbours "2", "-1", "first", "last", "up" and "down" lead.
std::optional<std::size_t> positionOf(std::string_view word, std::size_t from, std::size_t count)
{
    if (word == "first" || word == "last") {
        return word == "first" ? 0 : count - 1;
    }
    if (word == "up" || word == "down") {
        return word == "up" ? from - std::min<std::size_t>(from, 1) : std::min(from + 1, count - 1);
    }
    long number = 0;
    const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (word.empty() || problem != std::errc() || end != word.data() + word.size()) {
        return std::nullopt;
    }
    number += number < 0 ? static_cast<long>(count) : 0;
    return number < 0 ? count : static_cast<std::size_t>(number);
}

} // namespace

Result<EditReport> ConfigDocument::add(std::string_view path, std::string_view text, const EditOptions &options)
{
    const Result<Place> place = editable(path, true);
    if (!place) {
        return std::unexpected(place.error());
    }
    if (place->exists() && !place->editable()) {
        return refused("\"" + toText(place->steps) + "\" cannot be changed here. " + place->barrier + '.', "edit");
    }
    SchemaPlace schema = SchemaPlace::at(place->steps);
    const bool atEnd = !place->exists() && place->missing.front().kind == PathStep::Kind::Index;
    if (!place->exists() && !atEnd) {
        for (const PathStep &step : place->missing) {
            schema = schema.key(step.key);
        }
        const Result<YamlNode> item = readValue(text, schema.isList() ? schema.item() : schema);
        const bool wrap = item && schema.isList() && !item->isSequence()
            && !(schema.type == config::ValueType::TextOrList && item->isScalar());
        return wrap ? set(path, toJson(listOf({ *item })), options) : set(path, text, options);
    }
    EditRun run(*this);
    const YamlNode &node = *(atEnd ? run.locate(place->steps)->node : place->node);
    const bool empty = node.isNull();
    if (!node.isSequence() && !(empty && (schema.isList() || atEnd))) {
        return addToMap(*place, schema, text, options);
    }
    const Result<YamlNode> item = readValue(text, schema.item());
    if (!item) {
        return std::unexpected(item.error());
    }
    const std::size_t position = std::min(options.position.value_or(node.items.size()), node.items.size());
    const std::string subject = subjectOf(m_tree.root, place->steps);
    const std::string sentence = (subject == "model_list" ? "deployment" : subject) + ": add "
        + shortText(*item, isSecretKey(place->steps));
    const Result<void> done = run.insert(place->steps, position, { {}, *item, {}, {} });
    return done ? commit(run, sentence, !options.force) : std::unexpected(done.error());
}

Result<EditReport> ConfigDocument::addToMap(const Place &place, const SchemaPlace &schema, std::string_view text,
                                            const EditOptions &options)
{
    const YamlNode &node = *place.node;
    const std::string name = toText(place.steps);
    const Result<YamlNode> value = readValue(text, schema);
    if (!value) {
        return std::unexpected(value.error());
    }
    EditRun run(*this);
    if (node.isScalar() && !node.isNull() && schema.type == config::ValueType::TextOrList && value->isScalar()) {
        const Result<void> done = run.set(place.steps, listOf({ node, *value }));
        return done ? commit(run, subjectOf(m_tree.root, place.steps) + ": add " + shortText(*value, false),
                             !options.force)
                    : std::unexpected(done.error());
    }
    if (!node.isMapping() && !node.isNull()) {
        return refused("\"" + name + "\" has a value already.", "value", "Use config set to change it.");
    }
    if (!value->isMapping()) {
        return refused("\"" + name + "\" is " + (node.isNull() ? "empty" : "a map") + "; what is added to it must be a map.", "value",
                       "Write '{\"key\": value}', or add PATH.key.");
    }
    std::string keys;
    for (const config::YamlEntry &entry : value->entries) {
        if (node.find(entry.key)) {
            return refused("\"" + name + "\" has \"" + entry.key + "\" already.", "value", "Use config set to change it.");
        }
        keys += (keys.empty() ? "" : ", ") + entry.key;
        const Result<Place> container = run.locate(place.steps);
        const Result<void> done = container
            ? run.insert(place.steps, container->span()->children.size(), { entry.key, entry.value, {}, {} })
            : std::unexpected(container.error());
        if (!done) {
            return std::unexpected(done.error());
        }
    }
    return commit(run, subjectOf(m_tree.root, place.steps) + ": add " + keys, !options.force);
}

Result<EditReport> ConfigDocument::remove(std::string_view path)
{
    const Result<Place> place = editable(path, false);
    if (!place) {
        return std::unexpected(place.error());
    }
    if (place->steps.empty()) {
        return std::unexpected(pathError("The whole file cannot be removed.", "Name a key or an item."));
    }
    EditRun run(*this);
    const bool item = !place->steps.back().isKey;
    const std::string subject = subjectOf(m_tree.root, place->steps);
    const std::string value = shortText(*place->node, isSecretKey(place->steps));
    const Result<void> done = run.remove(place->steps);
    return done ? commit(run, item ? subject + ": remove " + value : subject + ": removed", false)
                : std::unexpected(done.error());
}

Result<EditReport> ConfigDocument::move(std::string_view path, std::string_view target)
{
    const Result<Place> place = editable(path, false);
    if (!place) {
        return std::unexpected(place.error());
    }
    if (!place->editable() || !place->parent()) {
        return place->steps.empty() ? std::unexpected(pathError("The whole file cannot be moved."))
                                    : refused("\"" + toText(place->steps) + "\" cannot be moved. " + place->barrier + '.', "edit");
    }
    const std::size_t count = place->parent()->children.size();
    const std::size_t from = place->steps.back().child;
    const std::optional<std::size_t> position = positionOf(target, from, count);
    if (!position) {
        return moveTo(*place, target);
    }
    if (*position >= count) {
        return std::unexpected(pathError("There is no position " + std::string(target) + " among "
                                         + std::to_string(count) + " neighbours."));
    }
    EditRun run(*this);
    const std::string sentence = subjectOf(m_tree.root, place->steps) + ": moved to position " + std::to_string(*position);
    const Result<void> done = run.move(parentOf(place->steps), from, *position);
    return done ? commit(run, sentence, false) : std::unexpected(done.error());
}

} // namespace patchbay::document
