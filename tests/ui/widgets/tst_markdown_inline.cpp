// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/markdown_inline.h"

#include <QTest>

#include <ctime>

using namespace patchbay;

namespace {

// Styles as letters around the text: {b:bold}, {c:code}, {i:…}, {s:…}, links {l=target:…}.
QString written(const InlineText &parsed)
{
    QString result;
    int at = 0;
    for (const InlineSpan &span : parsed.spans) {
        result += parsed.text.sliced(at, span.start - at) + '{';
        result += span.styles & InlineSpan::Bold ? "b" : "";
        result += span.styles & InlineSpan::Italic ? "i" : "";
        result += span.styles & InlineSpan::Struck ? "s" : "";
        result += span.styles & InlineSpan::Code ? "c" : "";
        if (span.link >= 0) {
            result += "l=" + parsed.links.value(span.link);
        }
        result += ':' + parsed.text.sliced(span.start, span.length) + '}';
        at = span.start + span.length;
    }
    return result + parsed.text.sliced(at);
}

} // namespace

class TestMarkdownInline : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void parses_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("expected");
        QTest::newRow("plain") << "a b" << "a b";
        QTest::newRow("bold") << "a **b c** d" << "a {b:b c} d";
        QTest::newRow("underscores") << "__b__ _i_ snake_case_name" << "{b:b} {i:i} snake_case_name";
        QTest::newRow("both") << "***x***" << "{bi:x}";
        QTest::newRow("nested") << "**a *b* c**" << "{b:a }{bi:b}{b: c}";
        QTest::newRow("not flanking") << "2 * 3 * 4" << "2 * 3 * 4";
        QTest::newRow("unclosed") << "**a" << "**a";
        QTest::newRow("uneven") << "**a*" << "*{i:a}";
        QTest::newRow("struck") << "~~a~~ ~b~" << "{s:a} ~b~";
        QTest::newRow("code") << "`a*b*` ``x`y``" << "{c:a*b*} {c:x`y}";
        QTest::newRow("code keeps spaces") << "`` `a` ``" << "{c:`a`}";
        QTest::newRow("unclosed code") << "a `b" << "a `b";
        QTest::newRow("escapes") << "\\*a\\* \\` \\q" << "*a* ` \\q";
        QTest::newRow("link") << "[a **b**](https://x.y/z \"t\")." << "{l=https://x.y/z:a }{bl=https://x.y/z:b}.";
        QTest::newRow("bold link") << "**[a](https://x.y)**" << "{bl=https://x.y:a}";
        QTest::newRow("brackets in address") << "[a](https://x.y/z_(w))" << "{l=https://x.y/z_(w):a}";
        QTest::newRow("script link stays text") << "[a](javascript:alert(1))" << "[a](javascript:alert(1))";
        QTest::newRow("file link stays text") << "[a](file:///etc/passwd)" << "[a](file:///etc/passwd)";
        QTest::newRow("relative stays text") << "[a](b.html)" << "[a](b.html)";
        QTest::newRow("no address") << "[a] [b][c]" << "[a] [b][c]";
        QTest::newRow("bare address") << "see https://x.y/z, or" << "see {l=https://x.y/z:https://x.y/z}, or";
        QTest::newRow("bracketed address") << "(https://x.y/z)" << "({l=https://x.y/z:https://x.y/z})";
        QTest::newRow("angle address") << "<https://x.y>" << "{l=https://x.y:https://x.y}";
        QTest::newRow("image is its words") << "![a cat](https://x.y/steal?q=1)" << "{i:a cat}";
        QTest::newRow("image without words") << "![](https://x.y/p.png)" << "{i:image}";
        QTest::newRow("image in a link") << "[![a](https://i.j)](https://x.y)" << "{il=https://x.y:a}";
        QTest::newRow("html is text") << "<b>x</b> <img src=x onerror=y>" << "<b>x</b> <img src=x onerror=y>";
        QTest::newRow("entities") << "&lt;a&gt; &amp; &#65; &#x1F600; &bogus; &#0;"
                                  << QStringLiteral("<a> & A \U0001F600 &bogus; &#0;");
        QTest::newRow("dollar math") << "$a_b * c_d * e$" << "$a_b * c_d * e$";
        QTest::newRow("display math") << "$$x **y** z$$" << "$$x **y** z$$";
        QTest::newRow("tex math") << "\\(a*b*c\\) \\[x\\]" << "\\(a*b*c\\) \\[x\\]";
        QTest::newRow("money is no math") << "from $5 to **$6**" << "from $5 to {b:$6}";
        QTest::newRow("lines stay") << "a\nb" << "a\nb";
    }
    void parses()
    {
        QFETCH(QString, source);
        QTEST(written(parseInline(source)), "expected");
    }

    void streamingClosesWhatIsOpen_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("expected");
        QTest::newRow("bold") << "a **bo" << "a {b:bo}";
        QTest::newRow("marks wait") << "a **" << "a ";
        QTest::newRow("closing begins") << "a **bold*" << "a {b:bold}";
        QTest::newRow("code") << "a `co" << "a {c:co}";
        QTest::newRow("closed") << "a **b** c" << "a {b:b} c";
        QTest::newRow("star of a product") << "2 * 3" << "2 * 3";
    }
    void streamingClosesWhatIsOpen()
    {
        QFETCH(QString, source);
        QTEST(written(parseInline(source, InlineEnd::Streaming)), "expected");
    }

    void cutAnywhereIsSafe_data() { parses_data(); }
    void cutAnywhereIsSafe()
    {
        QFETCH(QString, source);
        for (qsizetype cut = 0; cut <= source.size(); ++cut) {
            for (const InlineEnd end : { InlineEnd::Final, InlineEnd::Streaming }) {
                const InlineText parsed = parseInline(source.first(cut), end);
                int at = 0;
                for (const InlineSpan &span : parsed.spans) {
                    QVERIFY(span.start >= at && span.length > 0);
                    at = span.start + span.length;
                    QVERIFY(at <= parsed.text.size());
                    QVERIFY(span.link < parsed.links.size());
                }
            }
        }
    }

    void hostileInputStaysQuick()
    {
        const std::clock_t before = std::clock(); // processor time: the machine may be busy
        const QStringList units { "*", "**a ", "_a*", "[",  "![", "[a](", "`",
                                  "`` ` ", "<", "&", "$", "\\(", "~~x", "](" };
        for (const QString &unit : units) {
            parseInline(unit.repeated(32000 / unit.size()));
        }
        const double seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
        QVERIFY2(seconds < 8, qPrintable(QString::number(seconds)));
    }
};

QTEST_APPLESS_MAIN(TestMarkdownInline)
#include "tst_markdown_inline.moc"
