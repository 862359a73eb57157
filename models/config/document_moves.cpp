// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/config_document.h"
#include "models/config/edit_run.h"
#include "models/config/edit_sentence.h"

#include <algorithm>

namespace patchbay::document {
namespace {

Steps parentOf(const Steps &steps)
{
    return Steps(steps.begin(), steps.empty() ? steps.end() : steps.end() - 1);
}

bool beginsWith(const Steps &steps, const Steps &head)
{
    return steps.size() >= head.size()
        && std::equal(head.begin(), head.end(), steps.begin(), [](const PlaceStep &first, const PlaceStep &second) {
               return first.isKey == second.isKey && first.key == second.key && first.child == second.child;
           });
}

// The steps after a child was inserted before or beside them.
Steps shifted(Steps steps, const Steps &container, std::size_t position)
{
    if (steps.size() > container.size() && beginsWith(steps, container) && steps[container.size()].child >= position) {
        ++steps[container.size()].child;
    }
    return steps;
}

// Where a value goes to.
struct Goal {
    Steps container;
    std::size_t position = 0;
    std::string key; // of a map
    bool keyed = false;
};

std::unexpected<Error> noGoal(std::string_view target, bool taken)
{
    return std::unexpected(pathError(taken ? "\"" + std::string(target) + "\" has a value already."
                                           : "There is no \"" + std::string(target) + "\" to move to.",
                                     "Give a position, a list, an item of one, or a key that is free."));
}

Result<Goal> goalOf(const SpanText &tree, const Place &source, std::string_view target)
{
    const Result<Place> found = parsePath(target).and_then([&](const Path &path) { return findPlace(tree, path); });
    if (!found) {
        return std::unexpected(found.error());
    }
    Goal goal { found->steps, 0, source.steps.back().key, false };
    const YamlNode *container = found->node;
    const bool whole = found->exists()
        && (container->isSequence()
            || (container->isMapping() && source.steps.back().isKey && (found->steps.empty() || found->steps.back().isKey)));
    if (!found->exists()) {
        const bool isKey = found->missing.front().kind == PathStep::Kind::Key;
        if (found->missing.size() > 1) {
            return noGoal(target, false);
        }
        goal.key = isKey ? found->missing.front().key : std::string();
        goal.keyed = isKey;
    } else if (!whole) {
        if (found->steps.empty() || found->steps.back().isKey) {
            return noGoal(target, true);
        }
        goal.position = found->steps.back().child;
        goal.container.pop_back();
        return goal;
    } else {
        goal.keyed = container->isMapping();
        if (goal.keyed && container->find(goal.key)) {
            return noGoal(target, true);
        }
    }
    goal.position = found->spans.back()->children.size();
    return goal;
}

} // namespace

// To another list or map. The lines are taken as they stand where both are written in lines.
Result<EditReport> ConfigDocument::moveTo(const Place &place, std::string_view target)
{
    const Result<Goal> goal = goalOf(m_tree, place, target);
    if (!goal) {
        return std::unexpected(goal.error());
    }
    const Steps source = parentOf(place.steps);
    const std::size_t from = place.steps.back().child;
    const bool sameContainer = goal->container.size() == source.size() && beginsWith(goal->container, source);
    if (sameContainer && (!goal->keyed || goal->key == place.steps.back().key)) {
        return move(toText(place.steps), std::to_string(std::min(goal->position, place.parent()->children.size() - 1)));
    }
    if (sameContainer) {
        return rename(toText(place.steps), goal->key);
    }
    if (beginsWith(goal->container, place.steps)) {
        return std::unexpected(pathError("A value cannot be moved into itself."));
    }
    EditRun run(*this);
    const Result<Place> into = run.locate(goal->container);
    if (!into) {
        return std::unexpected(into.error());
    }
    if (into->span()->kind == SpanNode::Kind::Alias) {
        return noGoal(target, true);
    }
    const TextEditor editor(m_text, m_tree.spans);
    NewChild child { goal->keyed ? goal->key : std::string(), *place.node, {}, {} };
    const SpanNode &container = *into->span();
    if (container.isBlock() && !container.children.empty() && place.parent()->kind == container.kind
        && (!goal->keyed || goal->key == place.steps.back().key)) {
        child.lines = editor.linesOf(place);
    }
    if (!child.lines.empty()) {
        child.written = *place.span();
    }
    Patches patches = editor.insert(*into, goal->position, child);
    std::ranges::move(editor.remove(place), std::back_inserter(patches));
    const Result<void> done = run.step(std::move(patches), {}, [&](SpanNode &root) {
        SpanNode &node = nodeAt(root, into->steps);
        if (!node.isCollection()) {
            node.kind = goal->keyed ? SpanNode::Kind::Mapping : SpanNode::Kind::Sequence;
        }
        SpanChild fresh;
        fresh.key = goal->keyed ? toSpans(textNode(goal->key)) : SpanNode();
        fresh.value = child.written ? *child.written : toSpans(child.value);
        node.children.insert(node.children.begin() + static_cast<std::ptrdiff_t>(goal->position), std::move(fresh));
        std::vector<SpanChild> &left = nodeAt(root, shifted(source, into->steps, goal->position)).children;
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(from));
    });
    return done ? commit(run, subjectOf(m_tree.root, place.steps) + ": moved to " + std::string(target), false)
                : std::unexpected(done.error());
}

} // namespace patchbay::document
