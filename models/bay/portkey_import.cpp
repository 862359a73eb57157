// SPDX-License-Identifier: GPL-3.0-or-later
//
// importPortkey(): a tree of strategies becomes groups, weights and fallbacks. A load balancer's leaves share one
// group; what follows in a fallback is a group of its own; a condition becomes a rule.
#include "models/bay/imports.h"
#include "models/bay/portkey_target.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <format>
#include <numeric>
#include <optional>
#include <set>

using namespace Qt::StringLiterals;

namespace patchbay::bay {
namespace {

using config::YamlEntry;
using config::YamlNode;

constexpr int deepest = 8; // targets inside targets
constexpr std::size_t mostDeployments = 1'000;
constexpr char firstGroup[] = "chat";

std::string textOf(const QJsonValue &value)
{
    return value.toString().toStdString();
}

// What a target inherits.
struct Outer {
    QJsonObject parameters {};
    double timeout = 0; // milliseconds
    double weight = 1;
    int depth = 0;
};

class PortkeyReader {
public:
    explicit PortkeyReader(const Catalog &catalog)
        : m_targets(catalog, m_sketch)
    {
    }

    Result<Imported> run(const QJsonObject &root)
    {
        readSettings(root);
        place(root, firstGroup, {});
        if (m_failure) {
            return std::unexpected(*m_failure);
        }
        writeWeights();
        return m_sketch.write("From a Portkey config.");
    }

private:
    void readSettings(const QJsonObject &root)
    {
        const QJsonObject retry = root["retry"_L1].toObject();
        if (retry["attempts"_L1].toDouble() > 0) {
            m_sketch.set("router_settings", "num_retries", numberNode(std::floor(retry["attempts"_L1].toDouble())));
        }
        if (!retry["on_status_codes"_L1].toArray().isEmpty()) {
            m_sketch.note("Not taken over: retry.on_status_codes; failures are retried by their kind here.");
        }
        const QJsonObject cache = root["cache"_L1].toObject();
        const QString mode = cache["mode"_L1].toString();
        if (mode == u"simple") {
            m_sketch.set("litellm_settings", "cache", truthNode(true));
            std::vector<YamlEntry> parameters { entryOf("type", wordNode("local")) };
            if (cache["max_age"_L1].toDouble() > 0) {
                parameters.push_back(entryOf("ttl", numberNode(cache["max_age"_L1].toDouble())));
            }
            m_sketch.set("litellm_settings", "cache_params", mapNode(std::move(parameters)));
        } else if (!mode.isEmpty()) {
            m_sketch.note("Not taken over: cache.mode " + mode.toStdString() + '.');
        }
        for (const QString &key : { u"before_request_hooks"_s, u"after_request_hooks"_s, u"input_guardrails"_s, u"output_guardrails"_s, u"forward_headers"_s }) {
            if (root.contains(key)) {
                m_sketch.note("Not taken over: " + key.toStdString() + '.');
            }
        }
    }

    // Puts a target and what is in it into a group.
    void place(const QJsonObject &node, const std::string &group, Outer outer)
    {
        if (++outer.depth > deepest || m_sketch.deployments().size() >= mostDeployments) {
            m_failure = makeError(ErrorClass::BadRequest, "The Portkey config has too many targets inside one another.");
            return;
        }
        const QJsonObject own = node["override_params"_L1].toObject();
        for (auto entry = own.begin(); entry != own.end(); ++entry) {
            outer.parameters[entry.key()] = entry.value();
        }
        outer.timeout = node["request_timeout"_L1].toDouble(outer.timeout);
        if (outer.depth > 1 && (node.contains("retry"_L1) || node.contains("cache"_L1))) {
            m_sketch.note("Not taken over: retry and cache of single targets; those of the whole config hold.");
        }
        const QJsonArray targets = node["targets"_L1].toArray();
        if (targets.isEmpty()) {
            if (auto deployment = m_targets.read(node, outer.parameters, outer.timeout)) {
                deployment->group = group;
                m_weights.push_back(outer.weight);
                m_sketch.add(std::move(*deployment));
            }
            return;
        }
        const QString mode = node["strategy"_L1].toObject()["mode"_L1].toString();
        if (mode == u"loadbalance") {
            balance(targets, group, outer);
        } else if (mode == u"fallback") {
            fallBack(node, targets, group, outer);
        } else if (mode == u"conditional") {
            decide(node["strategy"_L1].toObject(), targets, group, outer);
        } else {
            place(targets.first().toObject(), group, outer);
        }
    }

    void balance(const QJsonArray &targets, const std::string &group, const Outer &outer)
    {
        double all = 0;
        for (const QJsonValue &target : targets) {
            all += std::max(0.0, target["weight"_L1].toDouble(1));
        }
        for (const QJsonValue &target : targets) {
            Outer inner = outer;
            inner.weight = outer.weight * (all > 0 ? std::max(0.0, target["weight"_L1].toDouble(1)) / all : 0);
            m_weighted.insert(group);
            place(target.toObject(), group, inner);
        }
    }

    void fallBack(const QJsonObject &node, const QJsonArray &targets, const std::string &group, const Outer &outer)
    {
        if (!node["strategy"_L1].toObject()["on_status_codes"_L1].toArray().isEmpty()) {
            m_sketch.note("Not taken over: strategy.on_status_codes; groups fall back on any failure that lasts.");
        }
        if (m_weighted.contains(group)) {
            m_sketch.note("A fallback inside a load balancer holds for all of the group " + group + " here.");
        }
        place(targets.first().toObject(), group, outer);
        for (qsizetype number = 1; number < targets.size(); ++number) {
            const QJsonObject target = targets[number].toObject();
            const std::string next = freshGroup(textOf(target["name"_L1]));
            m_sketch.addFallback(group, next);
            Outer inner = outer;
            inner.weight = 1;
            place(target, next, inner);
        }
    }

    void decide(const QJsonObject &strategy, const QJsonArray &targets, const std::string &group, const Outer &outer)
    {
        const QString fallback = strategy["default"_L1].toString();
        std::map<QString, std::string> groups;
        bool placed = false;
        for (const QJsonValue &value : targets) {
            const QJsonObject target = value.toObject();
            const QString name = target["name"_L1].toString();
            const bool usual = !placed && (name == fallback || fallback.isEmpty());
            placed = placed || usual;
            groups[name] = usual ? group : freshGroup(name.toStdString());
            Outer inner = outer;
            inner.weight = 1;
            place(target, groups[name], inner);
        }
        if (!placed) {
            m_failure = makeError(ErrorClass::BadRequest, "The condition's default target is not among its targets.");
        }
        for (const QJsonValue &condition : strategy["conditions"_L1].toArray()) {
            const auto use = groups.find(condition["then"_L1].toString());
            if (use != groups.end()) {
                addRules(condition["query"_L1].toObject(), group, use->second);
            }
        }
    }

    // metadata.KEY is a tag KEY:VALUE here; nothing else has a counterpart.
    void addRules(const QJsonObject &query, const std::string &group, const std::string &use)
    {
        const QString key = query.size() == 1 ? query.begin().key() : QString();
        std::vector<YamlNode> tags;
        if (key.startsWith(u"metadata."_s)) {
            const QString name = key.sliced(9);
            const QJsonObject test = query.begin()->toObject();
            QJsonArray values = test["$in"_L1].toArray();
            const QJsonValue equal = query.begin()->isObject() ? test["$eq"_L1] : *query.begin();
            if (!equal.isUndefined()) {
                values.append(equal);
            }
            for (const QJsonValue &value : values) {
                tags.push_back(wordNode((name + u':' + value.toVariant().toString()).toStdString()));
            }
        }
        if (tags.empty()) {
            m_sketch.note("Not taken over: a condition that leads to " + use + "; add a rule under patchbay.rules for it.");
            return;
        }
        m_sketch.note("Conditions on metadata are conditions on tags here: clients send the tag " + tags.front().text + '.');
        m_sketch.addRule(mapNode({ entryOf("when", mapNode({ entryOf("model", wordNode(group)), entryOf("tag", listNode(std::move(tags))) })),
                                   entryOf("use", wordNode(use)) }));
    }

    // A target's own name, else chat-2, chat-3.
    std::string freshGroup(const std::string &wanted)
    {
        if (!wanted.empty() && m_names.insert(wanted).second) {
            return wanted;
        }
        int number = 2;
        while (!m_names.insert(std::format("{}-{}", wanted.empty() ? firstGroup : wanted, number)).second) {
            ++number;
        }
        return std::format("{}-{}", wanted.empty() ? firstGroup : wanted, number);
    }

    // Whole numbers as small as they go, where a group's members differ.
    void writeWeights()
    {
        for (const std::string &group : m_weighted) {
            std::vector<std::size_t> members;
            std::int64_t divisor = 0;
            const auto whole = [this](std::size_t place) {
                constexpr double fine = 10'000;
                return static_cast<std::int64_t>(std::llround(m_weights[place] * fine));
            };
            for (std::size_t place = 0; place < m_weights.size(); ++place) {
                if (m_sketch.deployments()[place].group == group) {
                    members.push_back(place);
                    divisor = std::gcd(divisor, whole(place));
                }
            }
            const bool same = std::ranges::all_of(members, [&](std::size_t place) { return whole(place) == whole(members.front()); });
            for (const std::size_t place : same ? std::vector<std::size_t>() : members) {
                m_sketch.deployments()[place].parameters.push_back(
                    entryOf("weight", numberNode(static_cast<double>(whole(place) / std::max<std::int64_t>(divisor, 1)))));
            }
        }
    }

    ConfigSketch m_sketch;
    std::vector<double> m_weights; // by deployment
    std::set<std::string> m_weighted; // groups that are balanced
    std::set<std::string> m_names { firstGroup };
    PortkeyTargets m_targets;
    std::optional<Error> m_failure;
};

} // namespace

Result<Imported> importPortkey(std::string_view json, const Catalog &catalog)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size())), &problem);
    if (!document.isObject()) {
        return failure(ErrorClass::BadRequest, "This is no JSON object: " + problem.errorString().toStdString() + '.');
    }
    // As it is exported: the config beside its name.
    QJsonObject root = document.object();
    if (root["config"_L1].isObject()) {
        root = root["config"_L1].toObject();
    }
    const bool known = root.contains("targets"_L1) || root.contains("provider"_L1) || root.contains("virtual_key"_L1);
    if (!known) {
        return failure(ErrorClass::BadRequest, "This is no Portkey config: it has neither targets nor a provider.");
    }
    Result<Imported> imported = PortkeyReader(catalog).run(root);
    if (imported && !imported->text.contains("model_name:")) {
        return failure(ErrorClass::BadRequest, "None of its targets could be taken over. " + (imported->notes.empty() ? std::string() : imported->notes.front()));
    }
    return imported;
}

} // namespace patchbay::bay
