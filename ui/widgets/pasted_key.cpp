// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pasted_key.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

bool isVariableName(QStringView text)
{
    return !text.isEmpty() && !text.front().isDigit() && std::ranges::all_of(text, [](QChar letter) {
        return letter == u'_' || letter.isDigit() || (letter >= u'A' && letter <= u'Z');
    });
}

QStringView withoutQuotes(QStringView text)
{
    for (const QChar quote : { u'"', u'\'', u'`' }) {
        if (text.size() >= 2 && text.startsWith(quote)) {
            // One that does not end was selected along; a comment may stand behind one that does.
            const qsizetype end = text.indexOf(quote, 1);
            return (end < 0 ? text.sliced(1) : text.sliced(1, end - 1)).trimmed();
        }
    }
    return text;
}

} // namespace

QStringView pastedKey(QStringView pasted)
{
    QStringView key = pasted.trimmed();
    if (key.startsWith(u'{')) {
        return key; // a key file, as a whole
    }
    if (key.startsWith("export "_L1)) {
        key = key.sliced(7).trimmed();
    }
    // Upper case names only: a key may contain "=" itself.
    if (const qsizetype sign = key.indexOf(u'='); sign > 0 && isVariableName(key.first(sign).trimmed())) {
        key = key.sliced(sign + 1).trimmed();
    }
    key = withoutQuotes(key);
    if (key.startsWith("Bearer "_L1, Qt::CaseInsensitive)) {
        key = key.sliced(7).trimmed();
    }
    return key;
}

} // namespace patchbay
