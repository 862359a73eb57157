// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bills by the providers' own calls: a server that answers as they do, page by page, and the command that compares.
#include "app/shared/bill_pull.h"
#include "models/ledger/attempt_table.h"
#include "models/spend/reconciliation.h"
#include "providers/engine/environment_keys.h"
#include "providers/transport/http_server.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <future>
#include <mutex>

using namespace patchbay;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::sys_days day { std::chrono::year(2026) / 11 / 20 };

// The providers' words, the figures made up.
const std::string costs = R"({"object":"page","data":[{"object":"bucket","start_time":1795132800,"end_time":1795219200,"results":[
  {"object":"organization.costs.result","amount":{"value":0.25,"currency":"usd"},"line_item":"gpt-4o-2024-08-06, input","project_id":null}]}],
  "has_more":true,"next_page":"page_AAA="})";
const std::string moreCosts = R"({"object":"page","data":[{"object":"bucket","start_time":1795132800,"end_time":1795219200,"results":[
  {"object":"organization.costs.result","amount":{"value":0.1,"currency":"usd"},"line_item":"gpt-4o-2024-08-06, output","project_id":null}]}],
  "has_more":false,"next_page":null})";
const std::string usage = R"({"object":"page","data":[{"object":"bucket","start_time":1795132800,"end_time":1795219200,"results":[
  {"object":"organization.usage.completions.result","input_tokens":100000,"output_tokens":10000,"input_cached_tokens":0,"num_model_requests":1,
   "model":"gpt-4o-2024-08-06","batch":null}]}],"has_more":false,"next_page":null})";
const std::string anthropicCosts = R"({"data":[{"starting_at":"2026-11-20T00:00:00Z","ending_at":"2026-11-21T00:00:00Z","results":[
  {"currency":"USD","amount":"123.45","workspace_id":null,"description":"Claude Sonnet 4 Usage - Input Tokens","cost_type":"tokens",
   "context_window":"0-200k","model":"claude-sonnet-4-20250514","service_tier":"standard","token_type":"uncached_input_tokens"}]}],
  "has_more":false,"next_page":null})";
const std::string anthropicUsage = R"({"data":[{"starting_at":"2026-11-20T00:00:00Z","ending_at":"2026-11-21T00:00:00Z","results":[
  {"uncached_input_tokens":411500,"cache_creation":{"ephemeral_1h_input_tokens":0,"ephemeral_5m_input_tokens":0},"cache_read_input_tokens":0,
   "output_tokens":0,"model":"claude-sonnet-4-20250514"}]}],"has_more":false,"next_page":null})";
const std::string activity = R"({"data":[{"date":"2026-11-20","model":"openai/gpt-4.1","model_permaslug":"openai/gpt-4.1-2025-04-14",
  "endpoint_id":"550e8400-e29b-41d4-a716-446655440000","provider_name":"OpenAI","usage":0.015,"byok_usage_inference":0,"requests":5,
  "prompt_tokens":50,"completion_tokens":125,"reasoning_tokens":25}]})";

// Answers as the three do, to whoever has the right key.
class Provider {
public:
    Provider()
        : m_server(*transport::HttpServer::listen(m_runtime, "127.0.0.1", 0, [this](const transport::ServerRequest &request, std::shared_ptr<transport::Responder> to) {
            const std::scoped_lock lock(m_mutex);
            const std::string target(request.target);
            m_asked.push_back(target);
            const bool bearer = headerOf(request, "authorization") == "Bearer admin-key-of-a-test";
            const bool header = headerOf(request, "x-api-key") == "admin-key-of-a-test" && headerOf(request, "anthropic-version") == "2023-06-01";
            if (!bearer && !header) {
                to->respond({ 401, {}, R"({"error":{"message":"no"}})" });
                return;
            }
            const std::string *answer = target.starts_with("/v1/organization/costs") ? (target.contains("page=page_AAA%3D") ? &moreCosts : &costs)
                : target.starts_with("/v1/organization/usage/completions")           ? &usage
                : target.starts_with("/v1/organizations/cost_report")                ? &anthropicCosts
                : target.starts_with("/v1/organizations/usage_report/messages")      ? &anthropicUsage
                : target.starts_with("/v1/activity?date=2026-11-20")                 ? &activity
                                                                                     : nullptr;
            to->respond({ answer ? 200 : 404, { { "content-type", "application/json" } }, answer ? *answer : std::string("{}") });
        }))
    {
    }
    std::string origin() const { return "http://127.0.0.1:" + std::to_string(m_server->port()); }
    std::vector<std::string> asked()
    {
        const std::scoped_lock lock(m_mutex);
        return m_asked;
    }
    transport::IoRuntime &runtime() { return m_runtime; }

private:
    static std::string headerOf(const transport::ServerRequest &request, std::string_view name)
    {
        for (const HttpHeader &header : request.headers) {
            if (header.name == name) {
                return std::string(header.value);
            }
        }
        return {};
    }

    std::mutex m_mutex;
    std::vector<std::string> m_asked;
    transport::IoRuntime m_runtime { 1 };
    std::unique_ptr<transport::HttpServer> m_server; // goes first
};

Result<BillFile> pull(Provider &provider, const std::string &name, BillFormat format, const char *key = "admin-key-of-a-test")
{
    const Catalog catalog = Catalog::builtIn().value();
    const EnvironmentKeys keys([key](const std::string &) { return std::string(key); });
    BillPull bill({ catalog, provider.runtime(), keys, {}, { { "openai", provider.origin() + "/v1" }, { "anthropic", provider.origin() }, { "openrouter", provider.origin() + "/v1" } } });
    std::promise<Result<BillPull::Pages>> told;
    bill.ask({ .provider = name, .key = {}, .first = day, .last = day }, [&](Result<BillPull::Pages> pages) { told.set_value(std::move(pages)); });
    return told.get_future().get().and_then([&](const BillPull::Pages &pages) {
        QList<QByteArray> bytes;
        for (const std::string &page : pages) {
            bytes.append(QByteArray::fromStdString(page));
        }
        return readBillPages(bytes, format, QDate(2026, 11, 20), QDate(2026, 11, 20));
    });
}

Money costOf(const Bill &bill)
{
    Money sum;
    for (const BilledLine &line : bill.lines) {
        sum += line.cost.value_or(Money {});
    }
    return sum;
}

} // namespace

class TestBillPull : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pagesOfEachBecomeOneBill()
    {
        Provider provider;
        const auto openai = pull(provider, "openai", BillFormat::OpenAi);
        QVERIFY2(openai, openai ? "" : openai.error().message.c_str());
        QCOMPARE(costOf(openai->bill).nanoDollars, 350'000'000);
        QCOMPARE(openai->bill.refused, 0);
        QVERIFY(std::ranges::any_of(openai->bill.lines, [](const BilledLine &line) { return line.kind == BilledKind::Prompt && line.units == 100'000; }));
        QCOMPARE(provider.asked().size(), 3u);
        QVERIFY2(provider.asked()[0].contains("start_time=1795132800&end_time=1795219200"), provider.asked()[0].c_str());
        const auto anthropic = pull(provider, "anthropic", BillFormat::Anthropic);
        QVERIFY2(anthropic, anthropic ? "" : anthropic.error().message.c_str());
        QCOMPARE(costOf(anthropic->bill).nanoDollars, 1'234'500'000); // cents
        const auto openrouter = pull(provider, "openrouter", BillFormat::OpenRouter);
        QVERIFY2(openrouter, openrouter ? "" : openrouter.error().message.c_str());
        QCOMPARE(costOf(openrouter->bill).nanoDollars, 15'000'000);
    }

    void aKeyOfTheWrongKindIsSaid()
    {
        Provider provider;
        const auto refused = pull(provider, "openai", BillFormat::OpenAi, "sk-canary-of-a-model-key");
        QVERIFY(!refused);
        QVERIFY(refused.error().message.contains("admin key") && !refused.error().message.contains("canary"));
        const auto none = pull(provider, "openai", BillFormat::OpenAi, "");
        QVERIFY(!none && none.error().message.contains("OPENAI_ADMIN_KEY"));
        QCOMPARE(pull(provider, "mistral", BillFormat::Csv).error().kind, ErrorClass::BadRequest);
    }

    // The command: the vault is not needed, the key is in the environment and nowhere else.
    void theCommandComparesWithTheLedger()
    {
        Provider provider;
        const QTemporaryDir folder;
        {
            auto database = AttemptTable::openDatabase(folder.filePath(u"ledger.db"_s)).value();
            AttemptTable table(*database);
            storage::Transaction transaction(*database);
            QVERIFY(table.begin());
            AttemptDraft draft;
            draft.attemptId = "a";
            draft.requestId = "r";
            draft.provider = "openai";
            draft.model = "gpt-4o";
            draft.start = day + 10h;
            AttemptOutcome outcome;
            outcome.usage.promptTokens = 100'000;
            outcome.usage.completionTokens = 10'000;
            outcome.amount = { Money { 350'000'000 }, Basis::Computed, {} };
            QVERIFY(table.apply(ReservedRecord { draft }) && table.apply(SettledRecord { "a", outcome }) && table.finish() && transaction.commit());
        }
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"OPENAI_BASE_URL"_s, QString::fromStdString(provider.origin()) + u"/v1"_s);
        environment.insert(u"OPENAI_ADMIN_KEY"_s, u"admin-key-of-a-test"_s);
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(PATCHBAY_BINARY_DIR) + u"/bin/patchbay-cli"_s,
                      { u"spend"_s, u"reconcile"_s, u"--pull"_s, u"openai"_s, u"--from"_s, u"2026-11-20"_s, u"--to"_s, u"2026-11-20"_s, u"--json"_s, u"--data"_s, folder.path() });
        QVERIFY(process.waitForFinished());
        const QByteArray told = process.readAllStandardOutput();
        const QJsonObject found = QJsonDocument::fromJson(told).object();
        QVERIFY2(found[u"billed_usd"].toString().startsWith(u"0.35"_s) && process.exitCode() == 0, (told + process.readAllStandardError()).constData());
        QCOMPARE(found[u"unexplained_usd"].toString(), u"0.000000000"_s);
    }
};

QTEST_GUILESS_MAIN(TestBillPull)
#include "tst_bill_pull.moc"
