// SPDX-License-Identifier: GPL-3.0-or-later
//
// Large files in the Routing panel: the window answers while they are read, what is too large for a picture is a text
// and says so.
#include "routing_stage.h"
#include "ui/routing/routing_toolbar.h"
#include "ui/routing/text/problem_list_model.h"
#include "ui/widgets/patchbay_style.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QSignalSpy>

#include <algorithm>

using namespace patchbay;
using namespace patchbay::routing_test;
using namespace Qt::StringLiterals;

namespace {

// A busy machine is no fault of ours; reading such a file on the window's thread took 30 s.
constexpr qint64 farTooLong = 700;

QByteArray deployments(int count)
{
    QByteArray text = "model_list:\n";
    for (int number = 0; number < count; ++number) {
        const QByteArray word = QByteArray::number(number);
        text += "  - model_name: group-" + QByteArray::number(number / 4) + "\n    litellm_params:\n      model: openai/gpt-4o\n"
                "      api_base: https://" + word + ".example/v1\n      api_key: os.environ/KEY_" + word + "\n      weight: 2\n";
    }
    return text + "router_settings:\n  num_retries: many\n"; // an error
}

// How long the window's thread did not come round.
class Heartbeat final : public QObject {
public:
    Heartbeat()
    {
        m_timer.setInterval(1);
        m_since.start();
        connect(&m_timer, &QTimer::timeout, this, [this] { longest = std::max(longest, m_since.restart()); });
        m_timer.start();
    }
    qint64 longest = 0; // milliseconds

private:
    QTimer m_timer;
    QElapsedTimer m_since;
};

} // namespace

class TestRoutingLarge : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Some 300,000 lines: text only.
    void theWindowAnswersWhileAHugeFileIsRead()
    {
        Stage stage;
        const QByteArray text = deployments(50'000);
        stage.write(text);
        const QString huge = stage.directory.filePath(u"huge.yaml"_s);
        QVERIFY(QFile::copy(stage.path, huge));
        stage.write(file);
        QTest::qWait(50);
        QElapsedTimer whole;
        whole.start();
        Heartbeat heart;
        QVERIFY(stage.panel->openFile(huge));
        const qint64 shown = whole.elapsed();
        RoutingView &view = stage.view();
        QVERIFY(view.tab().isReading() && view.text()->editor()->isLoading());
        QVERIFY(view.tab().isTextOnly());
        QTRY_VERIFY_WITH_TIMEOUT(!view.text()->editor()->isLoading(), 60'000);
        const qint64 there = whole.elapsed();
        QTRY_VERIFY_WITH_TIMEOUT(!view.tab().isReading(), 120'000);
        qInfo("%lld lines: window after %lld ms, text after %lld, checked after %lld; longest stall %lld ms",
              static_cast<long long>(text.count('\n')), static_cast<long long>(shown), static_cast<long long>(there),
              static_cast<long long>(whole.elapsed()), static_cast<long long>(heart.longest));
        QVERIFY2(heart.longest < farTooLong, qPrintable(QString::number(heart.longest)));
        // It is all there, it is checked, and what cannot be says so.
        QCOMPARE(view.text()->editor()->toPlainText().toUtf8(), text);
        QCOMPARE(view.toolbar()->view(), RoutingToolbar::Text);
        QVERIFY(std::ranges::any_of(view.tab().problems(), [](const config::Problem &problem) { return problem.code == "wrong-type"; }));
        const QSignalSpy notice(&view, &RoutingView::notice);
        view.showReview();
        view.showWhatIf(true);
        QCOMPARE(notice.size(), 2);
        QVERIFY(view.isPictureShown() && !view.isWhatIfShown());
        QVERIFY(!stage.canvas().edit([](auto &document) { return document.set("router_settings.num_retries", "3"); }));
        // Typing goes on, and is written.
        heart.longest = 0;
        YamlEditor &editor = *view.text()->editor();
        editor.goTo(static_cast<std::uint32_t>(text.count('\n')), 20);
        QTest::keyClicks(&editor, u" # x"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!view.tab().isReading(), 120'000);
        qInfo("typing: longest stall %lld ms", static_cast<long long>(heart.longest));
        QVERIFY(view.tab().text().ends_with("many # x\n"));
        QVERIFY(stage.tabs->save(view.tab()));
        stage.panel->closeTab(stage.tabs->indexOf(&view.tab()));
    }

    // A large one that still has a picture: reading first, then it is there.
    void aLargeFileHasItsPictureAfterwards()
    {
        Stage stage;
        const QString large = stage.directory.filePath(u"large.yaml"_s);
        const QByteArray text = deployments(1'500);
        QFile out(large);
        QVERIFY(out.open(QIODevice::WriteOnly));
        QCOMPARE(out.write(text), text.size());
        out.close();
        Heartbeat heart;
        QVERIFY(stage.panel->openFile(large));
        QVERIFY(stage.tab().isReading());
        const QString words = stage.canvas().view()->findChild<QLabel *>(u"bayNote"_s)->text();
        QVERIFY2(words.startsWith(u"Reading"), qPrintable(words));
        QVERIFY(!stage.canvas().edit([](auto &document) { return document.set("router_settings.num_retries", "3"); }));
        QTRY_VERIFY_WITH_TIMEOUT(!stage.tab().isReading() && !stage.view().text()->editor()->isLoading(), 60'000);
        qInfo("%lld lines: longest stall %lld ms", static_cast<long long>(text.count('\n')), static_cast<long long>(heart.longest));
        QCOMPARE(stage.tab().picture().count(bay::NodeKind::Deployment), 1'500U);
        QVERIFY(!stage.canvas().view()->findChild<QLabel *>(u"bayNote"_s)->isVisible());
        QCOMPARE(stage.view().text()->editor()->toPlainText().toUtf8(), text);
        QVERIFY(stage.canvas().edit([](auto &document) { return document.set("router_settings.num_retries", "3"); }));
        QVERIFY(!stage.tab().isReading());
    }

    // A tab that is closed while it is read goes at once.
    void whatIsReadMayBeClosed()
    {
        Stage stage;
        const QString huge = stage.directory.filePath(u"huge.yaml"_s);
        QFile out(huge);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(deployments(20'000));
        out.close();
        QVERIFY(stage.panel->openFile(huge));
        QVERIFY(stage.tab().isReading());
        QElapsedTimer closing;
        closing.start();
        stage.panel->closeTab(stage.tabs->current());
        QVERIFY2(closing.elapsed() < farTooLong, qPrintable(QString::number(closing.elapsed())));
        QCOMPARE(stage.tabs->count(), 1);
    }

    void initTestCase()
    {
        m_theme = std::make_unique<Theme>();
        PatchbayStyle::install(*qApp, *m_theme);
    }
    void cleanupTestCase() { qApp->setStyle(u"fusion"_s); }

private:
    std::unique_ptr<Theme> m_theme;
};

QTEST_MAIN(TestRoutingLarge)
#include "tst_routing_large.moc"
