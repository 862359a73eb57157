// SPDX-License-Identifier: GPL-3.0-or-later
//
// A budget that reaches its steps: the person, the desktop and a webhook on loopback are told, once a step.
#include "app/window/budget_notices.h"
#include "models/ledger/sql_ledger.h"
#include "models/spend/budget_desk.h"
#include "models/spend/spend_desk.h"
#include "providers/transport/http_server.h"
#include "tests/models/ledger/ledger_samples.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <mutex>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

// What came over the wire.
class Hook {
public:
    explicit Hook(transport::IoRuntime &runtime, int status = 204)
        : m_server(*transport::HttpServer::listen(runtime, "127.0.0.1", 0, [this, status](const transport::ServerRequest &request, std::shared_ptr<transport::Responder> to) {
            {
                const std::scoped_lock lock(m_mutex);
                m_bodies.append(QByteArray::fromStdString(std::string(request.body)));
            }
            to->respond({ status, {}, {} });
        }))
    {
    }
    QString url() const { return u"http://127.0.0.1:%1/hook?token=tok-canary-91"_s.arg(m_server->port()); }
    QList<QByteArray> bodies()
    {
        const std::scoped_lock lock(m_mutex);
        return m_bodies;
    }

private:
    std::mutex m_mutex;
    QList<QByteArray> m_bodies;
    std::unique_ptr<transport::HttpServer> m_server; // goes first
};

struct Stage {
    explicit Stage(int status = 204)
        : hook(runtime, status)
    {
    }
    void spend(const std::string &id, std::int64_t nanoDollars)
    {
        (void)ledger->reserve(draft(id, clock.now()));
        ledger->settle(id, outcome(nanoDollars));
        (void)ledger->flush();
    }
    BudgetNotices::Parts parts()
    {
        return { remembered, [this](const QByteArray &told) { remembered = told; }, [this](const QString &sentence) { said.append(sentence); },
                 [this](const QString &title, const QString &) { shown.append(title); }, runtime, {}, clock };
    }
    void read()
    {
        budgets.refresh();
        QTRY_VERIFY(!budgets.isReading());
    }

    QTemporaryDir folder;
    SetClock clock;
    transport::IoRuntime runtime;
    Hook hook;
    QByteArray remembered;
    QStringList said;
    QStringList shown;
    std::unique_ptr<SqlLedger> ledger = SqlLedger::open(folder.filePath(u"ledger.db"_s), clock).value();
    SpendDesk desk { { folder.filePath(u"ledger.db"_s), {}, {} }, clock };
    BudgetDesk budgets { desk, BudgetDesk::fileStore(folder.path()), false, QTimeZone::utc() };
};

} // namespace

class TestBudgetSteps : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachStepIsToldOnceAlsoOverARestart()
    {
        Stage stage;
        QVERIFY(saveBudgets(stage.folder.path(), { { .name = u"All"_s, .limit = Money { 1'000 }, .webhook = stage.hook.url() },
                                                   { .name = u"Quiet"_s, .limit = Money { 1'000 }, .notify = false } }));
        {
            BudgetNotices notices(stage.budgets, stage.parts());
            stage.spend("a", 400);
            stage.read();
            QVERIFY(stage.said.isEmpty());
            stage.spend("b", 150);
            stage.read();
            stage.read();
            QCOMPARE(stage.said.size(), 2);
            QCOMPARE(stage.shown, QStringList { u"The budget All has reached 50 %"_s });
            QTRY_COMPARE(stage.hook.bodies().size(), 1);
            const QJsonObject body = QJsonDocument::fromJson(stage.hook.bodies().first()).object();
            QCOMPARE(body[u"budget"].toString(), u"All"_s);
            QCOMPARE(body[u"step"].toInt(), 50);
            QCOMPARE(body[u"spent_usd"].toString(), u"0.000000550"_s);
        }
        // Started again: nothing of it comes twice, the next step does.
        BudgetNotices notices(stage.budgets, stage.parts());
        stage.read();
        QCOMPARE(stage.said.size(), 2);
        stage.spend("c", 600);
        stage.read();
        QCOMPARE(stage.shown.last(), u"The budget All is spent"_s);
        QTRY_COMPARE(stage.hook.bodies().size(), 2);
    }

    void aWebhookThatRefusesIsSaidWithoutItsAddress()
    {
        Stage stage(500);
        QVERIFY(saveBudgets(stage.folder.path(), { { .name = u"All"_s, .limit = Money { 1'000 }, .webhook = stage.hook.url() } }));
        BudgetNotices notices(stage.budgets, stage.parts());
        stage.spend("a", 2'000);
        stage.read();
        QTRY_COMPARE(stage.said.size(), 2);
        QVERIFY(stage.said.last().contains(u"500"_s));
        QVERIFY(!stage.said.join(u' ').contains(u"canary"_s));
    }
};

QTEST_GUILESS_MAIN(TestBudgetSteps)
#include "tst_budget_steps.moc"
