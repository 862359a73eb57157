// SPDX-License-Identifier: GPL-3.0-or-later
//
// The size of a directory tree, counted on a thread of the pool: the window never waits for a disk.
#pragma once

#include <QFuture>
#include <QString>

namespace patchbay {

// Bytes of all files below `path`; links are not followed.
QFuture<qint64> directorySize(const QString &path);

} // namespace patchbay
