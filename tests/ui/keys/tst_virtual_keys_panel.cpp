// SPDX-License-Identifier: GPL-3.0-or-later
//
// The Keys panel's virtual keys through real keys and the mouse, over a store and a gateway of a temporary folder.
#include "tests/support/served_gateway.h"
#include "tests/ui/keys/keys_stage.h"
#include "tests/ui/panel_style.h"
#include "models/keeper/virtual_key_desk.h"
#include "ui/keys/keys_panel.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QLabel>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace patchbay {

class VirtualKeysPanelTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void makesAVirtualKey()
    {
        Stage stage;
        stage.makeVault();
        QTest::keyClick(&stage.window, Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        stage.type(u"virtualAlias"_s, u"helpdesk-bot"_s);
        stage.type(u"virtualModels"_s, u"gpt-4o, local"_s);
        stage.type(u"virtualBudget"_s, u"2.50"_s);
        stage.type(u"virtualTeam"_s, u"Support"_s); // which nobody has made: the gateway would refuse it
        stage.click(u"saveVirtualKey"_s);
        QTRY_VERIFY(stage.find<QLabel>(u"shownKey"_s)->text().startsWith(u"sk-"));
        const QString key = stage.find<QLabel>(u"shownKey"_s)->text();
        stage.click(u"copyShownKey"_s);
        QCOMPARE(QApplication::clipboard()->text(), key);
        stage.click(u"shownKeyDone"_s);
        for (const QLabel *label : stage.window.findChildren<QLabel *>()) {
            QVERIFY(!label->text().contains(key));
        }
        QTRY_COMPARE(stage.desk.keys().size(), 1);
        const VirtualKeyFacts made = stage.desk.keys().first();
        QCOMPARE(made.alias, u"helpdesk-bot"_s);
        QCOMPARE(made.team, u"Support"_s);
        QCOMPARE(made.models, (QStringList { u"gpt-4o"_s, u"local"_s }));
        QCOMPARE(made.budget->nanoDollars, 2'500'000'000);
        stage.click(u"blockVirtualKey"_s);
        QTRY_VERIFY(stage.desk.keys().first().blocked);
        stage.click(u"blockVirtualKey"_s);
        QTRY_VERIFY(!stage.desk.keys().first().blocked);
        stage.click(u"rotateVirtualKey"_s);
        QTRY_VERIFY(stage.find<QLabel>(u"shownKey"_s)->text().startsWith(u"sk-"));
        QVERIFY(stage.find<QLabel>(u"shownKey"_s)->text() != key);
        QVERIFY(stage.find<QLabel>(u"usageSnippet"_s)->text().contains(u"PATCHBAY_KEY"));
        // Who did what with it is in the log, without the key.
        stage.panel->showView(KeysToolbar::Audit);
        const auto *log = stage.find<QTreeView>(u"auditTable"_s)->model();
        stage.type(u"keyFilter"_s, u"by the window"_s);
        QTRY_COMPARE(log->rowCount(), 5); // the team, the key, blocked, unblocked, rotated
        QCOMPARE(log->index(0, 2).data().toString(), u"key regenerate"_s);
        QVERIFY(log->index(0, 3).data().toString().startsWith(u"helpdesk-bot (key_"));
    }

    // A gateway of this data directory runs: snippets are for it.
    void snippetsHaveTheGatewaysAddress()
    {
        Stage stage;
        test::ServedGateway gateway(stage.folder.path(), stage.folder.path());
        QVERIFY(gateway.url().startsWith(u"http://127.0.0.1:"));
        stage.makeVault();
        QTest::keyClick(&stage.window, Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        stage.type(u"virtualAlias"_s, u"shop"_s);
        stage.click(u"saveVirtualKey"_s);
        QTRY_COMPARE(stage.desk.keys().size(), 1);
        stage.click(u"shownKeyDone"_s);
        QTRY_VERIFY(stage.find<QLabel>(u"usageSnippet"_s)->text().contains(gateway.url() + u"/v1"_s));
        QVERIFY(gateway.stop());
        // None runs any more: where it will listen that is told nothing else.
        stage.desk.refresh();
        QTRY_VERIFY(stage.find<QLabel>(u"usageSnippet"_s)->text().contains(u"http://127.0.0.1:4000/v1"_s));
    }

private:
    const test::PanelStyle m_style;
};

} // namespace patchbay

QTEST_MAIN(patchbay::VirtualKeysPanelTest)
#include "tst_virtual_keys_panel.moc"
