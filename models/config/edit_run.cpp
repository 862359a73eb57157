// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/edit_run.h"

#include <algorithm>
#include <span>

namespace patchbay::document {
namespace {

std::unexpected<Error> refused(std::string message)
{
    Error error = makeError(ErrorClass::BadRequest, std::move(message));
    error.code = "edit";
    return std::unexpected(std::move(error));
}

Steps inside(Steps steps, PlaceStep next)
{
    steps.push_back(std::move(next));
    return steps;
}

// Whether `read` is what was there before, but for the node at a place, which is `changed`. A copy of the whole tree
// with the change in it would cost as much as reading the text.
bool sameBut(const SpanNode &read, const SpanNode &before, std::span<const PlaceStep> place, const SpanNode &changed)
{
    if (place.empty()) {
        return sameStructure(read, changed);
    }
    if (read.kind != before.kind || read.anchor != before.anchor || read.tag != before.tag
        || read.children.size() != before.children.size()) {
        return false;
    }
    for (std::size_t index = 0; index < read.children.size(); ++index) {
        const SpanChild &here = read.children[index];
        const SpanChild &there = before.children[index];
        const bool same = index == place.front().child ? sameBut(here.value, there.value, place.subspan(1), changed)
                                                       : sameStructure(here.value, there.value);
        if (!same || !sameStructure(here.key, there.key)) {
            return false;
        }
    }
    return true;
}

} // namespace

bool sameMeaning(const YamlNode &left, const YamlNode &right)
{
    if (left.isScalar() || right.isScalar()) {
        return sameScalar(left, right);
    }
    return left.kind == right.kind && std::ranges::equal(left.items, right.items, sameMeaning)
        && std::ranges::equal(left.entries, right.entries, [](const auto &first, const auto &second) {
               return first.key == second.key && sameMeaning(first.value, second.value);
           });
}

SpanNode &nodeAt(SpanNode &root, const Steps &steps)
{
    SpanNode *node = &root;
    for (const PlaceStep &step : steps) {
        node = &node->children.at(step.child).value;
    }
    return *node;
}

const SpanNode &nodeAt(const SpanNode &root, const Steps &steps)
{
    const SpanNode *node = &root;
    for (const PlaceStep &step : steps) {
        node = &node->children.at(step.child).value;
    }
    return *node;
}

void applyPatches(std::string &text, const Patches &patches)
{
    for (const TextPatch &patch : patches) {
        text.replace(patch.begin, patch.removed.size(), patch.inserted);
    }
}

void revertPatches(std::string &text, const Patches &patches)
{
    for (std::size_t index = patches.size(); index > 0; --index) {
        const TextPatch &patch = patches[index - 1];
        text.replace(patch.begin, patch.inserted.size(), patch.removed);
    }
}

EditRun::EditRun(const ConfigDocument &document)
    : m_name(document.name())
    , m_text(document.text())
    , m_start(document.tree())
{
}

Result<Place> EditRun::locate(const Steps &steps) const
{
    Path path;
    for (const PlaceStep &step : steps) {
        PathStep next;
        next.kind = step.isKey ? PathStep::Kind::Key : PathStep::Kind::Index;
        next.key = step.key;
        next.quoted = true;
        next.index = static_cast<long>(step.index);
        path.push_back(std::move(next));
    }
    Result<Place> place = findPlace(tree(), path);
    if (place && !place->editable()) {
        return refused("The value cannot be changed here. " + place->barrier + '.');
    }
    return place;
}

Result<void> EditRun::step(Patches patches, const Steps &place, const std::function<void(SpanNode &node)> &change)
{
    fromBack(patches);
    std::string text = m_text;
    applyPatches(text, patches);
    std::expected<SpanText, config::Problem> read = readSpans(text, m_name);
    if (!read) {
        return refused("The change would leave a text that cannot be read (line " + std::to_string(read.error().line)
                       + ": " + read.error().message + ") Nothing was changed.");
    }
    const SpanNode &before = tree().spans;
    SpanNode changed = nodeAt(before, place);
    change(changed);
    if (!sameBut(read->spans, before, place, changed)) {
        return refused("The text here is written in a way that this change would break. Nothing was changed.");
    }
    m_text = std::move(text);
    m_changed = std::move(*read);
    std::ranges::move(patches, std::back_inserter(m_patches));
    return {};
}

Result<void> EditRun::set(const Steps &steps, const YamlNode &value)
{
    const Result<Place> place = locate(steps);
    if (!place) {
        return std::unexpected(place.error());
    }
    if (sameMeaning(*place->node, value)) {
        return {};
    }
    bool done = false;
    const Result<void> changed = value.isMapping() ? setMap(steps, *place, value, done)
        : value.isSequence()                       ? setList(steps, *place, value, done)
                                                   : Result<void>();
    if (done || !changed) {
        return changed;
    }
    const TextEditor editor(m_text, tree().spans);
    return step(editor.replace(*place, value), place->steps, [&](SpanNode &node) {
        SpanNode fresh = toSpans(value);
        fresh.anchor = node.kind == SpanNode::Kind::Alias ? std::string() : node.anchor;
        node = std::move(fresh);
    });
}

Result<void> EditRun::setMap(const Steps &steps, const Place &place, const YamlNode &value, bool &done)
{
    const YamlNode old = *place.node;
    const bool common = std::ranges::any_of(old.entries, [&](const config::YamlEntry &entry) {
        return !entry.merged && value.find(entry.key);
    });
    const bool mergedAway = std::ranges::any_of(old.entries, [&](const config::YamlEntry &entry) {
        return entry.merged && !value.find(entry.key);
    });
    if (!place.span()->isMapping() || !common || mergedAway) {
        return {};
    }
    done = true;
    Result<void> result;
    for (const config::YamlEntry &entry : old.entries) {
        if (result && !entry.merged && !value.find(entry.key)) {
            result = remove(inside(steps, { .isKey = true, .key = entry.key }));
        }
    }
    for (const config::YamlEntry &entry : value.entries) {
        const config::YamlEntry *present = old.findEntry(entry.key);
        if (!result || (present && sameMeaning(present->value, entry.value))) {
            continue;
        }
        if (present && !present->merged) {
            result = set(inside(steps, { .isKey = true, .key = entry.key }), entry.value);
        } else {
            const Result<Place> container = locate(steps);
            result = container ? insert(steps, container->span()->children.size(), { entry.key, entry.value, {}, {} })
                               : std::unexpected(container.error());
        }
    }
    return result;
}

Result<void> EditRun::setList(const Steps &steps, const Place &place, const YamlNode &value, bool &done)
{
    const YamlNode old = *place.node;
    if (!place.span()->isSequence() || old.items.empty() || value.items.empty()) {
        return {};
    }
    done = true;
    const std::size_t shorter = std::min(old.items.size(), value.items.size());
    std::size_t first = 0;
    while (first < shorter && sameMeaning(old.items[first], value.items[first])) {
        ++first;
    }
    std::size_t last = 0;
    while (last < shorter - first
           && sameMeaning(old.items[old.items.size() - 1 - last], value.items[value.items.size() - 1 - last])) {
        ++last;
    }
    Result<void> result;
    const std::size_t changed = shorter - first - last;
    for (std::size_t index = first; index < first + changed && result; ++index) {
        result = set(inside(steps, { .index = index, .child = index }), value.items[index]);
    }
    for (std::size_t index = old.items.size() - last; index > first + changed && result; --index) {
        result = remove(inside(steps, { .index = index - 1, .child = index - 1 }));
    }
    for (std::size_t index = first + changed; index < value.items.size() - last && result; ++index) {
        result = insert(steps, index, { {}, value.items[index], {}, {} });
    }
    return result;
}

Result<void> EditRun::insert(const Steps &container, std::size_t position, const NewChild &child)
{
    const Result<Place> place = locate(container);
    if (!place) {
        return std::unexpected(place.error());
    }
    if (place->span()->kind == SpanNode::Kind::Alias) {
        return refused("Nothing can be added here: the value stands at the anchor &" + place->span()->anchor + '.');
    }
    const TextEditor editor(m_text, tree().spans);
    return step(editor.insert(*place, position, child), place->steps, [&](SpanNode &node) {
        if (!node.isCollection()) {
            node.kind = child.key.empty() ? SpanNode::Kind::Sequence : SpanNode::Kind::Mapping;
            node.tag.clear();
        } else if (node.children.empty()) {
            node.tag.clear();
        }
        SpanChild fresh;
        if (node.isMapping()) {
            fresh.key = toSpans(textNode(child.key));
        }
        fresh.value = child.written ? *child.written : toSpans(child.value);
        node.children.insert(node.children.begin() + static_cast<std::ptrdiff_t>(position), std::move(fresh));
    });
}

Result<void> EditRun::remove(const Steps &steps)
{
    const Result<Place> place = locate(steps);
    if (!place) {
        return std::unexpected(place.error());
    }
    const Steps container(place->steps.begin(), place->steps.end() - 1);
    const TextEditor editor(m_text, tree().spans);
    const std::string key = place->steps.back().key;
    const Result<void> removed = step(editor.remove(*place), container, [&](SpanNode &node) {
        node.children.erase(node.children.begin() + static_cast<std::ptrdiff_t>(place->steps.back().child));
    });
    if (removed && steps.back().isKey) {
        const Result<Place> again = locate(container);
        if (again && again->span()->find(key)) {
            return remove(steps);
        }
    }
    return removed;
}

Result<void> EditRun::move(const Steps &container, std::size_t from, std::size_t to)
{
    const Result<Place> place = locate(container);
    if (!place || from == to) {
        return place ? Result<void>() : std::unexpected(place.error());
    }
    const TextEditor editor(m_text, tree().spans);
    return step(editor.move(*place, from, to), place->steps, [&](SpanNode &node) {
        std::vector<SpanChild> &children = node.children;
        SpanChild moved = std::move(children[from]);
        children.erase(children.begin() + static_cast<std::ptrdiff_t>(from));
        children.insert(children.begin() + static_cast<std::ptrdiff_t>(to), std::move(moved));
    });
}

Result<void> EditRun::renameKey(const Steps &steps, const std::string &name)
{
    const Result<Place> place = locate(steps);
    if (!place) {
        return std::unexpected(place.error());
    }
    const TextEditor editor(m_text, tree().spans);
    const Steps container(place->steps.begin(), place->steps.end() - 1);
    return step(editor.renameKey(*place, name), container, [&](SpanNode &node) {
        node.children[place->steps.back().child].key.scalar = textNode(name);
    });
}

} // namespace patchbay::document
