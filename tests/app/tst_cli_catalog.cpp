// SPDX-License-Identifier: GPL-3.0-or-later
//
// patchbay-cli catalog, cost and tokens: importing from a file and from an address, and that the imported
// list prices.
#include "tests/app/cli_outcome.h"
#include "tests/support/raw_listener.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using patchbay::test::Outcome;
using patchbay::test::runCli;

namespace {

const QByteArray priceList = R"({"sample_spec": {}, "broken": 7,
    "gpt-4o": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06},
    "whisper-1": {"litellm_provider": "openai", "mode": "audio_transcription", "input_cost_per_second": 0.0001, "output_cost_per_second": 0.0001}})";

} // namespace

class TestCliCatalog : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        QFile file(m_directory->filePath(u"prices.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(priceList);
    }

    void wrongUsageIsTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no verb") << QStringList { u"catalog"_s };
        QTest::newRow("unknown verb") << QStringList { u"catalog"_s, u"burn"_s };
        QTest::newRow("show nothing") << QStringList { u"catalog"_s, u"show"_s };
        QTest::newRow("import two") << QStringList { u"catalog"_s, u"import"_s, u"a"_s, u"b"_s };
        QTest::newRow("unknown capability") << QStringList { u"catalog"_s, u"list"_s, u"--can"_s, u"fly"_s };
        QTest::newRow("tokens of no model") << QStringList { u"tokens"_s };
    }
    void wrongUsageIsTwo()
    {
        QFETCH(QStringList, arguments);
        const Outcome outcome = run(arguments);
        QCOMPARE(outcome.exitCode, 2);
        QVERIFY(outcome.out.isEmpty() && !outcome.err.isEmpty());
    }

    void importsAFileAndPricesWithIt()
    {
        const Outcome before = cost(u"openai/gpt-4o"_s, R"({"prompt_tokens": 1000, "completion_tokens": 0})");
        QCOMPARE(before.json().value("usd"_L1).toString(), u"0.002500000"_s);
        const Outcome imported = run({ u"catalog"_s, u"import"_s, m_directory->filePath(u"prices.json"_s), u"--json"_s });
        QCOMPARE(imported.exitCode, 0);
        QCOMPARE(imported.json().value("entries"_L1).toInt(), 3);
        QCOMPARE(imported.json().value("models"_L1).toInt(), 2);
        QCOMPARE(imported.json().value("problems"_L1).toArray().size(), 1);
        QVERIFY(!imported.json().value("changed"_L1).toArray().isEmpty());
        const Outcome after = cost(u"openai/gpt-4o"_s, R"({"prompt_tokens": 1000, "completion_tokens": 0})");
        QCOMPARE(after.json().value("usd"_L1).toString(), u"0.001000000"_s);
        QVERIFY(after.json().value("price_table"_L1).toString().startsWith(u"prices.json 20"_s));
        const Outcome again = run({ u"catalog"_s, u"import"_s, m_directory->filePath(u"prices.json"_s), u"--json"_s });
        QVERIFY(again.json().value("changed"_L1).toArray().isEmpty());
        QVERIFY(again.json().value("added"_L1).toArray().isEmpty());
    }

    void importsFromAnAddress()
    {
        patchbay::testing::RawListener listener;
        std::jthread server([&listener] {
            patchbay::testing::RawSocket socket = listener.accept();
            socket.receiveUntil("\r\n\r\n");
            socket.send("HTTP/1.1 200 OK\r\ncontent-length: " + std::to_string(priceList.size()) + "\r\nconnection: close\r\n\r\n"
                         + priceList.toStdString());
        });
        const QString url = u"http://127.0.0.1:%1/map/prices.json?raw=1"_s.arg(listener.port());
        const Outcome imported = run({ u"catalog"_s, u"import"_s, url, u"--json"_s });
        QVERIFY2(imported.exitCode == 0, imported.err.constData());
        QCOMPARE(imported.json().value("table"_L1).toString(), u"prices.json"_s);
    }

    void saysWhatTheAddressAnswered()
    {
        patchbay::testing::RawListener listener;
        std::jthread server([&listener] {
            patchbay::testing::RawSocket socket = listener.accept();
            socket.receiveUntil("\r\n\r\n");
            socket.send("HTTP/1.1 302 Found\r\nlocation: https://elsewhere.example/\r\ncontent-length: 0\r\n\r\n");
        });
        const Outcome imported = run({ u"catalog"_s, u"import"_s, u"http://127.0.0.1:%1/x"_s.arg(listener.port()) });
        QCOMPARE(imported.exitCode, 1);
        QVERIFY(imported.err.contains("elsewhere.example"));
        QCOMPARE(run({ u"catalog"_s, u"import"_s, u"/no/such/file"_s }).exitCode, 1);
    }

    void listsAndShows()
    {
        const Outcome listed = run({ u"catalog"_s, u"list"_s, u"--provider"_s, u"anthropic"_s, u"--can"_s, u"vision"_s, u"--json"_s });
        QCOMPARE(listed.exitCode, 0);
        const QJsonArray models = QJsonDocument::fromJson(listed.out).array();
        QVERIFY(models.size() >= 10);
        for (const QJsonValue &model : models) {
            QVERIFY(model.toObject().value("model"_L1).toString().startsWith(u"anthropic/"_s));
        }
        const Outcome shown = run({ u"catalog"_s, u"show"_s, u"openai/gpt-4o"_s, u"--json"_s });
        QCOMPARE(shown.json().value("context"_L1).toInt(), 128000);
        const Outcome missing = run({ u"catalog"_s, u"show"_s, u"openai/gpt-4p"_s });
        QCOMPARE(missing.exitCode, 1);
        QVERIFY(missing.err.contains("openai/gpt-4o"));
    }

    void costsBySecondsAndAtHome()
    {
        QCOMPARE(cost(u"openai/whisper-1"_s, R"({"seconds": 12.5})").json().value("usd"_L1).toString(), u"0.001250000"_s);
        const QJsonObject local = cost(u"ollama/anything"_s, R"({"prompt_tokens": 5})").json();
        QCOMPARE(local.value("usd"_L1).toString(), u"0.000000000"_s);
        QCOMPARE(local.value("price_table"_L1).toString(), u"local"_s);
        QCOMPARE(cost(u"openai/gpt-4o"_s, R"({"prompt_tokens": -5})").exitCode, 1);
    }

    void countsTokens()
    {
        const Outcome counted = run({ u"tokens"_s, u"--model"_s, u"openai/gpt-4o"_s }, "Hello, world!");
        QCOMPARE(counted.json().value("tokens"_L1).toInt(), 4);
        QVERIFY(counted.json().value("exact"_L1).toBool());
    }

private:
    Outcome cost(const QString &model, const QByteArray &usage) const
    {
        return run({ u"cost"_s, u"--model"_s, model }, usage);
    }

    Outcome run(const QStringList &arguments, const QByteArray &input = {}) const
    {
        return runCli(m_directory->path(), arguments, input);
    }

    std::unique_ptr<QTemporaryDir> m_directory;
};

QTEST_APPLESS_MAIN(TestCliCatalog)
#include "tst_cli_catalog.moc"
