// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/markdown_splitter.h"

#include <QTest>

#include <ctime>

using namespace patchbay;

namespace {

// One line per block: kind, containers, marker, text; short enough to compare by eye.
QString written(const QList<MarkdownBlock> &blocks)
{
    QStringList lines;
    for (const MarkdownBlock &block : blocks) {
        static constexpr const char *names[] = { "p", "h", "code", "table", "rule" };
        QString line = names[static_cast<int>(block.kind)];
        if (block.level > 0) {
            line += QString::number(block.level);
        }
        if (!block.containers.isEmpty()) {
            line += '(' + block.containers + ')';
        }
        if (!block.marker.isEmpty()) {
            line += ' ' + QString(block.marker).replace(QStringLiteral("•"), "*");
        }
        if (block.task != MarkdownBlock::Task::None) {
            line += block.task == MarkdownBlock::Task::Done ? "[x]" : "[ ]";
        }
        if (!block.language.isEmpty()) {
            line += ' ' + block.language;
        }
        for (const QStringList &row : block.rows) {
            line += " <" + row.join('|') + '>';
        }
        if (!block.text.isEmpty()) {
            line += ' ' + QString(block.text).replace('\n', "\\n");
        }
        lines.append(line);
    }
    return lines.join('\n');
}

QList<MarkdownBlock> split(const QString &text)
{
    MarkdownSplitter splitter;
    splitter.append(text);
    splitter.finish();
    return splitter.blocks();
}

} // namespace

class TestMarkdownSplitter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void splits_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("expected");
        QTest::newRow("empty") << "" << "";
        QTest::newRow("blank") << "\n  \n" << "";
        QTest::newRow("paragraphs") << "one\ntwo\n\nthree" << "p one\\ntwo\np three";
        QTest::newRow("headings") << "# A #\n###### B\n####### C\n#D" << "h1 A\nh6 B\np ####### C\\n#D";
        QTest::newRow("underlined") << "A\n===\nB\n---\n" << "h1 A\nh2 B";
        QTest::newRow("rule") << "a\n\n---\n\n* * *\n" << "p a\nrule\nrule";
        QTest::newRow("fence") << "```json\n{\n\n}\n```\nafter" << "code json {\\n\\n}\\n\np after";
        QTest::newRow("fence in tildes") << "~~~\n```\n~~~" << "code ```\\n";
        QTest::newRow("open fence") << "```py\nx = 1" << "code py x = 1\\n";
        QTest::newRow("fence interrupts") << "text\n```\ncode\n```" << "p text\ncode code\\n";
        QTest::newRow("longer closing fence") << "```\na\n`````\nb" << "code a\\n\np b";
        QTest::newRow("indented code") << "a\n\n    x\n      y\n" << "p a\ncode x\\n  y\\n";
        QTest::newRow("no html") << "<script>\nalert(1)\n</script>" << "p <script>\\nalert(1)\\n</script>";
        QTest::newRow("bullets") << "- a\n- b\n* c" << "p(b) * a\np(b) * b\np(b) * c";
        QTest::newRow("numbers") << "3. a\n4) b" << "p(o) 3. a\np(o) 4) b";
        QTest::newRow("nested") << "1. a\n   - b\n     - c\n2. d" << "p(o) 1. a\np(ob) * b\np(obb) * c\np(o) 2. d";
        QTest::newRow("item with code") << "- a\n\n  ```sh\n  ls\n  ```\n- b"
                                        << "p(b) * a\ncode(b) sh ls\\n\np(b) * b";
        QTest::newRow("lazy") << "- a\nb\n> q\nr" << "p(b) * a\\nb\np(q) q\\nr";
        QTest::newRow("item then paragraph") << "- a\n\nb" << "p(b) * a\np b";
        QTest::newRow("empty item") << "-\n- b" << "p(b) *\np(b) * b";
        QTest::newRow("tasks") << "- [ ] a\n- [x] b\n- [y] c" << "p(b) *[ ] a\np(b) *[x] b\np(b) * [y] c";
        QTest::newRow("year is no list") << "In\n2024. It rained\n1. but this is" 
                                         << "p In\\n2024. It rained\np(o) 1. but this is";
        QTest::newRow("quote") << "> a\n> > b\n>\n> c" << "p(q) a\np(qq) b\np(q) c";
        QTest::newRow("quote with list") << "> - a\n> - b" << "p(qb) * a\np(qb) * b";
        QTest::newRow("table") << "| a | b |\n|---|:-:|\n| 1 | `x|y` | 3 |\n| 2 |\n\nend"
                               << "table <a|b> <1|`x|y`> <2|>\np end";
        QTest::newRow("table behind text") << "see\na | b\n-|-\n1 | 2" << "p see\ntable <a|b> <1|2>";
        QTest::newRow("no table") << "a | b\n---|\n" << "p a | b\\n---|";
        QTest::newRow("escaped bar") << "| a |\n|:--|\n| x \\| y |" << "table <a> <x | y>";
        QTest::newRow("tabs") << "-\ta\n\tb" << "p(b) * a\\nb";
        QTest::newRow("carriage returns") << "a\r\n\r\nb\r\n" << "p a\np b";
    }
    void splits()
    {
        QFETCH(QString, source);
        QFETCH(QString, expected);
        QCOMPARE(written(split(source)), expected);
    }

    void cutAnywhereGivesTheSame_data() { splits_data(); }
    void cutAnywhereGivesTheSame()
    {
        QFETCH(QString, source);
        const QList<MarkdownBlock> whole = split(source);
        for (qsizetype cut = 0; cut <= source.size(); ++cut) {
            MarkdownSplitter splitter;
            splitter.append(QStringView(source).first(cut));
            splitter.append(QStringView(source).sliced(cut));
            splitter.finish();
            QCOMPARE(written(splitter.blocks()), written(whole));
        }
    }

    void tellsWhatChanged()
    {
        // Token by token, with a mirror that is updated only from the told index on.
        const QString source = "# T\n\nsome *text*\n\n1. a\n   - b\n2. c\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n"
                               "```py\nprint(1)\n```\n> q\n\nend\n---\n";
        MarkdownSplitter splitter;
        QList<MarkdownBlock> mirror;
        const auto follow = [&](qsizetype first) {
            mirror.resize(std::min(first, mirror.size()));
            mirror.append(splitter.blocks().sliced(mirror.size()));
            QVERIFY(mirror == splitter.blocks());
        };
        for (const QChar character : source) {
            follow(splitter.append(QStringView(&character, 1)));
        }
        follow(splitter.finish());
        QCOMPARE(written(mirror), written(split(source)));
    }

    void appendTouchesOnlyTheEnd()
    {
        MarkdownSplitter splitter;
        splitter.append(u"# A\n\nb\n\n- c\n- d");
        QCOMPARE(splitter.blocks().size(), 4);
        QCOMPARE(splitter.append(u"dd"), 3);
        QCOMPARE(splitter.append(u"\n\nnew"), 3);
    }

    void hostileInputStaysSmall()
    {
        const std::clock_t before = std::clock(); // processor time: the machine may be busy
        const QList<MarkdownBlock> deep = split(QString(10000, '>') + "x");
        QVERIFY(deep.constFirst().containers.size() <= 12);
        const QList<MarkdownBlock> wide = split(QString(300000, 'x'));
        for (const MarkdownBlock &block : wide) {
            QVERIFY(block.text.size() <= MarkdownSplitter::longestBlock);
        }
        const QList<MarkdownBlock> fence = split("```\n" + QString("line\n").repeated(50000));
        for (const MarkdownBlock &block : fence) {
            QVERIFY(block.text.size() <= MarkdownSplitter::longestBlock + 8);
        }
        split(QString("- ").repeated(20000));
        split(QString("|").repeated(20000) + "\n" + QString("|-").repeated(20000));
        const double seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
        QVERIFY2(seconds < 4, qPrintable(QString::number(seconds)));
    }
};

QTEST_APPLESS_MAIN(TestMarkdownSplitter)
#include "tst_markdown_splitter.moc"
