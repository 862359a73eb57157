// SPDX-License-Identifier: GPL-3.0-or-later
//
// A key's rotation as a person does it, the desktop's keychain on the lock page, accounts of several parts, and several
// virtual keys at once.
#include "models/ledger/sql_ledger.h"
#include "models/storage/data_directory.h"
#include "tests/ui/keys/keys_stage.h"
#include "ui/keys/provider_keys_view.h"
#include "ui/keys/virtual_keys_view.h"
#include "ui/shell/command.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTreeView>

using namespace patchbay;

class TestKeysRotation : public QObject {
    Q_OBJECT

    static void record(SqlLedger &ledger, const Stage &stage, const char *id, const char *key, std::chrono::seconds ago)
    {
        AttemptDraft draft;
        draft.attemptId = draft.requestId = id;
        draft.endpoint = "chat";
        draft.provider = "openai";
        draft.model = "gpt-4o";
        draft.providerKey = key;
        draft.start = stage.clock.wall - ago;
        QVERIFY(ledger.reserveAndSend(draft));
        AttemptOutcome outcome;
        outcome.end = stage.clock.wall;
        outcome.httpStatus = 200;
        outcome.amount.money = Money { 4'200'000 };
        outcome.amount.basis = Basis::Computed;
        ledger.settle(draft.attemptId, outcome);
        QVERIFY(ledger.flush());
    }

private Q_SLOTS:
    // What is said of the old key is true from the first second on, and the new one was tested.
    void aFreshRotationSaysWhatIsKnown()
    {
        Stage stage;
        stage.makeVault();
        stage.addKey(u"work"_s, pastedKey);
        const QString id = stage.keeper.keys().first().id;
        stage.panel->providerKeys()->select(id);
        stage.click(u"rotateKeyButton"_s);
        // The one that it has already is no new one.
        stage.paste(u"rotatedKey"_s, QString::fromLatin1(pastedKey));
        stage.click(u"rotateKey"_s);
        const auto *strip = stage.find<QWidget>(u"rotateStrip"_s);
        QTRY_VERIFY(std::ranges::any_of(strip->findChildren<QLabel *>(),
                                        [](const QLabel *label) { return label->text().contains(u"the key that work has already"); }));
        QVERIFY(stage.keeper.key(id)->toRevoke.isEmpty() && !stage.keeper.key(id)->rotated.isValid());
        stage.paste(u"rotatedKey"_s, u"sk-proj-the-new-key-of-the-test-0000000000000000-9999"_s);
        stage.click(u"rotateKey"_s);
        QTRY_VERIFY(stage.find(u"rotationWatch"_s)->isVisible());
        const auto *sentence = strip->findChild<QLabel *>(u"stripSentence"_s);
        QTRY_VERIFY2(sentence->text().startsWith(u"No request with the old key so far"), qPrintable(sentence->text()));
        QCOMPARE(stage.keeper.key(id)->testResult, u"valid"_s);
        QCOMPARE(stage.keeper.key(id)->tested, stage.keeper.now());
        stage.clock.wall += std::chrono::minutes(2);
        QTRY_VERIFY_WITH_TIMEOUT(sentence->text().startsWith(u"Nobody has used the old key for a minute"), 10'000);
    }

    void aRotationInThreeSteps()
    {
        Stage stage;
        stage.makeVault();
        stage.addKey(u"work"_s, pastedKey);
        auto ledger = SqlLedger::open(DataDirectory::ledgerFileIn(stage.folder.path()), stage.clock);
        QVERIFY(ledger);
        const QString id = stage.keeper.keys().first().id;
        stage.panel->providerKeys()->select(id);
        stage.click(u"rotateKeyButton"_s);
        stage.paste(u"rotatedKey"_s, u"sk-proj-the-new-key-of-the-test-0000000000000000-9999"_s);
        auto *share = stage.find<QComboBox>(u"rotationShare"_s);
        share->setFocus();
        QTest::keyClick(share, Qt::Key_Down);
        stage.click(u"rotateKey"_s);
        QTRY_VERIFY(stage.find(u"rotationWatch"_s)->isVisible());
        QCOMPARE(stage.keeper.key(id)->share, 50);
        QVERIFY(stage.keeper.key(id)->previousMasked.endsWith(u"4f2a"));
        // Not before the new one has all calls.
        QVERIFY(!stage.find<QPushButton>(u"retireKey"_s)->isEnabled());
        record(**ledger, stage, "one", "patchbay/vault:work (old)", std::chrono::seconds(20));
        record(**ledger, stage, "two", "patchbay/vault:work", std::chrono::seconds(10));
        stage.click(u"shiftCalls"_s);
        QTRY_COMPARE(stage.keeper.key(id)->share, 100);
        QTRY_VERIFY_WITH_TIMEOUT(stage.find<QLabel>(u"requestsWithOld"_s)->text().contains(u"1 request in the last minute"), 10'000);
        QVERIFY(stage.find<QLabel>(u"requestsWithNew"_s)->text().contains(u"1 request in ten minutes"));
        // Closed and opened again it goes on where it was.
        QTest::keyClick(stage.find(u"rotateStrip"_s), Qt::Key_Escape);
        stage.click(u"rotateKeyButton"_s);
        QTRY_VERIFY(stage.find(u"rotationWatch"_s)->isVisible());
        stage.clock.wall += std::chrono::minutes(2);
        const auto *sentence = stage.find<QWidget>(u"rotateStrip"_s)->findChild<QLabel *>(u"stripSentence"_s);
        QTRY_VERIFY_WITH_TIMEOUT(sentence->text().startsWith(u"Nobody has used the old key"), 10'000);
        stage.click(u"retireKey"_s);
        QTRY_VERIFY(sentence->text().contains(u"until you revoke it there"));
        QVERIFY(sentence->text().contains(u"4f2a"));
        QVERIFY(stage.find(u"revokePage"_s)->isVisible() && !stage.keeper.key(id)->previousUntil.isValid());
        stage.click(u"rotationDone"_s);
        QVERIFY(!stage.find(u"rotateStrip"_s)->isVisible());
        // Said until the person has been there, also by the table.
        QCOMPARE(stage.keeper.key(id)->toRevoke, QStringList { u"····4f2a"_s });
        QCOMPARE(stateOf(*stage.keeper.key(id), stage.keeper.now()), u"revoke the old key"_s);
        QVERIFY(stage.find(u"toRevoke"_s)->isVisible() && stage.find(u"revokeThere"_s)->isVisible());
        stage.click(u"markRevoked"_s);
        QTRY_VERIFY(stage.keeper.key(id)->toRevoke.isEmpty());
        QVERIFY(!stage.find(u"toRevoke"_s)->isVisible());
        stage.clock.steady += std::chrono::seconds(10);
        stage.keeper.refresh();
        QTRY_COMPARE(stage.keeper.key(id)->use.requests, 2);
        QCOMPARE(stage.keeper.key(id)->use.spend.nanoDollars, 8'400'000);
    }

    void theDesktopsKeychainOpensTheVault()
    {
        Stage stage;
        stage.makeVault();
        stage.panel->show();
        QTRY_VERIFY(stage.panel->providerKeys());
        QCOMPARE(stage.commands.trigger(u"keys.keychain"_s), QString());
        QTRY_VERIFY(stage.keeper.opensWithKeychain());
        QVERIFY(!stage.commands.trigger(u"keys.keychain"_s).isEmpty()); // it does already
        stage.keeper.lock();
        QTRY_VERIFY(stage.find(u"unlockWithKeychain"_s)->isVisible());
        // Locked: said, and the passphrase works.
        stage.keychain.problem = "keychain_denied";
        stage.click(u"unlockWithKeychain"_s);
        QTRY_VERIFY(stage.find<QLabel>(u"unlockProblem"_s)->text().contains(u"Use the passphrase"));
        stage.keychain.problem.clear();
        stage.click(u"unlockWithKeychain"_s);
        QTRY_VERIFY(stage.keeper.isUnlocked());
        QCOMPARE(stage.commands.trigger(u"keys.noKeychain"_s), QString());
        QTRY_VERIFY(!stage.keeper.opensWithKeychain());
        QVERIFY(stage.keychain.kept.empty());
        stage.keeper.lock();
        QTRY_VERIFY(stage.find(u"vaultPassphrase"_s)->isVisible());
        QVERIFY(!stage.find(u"unlockWithKeychain"_s)->isVisible());
        stage.type(u"vaultPassphrase"_s, QString::fromLatin1(passphrase));
        stage.click(u"unlockVault"_s);
        QTRY_VERIFY(stage.keeper.isUnlocked());
    }

    // Two keys that end alike look alike, to the last pixel: a picture of the window tells nothing of a key.
    void aPictureTellsNothingOfAKey()
    {
        QApplication::setCursorFlashTime(0);
        QImage pictures[2];
        for (int which = 0; which < 2; ++which) {
            const std::string middle(40, which == 0 ? 'a' : 'W');
            Stage stage;
            stage.makeVault();
            stage.addKey(u"work"_s, ("sk-proj-" + middle + "4f2a").c_str());
            stage.panel->providerKeys()->select(stage.keeper.keys().first().id);
            stage.panel->providerKeys()->startAdd();
            stage.type(u"newKey"_s, QString(24, which == 0 ? u'x' : u'q'));
            QTRY_VERIFY(stage.find(u"addKeyStrip"_s)->isVisible());
            // When nothing moves any more.
            QImage before;
            QTRY_VERIFY((before = std::exchange(pictures[which], stage.window.grab().toImage())) == pictures[which]);
        }
        QVERIFY(!pictures[0].isNull());
        QRect differs;
        for (int y = 0; y < pictures[0].height(); ++y) {
            for (int x = 0; x < pictures[0].width(); ++x) {
                differs |= pictures[0].pixel(x, y) != pictures[1].pixel(x, y) ? QRect(x, y, 1, 1) : QRect();
            }
        }
        QVERIFY2(differs.isNull(), qPrintable(u"at %1, %2, %3 × %4"_s.arg(differs.x()).arg(differs.y()).arg(differs.width()).arg(differs.height())));
    }

    void anAccountHasItsParts()
    {
        Stage stage;
        stage.makeVault();
        stage.panel->providerKeys()->startAdd();
        stage.paste(u"newKey"_s, u"AKIAIOSFODNN7EXAMPLE"_s);
        auto *provider = stage.find<QComboBox>(u"newKeyProvider"_s);
        provider->setCurrentIndex(provider->findData(u"bedrock"_s));
        QVERIFY(stage.find(u"newKeySecond"_s)->isVisible() && stage.find(u"newKeyThird"_s)->isVisible());
        QVERIFY(!stage.find<QPushButton>(u"saveNewKey"_s)->isEnabled());
        stage.paste(u"newKeySecond"_s, u"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"_s);
        stage.type(u"newKeySetting0"_s, u"eu-central-1"_s);
        // All of it is tested together.
        stage.click(u"testNewKey"_s);
        QTRY_VERIFY(stage.find<QPushButton>(u"saveNewKey"_s)->isEnabled());
        QCOMPARE(stage.askedParts.keys(), (QStringList { u"aws_access_key_id"_s, u"aws_region_name"_s, u"aws_secret_access_key"_s }));
        stage.click(u"saveNewKey"_s);
        QTRY_COMPARE(stage.keeper.keys().size(), 1);
        QCOMPARE(stage.keeper.keys().first().parts, (QStringList { u"aws_access_key_id"_s, u"aws_secret_access_key"_s }));
        QCOMPARE(stage.keeper.keys().first().settings, QStringList { u"aws_region_name eu-central-1"_s });
        const auto settings = [&stage](const char *id) {
            const std::vector<KeyAccount> accounts = stage.keys.accounts({ id, {}, {} });
            return accounts.size() == 1 ? accounts.front() : KeyAccount();
        };
        using Setting = std::pair<std::string, std::string>;
        QCOMPARE(settings("bedrock").settings, std::vector<Setting> { Setting("region", "eu-central-1") });
        // Azure's address is its origin, its version a setting, and it is one key.
        stage.panel->providerKeys()->startAdd();
        stage.paste(u"newKey"_s, u"0123456789abcdef0123456789abcdef"_s);
        provider->setCurrentIndex(provider->findData(u"azure"_s));
        QVERIFY(!stage.find(u"newKeySecond"_s)->isVisible());
        stage.type(u"newKeyOrigin"_s, u"https://mine.openai.azure.com"_s);
        stage.type(u"newKeySetting0"_s, u"2025-01-01"_s);
        stage.click(u"testNewKey"_s);
        QTRY_VERIFY(stage.find<QPushButton>(u"saveNewKey"_s)->isEnabled());
        stage.click(u"saveNewKey"_s);
        QTRY_COMPARE(stage.keeper.keys().size(), 2);
        QCOMPARE(settings("azure").settings, std::vector<Setting> { Setting("api_version", "2025-01-01") });
        QCOMPARE(settings("azure").base, "https://mine.openai.azure.com:443");
        QVERIFY(stage.keys.find("AZURE_API_KEY", { "https", "mine.openai.azure.com", 443 }));
    }

    void headersAreAddedTestedAndRotated()
    {
        Stage stage;
        stage.makeVault();
        stage.panel->providerKeys()->startAdd();
        auto *provider = stage.find<QComboBox>(u"newKeyProvider"_s);
        auto *save = stage.find<QPushButton>(u"saveNewKey"_s);
        QVERIFY(save->toolTip().contains(u"Paste a key"));
        stage.click(u"withHeaders"_s);
        stage.type(u"headerName0"_s, u"CF-Access-Client-Id"_s);
        QVERIFY(!save->isEnabled());
        provider->setCurrentIndex(provider->findData(u"openai"_s));
        QVERIFY2(save->toolTip().contains(u"its value"), qPrintable(save->toolTip()));
        stage.type(u"headerValue0"_s, u"client-canary-7"_s);
        stage.click(u"addHeader"_s);
        stage.type(u"headerName1"_s, u"content-length"_s);
        stage.type(u"headerValue1"_s, u"canary-secret-8"_s);
        QVERIFY2(save->toolTip().contains(u"no name"), qPrintable(save->toolTip()));
        stage.find<QLineEdit>(u"headerName1"_s)->clear();
        stage.type(u"headerName1"_s, u"X-Team"_s);
        stage.click(u"testNewKey"_s);
        QTRY_VERIFY(save->isEnabled());
        QCOMPARE(stage.askedParts, (QMap<QString, QString> { { u"header:cf-access-client-id"_s, u"client-canary-7"_s },
                                                             { u"header:x-team"_s, u"canary-secret-8"_s } }));
        stage.click(u"saveNewKey"_s);
        QTRY_COMPARE(stage.keeper.keys().size(), 1);
        const KeyFacts key = stage.keeper.keys().first();
        QCOMPARE(key.headers, (QStringList { u"cf-access-client-id"_s, u"x-team"_s }));
        QCOMPARE(key.masked, u"2 headers"_s);
        // A rotation changes what is given and leaves the others.
        stage.panel->providerKeys()->select(key.id);
        stage.click(u"rotateKeyButton"_s);
        stage.paste(u"rotatedPart0"_s, u"canary-secret-9"_s);
        stage.click(u"rotateKey"_s);
        QTRY_COMPARE(stage.askedParts.value(u"header:x-team"_s), u"canary-secret-9"_s);
        QCOMPARE(stage.askedParts.value(u"header:cf-access-client-id"_s), u"client-canary-7"_s);
        QTRY_VERIFY(stage.keeper.key(key.id)->rotated.isValid());
        for (const QLineEdit *field : stage.window.findChildren<QLineEdit *>()) {
            QVERIFY(!field->text().contains(u"canary"));
        }
    }

    void severalVirtualKeysAtOnce()
    {
        Stage stage;
        stage.makeVault();
        int made = 0;
        for (const QString &name : { u"one"_s, u"two"_s, u"three"_s }) {
            stage.desk.generate({ .alias = name, .budget = u"5"_s }, [&made](const Result<SecretBytes> &key) { made += key ? 1 : 0; });
        }
        QTRY_COMPARE(made, 3);
        stage.panel->showView(KeysToolbar::VirtualKeys);
        QTRY_COMPARE(stage.desk.keys().size(), 3);
        auto *table = stage.find<QTreeView>(u"virtualKeyTable"_s);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(stage.panel->virtualKeys()->selected().size(), 3);
        QCOMPARE(stage.commands.trigger(u"keys.editVirtual"_s), QString());
        stage.type(u"virtualModels"_s, u"gpt-4o, claude"_s);
        stage.click(u"saveVirtualKey"_s);
        const auto all = [&stage](auto holds) { return std::ranges::all_of(stage.desk.keys(), holds); };
        QTRY_VERIFY(all([](const VirtualKeyFacts &key) { return key.models == QStringList { u"gpt-4o"_s, u"claude"_s }; }));
        // What was not filled in is as it was.
        QVERIFY(all([](const VirtualKeyFacts &key) { return key.budget == Money { 5'000'000'000 }; }));
        QTest::keyClick(table, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(stage.commands.trigger(u"keys.blockVirtual"_s), QString());
        QTRY_VERIFY(all([](const VirtualKeyFacts &key) { return key.blocked; }));
        // Out and in again: one is changed, one is new.
        const QString file = stage.folder.filePath(u"keys.csv"_s);
        stage.panel->virtualKeys()->exportCsv(file);
        QFile csv(file);
        QVERIFY(csv.open(QIODevice::ReadWrite));
        const QByteArray text = csv.readAll();
        QVERIFY(text.contains("three,gpt-4o; claude,5,") && !text.contains("sk-"));
        csv.resize(0);
        csv.write("alias,max_budget\none,7\nfour,1\n");
        csv.close();
        stage.panel->virtualKeys()->importCsv(file);
        QTRY_COMPARE(stage.desk.keys().size(), 4);
        const auto budgetOf = [&stage](const QString &name) {
            const auto found = std::ranges::find(stage.desk.keys(), name, &VirtualKeyFacts::alias);
            return found != stage.desk.keys().end() && found->budget ? found->budget->nanoDollars : -1;
        };
        QTRY_COMPARE(budgetOf(u"one"_s), 7'000'000'000);
        QCOMPARE(budgetOf(u"four"_s), 1'000'000'000);
        QCOMPARE(budgetOf(u"two"_s), 5'000'000'000);
    }
};

QTEST_MAIN(TestKeysRotation)
#include "tst_keys_rotation.moc"
