// SPDX-License-Identifier: GPL-3.0-or-later
//
// A gateway that runs: budgets that send calls to cheaper models, steps that are told of once, prices that are corrected.
#include "app/serving/serve_setup.h"
#include "models/ledger/spend_query.h"
#include "providers/catalog/catalog_store.h"
#include "providers/engine/environment_keys.h"
#include "providers/sandbox/sandbox.h"
#include "providers/transport/http_server.h"
#include "tests/support/http_call.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <mutex>
#include <ostream>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

// What came over the wire.
class Hook {
public:
    explicit Hook(transport::IoRuntime &runtime)
        : m_server(*transport::HttpServer::listen(runtime, "127.0.0.1", 0, [this](const transport::ServerRequest &request, std::shared_ptr<transport::Responder> to) {
            {
                const std::scoped_lock lock(m_mutex);
                m_bodies.append(QByteArray::fromStdString(std::string(request.body)));
            }
            to->respond({ 204, {}, {} });
        }))
    {
    }
    QByteArray url() const { return "http://127.0.0.1:" + QByteArray::number(m_server->port()) + "/hook"; }
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

// A stream that several threads write to.
class Told final : public std::ostream, private std::streambuf {
public:
    Told()
        : std::ostream(this)
    {
    }
    QByteArray text() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_text;
    }

private:
    std::streamsize xsputn(const char *bytes, std::streamsize size) override
    {
        const std::scoped_lock lock(m_mutex);
        m_text.append(bytes, size);
        return size;
    }
    std::streambuf::int_type overflow(std::streambuf::int_type letter) override
    {
        const char one = std::streambuf::traits_type::to_char_type(letter);
        xsputn(&one, 1);
        return letter;
    }

    mutable std::mutex m_mutex;
    QByteArray m_text;
};

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

// A gateway in this process over a simulated provider that counts as a real one.
struct Served {
    Served()
        : sandbox(*sandbox::Sandbox::start(runtime, "127.0.0.1", 0, *sandbox::parseScenario("{\"speed\":100}")))
        , client(runtime, {})
    {
    }
    QByteArray deployment(const QByteArray &name, const QByteArray &model, const QByteArray &cost) const
    {
        return "  - model_name: " + name + "\n    litellm_params:\n      model: " + model + "\n      api_key: upstream-key\n      api_base: "
            + QByteArray::fromStdString(sandbox->apiBase("openai")) + "\n"
            + (cost.isEmpty() ? cost : "      input_cost_per_token: " + cost + "\n      output_cost_per_token: " + cost + "\n");
    }
    void start(const QByteArray &config)
    {
        write(folder.filePath(u"config.yaml"_s), config);
        serving::ServeOptions options;
        options.configFile = folder.filePath(u"config.yaml"_s).toStdString();
        options.port = 0;
        options.dataDirectory = folder.path().toStdString();
        auto made = serving::ServeSetup::make(options, catalog, { .source = keys, .mayKnow = {} }, err);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        setup = std::move(*made);
        setup->tellTroubles(err);
    }
    testing::HttpCall::Outcome ask(const std::string &model)
    {
        HttpRequest request;
        request.url = "http://127.0.0.1:" + std::to_string(setup->port()) + "/v1/chat/completions";
        request.headers = { { "content-type", "application/json" } };
        request.body = "{\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"model\":\"" + model + "\"}";
        const testing::HttpCall call;
        client.send(std::move(request), {}, call.handler());
        return call.waitForEnd() ? call.outcome() : testing::HttpCall::Outcome {};
    }
    // Attempts by model, as the ledger has them.
    std::map<QString, qint64> attempts() const
    {
        std::map<QString, qint64> found;
        const auto query = SpendQuery::open(folder.filePath(u"ledger.db"_s)).value();
        const QList<SpendRow> rows = query->read({ .by = { SpendDimension::Model } }).value();
        for (const SpendRow &row : rows) {
            found[row.values.first()] = row.attempts - row.open;
        }
        return found;
    }
    std::optional<Money> spent() const
    {
        const auto query = SpendQuery::open(folder.filePath(u"ledger.db"_s)).value();
        const auto rows = query->read({}).value();
        return rows.isEmpty() ? std::nullopt : rows.first().known;
    }

    QTemporaryDir folder;
    Catalog catalog = Catalog::builtIn().value();
    Told err;
    transport::IoRuntime runtime { 1 };
    std::unique_ptr<sandbox::Sandbox> sandbox;
    transport::HttpClient client;
    EnvironmentKeys keys { [](const std::string &) { return std::string(); } };
    std::unique_ptr<serving::ServeSetup> setup;
};

const QByteArray toCheap = ",\"hard\":\"down-route\",\"group\":\"cheap\"";
const QByteArray toNobody = ",\"hard\":\"down-route\",\"group\":\"gone\"";
const QByteArray softWithHook = ",\"hard\":\"none\",\"webhook\":\"";
const std::string dearList = "{\"gpt-4o\":{\"litellm_provider\":\"openai\",\"mode\":\"chat\",\"input_cost_per_token\":1.0,\"output_cost_per_token\":1.0}}";

QByteArray budget(const QByteArray &limit, const QByteArray &more)
{
    return "{\"budgets\":[{\"name\":\"All\",\"of\":\"everything\",\"limit_usd\":\"" + limit + "\",\"period\":\"month\"" + more + "}]}";
}

} // namespace

class TestServeBudgets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSpentBudgetSendsCallsToTheCheapGroup()
    {
        Served served;
        write(served.folder.filePath(u"budgets.json"_s), budget("0.05", toCheap));
        served.start("model_list:\n" + served.deployment("dear", "openai/gpt-4o", "0.001") + served.deployment("cheap", "openai/gpt-4o-mini", "0.000001"));
        for (int call = 0; call < 20; ++call) {
            const auto answer = served.ask("dear");
            QVERIFY2(answer.status == 200, answer.body.c_str());
        }
        QTRY_COMPARE(served.attempts()[u"gpt-4o"_s] + served.attempts()[u"gpt-4o-mini"_s], 20);
        QVERIFY(served.attempts()[u"gpt-4o"_s] > 0);
        QVERIFY(served.attempts()[u"gpt-4o-mini"_s] > 10);
        // The dear ones did not go beyond it.
        QVERIFY(served.spent()->nanoDollars < 51'000'000);
        QCOMPARE(served.ask("cheap").status, 200);
    }

    void aGroupThatIsNotThereIsSaid()
    {
        Served served;
        write(served.folder.filePath(u"budgets.json"_s), budget("0.000001", toNobody));
        served.start("model_list:\n" + served.deployment("dear", "openai/gpt-4o", "0.001"));
        const auto answer = served.ask("dear");
        QCOMPARE(answer.status, 429);
        QVERIFY2(answer.body.contains("gone") && answer.body.contains("not in the configuration"), answer.body.c_str());
    }

    void stepsAreToldOnceAlsoOverARestart()
    {
        Served served;
        Hook hook(served.runtime);
        write(served.folder.filePath(u"budgets.json"_s), budget("0.05", softWithHook + hook.url() + '"'));
        const QByteArray config = "model_list:\n" + served.deployment("dear", "openai/gpt-4o", "0.001");
        served.start(config);
        const auto told = [&](const char *words) { return served.err.text().count(words); };
        while (hook.bodies().isEmpty()) {
            QCOMPARE(served.ask("dear").status, 200);
        }
        const int first = QJsonDocument::fromJson(hook.bodies().first()).object()[u"step"].toInt();
        QVERIFY(first == 50 || first == 80 || first == 100);
        QCOMPARE(told("The budget All"), 1);
        served.setup.reset();
        served.start(config);
        QCOMPARE(told("The budget All"), 1);
        for (int call = 0; call < 20; ++call) {
            QCOMPARE(served.ask("dear").status, 200);
        }
        QCOMPARE(told("The budget All is spent"), 1);
        QTRY_COMPARE(QJsonDocument::fromJson(hook.bodies().last()).object()[u"step"].toInt(), 100);
        QVERIFY(hook.bodies().size() <= 3);
    }

    void correctedPricesHoldForTheNextCall()
    {
        Served served;
        served.start("model_list:\n" + served.deployment("chat", "openai/gpt-4o", {}));
        served.setup->watch(served.err);
        QCOMPARE(served.ask("chat").status, 200);
        QTRY_VERIFY(served.spent() && served.spent()->nanoDollars > 0);
        const qint64 before = served.spent()->nanoDollars;
        // A dollar a token, which nobody charges.
        QVERIFY(CatalogStore(served.folder.path().toStdString()).import(dearList, "own", "2026-11-23", CatalogLayer::Own));
        QTRY_VERIFY_WITH_TIMEOUT(served.err.text().contains("the price lists changed and hold"), 10'000);
        QCOMPARE(served.ask("chat").status, 200);
        QTRY_VERIFY(served.spent()->nanoDollars > before + 1'000'000'000);
        served.setup.reset(); // the watches write where the test reads
    }

    // A deployment of many models knows which one only when it is called.
    void correctedPricesHoldForDeploymentsOfManyModels()
    {
        Served served;
        served.start("model_list:\n" + served.deployment("openai/*", "openai/*", {}));
        served.setup->watch(served.err);
        QCOMPARE(served.ask("openai/gpt-4o").status, 200);
        QTRY_VERIFY(served.spent() && served.spent()->nanoDollars > 0);
        const qint64 before = served.spent()->nanoDollars;
        QVERIFY(CatalogStore(served.folder.path().toStdString()).import(dearList, "own", "2026-11-23", CatalogLayer::Own));
        QTRY_VERIFY_WITH_TIMEOUT(served.err.text().contains("the price lists changed and hold"), 10'000);
        QCOMPARE(served.ask("openai/gpt-4o").status, 200);
        QTRY_VERIFY(served.spent()->nanoDollars > before + 1'000'000'000);
        served.setup.reset();
    }
};

QTEST_GUILESS_MAIN(TestServeBudgets)
#include "tst_serve_budgets.moc"
