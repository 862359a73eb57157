// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/spend_scope.h"

#include "models/ledger/ledger_dictionary.h"
#include "models/ledger/spend_buckets.h"

#include <algorithm>

namespace patchbay {

using namespace Qt::StringLiterals;

namespace {

// Tags stand in lists; one that is in no other column has no number, and gets one of these.
constexpr std::uint32_t firstStrange = 0x8000'0000;
// A value that nothing has.
constexpr std::uint32_t nowhere = 0xffff'ffff;

constexpr std::string_view statusNames[] = { "success", "failure", "unknown", "open" };

ContextField::Of fieldOf(SpendDimension dimension)
{
    const auto call = [](CallField::Of field) { return ContextField::Of(std::size_t(ContextField::FirstOfCall) + field); };
    switch (dimension) {
    case SpendDimension::Provider: return call(CallField::Provider);
    case SpendDimension::Group: return call(CallField::Group);
    case SpendDimension::Deployment: return call(CallField::Deployment);
    case SpendDimension::Key: return call(CallField::VirtualKey);
    case SpendDimension::ProviderKey: return call(CallField::ProviderKey);
    case SpendDimension::Team: return call(CallField::Team);
    case SpendDimension::User: return call(CallField::User);
    case SpendDimension::Customer: return call(CallField::Customer);
    case SpendDimension::Project: return call(CallField::Project);
    case SpendDimension::Tag:
    case SpendDimension::TagList: return call(CallField::Tags);
    case SpendDimension::Endpoint: return call(CallField::Endpoint);
    case SpendDimension::Status: return ContextField::Status;
    case SpendDimension::Failure: return ContextField::ErrorClass;
    default: return call(CallField::Model);
    }
}

std::uint32_t statusFrom(const QString &name)
{
    const auto found = std::ranges::find(statusNames, name.toStdString());
    return found == std::end(statusNames) ? nowhere : static_cast<std::uint32_t>(found - std::begin(statusNames));
}

} // namespace

SpendScope::SpendScope(const LedgerReader &reader, const SpendRequest &request)
    : m_reader(reader)
    , m_withSimulated(request.withSimulated)
{
    std::uint32_t fields = 0;
    const auto needs = [&](SpendDimension dimension) {
        m_wantsRuns = m_wantsRuns || dimension == SpendDimension::Run;
        fields |= dimension == SpendDimension::Run ? 0 : std::uint32_t(1) << fieldOf(dimension);
    };
    for (const SpendDimension dimension : request.by) {
        if (!isTimeDimension(dimension)) {
            m_by.append(dimension);
            needs(dimension);
        }
    }
    for (const SpendCondition &condition : request.where) {
        Condition own { condition.dimension, {}, condition.except };
        for (const QString &value : condition.values) {
            const std::string text = value.toStdString();
            std::uint32_t number = condition.dimension == SpendDimension::Status ? statusFrom(value)
                : condition.dimension == SpendDimension::Run                     ? runNumber(text)
                                                                                 : reader.nameId(text).value_or(nowhere);
            if (condition.dimension == SpendDimension::Tag && number == nowhere) {
                number = m_strangeTags.emplace(text, firstStrange + m_strange.size()).first->second;
                if (number == firstStrange + m_strange.size()) {
                    m_strange.push_back(text);
                }
            }
            own.values.push_back(number);
        }
        std::ranges::sort(own.values);
        m_conditions.push_back(std::move(own));
        needs(condition.dimension);
    }
    for (const Cuboid cuboid : cuboids) {
        if ((fields & ~fieldsOf(cuboid)) == 0) {
            m_cuboid = cuboid;
            break;
        }
    }
}

const std::vector<std::uint32_t> &SpendScope::tagsOf(std::uint32_t tags)
{
    const auto [known, isNew] = m_tags.try_emplace(tags);
    if (isNew) {
        for (const std::string &tag : tagsFrom(m_reader.name(tags))) {
            std::optional<std::uint32_t> number = m_reader.nameId(tag);
            if (!number) {
                const auto [strange, first] = m_strangeTags.emplace(tag, firstStrange + m_strange.size());
                if (first) {
                    m_strange.push_back(tag);
                }
                number = strange->second;
            }
            known->second.push_back(*number);
        }
        if (known->second.empty()) {
            known->second.push_back(0); // no tag is the tag ""
        }
    }
    return known->second;
}

bool SpendScope::passes(const Condition &condition, const ContextKey &context)
{
    const auto listed = [&](std::uint32_t value) { return std::ranges::binary_search(condition.values, value); };
    if (condition.dimension == SpendDimension::Tag) {
        return std::ranges::any_of(tagsOf(context[fieldOf(condition.dimension)]),
                                   [&](std::uint32_t tag) { return listed(tag) != condition.except; });
    }
    return listed(condition.dimension == SpendDimension::Run ? m_run : context[fieldOf(condition.dimension)]) != condition.except;
}

std::uint32_t SpendScope::runNumber(std::string_view run)
{
    if (run.empty()) {
        return 0;
    }
    if (const auto known = m_runs.find(run); known != m_runs.end()) {
        return known->second;
    }
    const auto number = static_cast<std::uint32_t>(firstStrange + m_strange.size());
    m_strange.emplace_back(run);
    m_runs.emplace(run, number);
    return number;
}

bool SpendScope::wantsOnlyRuns() const
{
    return std::ranges::any_of(m_conditions, [](const Condition &condition) {
        return condition.dimension == SpendDimension::Run && std::ranges::contains(condition.values, 0u) == condition.except;
    });
}

bool SpendScope::wantsFailures() const
{
    constexpr auto failure = static_cast<std::uint32_t>(SpendStatus::Failure);
    return std::ranges::any_of(m_conditions, [](const Condition &condition) {
        const bool ofStatus = condition.dimension == SpendDimension::Status && condition.values == std::vector { failure };
        const bool ofClass = condition.dimension == SpendDimension::Failure && !std::ranges::contains(condition.values, 0u);
        return !condition.except && (ofStatus || ofClass);
    });
}

std::uint32_t SpendScope::groupOf(const GroupKey &key)
{
    const auto [known, isNew] = m_numbers.try_emplace(key, static_cast<std::uint32_t>(m_groups.size()));
    if (isNew) {
        m_groups.push_back(key);
    }
    return known->second;
}

void SpendScope::addGroups(const ContextKey &context, std::size_t dimension, GroupKey &key)
{
    if (dimension == static_cast<std::size_t>(m_by.size())) {
        if (const std::uint32_t group = groupOf(key); !std::ranges::contains(m_found, group)) {
            m_found.push_back(group);
        }
        return;
    }
    const SpendDimension by = m_by.at(static_cast<qsizetype>(dimension));
    const std::uint32_t value = by == SpendDimension::Run ? m_run : context[fieldOf(by)];
    const std::vector<std::uint32_t> values = by == SpendDimension::Tag ? tagsOf(value) : std::vector { value };
    for (const std::uint32_t one : values) {
        key.push_back(one);
        addGroups(context, dimension + 1, key);
        key.pop_back();
    }
}

const std::vector<std::uint32_t> &SpendScope::groupsOf(const ContextKey &context)
{
    m_found.clear();
    const bool wanted = (m_withSimulated || context[ContextField::Simulated] == 0)
        && std::ranges::all_of(m_conditions, [&](const Condition &condition) { return passes(condition, context); });
    if (wanted) {
        GroupKey key;
        addGroups(context, 0, key);
    }
    return m_found;
}

QStringList SpendScope::valuesOf(std::size_t group) const
{
    QStringList values;
    const GroupKey &key = m_groups[group];
    for (std::size_t index = 0; index < key.size(); ++index) {
        const std::uint32_t number = key[index];
        if (m_by.at(static_cast<qsizetype>(index)) == SpendDimension::Status) {
            const std::string_view name = statusNames[std::min<std::size_t>(number, std::size(statusNames) - 1)];
            values.append(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
        } else {
            values.append(QString::fromStdString(number >= firstStrange ? m_strange[number - firstStrange]
                                                                        : m_reader.name(number)));
        }
    }
    return values;
}

} // namespace patchbay
