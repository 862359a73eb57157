// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a vault is after the power went, and after any one call of the disk has failed. `bench reliability` does the
// first 100,000 times.
#include "app/bench/power_loss_disk.h"
#include "app/bench/vault_losses.h"
#include "tests/models/vault/vault_samples.h"

#include <QTest>

#include <cerrno>

using namespace patchbay;
using namespace patchbay::bench;
using namespace patchbay::vault;

class TestVaultLosses : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theOldOrTheNewVaultOpens()
    {
        constexpr int times = 5'000;
        const LossFigures figures = losePower(times, 7);
        QCOMPARE(figures.losses, times);
        QVERIFY2(figures.wrong == 0, figures.firstWrong.c_str());
        // Both happen, else nothing was cut in the middle of a save.
        QVERIFY(figures.old > times / 10 && figures.fresh > times / 100);
    }

    // What the one above is worth: a disk that does not keep its word is found out.
    void aDiskThatForgetsIsFoundOut()
    {
        constexpr int times = 1'000;
        QVERIFY(losePower(times, 7, false).wrong > times / 10);
    }

    void whateverCallFailsNothingIsLost()
    {
        const SystemClock clock;
        const SecretBytes passphrase = SecretBytes::copyOf("correct horse");
        const std::string file = "/data/vault.bin";
        for (const int reason : { ENOSPC, EIO, EROFS }) {
            bool failed = true;
            for (int calls = 0; failed; ++calls) {
                PowerLossDisk disk;
                Result<Vault> vault = Vault::create(file, passphrase, clock, { KeyCost { 1, leastMemoryKibibytes }, &disk });
                QVERIFY(vault && vault->add(record("work", "old")));
                disk.failAfter(calls, reason);
                SecretParts parts;
                parts.emplace("key", SecretBytes::copyOf("new"));
                const Result<void> rotated = vault->rotate("work", std::move(parts), {});
                failed = disk.hasFailed();
                if (!failed) {
                    QVERIFY(rotated);
                    QVERIFY2(calls > 8, "a save makes more calls than that");
                    break;
                }
                // A backup that could not be kept is no reason to refuse the save.
                Result<Vault> again = Vault::open(file, clock, &disk);
                QVERIFY(again && again->unlock(passphrase));
                const std::string there = text(again->find("work")->parts.at("key"));
                QVERIFY(there == "new" || (there == "old" && !rotated));
                QCOMPARE(text(vault->find("work")->parts.at("key")), rotated ? "new" : "old");
                QVERIFY(vault->add(record("more", "x")));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestVaultLosses)
#include "tst_vault_losses.moc"
