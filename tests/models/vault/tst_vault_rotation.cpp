// SPDX-License-Identifier: GPL-3.0-or-later
//
// A key's rotation as the vault keeps it: the old one stays for a while, gets its share of the calls, and is to be revoked.
#include "models/vault/vault_keys.h"
#include "tests/models/vault/vault_samples.h"

#include <QTest>

#include <format>
#include <map>

using namespace patchbay;
using namespace patchbay::vault;
using namespace Qt::StringLiterals;

class TestVaultRotation : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_directory;
    SteppedClock m_clock;
    SecretBytes m_passphrase = SecretBytes::copyOf("correct horse");

    std::filesystem::path file() const { return m_directory->filePath(u"vault.bin"_s).toStdString(); }
    Vault created() { return std::move(*Vault::create(file(), m_passphrase, m_clock, cheap())); }

private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void rotationKeepsTheOldKeyForAWhile()
    {
        Vault vault = created();
        QVERIFY(vault.add(record("work", "old")));
        SecretParts parts;
        parts.emplace("key", SecretBytes::copyOf("new"));
        QVERIFY(vault.rotate("work", std::move(parts), m_clock.wall + std::chrono::hours(24)));
        Result<Vault> again = Vault::open(file(), m_clock);
        QVERIFY(again->unlock(m_passphrase));
        QCOMPARE(text(again->find("work")->parts.at("key")), "new");
        QCOMPARE(text(again->find("work")->previous.at("key")), "old");
        QCOMPARE(*again->find("work")->previousUntil, m_clock.wall + std::chrono::hours(24));
        QCOMPARE(again->rotate("nobody", {}, {}).error().code, "not_found");
    }

    // The vault forgets the old key, the provider does not: until the person says that it was revoked there.
    void whatWasRotatedOutIsToBeRevoked()
    {
        Vault vault = created();
        QVERIFY(vault.add(record("work", "sk-the-first-of-three-1111")));
        const auto rotateTo = [&vault](const char *secret, std::optional<WallTime> until) {
            SecretParts parts;
            parts.emplace("key", SecretBytes::copyOf(secret));
            return vault.rotate("work", std::move(parts), until);
        };
        const WallTime tomorrow = m_clock.wall + std::chrono::hours(24);
        QVERIFY(rotateTo("sk-the-second-of-three-2222", tomorrow));
        QCOMPARE(vault.revoked("work").error().code, "nothing_to_revoke"); // it may be in use
        m_clock.wall = tomorrow;
        QVERIFY(rotateTo("sk-the-third-of-three-3333", std::nullopt));
        Result<Vault> again = Vault::open(file(), m_clock);
        QVERIFY(again->unlock(m_passphrase));
        const std::vector<ToRevoke> expected { { "····1111", tomorrow }, { "····2222", tomorrow } };
        QVERIFY(again->find("work")->toRevoke == expected);
        QVERIFY(again->revoked("work"));
        QVERIFY(again->find("work")->toRevoke.empty());
        QCOMPARE(again->revoked("work").error().code, "nothing_to_revoke");
        QCOMPARE(again->revoked("nobody").error().code, "not_found");
        const auto rotateAgain = [&again](const std::string &secret, std::optional<WallTime> until) {
            SecretParts parts;
            parts.emplace("key", SecretBytes::copyOf(secret));
            return again->rotate("work", std::move(parts), until);
        };
        // The key that it has already is no new one: nobody is told to revoke what is in use.
        QCOMPARE(rotateAgain("sk-the-third-of-three-3333", tomorrow).error().code, "same_secret");
        QVERIFY(again->find("work")->toRevoke.empty());
        // Another rotation within the grace would end the first one's before its time: it is refused.
        QVERIFY(rotateAgain("sk-the-fourth-of-four-4444", m_clock.wall + std::chrono::hours(9)));
        m_clock.wall += std::chrono::hours(1);
        QCOMPARE(rotateAgain("sk-the-fifth-of-five-5555", m_clock.wall + std::chrono::hours(9)).error().code, "rotating");
        QCOMPARE(text(again->find("work")->previous.at("key")), "sk-the-third-of-three-3333");
        QVERIFY(again->retire("work"));
        // Back to the one before: it is in use again, and not to be revoked.
        QVERIFY(rotateAgain("sk-the-third-of-three-3333", std::nullopt));
        QCOMPARE(again->find("work")->toRevoke.size(), 1U);
        QCOMPARE(again->find("work")->toRevoke.front().masked, "····4444");
        QVERIFY(again->revoked("work"));
        // Who never looks is reminded of the last ones, and the vault does not grow for ever.
        for (int rotation = 0; rotation < 40; ++rotation) {
            QVERIFY(rotateAgain(std::format("sk-once-more-and-again-{:04}", rotation), std::nullopt));
        }
        QCOMPARE(again->find("work")->toRevoke.size(), 16U);
        QVERIFY(again->revoked("work"));
        // Retired before its time, it is to be revoked at once.
        QVERIFY(again->reload() && rotateAgain("sk-the-last-of-all-9999", m_clock.wall + std::chrono::hours(9)));
        QVERIFY(again->retire("work"));
        QCOMPARE(again->find("work")->toRevoke.front().since, m_clock.wall);
    }

    void theOldKeyOfARotationGetsItsShare()
    {
        const Result<Catalog> catalog = Catalog::builtIn();
        const OneKey otherwise;
        Vault vault = created();
        QVERIFY(vault.add(record("work", "old")));
        SecretParts parts;
        parts.emplace("key", SecretBytes::copyOf("new"));
        QVERIFY(vault.rotate("work", std::move(parts), m_clock.wall + std::chrono::hours(1), 10));
        VaultKeys keys(*catalog, otherwise, &m_clock);
        const auto counted = [&] {
            std::map<std::string, int> names;
            for (int call = 0; call < 200; ++call) {
                const std::optional<NamedSecret> found = keys.findNamed("OPENAI_API_KEY", openAiOrigin);
                ++names[found ? found->name + '=' + text(found->secret) : "none"];
            }
            return names;
        };
        keys.use(vault.records());
        QCOMPARE(counted(), (std::map<std::string, int> { { "patchbay/vault:work=new", 20 }, { "patchbay/vault:work (old)=old", 180 } }));
        QVERIFY(vault.shift("work", 100));
        keys.use(vault.records());
        QCOMPARE(counted(), (std::map<std::string, int> { { "patchbay/vault:work=new", 200 } }));
        // What has had its time is not written again.
        m_clock.wall += std::chrono::hours(2);
        QVERIFY(vault.add(record("other", "x")));
        QVERIFY(vault.find("work")->previous.empty() && !vault.find("work")->previousUntil);
    }
};

QTEST_GUILESS_MAIN(TestVaultRotation)
#include "tst_vault_rotation.moc"
