// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/quick_fixes.h"

#include "models/config/schema_place.h"
#include "models/config/span_at.h"
#include "providers/catalog/catalog.h"
#include "providers/config/fallback_keys.h"
#include "providers/config/schema_check.h"

#include <algorithm>
#include <format>

namespace patchbay::bay {
namespace {

using document::ConfigDocument;
using document::EditReport;
using document::PlaceStep;
using document::SchemaPlace;
using Steps = std::vector<PlaceStep>;

constexpr std::size_t mostChoices = 6;

std::string jsonText(std::string_view text)
{
    return toJson(document::textNode(std::string(text)));
}

Steps parentOf(Steps steps, std::size_t levels = 1)
{
    steps.resize(steps.size() - std::min(levels, steps.size()));
    return steps;
}

bool isFallbackList(const Steps &steps, std::size_t depth)
{
    return steps.size() > depth && steps[1].isKey && (steps[1].key == config::defaultFallbacksKey || config::findFallbackKey(steps[1].key));
}

class FixFinder {
public:
    FixFinder(const config::Problem &problem, const ConfigDocument &document, const Catalog *catalog)
        : m_problem(problem)
        , m_document(document)
        , m_catalog(catalog)
        , m_nearest(config::suggestedName(problem.remedy))
    {
        if (const auto spot = document::spotAt(document.tree().spans, problem.span.begin, problem.span.end)) {
            m_steps = spot->steps;
            m_onKey = spot->onKey;
            m_path = toText(m_steps);
        }
    }

    std::vector<QuickFix> run()
    {
        struct Row {
            std::string_view code;
            void (FixFinder::*find)();
        };
        constexpr Row rows[] = {
            { "unknown-key", &FixFinder::misspelt },
            { "unused-policy", &FixFinder::misspelt },
            { "unsupported", &FixFinder::removeKey },
            { "unsupported-rule", &FixFinder::removeKey },
            { "unknown-value", &FixFinder::choices },
            { "unknown-group", &FixFinder::reference },
            { "unused-rule", &FixFinder::reference },
            { "unused-fallback", &FixFinder::rule },
            { "empty-fallback", &FixFinder::rule },
            { "duplicate-fallback", &FixFinder::join },
            { "unknown-credential", &FixFinder::credential },
            { "unknown-guardrail", &FixFinder::reference },
            { "unknown-policy", &FixFinder::reference },
            { "unknown-model", &FixFinder::model },
            { "unknown-provider", &FixFinder::model },
            { "plain-key", &FixFinder::variable },
            { "out-of-range", &FixFinder::bounds },
            { "wrong-type", &FixFinder::type },
            { "missing-duration", &FixFinder::duration },
            { "zero-weight", &FixFinder::weight },
            { "duplicate-id", &FixFinder::removeKey },
            { "duplicate-deployment", &FixFinder::removeItem },
            { "unreachable-rule", &FixFinder::removeItem },
        };
        const auto row = std::ranges::find(rows, m_problem.code, &Row::code);
        if (row != std::end(rows) && !m_steps.empty()) {
            (this->*row->find)();
        }
        return std::move(m_fixes);
    }

private:
    void offer(std::string words, std::function<Result<EditReport>(ConfigDocument &)> apply)
    {
        m_fixes.push_back({ std::move(words), std::move(apply) });
    }

    void offerSet(std::string words, const std::string &path, const std::string &value)
    {
        offer(std::move(words), [path, value](ConfigDocument &document) { return document.set(path, value); });
    }

    void offerRemoval(std::string words, const Steps &steps)
    {
        offer(std::move(words), [path = toText(steps)](ConfigDocument &document) { return document.remove(path); });
    }

    void misspelt()
    {
        const Result<config::YamlNode> map = m_document.value(toText(parentOf(m_steps)));
        if (!m_nearest.empty() && (!map || !map->find(m_nearest))) {
            offer("Rename to " + m_nearest, [path = m_path, name = m_nearest](ConfigDocument &document) { return document.rename(path, name); });
        }
        removeKey();
    }

    void removeKey() { offerRemoval("Remove " + m_steps.back().key, m_steps); }

    void removeItem()
    {
        const std::size_t item = m_steps.size() - (m_steps.back().isKey ? 1 : 0);
        if (item > 0) {
            offerRemoval(m_problem.code == "duplicate-deployment" ? "Remove this deployment" : "Remove this rule",
                         parentOf(m_steps, m_steps.size() - item));
        }
    }

    void choices()
    {
        const SchemaPlace schema = SchemaPlace::at(m_steps);
        if (!schema.field) {
            return;
        }
        std::vector<std::string> words;
        if (!m_nearest.empty()) {
            words.push_back(m_nearest);
        }
        for (const std::string_view choice : schema.field->choices) {
            if (choice != m_nearest && words.size() < mostChoices) {
                words.emplace_back(choice);
            }
        }
        for (const std::string &word : words) {
            offerSet("Set to " + word, m_path, jsonText(word));
        }
    }

    // A name of a group that there is not.
    void reference()
    {
        if (!m_nearest.empty() && m_onKey) {
            offer("Change to " + m_nearest, [path = m_path, name = m_nearest](ConfigDocument &document) { return document.rename(path, name); });
        } else if (!m_nearest.empty()) {
            offerSet("Change to " + m_nearest, m_path, jsonText(m_nearest));
        }
        const std::string name = m_onKey ? m_steps.back().key : m_document.value(m_path).value_or(config::YamlNode {}).text;
        const bool inList = !m_steps.back().isKey;
        if (isFallbackList(m_steps, 4)) {
            // Rules without targets would only be noise: the last target takes its rule along.
            const Result<config::YamlNode> targets = m_document.value(toText(parentOf(m_steps)));
            const bool last = inList && targets && targets->items.size() == 1;
            offerRemoval("Remove the fallback to " + name, last ? parentOf(m_steps, 2) : m_steps);
        } else if (inList) {
            offerRemoval(std::format("Remove {} from the list", name), m_steps);
        } else if (m_onKey || m_steps.front().key != "patchbay") {
            // A rule without its group would be none; a setting may go.
            offerRemoval("Remove " + m_steps.back().key, m_steps);
        }
    }

    // A rule of a list of fallbacks as a whole.
    void rule()
    {
        if (!isFallbackList(m_steps, 2)) {
            return;
        }
        Steps item = m_steps;
        item.resize(3);
        if (m_problem.code == "unused-fallback" && !m_nearest.empty() && m_steps.size() > 3) {
            Steps key = m_steps;
            key.resize(4);
            offer("Change to " + m_nearest, [path = toText(key), name = m_nearest](ConfigDocument &document) { return document.rename(path, name); });
        }
        offerRemoval("Remove the rule", item);
    }

    // The targets of a rule behind those of the one that counts.
    void join()
    {
        if (!isFallbackList(m_steps, 3)) {
            return;
        }
        Steps list = m_steps;
        list.resize(2);
        const std::string name = m_steps[3].key;
        const Result<config::YamlNode> rules = m_document.value(toText(list));
        for (std::size_t index = 0; rules && index < m_steps[2].index; ++index) {
            const config::YamlNode *first = rules->items[index].find(name);
            if (!first) {
                continue;
            }
            const std::string goal = std::format("{}[{}].{}", toText(list), index, document::keyText(name));
            const std::string here = std::format("{}[{}]", toText(list), m_steps[2].index);
            offer("Join the two lists", [goal, here, name](ConfigDocument &document) { return joinLists(document, goal, here, name); });
            return;
        }
    }

    static Result<EditReport> joinLists(ConfigDocument &document, const std::string &goal, const std::string &here, const std::string &name)
    {
        const Result<config::YamlNode> more = document.value(here + '.' + document::keyText(name));
        for (const config::YamlNode &target : more ? more->items : std::vector<config::YamlNode>()) {
            const Result<config::YamlNode> known = document.value(goal);
            const auto same = [&target](const config::YamlNode &item) { return toJson(item) == toJson(target); };
            if (known && std::ranges::any_of(known->items, same)) {
                continue;
            }
            if (const Result<EditReport> added = document.add(goal, toJson(target)); !added) {
                return added;
            }
        }
        Result<EditReport> report = document.remove(here);
        if (report) {
            report->sentence = "fallbacks of " + name + ": two lists joined";
        }
        return report;
    }

    void credential()
    {
        if (!m_nearest.empty()) {
            offerSet("Change to " + m_nearest, m_path, jsonText(m_nearest));
        }
        removeKey();
    }

    // The suggestion names the model without its provider.
    void model()
    {
        const Result<config::YamlNode> value = m_document.value(m_path);
        if (m_nearest.empty() || !value) {
            return;
        }
        const std::size_t slash = value->text.find('/');
        const bool provider = m_problem.code == "unknown-provider";
        const std::string rest = slash == std::string::npos ? value->text : value->text.substr(slash + 1);
        const std::string prefix = slash == std::string::npos ? std::string() : value->text.substr(0, slash + 1);
        const std::string bare = m_nearest.ends_with('/') ? m_nearest.substr(0, m_nearest.size() - 1) : m_nearest;
        const std::string fresh = provider ? bare + '/' + rest : prefix + m_nearest;
        offerSet("Change to " + fresh, m_path, jsonText(fresh));
    }

    // The variable that the provider's key usually is in, else one named after the key.
    std::string variableName() const
    {
        const std::string &key = m_steps.back().key;
        if (m_steps.front().key == "model_list" && key == "api_key" && m_steps.size() > 2) {
            const Result<config::YamlNode> model = m_document.value(toText(parentOf(m_steps)) + ".model");
            const std::string name = model ? model->text : std::string();
            const ProviderEntry *provider = m_catalog ? m_catalog->provider(std::string_view(name).substr(0, name.find('/'))) : nullptr;
            if (provider && !provider->keyVariables.empty()) {
                return provider->keyVariables.front();
            }
        }
        std::string name = m_steps.front().key == "general_settings" && key == "master_key" ? "litellm_master_key" : key;
        std::ranges::transform(name, name.begin(), [](char letter) {
            return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A')
                : (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ? letter : '_';
        });
        return name;
    }

    void variable()
    {
        const std::string reference = "os.environ/" + variableName();
        offerSet("Write " + reference + " instead of the key", m_path, jsonText(reference));
    }

    void bounds()
    {
        const SchemaPlace schema = SchemaPlace::at(m_steps);
        const Result<config::YamlNode> value = m_document.value(m_path);
        const std::optional<double> number = value ? value->asNumber() : std::nullopt;
        if (schema.field && number) {
            const double bound = *number < schema.field->minimum ? schema.field->minimum : schema.field->maximum;
            offerSet(std::format("Set to {}", bound), m_path, std::format("{}", bound));
        }
        removeKey();
    }

    void type()
    {
        const SchemaPlace schema = SchemaPlace::at(m_steps);
        const Result<config::YamlNode> value = m_document.value(m_path);
        if (!value || m_onKey) {
            return;
        }
        const bool plainList = schema.type == config::ValueType::TextList || schema.type == config::ValueType::ChoiceList
            || schema.type == config::ValueType::List;
        if (plainList && value->isScalar() && !value->isNull()) {
            offerSet("Make it a list", m_path, '[' + toJson(*value) + ']');
        }
        if (m_steps.back().isKey && !schema.isSecret()) {
            removeKey();
        }
    }

    void duration()
    {
        const std::string path = toText(parentOf(m_steps)) + ".budget_duration";
        for (const std::string_view span : { "1d", "7d", "30d" }) {
            offerSet(std::format("Add budget_duration: {}", span), path, std::string(span));
        }
    }

    void weight()
    {
        if (m_steps.back().key == "weight") {
            offerSet("Set to 1", m_path, "1");
            removeKey();
        }
    }

    const config::Problem &m_problem;
    const ConfigDocument &m_document;
    const Catalog *m_catalog;
    std::string m_nearest;
    Steps m_steps {};
    bool m_onKey = false;
    std::string m_path {};
    std::vector<QuickFix> m_fixes {};
};

} // namespace

std::vector<QuickFix> fixesFor(const config::Problem &problem, const document::ConfigDocument &document, const Catalog *catalog)
{
    return problem.span.file == 0 ? FixFinder(problem, document, catalog).run() : std::vector<QuickFix>();
}

} // namespace patchbay::bay
