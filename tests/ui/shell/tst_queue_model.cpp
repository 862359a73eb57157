// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/shell/fake_panel.h"
#include "ui/shell/queue_model.h"
#include "ui/shell/queue_summary.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

QueueItem item(const QString &id, const QString &state, qint64 cost = -1, qint64 cap = -1)
{
    QueueItem made;
    made.id = id;
    made.title = u"Work "_s + id;
    made.state = state;
    made.done = 1;
    made.total = 4;
    made.costNanoDollars = cost;
    made.capNanoDollars = cap;
    return made;
}

QString sentence(const QList<QueueItem> &items)
{
    QString text;
    for (const Span &span : summarySpans(summarise(items))) {
        text += span.text;
    }
    return text;
}

} // namespace

class QueueModelTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void summaries()
    {
        QCOMPARE(sentence({}), u"nothing running"_s);
        QCOMPARE(sentence({ item(u"a"_s, u"2 of 4"_s) }), u"1 running"_s);
        QCOMPARE(sentence({ item(u"a"_s, u"waiting"_s) }), u"1 waiting"_s);
        QCOMPARE(sentence({ item(u"a"_s, u"2 of 4"_s, 7'600'000), item(u"b"_s, u"98 of 160"_s, 189'600'000),
                            item(u"c"_s, u"waiting"_s) }),
                 u"2 running · 1 waiting · $0.1972"_s);
        QCOMPARE(sentence({ item(u"a"_s, u"1 of 2"_s, 189'600'000, 500'000'000) }),
                 u"1 running · $0.1896 of $0.50"_s);
        QueueItem estimated = item(u"a"_s, u"1 of 2"_s, 10'000'000);
        estimated.costEstimated = true;
        QCOMPARE(sentence({ estimated }), u"1 running · ≈ $0.01"_s);
    }

    void rowsFollowTheWork()
    {
        FakePanel panel(u"fake"_s, u"Fake"_s, {});
        QueueModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto row = [&panel](const QueueItem &work) { return QueueRow { .panel = &panel, .item = work }; };

        model.setRows({ row(item(u"a"_s, u"1"_s)), row(item(u"b"_s, u"1"_s)) });
        QCOMPARE(model.rowCount(), 2);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy data(&model, &QAbstractItemModel::dataChanged);
        model.setRows({ row(item(u"a"_s, u"1"_s)), row(item(u"b"_s, u"2"_s)) });
        QCOMPARE(data.count(), 1);
        model.setRows({ row(item(u"b"_s, u"2"_s)), row(item(u"c"_s, u"1"_s)) });
        QCOMPARE(model.rows().at(0).item.id, u"b"_s);
        QCOMPARE(model.rows().at(1).item.id, u"c"_s);
        QCOMPARE(reset.count(), 0);
        model.setRows({ row(item(u"c"_s, u"1"_s)), row(item(u"b"_s, u"2"_s)) });
        QCOMPARE(model.rows().at(0).item.id, u"c"_s);
        model.setRows({});
        QCOMPARE(model.rowCount(), 0);
    }

    void cellsSayWhatTheyShow()
    {
        FakePanel panel(u"fake"_s, u"Fake"_s, {});
        QueueModel model;
        QueueItem unknown = item(u"b"_s, u"starting"_s);
        unknown.total = 0;
        model.setRows({ { .panel = &panel, .item = item(u"a"_s, u"1 of 4"_s) }, { .panel = &panel, .item = unknown } });
        const auto cell = [&model](int row, int column, int role) { return model.index(row, column).data(role); };
        QCOMPARE(cell(0, QueueModel::Progress, QueueModel::FractionRole).toDouble(), 0.25);
        QCOMPARE(cell(0, QueueModel::Progress, Qt::AccessibleTextRole).toString(), u"25 percent"_s);
        QCOMPARE(cell(1, QueueModel::Progress, Qt::AccessibleTextRole).toString(), u"under way"_s);
        QCOMPARE(cell(0, QueueModel::Cancel, Qt::AccessibleTextRole).toString(), u"Cancel Work a"_s);
        model.cancel(0);
        model.cancel(7);
        QCOMPARE(panel.cancelled, QStringList { u"a"_s });
    }
};

} // namespace patchbay

QTEST_MAIN(patchbay::QueueModelTest)
#include "tst_queue_model.moc"
