// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/gateway_metrics.h"

#include <format>

namespace patchbay::gateway {

namespace {

// A label's value: backslash, quote and line feed are escaped.
std::string label(std::string_view text)
{
    std::string escaped;
    for (const char letter : text) {
        if (letter == '\\' || letter == '"') {
            escaped += '\\';
        }
        escaped += letter == '\n' ? std::string("\\n") : std::string(1, letter);
    }
    return escaped;
}

} // namespace

void GatewayMetrics::count(const CallEnd &end)
{
    const std::scoped_lock lock(m_mutex);
    const bool known = m_groups.contains(end.group) || m_groups.size() < groupsAtMost;
    Group &group = m_groups[known ? end.group : "other"];
    ++group.byStatus[end.status];
    group.promptTokens += end.promptTokens;
    group.completionTokens += end.completionTokens;
    group.nanoDollars += end.cost.nanoDollars;
    group.microseconds += end.duration.count();
}

std::string GatewayMetrics::text() const
{
    const std::scoped_lock lock(m_mutex);
    std::string text = "# TYPE litellm_proxy_total_requests_metric counter\n";
    for (const auto &[name, group] : m_groups) {
        for (const auto &[status, count] : group.byStatus) {
            text += std::format("litellm_proxy_total_requests_metric{{requested_model=\"{}\",status_code=\"{}\"}} {}\n",
                                label(name), status, count);
        }
    }
    const auto add = [&](std::string_view metric, auto value) {
        text += std::format("# TYPE {} counter\n", metric);
        for (const auto &[name, group] : m_groups) {
            text += std::format("{}{{requested_model=\"{}\"}} {}\n", metric, label(name), value(group));
        }
    };
    constexpr double perNano = 1e-9;
    constexpr double perMicro = 1e-6;
    add("litellm_input_tokens_metric", [](const Group &group) { return group.promptTokens; });
    add("litellm_output_tokens_metric", [](const Group &group) { return group.completionTokens; });
    add("litellm_spend_metric", [](const Group &group) { return static_cast<double>(group.nanoDollars) * perNano; });
    add("litellm_request_total_latency_metric_sum",
        [](const Group &group) { return static_cast<double>(group.microseconds) * perMicro; });
    return text;
}

} // namespace patchbay::gateway
