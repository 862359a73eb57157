// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a cursor stands in a text that is being typed. The cursor is written as "‸".
#include "models/config/cursor_place.h"
#include "models/config/yaml_spans.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::document;
using namespace Qt::StringLiterals;

namespace {

// "key model_list[0].litellm_params <wei> -model,rpm"; "nothing".
QString told(const std::string &text, std::size_t offset, std::size_t wholeBytes = 200'000)
{
    const auto place = placeAtCursor(text, offset, wholeBytes);
    if (!place) {
        return u"nothing"_s;
    }
    std::string words = place->kind == CursorPlace::Kind::Key ? "key " : "value ";
    words += place->steps.empty() ? "." : toText(place->steps);
    words += " <" + text.substr(place->begin, place->end - place->begin) + '>';
    words += place->complete ? " complete" : "";
    words += place->flow ? " flow" : "";
    words += place->dashed ? " item" : "";
    for (const std::string &sibling : place->siblings) {
        words += " -" + sibling;
    }
    return QString::fromStdString(words);
}

QString told(const QByteArray &marked, std::size_t wholeBytes = 200'000)
{
    std::string text = marked.toStdString();
    const std::string cursor = "‸";
    const std::size_t offset = text.find(cursor);
    text.erase(offset, cursor.size());
    return told(text, offset, wholeBytes);
}

constexpr char sample[] =
    "# mine\nmodel_list:\n  - model_name: a   # first\n    litellm_params:\n      model: openai/a\n      rpm: 3\n\n"
    "  # second\n  - model_name: b\n    litellm_params: {model: openai/b, tags: [x, y],\n      weight: 2}\n"
    "    model_info:\n      description: |\n        long text\n          - with: dashes\n\n      tier: free\n  -\n    model_name: c\n"
    "    litellm_params:\n      tags:\n      - one\n      - two\n      model: openai/c\n"
    "router_settings:\n  fallbacks:\n  - a: [b, c]\n  - b:\n    - c\n    - d\n  num_retries: 2 # enough\n  \n"
    "general_settings:\n  - x\n  -   y: 1\n      z: 2\nenvironment_variables:\n- one: 1\n  two: 2\n- three\n";

} // namespace

class TestCursorPlace : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Of a long text only the cursor's parents and neighbours are read: nothing else is told anywhere.
    void anOutlineTellsTheSame()
    {
        for (std::string text : { std::string(sample), "\xef\xbb\xbf" + std::string(sample) }) {
            for (int breaks = 0; breaks < 2; ++breaks) {
                for (std::size_t offset = 3; offset <= text.size(); ++offset) {
                    const QString whole = told(text, offset);
                    const QString outline = told(text, offset, 0);
                    QVERIFY2(whole == outline, qPrintable(QString::number(offset) + u" ‹"_s + QString::fromStdString(text.substr(0, offset))
                                                              .last(std::min<qsizetype>(40, static_cast<qsizetype>(offset) - 3))
                                                          + u"›\nwhole   "_s + whole + u"\noutline "_s + outline));
                }
                for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) {
                    text.insert(at, "\r");
                }
            }
        }
    }

    void places_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("wanted");
        const auto row = [](const char *name, const char *text, const char *wanted) {
            QTest::newRow(name) << QByteArray(text) << QString::fromUtf8(wanted);
        };
        row("empty file", "‸", "key . <>");
        row("first word", "mod‸", "key . <mod>");
        row("word among others", "a: 1\nmo‸\nb: 2\n", "key . <mo> -a -b");
        row("key with its colon", "a: 1\nnu‸m: 2\nb: 3\n", "key . <num> complete -a -b");
        row("behind a key", "a: 1‸\n", "value a <1>");
        row("behind the colon", "a: ‸\n", "value a <>");
        row("right behind the colon", "a:‸\n", "value a <>");
        row("between key and colon", "a ‸: 1\n", "nothing");
        row("value with a comment", "a: on‸e # two\n", "value a <one>");
        row("in a comment", "a: one # t‸wo\n", "nothing");
        row("comment line", "a:\n  # t‸wo\n", "nothing");
        row("before a comment line", "a:\n  ‸# two\n", "value a <>");
        row("behind the value", "a: one   ‸\n", "nothing");
        row("child of a map", "a:\n  b: 1\n  c‸\n", "key a <c> -b");
        row("first child", "a:\n  c‸\n", "value a <c>");
        row("first child with neighbours below", "a:\n  c‸\n  d: 1\n", "value a <c> -d");
        row("empty line in a map", "a:\n  b: 1\n  ‸\n  d: 1\n", "key a <> -b -d");
        row("empty line further out", "a:\n  b: 1\n‸\n", "key . <> -a");
        row("deeper than a value", "a:\n  b:\n    ‸", "value a.b <>");
        row("key of an item", "l:\n  - a: 1\n    b‸\n  - a: 2\n", "key l[0] <b> -a");
        row("key of a second item", "l:\n  - a: 1\n  - b‸\n    c: 2\n", "value l[1] <b> item -c");
        row("complete key of an item", "l:\n  - a: 1\n  - b‸b: 1\n    c: 2\n", "key l[1] <bb> complete -c");
        row("behind a dash", "l:\n  - ‸\n", "value l[0] <> item");
        row("before a dash", "l:\n ‸ - a\n", "nothing");
        row("list in the column of its key", "l:\n- a\n- b‸\n", "value l[1] <b> item");
        row("key behind such a list", "l:\n- a\nm‸\n", "key . <m> -l");
        row("where a dash would stand", "l:\n  - a\n  ‸\n", "value l <>");
        row("deep", "m:\n  - n: x\n    p:\n      q: 1\n      r: y‸\n", "value m[0].p.r <y>");
        row("dash in dash", "m:\n  - - a\n    - b‸\n", "value m[0][1] <b> item");
        row("block text", "a: |\n  b: c‸\nd: 1\n", "nothing");
        row("empty line in block text", "a: |\n  b\n  ‸\n  c\n", "nothing");
        row("behind block text", "a: |\n  b: c\nd: 1‸\n", "value d <1>");
        row("block text of an item", "l:\n  - |\n    x: y‸\n", "nothing");
        row("flow list", "f: [a, b‸, c]\n", "value f[1] <b> flow item");
        row("empty flow list", "f: [‸]\n", "value f[0] <> flow item");
        row("behind a comma", "f: [a, ‸]\n", "value f[1] <> flow item");
        row("flow list not closed", "f: [a, b‸\n", "value f[1] <b> flow item");
        row("flow map key", "f: {a: 1, b‸}\n", "key f <b> flow -a");
        row("flow map value", "f: {a: 1, b: x‸}\n", "value f.b <x> flow");
        row("empty flow value", "f: {a: ‸}\n", "value f.a <> flow");
        row("flow in flow", "f:\n  - g: [{m: a‸}]\n", "value f[0].g[0].m <a> flow");
        row("flow over lines", "f: [\n  a,\n  b‸\n]\ng: 1\n", "value f[1] <b> flow item");
        row("behind flow", "f: [a]\ng: x‸\n", "value g <x>");
        row("behind the bracket", "f: [a] ‸\n", "nothing");
        row("colon in a flow word", "f: [ollama/q:1‸]\n", "value f[0] <ollama/q:1> flow item");
        row("quoted", "a: \"one t‸wo\"\n", "value a <\"one two\">");
        row("quote not closed", "a: \"one t‸\nb: 1\n", "value a <\"one t>");
        row("quoted key", "\"a b\":\n  c: 1\n  d‸\n", "key \"a b\" <d> -c");
        row("address", "a: https://x.y‸\n", "value a <https://x.y>");
        row("anchor", "a: &x\n  b: 1\n  c‸\n", "key a <c> -b");
        row("crlf", "a:\r\n  b: 1\r\n  c‸\r\n", "key a <c> -b");
        row("byte order mark", "\xEF\xBB\xBF" "a: 1\nb‸\n", "key . <b> -a");
        row("second document", "a: 1\n---\nb‸\n", "key . <b>");
    }
    void places()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, wanted);
        QCOMPARE(told(text), wanted);
        QCOMPARE(told(text, 0), wanted);
    }

    // Any text, any cursor: an answer within the text, and no hang.
    void everyOffsetOfEveryPrefix()
    {
        const std::string text = "a: {b: [1, \"x\"], c: 'y'}\nl:\n- m: |\n    t\n  n: &q [*r\n- - z # c\n? k\n: v\n";
        for (std::size_t size = 0; size <= text.size(); ++size) {
            const std::string part = text.substr(0, size);
            for (std::size_t offset = 0; offset <= size; ++offset) {
                if (const auto place = placeAtCursor(part, offset)) {
                    QVERIFY(place->begin <= place->end && place->end <= size);
                    QVERIFY(place->begin <= offset && offset <= place->end);
                }
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestCursorPlace)
#include "tst_cursor_place.moc"
