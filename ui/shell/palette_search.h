// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the palette shows for what was typed: pure, so that it is tested without a window.
//
// A first character narrows the search: ">" actions, "#" runs, "@" models, ":" settings. Panels
// give their finds one of the categories below where it fits, so that the narrowing finds them.
#pragma once

#include "ui/shell/command.h"
#include "ui/shell/list_entry.h"
#include "ui/shell/panel.h"

namespace patchbay {

enum class PaletteScope { Everything, Actions, Runs, Models, Settings };

struct PaletteQuery {
    PaletteScope scope = PaletteScope::Everything;
    QString text; // without the prefix, trimmed
    bool operator==(const PaletteQuery &) const = default;
};

PaletteQuery parsePaletteQuery(const QString &typed);

// Categories of PaletteEntry and Command that the prefixes select.
QString paletteRunsCategory();
QString paletteModelsCategory();
QString paletteSettingsCategory();

// Headings and lines: best section first, best line first; unavailable commands after the others
// of their section. `found` is what the panels found for query.text; they are kept even where the
// text itself does not match, because a panel may have searched deeper than it shows; of each section the
// eight best, where the query has no prefix.
QList<ListEntry> paletteRows(const CommandRegistry &registry, const QList<PaletteEntry> &found,
                             const PaletteQuery &query);

} // namespace patchbay
