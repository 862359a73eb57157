// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sound_player.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QPluginLoader>

using namespace Qt::StringLiterals;

namespace patchbay {

std::unique_ptr<SoundPlayer> loadSoundPlayer()
{
    const QDir programs(QCoreApplication::applicationDirPath());
    // Beside the programs where they are built, in their own folder where they are installed.
    for (const QString &folder : { u"modules"_s, u"../bin/modules"_s, u"../lib/patchbay"_s }) {
        const QString file = programs.absoluteFilePath(folder + u"/patchbay-sound.so"_s);
        if (!QFileInfo::exists(file)) {
            continue;
        }
        QPluginLoader loader(file);
        if (auto *factory = qobject_cast<SoundPlayerFactory *>(loader.instance())) {
            return factory->createPlayer();
        }
    }
    return nullptr;
}

} // namespace patchbay
