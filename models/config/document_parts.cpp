// SPDX-License-Identifier: GPL-3.0-or-later
//
// What goes from one document to another with its comments.
#include "models/config/config_document.h"

#include "models/config/edit_run.h"
#include "models/config/edit_sentence.h"

#include <algorithm>

namespace patchbay::document {
namespace {

// Nothing in it is said elsewhere, and nothing elsewhere is said in it.
bool standsAlone(const SpanNode &node)
{
    if (node.kind == SpanNode::Kind::Alias || !node.anchor.empty()) {
        return false;
    }
    return std::ranges::all_of(node.children, [](const SpanChild &child) {
        return child.name() != "<<" && standsAlone(child.key) && standsAlone(child.value);
    });
}

} // namespace

std::vector<std::string> ConfigDocument::writtenLines(std::string_view path) const
{
    const Result<Place> place = find(path);
    if (!place || !place->exists() || !place->parent() || place->spans.size() != place->steps.size() + 1 || !standsAlone(*place->span())) {
        return {};
    }
    return TextEditor(m_text, m_tree.spans).linesOf(*place);
}

Result<EditReport> ConfigDocument::addWritten(std::string_view path, const ConfigDocument &from, std::string_view item)
{
    const Result<Place> source = from.find(item);
    if (!source || !source->exists()) {
        return std::unexpected(source ? pathError("There is no \"" + std::string(item) + "\" to be copied.") : source.error());
    }
    const std::vector<std::string> lines = from.writtenLines(item);
    const bool inList = source->parent() && source->parent()->isSequence();
    const Result<Place> there = editable(path, true);
    if (lines.empty() || !inList || !there || (there->exists() && !there->node->isSequence() && !there->node->isNull())) {
        return add(path, toJson(*source->node));
    }
    // A list that is not there yet, or is empty, gets one by the usual way first: its lines show where dashes stand.
    const bool empty = !there->exists() || there->node->isNull() || there->node->items.empty();
    if (empty) {
        Result<EditReport> first = add(path, toJson(*source->node));
        if (!first) {
            return first;
        }
    }
    const Result<Place> list = editable(path, false);
    if (!list || !list->span() || !list->span()->isBlock()) {
        return empty ? EditReport { .changed = true, .sentence = {}, .problems = {} } : add(path, toJson(*source->node));
    }
    EditRun run(*this);
    Result<void> done = run.insert(list->steps, list->span()->children.size(), { {}, *source->node, lines, *source->span() });
    if (done && empty) {
        Steps first = list->steps;
        first.push_back({});
        done = run.remove(first);
    }
    const std::string subject = subjectOf(m_tree.root, list->steps);
    const std::string sentence = (subject == "model_list" ? "deployment" : subject) + ": add " + shortText(*source->node, isSecretKey(list->steps));
    return done ? commit(run, sentence, true) : std::unexpected(done.error());
}

} // namespace patchbay::document
