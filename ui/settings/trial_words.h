// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the test of a key says, in words. Pure; never contains the key, because Error does not.
#pragma once

#include "providers/core/result.h"

#include <QString>
#include <QStringList>

namespace patchbay {

struct TrialWords {
    QString state;    // "valid", "refused", "failed": a word of StateLabel's table
    QString sentence; // what happened and what to do
    bool operator==(const TrialWords &) const = default;
};

TrialWords wordsOfModels(const QString &provider, const QStringList &models);
TrialWords wordsOfError(const QString &provider, const Error &error);
// Why this cannot be a base URL, or nothing.
QString apiBaseProblem(const QString &apiBase);

} // namespace patchbay
