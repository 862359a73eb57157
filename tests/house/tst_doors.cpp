// SPDX-License-Identifier: GPL-3.0-or-later
//
// The house's own rules, checked on the sources: which room may include which, and how large a
// file and a function may be.
#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

struct SourceFile {
    QString path; // relative to the checkout
    QStringList lines;
};

QList<SourceFile> sources(const QStringList &folders)
{
    QList<SourceFile> files;
    const QDir root(QStringLiteral(PATCHBAY_SOURCE_DIR));
    for (const QString &folder : folders) {
        QDirIterator walk(root.filePath(folder), { u"*.h"_s, u"*.cpp"_s }, QDir::Files, QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            QFile file(walk.next());
            if (file.open(QIODevice::ReadOnly)) {
                files.append({ root.relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll()).split(u'\n') });
            }
        }
    }
    return files;
}

// "models/ledger" of "models/ledger/sql_ledger.h"; empty for what stands in no room.
QString roomOf(const QString &path)
{
    static const QRegularExpression room(u"^((?:providers|models|ui)/[a-z]+)/"_s);
    return room.match(path).captured(1);
}

// Which rooms a room may include besides itself; one that is not listed may not be there.
const QMap<QString, QStringList> &openDoors()
{
    static const QString core = u"providers/core"_s;
    static const QString widgets = u"ui/widgets"_s;
    static const QString shell = u"ui/shell"_s;
    static const QMap<QString, QStringList> doors {
        { core, {} },
        { u"providers/tokens"_s, {} },
        { u"providers/catalog"_s, { core } },
        { u"providers/config"_s, { core } },
        { u"providers/wire"_s, { core, u"providers/catalog"_s } },
        { u"providers/transport"_s, { core } },
        { u"providers/routing"_s, { core, u"providers/catalog"_s, u"providers/config"_s } },
        { u"providers/observers"_s, { core, u"providers/config"_s, u"providers/wire"_s, u"providers/transport"_s } },
        { u"providers/guardrails"_s, { core, u"providers/config"_s, u"providers/wire"_s } },
        { u"providers/sandbox"_s, { core, u"providers/transport"_s } },
        { u"providers/engine"_s, { core, u"providers/catalog"_s, u"providers/routing"_s, u"providers/tokens"_s,
                                   u"providers/transport"_s, u"providers/wire"_s } },
        { u"providers/gateway"_s, { core, u"providers/catalog"_s, u"providers/config"_s, u"providers/engine"_s,
                                    u"providers/guardrails"_s, u"providers/observers"_s, u"providers/routing"_s,
                                    u"providers/tokens"_s, u"providers/transport"_s, u"providers/wire"_s } },
        { u"providers/patchbay"_s, { core, u"providers/engine"_s } },
        { u"models/storage"_s, { core } },
        { u"models/mailbox"_s, {} },
        { u"models/format"_s, { core } },
        { u"models/settings"_s, { core, u"models/storage"_s } },
        { u"models/keys"_s, { core, u"providers/catalog"_s, u"models/mailbox"_s } },
        { u"models/ledger"_s, { core, u"models/storage"_s } },
        { u"models/spend"_s, { core, u"providers/catalog"_s, u"models/storage"_s, u"models/ledger"_s, u"models/format"_s, u"models/mailbox"_s } },
        { u"models/runs"_s, { core, u"models/storage"_s } },
        { u"models/vault"_s, { core, u"providers/catalog"_s, u"providers/config"_s } },
        { u"models/gateway"_s, { core, u"providers/gateway"_s, u"models/storage"_s, u"models/ledger"_s } },
        { u"models/keychain"_s, { u"models/vault"_s } },
        { u"models/keeper"_s, { core, u"providers/catalog"_s, u"providers/gateway"_s, u"providers/wire"_s, u"models/format"_s,
                                u"models/gateway"_s, u"models/ledger"_s, u"models/mailbox"_s, u"models/storage"_s, u"models/vault"_s } },
        { u"models/host"_s, { core, u"models/mailbox"_s } },
        { u"models/config"_s, { core, u"providers/config"_s, u"models/storage"_s } },
        { u"models/bay"_s, { core, u"providers/catalog"_s, u"providers/config"_s, u"providers/routing"_s, u"providers/tokens"_s,
                             u"providers/wire"_s, u"models/config"_s, u"models/format"_s, u"models/mailbox"_s, u"models/storage"_s } },
        { u"models/compare"_s, { core, u"providers/catalog"_s, u"providers/engine"_s, u"providers/tokens"_s, u"providers/wire"_s,
                                 u"models/format"_s, u"models/runs"_s } },
        { widgets, {} },
        { u"ui/sound"_s, { widgets } },
        { u"ui/charts"_s, { widgets } },
        { shell, { widgets, u"models/format"_s } },
        { u"ui/host"_s, { core, widgets, shell, u"models/format"_s, u"models/host"_s } },
        { u"ui/settings"_s, { core, widgets, shell, u"providers/catalog"_s, u"models/format"_s, u"models/settings"_s } },
        { u"ui/keys"_s, { core, widgets, shell, u"models/format"_s, u"models/keeper"_s, u"models/vault"_s } },
        { u"ui/spend"_s, { core, u"providers/catalog"_s, widgets, shell, u"models/compare"_s, u"models/format"_s, u"models/ledger"_s, u"models/spend"_s } },
        { u"ui/compare"_s, { core, widgets, shell, u"models/compare"_s, u"models/format"_s, u"models/mailbox"_s, u"models/runs"_s } },
        { u"ui/routing"_s, { core, widgets, shell, u"providers/catalog"_s, u"providers/config"_s, u"providers/routing"_s,
                             u"models/bay"_s, u"models/compare"_s, u"models/config"_s, u"models/format"_s, u"models/mailbox"_s } },
    };
    return doors;
}

} // namespace

class TestDoors : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void doorsOpenOneWay()
    {
        static const QRegularExpression included(u"^#include [<\"]((?:providers|models|ui|app)/[^>\"]+)"_s);
        QStringList found;
        for (const SourceFile &file : sources({ u"providers"_s, u"models"_s, u"ui"_s })) {
            const QString room = roomOf(file.path);
            if (!openDoors().contains(room)) {
                found.append(file.path + u": the room is not in the plan"_s);
                continue;
            }
            for (const QString &line : file.lines) {
                const QString target = included.match(line).captured(1);
                const QString other = roomOf(target);
                if (!target.isEmpty() && other != room && !openDoors().value(room).contains(other)) {
                    found.append(file.path + u": "_s + line);
                }
            }
        }
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }

    void innerRoomsKnowNoWindow()
    {
        static const QRegularExpression any(u"^#include <Q[A-Z]"_s);
        static const QRegularExpression seen(
            u"^#include <Q(Widget|MainWindow|Dialog|Icon|Color|Painter|Font|Pixmap|Image|Action|Application)"_s);
        QStringList found;
        for (const SourceFile &file : sources({ u"providers"_s, u"models"_s })) {
            const QRegularExpression &forbidden = file.path.startsWith("providers/"_L1) ? any : seen;
            for (const QString &line : file.lines) {
                if (forbidden.match(line).hasMatch()) {
                    found.append(file.path + u": "_s + line);
                }
            }
        }
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }

    void publicHeadersHoldNoBoost()
    {
        QStringList found;
        for (const SourceFile &file : sources({ u"providers"_s, u"models"_s, u"ui"_s })) {
            // Inside headers, for the .cpp files of one room, say so in their first lines.
            const QString banner = file.lines.mid(0, 8).join(u' ');
            const bool inside = banner.contains("Not for public headers"_L1) || banner.contains("Inside the room only"_L1);
            if (file.path.endsWith(".h"_L1) && !inside && file.lines.join(u'\n').contains("#include <boost/"_L1)) {
                found.append(file.path);
            }
        }
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }

    void filesAndFunctionsStaySmall()
    {
        constexpr int longestBody = 400;
        constexpr int longestHeader = 200;
        constexpr int longestFunction = 70;
        QStringList found;
        for (const SourceFile &file : sources({ u"providers"_s, u"models"_s, u"ui"_s, u"app"_s })) {
            const int limit = file.path.endsWith(".h"_L1) ? longestHeader : longestBody;
            if (file.lines.size() > limit) {
                found.append(u"%1: %2 lines"_s.arg(file.path).arg(file.lines.size()));
            }
            // The house style puts a function's braces at the start of a line.
            qsizetype start = -1;
            for (qsizetype line = 0; line < file.lines.size(); ++line) {
                if (file.lines.at(line) == "{"_L1) {
                    start = line;
                } else if (file.lines.at(line) == "}"_L1 && start >= 0) {
                    if (line - start > longestFunction) {
                        found.append(u"%1:%2: function of %3 lines"_s.arg(file.path).arg(start).arg(line - start));
                    }
                    start = -1;
                }
            }
        }
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }

    void noNestedEventLoops()
    {
        const QRegularExpression loops(u"processEvents|QEventLoop|\\.exec\\(\\)|->exec\\(\\)"_s);
        QStringList found;
        for (const SourceFile &file : sources({ u"models"_s, u"ui"_s })) {
            for (const QString &line : file.lines) {
                if (loops.match(line).hasMatch() && !line.contains("query"_L1, Qt::CaseInsensitive)
                    && !line.contains("statement"_L1, Qt::CaseInsensitive)) {
                    found.append(file.path + u": "_s + line.trimmed());
                }
            }
        }
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }

    void testsDoNotSleep()
    {
        const QRegularExpression sleeps(u"\\bsleep\\(|usleep\\(|sleep_for\\(|QThread::m?sleep|QTest::q?Sleep\\("_s);
        QStringList found;
        for (const SourceFile &file : sources({ u"tests"_s })) {
            for (const QString &line : file.lines) {
                if (!file.path.endsWith("tst_doors.cpp"_L1) && sleeps.match(line).hasMatch()) {
                    found.append(file.path + u": "_s + line.trimmed());
                }
            }
        }
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }

    void noColoursOutsideTheTheme()
    {
        const QRegularExpression colour(u"\"#[0-9a-fA-F]{6}\"|QColor\\(\\s*\\d|Qt::(red|green|blue|black|white|gray)\\b"_s);
        QStringList found;
        for (const SourceFile &file : sources({ u"ui"_s })) {
            for (const QString &line : file.lines) {
                if (colour.match(line).hasMatch()) {
                    found.append(file.path + u": "_s + line.trimmed());
                }
            }
        }
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }
};

QTEST_APPLESS_MAIN(TestDoors)
#include "tst_doors.moc"
