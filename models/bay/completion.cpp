// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/completion.h"

#include "models/bay/known_names.h"
#include "models/config/schema_place.h"
#include "models/config/schema_words.h"
#include "models/config/yaml_writer.h"
#include "providers/catalog/catalog.h"

#include <algorithm>

namespace patchbay::bay {
namespace {

using config::ValueType;
using document::CursorPlace;
using document::SchemaPlace;

constexpr std::size_t mostShown = 120;
constexpr std::size_t indentStep = 2;

std::string lower(std::string_view text)
{
    std::string small(text);
    std::ranges::transform(small, small.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return small;
}

// 0: begins with it; 1: a part of the name does; 2: it stands somewhere; 3: it does not.
int rankOf(std::string_view name, std::string_view typed)
{
    const std::size_t at = lower(name).find(typed);
    if (at == 0) {
        return 0;
    }
    return at == std::string_view::npos ? 3 : std::string_view("_-./: ").contains(name[at - 1]) ? 1 : 2;
}

bool isMap(ValueType type)
{
    return type == ValueType::Object || type == ValueType::ObjectMap || type == ValueType::Map
        || type == ValueType::NumberMap || type == ValueType::AliasMap;
}

bool isList(ValueType type)
{
    return type == ValueType::ObjectList || type == ValueType::List || type == ValueType::TextList
        || type == ValueType::ChoiceList || type == ValueType::GroupList;
}

bool isModelKey(const std::vector<document::PlaceStep> &steps)
{
    return steps.size() > 2 && steps.front().key == "model_list"
        && (steps.back().key == "model" || steps.back().key == "base_model");
}

class Completer {
public:
    Completer(std::string_view text, std::size_t offset, const CompletionSource &source, CursorPlace place)
        : m_text(text)
        , m_source(source)
        , m_place(std::move(place))
    {
        m_completion.begin = m_place.begin;
        m_completion.end = m_place.end;
        std::string_view word = text.substr(m_place.begin, std::min(offset, m_place.end) - m_place.begin);
        m_completion.wordBegun = !word.empty();
        m_quote = !word.empty() && (word.front() == '"' || word.front() == '\'') ? word.substr(0, 1) : std::string_view();
        word.remove_prefix(m_quote.size());
        m_typed = lower(word);
    }

    Completion run()
    {
        collect();
        if (finished() && m_source.asked) {
            m_typed.clear();
            m_completion.suggestions.clear();
            collect();
            finished();
        }
        return std::move(m_completion);
    }

private:
    using Steps = std::vector<document::PlaceStep>;

    void collect()
    {
        if (m_place.kind == CursorPlace::Kind::Key) {
            keysOf(SchemaPlace::at(m_place.steps), m_place.steps, {});
        } else {
            value(SchemaPlace::at(m_place.steps), m_place.steps, {});
        }
    }

    // `before` goes in front of what is put in: the dash of an item that has none yet.
    void value(const SchemaPlace &schema, const Steps &steps, const std::string &before)
    {
        const bool ownLine = before.empty() && !m_place.dashed && m_text.substr(0, m_place.begin).ends_with(':');
        const std::string start = ownLine ? " " : before;
        if (schema.isList() && before.empty() && !m_place.flow && startsLine()) {
            Steps item = steps;
            item.push_back({});
            return value(schema.item(), item, "- ");
        }
        if (schema.groupItem || schema.object) {
            keysOf(schema, steps, start);
        }
        words(schema, start);
        names(document::referenceAt(steps, false), start);
        if (isModelKey(steps)) {
            models(start);
        } else if (steps.size() == 3 && steps.front().key == "model_list" && steps.back().key == "model_name") {
            names(document::NameKind::Group, start);
        } else if (schema.type == ValueType::Secret) {
            variables(start);
        }
        const bool plain = m_completion.suggestions.empty() && schema.field && !schema.field->initial.empty();
        if (plain && schema.type != ValueType::Secret) {
            add({ .text = std::string(schema.field->initial), .detail = "default", .help = document::sentenceOf(*schema.field) }, start);
        }
    }

    // Nothing but blanks and dashes before the word.
    bool startsLine() const
    {
        const std::size_t lineBegin = m_text.substr(0, m_place.begin).find_last_of("\r\n") + 1;
        return m_text.substr(lineBegin, m_place.begin - lineBegin).find_first_not_of(" -") == std::string_view::npos;
    }

    void keysOf(const SchemaPlace &schema, const Steps &steps, const std::string &before)
    {
        if (schema.object && schema.type != ValueType::ObjectMap) {
            for (const config::SchemaField &field : schema.object->fields) {
                key(std::string(field.name), &field, before);
            }
        }
        if (const std::optional<document::NameKind> kind = document::referenceAt(steps, true)) {
            for (const KnownName &known : knownNames(m_source.configuration, *kind)) {
                key(known.name, nullptr, before, schema.groupItem ? ValueType::TextList : schema.type, known.words);
            }
        }
    }

    void key(const std::string &name, const config::SchemaField *field, const std::string &before,
             ValueType type = ValueType::Any, const std::string &words = {})
    {
        if (std::ranges::contains(m_place.siblings, name)) {
            return;
        }
        Suggestion suggestion { .text = name, .detail = words };
        if (field) {
            type = field->type;
            suggestion.detail = document::factsOf(*field);
            suggestion.help = document::sentenceOf(*field);
        }
        document::WritingStyle style;
        style.flow = m_place.flow;
        suggestion.insertion = before + document::keyText(name, style);
        if (!m_place.complete) {
            begin(suggestion, type, m_place.column + before.size());
        }
        offer(std::move(suggestion));
    }

    // What follows a fresh key: its colon, and the begin of a map or a list.
    void begin(Suggestion &suggestion, ValueType type, std::size_t column) const
    {
        const bool list = isList(type);
        const bool map = isMap(type);
        const bool brackets = m_place.flow || type == ValueType::TextList || type == ValueType::ChoiceList;
        if (brackets && (list || map)) {
            suggestion.insertion += list ? ": []" : ": {}";
            suggestion.caretBack = 1;
        } else if (list || map) {
            suggestion.insertion += ":\n" + std::string(column + indentStep, ' ') + (list ? "- " : "");
        } else {
            suggestion.insertion += ": ";
        }
    }

    void words(const SchemaPlace &schema, const std::string &before)
    {
        const std::string_view initial = schema.field ? schema.field->initial : std::string_view();
        const std::string help = schema.field ? document::sentenceOf(*schema.field) : std::string();
        const auto word = [&](std::string_view text) {
            add({ .text = std::string(text), .detail = text == initial ? "default" : "", .help = help }, before);
        };
        if (schema.type == ValueType::Boolean || schema.type == ValueType::ObjectOrFalse) {
            word("true");
            word("false");
        } else if ((schema.type == ValueType::Choice || schema.type == ValueType::ChoiceList) && schema.field) {
            std::ranges::for_each(schema.field->choices, word);
        }
    }

    void names(std::optional<document::NameKind> kind, const std::string &before)
    {
        if (!kind) {
            return;
        }
        for (const KnownName &known : knownNames(m_source.configuration, *kind)) {
            std::string help;
            for (const std::string &line : known.lines) {
                help += (help.empty() ? "" : ", ") + line;
            }
            add({ .text = known.name, .detail = known.words, .help = std::move(help) }, before);
        }
    }

    void models(const std::string &before)
    {
        if (!m_source.catalog) {
            return;
        }
        for (const ModelEntry &model : m_source.catalog->models()) {
            if (rankOf(model.provider + '/' + model.name, m_typed) < 3) {
                add({ .text = model.provider + '/' + model.name, .detail = modelWords(model), .help = model.note }, before);
            }
        }
    }

    // Of the deployment that the cursor stands in, as the file was read last.
    const ProviderEntry *providerHere() const
    {
        const config::YamlNode *list = m_source.configuration.root.find("model_list");
        if (!m_source.catalog || !list || m_place.steps.size() < 2 || m_place.steps[1].index >= list->items.size()) {
            return nullptr;
        }
        const config::YamlNode *parameters = list->items[m_place.steps[1].index].find("litellm_params");
        const config::YamlNode *model = parameters ? parameters->find("model") : nullptr;
        return model ? m_source.catalog->provider(std::string_view(model->text).substr(0, model->text.find('/'))) : nullptr;
    }

    // The variable of the deployment's provider first, then those that the file names already.
    void variables(const std::string &before)
    {
        std::vector<std::string> known;
        const auto offerVariable = [&](const std::string &name, const std::string &detail) {
            if (!std::ranges::contains(known, name)) {
                known.push_back(name);
                add({ .text = "os.environ/" + name, .detail = detail, .help = "The key is read from this variable, and never from the file." },
                    before);
            }
        };
        if (const ProviderEntry *provider = providerHere(); provider && !provider->keyVariables.empty()) {
            offerVariable(provider->keyVariables.front(), provider->name);
        }
        for (const config::Deployment &deployment : m_source.configuration.deployments) {
            const config::YamlNode *key = deployment.parameters.find("api_key");
            if (const auto name = key ? config::environmentReference(key->text) : std::nullopt; name && !name->empty()) {
                offerVariable(std::string(*name), "used in this file");
            }
        }
    }

    // A scalar value.
    void add(Suggestion suggestion, const std::string &before)
    {
        const bool quotes = !m_quote.empty();
        const bool word = suggestion.text == "true" || suggestion.text == "false" || suggestion.detail == "default";
        document::WritingStyle style;
        style.flow = m_place.flow;
        suggestion.insertion = quotes ? std::string(m_quote) + suggestion.text + std::string(m_quote)
            : word                    ? suggestion.text
                                      : document::scalarText(document::textNode(suggestion.text), style);
        suggestion.insertion.insert(0, before);
        offer(std::move(suggestion));
    }

    void offer(Suggestion suggestion)
    {
        if (rankOf(suggestion.text, m_typed) < 3) {
            m_completion.suggestions.push_back(std::move(suggestion));
        }
    }

    // Sorts; true when all that was left stands there already.
    bool finished()
    {
        std::vector<Suggestion> &all = m_completion.suggestions;
        m_completion.ofKey = m_place.kind == CursorPlace::Kind::Key;
        std::ranges::stable_sort(all, {}, [this](const Suggestion &one) { return rankOf(one.text, m_typed); });
        if (all.size() > mostShown) {
            all.resize(mostShown);
        }
        const std::string_view word = m_text.substr(m_place.begin, m_place.end - m_place.begin);
        if (all.size() == 1 && (all.front().insertion == word || all.front().text == word)) {
            all.clear();
            return true;
        }
        return false;
    }

    std::string_view m_text;
    const CompletionSource &m_source;
    CursorPlace m_place;
    std::string_view m_quote;
    std::string m_typed; // in small letters
    Completion m_completion {};
};

} // namespace

Completion completionAt(std::string_view text, std::size_t offset, const CompletionSource &source)
{
    std::optional<CursorPlace> place = document::placeAtCursor(text, offset);
    return place ? Completer(text, offset, source, std::move(*place)).run() : Completion();
}

} // namespace patchbay::bay
