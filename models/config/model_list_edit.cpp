// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/model_list_edit.h"

#include "providers/config/yaml_reader.h"

#include <algorithm>

namespace patchbay::document {

namespace {

std::unexpected<Error> refuse(std::string message)
{
    Error error = makeError(ErrorClass::BadRequest, std::move(message));
    error.code = "edit";
    return std::unexpected(std::move(error));
}

// The path of the item that the deployment was read from.
Result<std::string> pathOf(const ConfigDocument &document, std::string_view id)
{
    const config::Deployment *deployment = document.configuration().deployment(id);
    const YamlNode *list = document.configuration().root.find("model_list");
    if (!deployment || !list) {
        return refuse("There is no deployment with this id in the file.");
    }
    const auto item = std::ranges::find_if(list->items, [&](const YamlNode &candidate) {
        return candidate.span.file == deployment->span.file && candidate.span.begin == deployment->span.begin;
    });
    if (item == list->items.end()) {
        return refuse("The deployment's entry was not found in the file.");
    }
    if (item->span.file != 0) {
        return refuse("The deployment stands in an included file, which is not changed from here.");
    }
    const auto before = std::ranges::count_if(list->items.begin(), item,
                                              [](const YamlNode &other) { return other.span.file == 0; });
    return "model_list[" + std::to_string(before) + "]";
}

Result<EditReport> merge(ConfigDocument &document, const std::string &path, const YamlNode &members)
{
    EditReport whole;
    for (const config::YamlEntry &entry : members.entries) {
        if (path.ends_with("model_info") && entry.key == "id") {
            continue; // says which, and stays
        }
        const std::string place = path + "." + keyText(entry.key);
        const Result<Place> found = document.find(place);
        const bool there = found && found->exists();
        if (entry.value.isNull() && !there) {
            continue;
        }
        const Result<EditReport> done =
            entry.value.isNull() ? document.remove(place) : document.set(place, config::toJson(entry.value));
        if (!done) {
            return done;
        }
        whole.changed = whole.changed || done->changed;
        whole.problems.insert(whole.problems.end(), done->problems.begin(), done->problems.end());
    }
    return whole;
}

} // namespace

Result<EditReport> addModel(ConfigDocument &document, std::string_view entry)
{
    const Result<Place> list = document.find("model_list");
    const bool there = list && list->exists() && list->node && list->node->isSequence();
    return there ? document.add("model_list", entry) : document.set("model_list", "[" + std::string(entry) + "]");
}

Result<EditReport> updateModel(ConfigDocument &document, std::string_view deployment, std::string_view entry)
{
    const Result<std::string> path = pathOf(document, deployment);
    if (!path) {
        return std::unexpected(path.error());
    }
    std::vector<config::Problem> notes;
    const auto node = config::readYaml({ std::string(entry), "the call", 0 }, notes);
    if (!node || !node->isMapping()) {
        return refuse("The call's body cannot be read.");
    }
    EditReport whole;
    for (const char *part : { "litellm_params", "model_info" }) {
        const YamlNode *members = node->find(part);
        if (!members || !members->isMapping()) {
            continue;
        }
        const Result<EditReport> done = merge(document, *path + "." + part, *members);
        if (!done) {
            return done;
        }
        whole.changed = whole.changed || done->changed;
        whole.problems.insert(whole.problems.end(), done->problems.begin(), done->problems.end());
    }
    if (const YamlNode *name = node->find("model_name"); name && name->asText()) {
        const Result<EditReport> done = document.set(*path + ".model_name", config::toJson(*name));
        if (!done) {
            return done;
        }
        whole.changed = whole.changed || done->changed;
        whole.problems.insert(whole.problems.end(), done->problems.begin(), done->problems.end());
    }
    return whole;
}

Result<EditReport> setValue(ConfigDocument &document, const std::vector<std::string> &keys, const std::string &json)
{
    std::string path;
    for (const std::string &key : keys) {
        path += (path.empty() ? "" : ".") + keyText(key);
    }
    if (json != "null") {
        return document.set(path, json);
    }
    const Result<Place> found = document.find(path);
    return found && found->exists() ? document.remove(path) : Result<EditReport>(EditReport {});
}

Result<EditReport> removeModel(ConfigDocument &document, std::string_view deployment)
{
    return pathOf(document, deployment).and_then([&](const std::string &path) { return document.remove(path); });
}

} // namespace patchbay::document
