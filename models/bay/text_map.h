// SPDX-License-Identifier: GPL-3.0-or-later
//
// TextMap: a file's bytes as an editor shows them. An editor counts UTF-16 units and knows one kind of line
// break; the file has bytes, a byte order mark perhaps, and the breaks its owner made. What is typed becomes one
// patch of the bytes; all others stay.
#pragma once

#include "models/config/text_editor.h"

#include <QString>

#include <optional>

namespace patchbay::bay {

// As an editor shows it: no byte order mark, "\n" for every break.
QString shownText(std::string_view bytes);
// False where showing and writing back would change bytes: not UTF-8, or characters that editors take for
// breaks of their own.
bool canBeShown(std::string_view bytes);

// The one stretch in which two texts differ.
struct Stretch {
    qsizetype begin = 0;
    qsizetype removed = 0;
    qsizetype inserted = 0;
};
std::optional<Stretch> differenceOf(QStringView before, QStringView after);

// `before` is shownText(bytes). Nothing where the texts are equal.
std::optional<document::TextPatch> patchFor(std::string_view bytes, QStringView before, QStringView after);

// Where a line begins, in both: what comes after it is found without counting what stands before.
struct TextAnchor {
    qsizetype position = 0;
    std::size_t byte = 0;
};
// The same for one stretch that is known already: what `before` has there becomes `inserted`. An anchor that still holds
// is gone by, and is that of the stretch's line afterwards.
std::optional<document::TextPatch> patchAt(std::string_view bytes, QStringView before, const Stretch &stretch, QStringView inserted,
                                           std::optional<TextAnchor> *anchor = nullptr);

// Every place of `wanted`, in letters of either case, as the smallest patches that make it `replacement`. `shown` is
// shownText(bytes).
document::Patches patchesForAll(std::string_view bytes, QStringView shown, QStringView wanted, const QString &replacement);

// Byte offset of a line (from 0) and column in UTF-16 units, and back.
std::size_t offsetOf(std::string_view bytes, int line, int column);
struct TextPlace {
    int line = 0;
    int column = 0;
};
TextPlace placeOf(std::string_view bytes, std::size_t offset);

} // namespace patchbay::bay
