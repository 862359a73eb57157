// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a person does in the text of the Routing panel, with real mouse and key events: completion, help at words,
// folding, replacing, quick fixes.
#include "routing_stage.h"
#include "tests/ui/panel_style.h"
#include "ui/routing/find_bar.h"
#include "ui/routing/text/completion_popup.h"
#include "ui/routing/text/problem_list.h"
#include "ui/routing/text/text_assistant.h"
#include "ui/routing/text/text_folding.h"

#include <QHelpEvent>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTextBlock>
#include <QToolTip>

using namespace patchbay;
using namespace patchbay::routing_test;
using namespace Qt::StringLiterals;

namespace {

// The cursor behind a text.
void goBehind(YamlEditor &editor, const QString &text)
{
    const qsizetype at = editor.toPlainText().indexOf(text);
    QVERIFY(at >= 0);
    QTextCursor cursor(editor.document());
    cursor.setPosition(static_cast<int>(at + text.size()));
    editor.setTextCursor(cursor);
    editor.setFocus();
}

QByteArray textOf(Stage &stage)
{
    return QByteArray::fromStdString(stage.tab().text());
}

QPoint pointAt(YamlEditor &editor, const QString &text)
{
    QTextCursor cursor(editor.document());
    cursor.setPosition(static_cast<int>(editor.toPlainText().indexOf(text) + 1));
    return editor.cursorRect(cursor).center() + QPoint(2, 0);
}

QMenu *openMenu(YamlEditor &editor)
{
    for (QMenu *menu : editor.findChildren<QMenu *>()) {
        if (menu->isVisible()) {
            return menu;
        }
    }
    return nullptr;
}

} // namespace

class TestRoutingText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keysAreCompletedWhileTyping()
    {
        Stage stage;
        YamlEditor &editor = *stage.view().text()->editor();
        goBehind(editor, u"num_retries: 2      # enough"_s);
        QTest::keyClick(&editor, Qt::Key_Return);
        QVERIFY(!editor.assistant()->popup()); // nothing is typed yet
        QTest::keyClicks(&editor, u"routing_st"_s);
        CompletionPopup *popup = editor.assistant()->popup();
        QVERIFY(popup);
        QCOMPARE(popup->list()->currentIndex().data().toString(), u"routing_strategy"_s);
        QVERIFY(!popup->help().isEmpty());
        QVERIFY(popup->geometry().top() > editor.mapTo(stage.window.get(), editor.cursorRect().bottomLeft()).y());
        // Tab takes the key; what it may be is shown at once.
        QTest::keyClick(&editor, Qt::Key_Tab);
        QVERIFY(textOf(stage).contains("  routing_strategy: \n"));
        popup = editor.assistant()->popup();
        QVERIFY(popup);
        QCOMPARE(popup->list()->currentIndex().data().toString(), u"simple-shuffle"_s);
        QTest::keyClick(&editor, Qt::Key_Down);
        QTest::keyClick(&editor, Qt::Key_Return);
        QVERIFY(!editor.assistant()->popup());
        stage.tab().readNow();
        QCOMPARE(textOf(stage), with("# enough\n", "# enough\n  routing_strategy: least-busy\n"));
        QVERIFY(!stage.tab().unreadable());
        while (stage.tab().canUndo()) {
            QTest::keySequence(&editor, QKeySequence::Undo);
        }
        QCOMPARE(textOf(stage), QByteArray(file));
    }

    void namesAndModelsAreCompletedWhenAsked()
    {
        Stage stage;
        YamlEditor &editor = *stage.view().text()->editor();
        goBehind(editor, u"triage: [backup"_s);
        QTest::keyClicks(&editor, u", "_s);
        QTest::keyClick(&editor, Qt::Key_Space, Qt::ControlModifier);
        CompletionPopup *popup = editor.assistant()->popup();
        QVERIFY(popup);
        QCOMPARE(popup->list()->model()->rowCount(), 3);
        QTest::keyClicks(&editor, u"lo"_s);
        QCOMPARE(editor.assistant()->popup()->list()->model()->rowCount(), 1);
        // By mouse.
        popup = editor.assistant()->popup();
        QTest::mouseClick(popup->list()->viewport(), Qt::LeftButton, {}, popup->list()->visualRect(popup->list()->model()->index(0, 0)).center());
        QCOMPARE(textOf(stage), with("[backup]", "[backup, local]"));
        // A model of the catalogue.
        goBehind(editor, u"model: openai/gpt-4o"_s);
        QTest::keyClicks(&editor, u"-min"_s);
        QVERIFY(editor.assistant()->popup());
        QTest::keyClick(&editor, Qt::Key_Return);
        QCOMPARE(textOf(stage), with("[backup]", "[backup, local]").replace("openai/gpt-4o", "openai/gpt-4o-mini"));
        // Escape, a click elsewhere and leaving the editor close the list.
        goBehind(editor, u"router_settings:"_s);
        QTest::keyClick(&editor, Qt::Key_Return);
        QTest::keyClicks(&editor, u"ti"_s);
        QVERIFY(editor.assistant()->popup());
        QTest::keyClick(&editor, Qt::Key_Escape);
        QVERIFY(!editor.assistant()->popup());
        QTest::keyClicks(&editor, u"m"_s);
        QVERIFY(editor.assistant()->popup());
        QTest::mouseClick(editor.viewport(), Qt::LeftButton, {}, QPoint(20, 5));
        QVERIFY(!editor.assistant()->popup());
    }

    void wordsAreExplained()
    {
        Stage stage;
        stage.view().showView(RoutingToolbar::Text);
        YamlEditor &editor = *stage.view().text()->editor();
        const auto hover = [&editor](const QString &text) {
            const QPoint at = pointAt(editor, text);
            const QPoint inEditor = editor.viewport()->mapTo(&editor, at);
            QHelpEvent help(QEvent::ToolTip, inEditor, editor.mapToGlobal(inEditor));
            QApplication::sendEvent(&editor, &help);
            return QToolTip::text();
        };
        QVERIFY2(hover(u"num_retries"_s).contains(u"whole number"_s), qPrintable(QToolTip::text()));
        QVERIFY2(hover(u"backup]"_s).contains(u"group of 1"_s), qPrintable(QToolTip::text()));
        QVERIFY2(hover(u"openai/gpt-4o"_s).contains(u"context"_s), qPrintable(QToolTip::text()));
        goBehind(editor, u"weight"_s);
        QCOMPARE(stage.commands.trigger(u"routing.word"_s), QString());
        QVERIFY2(QToolTip::text().contains(u"weight"_s), qPrintable(QToolTip::text()));
        QToolTip::hideText();
    }

    void linesAreFolded()
    {
        Stage stage;
        stage.view().showView(RoutingToolbar::Text);
        YamlEditor &editor = *stage.view().text()->editor();
        const auto visible = [&editor](int line) { return editor.document()->findBlockByNumber(line).isVisible(); };
        // By mouse, at the head of the list.
        QTest::mouseClick(editor.margin(), Qt::LeftButton, {}, editor.foldMarkOf(1));
        QVERIFY(editor.folding()->isFolded(1));
        QCOMPARE(editor.folding()->wordsOf(1), u"3 deployments"_s);
        QVERIFY(visible(1) && !visible(2) && !visible(13) && visible(15));
        // The next visible line stands right below.
        QCOMPARE(editor.foldMarkOf(15).y() - editor.foldMarkOf(1).y(), 2 * (editor.foldMarkOf(1).y() - editor.foldMarkOf(0).y()));
        // An edit elsewhere leaves it folded; the text is whole.
        QVERIFY(stage.canvas().edit([](auto &document) { return document.set("router_settings.num_retries", "4"); }));
        QVERIFY(editor.folding()->isFolded(1) && !visible(5));
        QCOMPARE(editor.toPlainText(), QString::fromStdString(stage.tab().text()));
        QTest::mouseClick(editor.margin(), Qt::LeftButton, {}, editor.foldMarkOf(1));
        QVERIFY(visible(5));
        // By keys: the innermost around the cursor, then the one around that.
        goBehind(editor, u"weight: 3"_s);
        QTest::keyClick(&editor, Qt::Key_BracketLeft, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!visible(7) && visible(4));
        QCOMPARE(editor.textCursor().blockNumber(), 4);
        QTest::keyClick(&editor, Qt::Key_BracketLeft, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!visible(4) && visible(3));
        QTest::keyClick(&editor, Qt::Key_BracketRight, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(visible(4) && !visible(7));
        // A problem's place, a search and the picture's selection open what hides them.
        editor.goTo(8, 7);
        QVERIFY(visible(7));
        editor.folding()->setFolded(1, true);
        QVERIFY(editor.findNext(u"groq"_s, false));
        QVERIFY(visible(9));
        editor.folding()->setFolded(1, true);
        stage.view().showView(RoutingToolbar::Split);
        stage.view().select({ u"group/local"_s });
        stage.view().select({ u"deployment/triage|openai/gpt-4o|"_s });
        QVERIFY(visible(3));
    }

    void textIsReplaced()
    {
        Stage stage;
        stage.view().showView(RoutingToolbar::Text);
        YamlEditor &editor = *stage.view().text()->editor();
        FindBar &bar = *stage.view().text()->search();
        editor.setFocus();
        QTest::keyClick(&editor, Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(bar.isVisible() && bar.replacementField()->isVisible());
        bar.field()->clear();
        QTest::keyClicks(bar.field(), u"BACKUP"_s);
        QTest::keyClicks(bar.replacementField(), u"spare"_s);
        QTest::mouseClick(bar.replaceAllButton(), Qt::LeftButton);
        const QByteArray all = QByteArray(file).replace("backup", "spare");
        QCOMPARE(textOf(stage), all);
        QCOMPARE(stage.tab().sentences().size(), 1);
        QVERIFY(stage.tab().undoSentence().contains(u"2 places"_s));
        stage.tab().undo();
        QCOMPARE(textOf(stage), QByteArray(file));
        // One after the other: the first Enter finds, the second replaces.
        QTextCursor start(editor.document());
        editor.setTextCursor(start);
        QTest::keyClick(bar.replacementField(), Qt::Key_Return);
        QCOMPARE(textOf(stage), QByteArray(file));
        QTest::keyClick(bar.replacementField(), Qt::Key_Return);
        QCOMPARE(textOf(stage), with("model_name: backup", "model_name: spare"));
        QTest::keyClick(bar.replacementField(), Qt::Key_Return);
        QCOMPARE(textOf(stage), all);
        QTest::keyClick(bar.replacementField(), Qt::Key_Escape);
        QVERIFY(!bar.isVisible());
    }

    void problemsAreFixed()
    {
        const QByteArray wrong = with("num_retries", "num_retrys").replace("[backup]", "[bakcup]");
        Stage stage(wrong);
        stage.view().showView(RoutingToolbar::Text);
        YamlEditor &editor = *stage.view().text()->editor();
        // Alt+Enter, then Enter takes the first.
        goBehind(editor, u"num_retrys"_s);
        QTest::keyClick(&editor, Qt::Key_Return, Qt::AltModifier);
        QMenu *menu = openMenu(editor);
        QVERIFY(menu);
        QCOMPARE(menu->actions().constFirst()->text(), u"Rename to num_retries"_s);
        QTest::keyClick(menu, Qt::Key_Return);
        QCOMPARE(textOf(stage), with("[backup]", "[bakcup]"));
        QVERIFY(stage.tab().undoSentence().contains(u"renamed to num_retries"_s));
        // The mark in the margin.
        const int line = editor.document()->find(u"bakcup"_s).blockNumber();
        QVERIFY(editor.assistant()->hasFixes(line));
        QTRY_VERIFY(!openMenu(editor));
        QTest::mouseClick(editor.margin(), Qt::LeftButton, {}, editor.markOf(line));
        menu = openMenu(editor);
        QVERIFY(menu);
        QAction *change = menu->actions().constFirst();
        QCOMPARE(change->text(), u"Change to backup"_s);
        QTest::keyClick(menu, Qt::Key_Return);
        QCOMPARE(textOf(stage), QByteArray(file));
        stage.tab().undo();
        stage.tab().undo();
        QCOMPARE(textOf(stage), wrong);
        // The context menu begins with them.
        QTRY_VERIFY(!openMenu(editor));
        const QPoint at = pointAt(editor, u"bakcup"_s);
        QContextMenuEvent context(QContextMenuEvent::Mouse, at, editor.viewport()->mapToGlobal(at));
        QApplication::sendEvent(editor.viewport(), &context);
        menu = openMenu(editor);
        QVERIFY(menu);
        QCOMPARE(menu->actions().constFirst()->text(), u"Change to backup"_s);
        menu->close();
        // A line without problems says so.
        QSignalSpy notices(&editor, &YamlEditor::notice);
        goBehind(editor, u"model_list:"_s);
        editor.showFixes();
        QCOMPARE(notices.size(), 1);
    }

    // The list below the text: a link in the row, Alt+Enter, the context menu.
    void problemsAreFixedInTheList()
    {
        const QByteArray wrong = with("num_retries", "num_retrys").replace("[backup]", "[bakcup]");
        Stage stage(wrong);
        stage.view().showView(RoutingToolbar::Text);
        ProblemList &list = *stage.view().text()->problems();
        QAbstractItemModel &model = *list.view()->model();
        QCOMPARE(model.rowCount(), 2);
        const int first = model.index(0, 0).data().toString().contains(u"retrys") ? 0 : 1;
        const QSignalSpy notices(stage.view().text()->editor(), &YamlEditor::notice);
        QTest::mouseClick(list.view()->viewport(), Qt::LeftButton, {}, list.linkOf(first, 0));
        QCOMPARE(textOf(stage), with("[backup]", "[bakcup]"));
        QVERIFY(stage.tab().undoSentence().contains(u"renamed to num_retries"_s));
        QVERIFY(notices.size() == 1 && notices.front().front().toString().startsWith(u"Fixed: "));
        QCOMPARE(model.rowCount(), 1);
        // Several: the others are behind "More…".
        QTest::mouseClick(list.view()->viewport(), Qt::LeftButton, {}, list.linkOf(0, 1));
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu && menu->actions().size() > 1);
        QCOMPARE(menu->actions().constFirst()->text(), u"Change to backup"_s);
        menu->close();
        // By keys.
        list.view()->setFocus();
        list.view()->setCurrentIndex(model.index(0, 0));
        QTest::keyClick(list.view(), Qt::Key_Return, Qt::AltModifier);
        menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QTest::keyClick(menu, Qt::Key_Return);
        QCOMPARE(textOf(stage), QByteArray(file));
        QCOMPARE(model.rowCount(), 0);
        stage.tab().undo();
        stage.tab().undo();
        QCOMPARE(textOf(stage), wrong);
        // A click beside the links goes there.
        QTest::mouseClick(list.view()->viewport(), Qt::LeftButton, {}, list.view()->visualRect(model.index(first, 0)).topLeft() + QPoint(60, 8));
        QCOMPARE(stage.view().text()->editor()->currentLine(), 17);
    }

private:
    const test::PanelStyle m_style;
};

QTEST_MAIN(TestRoutingText)
#include "tst_routing_text.moc"
