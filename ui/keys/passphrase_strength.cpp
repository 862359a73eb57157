// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/passphrase_strength.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int fairBits = 45;
constexpr int goodBits = 60;
constexpr int strongBits = 80;

constexpr std::array commonWords { u"password", u"passphrase", u"patchbay", u"qwerty", u"letmein", u"admin", u"welcome",
                                   u"12345678", u"iloveyou" };

// How many letters there are to choose from.
int alphabetOf(QStringView text)
{
    bool lower = false;
    bool upper = false;
    bool digit = false;
    bool other = false;
    for (const QChar letter : text) {
        lower = lower || letter.isLower();
        upper = upper || letter.isUpper();
        digit = digit || letter.isDigit();
        other = other || !letter.isLetterOrNumber();
    }
    return (lower ? 26 : 0) + (upper ? 26 : 0) + (digit ? 10 : 0) + (other ? 12 : 0);
}

// Letters that the one before does not give away: not the same, not the next in a row.
int surprisingLetters(QStringView text)
{
    int count = text.isEmpty() ? 0 : 1;
    for (qsizetype at = 1; at < text.size(); ++at) {
        const int step = std::abs(text[at].unicode() - text[at - 1].unicode());
        count += step > 1 ? 1 : 0;
    }
    return count;
}

} // namespace

PassphraseStrength strengthOf(QStringView passphrase)
{
    if (passphrase.isEmpty()) {
        return {};
    }
    int letters = surprisingLetters(passphrase);
    for (const char16_t *word : commonWords) {
        if (passphrase.contains(QStringView(word), Qt::CaseInsensitive)) {
            letters -= static_cast<int>(QStringView(word).size()) - 1;
        }
    }
    // Words of a language say less a letter than chance does.
    constexpr double languageShare = 0.72;
    const double each = std::log2(std::max(2, alphabetOf(passphrase))) * languageShare;
    const int bits = static_cast<int>(std::max(1, letters) * each);
    const Strength strength = passphrase.size() < shortestPassphrase ? Strength::TooShort
        : bits < fairBits                                            ? Strength::Weak
        : bits < goodBits                                            ? Strength::Fair
        : bits < strongBits                                          ? Strength::Good
                                                                     : Strength::Strong;
    return { strength, bits };
}

QString wordsOf(Strength strength)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("patchbay::CreatePage", text); };
    switch (strength) {
    case Strength::Empty: return tr("Five words that do not belong together are easy to remember and hard to guess.");
    case Strength::TooShort: return tr("too short: at least 8 characters");
    case Strength::Weak: return tr("weak: one more word helps most");
    case Strength::Fair: return tr("fair: one more word makes it good");
    case Strength::Good: return tr("good");
    case Strength::Strong: return tr("strong");
    }
    return {};
}

} // namespace patchbay
