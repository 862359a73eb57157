// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/merge.h"

#include "models/config/merge_segments.h"
#include "models/config/text_lines.h"

#include <algorithm>
#include <array>

namespace patchbay::document {
namespace {

constexpr std::string_view nameOfFile = "merged.yaml";

// One item on the three sides; null where it is not there.
struct Trio {
    const Segment *base = nullptr;
    const Segment *mine = nullptr;
    const Segment *theirs = nullptr;
};

const Segment *findItem(const Segments &segments, const std::string &name)
{
    const auto found = std::ranges::find(segments.items, name, &Segment::name);
    return found == segments.items.end() ? nullptr : &*found;
}

// The names of `among` that `segments` has, in its order.
std::vector<std::string> orderOf(const Segments &segments, const Segments &among)
{
    std::vector<std::string> names;
    for (const Segment &item : segments.items) {
        if (findItem(among, item.name)) {
            names.push_back(item.name);
        }
    }
    return names;
}

// An item that was renamed on one side, in place, keeps the name that it had: what it is about changed, not which it is.
void keepNames(const Segments &base, Segments &side)
{
    if (base.items.size() != side.items.size()) {
        return;
    }
    for (std::size_t index = 0; index < side.items.size(); ++index) {
        const std::string &old = base.items[index].name;
        if (old != side.items[index].name && !findItem(side, old) && !findItem(base, side.items[index].name)) {
            side.items[index].name = old;
        }
    }
}

// The comments among the lines between two items; empty lines say nothing.
std::vector<std::string_view> commentsOf(std::string_view text)
{
    std::vector<std::string_view> comments;
    const TextLines lines(text);
    for (std::size_t at = 0; at < text.size(); at = lines.next(at)) {
        if (lines.isComment(at)) {
            comments.push_back(text.substr(at, lines.next(at) - at));
        }
    }
    return comments;
}

// No comment stands only in `gone`.
bool keepsComments(std::string_view kept, std::string_view gone)
{
    const std::vector<std::string_view> there = commentsOf(kept);
    return std::ranges::all_of(commentsOf(gone), [&](std::string_view comment) { return std::ranges::contains(there, comment); });
}

template <typename Value>
bool parted(const Value &base, const Value &mine, const Value &theirs)
{
    return mine != base && theirs != base && mine != theirs;
}

class Merger {
public:
    MergeResult run(const MergeSides &sides)
    {
        if (sides.mine == sides.base || sides.theirs == sides.base || sides.mine == sides.theirs) {
            const bool mine = sides.mine != sides.base;
            m_result.taken = mine ? 0 : 1;
            m_result.kept = mine ? 1 : 0;
            emit(mine ? sides.mine : sides.theirs);
            return std::move(m_result);
        }
        const auto base = readSpans(sides.base, nameOfFile);
        const auto mine = readSpans(sides.mine, nameOfFile);
        const auto theirs = readSpans(sides.theirs, nameOfFile);
        if (base && mine && theirs) {
            const std::array whole { wholeText(sides.base, base->spans), wholeText(sides.mine, mine->spans), wholeText(sides.theirs, theirs->spans) };
            body({ &whole[0], &whole[1], &whole[2] });
            if (readable()) {
                return std::move(m_result);
            }
        }
        m_result = {};
        conflict(std::string(sides.base), std::string(sides.mine), std::string(sides.theirs));
        return std::move(m_result);
    }

private:
    // Whatever is chosen everywhere alike must be YAML.
    bool readable() const
    {
        const std::vector<MergeChoice> theirs(m_result.conflicts.size(), MergeChoice::Theirs);
        return readSpans(m_result.text({}), nameOfFile) && readSpans(m_result.text(theirs), nameOfFile);
    }

    void emit(std::string_view text)
    {
        if (text.empty()) {
            return;
        }
        if (m_result.pieces.empty() || m_result.pieces.back().conflict) {
            m_result.pieces.emplace_back();
        }
        m_result.pieces.back().text += text;
    }

    void conflict(std::string base, std::string mine, std::string theirs)
    {
        std::string place;
        for (const std::string &label : m_place) {
            place += (place.empty() ? "" : " › ") + label;
        }
        m_result.pieces.push_back({ {}, m_result.conflicts.size() });
        m_result.conflicts.push_back({ std::move(place), std::move(base), std::move(mine), std::move(theirs) });
    }

    // Of bytes that are taken whole. False: both changed them differently.
    bool pick(std::string_view base, std::string_view mine, std::string_view theirs)
    {
        if (parted(base, mine, theirs)) {
            return false;
        }
        m_result.taken += theirs != base && mine != theirs ? 1 : 0;
        m_result.kept += mine != base && mine != theirs ? 1 : 0;
        emit(mine == base ? theirs : mine);
        return true;
    }

    void body(const Trio &trio)
    {
        if (pick(trio.base->body(), trio.mine->body(), trio.theirs->body())) {
            return;
        }
        std::optional<Segments> base = segmentsOf(*trio.base);
        std::optional<Segments> mine = segmentsOf(*trio.mine);
        std::optional<Segments> theirs = segmentsOf(*trio.theirs);
        if (base && mine && theirs && mergeable(*trio.base, *trio.mine, *trio.theirs)) {
            keepNames(*base, *mine);
            keepNames(*base, *theirs);
            if (items(*base, *mine, *theirs)) {
                return;
            }
        }
        conflict(std::string(trio.base->body()), std::string(trio.mine->body()), std::string(trio.theirs->body()));
    }

    static bool mergeable(const Segment &base, const Segment &mine, const Segment &theirs)
    {
        return base.node->kind == mine.node->kind && base.node->kind == theirs.node->kind;
    }

    // False: they must be one conflict, and nothing was emitted.
    bool items(const Segments &base, const Segments &mine, const Segments &theirs)
    {
        const std::optional<std::vector<std::string>> order = orderOf(base, mine, theirs);
        if (!order || parted(base.header, mine.header, theirs.header)) {
            return false;
        }
        // Behind a dash or a key only what stood there can stand.
        const bool fixed = base.startsInline || mine.startsInline || theirs.startsInline;
        const std::string &first = base.items.front().name;
        if (fixed && (order->front() != first || mine.items.front().name != first || theirs.items.front().name != first
                      || base.header != mine.header || base.header != theirs.header)) {
            return false;
        }
        (void)pick(base.header, mine.header, theirs.header);
        for (const std::string &name : *order) {
            item({ findItem(base, name), findItem(mine, name), findItem(theirs, name) });
        }
        return true;
    }

    // All names in the order of the side that changed it, what only the other has behind what stands before it there.
    static std::optional<std::vector<std::string>> orderOf(const Segments &base, const Segments &mine, const Segments &theirs)
    {
        const bool mineMoved = document::orderOf(base, mine) != document::orderOf(mine, base);
        const bool theirsMoved = document::orderOf(base, theirs) != document::orderOf(theirs, base);
        if (mineMoved && theirsMoved && document::orderOf(mine, theirs) != document::orderOf(theirs, mine)) {
            return std::nullopt;
        }
        const Segments &leading = theirsMoved && !mineMoved ? theirs : mine;
        const Segments &other = theirsMoved && !mineMoved ? mine : theirs;
        std::vector<std::string> names;
        std::ranges::transform(leading.items, std::back_inserter(names), &Segment::name);
        std::string before;
        for (const Segment &item : other.items) {
            if (!std::ranges::contains(names, item.name)) {
                auto at = before.empty() ? names.begin() : std::ranges::find(names, before) + 1;
                // Behind what the leading side put there itself.
                while (at != names.end() && !findItem(base, *at) && !findItem(other, *at)) {
                    ++at;
                }
                names.insert(at, item.name);
            }
            before = item.name;
        }
        return names;
    }

    void item(const Trio &trio)
    {
        const Segment *any = trio.mine ? trio.mine : trio.theirs ? trio.theirs : trio.base;
        m_place.push_back(any->label.empty() ? "an item" : any->label);
        startLine(*any);
        if (trio.base && trio.mine && trio.theirs) {
            edited(trio);
        } else if (!trio.base && trio.mine && trio.theirs) {
            added(trio);
        } else if (!trio.base) {
            ++(trio.mine ? m_result.kept : m_result.taken);
            emit(any->whole());
        } else if (trio.mine || trio.theirs) {
            removed(trio);
        }
        m_place.pop_back();
    }

    // A last line without a break gets one when something follows.
    void startLine(const Segment &next)
    {
        if (m_result.pieces.empty() || next.text.substr(0, next.begin).find_first_of("\r\n") == std::string_view::npos) {
            return;
        }
        const bool inLine = next.begin > 0 && !TextLines::isBreak(next.text[next.begin - 1]);
        MergeResult::Piece &last = m_result.pieces.back();
        if (!inLine && !last.conflict && !last.text.empty() && !TextLines::isBreak(last.text.back())) {
            last.text += TextLines(next.text).lineBreak(next.begin - 1);
        }
    }

    void edited(const Trio &trio)
    {
        // Comments above it that both changed go with the item.
        if (parted(trio.base->lead(), trio.mine->lead(), trio.theirs->lead())) {
            conflict(std::string(trio.base->whole()), std::string(trio.mine->whole()), std::string(trio.theirs->whole()));
            return;
        }
        (void)pick(trio.base->lead(), trio.mine->lead(), trio.theirs->lead());
        body(trio);
        tail(trio);
    }

    // What stands below an item: comments that both changed are a conflict of their own, empty lines none.
    void tail(const Trio &trio)
    {
        const std::string_view base = trio.base->tail();
        const std::string_view mine = trio.mine->tail();
        const std::string_view theirs = trio.theirs->tail();
        const std::vector<std::string_view> before = commentsOf(base);
        const std::vector<std::string_view> here = commentsOf(mine);
        const std::vector<std::string_view> there = commentsOf(theirs);
        if (parted(before, here, there)) {
            conflict(std::string(base), std::string(mine), std::string(theirs));
        } else {
            emit(mine == base || (here == before && there != before) ? theirs : mine);
        }
    }

    void added(const Trio &trio)
    {
        const bool same = trio.mine->body() == trio.theirs->body();
        const auto beside = [](const Segment &item) { return std::string(item.lead()) + std::string(item.tail()); };
        if (same && keepsComments(beside(*trio.mine), beside(*trio.theirs))) {
            emit(trio.mine->whole());
        } else if (same && keepsComments(beside(*trio.theirs), beside(*trio.mine))) {
            emit(trio.theirs->whole());
        } else {
            conflict({}, std::string(trio.mine->whole()), std::string(trio.theirs->whole()));
        }
    }

    // One side took it out; the other may have changed it.
    void removed(const Trio &trio)
    {
        const Segment &left = trio.mine ? *trio.mine : *trio.theirs;
        if (left.body() == trio.base->body() && left.lead() == trio.base->lead()
            && keepsComments(trio.base->tail(), left.tail())) {
            ++(trio.mine ? m_result.taken : m_result.kept);
            return;
        }
        conflict(std::string(trio.base->whole()), trio.mine ? std::string(left.whole()) : std::string(),
                 trio.theirs ? std::string(left.whole()) : std::string());
    }

    MergeResult m_result {};
    std::vector<std::string> m_place {};
};

} // namespace

std::string MergeResult::text(const std::vector<MergeChoice> &choices) const
{
    std::string text;
    for (const Piece &piece : pieces) {
        if (!piece.conflict) {
            text += piece.text;
            continue;
        }
        const MergeConflict &conflict = conflicts[*piece.conflict];
        const bool theirs = *piece.conflict < choices.size() && choices[*piece.conflict] == MergeChoice::Theirs;
        text += theirs ? conflict.theirs : conflict.mine;
    }
    return text;
}

MergeResult mergeTexts(const MergeSides &sides)
{
    return Merger().run(sides);
}

} // namespace patchbay::document
