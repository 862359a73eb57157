// SPDX-License-Identifier: GPL-3.0-or-later
//
// Renders every section of the settings to PNG files, to be looked at: PATCHBAY_SHOTS=DIR. The pixel
// ratio comes from QT_SCALE_FACTOR. Without the variable: skipped.
#include "models/settings/settings.h"
#include "ui/settings/settings_binding.h"
#include "ui/settings/settings_panel.h"
#include "ui/shell/main_window.h"
#include "ui/widgets/patchbay_style.h"

#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTest>

using namespace Qt::StringLiterals;

namespace patchbay {

class SettingsShots final : public QObject {
    Q_OBJECT

private:
    static void fill(QStandardItemModel &providers)
    {
        providers.setHorizontalHeaderLabels({ u"Provider"_s, u"Key"_s, u"Source"_s, u"Base"_s });
        const QList<QStringList> rows {
            { u"OpenAI"_s, u"····4f2a"_s, u"OPENAI_API_KEY"_s, u"https://api.openai.com/v1"_s },
            { u"Anthropic"_s, u"····9c1d"_s, u"pasted"_s, u"https://api.anthropic.com"_s },
            { u"Groq"_s, u"no key"_s, QString(), u"https://api.groq.com/openai/v1"_s },
            { u"Ollama"_s, u"none needed"_s, QString(), u"http://127.0.0.1:11434"_s },
        };
        for (const QStringList &row : rows) {
            QList<QStandardItem *> items;
            for (const QString &text : row) {
                items.append(new QStandardItem(text));
            }
            providers.appendRow(items);
        }
    }

private Q_SLOTS:
    void render_data()
    {
        QTest::addColumn<int>("scheme");
        QTest::newRow("light") << int(Settings::Theme::Light);
        QTest::newRow("dark") << int(Settings::Theme::Dark);
    }

    void render()
    {
        const QString directory = qEnvironmentVariable("PATCHBAY_SHOTS");
        if (directory.isEmpty()) {
            QSKIP("PATCHBAY_SHOTS names no directory");
        }
        QFETCH(int, scheme);
        QVERIFY(QDir().mkpath(directory));
        Theme theme;
        Settings settings { QString() };
        settings.setTheme(static_cast<Settings::Theme>(scheme));
        CommandRegistry registry;
        const SettingsBinding binding(settings, theme, registry);
        PatchbayStyle::install(*qApp, theme);
        const auto catalog = Catalog::builtIn();
        QVERIFY(catalog);
        QStandardItemModel providers;
        fill(providers);
        std::function<void(Result<QStringList>)> answer;
        const ProviderParts parts {
            .catalog = &*catalog,
            .list = &providers,
            .testKey = [&answer](const KeyTrial &, std::function<void(Result<QStringList>)> done) { answer = done; },
            .useKey = [](const KeyTrial &) { },
            .findLocalServers = [](const std::function<void(QString)> &) { },
        };
        MainWindow window(theme, registry);
        auto *panel = new SettingsPanel(SettingsParts { .theme = theme, .settings = settings, .registry = registry,
                                                        .providers = parts, .dataDirectory = QDir::tempPath(),
                                                        .version = u"0.1.0"_s });
        window.addPanel(panel, RailPlace::Bottom);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        panel->focusFirst();
        const auto shot = [&](const QString &name) {
            QCoreApplication::sendPostedEvents();
            const QString file = u"%1/settings-%2-%3-%4x.png"_s.arg(directory, name, theme.isDark() ? u"dark"_s : u"light"_s)
                                     .arg(window.devicePixelRatioF());
            QVERIFY(window.grab().save(file));
        };
        settings.setShortcut(u"window.inspector"_s, u"Ctrl+J"_s);
        for (const QString &section : { u"appearance"_s, u"shortcuts"_s, u"providers"_s, u"data"_s, u"about"_s }) {
            panel->showSection(section);
            QTest::qWait(50);
            shot(section);
        }
        panel->showAddProvider(u"sk-ant-"_s + QString(60, u'k'));
        QTest::mouseClick(panel->findChild<QPushButton *>(u"testKey"_s), Qt::LeftButton);
        shot(u"key-testing"_s);
        answer(QStringList { u"claude-opus-4-5"_s, u"claude-sonnet-4-5"_s, u"claude-haiku-4-5"_s });
        shot(u"key-valid"_s);
        window.resize(1024, 640);
        panel->showSection(u"shortcuts"_s);
        shot(u"shortcuts-1024"_s);
    }
};

} // namespace patchbay

QTEST_MAIN(patchbay::SettingsShots)
#include "tst_settings_shots.moc"
