// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/command.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

Command command(const QString &id, const QKeySequence &shortcut = {})
{
    Command made;
    made.id = id;
    made.text = id;
    made.defaultShortcut = shortcut;
    return made;
}

} // namespace

class CommandRegistryTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void addReplacesById()
    {
        CommandRegistry registry;
        QSignalSpy changed(&registry, &CommandRegistry::changed);
        registry.add(command(u"a"_s));
        registry.add(command(u"b"_s));
        Command again = command(u"a"_s);
        again.text = u"Again"_s;
        registry.add(again);
        QCOMPARE(registry.commands().size(), 2);
        QCOMPARE(registry.find(u"a"_s)->text, u"Again"_s);
        QCOMPARE(changed.count(), 3);
        registry.remove(u"a"_s);
        registry.remove(u"a"_s);
        QVERIFY(!registry.find(u"a"_s));
        QCOMPARE(changed.count(), 4);
    }

    void shortcutsAreDefaultsUntilOverridden()
    {
        CommandRegistry registry;
        registry.add(command(u"a"_s, Qt::CTRL | Qt::Key_D));
        QCOMPARE(registry.shortcut(u"a"_s), QKeySequence(Qt::CTRL | Qt::Key_D));
        registry.setShortcut(u"a"_s, Qt::CTRL | Qt::Key_E);
        QCOMPARE(registry.shortcut(u"a"_s), QKeySequence(Qt::CTRL | Qt::Key_E));
        registry.setShortcut(u"a"_s, {});
        QVERIFY(registry.shortcut(u"a"_s).isEmpty());
        QCOMPARE(registry.overrides().size(), 1);
        // Back to the default is no override.
        registry.setShortcut(u"a"_s, Qt::CTRL | Qt::Key_D);
        QVERIFY(registry.overrides().isEmpty());
        QVERIFY(registry.shortcut(u"unknown"_s).isEmpty());
    }

    void overridesMayComeBeforeTheCommand()
    {
        CommandRegistry registry;
        registry.setOverrides({ { u"later"_s, QKeySequence(Qt::Key_F5) } });
        registry.add(command(u"later"_s, Qt::Key_F6));
        QCOMPARE(registry.shortcut(u"later"_s), QKeySequence(Qt::Key_F5));
    }

    void conflictsNameTheOthers()
    {
        CommandRegistry registry;
        registry.add(command(u"a"_s, Qt::CTRL | Qt::Key_D));
        registry.add(command(u"b"_s, Qt::CTRL | Qt::Key_E));
        registry.add(command(u"c"_s));
        registry.add(command(u"d"_s));
        QVERIFY(registry.conflicts(u"a"_s).isEmpty());
        registry.setShortcut(u"b"_s, Qt::CTRL | Qt::Key_D);
        QCOMPARE(registry.conflicts(u"a"_s), QStringList { u"b"_s });
        QCOMPARE(registry.conflicts(u"b"_s), QStringList { u"a"_s });
        // Having none is not a conflict.
        QVERIFY(registry.conflicts(u"c"_s).isEmpty());
    }

    void triggerRunsOrSaysWhyNot()
    {
        CommandRegistry registry;
        int runs = 0;
        QString reason = u"no model"_s;
        Command run = command(u"run"_s);
        run.run = [&runs] { ++runs; };
        run.whyNot = [&reason] { return reason; };
        registry.add(run);
        QCOMPARE(registry.trigger(u"run"_s), u"no model"_s);
        QCOMPARE(runs, 0);
        reason.clear();
        QCOMPARE(registry.trigger(u"run"_s), QString());
        QCOMPARE(runs, 1);
        QVERIFY(!registry.trigger(u"unknown"_s).isEmpty());
    }

    void aCommandMayRemoveItself()
    {
        CommandRegistry registry;
        Command once = command(u"once"_s);
        once.run = [&registry, text = QString(100, u'x')] {
            registry.remove(u"once"_s);
            QCOMPARE(text.size(), 100);
        };
        registry.add(once);
        QCOMPARE(registry.trigger(u"once"_s), QString());
        QVERIFY(registry.commands().isEmpty());
    }
};

} // namespace patchbay

QTEST_APPLESS_MAIN(patchbay::CommandRegistryTest)
#include "tst_command_registry.moc"
