// SPDX-License-Identifier: GPL-3.0-or-later
//
// The house's own rules, checked on the sources: which room may include which, and how large a
// file and a function may be.
#include <QDirIterator>
#include <QFile>
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

struct Door {
    QString room;      // prefix of the including file
    QString forbidden; // expression that no include line may match
};

} // namespace

class TestDoors : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void doorsOpenOneWay()
    {
        const QList<Door> doors {
            { u"providers/"_s, u"#include [<\"](ui|app|models)/"_s },
            { u"providers/"_s, u"#include <Q[A-Z]"_s },
            { u"models/"_s, u"#include [<\"](ui|app)/"_s },
            { u"models/"_s, u"#include <Q(Widget|MainWindow|Dialog|Icon|Color|Painter|Font|Pixmap|Image|Action|Application)"_s },
            { u"ui/"_s, u"#include [<\"]app/"_s },
            { u"providers/core/"_s, u"#include \"providers/(?!core/)"_s },
            { u"providers/catalog/"_s, u"#include \"providers/(?!core/|catalog/)"_s },
            { u"providers/config/"_s, u"#include \"providers/(?!core/|config/)"_s },
            { u"providers/tokens/"_s, u"#include \"providers/(?!core/|tokens/)"_s },
            { u"providers/wire/"_s, u"#include \"providers/(?!core/|catalog/|wire/)"_s },
            { u"providers/transport/"_s, u"#include \"providers/(?!core/|transport/)"_s },
            { u"providers/routing/"_s, u"#include \"providers/(?!core/|catalog/|config/|routing/)"_s },
            { u"providers/observers/"_s, u"#include \"providers/(?!core/|config/|wire/|transport/|observers/)"_s },
            { u"providers/guardrails/"_s, u"#include \"providers/(?!core/|config/|wire/|guardrails/)"_s },
            { u"providers/sandbox/"_s, u"#include \"providers/(?!core/|transport/|sandbox/)"_s },
            { u"providers/engine/"_s, u"#include \"providers/(gateway|patchbay|sandbox)/"_s },
            { u"providers/gateway/"_s, u"#include \"providers/(patchbay|sandbox)/"_s },
            { u"models/storage/"_s, u"#include \"models/(?!storage/)"_s },
            { u"models/format/"_s, u"#include \"models/(?!format/)"_s },
            { u"models/ledger/"_s, u"#include \"models/(?!storage/|ledger/)"_s },
            { u"models/spend/"_s, u"#include \"models/(?!storage/|ledger/|format/|mailbox/|spend/)"_s },
            { u"models/runs/"_s, u"#include \"models/(?!storage/|runs/)"_s },
            { u"models/vault/"_s, u"#include \"models/(?!vault/)"_s },
            { u"models/gateway/"_s, u"#include \"models/(?!storage/|ledger/|gateway/)"_s },
            { u"models/config/"_s, u"#include \"models/(?!storage/|config/)"_s },
            { u"models/bay/"_s, u"#include \"models/(?!storage/|config/|bay/)"_s },
            { u"models/compare/"_s, u"#include \"models/(?!runs/|format/|compare/)"_s },
            { u"ui/widgets/"_s, u"#include \"ui/(?!widgets/)"_s },
            { u"ui/sound/"_s, u"#include \"(models|ui/(?!widgets/))"_s },
            { u"ui/charts/"_s, u"#include \"(models|ui/(?!widgets/|charts/))"_s },
            { u"ui/spend/"_s, u"#include \"ui/(?!widgets/|shell/|spend/)"_s },
            { u"ui/shell/"_s, u"#include \"ui/(?!widgets/|shell/)"_s },
            { u"ui/settings/"_s, u"#include \"ui/(?!widgets/|shell/|settings/)"_s },
            { u"ui/routing/"_s, u"#include \"ui/(?!widgets/|shell/|routing/)"_s },
            { u"ui/compare/"_s, u"#include \"ui/(?!widgets/|shell/|compare/)"_s },
        };
        QStringList found;
        for (const SourceFile &file : sources({ u"providers"_s, u"models"_s, u"ui"_s })) {
            for (const Door &door : doors) {
                const QRegularExpression forbidden(door.forbidden);
                if (!file.path.startsWith(door.room)) {
                    continue;
                }
                for (const QString &line : file.lines) {
                    if (line.startsWith("#include"_L1) && forbidden.match(line).hasMatch()) {
                        found.append(file.path + u": "_s + line);
                    }
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
