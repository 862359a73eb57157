// SPDX-License-Identifier: GPL-3.0-or-later
//
// What Review tells of an edit beside its lines: the same traffic through the saved and the edited configuration,
// recorded traffic where there is any, and why where it could not be simulated.
#include "routing_stage.h"
#include "tests/ui/panel_style.h"
#include "ui/routing/review/disk_change_bar.h"
#include "ui/routing/review/review_page.h"
#include "ui/routing/whatif/figure_table.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

using namespace patchbay;
using namespace patchbay::routing_test;
using namespace Qt::StringLiterals;

namespace {

constexpr int costRow = 3;

// Two hundred requests for one group, a second apart.
Result<bay::RecordedRequests> recordedRequests(const routing::RoutingTable &)
{
    bay::RecordedRequests recorded;
    for (int second = 0; second < 200; ++second) {
        recorded.requests += (second == 0 ? "[" : ", ") + ("{\"at\": " + std::to_string(second))
            + R"(, "model": "triage", "prompt_tokens": 900, "completion_tokens": 200})";
    }
    recorded.requests += ']';
    return recorded;
}

QString titleOf(const ReviewPage &review)
{
    for (const QLabel *label : review.simulation()->parentWidget()->findChildren<QLabel *>()) {
        if (label->text().startsWith(u"On ")) {
            return label->text();
        }
    }
    return {};
}

bool cheaper(Stage &stage)
{
    return stage.canvas().edit([](auto &document) { return document.set("model_list[0].litellm_params.model", "openai/gpt-4o-mini"); });
}

} // namespace

class TestRoutingReview : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theEditIsComparedWithTheFile()
    {
        Stage stage;
        QVERIFY(cheaper(stage));
        stage.view().showReview();
        const ReviewPage &review = *stage.view().review();
        QTRY_VERIFY_WITH_TIMEOUT(review.simulation() && review.simulation()->isVisible(), 20'000);
        QVERIFY(!review.noSimulation());
        QCOMPARE(titleOf(review), u"On generated traffic"_s);
        const auto dollars = [&review](int column) { return review.simulation()->textAt(costRow, column).mid(1).toDouble(); };
        QVERIFY2(dollars(1) > 2 * dollars(2) && dollars(2) > 0, qPrintable(QString::number(dollars(1))));
        QVERIFY2(review.simulation()->textAt(costRow, 3).startsWith(u"\u2212"), qPrintable(review.simulation()->textAt(costRow, 3)));
    }

    void recordedTrafficIsTaken()
    {
        Stage stage(file, nullptr, recordedRequests);
        QVERIFY(cheaper(stage));
        stage.view().showReview();
        const ReviewPage &review = *stage.view().review();
        QTRY_VERIFY_WITH_TIMEOUT(review.simulation() && review.simulation()->isVisible(), 20'000);
        QCOMPARE(titleOf(review), u"On recorded traffic"_s);
        QVERIFY2(review.simulation()->textAt(-1, 0).startsWith(u"200 "), qPrintable(review.simulation()->textAt(-1, 0)));
    }

    // What cannot be replayed is no reason to tell nothing.
    void generatedWhereNothingIsRecorded()
    {
        Stage stage(file, nullptr, [](const routing::RoutingTable &) -> Result<bay::RecordedRequests> {
            return failure(ErrorClass::NotFound, "The ledger is empty.");
        });
        QVERIFY(cheaper(stage));
        stage.view().showReview();
        const ReviewPage &review = *stage.view().review();
        QTRY_VERIFY_WITH_TIMEOUT(review.simulation() && review.simulation()->isVisible(), 20'000);
        QCOMPARE(titleOf(review), u"On generated traffic"_s);
    }

    void itSaysWhyNot()
    {
        Stage stage("model_list:\n  - model_name: old\n    litellm_params: {model: openai/gpt-4o}\n");
        QVERIFY(stage.canvas().edit([](auto &document) { return document.rename("old", "new"); }));
        stage.view().showReview();
        const ReviewPage &review = *stage.view().review();
        QTRY_VERIFY_WITH_TIMEOUT(review.noSimulation() && review.noSimulation()->isVisible(), 20'000);
        QVERIFY(!review.simulation());
        QVERIFY2(review.noSimulation()->text().endsWith(u": There is no group that could be asked."), qPrintable(review.noSimulation()->text()));
        // With another edit there is something to tell.
        stage.tab().undo();
        QVERIFY(cheaper(stage));
        stage.view().showReview();
        QTRY_VERIFY_WITH_TIMEOUT(review.simulation() && review.simulation()->isVisible(), 20'000);
        QVERIFY(!review.noSimulation());
    }

    // What somebody else wrote meanwhile is settled first, whether the window has heard of it or not.
    void nothingIsAppliedOverAForeignChange()
    {
        Stage stage;
        const auto retries = [&stage](const char *count) {
            return stage.canvas().edit([=](auto &document) { return document.set("router_settings.num_retries", count); });
        };
        QVERIFY(retries("4"));
        stage.view().showReview();
        ReviewPage &review = *stage.view().review();
        QVERIFY(review.applyButton()->isEnabled());
        // Not told yet: the file is looked at before it is written.
        const QByteArray theirs = with("weight: 3", "weight: 7 # theirs");
        stage.write(theirs);
        const QSignalSpy applied(&review, &ReviewPage::applied);
        review.apply();
        QTRY_COMPARE(applied.size(), 1);
        QVERIFY2(review.outcome()->text().startsWith(u"Not written"), qPrintable(review.outcome()->text()));
        QCOMPARE(stage.onDisk(), theirs);
        // It is asked what to do, and there is no applying before that is answered.
        QVERIFY(stage.tab().editedFrom().has_value());
        QVERIFY(stage.view().diskChange() && stage.view().diskChange()->isVisible());
        QVERIFY(!review.applyButton()->isEnabled());
        QVERIFY2(review.applyButton()->toolTip().contains(u"merge"), qPrintable(review.applyButton()->toolTip()));
        stage.commands.trigger(u"routing.run"_s);
        QCOMPARE(stage.onDisk(), theirs);
        // Merged: the page shows what it would apply now.
        QTest::mouseClick(stage.view().diskChange()->mergeButton(), Qt::LeftButton);
        QVERIFY(review.applyButton()->isEnabled() && review.isCurrent());
        QCOMPARE(review.changes(), 1);
        review.apply();
        QTRY_COMPARE(applied.size(), 2);
        QByteArray merged(theirs);
        QCOMPARE(stage.onDisk(), merged.replace("num_retries: 2 ", "num_retries: 4 "));
        QVERIFY(!stage.tab().isModified() && !stage.tab().editedFrom());
    }

private:
    const test::PanelStyle m_style;
};

QTEST_MAIN(TestRoutingReview)
#include "tst_routing_review.moc"
