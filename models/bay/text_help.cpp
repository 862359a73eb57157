// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/text_help.h"

#include "models/bay/known_names.h"
#include "models/config/schema_place.h"
#include "models/config/schema_words.h"
#include "providers/catalog/catalog.h"

#include <algorithm>

namespace patchbay::bay {
namespace {

using document::CursorPlace;
using document::SchemaPlace;

void describeField(TextHelp &help, const config::SchemaField &field)
{
    help.facts = document::factsOf(field);
    help.sentence = document::sentenceOf(field);
    std::string choices;
    for (const std::string_view choice : field.choices) {
        choices += (choices.empty() ? "" : ", ") + std::string(choice);
    }
    if (!choices.empty()) {
        help.lines.push_back("One of " + choices);
    }
}

bool describeName(TextHelp &help, const config::GatewayConfig &configuration, std::optional<document::NameKind> kind)
{
    if (!kind) {
        return false;
    }
    std::vector<KnownName> names = knownNames(configuration, *kind);
    const auto found = std::ranges::find(names, help.title, &KnownName::name);
    if (found == names.end()) {
        return false;
    }
    help.facts = found->words;
    help.lines = std::move(found->lines);
    if (found->words.starts_with("alias of ")) {
        const auto target = std::ranges::find(names, found->words.substr(9), &KnownName::name);
        if (target != names.end()) {
            help.facts += ", a " + target->words;
            help.lines = target->lines;
        }
    }
    return true;
}

bool describeModel(TextHelp &help, const Catalog *catalog)
{
    if (!catalog) {
        return false;
    }
    const Result<ResolvedModel> resolved = catalog->resolve(help.title);
    if (!resolved) {
        return false;
    }
    help.facts = resolved->provider->name;
    if (!resolved->model) {
        help.sentence = "The catalogue does not know this model: its price and context are unknown.";
        return true;
    }
    const std::string words = modelWords(*resolved->model);
    help.facts += words.empty() ? "" : " · " + words;
    help.sentence = resolved->model->note;
    return true;
}

// A key that stands under a name which people chose: the group of a fallback, an alias.
void describeKey(TextHelp &help, const CursorPlace &place, const CompletionSource &source)
{
    const SchemaPlace schema = SchemaPlace::at(place.steps);
    const SchemaPlace key = schema.key(help.title);
    if (key.field) {
        describeField(help, *key.field);
    } else if (!describeName(help, source.configuration, document::referenceAt(place.steps, true)) && schema.object
               && schema.type != config::ValueType::ObjectMap) {
        help.facts = "no key of " + std::string(schema.object->name);
    } else if (help.facts.empty() && schema.field) {
        help.facts = std::string(schema.field->name);
        help.sentence = std::string(schema.field->help);
    }
}

void describeValue(TextHelp &help, const CursorPlace &place, const CompletionSource &source)
{
    const std::string &key = place.steps.empty() ? help.title : place.steps.back().key;
    const bool deployment = place.steps.size() > 2 && place.steps.front().key == "model_list";
    if (const auto variable = config::environmentReference(help.title)) {
        help.title = std::string(*variable);
        help.facts = "environment variable";
        help.sentence = "The value is read from the process's environment when it is needed.";
        return;
    }
    if (deployment && (key == "model" || key == "base_model") && describeModel(help, source.catalog)) {
        return;
    }
    const bool name = deployment && key == "model_name";
    if (describeName(help, source.configuration, name ? document::NameKind::Group : document::referenceAt(place.steps, false))) {
        return;
    }
    // A plain value: what its key means.
    const SchemaPlace schema = SchemaPlace::at(place.steps);
    help.title = schema.field ? std::string(schema.field->name) : std::string();
    if (schema.field) {
        describeField(help, *schema.field);
    }
}

std::string_view bare(std::string_view word)
{
    const bool quoted = word.size() > 1 && (word.front() == '"' || word.front() == '\'') && word.back() == word.front();
    return quoted ? word.substr(1, word.size() - 2) : word;
}

} // namespace

std::optional<TextHelp> helpAt(std::string_view text, std::size_t offset, const CompletionSource &source)
{
    const std::optional<CursorPlace> place = document::placeAtCursor(text, offset);
    if (!place || place->begin == place->end || offset < place->begin || offset > place->end) {
        return std::nullopt;
    }
    TextHelp help { .begin = place->begin, .end = place->end };
    help.title = std::string(bare(text.substr(place->begin, place->end - place->begin)));
    if (place->kind == CursorPlace::Kind::Key) {
        describeKey(help, *place, source);
    } else {
        describeValue(help, *place, source);
    }
    return help.title.empty() || (help.facts.empty() && help.sentence.empty()) ? std::nullopt : std::optional(std::move(help));
}

} // namespace patchbay::bay
