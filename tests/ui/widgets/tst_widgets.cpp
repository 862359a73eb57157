// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/code_view.h"
#include "ui/widgets/collapsible_section.h"
#include "ui/widgets/diff_view.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/inline_message.h"
#include "ui/widgets/metric_strip.h"
#include "ui/widgets/patchbay_style.h"
#include "ui/widgets/section_header.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/swatch.h"
#include "ui/widgets/themed.h"

#include <QAccessible>
#include <QApplication>
#include <QImage>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

#include <cmath>
#include <memory>

using namespace patchbay;

namespace {

DiffViewRow sameRow(const QString &text)
{
    return { true, true, false, false, { { text } }, { { text } } };
}

DiffViewRow changedRow(const QString &text)
{
    return { true, false, true, false, { { text, true } }, {} };
}

bool contains(const QImage &image, const QColor &color)
{
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixelColor(x, y).rgb() == color.rgb()) {
                return true;
            }
        }
    }
    return false;
}

} // namespace

class TestWidgets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>();
        m_theme->setScheme(Scheme::Light);
        PatchbayStyle::install(*qApp, *m_theme);
    }

    void flowWraps()
    {
        QWidget box;
        auto *flow = new FlowLayout(&box, 8, 4);
        QList<QWidget *> items;
        for (int at = 0; at < 4; ++at) {
            auto *item = new QWidget;
            item->setFixedSize(100, 20);
            flow->addWidget(item);
            items.append(item);
        }
        QCOMPARE(flow->heightForWidth(500), 20);
        QCOMPARE(flow->heightForWidth(220), 44);
        QCOMPARE(flow->heightForWidth(50), 4 * 20 + 3 * 4);
        box.resize(220, 100);
        box.show();
        QVERIFY(QTest::qWaitForWindowExposed(&box));
        QCOMPARE(items[1]->pos(), QPoint(108, 0));
        QCOMPARE(items[2]->pos(), QPoint(0, 24));
        items[0]->hide();
        QCOMPARE(flow->heightForWidth(330), 20);
    }

    void sectionOpensByMouseAndKeys()
    {
        CollapsibleSection section(*m_theme, "Thought for 0.9 s");
        auto *content = new QLabel("why");
        section.setContent(content);
        section.show();
        QVERIFY(QTest::qWaitForWindowExposed(&section));
        QSignalSpy changed(&section, &CollapsibleSection::expandedChanged);
        QVERIFY(content->isHidden());
        QTest::mouseClick(section.header(), Qt::LeftButton);
        QVERIFY(section.isExpanded() && content->isVisible());
        QTest::keyClick(section.header(), Qt::Key_Left);
        QVERIFY(!section.isExpanded());
        QTest::keyClick(section.header(), Qt::Key_Return);
        QVERIFY(section.isExpanded());
        QCOMPARE(changed.size(), 3);
    }

    void metricsAreReadAloud()
    {
        MetricStrip strip(*m_theme);
        strip.setMetrics({ { "TTFT", "612 ms", true }, { "cost", "" } });
        strip.setDetail("412 in");
        QAccessibleInterface *access = QAccessible::queryAccessibleInterface(&strip);
        QCOMPARE(access->role(), QAccessible::StaticText);
        QCOMPARE(access->text(QAccessible::Name), "TTFT 612 ms, best; cost unknown. 412 in");
        strip.resize(strip.sizeHint());
        QVERIFY(contains(strip.grab().toImage().convertToFormat(QImage::Format_RGB32), m_theme->color(Role::Good)));
    }

    void emptyStateHasItsButton()
    {
        EmptyState empty(*m_theme, "Press Run.");
        empty.setButton("Run", "media-playback-start", "Ctrl+Enter");
        empty.show();
        QVERIFY(QTest::qWaitForWindowExposed(&empty));
        QSignalSpy activated(&empty, &EmptyState::activated);
        QTest::keyClick(empty.button(), Qt::Key_Space);
        QCOMPARE(activated.size(), 1);
    }

    void messageShowsActionsAndForeignTextAsText()
    {
        InlineMessage message(*m_theme, InlineMessage::Severity::Error);
        message.setTitle("<b>Rate limited</b>");
        message.setSentence("<img src=x> wait");
        QPushButton *retry = message.addAction("Retry");
        message.addLink("Use another");
        message.show();
        QVERIFY(QTest::qWaitForWindowExposed(&message));
        QSignalSpy clicked(retry, &QPushButton::clicked);
        QTest::mouseClick(retry, Qt::LeftButton);
        QCOMPARE(clicked.size(), 1);
        const QList<QLabel *> labels = message.findChildren<QLabel *>();
        for (const QLabel *label : labels) {
            QVERIFY(label->text().isEmpty() || label->textFormat() == Qt::PlainText);
        }
        QVERIFY(message.accessibleName().startsWith("Error"));
        message.clearActions();
        QVERIFY(retry->parentWidget()->isHidden());
    }

    void elidedLabelKeepsItsText()
    {
        ElidedLabel label(*m_theme, TypeStep::Body);
        label.setText("claude-sonnet-4-5");
        label.resize(40, 20);
        QVERIFY(label.isCut());
        label.resize(label.sizeHint());
        QVERIFY(!label.isCut());
        QCOMPARE(QAccessible::queryAccessibleInterface(&label)->text(QAccessible::Name), "claude-sonnet-4-5");
    }

    void sparklineSurvivesOddValues()
    {
        for (const auto shape : { Sparkline::Shape::Line, Sparkline::Shape::Bars }) {
            Sparkline line(*m_theme, shape);
            line.resize(line.sizeHint());
            line.grab();
            line.setValues({ 0, std::nan(""), INFINITY, 5, -3 });
            line.grab();
            line.push(412);
            line.setSubject("output rate", "tok/s");
            QCOMPARE(line.accessibleName(), "output rate 412 tok/s");
        }
        Sparkline bars(*m_theme, Sparkline::Shape::Bars);
        for (int at = 0; at < 40; ++at) {
            bars.push(at);
        }
        QCOMPARE(bars.values().size(), 16);
    }

    void diffWalksItsChanges()
    {
        DiffView view(*m_theme);
        QList<DiffViewRow> rows;
        for (int at = 0; at < 100; ++at) {
            rows.append(at % 25 == 24 ? changedRow("gone") : sameRow("kept"));
        }
        view.setRows(rows);
        view.resize(500, 200);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QCOMPARE(view.changeCount(), 4);
        QSignalSpy moved(&view, &DiffView::currentChangeChanged);
        QTest::keyClick(&view, Qt::Key_N);
        QCOMPARE(view.currentChange(), 0);
        const int first = view.verticalScrollBar()->value();
        QTest::keyClick(&view, Qt::Key_F3);
        QCOMPARE(view.currentChange(), 1);
        QVERIFY(view.verticalScrollBar()->value() > first);
        QTest::keyClick(&view, Qt::Key_P);
        QTest::keyClick(&view, Qt::Key_P);
        QCOMPARE(view.currentChange(), 0);
        QCOMPARE(moved.size(), 3);
        view.setOnlyChanges(true);
        QCOMPARE(view.verticalScrollBar()->maximum(), 0);
        QCOMPARE(view.changeCount(), 4);
    }

    void diffMarksBothSides()
    {
        DiffView view(*m_theme);
        view.setRows({ { true, true, true, false, { { "old", true } }, { { "new", true } } } });
        view.resize(400, 100);
        const QImage image = view.grab().toImage().convertToFormat(QImage::Format_RGB32);
        QVERIFY(contains(image, m_theme->color(Role::DiffDel)));
        QVERIFY(contains(image, m_theme->color(Role::DiffAdd)));
        QVERIFY(contains(image, m_theme->color(Role::Good)));
    }

    void codeIsColoured()
    {
        CodeView view(*m_theme);
        view.setLanguage("json");
        view.setPlainText("{\"key\": 12}");
        view.resize(300, 100);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const QList<QTextLayout::FormatRange> formats = view.document()->firstBlock().layout()->formats();
        QVERIFY(!formats.isEmpty());
        QVERIFY(view.viewport()->x() > 20);
        view.setLineNumbersVisible(false);
        QVERIFY(view.viewport()->x() <= 2);
    }

    void primaryButtonIsFilled()
    {
        QPushButton button("Run");
        const QSize plain = button.sizeHint();
        setPrimary(&button);
        setKeyCap(&button, "Ctrl+Enter");
        QVERIFY(button.sizeHint().width() > plain.width() + 40);
        button.resize(button.sizeHint());
        QVERIFY(contains(button.grab().toImage().convertToFormat(QImage::Format_RGB32), m_theme->color(Role::Accent)));
        setWhyNot(&button, "Nothing to run.");
        QVERIFY(!button.isEnabled());
        QCOMPARE(button.toolTip(), "Nothing to run.");
    }

    void controlsGrowWithTheFont()
    {
        QPushButton button("Run");
        QCOMPARE(button.sizeHint().height(), 32);
        QWidget inspector;
        setCompactControls(&inspector);
        auto *small = new QPushButton("Run", &inspector);
        QCOMPARE(small->sizeHint().height(), 28);
        QFont large = button.font();
        large.setPixelSize(32);
        button.setFont(large);
        QVERIFY(button.sizeHint().height() >= 44);
    }

    void cleanupTestCase()
    {
        qApp->setStyle("Fusion");
        m_theme.reset();
    }

private:
    std::unique_ptr<Theme> m_theme;
};

QTEST_MAIN(TestWidgets)
#include "tst_widgets.moc"
