// SPDX-License-Identifier: GPL-3.0-or-later
//
// ConfigDocument: a configuration as the text that its owner wrote. Every edit is the smallest patch of that
// text; bytes outside it stay as they are. After each patch the text is read again and must say exactly what
// was meant, else nothing is changed. Edits can be undone and redone; each has a sentence.
//
//   auto document = ConfigDocument::fromText(text, "config.yaml");
//   document->set("model_list[model_name=gpt-4o].litellm_params.rpm", value);
//   document->undo();
//
// A value type without threads of its own. Error codes: "path" and "ambiguous" (the path), "value" (it cannot
// be read, or the schema refuses it), "yaml" (the text cannot be read), "edit" (the text cannot be changed
// in place: anchors and aliases would break, the value comes from elsewhere).
#pragma once

#include "models/config/text_editor.h"
#include "providers/config/gateway_config.h"

#include <memory>

namespace patchbay::document {

struct SchemaPlace;

struct Edit {
    std::string sentence; // "fallback for gpt-4o: add claude-sonnet"
    Patches patches; // one after the other: each offset is into the text that the ones before left
};

struct EditReport {
    bool changed = false;
    std::string sentence {};
    std::vector<config::Problem> problems {}; // that the configuration did not have before
    // What was read before. To let go of it takes a while where the text is long: whoever has a frame to draw does it elsewhere.
    std::shared_ptr<const void> replaced {};
};

struct EditOptions {
    bool force = false; // values that the schema refuses too
    std::optional<std::size_t> position {}; // of add: before which item
};

class ConfigDocument {
public:
    static Result<ConfigDocument> fromText(std::string text, std::string name, config::LoadOptions options = {});

    const std::string &text() const { return m_text; }
    const std::string &name() const { return m_name; }
    const SpanText &tree() const { return m_tree; }
    const config::GatewayConfig &configuration() const { return m_configuration; }

    Result<Place> find(std::string_view path) const;
    // What a path means, values of included files and merges too.
    Result<YamlNode> value(std::string_view path) const;

    // `value` as readValue() takes it.
    Result<EditReport> set(std::string_view path, std::string_view value, const EditOptions &options = {});
    // To a list: one more item. To a map: its keys. To a key that is not there: the key, as a list where the
    // schema says so.
    Result<EditReport> add(std::string_view path, std::string_view value, const EditOptions &options = {});
    // The value at a path of another document as one more item of a list, with the comments that belong to it. It
    // comes as it is written there where both stand in lines and it leans on no anchor; else as `add` writes it.
    Result<EditReport> addWritten(std::string_view path, const ConfigDocument &from, std::string_view item);
    // Its lines, indented from column 0, comments included; none where it is not written in lines, or leans on an anchor.
    std::vector<std::string> writtenLines(std::string_view path) const;
    Result<EditReport> remove(std::string_view path);
    // `target`: a position among its neighbours (2, -1, first, last, up, down), or the path of a list, an item
    // or a new key.
    Result<EditReport> move(std::string_view path, std::string_view target);
    // Renames a key, or a group, alias, id or credential with all that refers to it.
    Result<EditReport> rename(std::string_view path, std::string_view name);

    bool canUndo() const { return m_next > 0; }
    bool canRedo() const { return m_next < m_edits.size(); }
    void undo();
    void redo();
    const std::vector<Edit> &edits() const { return m_edits; }
    // How many of the edits are done, not undone.
    std::size_t editsDone() const { return m_next; }

private:
    friend class EditRun;
    ConfigDocument() = default;
    Result<EditReport> commit(class EditRun &run, std::string sentence, bool checked);
    Result<Place> editable(std::string_view path, bool mayMiss) const;
    Result<EditReport> moveTo(const Place &place, std::string_view target);
    Result<EditReport> addToMap(const Place &place, const SchemaPlace &schema, std::string_view text,
                                const EditOptions &options);
    Result<EditReport> renameThing(int kind, const std::string &old, const std::string &name);
    void adopt(std::string text);

    std::string m_text;
    std::string m_name;
    config::LoadOptions m_options;
    SpanText m_tree;
    config::GatewayConfig m_configuration;
    std::vector<Edit> m_edits;
    std::size_t m_next = 0;
};

} // namespace patchbay::document
