// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/gateway/sql_spend_source.h"

#include "models/ledger/ledger_query.h"
#include "models/ledger/spend_query.h"

#include <algorithm>

namespace patchbay {

using gateway::SpendBy;
using gateway::SpendFilter;

namespace {

SpendDimension dimensionOf(SpendBy by)
{
    switch (by) {
    case SpendBy::Day: return SpendDimension::Day;
    case SpendBy::Model: return SpendDimension::Model;
    case SpendBy::Provider: return SpendDimension::Provider;
    case SpendBy::Group: return SpendDimension::Group;
    case SpendBy::Deployment: return SpendDimension::Deployment;
    case SpendBy::Key: return SpendDimension::Key;
    case SpendBy::Team: return SpendDimension::Team;
    case SpendBy::User: return SpendDimension::User;
    case SpendBy::Customer: return SpendDimension::Customer;
    case SpendBy::Tag: return SpendDimension::Tag;
    case SpendBy::Endpoint: return SpendDimension::Endpoint;
    case SpendBy::Status: return SpendDimension::Status;
    case SpendBy::Project: return SpendDimension::Project;
    }
    return SpendDimension::Model;
}

// What several conditions on one column have in common.
void narrow(std::vector<std::string> &list, bool &nothing, const std::vector<std::string> &wanted)
{
    if (list.empty()) {
        list = wanted;
    } else {
        std::erase_if(list, [&](const std::string &value) { return !std::ranges::contains(wanted, value); });
    }
    nothing = nothing || list.empty();
}

} // namespace

Result<std::vector<gateway::SpendSum>> SqlSpendSource::sums(const std::vector<SpendBy> &by, const SpendFilter &filter)
{
    Result<std::unique_ptr<SpendQuery>> query = SpendQuery::open(m_file);
    if (!query) {
        return std::unexpected(query.error());
    }
    SpendRequest request;
    for (const SpendBy one : by) {
        request.by.append(dimensionOf(one));
    }
    request.from = filter.from;
    request.to = filter.to;
    request.withSimulated = true;
    request.withFirst = by == std::vector { SpendBy::Deployment }; // windows of budgets begin there
    for (const gateway::SpendWhere &where : filter.where) {
        SpendCondition condition { dimensionOf(where.by), {} };
        for (const std::string &value : where.values) {
            condition.values.append(QString::fromStdString(value));
        }
        request.where.append(std::move(condition));
    }
    const Result<QList<SpendRow>> rows = (*query)->read(request);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::vector<gateway::SpendSum> sums;
    for (const SpendRow &row : *rows) {
        gateway::SpendSum sum;
        for (const QString &value : row.values) {
            sum.values.push_back(value.toStdString());
        }
        sum.requests = row.requests;
        sum.attempts = row.attempts;
        sum.failed = row.failed;
        sum.promptTokens = row.promptTokens;
        sum.completionTokens = row.completionTokens;
        sum.cachedTokens = row.cachedTokens;
        sum.cacheCreationTokens = row.cacheCreationTokens;
        sum.known = row.known.value_or(Money {});
        sum.unpriced = row.unpriced;
        sum.first = row.first;
        sums.push_back(std::move(sum));
    }
    return sums;
}

Result<std::vector<gateway::SpendEntry>> SqlSpendSource::entries(const SpendFilter &filter, std::size_t offset,
                                                                 std::size_t atMost)
{
    Result<std::unique_ptr<LedgerQuery>> query = LedgerQuery::open(m_file);
    if (!query) {
        return std::unexpected(query.error());
    }
    AttemptFilter wanted;
    wanted.from = filter.from;
    wanted.to = filter.to;
    wanted.anyId = filter.request;
    bool nothing = false;
    for (const gateway::SpendWhere &where : filter.where) {
        switch (where.by) {
        case SpendBy::Key: narrow(wanted.virtualKeys, nothing, where.values); break;
        case SpendBy::Team: narrow(wanted.teams, nothing, where.values); break;
        case SpendBy::User: narrow(wanted.users, nothing, where.values); break;
        case SpendBy::Customer: narrow(wanted.customers, nothing, where.values); break;
        case SpendBy::Model: narrow(wanted.models, nothing, where.values); break;
        case SpendBy::Tag:
            nothing = nothing || where.values.size() != 1 || (!wanted.tag.empty() && wanted.tag != where.values.front());
            wanted.tag = nothing ? wanted.tag : where.values.front();
            break;
        default: return failure(ErrorClass::BadRequest, "Rows of the ledger cannot be chosen by this.");
        }
    }
    std::vector<gateway::SpendEntry> entries;
    if (nothing) {
        return entries;
    }
    const Result<QList<AttemptRow>> rows =
        (*query)->attempts(wanted, static_cast<int>(offset), static_cast<int>(atMost));
    if (!rows) {
        return std::unexpected(rows.error());
    }
    for (const AttemptRow &row : *rows) {
        entries.push_back({ row.draft, row.outcome, row.endedAt });
    }
    return entries;
}

} // namespace patchbay
