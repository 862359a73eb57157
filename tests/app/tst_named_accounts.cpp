// SPDX-License-Identifier: GPL-3.0-or-later
//
// Accounts of several parts that a configuration names in the vault (`aws_access_key_id: patchbay/vault:NAME`): what a
// deployment of a gateway's sends is signed with that account, and no other.
#include "app/serving/served_keys.h"
#include "models/vault/vault_keys.h"
#include "providers/gateway/gateway_snapshot.h"
#include "providers/gateway/health_checker.h"
#include "tests/support/engine_rig.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::test;
using vault::VaultRecord;

namespace {

VaultRecord amazon(const std::string &name, const std::string &region)
{
    VaultRecord record;
    record.id = "key_" + name;
    record.name = name;
    record.provider = "bedrock";
    record.parts.emplace("aws_access_key_id", SecretBytes::copyOf("AKIA" + name));
    record.parts.emplace("aws_secret_access_key", SecretBytes::copyOf("secret-of-" + name));
    record.parts.emplace("aws_region_name", SecretBytes::copyOf(region));
    return record;
}

// A gateway's configuration and the engine behind it, with the vault's keys, before a scripted server.
struct Rig : EngineRig {
    Rig()
        : vaultKeys(catalog, none)
        , served(vaultKeys)
    {
        none.values.clear();
        script = [](const Seen &, int) { return json(R"({"message":"no"})", 400); };
        EngineParts parts { catalog, runtime, served, ledger, clock, {}, {}, {} };
        vaultEngine = std::make_unique<Engine>(std::move(parts));
        std::vector<VaultRecord> records;
        records.push_back(amazon("one", "eu-west-1"));
        records.push_back(amazon("two", "us-west-2"));
        vaultKeys.use(records);
    }
    ~Rig() { vaultEngine.reset(); }

    // The warnings of a configuration with this one deployment, after it was called.
    // BASE stands for the server's address.
    std::vector<config::Problem> call(std::string parameters, const std::string &model = "bedrock/anthropic.claude-3-haiku-20240307-v1:0")
    {
        if (const std::size_t at = parameters.find("BASE"); at != std::string::npos) {
            parameters.replace(at, 4, base);
        }
        const std::string text = "model_list:\n  - model_name: named\n    litellm_params: {model: " + model + ", api_base: '" + base + "', " + parameters + "}\n";
        const auto snapshot = gateway::GatewaySnapshot::make(
            config::parseConfig(text, "test.yaml"), catalog, [](const std::string &) { return std::string(); },
            [this](std::string_view name) { return vaultKeys.mayKnow(name); });
        if (!snapshot) {
            return {};
        }
        auto ended = std::make_shared<std::promise<void>>();
        vaultEngine->start(gateway::healthCall(**snapshot, 0), [ended](const EngineEvent &event) {
            if (std::holds_alternative<CallSucceeded>(event) || std::holds_alternative<CallFailed>(event)) {
                ended->set_value();
            }
        });
        ended->get_future().wait();
        return (*snapshot)->warnings;
    }

    MappedKeys none;
    vault::VaultKeys vaultKeys;
    serving::ServedKeys served;
    std::unique_ptr<Engine> vaultEngine;
};

} // namespace

class TestNamedAccounts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theNamedAccountSigns_data()
    {
        QTest::addColumn<QString>("parameters");
        QTest::addColumn<QString>("scope");
        QTest::newRow("first") << "aws_access_key_id: 'patchbay/vault:one', aws_secret_access_key: 'patchbay/vault:one'" << "Credential=AKIAone/";
        QTest::newRow("second") << "aws_access_key_id: 'patchbay/vault:two', aws_secret_access_key: 'patchbay/vault:two'" << "Credential=AKIAtwo/";
        QTest::newRow("one part names it") << "aws_access_key_id: 'patchbay/vault:two'" << "Credential=AKIAtwo/";
    }
    void theNamedAccountSigns()
    {
        QFETCH(QString, parameters);
        QFETCH(QString, scope);
        Rig rig;
        for (int time = 0; time < 3; ++time) { // it does not take turns with the other one
            const auto warnings = rig.call(parameters.toStdString());
            QVERIFY2(warnings.empty(), warnings.empty() ? "" : warnings.front().message.c_str());
            QVERIFY(!rig.seen.empty());
            const std::string signature = rig.seen.back().authorization;
            QVERIFY2(signature.contains(scope.toStdString()), signature.c_str());
        }
        QCOMPARE(rig.ledger.rows().back().draft.providerKey, scope.contains(u"one") ? "patchbay/vault:one" : "patchbay/vault:two");
    }

    // Another's keys would pay from another purse, or take the role on.
    void anAccountThatIsNotThereSendsNothing_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("parameters");
        const QString claude = QStringLiteral("bedrock/anthropic.claude-3-haiku-20240307-v1:0");
        const QString keys = QStringLiteral("aws_access_key_id: 'patchbay/vault:three', aws_secret_access_key: 'patchbay/vault:three'");
        QTest::newRow("keys") << claude << keys;
        QTest::newRow("a role") << claude << keys + ", aws_role_name: 'arn:aws:iam::1:role/r', aws_session_name: s, aws_region_name: us-west-2, aws_sts_endpoint: 'BASE'";
        QTest::newRow("a service account") << "vertex_ai/gemini-2.5-flash" << "vertex_credentials: 'patchbay/vault:three', vertex_project: p, vertex_location: us-central1";
    }
    void anAccountThatIsNotThereSendsNothing()
    {
        QFETCH(QString, model);
        QFETCH(QString, parameters);
        Rig rig;
        const auto warnings = rig.call(parameters.toStdString(), model.toStdString());
        QVERIFY2(rig.seen.empty(), rig.seen.empty() ? "" : rig.seen.back().authorization.c_str());
        QVERIFY(std::ranges::any_of(warnings, [](const config::Problem &problem) { return problem.message.contains("three"); }));
    }

    void aRoleIsTakenOnWithTheNamedAccount()
    {
        Rig rig;
        const auto warnings = rig.call("aws_access_key_id: 'patchbay/vault:two', aws_role_name: 'arn:aws:iam::1:role/r', aws_session_name: s, "
                                       "aws_region_name: us-west-2, aws_sts_endpoint: 'BASE'");
        QVERIFY2(warnings.empty(), warnings.empty() ? "" : warnings.front().message.c_str());
        QVERIFY(!rig.seen.empty());
        const Seen &asked = rig.seen.front(); // the token service; it says no
        QVERIFY2(asked.authorization.contains("Credential=AKIAtwo/") && asked.authorization.contains("/sts/"), asked.authorization.c_str());
    }

    void twoNamesAreTold()
    {
        Rig rig;
        const auto warnings = rig.call("aws_access_key_id: 'patchbay/vault:one', aws_secret_access_key: 'patchbay/vault:two'");
        QVERIFY(std::ranges::any_of(warnings, [](const config::Problem &problem) { return problem.message.contains("names another account"); }));
        QVERIFY2(rig.seen.back().authorization.contains("Credential=AKIAone/"), rig.seen.back().authorization.c_str());
    }
};

QTEST_GUILESS_MAIN(TestNamedAccounts)
#include "tst_named_accounts.moc"
