// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shared/memory_guard.h"
#include "app/window/composition.h"
#include "app/window/failure_window.h"
#include "app/window/measure.h"
#include "app/window/options.h"
#include "app/window/screenshots.h"
#include "ui/shell/main_window.h"

#include <QApplication>

#include <iostream>

using namespace Qt::StringLiterals;

int main(int argc, char *argv[])
{
    using namespace patchbay;
    guardMemory();
    // The scale of screenshots has to be known before the application exists.
    const QStringList words = [&] {
        QStringList list;
        for (int index = 0; index < argc; ++index) {
            list.append(QString::fromLocal8Bit(argv[index]));
        }
        return list;
    }();
    const std::expected<WindowOptions, QString> options = parseOptions(words);
    if (!options || options->help) {
        (options ? std::cout : std::cerr) << (options ? QString() : options.error() + u'\n').toStdString()
                                          << usageText().toStdString();
        return options ? 0 : 2;
    }
    if (options->version) {
        std::cout << "patchbay " PATCHBAY_VERSION "\n";
        return 0;
    }
    if (!options->screenshots.isEmpty()) {
        qputenv("QT_SCALE_FACTOR", QByteArray::number(options->scale));
    }
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"patchbay"_s);
    QApplication::setApplicationDisplayName(u"Patchbay"_s);
    QApplication::setApplicationVersion(QStringLiteral(PATCHBAY_VERSION));
    QApplication::setDesktopFileName(u"org.patchbay.Patchbay"_s);
    if (!options->screenshots.isEmpty()) {
        return renderScreenshots(application, *options);
    }
    if (!options->measure.isEmpty()) {
        return measureWindow(application, options->measure, options->dataDirectory);
    }
    const Result<std::unique_ptr<Composition>> composition = Composition::make(*options);
    if (!composition) {
        return showFailure(application, composition.error());
    }
    (*composition)->window().show();
    return QApplication::exec();
}
