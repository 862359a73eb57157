// SPDX-License-Identifier: GPL-3.0-or-later
//
// The words after `patchbay`: every panel that the window has can be named.
#include "app/window/options.h"

#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestWindowOptions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void panelsCanBeNamed_data()
    {
        QTest::addColumn<QString>("panel");
        QTest::addColumn<bool>("known");
        for (const char *name : { "compare", "routing", "keys", "spend", "settings" }) {
            QTest::newRow(name) << QString::fromLatin1(name) << true;
        }
        QTest::newRow("none") << u"dance"_s << false;
    }
    void panelsCanBeNamed()
    {
        QFETCH(QString, panel);
        const auto options = parseOptions({ u"patchbay"_s, u"--panel"_s, panel });
        QTEST(options.has_value(), "known");
        QVERIFY(options ? options->panel == panel : options.error().contains(u"spend"_s));
        QVERIFY(usageText().contains(u"spend"_s));
    }
};

QTEST_GUILESS_MAIN(TestWindowOptions)
#include "tst_window_options.moc"
