// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an account of the vault brings along on the wire: its address, region and version, its parts and its headers,
// and nothing of another account's; and the test of a key, which is such a call.
#include "app/serving/served_keys.h"
#include "app/shared/key_probe.h"
#include "models/vault/key_parts.h"
#include "models/vault/key_watch_ledger.h"
#include "models/vault/vault_keys.h"
#include "tests/support/engine_rig.h"

#include <QTest>

#include <set>

using namespace patchbay;
using namespace patchbay::test;
using vault::VaultRecord;

namespace {

VaultRecord account(const std::string &name, const std::string &provider,
                    std::initializer_list<std::pair<const char *, std::string>> parts, const std::string &origin = {})
{
    VaultRecord record;
    record.id = "key_" + name;
    record.name = name;
    record.provider = provider;
    record.origin = origin;
    for (const auto &[part, secret] : parts) {
        record.parts.emplace(part, SecretBytes::copyOf(secret));
    }
    return record;
}

std::string header(const Seen &seen, std::string_view name)
{
    return std::string(headerValue(seen.headers, name));
}

// An engine whose keys are a vault's, before a scripted server.
struct Rig : EngineRig {
    Rig()
        : vaultKeys(catalog, none)
        , served(vaultKeys)
    {
        none.values.clear();
        script = [](const Seen &, int) {
            return json(R"({"id":"x","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant",)"
                        R"("content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}})");
        };
        EngineParts parts { catalog, runtime, served, ledger, clock, {}, {}, {} };
        vaultEngine = std::make_unique<Engine>(std::move(parts));
    }
    ~Rig() { vaultEngine.reset(); }

    EngineEvent call(const std::string &model, const std::string &keyName = {}, const std::string &apiBase = {})
    {
        CompletionCall call;
        call.request.model = model;
        call.request.messages = { textMessage(MessageRole::User, "x") };
        call.keyName = keyName;
        call.apiBase = apiBase;
        call.retry.maximumAttempts = 1;
        auto last = std::make_shared<std::promise<EngineEvent>>();
        vaultEngine->start(std::move(call), [last](const EngineEvent &event) {
            if (std::holds_alternative<CallSucceeded>(event) || std::holds_alternative<CallFailed>(event)) {
                last->set_value(event);
            }
        });
        return last->get_future().get();
    }
    void use(std::vector<VaultRecord> records) { vaultKeys.use(records); }

    MappedKeys none;
    vault::VaultKeys vaultKeys;
    serving::ServedKeys served; // as a gateway has them
    std::unique_ptr<Engine> vaultEngine;
};

std::string problemOf(const EngineEvent &event)
{
    const auto *failed = std::get_if<CallFailed>(&event);
    return failed != nullptr ? failed->error.message : std::string();
}

} // namespace

class TestKeyAccounts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Two resources of Azure's, one computer: each call has one's address, version and key.
    void anAccountBringsItsOwnAddressAndVersion()
    {
        Rig rig;
        Rig other;
        std::vector<VaultRecord> records;
        records.push_back(account("east", "azure", { { "key", "east-key" }, { "azure_api_version", "2024-01-01" } }, rig.base));
        records.push_back(account("west", "azure", { { "key", "west-key" }, { "azure_api_version", "2025-02-02" } }, other.base));
        rig.use(std::move(records));
        for (int call = 0; call < 4; ++call) {
            const EngineEvent done = rig.call("azure/gpt-4o");
            QVERIFY2(std::holds_alternative<CallSucceeded>(done), problemOf(done).c_str());
        }
        QCOMPARE(rig.seen.size(), 2U);
        QCOMPARE(other.seen.size(), 2U);
        for (const Seen &seen : rig.seen) {
            QCOMPARE(header(seen, "api-key"), "east-key");
            QVERIFY2(seen.target.ends_with("api-version=2024-01-01"), seen.target.c_str());
        }
        for (const Seen &seen : other.seen) {
            QCOMPARE(header(seen, "api-key"), "west-key");
            QVERIFY2(seen.target.ends_with("api-version=2025-02-02"), seen.target.c_str());
        }
        QCOMPARE(rig.ledger.rows().front().draft.providerKey, "patchbay/vault:east");
        // Named, it is the one that was named.
        (void)rig.call("azure/gpt-4o", "patchbay/vault:west");
        QCOMPARE(other.seen.size(), 3U);
        // An address that the call itself has chooses the account that is bound to it.
        for (int call = 0; call < 2; ++call) {
            (void)rig.call("azure/gpt-4o", {}, rig.base);
        }
        QCOMPARE(rig.seen.size(), 4U);
        QCOMPARE(header(rig.seen.back(), "api-key"), "east-key");
    }

    // Region, access key and signature are of one account.
    void accountsOfAmazonTakeTurns()
    {
        Rig rig;
        std::vector<VaultRecord> records;
        for (const auto &[name, region] : { std::pair("one", "eu-west-1"), std::pair("two", "us-west-2") }) {
            const std::string id = name;
            records.push_back(account(name, "bedrock",
                                      { { "aws_access_key_id", "AKIA" + id }, { "aws_secret_access_key", "secret-of-" + id },
                                        { "aws_region_name", region } }));
        }
        // The second one's alone: it must not slip into the first one's signature.
        records.back().parts.emplace("aws_session_token", SecretBytes::copyOf("token-of-two"));
        rig.use(std::move(records));
        std::set<std::string> scopes;
        for (int call = 0; call < 4; ++call) {
            (void)rig.call("bedrock/anthropic.claude-3-haiku-20240307-v1:0", {}, rig.base);
            const std::string signature = rig.seen.back().authorization;
            const bool isOne = signature.contains("Credential=AKIAone/");
            QVERIFY2(isOne || signature.contains("Credential=AKIAtwo/"), signature.c_str());
            QVERIFY2(signature.contains(isOne ? "/eu-west-1/" : "/us-west-2/"), signature.c_str());
            QCOMPARE(header(rig.seen.back(), "x-amz-security-token"), isOne ? "" : "token-of-two");
            scopes.insert(isOne ? "one" : "two");
            QCOMPARE(rig.ledger.rows().back().draft.providerKey, isOne ? "patchbay/vault:one" : "patchbay/vault:two");
        }
        QCOMPARE(scopes.size(), 2U);
    }

    // One key of a pool that is refused or exhausted costs nobody a call: the next one is tried within it.
    void aRefusedKeyLetsTheNextOneTry()
    {
        Rig rig;
        vault::KeyWatchLedger watch(rig.ledger, &rig.vaultKeys);
        rig.vaultEngine = std::make_unique<Engine>(EngineParts { rig.catalog, rig.runtime, rig.served, watch, rig.clock, {}, {}, {} });
        const auto good = rig.script;
        rig.script = [good](const Seen &seen, int number) {
            if (seen.authorization.contains("quota-key")) {
                return json(R"({"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}})", 429);
            }
            return seen.authorization.contains("bad-key") ? json(R"({"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}})", 401)
                                                          : good(seen, number);
        };
        std::vector<VaultRecord> records;
        for (const char *name : { "quota", "bad", "one", "two" }) {
            records.push_back(account(name, "openai", { { "key", std::string(name) + "-key" } }, rig.base));
        }
        rig.use(std::move(records));
        for (int call = 0; call < 8; ++call) {
            const EngineEvent done = rig.call("openai/gpt-4o", "os.environ/OPENAI_API_KEY");
            QVERIFY2(std::holds_alternative<CallSucceeded>(done), problemOf(done).c_str());
        }
        // Each bad one was asked once, and has a row of its own; after that it rests.
        QCOMPARE(rig.seen.size(), 10U);
        QCOMPARE(rig.ledger.rows().size(), 10U);
        // Where all are refused the caller hears why, after each was asked at most once.
        std::vector<VaultRecord> refused;
        for (const char *name : { "bad-key-a", "bad-key-b" }) {
            refused.push_back(account(name, "openai", { { "key", name } }, rig.base));
        }
        rig.use(std::move(refused));
        const std::size_t before = rig.seen.size();
        const EngineEvent failed = rig.call("openai/gpt-4o", "os.environ/OPENAI_API_KEY");
        QVERIFY(problemOf(failed).contains("Incorrect API key"));
        QCOMPARE(rig.seen.size(), before + 2);
    }

    // What a test said of a key is remembered: it waits while another one fits, and serves again once it works.
    void aKeyThatFailedItsTestWaits()
    {
        Rig rig;
        std::vector<VaultRecord> records;
        for (const char *name : { "refused", "empty", "good" }) {
            records.push_back(account(name, "openai", { { "key", std::string(name) + "-key" } }, rig.base));
        }
        records[0].testResult = "not accepted";
        records[1].testResult = "no quota";
        rig.use(std::move(records));
        for (int call = 0; call < 4; ++call) {
            (void)rig.call("openai/gpt-4o");
            QCOMPARE(rig.seen.back().authorization, "Bearer good-key");
        }
        rig.vaultKeys.wake("patchbay/vault:empty");
        std::set<std::string> used;
        for (int call = 0; call < 4; ++call) {
            (void)rig.call("openai/gpt-4o");
            used.insert(rig.seen.back().authorization);
        }
        QCOMPARE(used, (std::set<std::string> { "Bearer good-key", "Bearer empty-key" }));
    }

    // A key of a gateway of one's own serves where the provider has none, and is not sent to the provider.
    void aKeyThatIsBoundElsewhereIsSentThere()
    {
        Rig rig;
        std::vector<VaultRecord> records;
        records.push_back(account("corp", "openai", { { "key", "corp-key" } }, rig.base));
        rig.use(std::move(records));
        const EngineEvent done = rig.call("openai/gpt-4o");
        QVERIFY2(std::holds_alternative<CallSucceeded>(done), problemOf(done).c_str());
        QCOMPARE(rig.seen.back().target, "/v1/chat/completions");
        QCOMPARE(rig.seen.back().authorization, "Bearer corp-key");
        // To an address of the call's own it does not go.
        Rig other;
        const EngineEvent refused = rig.call("openai/gpt-4o", {}, other.base + "/v1");
        QVERIFY(std::holds_alternative<CallFailed>(refused) && other.seen.empty());
        const EngineEvent named = rig.call("openai/gpt-4o", "patchbay/vault:corp", other.base + "/v1");
        QVERIFY(std::holds_alternative<CallFailed>(named) && other.seen.empty());
    }

    void headersGoBesideTheKey()
    {
        Rig rig;
        std::vector<VaultRecord> records;
        records.push_back(account("work", "openai",
                                  { { "key", "sk-the-key-itself" }, { "header:cf-access-client-id", "client-7" },
                                    { "header:x-team", "team-secret-42" } },
                                  rig.base));
        rig.use(std::move(records));
        (void)rig.call("openai/gpt-4o");
        QCOMPARE(rig.seen.back().authorization, "Bearer sk-the-key-itself");
        QCOMPARE(header(rig.seen.back(), "cf-access-client-id"), "client-7");
        QCOMPARE(header(rig.seen.back(), "x-team"), "team-secret-42");
        // What comes back is rid of each of them.
        rig.script = [](const Seen &seen, int) {
            return json("{\"error\":{\"message\":\"no: " + header(seen, "x-team") + " and sk-the-key-itself\"}}", 400);
        };
        const std::string problem = problemOf(rig.call("openai/gpt-4o"));
        QVERIFY2(problem.contains("<redacted> and <redacted>") && !problem.contains("42"), problem.c_str());
        // Not to anybody else.
        Rig other;
        (void)rig.call("openai/gpt-4o", {}, other.base + "/v1");
        QVERIFY(other.seen.empty());
    }

    // Short ones too, which no piece of tells.
    void aKeyInAHeaderSetIsTakenOutOfAnswers()
    {
        Rig rig;
        std::vector<VaultRecord> records;
        records.push_back(account("work", "openai", { { "key", "k-4711" }, { "header:x-team", "t-0815" } }, rig.base));
        rig.use(std::move(records));
        rig.script = [](const Seen &, int) { return json(R"({"error":{"message":"not k-4711, not t-0815"}})", 400); };
        const std::string problem = problemOf(rig.call("openai/gpt-4o"));
        QVERIFY2(problem.contains("not <redacted>, not <redacted>"), problem.c_str());
    }

    // A key of another address does not take turns with those of the address in force.
    void theAddressInForceChooses()
    {
        Rig rig;
        Rig other;
        std::vector<VaultRecord> records;
        records.push_back(account("corp", "openai", { { "key", "corp-key" } }, other.base));
        records.push_back(account("own", "openai", { { "key", "own-key" } }, rig.base));
        rig.use(std::move(records));
        rig.vaultEngine->setApiBase("openai", rig.base + "/v1");
        for (int call = 0; call < 4; ++call) {
            (void)rig.call("openai/gpt-4o");
        }
        QCOMPARE(rig.seen.size(), 4U);
        QVERIFY(other.seen.empty());
    }

    void headersMayStandForTheKey()
    {
        Rig rig;
        std::vector<VaultRecord> records;
        records.push_back(account("proxy", "anthropic", { { "header:x-proxy-token", "let-me-in" } }, rig.base));
        rig.use(std::move(records));
        (void)rig.call("anthropic/claude-3-haiku-20240307");
        QCOMPARE(rig.seen.size(), 1U);
        QCOMPARE(header(rig.seen.back(), "x-proxy-token"), "let-me-in");
        QCOMPARE(header(rig.seen.back(), "x-api-key"), "");
        QCOMPARE(rig.ledger.rows().back().draft.providerKey, "patchbay/vault:proxy");
        // One that goes where the key would go takes its place.
        std::vector<VaultRecord> both;
        both.push_back(account("proxy", "anthropic", { { "key", "sk-ant-key" }, { "header:x-api-key", "the-proxys-own" } }, rig.base));
        rig.use(std::move(both));
        (void)rig.call("anthropic/claude-3-haiku-20240307");
        QCOMPARE(header(rig.seen.back(), "x-api-key"), "the-proxys-own");
    }

    // The old set of a rotation is one account, the new one another.
    void aRotationShiftsWholeAccounts()
    {
        Rig rig;
        std::vector<VaultRecord> records;
        records.push_back(account("proxy", "openai", { { "key", "new-key" }, { "header:x-team", "new-team" } }, rig.base));
        records.back().previous.emplace("key", SecretBytes::copyOf("old-key"));
        records.back().previous.emplace("header:x-team", SecretBytes::copyOf("old-team"));
        records.back().previousUntil = rig.clock.now() + std::chrono::hours(1);
        records.back().share = 50;
        rig.use(std::move(records));
        std::set<std::string> pairs;
        for (int call = 0; call < 8; ++call) {
            (void)rig.call("openai/gpt-4o");
            pairs.insert(rig.seen.back().authorization + ' ' + header(rig.seen.back(), "x-team"));
        }
        QCOMPARE(pairs, (std::set<std::string> { "Bearer new-key new-team", "Bearer old-key old-team" }));
    }

    void theTestOfAKeyIsACallWithItsAccount()
    {
        Rig rig;
        KeyProbe probe({ rig.catalog, rig.runtime, rig.clock, {} });
        const auto ask = [&](const VaultRecord &record) {
            std::promise<Result<std::vector<std::string>>> answered;
            probe.ask(record, {}, [&answered](Result<std::vector<std::string>> models) { answered.set_value(std::move(models)); });
            return answered.get_future().get();
        };
        rig.script = [](const Seen &, int) { return json(R"({"data":[{"id":"gpt-4o","object":"model"}]})"); };
        const auto models = ask(account("work", "openai", { { "key", "sk-1" }, { "header:x-team", "t" } }, rig.base));
        QVERIFY2(models, models ? "" : models.error().message.c_str());
        QCOMPARE(*models, std::vector<std::string> { "gpt-4o" });
        QCOMPARE(rig.seen.back().target, "/v1/models");
        QCOMPARE(header(rig.seen.back(), "x-team"), "t");
        // Azure lists under its own address and wants a version.
        QVERIFY(ask(account("east", "azure", { { "key", "k" }, { "azure_api_version", "2024-01-01" } }, rig.base)));
        QCOMPARE(rig.seen.back().target, "/openai/models?api-version=2024-01-01");
        rig.script = [](const Seen &, int) { return json(R"({"error":{"message":"bad"}})", 401); };
        QCOMPARE(ask(account("work", "openai", { { "key", "sk-1" } }, rig.base)).error().kind, ErrorClass::Authentication);
        // Nothing of it is a call of the person's.
        QVERIFY(rig.ledger.rows().empty());
    }

    // The session's own key comes before the vault's, and single keys of the environment are found as ever.
    void withoutAnAccountKeysAreFoundAsEver()
    {
        Rig rig;
        rig.none.values["OPENAI_API_KEY"] = "from-elsewhere";
        (void)rig.call("openai/gpt-4o", {}, rig.base + "/v1");
        QCOMPARE(rig.seen.back().authorization, "Bearer from-elsewhere");
    }
};

QTEST_GUILESS_MAIN(TestKeyAccounts)
#include "tst_key_accounts.moc"
