// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/live_picture.h"

#include "models/bay/traffic_words.h"

#include <algorithm>
#include <format>

namespace patchbay::bay {
namespace {

// What is known about several deployments together.
struct Sum {
    double perMinute = 0;
    std::size_t known = 0;
    std::size_t cooling = 0;
    std::size_t down = 0;
    bool fails = false;
};

class Marker {
public:
    Marker(const Picture &picture, const ServedNames &names, const LiveTraffic &traffic)
        : m_picture(picture)
        , m_names(names)
        , m_traffic(traffic)
        , m_lives(picture.nodes.size())
        , m_sums(picture.nodes.size())
        , m_groups(picture.nodes.size(), 0)
    {
        m_live.nodes.resize(picture.nodes.size());
        m_live.cables.resize(picture.cables.size());
    }

    LivePicture run()
    {
        for (std::size_t place = 0; place < m_picture.nodes.size(); ++place) {
            const auto name = m_names.find(m_picture.nodes[place].id);
            if (name != m_names.end()) {
                m_lives[place] = m_traffic.of(name->second);
            }
        }
        for (const BayCable &cable : m_picture.cables) {
            if (cable.kind == CableKind::Member && m_lives[cable.to]) {
                m_groups[cable.from] += m_lives[cable.to]->requests;
                add(m_sums[cable.from], *m_lives[cable.to]);
            } else if (cable.kind == CableKind::Provider && m_lives[cable.from]) {
                add(m_sums[cable.to], *m_lives[cable.from]);
            }
        }
        for (std::size_t place = 0; place < m_picture.cables.size(); ++place) {
            markCable(place);
        }
        for (std::size_t place = 0; place < m_picture.nodes.size(); ++place) {
            const NodeKind kind = m_picture.nodes[place].kind;
            if (kind != NodeKind::Deployment && m_sums[place].known > 0) {
                markSum(place);
            }
        }
        return std::move(m_live);
    }

private:
    static void add(Sum &sum, const LiveDeployment &live)
    {
        sum.perMinute += live.perMinute;
        ++sum.known;
        sum.cooling += live.cooling > 0 ? 1 : 0;
        sum.down += live.unhealthy ? 1 : 0;
        sum.fails = sum.fails || live.failures >= failingShare;
    }

    static Health healthOf(const LiveDeployment &live)
    {
        return live.unhealthy                                    ? Health::Down
            : live.cooling > 0 || live.failures >= failingShare ? Health::Failing
            : live.requests > 0                                  ? Health::Good
                                                                 : Health::Idle;
    }

    // Members carry the group's share to their deployment and on to its provider.
    void markCable(std::size_t place)
    {
        const BayCable &cable = m_picture.cables[place];
        const bool member = cable.kind == CableKind::Member;
        if ((!member && cable.kind != CableKind::Provider) || !m_lives[member ? cable.to : cable.from]) {
            return;
        }
        const std::size_t deployment = member ? cable.to : cable.from;
        const LiveDeployment &live = *m_lives[deployment];
        if (member) {
            const auto all = static_cast<double>(m_groups[cable.from]);
            const double share = all > 0 ? static_cast<double>(live.requests) / all : 0;
            markDeployment(deployment, live, share);
            m_shares[deployment] = share;
        }
        m_live.cables[place] = { healthOf(live), m_shares[deployment] };
    }

    void markDeployment(std::size_t place, const LiveDeployment &live, double share)
    {
        LiveMark &mark = m_live.nodes[place];
        mark.health = healthOf(live);
        const std::string traffic = live.requests == 0
            ? std::string("idle")
            : std::format("{} · {}/min", percentText(share), perMinuteText(live.perMinute));
        mark.state = live.firstToken > 0 ? latencyText(live.firstToken) : std::string();
        mark.trailing = live.failures >= failingShare ? percentText(live.failures) + " errors" : traffic;
        if (live.unhealthy) {
            mark.state = "unhealthy";
        }
        if (live.cooling > 0) {
            mark.state = "cooling";
            mark.trailing = countdownText(live.cooling);
            mark.left = std::clamp(live.cooling / std::max(live.cooledFor, live.cooling), 0.0, 1.0);
            mark.sentence = std::format("Cooling, {} left{}. ", mark.trailing, live.reason.empty() ? "" : " (" + live.reason + ')');
        } else if (live.unhealthy) {
            mark.sentence = "It failed its last health check. ";
        }
        mark.sentence += live.requests == 0
            ? "No request"
            : std::format("{} of the group's requests, {} a minute, {} failed", percentText(share), perMinuteText(live.perMinute),
                          live.failures > 0 && live.failures < failingShare ? "< 1 %" : percentText(live.failures));
        mark.sentence += std::format(" in the last {}.", minutesText(m_traffic.watched()));
        if (live.firstToken > 0) {
            mark.sentence += std::format(" First token after {} in the median, 95 % within {}.", latencyText(live.firstToken),
                                         latencyText(live.slowToken));
        }
    }

    void markSum(std::size_t place)
    {
        const Sum &sum = m_sums[place];
        LiveMark &mark = m_live.nodes[place];
        const std::size_t out = std::min(sum.cooling + sum.down, sum.known);
        mark.health = out == sum.known  ? Health::Down
            : out > 0 || sum.fails  ? Health::Failing
            : sum.perMinute > 0         ? Health::Good
                                        : Health::Idle;
        mark.detail = sum.perMinute > 0 ? perMinuteText(sum.perMinute) + " req/min" : "idle";
        if (out > 0) {
            mark.detail = std::format("{} of {} {}", out, sum.known, sum.down == 0 ? "cooling" : sum.cooling == 0 ? "unhealthy" : "out");
            mark.sentence = std::format("{} of {} deployments cool or are unhealthy. ", out, sum.known);
        }
        mark.sentence += std::format("{} requests a minute in the last {}.", sum.perMinute > 0 ? perMinuteText(sum.perMinute) : "No",
                                     minutesText(m_traffic.watched()));
    }

    const Picture &m_picture;
    const ServedNames &m_names;
    const LiveTraffic &m_traffic;
    std::vector<std::optional<LiveDeployment>> m_lives; // by node
    std::vector<Sum> m_sums; // by node
    std::vector<std::int64_t> m_groups; // requests, by node
    std::map<std::size_t, double> m_shares; // by node; its member cable comes before the provider's
    LivePicture m_live;
};

} // namespace

ServedNames servedNames(const Picture &served)
{
    ServedNames names;
    for (const BayNode &node : served.nodes) {
        if (node.kind == NodeKind::Deployment) {
            names.emplace(node.id, node.deployment);
        }
    }
    return names;
}

LivePicture liveOf(const Picture &picture, const ServedNames &names, const LiveTraffic &traffic)
{
    return Marker(picture, names, traffic).run();
}

} // namespace patchbay::bay
