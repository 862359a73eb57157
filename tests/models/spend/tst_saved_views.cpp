// SPDX-License-Identifier: GPL-3.0-or-later
//
// Saved views come back as they were, and one that cannot be read costs only itself.
#include "models/spend/saved_views.h"

#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestSavedViews : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void comeBack()
    {
        SavedView one { .name = u"team month"_s,
                        .view = { .preset = SpendPreset::LastMonth, .unit = SpendDimension::Week, .by = SpendDimension::Team,
                                  .where = { { SpendDimension::Model, { u"gpt-4o"_s, QString() }, true } }, .zone = QTimeZone("Europe/Berlin"),
                                  .against = SpendAgainst::YearBefore },
                        .shape = { SpendSubject::Pivot, SpendStyle::Lines, SpendDimension::Day } };
        SavedView two { .name = u"all"_s, .view = {} };
        SavedView own { .name = u"that week"_s,
                        .view = { .preset = SpendPreset::Own, .firstDay = QDate(2026, 11, 3), .lastDay = QDate(2026, 11, 9) } };
        QCOMPARE(savedViewsFrom(savedViewsText({ one, two, own })), QList({ one, two, own }));
        QVERIFY(savedViewsFrom("nonsense").isEmpty());
        QVERIFY(savedViewsFrom({}).isEmpty());
    }

    void aViewThatCannotBeReadIsLeftOut()
    {
        QByteArray text = savedViewsText({ { .name = u"a"_s, .view = {} }, { .name = u"b"_s, .view = {} } });
        text.replace(text.indexOf("\"month\""), 7, "\"eons\"");
        const QList<SavedView> views = savedViewsFrom(text);
        QCOMPARE(views.size(), 1);
        QCOMPARE(views[0].name, u"b"_s);
    }

    void aSpanWithoutItsDaysIsLeftOut()
    {
        const QByteArray text = savedViewsText({ { .name = u"a"_s, .view = { .preset = SpendPreset::Own, .firstDay = QDate(2026, 11, 9), .lastDay = QDate(2026, 11, 3) } } });
        QVERIFY(savedViewsFrom(text).isEmpty());
    }

    void aNameStandsOnce()
    {
        QList<SavedView> views { { .name = u"a"_s, .view = {} } };
        putView(views, { .name = u"a"_s, .view = { .by = SpendDimension::Key } });
        QCOMPARE(views.size(), 1);
        QCOMPARE(views[0].view.by, SpendDimension::Key);
    }
};

QTEST_GUILESS_MAIN(TestSavedViews)
#include "tst_saved_views.moc"
