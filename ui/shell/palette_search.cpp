// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palette_search.h"

#include "ui/shell/fuzzy_match.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

constexpr qsizetype longestSection = 50;
// Of what a panel found, the best: of three hundred alike, more would bury what else was found.
constexpr qsizetype mostFound = 8; // where the search is not narrowed
// A match in the muted text or the category counts, but never before one in the text itself.
constexpr int detailPenalty = 900;
// What can be done stands before what can be opened, unless the latter matches much better.
constexpr int actionBonus = 60;

struct Candidate {
    ListEntry entry;
    int score = 0;
    bool isFound = false; // by a panel; otherwise a command
};

struct Section {
    QString title;
    QList<Candidate> candidates;
    int best = std::numeric_limits<int>::min();
};

class Sections {
public:
    void add(const QString &title, Candidate candidate)
    {
        auto section = std::ranges::find(m_sections, title, &Section::title);
        if (section == m_sections.end()) {
            m_sections.append(Section { .title = title, .candidates = {} });
            section = m_sections.end() - 1;
        }
        section->best = std::max(section->best, candidate.score);
        section->candidates.append(std::move(candidate));
    }

    // Of what was found in each section at most so many.
    QList<ListEntry> rows(qsizetype foundAtMost)
    {
        std::ranges::stable_sort(m_sections, std::ranges::greater(), &Section::best);
        QList<ListEntry> rows;
        for (Section &section : m_sections) {
            std::ranges::stable_sort(section.candidates, [](const Candidate &left, const Candidate &right) {
                const bool leftRuns = left.entry.reason.isEmpty();
                const bool rightRuns = right.entry.reason.isEmpty();
                return leftRuns != rightRuns ? leftRuns : left.score > right.score;
            });
            rows.append(ListEntry { .heading = true, .text = section.title });
            qsizetype found = 0;
            section.candidates.removeIf([&](const Candidate &candidate) { return candidate.isFound && ++found > foundAtMost; });
            for (Candidate &candidate : section.candidates.first(
                     std::min(section.candidates.size(), longestSection))) {
                rows.append(std::move(candidate.entry));
            }
        }
        return rows;
    }

private:
    QList<Section> m_sections;
};

std::optional<FuzzyMatch> matchCommand(const QString &pattern, const Command &command)
{
    if (auto match = fuzzyMatch(pattern, command.text)) {
        return match;
    }
    auto wider = fuzzyMatch(pattern, command.category + u' ' + command.text + u' ' + command.detail);
    if (!wider) {
        return std::nullopt;
    }
    // Positions are shown in the text only.
    const auto offset = static_cast<int>(command.category.size()) + 1;
    FuzzyMatch inText { .score = wider->score - detailPenalty, .positions = {} };
    for (const int position : std::as_const(wider->positions)) {
        if (position >= offset && position < offset + command.text.size()) {
            inText.positions.append(position - offset);
        }
    }
    return inText;
}

bool inScope(PaletteScope scope, const QString &category, bool isCommand)
{
    switch (scope) {
    case PaletteScope::Everything: return true;
    case PaletteScope::Actions: return isCommand;
    case PaletteScope::Runs: return category == paletteRunsCategory();
    case PaletteScope::Models: return category == paletteModelsCategory();
    case PaletteScope::Settings: return category == paletteSettingsCategory();
    }
    std::unreachable();
}

void addCommands(Sections &sections, const CommandRegistry &registry, const PaletteQuery &query)
{
    for (const Command &command : registry.commands()) {
        if (!inScope(query.scope, command.category, true)) {
            continue;
        }
        auto match = matchCommand(query.text, command);
        if (!match) {
            continue;
        }
        sections.add(command.category,
                     { .entry = { .text = command.text,
                                  .matched = match->positions,
                                  .detail = command.detail,
                                  .iconName = command.iconName,
                                  .shortcut = registry.shortcut(command.id),
                                  .reason = command.whyNot ? command.whyNot() : QString(),
                                  .run = command.run },
                       .score = match->score + (query.text.isEmpty() ? 0 : actionBonus) });
    }
}

} // namespace

QString paletteRunsCategory() { return QCoreApplication::translate("patchbay::Palette", "Runs"); }
QString paletteModelsCategory() { return QCoreApplication::translate("patchbay::Palette", "Models"); }
QString paletteSettingsCategory() { return QCoreApplication::translate("patchbay::Palette", "Settings"); }

PaletteQuery parsePaletteQuery(const QString &typed)
{
    const auto rest = [&typed] { return typed.sliced(1).trimmed(); };
    switch (typed.isEmpty() ? u'\0' : typed.front().unicode()) {
    case u'>': return { .scope = PaletteScope::Actions, .text = rest() };
    case u'#': return { .scope = PaletteScope::Runs, .text = rest() };
    case u'@': return { .scope = PaletteScope::Models, .text = rest() };
    case u':': return { .scope = PaletteScope::Settings, .text = rest() };
    default: return { .scope = PaletteScope::Everything, .text = typed.trimmed() };
    }
}

QList<ListEntry> paletteRows(const CommandRegistry &registry, const QList<PaletteEntry> &found,
                             const PaletteQuery &query)
{
    Sections sections;
    addCommands(sections, registry, query);
    for (const PaletteEntry &entry : found) {
        if (!inScope(query.scope, entry.category, false)) {
            continue;
        }
        const auto match = fuzzyMatch(query.text, entry.text);
        sections.add(entry.category,
                     { .entry = { .text = entry.text,
                                  .matched = match ? match->positions : QList<int>(),
                                  .detail = entry.detail,
                                  .iconName = entry.iconName,
                                  .run = entry.run },
                       .score = match ? match->score : 0,
                       .isFound = true });
    }
    return sections.rows(query.scope == PaletteScope::Everything ? mostFound : longestSection);
}

} // namespace patchbay
