// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/health_checker.h"

#include "providers/gateway/request_merge.h"
#include "providers/transport/timer.h"

#include <algorithm>

namespace patchbay::gateway {
namespace {

// What a configuration says of health checks.
struct CheckPlan {
    std::chrono::milliseconds interval { 300'000 };
    std::size_t atOnce = 0; // 0: all
    bool ignoreTransient = false;
    std::vector<routing::Index> deployments;
};

double number(const config::YamlNode &section, std::string_view key, double otherwise)
{
    const config::YamlNode *value = section.find(key);
    return value ? value->asNumber().value_or(otherwise) : otherwise;
}

bool truth(const config::YamlNode &section, std::string_view key)
{
    const config::YamlNode *value = section.find(key);
    return value && value->asBoolean().value_or(false);
}

bool isChecked(const config::Deployment &deployment)
{
    constexpr std::string_view modes[] = { "", "chat", "completion", "responses" };
    return !deployment.blocked && !deployment.mocked && !config::isPattern(deployment.model)
        && std::ranges::contains(modes, std::string_view(deployment.mode))
        && !truth(deployment.info, "disable_background_health_check");
}

std::optional<CheckPlan> planOf(const GatewaySnapshot &snapshot)
{
    const config::YamlNode &general = snapshot.configuration.section("general_settings");
    const config::YamlNode &router = snapshot.configuration.section("router_settings");
    if (!truth(general, "background_health_checks")) {
        return std::nullopt;
    }
    constexpr double usual = 300;
    constexpr double shortest = 0.05;
    CheckPlan plan;
    const double seconds = std::max(shortest, number(general, "health_check_interval", usual));
    plan.interval = std::chrono::milliseconds(static_cast<std::int64_t>(std::min(seconds, 1e6) * 1'000));
    plan.atOnce = static_cast<std::size_t>(std::clamp(number(general, "health_check_concurrency", 0), 0.0, 1e6));
    plan.ignoreTransient =
        truth(general, "health_check_ignore_transient_errors") || truth(router, "health_check_ignore_transient_errors");
    const std::vector<config::Deployment> &deployments = snapshot.configuration.deployments;
    for (routing::Index index = 0; index < deployments.size(); ++index) {
        if (isChecked(deployments[index])) {
            plan.deployments.push_back(index);
        }
    }
    return plan;
}

bool isTransient(const Error &error)
{
    return error.kind == ErrorClass::RateLimit || error.kind == ErrorClass::Timeout;
}

} // namespace

CompletionCall healthCall(const GatewaySnapshot &snapshot, routing::Index index)
{
    constexpr double usualTokens = 16; // the least that reasoning models of OpenAI take
    constexpr double usualSeconds = 60;
    const config::Deployment &deployment = snapshot.configuration.deployments[index];
    const DeploymentAccess &access = snapshot.access[index];
    CompletionCall call;
    Message question;
    question.role = MessageRole::User;
    ContentPart text;
    text.text = "Are you there? Answer with one word.";
    question.content.push_back(std::move(text));
    call.request.messages.push_back(std::move(question));
    call.request.maxTokens = static_cast<std::int64_t>(number(deployment.info, "health_check_max_tokens", usualTokens));
    if (access.defaults.chat) {
        applyDefaults(call.request, *access.defaults.chat);
    }
    const config::YamlNode *other = deployment.info.find("health_check_model");
    call.request.model = other ? other->asText().value_or(deployment.model) : deployment.model;
    call.request.dropParams = true;
    lend(access, call);
    call.model = access.prices;
    call.retry.maximumAttempts = 1;
    call.tags = { "patchbay:health-check" };
    call.labels.group = deployment.group;
    call.labels.deployment = deployment.id;
    call.deadlines.total = std::chrono::milliseconds(
        static_cast<std::int64_t>(number(deployment.info, "health_check_timeout", usualSeconds) * 1'000));
    return call;
}

class HealthChecker::State : public std::enable_shared_from_this<State> {
public:
    explicit State(CallServices services)
        : m_services(services)
    {
    }

    void use(std::shared_ptr<GatewaySnapshot> snapshot)
    {
        std::optional<CheckPlan> plan = planOf(*snapshot);
        {
            const std::scoped_lock lock(m_mutex);
            ++m_round;
            m_plan = std::move(plan);
            m_snapshot = m_plan ? std::move(snapshot) : nullptr;
            m_next = 0;
            m_running.clear();
            if (m_timer) {
                std::exchange(m_timer, nullptr)->cancel();
            }
            if (!m_plan || m_stopped) {
                return;
            }
        }
        m_services.runtime.post([self = shared_from_this()] { self->beginRound(); });
    }

    void stop()
    {
        std::vector<std::shared_ptr<Completion>> running;
        {
            const std::scoped_lock lock(m_mutex);
            m_stopped = true;
            running.swap(m_running);
            if (m_timer) {
                std::exchange(m_timer, nullptr)->cancel();
            }
        }
        for (const std::shared_ptr<Completion> &check : running) {
            check->cancel();
        }
    }

private:
    void beginRound()
    {
        std::size_t count = 0;
        {
            const std::scoped_lock lock(m_mutex);
            if (m_stopped || !m_plan) {
                return;
            }
            ++m_round;
            m_next = 0;
            m_running.clear();
            count = m_plan->atOnce ? std::min(m_plan->atOnce, m_plan->deployments.size()) : m_plan->deployments.size();
            m_timer = transport::startTimer(m_services.runtime, m_plan->interval,
                                            [self = shared_from_this()] { self->beginRound(); });
        }
        for (std::size_t lane = 0; lane < count; ++lane) {
            checkNext();
        }
    }

    void checkNext()
    {
        std::shared_ptr<GatewaySnapshot> snapshot;
        routing::Index index = routing::none;
        std::uint64_t round = 0;
        {
            const std::scoped_lock lock(m_mutex);
            if (m_stopped || !m_plan || m_next >= m_plan->deployments.size()) {
                return;
            }
            index = m_plan->deployments[m_next++];
            snapshot = m_snapshot;
            round = m_round;
        }
        const std::shared_ptr<Completion> check = m_services.engine.start(
            healthCall(*snapshot, index), [self = shared_from_this(), snapshot, index, round](const EngineEvent &event) {
                if (std::holds_alternative<CallSucceeded>(event)) {
                    self->checked(*snapshot, index, round, nullptr);
                } else if (const auto *failed = std::get_if<CallFailed>(&event)) {
                    self->checked(*snapshot, index, round, &failed->error);
                }
            });
        const std::scoped_lock lock(m_mutex);
        m_running.push_back(check);
    }

    void checked(GatewaySnapshot &snapshot, routing::Index index, std::uint64_t round, const Error *error)
    {
        bool current = false;
        bool counts = true;
        {
            const std::scoped_lock lock(m_mutex);
            current = round == m_round && !m_stopped;
            counts = !error || !m_plan || !m_plan->ignoreTransient || !isTransient(*error);
        }
        if (counts && (!error || error->kind != ErrorClass::Cancelled)) {
            const std::scoped_lock lock(snapshot.routerMutex);
            snapshot.router.setHealth(index, !error, m_services.clock.steadyNow());
        }
        if (current) {
            checkNext();
        }
    }

    const CallServices m_services;
    std::mutex m_mutex; // guards what follows
    std::optional<CheckPlan> m_plan;
    std::shared_ptr<GatewaySnapshot> m_snapshot;
    std::shared_ptr<transport::Timer> m_timer;
    std::vector<std::shared_ptr<Completion>> m_running; // of this round
    std::size_t m_next = 0;
    std::uint64_t m_round = 0;
    bool m_stopped = false;
};

HealthChecker::HealthChecker(CallServices services)
    : m_state(std::make_shared<State>(services))
{
}

HealthChecker::~HealthChecker()
{
    m_state->stop();
}

void HealthChecker::use(std::shared_ptr<GatewaySnapshot> snapshot)
{
    m_state->use(std::move(snapshot));
}

} // namespace patchbay::gateway
