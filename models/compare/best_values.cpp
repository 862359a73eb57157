// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/best_values.h"

#include <algorithm>

namespace patchbay {

namespace {

// Smaller is better; nothing where the turn has no such value.
std::optional<double> badness(const TurnLive &turn, MetricKind metric)
{
    const TurnMetrics &metrics = turn.metrics;
    const auto known = [](double value) { return value >= 0 ? std::optional<double>(value) : std::nullopt; };
    switch (metric) {
    case MetricKind::FirstToken: return known(static_cast<double>(metrics.firstTokenMicroseconds));
    case MetricKind::Total: return known(static_cast<double>(metrics.totalMicroseconds));
    case MetricKind::TokensPerSecond:
        return metrics.tokensPerSecond() > 0 ? std::optional<double>(-metrics.tokensPerSecond()) : std::nullopt;
    case MetricKind::Cost: return known(static_cast<double>(metrics.costNanoDollars));
    }
    return std::nullopt;
}

QSet<int> bestOf(const ComparedTurns &turns, MetricKind metric)
{
    QList<std::pair<double, int>> values;
    for (int index = 0; index < turns.size(); ++index) {
        const TurnLive *turn = turns[index];
        // A turn that only calls a tool has not answered yet: being quick or cheap is no merit there.
        if (turn == nullptr || turn->state != PaneState::Done || (turn->text.isEmpty() && !turn->toolCalls.isEmpty())) {
            continue;
        }
        if (const std::optional<double> value = badness(*turn, metric)) {
            values.append({ *value, index });
        }
    }
    if (values.size() < 2) {
        return {};
    }
    const auto [least, most] = std::ranges::minmax_element(values);
    if (least->first == most->first) {
        return {};
    }
    QSet<int> best;
    for (const auto &[value, index] : values) {
        if (value == least->first) {
            best.insert(index);
        }
    }
    return best;
}

} // namespace

QHash<MetricKind, QSet<int>> bestValues(const ComparedTurns &turns)
{
    QHash<MetricKind, QSet<int>> best;
    for (const MetricKind metric :
         { MetricKind::FirstToken, MetricKind::Total, MetricKind::TokensPerSecond, MetricKind::Cost }) {
        if (const QSet<int> panes = bestOf(turns, metric); !panes.isEmpty()) {
            best.insert(metric, panes);
        }
    }
    return best;
}

} // namespace patchbay
