// SPDX-License-Identifier: GPL-3.0-or-later
//
// EditRun: the steps of one edit on a copy of the document's text. Each step says which patches it makes and
// what the tree must be afterwards; the first that does not come out so ends the run with an error.
// Inside the room only.
#pragma once

#include "models/config/config_document.h"

#include <functional>

namespace patchbay::document {

using Steps = std::vector<PlaceStep>;

class EditRun {
public:
    // The document outlives it and stays as it is meanwhile.
    explicit EditRun(const ConfigDocument &document);

    const std::string &text() const { return m_text; }
    const SpanText &tree() const { return m_changed ? *m_changed : m_start; }
    // After a change: the tree that was read last.
    SpanText takeTree() { return std::move(*m_changed); }
    Patches &patches() { return m_patches; }

    // Steps as a place gave them; children are found again by key and number.
    Result<Place> locate(const Steps &steps) const;

    // Leaves alone what is equal already; collections are changed child by child.
    Result<void> set(const Steps &steps, const YamlNode &value);
    Result<void> insert(const Steps &container, std::size_t position, const NewChild &child);
    // A key that stands twice goes twice.
    Result<void> remove(const Steps &steps);
    Result<void> move(const Steps &container, std::size_t from, std::size_t to);
    Result<void> renameKey(const Steps &steps, const std::string &name);

    // Any patches at once, which make of the node at a place what `change` makes of it; all else stays as it is.
    Result<void> step(Patches patches, const Steps &place, const std::function<void(SpanNode &node)> &change);

private:
    Result<void> setMap(const Steps &steps, const Place &place, const YamlNode &value, bool &done);
    Result<void> setList(const Steps &steps, const Place &place, const YamlNode &value, bool &done);

    std::string m_name;
    std::string m_text;
    const SpanText &m_start;
    std::optional<SpanText> m_changed {}; // copies cost as much as reading
    Patches m_patches;
};

bool sameMeaning(const YamlNode &left, const YamlNode &right);
SpanNode &nodeAt(SpanNode &root, const Steps &steps);
const SpanNode &nodeAt(const SpanNode &root, const Steps &steps);
void applyPatches(std::string &text, const Patches &patches);
void revertPatches(std::string &text, const Patches &patches);

} // namespace patchbay::document
