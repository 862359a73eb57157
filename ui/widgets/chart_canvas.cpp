// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_canvas.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QPluginLoader>

using namespace Qt::StringLiterals;

namespace patchbay {

ChartCanvas *loadChartCanvas(QWidget *parent)
{
    const QDir programs(QCoreApplication::applicationDirPath());
    // Beside the programs where they are built, in their own folder where they are installed.
    for (const QString &folder : { u"modules"_s, u"../bin/modules"_s, u"../lib/patchbay"_s }) {
        const QString file = programs.absoluteFilePath(folder + u"/patchbay-charts.so"_s);
        if (!QFileInfo::exists(file)) {
            continue;
        }
        QPluginLoader loader(file);
        if (auto *factory = qobject_cast<ChartCanvasFactory *>(loader.instance())) {
            return factory->createCanvas(parent);
        }
    }
    return nullptr;
}

} // namespace patchbay
