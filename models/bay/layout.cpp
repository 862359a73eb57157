// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/layout.h"

#include "models/bay/stretches.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace patchbay::bay {
namespace {

constexpr double channelPitch = 9; // between two channels
constexpr double channelStart = 14; // from the groups' left edge
constexpr double plugPitch = 18; // between two cables at one edge
constexpr double plugStart = 22; // from a node's left edge
constexpr double tallest = 840; // of a stretch: what is seen at once
constexpr double farAway = 560; // a provider's cable that rises or falls more runs along its trunk
constexpr double trunkStart = 18; // from the providers' left edge
constexpr double trunkPitch = 7;
constexpr double mostSpread = 84; // farther apart the eye does not follow a cable

double shiftOf(double spread, NodeKind kind)
{
    return spread * static_cast<double>(kind);
}

class Placer {
public:
    Placer(const Picture &picture, const Sizes &sizes, const Pins &pins)
        : m_picture(picture)
        , m_sizes(sizes)
        , m_pins(pins)
    {
        m_layout.nodes.resize(picture.nodes.size());
        m_layout.cables.resize(picture.cables.size());
    }

    Layout place()
    {
        placeColumns();
        placeGroups();
        placeProviders();
        placeAliases();
        pin();
        runCables();
        bound();
        return std::move(m_layout);
    }

private:
    double widthOf(NodeKind kind) const
    {
        return kind == NodeKind::Alias       ? m_sizes.aliasWidth
            : kind == NodeKind::Group        ? m_sizes.groupWidth
            : kind == NodeKind::Deployment   ? m_sizes.deploymentWidth
                                             : m_sizes.providerWidth;
    }
    double heightOf(NodeKind kind) const { return kind == NodeKind::Alias ? m_sizes.aliasHeight : m_sizes.nodeHeight; }

    void placeColumns()
    {
        double x = 0;
        for (const NodeKind kind : { NodeKind::Alias, NodeKind::Group, NodeKind::Deployment, NodeKind::Provider }) {
            m_layout.columns.push_back(x);
            x += widthOf(kind) + m_sizes.columnGap;
        }
        // Fallbacks run between aliases and groups; each needs its channel.
        double more = 0;
        const auto channels = std::ranges::count_if(m_picture.cables, &BayCable::isFallback);
        if (channels > 2) {
            more = std::min<double>(static_cast<double>(channels - 2), 8) * channelPitch;
        }
        const double natural = m_layout.columns.back() + more + widthOf(NodeKind::Provider);
        const auto gaps = static_cast<double>(m_layout.columns.size() - 1);
        m_layout.spread = std::floor(std::clamp((m_sizes.room - natural) / gaps, 0.0, mostSpread));
        for (std::size_t column = 1; column < m_layout.columns.size(); ++column) {
            m_layout.columns[column] += more + m_layout.spread * static_cast<double>(column);
        }
        for (std::size_t index = 0; index < m_picture.nodes.size(); ++index) {
            const NodeKind kind = m_picture.nodes[index].kind;
            m_layout.nodes[index] = { m_layout.columns[static_cast<std::size_t>(kind)], 0, widthOf(kind), heightOf(kind) };
        }
    }

    void placeGroups()
    {
        std::vector<std::vector<std::size_t>> members(m_picture.nodes.size());
        std::vector<bool> drawn(m_picture.nodes.size(), false);
        for (const BayCable &cable : m_picture.cables) {
            if (cable.kind == CableKind::Member) {
                members[cable.from].push_back(cable.to);
                drawn[cable.to] = true;
            }
        }
        double y = 0;
        for (std::size_t index = 0; index < m_picture.nodes.size(); ++index) {
            if (m_picture.nodes[index].kind != NodeKind::Group) {
                continue;
            }
            const std::size_t count = std::max<std::size_t>(members[index].size(), 1);
            const double height = static_cast<double>(count) * (m_sizes.nodeHeight + m_sizes.gap) - m_sizes.gap;
            for (std::size_t place = 0; place < members[index].size(); ++place) {
                m_layout.nodes[members[index][place]].y = y + static_cast<double>(place) * (m_sizes.nodeHeight + m_sizes.gap);
            }
            m_layout.nodes[index].y = std::round(y + (height - m_sizes.nodeHeight) / 2);
            y += height + m_sizes.groupGap;
        }
        // Deployments of no group that is drawn.
        for (std::size_t index = 0; index < m_picture.nodes.size(); ++index) {
            if (m_picture.nodes[index].kind == NodeKind::Deployment && !drawn[index]) {
                m_layout.nodes[index].y = y;
                y += m_sizes.nodeHeight + m_sizes.gap;
            }
        }
    }

    struct Wish {
        Box *box;
        double middle;
    };

    // The deployments from the top down, with what stretches end by.
    std::vector<std::pair<std::size_t, StretchRow>> rowsOfDeployments() const
    {
        std::vector<std::size_t> groups(m_picture.nodes.size(), m_picture.nodes.size()); // of each deployment
        for (const BayCable &cable : m_picture.cables) {
            if (cable.kind == CableKind::Member) {
                groups[cable.to] = cable.from;
            }
        }
        std::vector<std::pair<std::size_t, StretchRow>> rows;
        for (std::size_t index = 0; index < m_picture.nodes.size(); ++index) {
            if (m_picture.nodes[index].kind == NodeKind::Deployment) {
                rows.push_back({ index, { m_layout.nodes[index].y, false, 0 } });
            }
        }
        std::ranges::stable_sort(rows, {}, [](const auto &row) { return row.second.y; });
        std::size_t before = m_picture.nodes.size();
        for (auto &[index, row] : rows) {
            const std::size_t group = std::exchange(before, groups[index]);
            row.beginsGroup = groups[index] < m_picture.nodes.size() && groups[index] != group;
            row.mark = stretchMark(m_picture.nodes[row.beginsGroup ? groups[index] : index].id);
        }
        return rows;
    }

    // In each stretch once, beside what it serves there.
    void placeProviders()
    {
        const auto rows = rowsOfDeployments();
        std::vector<StretchRow> places;
        std::ranges::transform(rows, std::back_inserter(places), [](const auto &row) { return row.second; });
        const std::vector<std::size_t> begins = stretchesOf(places, tallest);
        std::vector<std::size_t> stretches(m_picture.nodes.size(), 0); // of each deployment
        for (std::size_t stretch = 0; stretch < begins.size(); ++stretch) {
            const std::size_t end = stretch + 1 < begins.size() ? begins[stretch + 1] : rows.size();
            for (std::size_t row = begins[stretch]; row < end; ++row) {
                stretches[rows[row].first] = stretch;
            }
        }
        struct Stand {
            double sum = 0;
            int count = 0;
            std::optional<std::size_t> repeat {};
        };
        std::map<std::pair<std::size_t, std::size_t>, Stand> stands; // provider and stretch: the topmost first
        for (const BayCable &cable : m_picture.cables) {
            if (cable.kind == CableKind::Provider) {
                Stand &stand = stands[{ cable.to, stretches[cable.from] }];
                stand.sum += m_layout.nodes[cable.from].middle();
                ++stand.count;
            }
        }
        std::size_t last = m_picture.nodes.size();
        for (auto &[place, stand] : stands) {
            if (std::exchange(last, place.first) == place.first) {
                stand.repeat = m_layout.repeats.size();
                m_layout.repeats.push_back({ place.first, m_picture.nodes[place.first].id + '@' + m_picture.nodes[rows[begins[place.second]].first].id,
                                             m_layout.nodes[place.first] });
            }
        }
        std::vector<Wish> wishes;
        std::vector<bool> served(m_picture.nodes.size(), false);
        for (const auto &[place, stand] : stands) {
            Box &box = stand.repeat ? m_layout.repeats[*stand.repeat].box : m_layout.nodes[place.first];
            wishes.push_back({ &box, stand.sum / stand.count });
            served[place.first] = true;
        }
        for (std::size_t index = 0; index < m_picture.nodes.size(); ++index) {
            if (m_picture.nodes[index].kind == NodeKind::Provider && !served[index]) {
                wishes.push_back({ &m_layout.nodes[index], 0 });
            }
        }
        for (std::size_t index = 0; index < m_picture.cables.size(); ++index) {
            const BayCable &cable = m_picture.cables[index];
            if (cable.kind == CableKind::Provider) {
                m_layout.cables[index].repeat = stands[{ cable.to, stretches[cable.from] }].repeat;
            }
        }
        placeNear(std::move(wishes), m_sizes.nodeHeight + m_sizes.gap + 4);
    }

    // Beside the mean of what they stand for.
    void placeAliases()
    {
        std::vector<double> sums(m_picture.nodes.size(), 0);
        std::vector<int> counts(m_picture.nodes.size(), 0);
        for (const BayCable &cable : m_picture.cables) {
            if (!cable.isFallback()) {
                sums[cable.from] += m_layout.nodes[cable.to].middle();
                ++counts[cable.from];
            }
        }
        std::vector<Wish> wishes;
        for (std::size_t index = 0; index < m_picture.nodes.size(); ++index) {
            if (m_picture.nodes[index].kind == NodeKind::Alias) {
                wishes.push_back({ &m_layout.nodes[index], sums[index] / std::max(counts[index], 1) });
            }
        }
        placeNear(std::move(wishes), m_sizes.aliasHeight + 8);
    }

    // As near as possible to what they wish, in that order, without overlap.
    static void placeNear(std::vector<Wish> wishes, double step)
    {
        std::ranges::stable_sort(wishes, {}, &Wish::middle);
        // Runs of nodes that touch share their mean wish: the pool-adjacent-violators way.
        struct Run {
            double sum; // of wishes as if the run began at them
            std::size_t count;
            double begin() const { return sum / static_cast<double>(count); }
        };
        std::vector<Run> runs;
        for (const Wish &wish : wishes) {
            runs.push_back({ wish.middle, 1 });
            while (runs.size() > 1) {
                const Run &before = runs[runs.size() - 2];
                if (before.begin() + static_cast<double>(before.count) * step <= runs.back().begin()) {
                    break;
                }
                const Run last = runs.back();
                runs.pop_back();
                const double shift = static_cast<double>(runs.back().count) * step;
                runs.back().sum += last.sum - static_cast<double>(last.count) * shift;
                runs.back().count += last.count;
            }
        }
        std::size_t next = 0;
        for (const Run &run : runs) {
            for (std::size_t place = 0; place < run.count; ++place) {
                Box &box = *wishes[next++].box;
                box.y = std::round(run.begin() + static_cast<double>(place) * step - box.height / 2);
            }
        }
    }

    void pin()
    {
        for (std::size_t index = 0; !m_pins.empty() && index < m_picture.nodes.size(); ++index) {
            const auto pinned = m_pins.find(m_picture.nodes[index].id);
            if (pinned != m_pins.end()) {
                m_layout.nodes[index].x = pinned->second.x + shiftOf(m_layout.spread, m_picture.nodes[index].kind);
                m_layout.nodes[index].y = pinned->second.y;
            }
        }
        for (Repeat &repeat : m_layout.repeats) {
            if (const auto pinned = m_pins.find(repeat.id); pinned != m_pins.end()) {
                repeat.box.x = pinned->second.x + shiftOf(m_layout.spread, NodeKind::Provider);
                repeat.box.y = pinned->second.y;
            }
        }
    }

    // Nothing of the column stands between the two.
    bool isNextBelow(const Box &upper, const Box &lower) const
    {
        if (upper.x != lower.x || lower.y < upper.bottom()) {
            return false;
        }
        for (std::size_t index = 0; index < m_layout.nodes.size(); ++index) {
            const Box &box = m_layout.nodes[index];
            const bool column = m_picture.nodes[index].kind == NodeKind::Group && box.x == upper.x;
            if (column && box.y >= upper.bottom() && box.bottom() <= lower.y) {
                return false;
            }
        }
        return true;
    }

    void runCables()
    {
        std::vector<int> straight(m_layout.nodes.size(), 0);
        std::vector<int> swung(m_layout.nodes.size(), 0);
        int channel = 0;
        for (std::size_t index = 0; index < m_picture.cables.size(); ++index) {
            const BayCable &cable = m_picture.cables[index];
            CableRun &run = m_layout.cables[index];
            const Box &from = m_layout.nodes[cable.from];
            const Box &to = run.repeat ? m_layout.repeats[*run.repeat].box : m_layout.nodes[cable.to];
            if (!cable.isFallback() || m_picture.nodes[cable.to].kind != NodeKind::Group) {
                run.from = { from.right(), from.middle() };
                run.to = { to.x, to.middle() };
                run.badge = { (run.from.x + run.to.x) / 2, (run.from.y + run.to.y) / 2 };
                const double trunk = to.x - trunkStart - trunkPitch * static_cast<double>(cable.to % 3);
                if (cable.kind == CableKind::Provider && std::abs(run.to.y - run.from.y) > farAway && trunk > from.right() + trunkPitch) {
                    run.channel = trunk;
                    run.badge = { trunk, run.from.y };
                }
                continue;
            }
            const bool down = to.y >= from.y;
            run.vertical = true;
            if (isNextBelow(down ? from : to, down ? to : from)) {
                const double x = from.right() - plugStart - 4 - plugPitch * straight[std::min(cable.from, cable.to)]++;
                run.from = { x, down ? from.bottom() : from.y };
                run.to = { x, down ? to.y : to.bottom() };
                run.badge = { x, (run.from.y + run.to.y) / 2 };
                continue;
            }
            run.from = { from.x + plugStart + plugPitch * (swung[cable.from]++ % 3), down ? from.bottom() : from.y };
            run.to = { to.x + plugStart + plugPitch * (swung[cable.to]++ % 3), down ? to.y : to.bottom() };
            run.channel = m_layout.columns[1] - channelStart - channelPitch * (channel++ % 9);
            run.badge = { run.channel, run.from.y + (down ? 1 : -1) * std::min(std::abs(run.to.y - run.from.y) / 2, 62.0) };
        }
    }

    void bound()
    {
        Box all { 0, 0, m_layout.columns.back() + m_sizes.providerWidth, 0 };
        double left = 0;
        double top = 0;
        const auto take = [&](const Box &box) {
            left = std::min(left, box.x);
            top = std::min(top, box.y);
            all.width = std::max(all.width, box.right());
            all.height = std::max(all.height, box.bottom());
        };
        std::ranges::for_each(m_layout.nodes, take);
        std::ranges::for_each(m_layout.repeats, take, &Repeat::box);
        m_layout.bounds = { left, top, all.width - left, all.height - top };
    }

    const Picture &m_picture;
    const Sizes &m_sizes;
    const Pins &m_pins;
    Layout m_layout;
};

} // namespace

Sizes denseSizes()
{
    Sizes sizes;
    sizes.nodeHeight = 40;
    sizes.aliasHeight = 26;
    sizes.gap = 6;
    sizes.groupGap = 16;
    return sizes;
}

Point pinFor(const Layout &layout, NodeKind kind, Point place)
{
    return { place.x - shiftOf(layout.spread, kind), place.y };
}

Layout layOut(const Picture &picture, const Sizes &sizes, const Pins &pins)
{
    return Placer(picture, sizes, pins).place();
}

double cableWidth(double share)
{
    return std::clamp(1.5 + 4.5 * share, 1.5, 6.0);
}

} // namespace patchbay::bay
