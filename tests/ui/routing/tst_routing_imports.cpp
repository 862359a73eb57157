// SPDX-License-Identifier: GPL-3.0-or-later
//
// Configurations from elsewhere in the panel: the rows of the open page, the dialog that asks for models, and parts
// over the clipboard; with real mouse and key events.
#include "routing_stage.h"
#include "tests/ui/panel_style.h"
#include "ui/routing/opening/choice_row.h"
#include "ui/routing/opening/import_dialog.h"
#include "ui/routing/opening/importer.h"
#include "ui/routing/opening/open_page.h"

#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>

using namespace patchbay;
using namespace patchbay::routing_test;
using namespace Qt::StringLiterals;

namespace {

ChoiceRow *rowOf(Stage &stage, const QString &title)
{
    for (ChoiceRow *row : stage.panel->findChildren<ChoiceRow *>()) {
        if (row->text() == title) {
            return row;
        }
    }
    return nullptr;
}

} // namespace

class TestRoutingImports : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keysOfTheEnvironment()
    {
        Stage stage;
        stage.panel->newTab();
        ChoiceRow *row = rowOf(stage, u"Keys of the environment"_s);
        QVERIFY(row && row->isEnabled());
        QCOMPARE(row->accessibleDescription(), u"OpenAI, Groq"_s);
        QTest::mouseClick(row, Qt::LeftButton);
        QCOMPARE(stage.tabs->count(), 2);
        QVERIFY(stage.tab().text().contains("api_key: os.environ/GROQ_API_KEY"));
        QCOMPARE(stage.tab().picture().count(bay::NodeKind::Group), 2U);
        QVERIFY(!stage.tab().unreadable());
    }

    void aPortkeyFile()
    {
        Stage stage;
        const QString file = stage.directory.filePath(u"portkey.json"_s);
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(R"({"strategy": {"mode": "fallback"}, "cache": {"mode": "semantic"}, "targets": [
            {"provider": "openai", "api_key": "sk-canary-1234567890", "override_params": {"model": "gpt-4o"}},
            {"provider": "anthropic", "override_params": {"model": "claude-sonnet-4-5"}}]})");
        out.close();
        const QSignalSpy notices(stage.panel->importer(), &Importer::notice);
        QVERIFY(stage.panel->importer()->fromPortkeyFile(file));
        QVERIFY(stage.tab().picture().cable("fallback/chat/chat-2"));
        QVERIFY(!stage.tab().text().contains("canary"));
        QCOMPARE(notices.size(), 1);
        // No Portkey config: told, and nothing is opened.
        QVERIFY(!stage.panel->importer()->fromPortkeyFile(stage.path));
        QVERIFY(!stage.panel->importer()->fromPortkeyFile(stage.directory.filePath(u"gone.json"_s)));
        QCOMPARE(notices.size(), 3);
        QCOMPARE(stage.tabs->count(), 2);
    }

    void modelsThatAreListed()
    {
        Stage stage;
        stage.panel->newTab();
        QTest::mouseClick(rowOf(stage, u"Models of OpenRouter or a LiteLLM gateway"_s), Qt::LeftButton);
        QPointer<ImportDialog> dialog = stage.panel->importer()->dialog();
        QVERIFY(dialog && dialog->isVisible() && !dialog->isModal());
        QVERIFY(!dialog->makeButton()->isEnabled());
        dialog->source()->setCurrentIndex(1);
        QCOMPARE(dialog->address()->text(), u"http://127.0.0.1:4000"_s);
        // Somebody who refuses is quoted.
        stage.listed = failure(ErrorClass::Authentication, "No such key.");
        QTest::keyClicks(dialog->key(), u"sk-canary-1"_s);
        QTest::mouseClick(dialog->askButton(), Qt::LeftButton);
        QTRY_COMPARE(dialog->said(), u"No such key."_s);
        QCOMPARE(stage.askedAddress, u"litellm_proxy http://127.0.0.1:4000"_s);
        QVERIFY(stage.askedWithKey);
        stage.listed = QStringList { u"zeta"_s, u"acme/beta"_s, u"acme/alpha"_s };
        QTest::keyClick(dialog->key(), Qt::Key_Return);
        QTRY_COMPARE(dialog->models()->model()->rowCount(), 3);
        // PATCHBAY_SHOTS names a folder for pictures.
        for (const Scheme scheme : { Scheme::Dark, Scheme::Light }) {
            const QString folder = qEnvironmentVariable("PATCHBAY_SHOTS");
            stage.theme.setScheme(scheme);
            m_style.theme().setScheme(scheme);
            if (!folder.isEmpty()) {
                QTest::qWait(100); // palettes go round

                QVERIFY(dialog->grab().save(QDir(folder).filePath(scheme == Scheme::Dark ? u"import-dark.png"_s : u"import-light.png"_s)));
            }
        }
        QCOMPARE(dialog->models()->model()->index(0, 0).data().toString(), u"acme/alpha"_s);
        QTest::keyClicks(dialog->filter(), u"ACME"_s);
        QCOMPARE(dialog->models()->model()->rowCount(), 2);
        QTest::mouseClick(dialog->allButton(), Qt::LeftButton);
        // One out again, by the space bar.
        dialog->models()->setFocus();
        dialog->models()->setCurrentIndex(dialog->models()->model()->index(1, 0));
        QTest::keyClick(dialog->models(), Qt::Key_Space);
        QCOMPARE(dialog->makeButton()->text(), u"Make the configuration of 1 model"_s);
        QTest::mouseClick(dialog->makeButton(), Qt::LeftButton);
        QCOMPARE(stage.tab().picture().count(bay::NodeKind::Deployment), 1U);
        QVERIFY(stage.tab().text().contains("model: litellm_proxy/acme/alpha"));
        QVERIFY(stage.tab().text().contains("api_key: os.environ/LITELLM_PROXY_API_KEY"));
        QVERIFY(!stage.tab().text().contains("canary"));
        QTRY_VERIFY(!dialog);
    }

    // Asked, and gone before the answer.
    void anAnswerWithoutADialog()
    {
        Stage stage;
        stage.panel->importer()->askModels();
        QPointer<ImportDialog> dialog = stage.panel->importer()->dialog();
        dialog->askButton()->click();
        delete dialog.data();
        QTest::qWait(20);
        QVERIFY(!stage.panel->importer()->dialog());
    }

    void partsGoOverTheClipboard()
    {
        Stage stage;
        QGuiApplication::clipboard()->clear();
        stage.click(middleOf(stage.group(u"triage"_s)));
        QTest::keyClick(stage.canvas().view(), Qt::Key_C, Qt::ControlModifier);
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY2(copied.startsWith(u"model_list:\n  # the expensive one\n  - model_name: triage   # default\n"), qPrintable(copied));
        QVERIFY(copied.contains(u"- triage: [backup]"));
        // Into another tab, by keys; one step.
        stage.tabs->openText(u"other"_s, "model_list:\n  - model_name: backup\n    litellm_params: {model: openai/o3}\n");
        const std::string before = stage.tab().text();
        stage.canvas().view()->setFocus();
        QTest::keyClick(stage.canvas().view(), Qt::Key_V, Qt::ControlModifier);
        QVERIFY(stage.tab().picture().cable("fallback/triage/backup"));
        QVERIFY(stage.tab().text().contains("  # the expensive one\n  - model_name: triage   # default\n")); // comments travel
        QVERIFY(stage.tab().text().contains("- triage: [backup]   # agreed in May"));
        QCOMPARE(stage.tab().undoSentence(), u"triage pasted with 1 deployment"_s);
        stage.tab().undo();
        QCOMPARE(stage.tab().text(), before);
        // Nothing of use there.
        const QSignalSpy notices(&stage.canvas(), &BayCanvas::notice);
        QGuiApplication::clipboard()->setText(u"just words"_s);
        QTest::keyClick(stage.canvas().view(), Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(stage.tab().text(), before);
        QCOMPARE(notices.size(), 1);
    }

private:
    test::PanelStyle m_style;
};

QTEST_MAIN(TestRoutingImports)
#include "tst_routing_imports.moc"
