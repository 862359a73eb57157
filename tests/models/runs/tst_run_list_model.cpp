// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runs/run_list_model.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>
#include <QTimeZone>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

RunRecord run(int number)
{
    RunRecord made;
    made.id = u"run_%1"_s.arg(number, 4, 10, QChar(u'0'));
    made.title = u"Run %1"_s.arg(number);
    made.userText = number % 2 ? u"odd prompt"_s : u"even prompt"_s;
    made.created = QDateTime::fromMSecsSinceEpoch(1'000'000'000'000 + number * 1'000, QTimeZone::UTC);
    made.panes = { PaneRecord { .model = u"openai/gpt-4o"_s, .systemText = {}, .parameters = {}, .turns = {}, .followUpText = {} } };
    return made;
}

QStringList ids(const RunListModel &model)
{
    QStringList found;
    for (int row = 0; row < model.rowCount(); ++row) {
        found << model.index(row).data(RunListModel::IdRole).toString();
    }
    return found;
}

} // namespace

class TestRunListModel : public QObject {
    Q_OBJECT
    std::unique_ptr<RunStore> m_store;

    void add(int count)
    {
        for (int number = 0; number < count; ++number) {
            QVERIFY(m_store->save(run(number)));
        }
    }

private Q_SLOTS:
    void init() { m_store = std::move(*RunStore::open(u":memory:"_s)); }

    void readsPagesAsAViewScrolls()
    {
        add(250);
        RunListModel model(*m_store);
        QCOMPARE(model.rowCount(), 100);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.matchCount(), 250);
        while (model.canFetchMore({})) {
            model.fetchMore({});
        }
        QCOMPARE(model.rowCount(), 250);
        QCOMPARE(model.index(0).data().toString(), u"Run 249"_s);
        QCOMPARE(model.index(249).data().toString(), u"Run 0"_s);
        QCOMPARE(model.index(0).data(RunListModel::ModelsRole).toStringList(), QStringList { u"openai/gpt-4o"_s });
        QCOMPARE(model.index(0).data(RunListModel::CostRole).toLongLong(), -1);
        QVERIFY(!model.index(0).data(Qt::DecorationRole).isValid());
        QCOMPARE(model.roleNames().value(RunListModel::UserTextRole), "userText");
    }

    void followsTheStoreWithoutReset()
    {
        add(10);
        RunListModel model(*m_store);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        const QPersistentModelIndex kept = model.index(model.rowOf(run(4).id));

        QVERIFY(m_store->save(run(10)));
        QCOMPARE(model.rowCount(), 11);
        QCOMPARE(kept.row(), 6);
        QVERIFY(m_store->remove(run(7).id));
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(model.rowOf(run(7).id), -1);
        QVERIFY(m_store->restore(run(7).id));
        QCOMPARE(model.rowOf(run(7).id), 3);

        QSignalSpy data(&model, &QAbstractItemModel::dataChanged);
        QVERIFY(m_store->rename(run(4).id, u"Renamed"_s));
        QCOMPARE(data.count(), 1);
        QCOMPARE(kept.data().toString(), u"Renamed"_s);
        QCOMPARE(reset.count(), 0);
        QCOMPARE(kept.data(RunListModel::IdRole).toString(), run(4).id);
    }

    void searches()
    {
        add(150);
        RunListModel model(*m_store);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSearch(u"odd"_s);
        QCOMPARE(model.matchCount(), 75);
        QCOMPARE(model.rowCount(), 75);
        model.setSearch(u"nothing like it"_s);
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(!model.canFetchMore({}));
        QVERIFY(m_store->remove(run(1).id));
        model.setSearch(u"odd"_s);
        QCOMPARE(model.rowCount(), 74);
        model.setSearch({});
        QCOMPARE(model.matchCount(), 149);
        QCOMPARE(ids(model).first(), run(149).id);
    }

    void staysRightUnderRandomChanges()
    {
        add(30);
        RunListModel model(*m_store);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        quint32 random = 5;
        for (int step = 0; step < 200; ++step) {
            random = random * 1664525u + 1013904223u;
            const int number = int(random >> 8) % 40;
            switch (random >> 29) {
            case 0:
            case 1:
            case 2: static_cast<void>(m_store->remove(run(number).id)); break;
            case 3:
            case 4: static_cast<void>(m_store->restore(run(number).id)); break;
            default: QVERIFY(m_store->save(run(number)));
            }
            QStringList expected;
            const QList<RunSummary> runs = m_store->list({}, 0, 100).value();
            for (const RunSummary &summary : runs) {
                expected << summary.id;
            }
            QCOMPARE(ids(model), expected);
        }
    }
};

QTEST_GUILESS_MAIN(TestRunListModel)
#include "tst_run_list_model.moc"
