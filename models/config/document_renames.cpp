// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/config_document.h"
#include "models/config/edit_run.h"
#include "models/config/edit_sentence.h"
#include "models/config/references.h"
#include "models/config/schema_place.h"

#include <algorithm>

namespace patchbay::document {
namespace {

struct NamedThing {
    NameKind kind = NameKind::Group;
    std::string name;
};

std::string_view kindText(NameKind kind)
{
    switch (kind) {
    case NameKind::Group: return "group";
    case NameKind::Alias: return "alias";
    case NameKind::DeploymentId: return "deployment id";
    case NameKind::Guardrail: return "guardrail";
    case NameKind::Policy: return "policy";
    case NameKind::Credential: break;
    }
    return "credential";
}

// What has a name that others refer to.
std::optional<NamedThing> namedThing(const Place &place)
{
    const Steps &steps = place.steps;
    const auto key = [&](std::size_t index) { return index < steps.size() ? std::string_view(steps[index].key) : ""; };
    const auto scalar = [](const YamlNode *node) {
        return node && node->isScalar() && !node->isNull() ? std::optional(node->text) : std::nullopt;
    };
    const auto thing = [](NameKind kind, const std::optional<std::string> &name) {
        return name ? std::optional(NamedThing { kind, *name }) : std::nullopt;
    };
    const YamlNode &node = *place.node;
    if (key(0) == "model_list" && steps.size() == 2) {
        return thing(NameKind::Group, scalar(node.find("model_name")));
    }
    if (key(0) == "model_list" && steps.size() == 3 && key(2) == "model_name") {
        return thing(NameKind::Group, scalar(&node));
    }
    if (key(0) == "model_list" && steps.size() == 4 && key(2) == "model_info" && key(3) == "id") {
        return thing(NameKind::DeploymentId, scalar(&node));
    }
    if ((key(0) == "router_settings" || key(0) == "litellm_settings") && key(1) == "model_group_alias"
        && steps.size() == 3) {
        return thing(NameKind::Alias, std::string(key(2)));
    }
    if (key(0) == "credential_list" && steps.size() == 2) {
        return thing(NameKind::Credential, scalar(node.find("credential_name")));
    }
    if (key(0) == "credential_list" && steps.size() == 3 && key(2) == "credential_name") {
        return thing(NameKind::Credential, scalar(&node));
    }
    if (key(0) == "guardrails" && steps.size() == 2) {
        return thing(NameKind::Guardrail, scalar(node.find("guardrail_name")));
    }
    if (key(0) == "guardrails" && steps.size() == 3 && key(2) == "guardrail_name") {
        return thing(NameKind::Guardrail, scalar(&node));
    }
    if (key(0) == "policies" && steps.size() == 2) {
        return thing(NameKind::Policy, std::string(key(1)));
    }
    return std::nullopt;
}

bool isDefined(SpanNode root, NameKind kind, std::string_view name)
{
    bool defined = false;
    visitNames(root, kind, name, [&](const NameSpot &spot) { defined = defined || spot.defines; });
    return defined;
}

// A group's deployments share their name: a selector by it means the group.
Path meantPath(Path path)
{
    if (path.size() > 1 && path[0].key == "model_list" && path[1].kind == PathStep::Kind::Match && !path[1].which
        && std::ranges::any_of(path[1].conditions, [](const auto &condition) { return condition.first == "model_name"; })) {
        path[1].which = 0;
    }
    return path;
}

} // namespace

Result<EditReport> ConfigDocument::rename(std::string_view path, std::string_view name)
{
    const Result<Place> place = parsePath(path).and_then(
        [&](const Path &steps) { return findPlace(m_tree, meantPath(steps)); });
    const bool found = place && place->exists() && !place->steps.empty();
    std::optional<NamedThing> thing = found ? namedThing(*place) : std::nullopt;
    for (const NameKind kind : { NameKind::Group, NameKind::Alias, NameKind::DeploymentId, NameKind::Credential, NameKind::Guardrail, NameKind::Policy }) {
        if (!found && !thing && isDefined(m_tree.spans, kind, path)) {
            thing = NamedThing { kind, std::string(path) };
        }
    }
    if (thing) {
        return renameThing(static_cast<int>(thing->kind), thing->name, std::string(name));
    }
    if (!found) {
        return place && place->steps.empty() && place->exists()
            ? std::unexpected(pathError("The whole file has no name."))
            : std::unexpected(place ? value(path).error() : place.error());
    }
    if (!place->editable() || !place->steps.back().isKey) {
        return std::unexpected(pathError("\"" + toText(place->steps) + "\" has no name of its own. " + place->barrier,
                                         "Name a key, a group of model_list, an alias, an id, a credential, a guardrail or a policy."));
    }
    Steps container = place->steps;
    container.pop_back();
    if (place->parent()->find(name)) {
        return std::unexpected(pathError("\"" + toText(container) + "\" has \"" + std::string(name) + "\" already."));
    }
    EditRun run(*this);
    const std::string sentence = toText(place->steps) + ": renamed to " + std::string(name);
    const Result<void> done = run.renameKey(place->steps, std::string(name));
    return done ? commit(run, sentence, false) : std::unexpected(done.error());
}

Result<EditReport> ConfigDocument::renameThing(int kindNumber, const std::string &old, const std::string &name)
{
    const auto kind = static_cast<NameKind>(kindNumber);
    if (name.empty()) {
        return std::unexpected(pathError("The new name is empty."));
    }
    if (old != name
        && (isDefined(m_tree.spans, kind, name)
            || (kind == NameKind::Alias && isDefined(m_tree.spans, NameKind::Group, name))
            || (kind == NameKind::Group && isDefined(m_tree.spans, NameKind::Alias, name)))) {
        Error error = makeError(ErrorClass::BadRequest, "There is a " + std::string(kindText(kind)) + " \"" + name + "\" already.");
        error.code = "value";
        error.remedy = "Choose a free name, or set model_name of single deployments.";
        return std::unexpected(std::move(error));
    }
    EditRun run(*this);
    const TextEditor editor(m_text, m_tree.spans);
    Patches patches;
    SpanNode spans = m_tree.spans;
    int references = 0;
    visitNames(spans, kind, old, [&](const NameSpot &spot) {
        Patches one = editor.replaceScalar(spot.node, textNode(name), spot.flow);
        std::ranges::move(one, std::back_inserter(patches));
        references += spot.defines ? 0 : 1;
    });
    const Result<void> done = run.step(std::move(patches), {}, [&](SpanNode &root) {
        visitNames(root, kind, old, [&](const NameSpot &spot) { spot.node.scalar = textNode(name); });
    });
    const std::string count = std::to_string(references) + (references == 1 ? " reference" : " references");
    return done ? commit(run, std::string(kindText(kind)) + ' ' + old + ": renamed to " + name + " with " + count, false)
                : std::unexpected(done.error());
}

} // namespace patchbay::document
