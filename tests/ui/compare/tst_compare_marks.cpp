// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the Compare panel says about its panes: which is meant, which is out of date, which is which.
#include "models/compare/pane_name.h"
#include "tests/ui/compare/compare_stage.h"
#include "tests/ui/panel_style.h"
#include "ui/compare/compare_toolbar.h"
#include "ui/compare/first_run_inspector.h"
#include "ui/compare/model_picker.h"
#include "ui/compare/pane_header.h"
#include "ui/compare/pane_inspector.h"
#include "ui/compare/pane_view.h"
#include "ui/compare/parameter_form.h"
#include "ui/compare/prompt_area.h"
#include "ui/compare/prompt_editor.h"
#include "ui/compare/turn_view.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/markdown_view.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QStackedWidget>
#include <QToolButton>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestCompareMarks : public QObject {
    Q_OBJECT
private:
    test::PanelStyle m_style;

    static bool says(const PaneView &pane, const QString &words)
    {
        return std::ranges::any_of(pane.header()->findChildren<ElidedLabel *>(),
                                   [&](const ElidedLabel *label) { return label->text().contains(words); });
    }
    static void runToEnd(Stage &stage)
    {
        stage.comparison().run();
        QTRY_VERIFY(!stage.comparison().isRunning());
    }

private Q_SLOTS:
    void anEditedPromptMarksTheAnswersToTheEarlierOne()
    {
        Stage stage(m_style.theme());
        runToEnd(stage);
        QVERIFY(!says(stage.pane(0), u"earlier prompt"_s));
        PromptEditor *editor = stage.view().prompt()->userEditor();
        stage.panel->focusFirst();
        QTRY_VERIFY(editor->hasFocus());
        const QString before = editor->toPlainText();
        QTest::keyClicks(editor, u"!"_s);
        QVERIFY(stage.comparison().isOutdated(0));
        QVERIFY(says(stage.pane(0), u"earlier prompt"_s));
        editor->setPlainText(before);
        QVERIFY(!says(stage.pane(0), u"earlier prompt"_s));
        stage.comparison().setSystemText(u"Answer in verse."_s);
        QVERIFY(says(stage.pane(1), u"earlier prompt"_s));
        runToEnd(stage);
        QVERIFY(!says(stage.pane(1), u"earlier prompt"_s));
    }

    void aKeyInThePromptIsNamed()
    {
        Stage stage(m_style.theme());
        auto *secret = stage.view().findChild<QLabel *>(u"promptSecret"_s);
        QVERIFY(secret != nullptr && secret->isHidden());
        const QString key = u"sk-proj-canary000000000000000000000000000000001111"_s;
        PromptEditor *editor = stage.view().prompt()->userEditor();
        editor->setPlainText(u"Why is "_s + key + u" refused?"_s);
        QVERIFY(!secret->isHidden());
        QVERIFY(secret->text().contains(u"OpenAI"_s) && !secret->text().contains(key));
        stage.comparison().setSystemText(u"Answer in verse."_s);
        QVERIFY(!secret->isHidden());
        editor->setPlainText(u"Why is my key refused?"_s);
        QVERIFY(secret->isHidden());
        stage.comparison().setSystemText(key);
        QVERIFY(!secret->isHidden());
    }

    void aClickIntoAnAnswerSelectsItsPane()
    {
        Stage stage(m_style.theme());
        runToEnd(stage);
        QCOMPARE(stage.view().grid()->selected(), 0);
        QTRY_VERIFY(!stage.pane(2).turnViews().isEmpty());
        MarkdownView *answer = stage.pane(2).turnViews().first()->answer();
        QTRY_VERIFY(answer->isVisible() && answer->height() > 10);
        QTest::mouseClick(answer->childAt(8, 8) != nullptr ? answer->childAt(8, 8) : answer, Qt::LeftButton);
        QTRY_COMPARE(stage.view().grid()->selected(), 2);
    }

    void panesOfOneModelAreNumbered()
    {
        Stage stage(m_style.theme());
        const QString model = stage.comparison().pane(0).model;
        const QString name = paneName(stage.comparison(), 0);
        stage.comparison().setModel(1, model);
        QCOMPARE(paneName(stage.comparison(), 0), name + u" (1)"_s);
        QCOMPARE(paneName(stage.comparison(), 1), name + u" (2)"_s);
        QVERIFY(says(stage.pane(0), u"(1)"_s));
        QVERIFY(says(stage.pane(1), u"(2)"_s));
        stage.comparison().setModel(1, QString());
        QCOMPARE(paneName(stage.comparison(), 0), name);
        QVERIFY(paneName(stage.comparison(), 1).isEmpty());
    }

    void aClickIntoTheModelSelectsItForTyping()
    {
        Stage stage(m_style.theme());
        auto *inspector = stage.panel->inspector()->findChild<PaneInspector *>();
        stage.inspectorHost.activateWindow();
        (void)QTest::qWaitForWindowActive(&stage.inspectorHost);
        inspector->parameterForm()->temperatureField()->setFocus();
        QLineEdit *field = inspector->modelPicker()->lineEdit();
        QTest::mouseClick(field, Qt::LeftButton);
        QTRY_COMPARE(field->selectedText(), stage.comparison().pane(0).model);
        QTest::keyClicks(field, u"openai/gpt-9-nobody-knows"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(stage.comparison().pane(0).model, u"openai/gpt-9-nobody-knows"_s);
        inspector->modelPicker()->showPopup();
        QVERIFY(inspector->modelPicker()->view()->width() > inspector->modelPicker()->width());
        inspector->modelPicker()->hidePopup();
    }

    void historyAndExportHaveButtons()
    {
        Stage stage(m_style.theme());
        CompareToolbar *toolbar = stage.view().toolbar();
        QVERIFY(!toolbar->exportButton()->isEnabled());
        QVERIFY(toolbar->exportButton()->toolTip().contains(u"run"_s));
        runToEnd(stage);
        QVERIFY(toolbar->exportButton()->isEnabled());
        QCOMPARE(toolbar->exportButton()->menu()->actions().size(), 3);
        QTest::mouseClick(toolbar->historyButton(), Qt::LeftButton);
        QTRY_VERIFY(stage.panel->isHistoryShown());
    }

    void theFirstStepsStayUntilAnAnswerIsLookedAt()
    {
        Stage stage(m_style.theme());
        stage.panel->beginFirstRun();
        auto *pages = qobject_cast<QStackedWidget *>(stage.panel->inspector());
        QVERIFY(qobject_cast<FirstRunInspector *>(pages->currentWidget()) != nullptr);
        runToEnd(stage);
        QVERIFY(qobject_cast<FirstRunInspector *>(pages->currentWidget()) != nullptr);
        QTest::mouseClick(stage.pane(1).header(), Qt::LeftButton);
        QVERIFY(qobject_cast<PaneInspector *>(pages->currentWidget()) != nullptr);
        QVERIFY(stage.registry.trigger(u"compare.steps"_s).isEmpty());
        QVERIFY(qobject_cast<FirstRunInspector *>(pages->currentWidget()) != nullptr);
    }
};

QTEST_MAIN(TestCompareMarks)
#include "tst_compare_marks.moc"
