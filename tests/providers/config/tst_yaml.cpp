// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/yaml_reader.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace patchbay::config;
using Kind = YamlNode::Kind;

namespace {

std::expected<YamlNode, Problem> parse(std::string_view text)
{
    std::vector<Problem> notes;
    return readYaml({ text, "x.yaml", 0 }, notes);
}

YamlNode parsed(std::string_view text)
{
    return parse(text).value_or(YamlNode());
}

constexpr std::string_view sample =
    "# comment\nbase: &base {rpm: 10, tags: [a, 'b']}\nlist:\n  - <<: *base\n    rpm: 0x1F\n  - *base\n"
    "text: |\n  two\n  lines\n\"quoted\": \"os.environ/KEY\"\nempty:\n";

} // namespace

class TestYaml : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // As PyYAML reads them.
    void scalarsAreYaml11_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("kind");
        QTest::addColumn<double>("number");
        const auto row = [](const char *text, Kind kind, double number = 0) {
            QTest::newRow(text) << QByteArray(text) << static_cast<int>(kind) << number;
        };
        for (const char *word : { "yes", "Yes", "YES", "on", "true", "True" }) {
            row(word, Kind::Boolean, 1);
        }
        for (const char *word : { "no", "No", "off", "OFF", "false", "False" }) {
            row(word, Kind::Boolean, 0);
        }
        for (const char *word : { "~", "null", "NULL" }) {
            row(word, Kind::Null);
        }
        row("12", Kind::Integer, 12);
        row("-7", Kind::Integer, -7);
        row("1_000", Kind::Integer, 1000);
        row("010", Kind::Integer, 8);
        row("0b101", Kind::Integer, 5);
        row("0xFf", Kind::Integer, 255);
        row("1:30", Kind::Integer, 90);
        row("1.5", Kind::Float, 1.5);
        row("1.0e-6", Kind::Float, 1e-6);
        row("-.5", Kind::Float, -0.5);
        row("1e-6", Kind::String);
        row("1e6", Kind::String);
        row("yEs", Kind::String);
        row("08", Kind::String);
        row("gpt-4o", Kind::String);
        row("'12'", Kind::String);
        row("\"yes\"", Kind::String);
        row("!!str 12", Kind::String);
        row("99999999999999999999", Kind::String);
        row("1.2.3", Kind::String);
        row("y", Kind::String);
    }
    void scalarsAreYaml11()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, kind);
        QFETCH(double, number);
        const YamlNode node = parsed("value: " + text.toStdString());
        QVERIFY(node.find("value"));
        QCOMPARE(static_cast<int>(node.find("value")->kind), kind);
        QCOMPARE(kind == static_cast<int>(Kind::Boolean) ? node.find("value")->boolean : node.find("value")->number,
                 number);
    }

    void whatIsNoTextIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<unsigned>("line");
        QTest::addColumn<unsigned>("column");
        // The first two were found by the fuzzer: the parser below never came back.
        QTest::newRow("null byte") << QByteArray("a: 1\n%\0\0\0: gpt-4o #x", 21) << 2U << 2U;
        QTest::newRow("not UTF-8") << QByteArray("a: 1\nb: 2\n%s\x80:") << 3U << 3U;
        QTest::newRow("cut character") << QByteArray("a: caf\xC3") << 1U << 7U;
        QTest::newRow("surrogate") << QByteArray("a: \xED\xA0\x80") << 1U << 4U;
        QTest::newRow("escape") << QByteArray("a: \x1B[0m") << 1U << 4U;
        QTest::newRow("delete") << QByteArray("a: \x7F") << 1U << 4U;
        QTest::newRow("C1") << QByteArray("a: \xC2\x9B") << 1U << 4U;
        QTest::newRow("no character") << QByteArray("a: \xEF\xBF\xBE") << 1U << 4U;
    }
    void whatIsNoTextIsRefused()
    {
        QFETCH(QByteArray, text);
        QFETCH(unsigned, line);
        QFETCH(unsigned, column);
        std::vector<Problem> problems;
        const auto read = readYaml({ text.toStdString(), "config.yaml" }, problems);
        QVERIFY(!read);
        QCOMPARE(read.error().line, line);
        QCOMPARE(read.error().column, column);
        QCOMPARE(read.error().code, "yaml-syntax");
    }

    void everyLettersTextIsRead()
    {
        const YamlNode node = parsed("\xEF\xBB\xBFname: \"Zo\xC3\xAB \xC2\xA0\xF0\x9F\x94\x8C\"\r\nnext: \xE6\x97\xA5\r\n");
        QCOMPARE(node.entries.size(), 2U);
    }

    void numbersInTextAreCoerced()
    {
        const YamlNode node = parsed("a: 1e-6\nb: '7'\nc: 'yes'\nd: 3.0\ne: 3.5\n");
        QCOMPARE(node.find("a")->asNumber(), std::optional(1e-6));
        QCOMPARE(node.find("b")->asInteger(), std::optional<std::int64_t>(7));
        QCOMPARE(node.find("c")->asBoolean(), std::optional(true));
        QCOMPARE(node.find("d")->asInteger(), std::optional<std::int64_t>(3));
        QVERIFY(!node.find("e")->asInteger());
    }

    void everyValueKnowsItsPlace()
    {
        const YamlNode node = parsed(sample);
        const YamlNode *tags = node.find("base")->find("tags");
        QVERIFY(tags);
        QCOMPARE(tags->items[1].span.line, 2u);
        QCOMPARE(sample.substr(tags->items[1].span.begin, tags->items[1].span.end - tags->items[1].span.begin), "'b'");
        const YamlEntry *entry = node.findEntry("quoted");
        QCOMPARE(entry->keySpan.line, 10u);
        QCOMPARE(entry->keySpan.column, 1u);
        QCOMPARE(entry->value.span.column, 11u);
        QCOMPARE(sample.substr(entry->value.span.begin, 3), "\"os");
        const YamlNode *text = node.find("text");
        QCOMPARE(text->text, "two\nlines\n");
        QCOMPARE(text->span.line, 7u);
        QCOMPARE(sample[text->span.begin], '|');
        QCOMPARE(environmentReference(entry->value.text), std::optional<std::string_view>("KEY"));
        QVERIFY(node.find("empty")->isNull());
    }

    void aliasesAndMerges()
    {
        const YamlNode node = parsed(sample);
        const YamlNode &first = node.find("list")->items[0];
        QCOMPARE(first.find("rpm")->integer, 31);
        QVERIFY(first.findEntry("tags")->merged);
        const YamlNode &second = node.find("list")->items[1];
        QVERIFY(second.alias);
        QCOMPARE(second.span.line, 6u);
        QCOMPARE(second.find("rpm")->integer, 10);
    }

    void theSecondOfTwoKeysCounts()
    {
        std::vector<Problem> notes;
        const auto node = readYaml({ "a: 1\nb: 2\na: 3\n", "x.yaml", 0 }, notes);
        QVERIFY(node);
        QCOMPARE(node->find("a")->integer, 3);
        QCOMPARE(node->entries.size(), 2u);
        QCOMPARE(notes.size(), 1u);
        QCOMPARE(notes[0].line, 3u);
        QCOMPARE(notes[0].code, "duplicate-key");
        QVERIFY(!notes[0].refuses); // such a file is served, as LiteLLM serves it
    }

    void wrongInputIsToldWithItsPlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<int>("line");
        QTest::newRow("flow") << QByteArray("a: [1, 2\nb: }") << QByteArray("yaml-syntax") << 2;
        QTest::newRow("tab") << QByteArray("a:\n\tb: 1") << QByteArray("yaml-syntax") << 2;
        QTest::newRow("anchor") << QByteArray("a: 1\nb: *nothing") << QByteArray("yaml-alias") << 2;
        QTest::newRow("self") << QByteArray("a: &a [*a]") << QByteArray("yaml-alias") << 1;
        QTest::newRow("documents") << QByteArray("a: 1\n---\nb: 2") << QByteArray("yaml-documents") << 2;
        QTest::newRow("key") << QByteArray("a: 1\n? [b]\n: 2") << QByteArray("yaml-key") << 2;
        QTest::newRow("merge") << QByteArray("a:\n  <<: 5") << QByteArray("yaml-merge") << 2;
        QTest::newRow("depth") << QByteArray(200, '[') + QByteArray(200, ']') << QByteArray("yaml-limit") << 1;
    }
    void wrongInputIsToldWithItsPlace()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, code);
        QFETCH(int, line);
        const auto node = parse(text.toStdString());
        QVERIFY(!node);
        QVERIFY2(node.error().code == code.toStdString(), toLine(node.error()).c_str());
        QCOMPARE(node.error().line, static_cast<std::uint32_t>(line));
    }

    void aliasesDoNotExplode()
    {
        std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (int level = 1; level < 10; ++level) {
            const std::string previous = "*a" + std::to_string(level - 1);
            bomb += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [";
            for (int copy = 0; copy < 10; ++copy) {
                bomb += (copy ? ", " : "") + previous;
            }
            bomb += "]\n";
        }
        const auto node = parse(bomb);
        QVERIFY(!node);
        QCOMPARE(node.error().code, "yaml-limit");
    }

    void cutAtEveryByte()
    {
        for (std::size_t size = 0; size <= sample.size(); ++size) {
            const std::string cut(sample.substr(0, size));
            if (const auto node = parse(cut); !node) {
                QVERIFY(!node.error().code.empty());
            }
            std::string broken(sample);
            broken[std::min(size, sample.size() - 1)] = static_cast<char>(0x80 + size % 64);
            (void)parse(broken);
        }
    }

    void theTestSuiteDoesNotBreakIt()
    {
        const QDir folder(QStringLiteral(PATCHBAY_SHARED_DATA "/yaml-test-suite/src"));
        if (!folder.exists()) {
            QSKIP("The YAML test suite is not there.");
        }
        int files = 0;
        for (const QString &name : folder.entryList({ QStringLiteral("*.yaml") }, QDir::Files)) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const std::string text = file.readAll().toStdString();
            const auto cases = parse(text);
            QVERIFY2(cases, qPrintable(name));
            ++files;
            for (const YamlNode &item : cases->items) {
                if (const YamlNode *yaml = item.find("yaml")) {
                    std::string inner = yaml->text;
                    for (const auto &[mark, real] :
                         { std::pair("␣", " "), std::pair("————»", "\t"), std::pair("———»", "\t"),
                           std::pair("——»", "\t"), std::pair("—»", "\t"), std::pair("»", "\t"), std::pair("↵", ""),
                           std::pair("∎", "") }) {
                        for (std::size_t at = inner.find(mark); at != std::string::npos; at = inner.find(mark, at)) {
                            inner.replace(at, std::string_view(mark).size(), real);
                        }
                    }
                    (void)parse(inner);
                    for (std::size_t size = 0; size < inner.size(); size += 7) {
                        (void)parse(inner.substr(0, size));
                    }
                }
            }
        }
        QVERIFY(files > 300);
    }
};

QTEST_APPLESS_MAIN(TestYaml)
#include "tst_yaml.moc"
