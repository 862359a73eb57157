// SPDX-License-Identifier: GPL-3.0-or-later
//
// Scenarios as JSON. Strict: a misspelt key must not silently be a scenario without its fault.
#include "providers/sandbox/sandbox.h"

#include "providers/sandbox/dialect.h"
#include "providers/sandbox/json_reading.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

namespace patchbay::sandbox {

namespace json = boost::json;

namespace {

struct KindName {
    Fault::Kind kind;
    std::string_view name;
};
constexpr std::array<KindName, 9> kindNames { {
    { Fault::Kind::None, "none" },
    { Fault::Kind::Status, "status" },
    { Fault::Kind::Stall, "stall" },
    { Fault::Kind::Cut, "cut" },
    { Fault::Kind::Malformed, "malformed" },
    { Fault::Kind::Html, "html" },
    { Fault::Kind::Empty, "empty" },
    { Fault::Kind::Refuse, "refuse" },
    { Fault::Kind::ErrorEvent, "error_event" },
} };

// Reads members of one object and keeps the first complaint.
class Reader {
public:
    Reader(const json::value &value, std::string path, std::initializer_list<std::string_view> known)
        : m_object(value.if_object())
        , m_path(std::move(path))
    {
        if (!m_object) {
            complain((m_path.empty() ? "The scenario" : "\"" + m_path + "\"") + " must be a JSON object.");
            return;
        }
        for (const auto &entry : *m_object) {
            if (std::ranges::find(known, std::string_view(entry.key())) == known.end()) {
                complain("Unknown key \"" + nameOf(entry.key()) + "\" in the scenario.");
            }
        }
    }

    void number(std::string_view name, double low, double high, double &target)
    {
        const json::value *value = find(name);
        if (!value) {
            return;
        }
        const double read = value->is_number() ? value->to_number<double>() : NAN;
        if (!(read >= low && read <= high)) {
            complain("\"" + nameOf(name) + "\" must be a number from " + json::serialize(json::value(low)) + " to "
                     + json::serialize(json::value(high)) + ".");
            return;
        }
        target = read;
    }
    template <typename Integer> void integer(std::string_view name, double low, double high, Integer &target)
    {
        double read = static_cast<double>(target);
        number(name, low, high, read);
        if (read != std::floor(read)) {
            complain("\"" + nameOf(name) + "\" must be a whole number.");
            return;
        }
        target = static_cast<Integer>(read);
    }
    void text(std::string_view name, std::string &target)
    {
        const json::value *value = find(name);
        if (value && !value->is_string()) {
            complain("\"" + nameOf(name) + "\" must be a string.");
        } else if (value) {
            target = value->get_string();
        }
    }
    const json::value *find(std::string_view name) const { return m_object ? member(*m_object, name) : nullptr; }
    std::string nameOf(std::string_view name) const
    {
        return m_path.empty() ? std::string(name) : m_path + "." + std::string(name);
    }
    void complain(std::string sentence)
    {
        if (m_complaint.empty()) {
            m_complaint = std::move(sentence);
        }
    }
    // Takes over the complaint of a part.
    void absorb(const Reader &part) { complain(part.m_complaint); }
    const std::string &complaint() const { return m_complaint; }

private:
    const json::object *m_object;
    std::string m_path;
    std::string m_complaint;
};

void readMatch(const json::value &value, Reader &parent, RuleMatch &match)
{
    Reader reader(value, parent.nameOf("match"), { "family", "model", "every", "first" });
    reader.text("family", match.family);
    reader.text("model", match.model);
    reader.integer("every", 1, 1e9, match.every);
    reader.integer("first", 0, 1e9, match.first);
    if (!match.family.empty() && !dialectFor(match.family)) {
        reader.complain("\"" + reader.nameOf("family") + "\" must be openai, anthropic, gemini or ollama.");
    }
    parent.absorb(reader);
}

void readFault(const json::value &value, Reader &parent, Fault &fault)
{
    Reader reader(value, parent.nameOf("fault"), { "kind", "status", "variant", "retry_after", "after_tokens" });
    std::string kind = "status";
    reader.text("kind", kind);
    const auto found = std::ranges::find(kindNames, std::string_view(kind), &KindName::name);
    if (found == kindNames.end()) {
        reader.complain("\"" + reader.nameOf("kind")
                        + "\" must be none, status, stall, cut, malformed, html, empty, refuse or error_event.");
    } else {
        fault.kind = found->kind;
    }
    reader.integer("status", fault.kind == Fault::Kind::Html ? 200 : 400, 599, fault.status);
    reader.text("variant", fault.variant);
    reader.number("retry_after", 0, 86400, fault.retryAfter);
    reader.integer("after_tokens", 0, 1e9, fault.afterTokens);
    constexpr std::array<std::string_view, 7> variants { "",     "bad_request", "context",    "content_policy",
                                                         "rate", "quota",       "invalid_key" };
    if (std::ranges::find(variants, std::string_view(fault.variant)) == variants.end()) {
        reader.complain("\"" + reader.nameOf("variant")
                        + "\" must be bad_request, context, content_policy, rate, quota or invalid_key.");
    }
    parent.absorb(reader);
}

void readRule(const json::value &value, const std::string &path, Reader &parent, Rule &rule)
{
    Reader reader(value, path, { "match", "fault", "first_token", "tokens_per_second", "answer_tokens", "text" });
    if (const json::value *match = reader.find("match")) {
        readMatch(*match, reader, rule.match);
    }
    if (const json::value *fault = reader.find("fault")) {
        readFault(*fault, reader, rule.fault);
    }
    if (const json::value *latency = reader.find("first_token")) {
        Reader part(*latency, reader.nameOf("first_token"), { "median", "spread" });
        part.number("median", -1, 3.6e6, rule.firstToken.median);
        part.number("spread", 0, 5, rule.firstToken.spread);
        reader.absorb(part);
    }
    reader.number("tokens_per_second", -1, 1e9, rule.tokensPerSecond);
    reader.integer("answer_tokens", 0, 1e6, rule.answerTokens);
    reader.text("text", rule.text);
    parent.absorb(reader);
}

json::object ruleObject(const Rule &rule)
{
    const auto kind = std::ranges::find(kindNames, rule.fault.kind, &KindName::kind);
    return {
        { "match",
          { { "family", rule.match.family },
            { "model", rule.match.model },
            { "every", rule.match.every },
            { "first", rule.match.first } } },
        { "fault",
          { { "kind", kind->name },
            { "status", rule.fault.status },
            { "variant", rule.fault.variant },
            { "retry_after", rule.fault.retryAfter },
            { "after_tokens", rule.fault.afterTokens } } },
        { "first_token", { { "median", rule.firstToken.median }, { "spread", rule.firstToken.spread } } },
        { "tokens_per_second", rule.tokensPerSecond },
        { "answer_tokens", rule.answerTokens },
        { "text", rule.text },
    };
}

} // namespace

Result<Scenario> parseScenario(std::string_view text)
{
    const std::optional<json::value> parsed = readJson(text);
    if (!parsed) {
        return failure(ErrorClass::BadRequest, "The scenario is not JSON.");
    }
    Scenario scenario;
    Reader reader(*parsed, "", { "seed", "speed", "rules" });
    reader.integer("seed", 0, 9007199254740992.0, scenario.seed);
    reader.number("speed", 0, 1e6, scenario.speed);
    if (const json::value *rules = reader.find("rules")) {
        const json::array *list = rules->if_array();
        if (!list) {
            reader.complain("\"rules\" must be a list.");
        }
        for (std::size_t index = 0; list && index < list->size(); ++index) {
            scenario.rules.emplace_back();
            readRule((*list)[index], "rules[" + std::to_string(index) + "]", reader, scenario.rules.back());
        }
    }
    if (!reader.complaint().empty()) {
        return failure(ErrorClass::BadRequest, reader.complaint());
    }
    return scenario;
}

std::string writeScenario(const Scenario &scenario)
{
    json::array rules;
    for (const Rule &rule : scenario.rules) {
        rules.push_back(ruleObject(rule));
    }
    return json::serialize(
        json::object { { "seed", scenario.seed }, { "speed", scenario.speed }, { "rules", std::move(rules) } });
}

} // namespace patchbay::sandbox
