// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the dimensions of sums are called.
#include "models/ledger/spend_request.h"

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

struct DimensionRow {
    SpendDimension dimension;
    QLatin1StringView name;
};

constexpr DimensionRow dimensionRows[] = {
    { SpendDimension::Model, "model"_L1 },
    { SpendDimension::Provider, "provider"_L1 },
    { SpendDimension::Group, "group"_L1 },
    { SpendDimension::Deployment, "deployment"_L1 },
    { SpendDimension::Key, "key"_L1 },
    { SpendDimension::ProviderKey, "provider_key"_L1 },
    { SpendDimension::Team, "team"_L1 },
    { SpendDimension::User, "user"_L1 },
    { SpendDimension::Customer, "customer"_L1 },
    { SpendDimension::Project, "project"_L1 },
    { SpendDimension::Tag, "tag"_L1 },
    { SpendDimension::Status, "status"_L1 },
    { SpendDimension::Endpoint, "endpoint"_L1 },
    { SpendDimension::Failure, "error"_L1 },
    { SpendDimension::Run, "run"_L1 },
    { SpendDimension::TagList, "tag_list"_L1 },
    { SpendDimension::Hour, "hour"_L1 },
    { SpendDimension::Day, "day"_L1 },
    { SpendDimension::Week, "week"_L1 },
    { SpendDimension::Month, "month"_L1 },
};

const DimensionRow &rowOf(SpendDimension dimension)
{
    return dimensionRows[static_cast<std::size_t>(dimension)];
}

} // namespace

QString spendDimensionName(SpendDimension dimension)
{
    return rowOf(dimension).name;
}

std::optional<SpendDimension> spendDimensionFromName(QStringView name)
{
    for (const DimensionRow &row : dimensionRows) {
        if (name == row.name) {
            return row.dimension;
        }
    }
    return std::nullopt;
}

QStringList spendDimensionNames()
{
    QStringList names;
    for (const DimensionRow &row : dimensionRows) {
        names.append(row.name);
    }
    return names;
}

QList<SpendRequest> partsOutside(const SpendRequest &request)
{
    SpendRequest behind = request;
    behind.outside = false;
    behind.withLatency = false;
    SpendRequest before = behind;
    behind.from = request.to;
    behind.to = {};
    before.to = request.from;
    before.from = {};
    QList<SpendRequest> parts;
    if (request.to) {
        parts.append(behind);
    }
    if (request.from) {
        parts.append(before);
    }
    return parts;
}

} // namespace patchbay
