// SPDX-License-Identifier: GPL-3.0-or-later
//
// The settings through real keys and the mouse; what they change is seen in Settings, Theme and
// CommandRegistry.
#include "models/settings/settings.h"
#include "ui/settings/appearance_page.h"
#include "ui/settings/settings_binding.h"
#include "ui/settings/settings_panel.h"
#include "ui/settings/shortcut_model.h"
#include "ui/shell/command.h"
#include "ui/widgets/patchbay_style.h"
#include "ui/widgets/segmented_control.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include <memory>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

Command command(const QString &id, const QString &text, const QKeySequence &shortcut)
{
    return { .id = id, .text = text, .category = u"Compare"_s, .defaultShortcut = shortcut, .run = [] { } };
}

QString textOf(const SecretBytes &secret)
{
    return QString::fromUtf8(secret.bytes().data(), static_cast<qsizetype>(secret.bytes().size()));
}

} // namespace

class SettingsPanelTest final : public QObject {
    Q_OBJECT

private:
    struct Trial {
        QString provider;
        QString apiBase;
        QString key;
        std::function<void(Result<QStringList>)> done;
    };

    QTemporaryDir m_directory;
    Theme m_theme;
    std::optional<Catalog> m_catalog;
    QStandardItemModel m_providers;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<CommandRegistry> m_registry;
    std::unique_ptr<SettingsBinding> m_binding;
    std::unique_ptr<SettingsPanel> m_panel;
    QList<Trial> m_trials;
    QList<Trial> m_used;

    template<typename T>
    T *part(const QString &name) const
    {
        return m_panel->findChild<T *>(name);
    }
    void click(const QString &name) { QTest::mouseClick(part<QAbstractButton>(name), Qt::LeftButton); }
    void clickSegment(const QString &control, int index)
    {
        QTest::mouseClick(part<SegmentedControl>(control)->segment(index), Qt::LeftButton);
    }
    QModelIndex shortcutCell(const QString &name) const
    {
        const QAbstractItemModel *model = part<QTreeView>(u"shortcutTable"_s)->model();
        const QModelIndexList found = model->match(model->index(0, 0), Qt::DisplayRole, name, 1, Qt::MatchExactly);
        return found.isEmpty() ? QModelIndex() : found.first().siblingAtColumn(ShortcutModel::Shortcut);
    }
    // As a person does it: double click, keys, and on to the next field.
    void record(const QString &name, Qt::Key key, Qt::KeyboardModifiers modifiers)
    {
        auto *table = part<QTreeView>(u"shortcutTable"_s);
        const QModelIndex cell = shortcutCell(name);
        table->scrollTo(cell);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(cell).center());
        QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(cell).center());
        auto *recorder = table->findChild<QKeySequenceEdit *>(u"shortcutRecorder"_s);
        QVERIFY(recorder);
        recorder->clear();
        QTest::keyClick(recorder, key, modifiers);
        table->setFocus();
        QTRY_VERIFY(!table->findChild<QKeySequenceEdit *>(u"shortcutRecorder"_s));
    }
    ProviderParts providerParts()
    {
        return { .catalog = &*m_catalog,
                 .list = &m_providers,
                 .testKey = [this](KeyTrial trial, std::function<void(Result<QStringList>)> done) {
                     m_trials.append({ trial.provider, trial.apiBase, textOf(trial.secret), std::move(done) });
                 },
                 .useKey = [this](KeyTrial trial) {
                     m_used.append({ trial.provider, trial.apiBase, textOf(trial.secret), {} });
                 },
                 .findLocalServers = [](std::function<void(QString)> done) { done(u"Nothing found."_s); } };
    }

private Q_SLOTS:
    void initTestCase()
    {
        PatchbayStyle::install(*qApp, m_theme);
        auto catalog = Catalog::builtIn();
        QVERIFY(catalog);
        m_catalog = std::move(*catalog);
        m_providers.setHorizontalHeaderLabels({ u"Provider"_s, u"Key"_s, u"Base"_s });
        m_providers.appendRow({ new QStandardItem(u"OpenAI"_s), new QStandardItem(u"from OPENAI_API_KEY"_s),
                                new QStandardItem(u"https://api.openai.com/v1"_s) });
    }

    void init()
    {
        m_settings = std::make_unique<Settings>(QString());
        m_registry = std::make_unique<CommandRegistry>();
        m_binding = std::make_unique<SettingsBinding>(*m_settings, m_theme, *m_registry);
        m_panel = std::make_unique<SettingsPanel>(SettingsParts { .theme = m_theme,
                                                                  .settings = *m_settings,
                                                                  .registry = *m_registry,
                                                                  .providers = providerParts(),
                                                                  .dataDirectory = m_directory.path(),
                                                                  .version = u"0.1.0"_s });
        m_registry->add(command(u"compare.diff"_s, u"Diff"_s, Qt::CTRL | Qt::Key_D));
        m_registry->add(command(u"compare.export"_s, u"Export"_s, Qt::CTRL | Qt::Key_E));
        m_trials.clear();
        m_used.clear();
        m_panel->resize(1100, 760);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
        m_panel->focusFirst();
    }

    void cleanup()
    {
        m_panel.reset();
        m_binding.reset();
        m_registry.reset();
        m_settings.reset();
        m_theme.setScheme(Scheme::System);
        m_theme.setDensity(Density::Comfortable);
        m_theme.setFonts({}, {}, 0);
    }

    void pagesAreMadeWhenShown()
    {
        QVERIFY(part<SegmentedControl>(u"scheme"_s));
        QVERIFY(!part<QTreeView>(u"shortcutTable"_s));
        auto *sections = part<QListWidget>(u"settingsSections"_s);
        QVERIFY(sections->hasFocus());
        QTest::keyClick(sections, Qt::Key_Down);
        QVERIFY(part<QTreeView>(u"shortcutTable"_s)->isVisible());
        for (int row = 0; row < sections->count(); ++row) {
            sections->setCurrentRow(row);
        }
    }

    void lookChangesLiveAndIsKept()
    {
        clickSegment(u"scheme"_s, 2);
        QVERIFY(m_theme.isDark());
        QCOMPARE(m_settings->theme(), Settings::Theme::Dark);
        clickSegment(u"scheme"_s, 1);
        QVERIFY(!m_theme.isDark());
        clickSegment(u"density"_s, 1);
        QCOMPARE(m_theme.rowHeight(), 24);
        // The other way round too: a command changes what the page shows.
        m_registry->trigger(u"settings.themeDark"_s);
        QCOMPARE(part<SegmentedControl>(u"scheme"_s)->currentIndex(), 2);
    }

    void fontsChangeLive()
    {
        const int before = m_theme.font(TypeStep::Body).pixelSize();
        QTest::keyClick(part<QSpinBox>(u"fontSize"_s), Qt::Key_Up);
        QTest::keyClick(part<QSpinBox>(u"fontSize"_s), Qt::Key_Up);
        QCOMPARE(m_settings->fontOffset(), 2);
        QCOMPARE(m_theme.font(TypeStep::Body).pixelSize(), before + 2);
        auto *family = part<QComboBox>(u"uiFont"_s);
        QVERIFY(family->currentText().startsWith(u"System ("_s));
        m_settings->setFonts(u"No Such Font"_s, {}, 2);
        QCOMPARE(family->currentText(), u"No Such Font (not installed)"_s);
        QCOMPARE(m_settings->uiFont(), u"No Such Font"_s);
    }

    void recordsAShortcut()
    {
        m_panel->showSection(u"shortcuts"_s);
        record(u"Diff"_s, Qt::Key_G, Qt::ControlModifier);
        QCOMPARE(m_registry->shortcut(u"compare.diff"_s), QKeySequence(Qt::CTRL | Qt::Key_G));
        QCOMPARE(m_settings->shortcuts().value(u"compare.diff"_s), u"Ctrl+G"_s);
        QCOMPARE(shortcutCell(u"Diff"_s).siblingAtColumn(ShortcutModel::Note).data().toString(),
                 u"changed, was Ctrl+D"_s);
        QVERIFY(!part<QLabel>(u"shortcutConflict"_s)->isVisible());
        click(u"resetShortcut"_s);
        QCOMPARE(m_registry->shortcut(u"compare.diff"_s), QKeySequence(Qt::CTRL | Qt::Key_D));
        QVERIFY(m_settings->shortcuts().isEmpty());
    }

    void aConflictIsToldAndSolved()
    {
        m_panel->showSection(u"shortcuts"_s);
        record(u"Diff"_s, Qt::Key_E, Qt::ControlModifier);
        auto *conflict = part<QLabel>(u"shortcutConflict"_s);
        QVERIFY(conflict->isVisible());
        QCOMPARE(conflict->text(), u"Ctrl+E is also the shortcut of “Export”. Only one of them can have it."_s);
        const QModelIndex note = shortcutCell(u"Export"_s).siblingAtColumn(ShortcutModel::Note);
        QCOMPARE(note.data().toString(), u"also “Diff”"_s);
        click(u"takeShortcut"_s);
        QVERIFY(!conflict->isVisible());
        QCOMPARE(m_registry->shortcut(u"compare.diff"_s), QKeySequence(Qt::CTRL | Qt::Key_E));
        QVERIFY(m_registry->shortcut(u"compare.export"_s).isEmpty());
        click(u"resetAllShortcuts"_s);
        QCOMPARE(m_registry->shortcut(u"compare.export"_s), QKeySequence(Qt::CTRL | Qt::Key_E));
        QCOMPARE(m_registry->shortcut(u"compare.diff"_s), QKeySequence(Qt::CTRL | Qt::Key_D));
    }

    void theShortcutFilterFindsKeys()
    {
        m_panel->showSection(u"shortcuts"_s);
        auto *table = part<QTreeView>(u"shortcutTable"_s);
        QTest::keyClicks(part<QLineEdit>(u"shortcutTableFilter"_s), u"ctrl+d"_s);
        QCOMPARE(table->model()->rowCount(), 1);
        QCOMPARE(table->model()->index(0, 0).data().toString(), u"Diff"_s);
    }

    void shortcutModelIsAModel()
    {
        ShortcutModel model(*m_registry, *m_settings);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_registry->add(command(u"new"_s, u"New"_s, {}));
        QVERIFY(model.setData(model.index(model.rowOf(u"new"_s), ShortcutModel::Shortcut), QKeySequence(Qt::Key_F7)));
        QCOMPARE(m_registry->shortcut(u"new"_s), QKeySequence(Qt::Key_F7));
        QVERIFY(!model.setData(model.index(0, ShortcutModel::Name), u"x"_s));
        m_registry->remove(u"new"_s);
        QCOMPARE(model.rowOf(u"new"_s), -1);
        model.takeFromOthers(-1);
        model.reset(-1);
    }

    void aPastedKeyIsRecognisedTestedAndUsed()
    {
        m_panel->showAddProvider();
        auto *key = part<QLineEdit>(u"pastedKey"_s);
        QVERIFY(key->hasFocus());
        QCOMPARE(key->echoMode(), QLineEdit::Password);
        QVERIFY(!part<QPushButton>(u"testKey"_s)->isEnabled());
        const QString secret = u"sk-ant-"_s + QString(60, u'k');
        QTest::keyClicks(key, u"ANTHROPIC_API_KEY="_s + secret);
        QCOMPARE(part<QLabel>(u"recognised"_s)->text(), u"This looks like a key of Anthropic."_s);
        QCOMPARE(part<QComboBox>(u"provider"_s)->currentData().toString(), u"anthropic"_s);
        QCOMPARE(part<QLineEdit>(u"apiBase"_s)->text(), u"https://api.anthropic.com"_s);
        QCOMPARE(part<QPushButton>(u"useKey"_s)->toolTip(), u"Test it first"_s);
        click(u"testKey"_s);
        QCOMPARE(m_trials.size(), 1);
        QCOMPARE(m_trials.first().key, secret);
        QCOMPARE(m_trials.first().provider, u"anthropic"_s);
        QVERIFY(!part<QPushButton>(u"testKey"_s)->isEnabled());
        m_trials.first().done(QStringList { u"claude-a"_s, u"claude-b"_s });
        QCOMPARE(part<QLabel>(u"trialResult"_s)->text(), u"Anthropic listed 2 models: claude-a, claude-b."_s);
        click(u"useKey"_s);
        QCOMPARE(m_used.size(), 1);
        QCOMPARE(m_used.first().key, secret);
        QVERIFY(key->text().isEmpty());
        QVERIFY(!key->isUndoAvailable());
        QVERIFY(part<QLabel>(u"providerNews"_s)->text().startsWith(u"Anthropic is ready"_s));
        QVERIFY(part<QTreeView>(u"providerTable"_s)->isVisible());
    }

    void aRefusedKeySaysWhyAndAnOldAnswerIsIgnored()
    {
        m_panel->showAddProvider();
        auto *key = part<QLineEdit>(u"pastedKey"_s);
        QTest::keyClicks(key, u"gsk_"_s + QString(60, u'k'));
        QTest::keyClick(key, Qt::Key_Return);
        QCOMPARE(m_trials.size(), 1);
        // Changed while the test is under way: its answer is about another key.
        QTest::keyClicks(key, u"x"_s);
        m_trials.first().done(QStringList { u"a"_s });
        QVERIFY(!part<QLabel>(u"trialResult"_s)->isVisible());
        click(u"testKey"_s);
        m_trials.last().done(failure(ErrorClass::Authentication, "Invalid API Key"));
        QVERIFY(part<QLabel>(u"trialResult"_s)->text().contains(u"does not accept this key: Invalid API Key"_s));
        QVERIFY(!part<QLabel>(u"trialResult"_s)->text().contains(u"gsk_"_s));
        QCOMPARE(part<QPushButton>(u"useKey"_s)->toolTip(), u"The provider refused this key"_s);
        // One that could not be tested may be right all the same.
        click(u"testKey"_s);
        m_trials.last().done(failure(ErrorClass::ApiConnection, "no route to host"));
        QVERIFY(part<QPushButton>(u"useKey"_s)->isEnabled());
    }

    void anUnknownShapeAsksForTheProvider()
    {
        m_panel->showAddProvider();
        QTest::keyClicks(part<QLineEdit>(u"pastedKey"_s), u"0123456789"_s);
        QVERIFY(part<QLabel>(u"recognised"_s)->text().startsWith(u"Its shape is not known"_s));
        QVERIFY(part<QComboBox>(u"provider"_s)->count() > 10);
        QCOMPARE(part<QPushButton>(u"testKey"_s)->toolTip(), u"Choose the provider first"_s);
        part<QComboBox>(u"provider"_s)->setCurrentIndex(part<QComboBox>(u"provider"_s)->findData(u"openai"_s));
        QVERIFY(part<QPushButton>(u"testKey"_s)->isEnabled());
        part<QLineEdit>(u"apiBase"_s)->selectAll();
        QTest::keyClicks(part<QLineEdit>(u"apiBase"_s), u"nonsense"_s);
        QCOMPARE(part<QPushButton>(u"testKey"_s)->toolTip(), u"The base URL must be like https://host/v1"_s);
    }

    void leavingForgetsTheKey()
    {
        m_panel->showAddProvider();
        QTest::keyClicks(part<QLineEdit>(u"pastedKey"_s), u"sk-"_s + QString(50, u'k'));
        m_panel->showSection(u"about"_s);
        QVERIFY(part<QLineEdit>(u"pastedKey"_s)->text().isEmpty());
        m_panel->showAddProvider();
        QTest::keyClicks(part<QLineEdit>(u"pastedKey"_s), u"sk-"_s + QString(50, u'k'));
        click(u"testKey"_s);
        m_panel.reset();
        // The answer comes after the panel has gone.
        m_trials.last().done(QStringList());
    }

    void aKeyPastedElsewhereArrives()
    {
        m_panel->showAddProvider(u"sk-ant-"_s + QString(60, u'k'));
        QCOMPARE(part<QLabel>(u"recognised"_s)->text(), u"This looks like a key of Anthropic."_s);
        QVERIFY(part<QPushButton>(u"testKey"_s)->isEnabled());
        m_panel->showAddProvider();
        QVERIFY(part<QLineEdit>(u"pastedKey"_s)->text().isEmpty());
    }

    void localServersAnswerInASentence()
    {
        m_panel->showSection(u"providers"_s);
        click(u"lookForServers"_s);
        QCOMPARE(part<QLabel>(u"providerNews"_s)->text(), u"Nothing found."_s);
        QVERIFY(part<QPushButton>(u"lookForServers"_s)->isEnabled());
    }

    void dataPageCountsAndSwitchesTheSandbox()
    {
        QFile file(m_directory.filePath(u"x"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(412, 'x')) == 412);
        file.close();
        m_panel->showSection(u"data"_s);
        QTRY_COMPARE(part<QLabel>(u"dataSize"_s)->text(), u"412 bytes"_s);
        QVERIFY(m_settings->showSandbox());
        QTest::keyClick(part<QCheckBox>(u"showSandbox"_s), Qt::Key_Space);
        QVERIFY(!m_settings->showSandbox());
    }

    void thePaletteFindsSections()
    {
        const QList<PaletteEntry> found = m_panel->find(u"ollama"_s);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().text, u"Providers"_s);
        found.first().run();
        QVERIFY(part<QTreeView>(u"providerTable"_s)->isVisible());
        QCOMPARE(m_panel->find({}).size(), 5);
    }

    void everythingFocusableHasAName()
    {
        auto *sections = part<QListWidget>(u"settingsSections"_s);
        m_panel->showAddProvider();
        for (int row = 0; row < sections->count(); ++row) {
            sections->setCurrentRow(row);
        }
        for (const QWidget *widget : m_panel->findChildren<QWidget *>()) {
            const auto *button = qobject_cast<const QAbstractButton *>(widget);
            const bool named = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty())
                || qobject_cast<const QLabel *>(widget);
            // Parts of Qt's own controls, which speak through them.
            const bool inner = widget->objectName().startsWith(u"qt_"_s) || widget->inherits("QComboBoxListView");
            if (widget->focusPolicy() != Qt::NoFocus && !inner && !named) {
                QFAIL(qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName()));
            }
        }
    }
};

} // namespace patchbay

QTEST_MAIN(patchbay::SettingsPanelTest)
#include "tst_settings_panel.moc"
