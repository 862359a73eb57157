// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the gateway keeps in SQLite, across a restart, and what it asks the ledger.
#include "models/gateway/key_names.h"
#include "models/gateway/sql_key_store.h"
#include "models/ledger/sql_ledger.h"
#include "tests/models/ledger/ledger_samples.h"

#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace patchbay::gateway;
using namespace Qt::StringLiterals;

class TestSqlKeyStore : public QObject {
    Q_OBJECT

    QTemporaryDir m_directory;
    SetClock m_clock;

    QString ledgerFile() const { return m_directory.filePath(u"ledger.db"_s); }
    std::unique_ptr<SqlKeyStore> open() const
    {
        auto store = SqlKeyStore::open(m_directory.filePath(u"gateway.db"_s), ledgerFile());
        return store ? std::move(*store) : nullptr;
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto ledger = SqlLedger::open(ledgerFile(), m_clock);
        QVERIFY(ledger);
        for (const char *id : { "one", "two" }) {
            AttemptDraft made = draft(id);
            if (std::string_view(id) == "two") {
                made.team.clear();
                made.group = "slow";
            }
            QVERIFY((*ledger)->reserve(made));
            (*ledger)->sent(id);
            (*ledger)->settle(id, outcome(1'000));
        }
        QVERIFY((*ledger)->flush());
    }

    void namesOfKeysAreReadBesideTheOwner()
    {
        QVERIFY(virtualKeyNames(m_directory.filePath(u"nothing.db"_s))->isEmpty());
        const auto owner = open();
        QVERIFY(owner->save({ "k1", "d1", "{\"alias\":\"team-a\"}" }));
        QVERIFY(owner->save({ "k2", "d2", "{\"alias\":null}" }));
        QVERIFY(owner->save({ "k3", "d3", "{}" }));
        const auto names = virtualKeyNames(m_directory.filePath(u"gateway.db"_s));
        QVERIFY2(names, names ? "" : names.error().message.c_str());
        QCOMPARE(*names, (QHash<QString, QString> { { u"k1"_s, u"team-a"_s } }));
        for (const char *id : { "k1", "k2", "k3" }) {
            QVERIFY(owner->remove(id));
        }
    }

    void accountsOutliveTheProcess()
    {
        const std::string document = "{\"max_budget\": 5}";
        QVERIFY(open()->saveAccount({ "team", "t1", "{}" }));
        QVERIFY(open()->saveAccount({ "team", "t1", document }));
        QVERIFY(open()->saveAccount({ "user", "t1", "{}" }));
        auto accounts = open()->loadAccounts();
        QVERIFY(accounts);
        QCOMPARE(accounts->size(), 2U);
        QCOMPARE(accounts->front().document, document);
        QVERIFY(open()->removeAccount("team", "t1"));
        QCOMPARE(open()->loadAccounts()->size(), 1U);
    }

    void spendIsAskedForEachAccount_data()
    {
        QTest::addColumn<int>("of");
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<qint64>("all");
        QTest::addColumn<qint64>("ofOneModel");
        QTest::newRow("key") << int(SpendOf::Key) << QByteArray("vk") << qint64(2'000) << qint64(1'000);
        QTest::newRow("team") << int(SpendOf::Team) << QByteArray("team") << qint64(1'000) << qint64(1'000);
        QTest::newRow("user, with what a team pays") << int(SpendOf::User) << QByteArray("user") << qint64(2'000) << qint64(1'000);
        QTest::newRow("customer") << int(SpendOf::Customer) << QByteArray("customer") << qint64(2'000) << qint64(1'000);
        QTest::newRow("tag") << int(SpendOf::Tag) << QByteArray("a") << qint64(2'000) << qint64(1'000);
        QTest::newRow("member") << int(SpendOf::Member) << QByteArray("user") << qint64(1'000) << qint64(1'000);
        QTest::newRow("member of nothing") << int(SpendOf::Member) << QByteArray("z") << qint64(0) << qint64(0);
        QTest::newRow("nobody") << int(SpendOf::Tag) << QByteArray("z") << qint64(0) << qint64(0);
    }
    void spendIsAskedForEachAccount()
    {
        QFETCH(int, of);
        QFETCH(QByteArray, id);
        QFETCH(qint64, all);
        QFETCH(qint64, ofOneModel);
        const auto store = open();
        SpendQuestion question { SpendOf(of), id.toStdString(), m_clock.now() - std::chrono::hours(1), {}, "team" };
        const Result<Money> sum = store->spent(question);
        QVERIFY2(sum, sum ? "" : sum.error().message.c_str());
        QCOMPARE(sum->nanoDollars, all);
        question.group = "fast";
        QCOMPARE(store->spent(question)->nanoDollars, ofOneModel);
        question.since = m_clock.now() + std::chrono::hours(1);
        QCOMPARE(store->spent(question)->nanoDollars, 0);
    }
};

QTEST_GUILESS_MAIN(TestSqlKeyStore)
#include "tst_sql_key_store.moc"
