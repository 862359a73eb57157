// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the composition root connects: the window as it starts, and what goes wrong below it.
#include "app/window/composition.h"
#include "models/compare/comparison_set.h"
#include "models/settings/settings.h"
#include "ui/shell/main_window.h"
#include "ui/shell/notice_bar.h"

#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestComposition : public QObject {
    Q_OBJECT
private:
    static std::unique_ptr<Composition> open(const QTemporaryDir &folder)
    {
        WindowOptions options;
        options.dataDirectory = folder.path();
        Result<std::unique_ptr<Composition>> made = Composition::make(options);
        if (!made) {
            qWarning("%s", made.error().message.c_str());
            return nullptr;
        }
        (*made)->window().show();
        return std::move(*made);
    }
    static QString said(Composition &composition)
    {
        QStringList words;
        for (const QLabel *label : composition.window().findChild<NoticeBar *>()->findChildren<QLabel *>()) {
            words.append(label->text());
        }
        return words.join(u' ');
    }

private Q_SLOTS:
    void cleanupTestCase() { qApp->setStyle(u"fusion"_s); }

    void settingsThatCannotBeSavedAreSaid()
    {
        const QTemporaryDir folder;
        const std::unique_ptr<Composition> composition = open(folder);
        QVERIFY(composition);
        // A folder with something in it cannot be replaced by a file, whoever one is.
        const QString file = composition->settings().file();
        QFile::remove(file);
        QVERIFY(QDir().mkpath(file + u"/in the way"_s));
        QVERIFY(!said(*composition).contains(u"settings could not be saved"_s));
        composition->settings().setShowSandbox(!composition->settings().showSandbox());
        QTRY_VERIFY(said(*composition).contains(u"The settings could not be saved: "_s));
    }
};

QTEST_MAIN(TestComposition)
#include "tst_composition.moc"
