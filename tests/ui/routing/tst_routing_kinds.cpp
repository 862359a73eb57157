// SPDX-License-Identifier: GPL-3.0-or-later
//
// Files of people: however a configuration is written, a dragged fallback is the lines that were meant, on the disk too.
#include "routing_stage.h"

#include <algorithm>

using namespace patchbay;
using namespace patchbay::routing_test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray models = "model_list:\n  - model_name: one # first\n    litellm_params: {model: openai/gpt-4o, api_key: os.environ/A}\n"
                          "  # second\n  - model_name: 'two'\n    litellm_params:\n      model: \"groq/llama-3.3-70b-versatile\"\n";

QByteArray fleet()
{
    QByteArray text = models;
    for (int number = 0; number < 298; ++number) {
        text += "  - model_name: team-" + QByteArray::number(number / 4) + "  # of team " + QByteArray::number(number / 4)
            + "\n    litellm_params: {model: openai/gpt-4o, api_base: 'https://" + QByteArray::number(number) + ".example/v1'}\n";
    }
    return text + "\nrouter_settings:   # ours\n  num_retries: 2\n";
}

struct Difference {
    qsizetype removed = 0;
    qsizetype added = 0;
};

// Lines between what both begin and end with.
Difference between(const QByteArray &before, const QByteArray &after)
{
    QList<QByteArray> old = before.split('\n');
    QList<QByteArray> now = after.split('\n');
    while (!old.isEmpty() && !now.isEmpty() && old.first() == now.first()) {
        old.removeFirst();
        now.removeFirst();
    }
    while (!old.isEmpty() && !now.isEmpty() && old.last() == now.last()) {
        old.removeLast();
        now.removeLast();
    }
    return { old.size(), now.size() };
}

} // namespace

class TestRoutingKinds : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDraggedFallbackIsTheLinesMeant_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("removed");
        QTest::addColumn<int>("added");
        QTest::newRow("no settings") << models << 0 << 3;
        QTest::newRow("no last line end") << models.chopped(1) << 1 << 4;
        QTest::newRow("settings") << models + "router_settings:\n  num_retries: 2   # enough\n# the end\n" << 0 << 2;
        QTest::newRow("empty list") << models + "router_settings:\n  fallbacks: []   # none yet\n  num_retries: 2\n" << 1 << 2;
        QTest::newRow("flow") << models + "router_settings: {num_retries: 2, fallbacks: [{\"two\": [\"one\"]}]} # short\n" << 1 << 1;
        QTest::newRow("flow with a rule") << models + "router_settings: {fallbacks: [{\"one\": [\"three\"]}]} # short\n" << 1 << 1;
        QTest::newRow("block list") << models + "router_settings:\n  fallbacks:\n    - one:\n        - three   # agreed\n  num_retries: 2\n" << 0 << 1;
        QTest::newRow("of litellm_settings") << models + "litellm_settings:\n    fallbacks:\n    - two: [one]\n    drop_params: on\n" << 0 << 1;
        QTest::newRow("windows") << (models + "router_settings:\n  num_retries: 2 # enough\n").replace("\n", "\r\n") << 0 << 2;
        QTest::newRow("byte order mark") << "\xef\xbb\xbf" + models + "router_settings:\n  num_retries: 2\n" << 0 << 2;
        QTest::newRow("anchors") << "x-all: &all {rpm: 10, timeout: 30}\n" + QByteArray(models).replace("      model: \"groq", "      <<: *all\n      model: \"groq")
                + "router_settings: &router\n  num_retries: 2\n" << 0 << 2;
        QTest::newRow("document marks") << "---\n" + models + "router_settings:\n  num_retries: 2\n...\n" << 0 << 2;
        QTest::newRow("300 deployments") << fleet() << 0 << 2;
        // Its list of words is in lines, and so is the new one.
        QTest::newRow("a missing include") << "include:\n  - nowhere.yaml\n" + models + "router_settings:\n  num_retries: 2\n" << 0 << 3;
    }
    void aDraggedFallbackIsTheLinesMeant()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const int, removed);
        QFETCH(const int, added);
        Stage stage(text);
        QVERIFY(stage.opened);
        QTRY_VERIFY(!stage.tab().isReading());
        NodeItem *from = stage.group(u"one"_s);
        QVERIFY(from && stage.group(u"two"_s));
        stage.drag(from->jack(NodeItem::Jack::Bottom), middleOf(stage.group(u"two"_s)));
        const QByteArray edited = QByteArray::fromStdString(stage.tab().text());
        const Difference difference = between(text, edited);
        QVERIFY2(edited != text, "nothing was edited");
        QVERIFY2(difference.removed <= removed && difference.added <= added, (QByteArray::number(difference.removed) + " " + QByteArray::number(difference.added) + "\n" + edited.right(400)).constData());
        const auto &cables = stage.tab().picture().cables;
        QVERIFY(std::ranges::contains(cables, "fallback/one/two", &bay::BayCable::id));
        QCOMPARE(edited.count("\r\n"), text.contains('\r') ? edited.count('\n') : 0);
        QTest::keyClick(stage.canvas().view(), Qt::Key_S, Qt::ControlModifier);
        QTRY_COMPARE(stage.onDisk(), edited);
        QTest::keyClick(stage.canvas().view(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(QByteArray::fromStdString(stage.tab().text()), text);
    }

    // Typing behind a byte order mark goes where the cursor stands.
    void aByteOrderMarkStaysFirst()
    {
        const QByteArray mark = "\xef\xbb\xbf";
        Stage stage(mark + models);
        QVERIFY(stage.opened);
        stage.view().showView(RoutingToolbar::Split);
        YamlEditor &editor = *stage.view().text()->editor();
        editor.goTo(1, 1);
        editor.setFocus();
        QTest::keyClicks(&editor, u"# x"_s);
        QTest::keyClick(&editor, Qt::Key_Return);
        QCOMPARE(QByteArray::fromStdString(stage.tab().text()), mark + "# x\n" + models);
        stage.tab().readNow();
        QVERIFY(!stage.tab().unreadable());
        const auto &nodes = stage.tab().picture().nodes;
        QCOMPARE(std::ranges::find(nodes, bay::NodeKind::Deployment, &bay::BayNode::kind)->lines.first, 3U);
        while (stage.tab().canUndo()) {
            stage.tab().undo();
        }
        QCOMPARE(QByteArray::fromStdString(stage.tab().text()), mark + models);
        QCOMPARE(editor.toPlainText().toUtf8(), models);
    }
};

QTEST_MAIN(TestRoutingKinds)
#include "tst_routing_kinds.moc"
