// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/settings/settings.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestSettings : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void defaultsHoldWithoutAFile()
    {
        QTemporaryDir directory;
        const Settings settings(directory.filePath(u"settings.json"_s));
        QVERIFY(!settings.problem());
        QCOMPARE(settings.theme(), Settings::Theme::System);
        QCOMPARE(settings.density(), Settings::Density::Comfortable);
        QVERIFY(settings.showSandbox());
        QVERIFY(settings.defaultModels().isEmpty());
        QVERIFY(settings.shortcuts().isEmpty());
        QVERIFY(settings.uiFont().isEmpty());
        QCOMPARE(settings.fontOffset(), 0);
    }

    void keepsWhatWasChosen()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"settings.json"_s);
        {
            Settings settings(file);
            settings.setTheme(Settings::Theme::Dark);
            settings.setDensity(Settings::Density::Compact);
            settings.setFonts(u"Inter"_s, u"JetBrains Mono"_s, 2);
            settings.setShortcut(u"compare.run"_s, u"Ctrl+Enter"_s);
            settings.setShortcut(u"compare.stop"_s, QString(u""_s));
            settings.setApiBase(u"ollama"_s, u"http://127.0.0.1:11434"_s);
            settings.setShowSandbox(false);
            settings.setDefaultModels({ u"openai/gpt-4o"_s, u"ollama/llama3"_s });
        }
        struct stat status {};
        QCOMPARE(::stat(QFile::encodeName(file).constData(), &status), 0);
        QCOMPARE(status.st_mode & 0777, 0600u);
        Settings settings(file);
        QCOMPARE(settings.theme(), Settings::Theme::Dark);
        QCOMPARE(settings.density(), Settings::Density::Compact);
        QCOMPARE(settings.uiFont(), u"Inter"_s);
        QCOMPARE(settings.fixedFont(), u"JetBrains Mono"_s);
        QCOMPARE(settings.fontOffset(), 2);
        const QMap<QString, QString> shortcuts { { u"compare.run"_s, u"Ctrl+Enter"_s }, { u"compare.stop"_s, {} } };
        QCOMPARE(settings.shortcuts(), shortcuts);
        QCOMPARE(settings.apiBases().value(u"ollama"_s), u"http://127.0.0.1:11434"_s);
        QVERIFY(!settings.showSandbox());
        QCOMPARE(settings.defaultModels().size(), 2);
        settings.resetShortcut(u"compare.run"_s);
        settings.setApiBase(u"ollama"_s, {});
        QCOMPARE(settings.shortcuts().size(), 1);
        QVERIFY(settings.apiBases().isEmpty());
    }

    void tellsEachChangeOnce()
    {
        Settings settings({});
        QSignalSpy theme(&settings, &Settings::themeChanged);
        QSignalSpy density(&settings, &Settings::densityChanged);
        QSignalSpy fonts(&settings, &Settings::fontsChanged);
        QSignalSpy bases(&settings, &Settings::apiBaseChanged);
        settings.setTheme(Settings::Theme::Light);
        settings.setTheme(Settings::Theme::Light);
        settings.setDensity(Settings::Density::Compact);
        settings.setFonts(u"A"_s, u"B"_s, 100);
        settings.setFonts(u"A"_s, u"B"_s, 100);
        settings.setApiBase(u"openai"_s, u"http://x"_s);
        settings.setApiBase(u"openai"_s, u"http://x"_s);
        QCOMPARE(theme.count(), 1);
        QCOMPARE(density.count(), 1);
        QCOMPARE(fonts.count(), 1);
        QCOMPARE(bases.count(), 1);
        QCOMPARE(settings.fontOffset(), 8);
    }

    void isWrittenSoonAndAtOnce()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"settings.json"_s);
        Settings settings(file);
        settings.setTheme(Settings::Theme::Dark);
        QVERIFY(!QFile::exists(file));
        QTRY_VERIFY(contents(file).contains("\"dark\""));
        settings.setTheme(Settings::Theme::Light);
        QVERIFY(settings.save());
        QVERIFY(contents(file).contains("\"light\""));
    }

    void keepsUnknownKeys()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"settings.json"_s);
        write(file, R"({"future": {"a": [1, 2]}, "theme": "sepia", "entity_slots": {"x": "odd"}, "shortcuts": 7})");
        {
            Settings settings(file);
            QVERIFY(!settings.problem());
            QCOMPARE(settings.theme(), Settings::Theme::System);
            QVERIFY(settings.shortcuts().isEmpty());
            settings.setDensity(Settings::Density::Compact);
        }
        const QJsonObject root = QJsonDocument::fromJson(contents(file)).object();
        QCOMPARE(root[u"future"][u"a"][1].toInt(), 2);
        QCOMPARE(root[u"theme"].toString(), u"sepia"_s);
        QCOMPARE(root[u"density"].toString(), u"compact"_s);
    }

    void damagedFileIsKeptAside_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("noise") << QByteArray("\0\1\2\3 not json", 14);
        QTest::newRow("array") << QByteArray("[1]");
        const QByteArray whole = R"({"theme": "dark", "shortcuts": {"a": "b"}})";
        for (qsizetype cut = 1; cut < whole.size(); ++cut) {
            QTest::addRow("cut at %d", int(cut)) << whole.left(cut);
        }
    }
    void damagedFileIsKeptAside()
    {
        QFETCH(QByteArray, bytes);
        QTemporaryDir directory;
        const QString file = directory.filePath(u"settings.json"_s);
        write(file, bytes);
        {
            Settings settings(file);
            QVERIFY(settings.problem());
            QCOMPARE(settings.problem()->code, "corrupt");
            QCOMPARE(settings.theme(), Settings::Theme::System);
            settings.setTheme(Settings::Theme::Light);
        }
        QVERIFY(contents(file).contains("light"));
        const QStringList aside = QDir(directory.path()).entryList({ u"settings.json.damaged-*"_s });
        QCOMPARE(aside.size(), 1);
        QCOMPARE(contents(directory.filePath(aside.first())), bytes);
    }

    void failureToWriteIsTold()
    {
        Settings settings(u"/nowhere/at/all/settings.json"_s);
        QSignalSpy failed(&settings, &Settings::saveFailed);
        settings.setTheme(Settings::Theme::Dark);
        QVERIFY(!settings.save());
        QCOMPARE(failed.count(), 1);
        QCOMPARE(settings.theme(), Settings::Theme::Dark);
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
