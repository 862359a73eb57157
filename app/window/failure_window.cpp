// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/failure_window.h"

#include <QApplication>
#include <QMessageBox>

#include <iostream>

using namespace Qt::StringLiterals;

namespace patchbay {

int showFailure(QApplication &application, const Error &error)
{
    std::cerr << error.message << ' ' << error.remedy << std::endl;
    if (QApplication::platformName() == "offscreen"_L1) {
        return 1;
    }
    QMessageBox message(QMessageBox::Warning, u"Patchbay cannot start"_s, QString::fromStdString(error.message));
    message.setInformativeText(QString::fromStdString(error.remedy));
    QObject::connect(&message, &QMessageBox::finished, &application, &QApplication::quit);
    message.show();
    application.exec();
    return 1;
}

} // namespace patchbay
