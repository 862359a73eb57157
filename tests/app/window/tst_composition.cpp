// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the composition root connects: the window as it starts, and what goes wrong below it.
#include "app/window/composition.h"
#include "models/compare/comparison_set.h"
#include "models/settings/settings.h"
#include "models/storage/database.h"
#include "models/storage/statement.h"
#include "ui/shell/main_window.h"
#include "ui/shell/notice_bar.h"

#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

// The application's style draws with the composition's theme.
struct Closing {
    void operator()(Composition *composition) const
    {
        qApp->setStyle(u"fusion"_s);
        delete composition;
    }
};

using Opened = std::unique_ptr<Composition, Closing>;

} // namespace

class TestComposition : public QObject {
    Q_OBJECT
private:
    static Opened open(const QTemporaryDir &folder)
    {
        WindowOptions options;
        options.dataDirectory = folder.path();
        Result<std::unique_ptr<Composition>> made = Composition::make(options);
        if (!made) {
            qWarning("%s", made.error().message.c_str());
            return nullptr;
        }
        (*made)->window().show();
        return Opened(made->release());
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
    void settingsThatCannotBeSavedAreSaid()
    {
        const QTemporaryDir folder;
        const Opened composition = open(folder);
        QVERIFY(composition);
        // A folder with something in it cannot be replaced by a file, whoever one is.
        const QString file = composition->settings().file();
        QFile::remove(file);
        QVERIFY(QDir().mkpath(file + u"/in the way"_s));
        QVERIFY(!said(*composition).contains(u"settings could not be saved"_s));
        composition->settings().setShowSandbox(!composition->settings().showSandbox());
        QTRY_VERIFY(said(*composition).contains(u"The settings could not be saved: "_s));
    }

    void aDamagedTabIsSaidAndKept()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"session.db"_s);
        {
            const Opened composition = open(folder);
            QVERIFY(composition);
            composition->comparisons().openNew().setUserText(u"the other tab"_s);
            composition->comparisons().saveNow();
        }
        const auto change = [&file](const QString &sql) {
            auto database = storage::Database::open(file, { .applicationId = 0x50625365 });
            return database && (*database)->prepare(sql).run().has_value();
        };
        QVERIFY(change(u"UPDATE tabs SET draft = 'not a draft' WHERE position = 0"_s));
        {
            const Opened composition = open(folder);
            QVERIFY(composition);
            QCOMPARE(composition->comparisons().count(), 1);
            QCOMPARE(composition->comparisons().at(0).draft().userText, u"the other tab"_s);
            QVERIFY2(said(*composition).contains(u"A tab of the last session cannot be read"_s),
                     qPrintable(said(*composition)));
        }
        const Opened again = open(folder);
        QVERIFY(again);
        QVERIFY(!said(*again).contains(u"cannot be read"_s));
        auto database = storage::Database::open(file, { .applicationId = 0x50625365 });
        storage::Statement kept =
            (*database)->prepare(u"SELECT value FROM session_values WHERE key LIKE 'damaged.%'"_s);
        QVERIFY(kept.first().value_or(false));
        QCOMPARE(kept.blob(0), "not a draft");
    }
};

QTEST_MAIN(TestComposition)
#include "tst_composition.moc"
