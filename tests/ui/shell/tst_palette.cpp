// SPDX-License-Identifier: GPL-3.0-or-later
//
// Palette and shortcuts sheet through real keys and the mouse, over a window with a stand-in panel.
#include "tests/ui/shell/fake_panel.h"
#include "ui/shell/entry_list_model.h"
#include "ui/shell/main_window.h"
#include "ui/widgets/patchbay_style.h"

#include <QApplication>
#include <QFrame>
#include <QLabel>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

// Keeps every key to itself, as text fields under X11 keep Ctrl+K (delete to the end of the line).
class GreedyEdit final : public QLineEdit {
public:
    using QLineEdit::QLineEdit;

    bool event(QEvent *event) override
    {
        if (event->type() == QEvent::ShortcutOverride) {
            event->accept();
            return true;
        }
        return QLineEdit::event(event);
    }
};

} // namespace

class PaletteTest final : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<CommandRegistry> m_registry;
    std::unique_ptr<MainWindow> m_window;
    FakePanel *m_panel = nullptr;
    QStringList m_ran;
    QString m_whyNoDiff;

    template<typename T>
    T *part(const QString &name) const
    {
        return m_window->findChild<T *>(name);
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWidget *target = QApplication::focusWidget() ? QApplication::focusWidget() : m_window.get();
        QTest::keyClick(target, key, modifiers);
    }
    void type(const QString &text) { QTest::keyClicks(QApplication::focusWidget(), text); }
    bool isOpen() const
    {
        const auto *palette = part<QFrame>(u"palette"_s);
        return palette && palette->isVisible();
    }
    QString current() const { return part<QListView>(u"paletteList"_s)->currentIndex().data().toString(); }
    void add(const QString &id, const QString &text, const QKeySequence &keys, std::function<QString()> whyNot = {})
    {
        m_registry->add({ .id = id, .text = text, .category = u"Compare"_s, .defaultShortcut = keys,
                          .run = [this, id] { m_ran.append(id); }, .whyNot = std::move(whyNot) });
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>();
        PatchbayStyle::install(*qApp, *m_theme);
    }

    void init()
    {
        m_ran.clear();
        m_whyNoDiff.clear();
        m_registry = std::make_unique<CommandRegistry>();
        add(u"compare.run"_s, u"Run all panes"_s, Qt::CTRL | Qt::Key_Return);
        add(u"compare.stop"_s, u"Stop all panes"_s, Qt::Key_Escape);
        add(u"compare.diff"_s, u"Diff two answers"_s, Qt::CTRL | Qt::Key_D, [this] { return m_whyNoDiff; });
        m_window = std::make_unique<MainWindow>(*m_theme, *m_registry);
        m_panel = new FakePanel(u"compare"_s, u"Compare"_s, {});
        m_panel->entries = { { .category = u"Runs"_s, .text = u"Support triage, run 13"_s,
                               .run = [this] { m_ran.append(u"run 13"_s); } } };
        m_window->addPanel(m_panel);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QCoreApplication::sendPostedEvents();
        m_panel->focusFirst();
    }

    void cleanup()
    {
        m_window.reset();
        m_registry.reset();
    }

    void isNotMadeBeforeItIsNeeded()
    {
        QVERIFY(!part<QFrame>(u"palette"_s));
        QVERIFY(!part<QFrame>(u"shortcutSheet"_s));
    }

    void opensFindsAndRuns()
    {
        press(Qt::Key_K, Qt::ControlModifier);
        QVERIFY(isOpen());
        QVERIFY(!QApplication::activeModalWidget());
        type(u"run all"_s);
        QCOMPARE(current(), u"Run all panes"_s);
        press(Qt::Key_Return);
        QVERIFY(!isOpen());
        QCOMPARE(m_ran, QStringList { u"compare.run"_s });
        QVERIFY(m_panel->edit->hasFocus());
    }

    void findsWhatPanelsHave()
    {
        press(Qt::Key_K, Qt::ControlModifier);
        type(u"#triage"_s);
        QCOMPARE(current(), u"Support triage, run 13"_s);
        press(Qt::Key_Return);
        QCOMPARE(m_ran, QStringList { u"run 13"_s });
        const int asked = m_panel->finds;
        press(Qt::Key_K, Qt::ControlModifier);
        QVERIFY(m_panel->finds > asked);
        type(u">"_s);
        const int before = m_panel->finds;
        type(u"triage"_s);
        QCOMPARE(m_panel->finds, before);
        press(Qt::Key_Return); // nothing found, nothing happens
        QVERIFY(isOpen());
    }

    void escapeGivesTheFocusBackAndStopsNothing()
    {
        press(Qt::Key_K, Qt::ControlModifier);
        type(u"xyz"_s);
        press(Qt::Key_Escape);
        QVERIFY(!isOpen());
        QVERIFY(m_panel->edit->hasFocus());
        QVERIFY(m_ran.isEmpty());
        press(Qt::Key_Escape);
        QCOMPARE(m_ran, QStringList { u"compare.stop"_s });
        // It opens empty the next time.
        press(Qt::Key_K, Qt::ControlModifier);
        QVERIFY(part<QLineEdit>(u"paletteEdit"_s)->text().isEmpty());
    }

    void arrowsSkipHeadingsAndGoRound()
    {
        press(Qt::Key_K, Qt::ControlModifier);
        auto *list = part<QListView>(u"paletteList"_s);
        const QString first = current();
        press(Qt::Key_Up);
        QCOMPARE(list->currentIndex().row(), list->model()->rowCount() - 1);
        press(Qt::Key_Down);
        QCOMPARE(current(), first);
        for (int step = 0; step < list->model()->rowCount(); ++step) {
            press(Qt::Key_Down);
            QVERIFY(!list->currentIndex().data(EntryListModel::HeadingRole).toBool());
        }
    }

    void whatCannotRunSaysWhy()
    {
        m_whyNoDiff = u"needs two answers"_s;
        press(Qt::Key_K, Qt::ControlModifier);
        type(u"diff two"_s);
        QCOMPARE(part<QListView>(u"paletteList"_s)->currentIndex().data(EntryListModel::ReasonRole).toString(),
                 m_whyNoDiff);
        press(Qt::Key_Return);
        QVERIFY(m_ran.isEmpty());
        QCOMPARE(part<QWidget>(u"notice"_s)->findChild<QLabel *>()->text(), u"Diff two answers: needs two answers"_s);
        // The shortcut says the same.
        part<QWidget>(u"notice"_s)->hide();
        press(Qt::Key_D, Qt::ControlModifier);
        QVERIFY(part<QWidget>(u"notice"_s)->isVisible());
    }

    void theMouseRunsAndLeaves()
    {
        press(Qt::Key_K, Qt::ControlModifier);
        type(u"run all"_s);
        auto *list = part<QListView>(u"paletteList"_s);
        // A heading is no line to run.
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(0, 0)).center());
        QVERIFY(isOpen());
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(1, 0)).center());
        QCOMPARE(m_ran, QStringList { u"compare.run"_s });
        press(Qt::Key_K, Qt::ControlModifier);
        m_panel->edit->setFocus(Qt::MouseFocusReason);
        QVERIFY(!isOpen());
        QVERIFY(m_panel->edit->hasFocus());
    }

    void opensWhileTypingInAnyField()
    {
        auto *greedy = new GreedyEdit(u"text"_s, m_panel);
        m_panel->layout()->addWidget(greedy);
        greedy->show();
        greedy->setFocus();
        press(Qt::Key_K, Qt::ControlModifier);
        QVERIFY(isOpen());
        QCOMPARE(greedy->text(), u"text"_s);
        press(Qt::Key_Escape);
        QVERIFY(greedy->hasFocus());
        auto *editor = new QPlainTextEdit(u"prompt"_s, m_panel);
        m_panel->layout()->addWidget(editor);
        editor->show();
        editor->setFocus();
        QVERIFY(editor->hasFocus());
        press(Qt::Key_K, Qt::ControlModifier);
        QVERIFY(isOpen());
        QCOMPARE(editor->toPlainText(), u"prompt"_s);
        press(Qt::Key_Escape);
        // What an editor does itself it goes on doing.
        press(Qt::Key_A, Qt::ControlModifier);
        QVERIFY(editor->textCursor().hasSelection());
    }

    void opensWithItsNewShortcutAfterRebinding()
    {
        m_registry->setShortcut(u"window.palette"_s, Qt::CTRL | Qt::Key_P);
        QCoreApplication::sendPostedEvents();
        press(Qt::Key_K, Qt::ControlModifier);
        QVERIFY(!isOpen());
        press(Qt::Key_P, Qt::ControlModifier);
        QVERIFY(isOpen());
    }

    void staysInsideTheWindow()
    {
        m_window->resize(800, 520);
        press(Qt::Key_K, Qt::ControlModifier);
        const auto *palette = part<QFrame>(u"palette"_s);
        QVERIFY(m_window->rect().contains(palette->geometry()));
        m_window->resize(1440, 900);
        QCOMPARE(palette->width(), 640);
        QCOMPARE(palette->geometry().center().x(), m_window->rect().center().x());
    }

    void theSheetListsFiltersAndCloses()
    {
        press(Qt::Key_Slash, Qt::ControlModifier);
        auto *sheet = part<QFrame>(u"shortcutSheet"_s);
        QVERIFY(sheet && sheet->isVisible());
        const auto *list = sheet->findChild<QListView *>();
        const int all = list->model()->rowCount();
        type(u"diff"_s);
        QCOMPARE(list->model()->rowCount(), 2);
        QVERIFY(all > 10);
        press(Qt::Key_Escape);
        QVERIFY(!sheet->isVisible());
        QVERIFY(m_ran.isEmpty());
        QVERIFY(m_panel->edit->hasFocus());
    }
};

} // namespace patchbay

QTEST_MAIN(patchbay::PaletteTest)
#include "tst_palette.moc"
