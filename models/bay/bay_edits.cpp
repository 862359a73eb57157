// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/bay_edits.h"

#include "providers/catalog/catalog.h"

#include <algorithm>
#include <cstdlib>

namespace patchbay::bay {
namespace {

std::string jsonText(std::string_view text)
{
    config::YamlNode node;
    node.kind = config::YamlNode::Kind::String;
    node.text = text;
    return toJson(node);
}

std::unexpected<Error> refused(std::string message)
{
    Error error = makeError(ErrorClass::BadRequest, std::move(message));
    error.code = "edit";
    return std::unexpected(std::move(error));
}

std::unexpected<Error> elsewhere()
{
    return refused("This is written in an included file, which is read and never changed.");
}

std::vector<FallbackPlace> placesOf(const ConfigDocument &document, CableKind kind, const std::string &group)
{
    std::vector<FallbackPlace> places = fallbackPlaces(document, kind);
    std::erase_if(places, [&](const FallbackPlace &place) { return place.group != group; });
    return places;
}

std::optional<FallbackPlace> placeOf(const ConfigDocument &document, const BayCable &cable)
{
    for (const FallbackPlace &place : fallbackPlaces(document, cable.kind)) {
        if (!place.path.empty() && place.path == cable.path) {
            return place;
        }
    }
    return std::nullopt;
}

// Ends with the last report; the first error ends it.
template <typename Paths> Result<EditReport> removeAll(ConfigDocument &document, const Paths &paths)
{
    Result<EditReport> report = EditReport {};
    for (const std::string &path : paths) {
        report = document.remove(path);
        if (!report) {
            return report;
        }
    }
    return report;
}

} // namespace

Result<EditReport> addFallback(ConfigDocument &document, CableKind kind, const std::string &from,
                               const std::string &to, std::optional<std::size_t> position)
{
    const std::vector<FallbackPlace> places = placesOf(document, kind, from);
    if (!places.empty() && places.back().rule.empty()) {
        return elsewhere();
    }
    document::EditOptions options;
    options.position = position;
    Result<EditReport> report = places.empty()
        ? document.add(fallbackList(document, kind), '{' + jsonText(from) + ": [" + jsonText(to) + "]}")
        : document.add(places.back().rule, jsonText(to), options);
    if (report) {
        report->sentence = std::string(kindText(kind)) + " for " + (from == everyGroup ? "every group" : from) + ": add " + to;
    }
    return report;
}

Result<EditReport> retarget(ConfigDocument &document, const BayCable &cable, const std::string &to)
{
    if (cable.kind == CableKind::Alias && !cable.path.empty()) {
        const Result<config::YamlNode> value = document.value(cable.path);
        return document.set(value && value->isMapping() ? cable.path + ".model" : cable.path, jsonText(to));
    }
    return cable.path.empty() ? elsewhere() : document.set(cable.path, jsonText(to));
}

Result<EditReport> removeCable(ConfigDocument &document, const BayCable &cable)
{
    if (cable.kind == CableKind::Alias) {
        return cable.path.empty() ? elsewhere() : document.remove(cable.path);
    }
    if (!cable.isFallback()) {
        return refused("A deployment always belongs to a group; drag the cable to another group, or delete the deployment.");
    }
    const std::optional<FallbackPlace> place = placeOf(document, cable);
    if (!place) {
        return elsewhere();
    }
    if (place->neighbours > 1) {
        const bool map = place->path.ends_with(".model");
        return document.remove(map ? place->path.substr(0, place->path.size() - 6) : place->path);
    }
    // A rule without targets would only be noise: the item goes.
    const std::size_t item = place->rule.rfind(']');
    return document.remove(item == std::string::npos ? place->rule : place->rule.substr(0, item + 1));
}

Result<EditReport> reorderBy(ConfigDocument &document, const BayCable &cable, int steps)
{
    const std::optional<FallbackPlace> place = placeOf(document, cable);
    if (!place) {
        return elsewhere();
    }
    if (place->neighbours < 2) {
        return refused("It is the only fallback of its kind.");
    }
    const std::size_t bracket = place->path.rfind('[');
    const auto last = static_cast<long>(place->neighbours) - 1;
    const long from = std::strtol(place->path.c_str() + bracket + 1, nullptr, 10);
    const long to = std::clamp(from + steps, 0L, last);
    const std::string item = place->path.substr(0, place->path.find(']', bracket) + 1);
    Result<EditReport> report = document.move(item, std::to_string(to));
    if (report) {
        report->sentence = std::string(kindText(cable.kind)) + " for " + place->group + ": " + place->target
            + " is number " + std::to_string(to + 1);
    }
    return report;
}

NewDeployment newDeployment(const std::string &model, const std::string &group, const Catalog &catalog)
{
    NewDeployment made { group, model, {}, {} };
    const std::size_t slash = model.find('/');
    if (made.group.empty()) {
        made.group = slash == std::string::npos ? model : model.substr(slash + 1);
    }
    const ProviderEntry *provider = slash == std::string::npos ? nullptr : catalog.provider(model.substr(0, slash));
    if (provider && !provider->keyVariables.empty()) {
        made.keyVariable = provider->keyVariables.front();
    }
    return made;
}

Result<EditReport> addDeployment(ConfigDocument &document, const NewDeployment &deployment)
{
    std::string value = "{\"model_name\": " + jsonText(deployment.group)
        + ", \"litellm_params\": {\"model\": " + jsonText(deployment.model);
    if (!deployment.apiBase.empty()) {
        value += ", \"api_base\": " + jsonText(deployment.apiBase);
    }
    if (!deployment.keyVariable.empty()) {
        value += ", \"api_key\": " + jsonText("os.environ/" + deployment.keyVariable);
    }
    value += "}}";
    document::EditOptions options;
    const config::YamlNode *list = document.tree().root.find("model_list");
    for (std::size_t item = 0; list && item < list->items.size(); ++item) {
        const config::YamlNode *name = list->items[item].find("model_name");
        if (name && name->text == deployment.group) {
            options.position = item + 1;
        }
    }
    Result<EditReport> report = document.add("model_list", value, options);
    if (report) {
        report->sentence = deployment.group + ": add " + deployment.model;
    }
    return report;
}

Result<EditReport> regroup(ConfigDocument &document, const BayNode &deployment, const std::string &group)
{
    return deployment.path.empty() ? elsewhere() : document.set(deployment.path + ".model_name", jsonText(group));
}

Result<EditReport> addAlias(ConfigDocument &document, const std::string &name, const std::string &group)
{
    return document.set("router_settings.model_group_alias." + document::keyText(name), jsonText(group));
}

Result<EditReport> renameNode(ConfigDocument &document, const BayNode &node, const std::string &name)
{
    if (name.empty()) {
        return refused("A name cannot be empty.");
    }
    switch (node.kind) {
    case NodeKind::Group: {
        const config::YamlNode *list = document.tree().root.find("model_list");
        for (std::size_t item = 0; list && item < list->items.size(); ++item) {
            const config::YamlNode *own = list->items[item].find("model_name");
            if (own && own->text == node.name) {
                return document.rename("model_list[" + std::to_string(item) + ']', name);
            }
        }
        return elsewhere();
    }
    case NodeKind::Alias: return node.path.empty() ? elsewhere() : document.rename(node.path, name);
    case NodeKind::Deployment:
        return node.path.empty() ? elsewhere() : document.set(node.path + ".litellm_params.model", jsonText(name));
    case NodeKind::Provider: return refused("Providers are named by their deployments' models.");
    }
    return refused("This has no name.");
}

Result<EditReport> removeNode(ConfigDocument &document, const BayNode &node)
{
    if (node.kind == NodeKind::Provider) {
        return refused("A provider goes when its last deployment goes.");
    }
    if (node.kind != NodeKind::Group) {
        return node.path.empty() ? elsewhere() : document.remove(node.path);
    }
    std::vector<std::string> paths;
    const config::YamlNode *list = document.tree().root.find("model_list");
    for (std::size_t item = list ? list->items.size() : 0; item-- > 0;) {
        const config::YamlNode *name = list->items[item].find("model_name");
        if (name && name->text == node.name) {
            paths.push_back("model_list[" + std::to_string(item) + ']');
        }
    }
    Result<EditReport> report = removeAll(document, paths);
    // What names it, one at a time: a removal moves the places of the others.
    for (bool found = report.has_value(); found;) {
        found = false;
        const Picture picture = makePicture(document, nullptr);
        for (const BayCable &cable : picture.cables) {
            const bool names = picture.nodes[cable.from].name == node.name || picture.nodes[cable.to].name == node.name;
            if ((cable.isFallback() || cable.kind == CableKind::Alias) && names && !cable.path.empty()) {
                report = removeCable(document, cable);
                found = report.has_value();
                break;
            }
        }
    }
    if (report) {
        report->sentence = "group " + node.name + ": removed";
    }
    return report;
}

Result<EditReport> removeThings(ConfigDocument &document, const std::vector<std::string> &ids)
{
    Result<EditReport> last = EditReport {};
    int removed = 0;
    for (const std::string &id : ids) {
        // Places move with every removal.
        const Picture picture = makePicture(document, nullptr);
        const BayNode *node = picture.node(id);
        const BayCable *cable = node ? nullptr : picture.cable(id);
        if (!node && !cable) {
            continue;
        }
        last = node ? removeNode(document, *node) : removeCable(document, *cable);
        if (!last) {
            return last;
        }
        ++removed;
    }
    if (removed > 1) {
        last->sentence = std::to_string(removed) + " things removed";
    }
    return last;
}

std::string whyNoFallback(const ConfigDocument &document, CableKind kind, const BayNode &from, const BayNode &to)
{
    if (from.kind != NodeKind::Group || (to.kind != NodeKind::Group && to.kind != NodeKind::Deployment)) {
        return "A fallback goes from a group to a group.";
    }
    if (from.id == to.id) {
        return "A group cannot fall back to itself.";
    }
    if (to.name == everyGroup) {
        return "That stands for every group.";
    }
    const std::vector<FallbackPlace> places = placesOf(document, kind, from.name);
    const bool there = std::ranges::contains(places, to.name, &FallbackPlace::target);
    return there ? from.title + " falls back to " + to.title + " already." : std::string();
}

} // namespace patchbay::bay
