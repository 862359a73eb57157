// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/entry_list_model.h"
#include "ui/shell/palette_search.h"
#include "ui/shell/shortcut_sheet.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

Command command(const QString &id, const QString &category, const QString &text, const QKeySequence &shortcut = {})
{
    Command made;
    made.id = id;
    made.category = category;
    made.text = text;
    made.defaultShortcut = shortcut;
    return made;
}

void fill(CommandRegistry &registry)
{
    registry.add(command(u"compare.run"_s, u"Compare"_s, u"Run all panes"_s, Qt::CTRL | Qt::Key_Return));
    Command diff = command(u"compare.diff"_s, u"Compare"_s, u"Diff"_s, Qt::CTRL | Qt::Key_D);
    diff.whyNot = [] { return u"needs two answers"_s; };
    registry.add(diff);
    registry.add(command(u"compare.export"_s, u"Compare"_s, u"Export run"_s));
    registry.add(command(u"settings.theme"_s, paletteSettingsCategory(), u"Dark theme"_s));
}

QList<PaletteEntry> finds()
{
    return { { .category = paletteRunsCategory(), .text = u"Support triage, run 13"_s, .detail = {}, .iconName = {},
               .run = [] { } },
             { .category = paletteModelsCategory(), .text = u"gpt-4o"_s, .detail = u"OpenAI"_s, .iconName = {},
               .run = [] { } },
             { .category = paletteRunsCategory(), .text = u"Found by its answer"_s, .detail = {}, .iconName = {},
               .run = [] { } } };
}

// Headings as "[Compare]", unavailable lines with "!".
QStringList words(const QList<ListEntry> &rows)
{
    QStringList words;
    for (const ListEntry &row : rows) {
        words.append(row.heading ? u'[' + row.text + u']' : (row.reason.isEmpty() ? QString() : u"!"_s) + row.text);
    }
    return words;
}

} // namespace

class PaletteSearchTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void prefixesNarrow()
    {
        QCOMPARE(parsePaletteQuery(u""_s), PaletteQuery());
        QCOMPARE(parsePaletteQuery(u"  run "_s), (PaletteQuery { PaletteScope::Everything, u"run"_s }));
        QCOMPARE(parsePaletteQuery(u">"_s), (PaletteQuery { PaletteScope::Actions, QString() }));
        QCOMPARE(parsePaletteQuery(u"> run"_s), (PaletteQuery { PaletteScope::Actions, u"run"_s }));
        QCOMPARE(parsePaletteQuery(u"#13"_s), (PaletteQuery { PaletteScope::Runs, u"13"_s }));
        QCOMPARE(parsePaletteQuery(u"@gpt"_s), (PaletteQuery { PaletteScope::Models, u"gpt"_s }));
        QCOMPARE(parsePaletteQuery(u":dark"_s), (PaletteQuery { PaletteScope::Settings, u"dark"_s }));
    }

    void nothingTypedListsEverythingInItsOrder()
    {
        CommandRegistry registry;
        fill(registry);
        QCOMPARE(words(paletteRows(registry, finds(), {})),
                 (QStringList { u"[Compare]"_s, u"Run all panes"_s, u"Export run"_s, u"!Diff"_s, u"[Settings]"_s,
                                u"Dark theme"_s, u"[Runs]"_s, u"Support triage, run 13"_s,
                                u"Found by its answer"_s, u"[Models]"_s, u"gpt-4o"_s }));
    }

    void bestSectionFirst()
    {
        CommandRegistry registry;
        fill(registry);
        const QStringList rows = words(paletteRows(registry, finds(), parsePaletteQuery(u"run"_s)));
        // What the panel found stays, also where its title does not match.
        QCOMPARE(rows, (QStringList { u"[Compare]"_s, u"Run all panes"_s, u"Export run"_s, u"[Runs]"_s,
                                      u"Support triage, run 13"_s, u"Found by its answer"_s, u"[Models]"_s,
                                      u"gpt-4o"_s }));
    }

    void scopes_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QStringList>("rows");
        QTest::newRow("actions") << u">dark"_s << QStringList { u"[Settings]"_s, u"Dark theme"_s };
        QTest::newRow("runs") << u"#triage"_s
                              << QStringList { u"[Runs]"_s, u"Support triage, run 13"_s, u"Found by its answer"_s };
        QTest::newRow("models") << u"@"_s << QStringList { u"[Models]"_s, u"gpt-4o"_s };
        QTest::newRow("settings") << u":"_s << QStringList { u"[Settings]"_s, u"Dark theme"_s };
    }

    void scopes()
    {
        QFETCH(QString, typed);
        CommandRegistry registry;
        fill(registry);
        const PaletteQuery query = parsePaletteQuery(typed);
        const QList<PaletteEntry> found = query.scope == PaletteScope::Actions ? QList<PaletteEntry>() : finds();
        QTEST(words(paletteRows(registry, found, query)), "rows");
    }

    // The best of many alike, wherever it stands among them; all of them where the search is for their kind.
    void ofManyThatAPanelFoundTheBestStand()
    {
        QList<PaletteEntry> found;
        for (int number = 0; number < 20; ++number) {
            found.append({ paletteModelsCategory(), u"the local model %1"_s.arg(number), {}, {}, {} });
        }
        found.append({ paletteModelsCategory(), u"local"_s, {}, {}, {} });
        const QStringList rows = words(paletteRows(CommandRegistry(), found, parsePaletteQuery(u"local"_s)));
        QCOMPARE(rows.size(), 1 + 8);
        QCOMPARE(rows.at(1), u"local"_s);
        QCOMPARE(words(paletteRows(CommandRegistry(), found, parsePaletteQuery(u"@local"_s))).size(), 1 + 21);
    }

    void aCommandIsFoundByItsCategoryToo()
    {
        CommandRegistry registry;
        fill(registry);
        const QList<ListEntry> rows = paletteRows(registry, {}, parsePaletteQuery(u"compare export"_s));
        QCOMPARE(words(rows), (QStringList { u"[Compare]"_s, u"Export run"_s }));
        QCOMPARE(rows.at(1).matched, (QList<int> { 0, 1, 2, 3, 4, 5 }));
    }

    void shortcutsAreTheCurrentOnes()
    {
        CommandRegistry registry;
        fill(registry);
        registry.setShortcut(u"compare.run"_s, Qt::Key_F5);
        const QList<ListEntry> rows = paletteRows(registry, {}, parsePaletteQuery(u"run all"_s));
        QCOMPARE(rows.at(1).shortcut, QKeySequence(Qt::Key_F5));
    }

    void sheetListsWhatHasAShortcut()
    {
        CommandRegistry registry;
        fill(registry);
        QCOMPARE(words(shortcutRows(registry, {})), (QStringList { u"[Compare]"_s, u"Run all panes"_s, u"Diff"_s }));
        QCOMPARE(words(shortcutRows(registry, u"ctrl+d"_s)), (QStringList { u"[Compare]"_s, u"Diff"_s }));
        QCOMPARE(words(shortcutRows(registry, u"panes"_s)), (QStringList { u"[Compare]"_s, u"Run all panes"_s }));
        QVERIFY(shortcutRows(registry, u"nothing like it"_s).isEmpty());
    }

    void model()
    {
        CommandRegistry registry;
        fill(registry);
        EntryListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.nextResult(-1, 1), -1);
        model.setEntries(paletteRows(registry, finds(), {}));
        QCOMPARE(model.resultCount(), 7);
        QCOMPARE(model.nextResult(-1, 1), 1);
        QCOMPARE(model.nextResult(3, 1), 5); // over a heading
        QCOMPARE(model.nextResult(1, -1), 10); // round to the end
        QCOMPARE(model.nextResult(10, 1), 1);
        QVERIFY(!(model.flags(model.index(0)) & Qt::ItemIsSelectable));
        QCOMPARE(model.index(3).data(Qt::AccessibleTextRole).toString(),
                 u"Diff, not available: needs two answers, Ctrl+D"_s);
        model.setEntries({});
        QCOMPARE(model.rowCount(), 0);
    }
};

} // namespace patchbay

QTEST_APPLESS_MAIN(patchbay::PaletteSearchTest)
#include "tst_palette_search.moc"
