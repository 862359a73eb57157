// SPDX-License-Identifier: GPL-3.0-or-later
//
// How hard a passphrase is to guess, roughly: length and kinds of letters, less what repeats or follows a pattern. An
// estimate that rather says too little. Pure.
#pragma once

#include <QString>

namespace patchbay {

enum class Strength { Empty, TooShort, Weak, Fair, Good, Strong };

struct PassphraseStrength {
    Strength strength = Strength::Empty;
    int bits = 0;
};

constexpr qsizetype shortestPassphrase = 8;

PassphraseStrength strengthOf(QStringView passphrase);
// "weak: one more word helps most"
QString wordsOf(Strength strength);

} // namespace patchbay
