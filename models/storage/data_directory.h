// SPDX-License-Identifier: GPL-3.0-or-later
//
// DataDirectory: the folder with everything that a user's Patchbay keeps, owned by one process.
//
// The owner holds a kernel lock on patchbay.lock (with its process number inside) as long as this
// object lives; the kernel lets go of it even after kill -9. Whoever else opens the directory gets
// an Error with code "owned" and what to do. The folder is made with mode 0700.
#pragma once

#include "providers/core/result.h"

#include <QString>

namespace patchbay {

class DataDirectory {
public:
    // $XDG_DATA_HOME/patchbay, or ~/.local/share/patchbay.
    static QString defaultPath();

    // Makes the folder where it is missing and takes the lock. An empty path is defaultPath().
    static Result<DataDirectory> open(const QString &path);

    DataDirectory(DataDirectory &&other) noexcept;
    DataDirectory &operator=(DataDirectory &&other) noexcept;
    DataDirectory(const DataDirectory &) = delete;
    DataDirectory &operator=(const DataDirectory &) = delete;
    ~DataDirectory();

    // Of a directory that another process may own.
    static QString ledgerFileIn(const QString &directory);

    QString path() const { return m_path; }
    QString filePath(const QString &name) const;
    QString ledgerFile() const;
    QString runsFile() const;
    QString sessionFile() const;
    QString settingsFile() const;

private:
    DataDirectory(QString path, int lock);

    QString m_path;
    int m_lock = -1;
};

} // namespace patchbay
