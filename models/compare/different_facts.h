// SPDX-License-Identifier: GPL-3.0-or-later
//
// Facts that two answers state differently: the fields of JSON in them, and "**Name** value" lines.
// Pure.
#pragma once

#include <QList>
#include <QString>

namespace patchbay {

struct DifferentFact {
    QString name;
    QString baseline; // empty: not mentioned
    QString candidate; // empty: not mentioned
    bool operator==(const DifferentFact &) const = default;
};

// In the order of the baseline, then what only the candidate states. The JSON counts where a name
// stands in both forms.
QList<DifferentFact> differentFacts(const QString &baseline, const QString &candidate);

} // namespace patchbay
