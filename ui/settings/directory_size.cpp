// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/directory_size.h"

#include <QDirIterator>
#include <QPromise>
#include <QThreadPool>

namespace patchbay {

QFuture<qint64> directorySize(const QString &path)
{
    QPromise<qint64> promise;
    QFuture<qint64> future = promise.future();
    promise.start();
    QThreadPool::globalInstance()->start([promise = std::move(promise), path]() mutable {
        qint64 bytes = 0;
        QDirIterator files(path, QDir::Files | QDir::Hidden | QDir::NoSymLinks, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            bytes += files.nextFileInfo().size();
        }
        promise.addResult(bytes);
        promise.finish();
    });
    return future;
}

} // namespace patchbay
