// SPDX-License-Identifier: GPL-3.0-or-later
//
// TextEditor: turns one step of an edit into the smallest patches of the text. It changes nothing itself;
// ConfigDocument applies the patches and reads the result again to see that it says what was meant.
#pragma once

#include "models/config/document_path.h"
#include "models/config/item_slots.h"
#include "models/config/yaml_writer.h"

namespace patchbay::document {

// Offsets are those of the text before; patches of one step do not overlap and come from the back.
struct TextPatch {
    std::size_t begin = 0;
    std::string removed {};
    std::string inserted {};

    bool operator==(const TextPatch &) const = default;
};
using Patches = std::vector<TextPatch>;
// The order in which patches of one step are applied; at one place what is removed goes before what is put in.
void fromBack(Patches &patches);

// What a new child is made of: rendered from a value, or taken from elsewhere in the text.
struct NewChild {
    std::string key {}; // of a mapping
    YamlNode value {};
    std::vector<std::string> lines {}; // where not empty: its lines, indented from column 0
    std::optional<SpanNode> written {}; // how those lines are made
};

class TextEditor {
public:
    TextEditor(std::string_view text, const SpanNode &root)
        : m_lines(text)
        , m_root(root)
    {
    }

    // All places must be editable; those of children must have a parent.
    Patches replace(const Place &place, const YamlNode &value) const;
    // `container` may be empty or nothing. `position` up to the number of its children.
    Patches insert(const Place &container, std::size_t position, const NewChild &child) const;
    Patches remove(const Place &place) const;
    Patches move(const Place &container, std::size_t from, std::size_t to) const;
    Patches renameKey(const Place &place, const std::string &key) const;
    Patches replaceScalar(const SpanNode &scalar, const YamlNode &value, bool flow) const;

    // The lines of a child of a block collection, comments included, indented from column 0; empty where it
    // cannot be taken so.
    std::vector<std::string> linesOf(const Place &place) const;

private:
    std::size_t introOf(const Place &container) const;
    Patches replaceInline(const Place &place, const std::string &text) const;
    Patches replaceByBlock(const Place &place, const YamlNode &value, const WritingStyle &style) const;
    Patches insertInFlow(const SpanNode &container, std::size_t position, const std::string &text) const;
    Patches insertInBlock(const Place &container, std::size_t position, const std::vector<std::string> &lines) const;
    Patches removeInFlow(const SpanNode &container, std::size_t index) const;
    Patches removeOnly(const Place &container, const Slot &slot) const;
    Patches fillEmptyText(const NewChild &child) const;
    TextPatch patch(std::size_t begin, std::size_t end, std::string inserted) const;
    std::string joined(const std::vector<std::string> &lines, std::size_t column, std::size_t offset) const;

    TextLines m_lines;
    const SpanNode &m_root;
};

} // namespace patchbay::document
