// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/temporary_folder.h"

#include <QCoreApplication>
#include <QDir>
#include <QTemporaryFile>

using namespace Qt::StringLiterals;

namespace patchbay {

TemporaryFolder::TemporaryFolder(QObject *parent)
    : QObject(parent)
    , m_folder(QDir::tempPath() + u"/patchbay-XXXXXX"_s)
{
}

TemporaryFolder &TemporaryFolder::ofApplication()
{
    auto *known = qApp->findChild<TemporaryFolder *>(Qt::FindDirectChildrenOnly);
    return known != nullptr ? *known : *new TemporaryFolder(qApp);
}

QString TemporaryFolder::write(const QString &name, const QByteArray &data)
{
    if (!m_folder.isValid()) {
        return {};
    }
    QTemporaryFile file(m_folder.filePath(u"XXXXXX-"_s + name));
    // The folder removes it.
    file.setAutoRemove(false);
    const bool written = file.open() && file.write(data) == data.size() && file.flush();
    return written ? file.fileName() : QString();
}

} // namespace patchbay
