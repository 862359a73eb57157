// SPDX-License-Identifier: GPL-3.0-or-later
//
// TemporaryFolder: the application's one folder below the system's for temporary files: what is handed to other
// programs is read by them after this one has let go of it. Goes with the application, and all that is in it.
#pragma once

#include <QObject>
#include <QTemporaryDir>

namespace patchbay {

class TemporaryFolder final : public QObject {
    Q_OBJECT
public:
    // A child of the application, made when it is needed first. GUI thread.
    static TemporaryFolder &ofApplication();

    QString path() const { return m_folder.path(); }
    // Writes a new file whose name ends with that one; its path, empty when it cannot be written.
    QString write(const QString &name, const QByteArray &data);

private:
    explicit TemporaryFolder(QObject *parent);

    QTemporaryDir m_folder;
};

} // namespace patchbay
