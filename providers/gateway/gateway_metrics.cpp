// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/gateway_metrics.h"

#include <format>
#include <span>

namespace patchbay::gateway {

namespace {

constexpr double perNano = 1e-9;
constexpr int lowestError = 400;

// A label's value: backslash, quote and line feed are escaped. LiteLLM's exporter writes None for nothing.
std::string label(std::string_view text)
{
    if (text.empty()) {
        return "None";
    }
    std::string escaped;
    for (const char letter : text) {
        if (letter == '\\' || letter == '"') {
            escaped += '\\';
        }
        escaped += letter == '\n' ? std::string("\\n") : std::string(1, letter);
    }
    return escaped;
}

// LiteLLM's pages name counters without the ending that its exporter gives them; dashboards have either.
template <typename Write> void counter(std::string &text, std::string_view name, Write &&write)
{
    for (const std::string &full : { std::string(name) + "_total", std::string(name) }) {
        text += std::format("# TYPE {} counter\n", full);
        write(full);
    }
}

} // namespace

void GatewayMetrics::count(const CallEnd &end)
{
    Labels labels { end.group, end.model, end.provider, end.key, end.team, end.user };
    const std::scoped_lock lock(m_mutex);
    countAttempts(end);
    if (m_series.size() >= seriesAtMost && !m_series.contains(labels)) {
        labels = { "other", "other", "other", {}, {}, {} };
    }
    Series &series = m_series[std::move(labels)];
    ++series.byStatus[end.status];
    series.promptTokens += end.promptTokens;
    series.completionTokens += end.completionTokens;
    series.nanoDollars += end.cost.nanoDollars;
    if (end.status > 0 && end.status < lowestError) {
        series.total.add(end.duration);
        series.provider.add(end.waited);
        series.overhead.add(std::max(Microseconds(0), end.duration - end.waited));
        if (end.firstToken) {
            series.firstToken.add(*end.firstToken);
        }
    }
}

void GatewayMetrics::countAttempts(const CallEnd &end)
{
    const auto of = [this](const std::string &id, const std::string &provider, const std::string &model) -> Deployment * {
        if (id.empty() || (m_deployments.size() >= seriesAtMost && !m_deployments.contains(id))) {
            return nullptr;
        }
        Deployment &deployment = m_deployments[id];
        deployment.provider = provider;
        deployment.model = model;
        return &deployment;
    };
    for (const AttemptFailure &failed : end.failures) {
        if (Deployment *deployment = of(failed.deployment, failed.provider, failed.model)) {
            ++deployment->failures[failed.status];
        }
    }
    const bool answered = end.status > 0 && end.status < lowestError;
    if (Deployment *deployment = answered ? of(end.deployment, end.provider, end.model) : nullptr) {
        ++deployment->successes;
    }
    if (const Fallback fallback { end.group, end.model, answered };
        end.fallbacks > 0 && (m_fallbacks.size() < seriesAtMost || m_fallbacks.contains(fallback))) {
        ++m_fallbacks[fallback];
    }
}

std::string GatewayMetrics::attemptsText() const
{
    const std::scoped_lock lock(m_mutex);
    std::vector<std::pair<std::string, const Deployment *>> rows;
    for (const auto &[id, deployment] : m_deployments) {
        rows.emplace_back(std::format("litellm_model_name=\"{}\",model_id=\"{}\",api_provider=\"{}\"", label(deployment.model),
                                      label(id), label(deployment.provider)),
                          &deployment);
    }
    const auto failures = [](const Deployment &deployment) {
        std::int64_t sum = 0;
        for (const auto &[status, count] : deployment.failures) {
            sum += count;
        }
        return sum;
    };
    std::string text;
    counter(text, "litellm_deployment_total_requests", [&](const std::string &name) {
        for (const auto &[labels, deployment] : rows) {
            text += std::format("{}{{{}}} {}\n", name, labels, deployment->successes + failures(*deployment));
        }
    });
    counter(text, "litellm_deployment_success_responses", [&](const std::string &name) {
        for (const auto &[labels, deployment] : rows) {
            text += std::format("{}{{{}}} {}\n", name, labels, deployment->successes);
        }
    });
    counter(text, "litellm_deployment_failure_responses", [&](const std::string &name) {
        for (const auto &[labels, deployment] : rows) {
            for (const auto &[status, count] : deployment->failures) {
                text += std::format("{}{{{},exception_status=\"{}\"}} {}\n", name, labels, status, count);
            }
        }
    });
    for (const bool succeeded : { true, false }) {
        counter(text, succeeded ? "litellm_deployment_successful_fallbacks" : "litellm_deployment_failed_fallbacks",
                [&](const std::string &name) {
                    for (const auto &[fallback, count] : m_fallbacks) {
                        if (fallback.succeeded == succeeded) {
                            text += std::format("{}{{requested_model=\"{}\",fallback_model=\"{}\"}} {}\n", name,
                                                label(fallback.asked), label(fallback.answered), count);
                        }
                    }
                });
    }
    return text;
}

std::string deploymentStates(GatewaySnapshot &snapshot, SteadyTime now)
{
    std::string text = "# TYPE litellm_deployment_state gauge\n";
    const std::scoped_lock lock(snapshot.routerMutex);
    const auto &states = snapshot.router.state().deployments;
    for (routing::Index index = 0; index < states.size(); ++index) {
        const routing::DeploymentState &state = states[index];
        const routing::DeploymentDetails &details = snapshot.table->details(index);
        const bool out = state.unhealthy || state.unavailableUntil > now;
        text += std::format("litellm_deployment_state{{litellm_model_name=\"{}\",model_id=\"{}\",api_provider=\"{}\"}} {}\n",
                            label(details.model.substr(details.model.find('/') + 1)), label(details.id), label(details.provider),
                            out ? 2 : state.failuresInRow > 0 ? 1 : 0);
    }
    return text;
}

std::string GatewayMetrics::text(const KeyBook &keys) const
{
    std::map<Labels, Series> all;
    {
        const std::scoped_lock lock(m_mutex);
        all = m_series;
    }
    // Labels that all have, written once.
    std::vector<std::pair<std::string, const Series *>> rows;
    for (const auto &[labels, series] : all) {
        const auto key = labels.key.empty() ? std::nullopt : keys.findEver(labels.key);
        const auto team = keys.findAccount(AccountKind::Team, labels.team);
        rows.emplace_back(
            std::format("end_user=\"None\",hashed_api_key=\"{}\",api_key_alias=\"{}\",requested_model=\"{}\",model=\"{}\","
                        "api_provider=\"{}\",team=\"{}\",team_alias=\"{}\",user=\"{}\"",
                        label(key ? key->digest : labels.key), label(key ? key->alias : ""), label(labels.requested),
                        label(labels.model), label(labels.provider), label(labels.team), label(team ? team->alias : ""),
                        label(labels.user)),
            &series);
    }
    std::string text;
    const auto byStatus = [&](const std::string &name, int lowest, std::string_view statusLabel) {
        for (const auto &[labels, series] : rows) {
            for (const auto &[status, count] : series->byStatus) {
                if (status >= lowest) {
                    text += std::format("{}{{{},{}=\"{}\"}} {}\n", name, labels, statusLabel, status, count);
                }
            }
        }
    };
    counter(text, "litellm_proxy_total_requests_metric", [&](const std::string &name) { byStatus(name, 0, "status_code"); });
    counter(text, "litellm_proxy_failed_requests_metric",
            [&](const std::string &name) { byStatus(name, lowestError, "exception_status"); });
    const auto sum = [&](std::string_view metric, auto value) {
        counter(text, metric, [&](const std::string &name) {
            for (const auto &[labels, series] : rows) {
                text += std::format("{}{{{}}} {}\n", name, labels, value(*series));
            }
        });
    };
    sum("litellm_spend_metric", [](const Series &one) { return static_cast<double>(one.nanoDollars) * perNano; });
    sum("litellm_total_tokens_metric", [](const Series &one) { return one.promptTokens + one.completionTokens; });
    sum("litellm_input_tokens_metric", [](const Series &one) { return one.promptTokens; });
    sum("litellm_output_tokens_metric", [](const Series &one) { return one.completionTokens; });
    const std::pair<std::string_view, LatencyHistogram Series::*> histograms[] = {
        { "litellm_request_total_latency_metric", &Series::total },
        { "litellm_llm_api_latency_metric", &Series::provider },
        { "litellm_overhead_latency_metric", &Series::overhead },
        { "litellm_llm_api_time_to_first_token_metric", &Series::firstToken },
    };
    for (const auto &[name, part] : histograms) {
        text += std::format("# TYPE {} histogram\n", name);
        for (const auto &[labels, series] : rows) {
            if (!(series->*part).empty()) {
                (series->*part).write(text, name, labels);
            }
        }
    }
    return text + attemptsText();
}

std::string budgetMetrics(const KeyBook &keys, WallTime now)
{
    constexpr std::size_t most = 300;
    struct Row {
        std::string labels;
        Money maximum;
        Money spent;
    };
    const auto write = [](std::string &text, std::string_view left, std::string_view maximum, std::span<const Row> rows) {
        text += std::format("# TYPE {} gauge\n", left);
        for (const Row &row : rows) {
            text += std::format("{}{{{}}} {}\n", left, row.labels, toDollars(row.maximum) - toDollars(row.spent));
        }
        text += std::format("# TYPE {} gauge\n", maximum);
        for (const Row &row : rows) {
            text += std::format("{}{{{}}} {}\n", maximum, row.labels, toDollars(row.maximum));
        }
    };
    std::string text;
    std::vector<Row> rows;
    for (const VirtualKey &key : keys.all()) {
        if (const std::optional<Money> maximum = key.budgetAt(now); maximum && rows.size() < most) {
            rows.push_back({ std::format("hashed_api_key=\"{}\",api_key_alias=\"{}\"", key.digest, label(key.alias)), *maximum,
                             keys.spentBy(key.id) });
        }
    }
    write(text, "litellm_remaining_api_key_budget_metric", "litellm_api_key_max_budget_metric", rows);
    rows.clear();
    for (const VirtualKey &team : keys.accounts(AccountKind::Team)) {
        if (const std::optional<Money> maximum = team.budgetAt(now); maximum && rows.size() < most) {
            rows.push_back({ std::format("team=\"{}\",team_alias=\"{}\"", label(team.id), label(team.alias)), *maximum,
                             keys.spentBy(AccountKind::Team, team.id) });
        }
    }
    write(text, "litellm_remaining_team_budget_metric", "litellm_team_max_budget_metric", rows);
    return text;
}

} // namespace patchbay::gateway
