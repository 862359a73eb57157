// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/guardrails/stream_window.h"

#include "providers/core/utf8.h"
#include "providers/wire/json_view.h"

#include <algorithm>
#include <utility>

namespace patchbay::guardrails {

namespace {

// Longer than what any of our patterns needs to be known by; what is found and still grows is held however long.
constexpr std::size_t usualWindow = 160;
constexpr std::size_t expressionWindow = 512;
constexpr std::size_t longestWaiting = 64 * 1024; // a private key is 4 KiB

struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string mask;
    const Guardrail *guardrail = nullptr; // that blocks; null: it masks
    std::string name;
};

// What all guardrails find in a text, from front to back, one where several overlap.
std::vector<Span> spansIn(const Guardrails &guardrails, std::string_view text)
{
    std::vector<Span> spans;
    for (const auto &guardrail : guardrails) {
        for (const TextRule &rule : guardrail->rules) {
            if (rule.injection) {
                continue;
            }
            for (const Finding &finding : findRule(rule, text)) {
                spans.push_back({ finding.begin, finding.begin + finding.size, "<" + rule.name + ">",
                                  rule.action == Action::Block ? guardrail.get() : nullptr, rule.name });
            }
        }
    }
    std::ranges::stable_sort(spans, {}, &Span::begin);
    std::vector<Span> merged;
    for (Span &span : spans) {
        if (merged.empty() || span.begin >= merged.back().end) {
            merged.push_back(std::move(span));
            continue;
        }
        Span &last = merged.back();
        last.end = std::max(last.end, span.end);
        if (span.guardrail && !last.guardrail) {
            last.guardrail = span.guardrail;
            last.name = span.name;
        }
    }
    return merged;
}

// The largest place up to `limit` that stands in no span, after a space where one is near.
std::size_t placeToCut(std::string_view text, std::size_t from, std::size_t limit, const std::vector<Span> &spans)
{
    const auto outside = [&](std::size_t place) {
        for (const Span &span : spans) {
            place = span.begin < place && place < span.end ? span.begin : place;
        }
        return std::max(place, from);
    };
    constexpr std::size_t near = 64;
    std::size_t place = outside(limit);
    place = from + utf8Prefix(text.substr(from), place - from).size();
    const std::size_t space = place > from ? text.find_last_of(" \n\t", place - 1) : std::string_view::npos;
    if (place < text.size() && space != std::string_view::npos && space >= from && place - space <= near) {
        place = outside(space + 1);
    }
    return place;
}

bool isWhole(const wire::JsonView &event)
{
    const std::string type = event["type"].string();
    return type.ends_with(".done") || type.ends_with(".completed") || type.ends_with(".failed")
        || type.ends_with(".incomplete") || type == "message_start";
}

// "choices/0" of "choices/0.delta.content".
std::string_view rootOf(std::string_view slot)
{
    const std::size_t index = slot.find('/');
    return slot.substr(0, index == std::string_view::npos ? index : slot.find('.', index));
}

} // namespace

bool StreamWindow::covers(const Guardrail &guardrail)
{
    return !guardrail.http && guardrail.schema.empty() && guardrail.unsupported.empty();
}

StreamWindow::StreamWindow(Guardrails guardrails)
    : m_guardrails(std::move(guardrails))
    , m_window(usualWindow)
{
    for (const auto &guardrail : m_guardrails) {
        for (const TextRule &rule : guardrail->rules) {
            m_window = std::max({ m_window, rule.word.size() + 1, rule.expression ? expressionWindow : 0 });
        }
    }
}

void StreamWindow::block(const Guardrail &guardrail, std::string reason)
{
    if (m_reason.empty()) {
        m_blockedBy = guardrail.name;
        m_reason = std::move(reason);
    }
}

std::size_t StreamWindow::slotOf(const std::string &name)
{
    const auto found = std::ranges::find(m_slots, name, &Slot::name);
    if (found == m_slots.end()) {
        m_slots.emplace_back().name = name;
        return m_slots.size() - 1;
    }
    return static_cast<std::size_t>(found - m_slots.begin());
}

// Words elsewhere in the same choice, or the end of a block, say that a field says nothing more. Should it go on
// after all, what spans the gap blocks.
void StreamWindow::endOthers(const Line &line, std::string_view json)
{
    const wire::JsonView event(json);
    if (event["type"].is("content_block_stop")) {
        const std::string root = "/" + std::string(event["index"].raw());
        for (Slot &slot : m_slots) {
            slot.ended = slot.ended || rootOf(slot.name) == root;
        }
    }
    const bool whole = isWhole(event);
    for (std::size_t number = 0; number < m_slots.size(); ++number) {
        const bool named = std::ranges::contains(line.pieces, number, &Piece::slot);
        const bool beside = std::ranges::any_of(line.pieces, [&](const Piece &piece) {
            return rootOf(m_slots[piece.slot].name) == rootOf(m_slots[number].name);
        });
        m_slots[number].ended = named ? whole : m_slots[number].ended || beside;
    }
}

void StreamWindow::take(Line &line)
{
    for (const JsonPlace &place : line.places) {
        const std::size_t number = slotOf(place.slot);
        Slot &slot = m_slots[number];
        slot.waiting += place.text;
        slot.came += place.text.size();
        m_characters += place.text.size();
        line.pieces.push_back({ number, slot.came });
    }
    const std::string json = line.text.substr(line.begin, line.size);
    for (const auto &guardrail : m_guardrails) {
        if (std::string reason = inspectTools(*guardrail, toolsIn(json, Side::Answer)); !reason.empty()) {
            block(*guardrail, std::move(reason));
        }
        if (guardrail->maximumCharacters > 0 && m_characters > guardrail->maximumCharacters) {
            block(*guardrail, "the text is longer than " + std::to_string(guardrail->maximumCharacters) + " characters");
        }
    }
    endOthers(line, json);
}

// False where the line cannot be read: nobody knows what is in it.
bool StreamWindow::add(std::string line)
{
    Line made;
    made.text = std::move(line);
    const std::string_view text = made.text;
    const std::size_t brace = text.find('{');
    const std::size_t close = text.rfind('}');
    const bool data = text.starts_with("data:") || text.starts_with('[') || text.starts_with(',') || text.starts_with('{');
    if (data && brace != std::string_view::npos) {
        if (close == std::string_view::npos || close < brace || !wire::parseJson(text.substr(brace, close + 1 - brace))) {
            return false;
        }
        made.begin = brace;
        made.size = close + 1 - brace;
        made.places = textsIn(text.substr(made.begin, made.size), Side::Answer);
        take(made);
    }
    m_held += made.text.size();
    m_lines.push_back(std::move(made));
    return true;
}

// Moves what can be part of no finding any more from waiting to ready.
void StreamWindow::clear(Slot &slot)
{
    const std::string text = slot.before + slot.waiting;
    const std::size_t from = slot.before.size();
    for (const auto &guardrail : m_guardrails) {
        const bool looks = std::ranges::any_of(guardrail->rules, &TextRule::injection);
        if (looks && !findInjection(text).empty()) {
            block(*guardrail, "the text looks like an attempt to override the model's instructions");
        }
    }
    const std::vector<Span> spans = spansIn(m_guardrails, text);
    const std::size_t limit = slot.ended ? text.size() : from + (slot.waiting.size() - std::min(slot.waiting.size(), m_window));
    const std::size_t cut = slot.ended ? limit : placeToCut(text, from, limit, spans);
    std::size_t at = from;
    for (const Span &span : spans) {
        if (span.begin < from && span.end > from) {
            block(span.guardrail ? *span.guardrail : *m_guardrails.front(), span.name + " found");
        }
        if (span.begin < from || span.end > cut) {
            continue;
        }
        if (span.guardrail) {
            block(*span.guardrail, span.name + " found"); // never what was found
        }
        slot.ready += text.substr(at, span.begin - at) + span.mask;
        at = span.end;
    }
    slot.ready += text.substr(at, cut - at);
    slot.cleared += cut - from;
    slot.waiting = text.substr(cut);
    if (slot.waiting.size() > longestWaiting) {
        block(*m_guardrails.front(), "a word of the answer is too long to be checked");
    }
    // As long as a finding may be: the end of what has left tells one that goes on.
    slot.before = text.substr(cut > m_window ? cut - m_window : 0, std::min(cut, m_window));
}

std::string StreamWindow::release()
{
    std::string bytes;
    while (!m_lines.empty()) {
        Line &line = m_lines.front();
        const bool waits = std::ranges::any_of(
            line.pieces, [this](const Piece &piece) { return m_slots[piece.slot].cleared < piece.end; });
        if (waits) {
            break;
        }
        std::vector<std::string> texts;
        for (const Piece &piece : line.pieces) {
            texts.push_back(std::exchange(m_slots[piece.slot].ready, {}));
        }
        const std::string_view text = line.text;
        bytes += text.substr(0, line.begin);
        bytes += withTexts(text.substr(line.begin, line.size), line.places, texts);
        bytes += text.substr(line.begin + line.size);
        m_held -= text.size();
        m_lines.pop_front();
    }
    return bytes;
}

StreamWindow::Step StreamWindow::step()
{
    for (Slot &slot : m_slots) {
        if (!slot.waiting.empty()) {
            clear(slot);
        }
    }
    // Where something blocks, what came before it stays too: its line may hold both.
    return m_reason.empty() ? Step { release() } : Step { {}, m_blockedBy, m_reason };
}

StreamWindow::Step StreamWindow::feed(std::string_view bytes)
{
    if (!m_reason.empty()) {
        return { {}, m_blockedBy, m_reason };
    }
    m_line += bytes;
    std::size_t begin = 0;
    for (std::size_t end = m_line.find('\n'); end != std::string::npos; end = m_line.find('\n', begin)) {
        if (!add(m_line.substr(begin, end + 1 - begin))) {
            block(*m_guardrails.front(), "a part of the answer cannot be read");
        }
        begin = end + 1;
    }
    m_line.erase(0, begin);
    return step();
}

StreamWindow::Step StreamWindow::finish()
{
    if (m_reason.empty() && !m_line.empty() && !add(std::exchange(m_line, {}))) {
        block(*m_guardrails.front(), "a part of the answer cannot be read");
    }
    for (Slot &slot : m_slots) {
        slot.ended = true;
    }
    return step();
}

} // namespace patchbay::guardrails
