// SPDX-License-Identifier: GPL-3.0-or-later
//
// The titles of runs. Reads runs.db beside whoever owns it and changes nothing; from any thread.
#pragma once

#include "providers/core/result.h"

#include <QHash>
#include <QString>

namespace patchbay {

// By the runs' ids; those without a title have the beginning of their prompt. A file that is not there has none.
Result<QHash<QString, QString>> runTitles(const QString &file);

} // namespace patchbay
