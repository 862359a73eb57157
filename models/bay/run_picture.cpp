// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/run_picture.h"

#include "models/bay/traffic_words.h"

#include <algorithm>
#include <bit>
#include <format>

namespace patchbay::bay {
namespace {

constexpr double downShare = 0.5; // of failures: it does not work
constexpr std::size_t mostPulses = 10; // on one cable

CableKind cableKindOf(routing::FallbackKind kind)
{
    switch (kind) {
    case routing::FallbackKind::General: break;
    case routing::FallbackKind::ContextWindow: return CableKind::ContextWindow;
    case routing::FallbackKind::ContentPolicy: return CableKind::ContentPolicy;
    }
    return CableKind::Fallback;
}

// The cable that a fallback goes by: from the last place that names it, else from "every group"; one of another kind
// where there is none of its own.
const BayCable *cableOf(const Picture &picture, const VirtualRun::Hop &hop)
{
    std::vector<std::string> places(hop.from.rbegin(), hop.from.rend());
    places.emplace_back(everyGroup);
    for (const CableKind kind : { cableKindOf(hop.kind), CableKind::Fallback, CableKind::ContextWindow, CableKind::ContentPolicy }) {
        for (const std::string &place : places) {
            if (const BayCable *cable = picture.cable(std::format("{}/{}/{}", kindText(kind), place, hop.to))) {
                return cable;
            }
        }
    }
    return nullptr;
}

std::string statusText(int status)
{
    return status > 0 ? std::to_string(status) : "fails";
}

// The fault in a word or two, for a node.
std::string faultText(const WhatIfFault &fault)
{
    const std::span<const routing::FaultName> names = routing::faultNames();
    const auto named = std::ranges::find(names, fault.kind, &routing::FaultName::name);
    return named == names.end() || named->shortly.empty() ? fault.kind : std::string(named->shortly);
}

template <typename Time>
std::pair<std::size_t, std::size_t> rangeOf(const std::vector<Time> &times, double after, double upTo, double Time::*at)
{
    const auto first = std::ranges::upper_bound(times, after, {}, at);
    const auto last = std::ranges::upper_bound(times, upTo, {}, at);
    return { static_cast<std::size_t>(first - times.begin()), static_cast<std::size_t>(std::max(first, last) - times.begin()) };
}

} // namespace

RunPicture::RunPicture(std::shared_ptr<const VirtualRun> run, const Picture &picture, WhatIf asked)
    : m_run(std::move(run))
    , m_picture(picture)
    , m_asked(std::move(asked))
    , m_window(std::clamp(m_asked.span / 40, 10.0, 60.0))
    , m_deployments(picture.nodes.size(), nullptr)
    , m_hops(picture.cables.size())
{
    for (std::size_t place = 0; place < picture.nodes.size(); ++place) {
        if (picture.nodes[place].kind == NodeKind::Deployment) {
            m_deployments[place] = m_run->deployment(picture.nodes[place].deployment);
        }
    }
    for (const VirtualRun::Hop &hop : m_run->hops()) {
        if (const BayCable *cable = cableOf(m_picture, hop)) {
            m_hops[static_cast<std::size_t>(cable - m_picture.cables.data())].push_back(&hop);
        }
    }
}

double RunPicture::minuteRate(std::size_t count, double seconds) const
{
    return static_cast<double>(count) * 60 / std::clamp(seconds, m_window / 3, m_window);
}

RunPicture::Traffic RunPicture::trafficOf(const VirtualRun::Deployment &deployment, double seconds) const
{
    Traffic traffic;
    const auto [first, last] = rangeOf(deployment.attempts, seconds - m_window, seconds, &VirtualRun::Attempt::at);
    traffic.sent = last - first;
    traffic.perMinute = minuteRate(traffic.sent, seconds);
    const auto ended = static_cast<std::size_t>(std::ranges::upper_bound(deployment.endings, seconds) - deployment.endings.begin());
    traffic.ended = countBetween(deployment.endings, seconds - m_window, seconds);
    if (traffic.ended > 0) {
        const std::size_t begin = ended - traffic.ended;
        traffic.failed = deployment.failed[ended - 1] - (begin > 0 ? deployment.failed[begin - 1] : 0);
        for (std::size_t place = ended; traffic.failed > 0 && traffic.status == 0 && place > begin; --place) {
            traffic.status = deployment.statuses[place - 1];
        }
    }
    const auto rest = std::ranges::upper_bound(deployment.rests, seconds, {}, &VirtualRun::Rest::from);
    if (rest != deployment.rests.begin() && std::prev(rest)->until > seconds) {
        traffic.rest = &*std::prev(rest);
    }
    return traffic;
}

Health RunPicture::healthOf(const Traffic &traffic)
{
    const double failed = traffic.ended > 0 ? static_cast<double>(traffic.failed) / static_cast<double>(traffic.ended) : 0;
    return failed >= downShare                                      ? Health::Down
        : traffic.rest || failed >= failingShare               ? Health::Failing
        : traffic.sent > 0 || traffic.ended > 0                     ? Health::Good
                                                                    : Health::Idle;
}

void RunPicture::markDeployment(LiveMark &mark, const Traffic &traffic, double share, double seconds) const
{
    mark.health = healthOf(traffic);
    mark.trailing = traffic.sent == 0 ? "idle" : std::format("{} · {}/min", percentText(share), perMinuteText(traffic.perMinute));
    mark.sentence = traffic.sent == 0
        ? "Nobody was sent there"
        : std::format("{} of the group's attempts, {} a minute", percentText(share), perMinuteText(traffic.perMinute));
    if (traffic.failed > 0) {
        const double failed = static_cast<double>(traffic.failed) / static_cast<double>(traffic.ended);
        mark.sentence += std::format(", {} failed ({})", percentText(failed), statusText(traffic.status));
        if (failed >= failingShare) {
            mark.trailing = failed >= downShare ? statusText(traffic.status) : percentText(failed) + " errors";
        }
    }
    mark.sentence += std::format(" in {:.0f} virtual seconds.", m_window);
    if (traffic.rest) {
        const double left = traffic.rest->until - seconds;
        mark.state = "cooling";
        mark.trailing = countdownText(left);
        mark.left = left / std::max(traffic.rest->until - traffic.rest->from, left);
        mark.sentence = std::format("Cooling, {} left ({}). ", mark.trailing, statusText(traffic.rest->status)) + mark.sentence;
    }
}

void RunPicture::markGroup(LiveMark &mark, const VirtualRun::Group &group, double seconds) const
{
    const auto rate = [&](const std::vector<double> &times) { return countBetween(times, seconds - m_window, seconds); };
    const std::size_t asked = rate(group.arrived);
    const std::size_t refused = rate(group.refused);
    const std::size_t left = rate(group.left);
    const std::size_t came = rate(group.came);
    const auto words = [&](std::size_t count) { return perMinuteText(minuteRate(count, seconds)); };
    mark.health = refused > 0 ? (refused * 2 >= std::max<std::size_t>(asked, 1) ? Health::Down : Health::Failing)
        : asked + came > 0    ? Health::Good
                              : Health::Idle;
    mark.detail = asked > 0 ? words(asked) + "/min" : came > 0 ? words(came) + "/min by fallback" : "idle";
    mark.sentence = std::format("{} requests a minute", asked > 0 ? words(asked) : "No");
    if (asked > 0 && refused > 0) {
        mark.detail += refused >= asked ? ", all refused" : ", " + words(refused) + " refused";
        mark.sentence += std::format(", {} of them refused", words(refused));
    } else if (asked > 0 && left > 0) {
        mark.detail += ", " + words(left) + " fall back";
    } else if (asked > 0 && came > 0) {
        mark.detail += ", + " + words(came);
    }
    mark.sentence += std::format("; {} came by fallback, {} went on, in {:.0f} virtual seconds.", came, left, m_window);
}

const WhatIfFault *RunPicture::faultOn(const BayNode &node, double seconds) const
{
    const auto on = std::ranges::find_if(m_asked.faults, [&](const WhatIfFault &fault) {
        return fault.from <= seconds && seconds < fault.to && fault.selector == node.name;
    });
    return on == m_asked.faults.end() ? nullptr : &*on;
}

void RunPicture::markSums(LivePicture &live, const std::vector<Traffic> &traffic, double seconds) const
{
    std::vector<double> rates(m_picture.nodes.size(), 0);
    std::vector<Health> worst(m_picture.nodes.size(), Health::Nothing);
    for (const BayCable &cable : m_picture.cables) {
        if (cable.kind == CableKind::Provider && m_deployments[cable.from]) {
            rates[cable.to] += traffic[cable.from].perMinute;
            worst[cable.to] = std::max(worst[cable.to], live.nodes[cable.from].health);
        }
    }
    for (std::size_t place = 0; place < m_picture.nodes.size(); ++place) {
        const BayNode &node = m_picture.nodes[place];
        LiveMark &mark = live.nodes[place];
        if (node.kind == NodeKind::Group) {
            const VirtualRun::Group *group = m_run->group(node.name);
            markGroup(mark, group ? *group : VirtualRun::Group {}, seconds);
        } else if (node.kind == NodeKind::Provider && worst[place] != Health::Nothing) {
            mark.health = worst[place];
            mark.detail = rates[place] > 0 ? perMinuteText(rates[place]) + "/min" : "idle";
            mark.sentence = std::format("{} attempts a minute.", rates[place] > 0 ? perMinuteText(rates[place]) : "No");
        }
        const WhatIfFault *fault = node.kind == NodeKind::Provider || node.kind == NodeKind::Group ? faultOn(node, seconds) : nullptr;
        if (fault) {
            // Who is slow answers: how badly is what its traffic shows.
            const bool answers = fault->kind == "slow";
            const Health least = node.kind == NodeKind::Provider && !answers ? Health::Down : Health::Failing;
            mark.health = std::max(mark.health, least);
            mark.detail = std::format("{} for {}", faultText(*fault), countdownText(fault->to - seconds));
            mark.sentence = std::format("Fault: {}, {} left. ", faultText(*fault), countdownText(fault->to - seconds)) + mark.sentence;
        }
    }
}

LivePicture RunPicture::at(double seconds) const
{
    LivePicture live;
    live.nodes.resize(m_picture.nodes.size());
    live.cables.resize(m_picture.cables.size());
    std::vector<Traffic> traffic(m_picture.nodes.size());
    std::vector<std::size_t> sums(m_picture.nodes.size(), 0); // attempts, by group
    for (std::size_t place = 0; place < m_picture.nodes.size(); ++place) {
        if (m_deployments[place]) {
            traffic[place] = trafficOf(*m_deployments[place], seconds);
        }
    }
    for (const BayCable &cable : m_picture.cables) {
        sums[cable.from] += cable.kind == CableKind::Member ? traffic[cable.to].sent : 0;
    }
    std::vector<double> shares(m_picture.nodes.size(), 0);
    for (std::size_t place = 0; place < m_picture.cables.size(); ++place) {
        const BayCable &cable = m_picture.cables[place];
        LiveCable &shown = live.cables[place];
        if (cable.isFallback()) {
            std::size_t now = 0;
            std::size_t all = 0;
            for (const VirtualRun::Hop *hop : m_hops[place]) {
                now += countBetween(hop->at, seconds - m_window, seconds);
                all += countBetween(hop->at, -1, seconds);
            }
            shown.health = now > 0 ? Health::Good : Health::Idle;
            shown.count = all > 0 ? std::to_string(all) : std::string();
        } else if (cable.kind == CableKind::Member && m_deployments[cable.to]) {
            const Traffic &here = traffic[cable.to];
            shares[cable.to] = sums[cable.from] > 0 ? static_cast<double>(here.sent) / static_cast<double>(sums[cable.from]) : 0;
            shown = { healthOf(here), shares[cable.to], {} };
            markDeployment(live.nodes[cable.to], here, shares[cable.to], seconds);
        } else if (cable.kind == CableKind::Provider && m_deployments[cable.from]) {
            shown = { healthOf(traffic[cable.from]), shares[cable.from], {} };
        }
    }
    markSums(live, traffic, seconds);
    return live;
}

// An attempt is on its member's cable first and then on its provider's; who takes a fallback is on that cable as long.
RunPulses RunPicture::pulses(double seconds, double travel) const
{
    RunPulses pulses(m_picture.cables.size());
    const double half = travel / 2;
    for (std::size_t place = 0; place < m_picture.cables.size(); ++place) {
        const BayCable &cable = m_picture.cables[place];
        const bool member = cable.kind == CableKind::Member;
        const VirtualRun::Deployment *deployment = member ? m_deployments[cable.to]
            : cable.kind == CableKind::Provider           ? m_deployments[cable.from]
                                                          : nullptr;
        // Every so many-th by its number, so that the same ones are seen from frame to frame.
        const auto stride = [](std::size_t count) { return std::bit_ceil(std::max<std::size_t>(1, (count + mostPulses - 1) / mostPulses)); };
        if (deployment) {
            const double late = member ? 0 : half;
            const auto [first, last] =
                rangeOf(deployment->attempts, seconds - late - half, seconds - late, &VirtualRun::Attempt::at);
            const std::size_t step = stride(last - first);
            for (std::size_t number = (first + step - 1) / step * step; number < last; number += step) {
                const VirtualRun::Attempt &attempt = deployment->attempts[number];
                pulses[place].push_back({ static_cast<float>((seconds - late - attempt.at) / half), attempt.failed });
            }
        }
        for (const VirtualRun::Hop *hop : m_hops[place]) {
            const auto first = static_cast<std::size_t>(std::ranges::upper_bound(hop->at, seconds - half) - hop->at.begin());
            const std::size_t last = first + countBetween(hop->at, seconds - half, seconds);
            const std::size_t step = stride(last - first);
            for (std::size_t number = (first + step - 1) / step * step; number < last; number += step) {
                pulses[place].push_back({ static_cast<float>((seconds - hop->at[number]) / half), false });
            }
        }
    }
    return pulses;
}

RunCounts RunPicture::counts(double seconds) const
{
    RunCounts counts { countBetween(m_run->arrived(), -1, seconds), countBetween(m_run->refused(), -1, seconds), 0, 0 };
    for (const VirtualRun::Hop &hop : m_run->hops()) {
        counts.moved += countBetween(hop.at, -1, seconds);
    }
    for (const WhatIfFault &fault : m_asked.faults) {
        if (fault.from <= seconds && seconds < fault.to) {
            counts.faultLeft = std::max(counts.faultLeft, fault.to - seconds);
        }
    }
    return counts;
}

} // namespace patchbay::bay
