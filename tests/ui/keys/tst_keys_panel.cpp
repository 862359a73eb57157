// SPDX-License-Identifier: GPL-3.0-or-later
//
// The Keys panel through real keys and the mouse, over a real vault in a temporary folder; providers are asked through
// a probe that the test answers.
#include "models/keeper/leak_model.h"
#include "tests/ui/keys/keys_stage.h"
#include "tests/ui/panel_style.h"
#include "ui/keys/leaks_view.h"
#include "models/keeper/key_table_model.h"
#include "models/keeper/virtual_key_desk.h"
#include "models/keeper/virtual_key_model.h"
#include "ui/keys/idle_lock.h"
#include "ui/keys/keys_panel.h"
#include "ui/keys/provider_keys_view.h"
#include "ui/keys/secret_clipboard.h"
#include "ui/shell/main_window.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace patchbay {

class KeysPanelTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void makesAVault()
    {
        Stage stage;
        QCOMPARE(stage.keeper.state(), VaultKeeper::State::Missing);
        stage.type(u"newPassphrase"_s, u"short"_s);
        QVERIFY(stage.find<QLabel>(u"strengthWords"_s)->text().startsWith(u"too short"));
        QVERIFY(!stage.find(u"createVault"_s)->isEnabled());
        stage.type(u"newPassphrase"_s, u" of seven calm rivers"_s);
        stage.type(u"newPassphraseAgain"_s, u"other"_s);
        QVERIFY(!stage.find(u"createVault"_s)->isEnabled());
        QVERIFY(!stage.find(u"createVault"_s)->toolTip().isEmpty());
        stage.find<QLineEdit>(u"newPassphraseAgain"_s)->clear();
        stage.type(u"newPassphraseAgain"_s, u"short of seven calm rivers"_s);
        stage.click(u"createVault"_s);
        QVERIFY(stage.find<QLineEdit>(u"newPassphrase"_s)->text().isEmpty()); // gone at once
        QTRY_VERIFY(stage.window.findChild<QLabel *>(u"recoveryCode"_s));
        const QString code = stage.find<QLabel>(u"recoveryCode"_s)->text();
        QCOMPARE(code.size(), 32 + 7); // eight groups of four
        QVERIFY(!stage.find(u"recoveryDone"_s)->isEnabled());
        QTest::mouseClick(stage.find(u"recoveryWritten"_s), Qt::LeftButton, {}, QPoint(8, stage.find(u"recoveryWritten"_s)->height() / 2));
        stage.click(u"recoveryDone"_s);
        QVERIFY(stage.panel->providerKeys());
        // The code opens it as well as the passphrase.
        QTest::keyClick(&stage.window, Qt::Key_L, Qt::ControlModifier);
        QCOMPARE(stage.keeper.state(), VaultKeeper::State::Locked);
        stage.type(u"vaultPassphrase"_s, QString(code).remove(u'\n'));
        QTest::keyClick(stage.find(u"vaultPassphrase"_s), Qt::Key_Return);
        QTRY_VERIFY(stage.keeper.isUnlocked());
    }

    void unlocksWithTheRightPassphraseOnly()
    {
        Stage stage;
        stage.makeVault();
        stage.addKey(u"openai-prod"_s, pastedKey);
        QTRY_COMPARE(stage.keeper.keys().size(), 1);
        const Origin openAi { "https", "api.openai.com", 443 };
        QVERIFY(stage.keys.find("OPENAI_API_KEY", openAi));
        QTest::keyClick(&stage.window, Qt::Key_L, Qt::ControlModifier);
        QVERIFY(!stage.keeper.isUnlocked() && stage.keeper.keys().isEmpty());
        QTRY_VERIFY(!stage.keys.find("OPENAI_API_KEY", openAi));
        stage.type(u"vaultPassphrase"_s, u"wrong"_s);
        QTest::keyClick(stage.find(u"vaultPassphrase"_s), Qt::Key_Return);
        QVERIFY(stage.find<QLineEdit>(u"vaultPassphrase"_s)->text().isEmpty());
        QTRY_VERIFY(stage.find<QLabel>(u"unlockProblem"_s)->text().contains(u"wrong"));
        // At once again: told to wait.
        stage.type(u"vaultPassphrase"_s, QString::fromLatin1(passphrase));
        stage.click(u"unlockVault"_s);
        QTRY_VERIFY(stage.find<QLabel>(u"unlockProblem"_s)->text().startsWith(u"Wait"));
        stage.clock.steady += std::chrono::seconds(2);
        stage.type(u"vaultPassphrase"_s, QString::fromLatin1(passphrase));
        stage.click(u"unlockVault"_s);
        QTRY_VERIFY(stage.keeper.isUnlocked());
        QVERIFY(stage.keys.find("OPENAI_API_KEY", openAi));
        QVERIFY(!stage.keys.find("OPENAI_API_KEY", { "https", "elsewhere.example", 443 }));
    }

    void addsATestedKey()
    {
        Stage stage;
        stage.makeVault();
        stage.click(u"keys.add"_s);
        stage.paste(u"newKey"_s, u"export OPENAI_API_KEY=\"%1\"\n"_s.arg(QLatin1StringView(pastedKey)));
        // Out of the field at once; recognised and bound.
        QVERIFY(stage.find<QLineEdit>(u"newKey"_s)->text().isEmpty());
        QVERIFY(!stage.find<QLineEdit>(u"newKey"_s)->placeholderText().contains(u"canary"));
        QCOMPARE(stage.find<QLineEdit>(u"newKeyOrigin"_s)->text(), u"https://api.openai.com:443"_s);
        QCOMPARE(stage.find<QLineEdit>(u"newKeyName"_s)->text(), u"openai"_s);
        QVERIFY(!stage.find(u"saveNewKey"_s)->isEnabled());
        stage.verdict = failure(ErrorClass::Authentication, "no such key");
        stage.click(u"testNewKey"_s);
        QTRY_VERIFY(stage.find(u"saveNewKey"_s)->toolTip().contains(u"refused"));
        QVERIFY(!stage.find(u"saveNewKey"_s)->isEnabled());
        stage.verdict = std::vector<std::string> { "gpt-4o" };
        stage.click(u"testNewKey"_s);
        QTRY_VERIFY(stage.find(u"saveNewKey"_s)->isEnabled());
        QCOMPARE(stage.asked.last(), (QStringList { u"openai"_s, u"https://api.openai.com:443"_s, QLatin1StringView(pastedKey) }));
        stage.click(u"saveNewKey"_s);
        QTRY_COMPARE(stage.keeper.keys().size(), 1);
        const KeyFacts key = stage.keeper.keys().first();
        QCOMPARE(key.testResult, u"valid"_s);
        QVERIFY(key.masked.endsWith(u"4f2a") && !key.masked.contains(u"canary"));
        QTRY_VERIFY(!stage.panel->providerKeys()->strip());
        // Nothing of the key stands in the window.
        for (const QLabel *label : stage.window.findChildren<QLabel *>()) {
            QVERIFY(!label->text().contains(u"canary"));
        }
    }

    // Tested with the wrong one, a key has leaked: the person says whose it is.
    void aShapeOfSeveralProvidersIsAskedFor()
    {
        Stage stage;
        stage.makeVault();
        stage.click(u"keys.add"_s);
        stage.paste(u"newKey"_s, u"sk_canary0123456789abcdef0123456789abcdef01234567"_s);
        auto *provider = stage.find<QComboBox>(u"newKeyProvider"_s);
        QCOMPARE(provider->currentIndex(), -1);
        QVERIFY(!stage.find(u"testNewKey"_s)->isEnabled() && !stage.find(u"saveNewKey"_s)->isEnabled());
        QVERIFY(stage.find<QLineEdit>(u"newKeyOrigin"_s)->text().isEmpty());
        // Those that it may belong to come first.
        provider->setFocus();
        QTest::keyClick(provider, Qt::Key_Down);
        QTest::keyClick(provider, Qt::Key_Down);
        QCOMPARE(provider->currentText(), u"ElevenLabs"_s);
        QTRY_VERIFY(stage.find(u"testNewKey"_s)->isEnabled());
        stage.click(u"testNewKey"_s);
        QTRY_COMPARE(stage.asked.size(), 1);
        QCOMPARE(stage.asked.first().first(), u"elevenlabs"_s);
    }

    // The id of an AWS key: its shape tells whose it is, and that its secret belongs to it.
    void anAwsIdAsksForItsSecret()
    {
        Stage stage;
        stage.makeVault();
        stage.click(u"keys.add"_s);
        stage.paste(u"newKey"_s, u"AKIACANARY0000000001"_s);
        QTRY_COMPARE(stage.find<QComboBox>(u"newKeyProvider"_s)->currentText(), u"Amazon Bedrock"_s);
        QVERIFY(stage.find<QLineEdit>(u"newKeySecond"_s)->isVisible());
        QVERIFY(stage.find<QPushButton>(u"saveNewKey"_s)->toolTip().contains(u"secret access key"_s));
    }

    void copiesAndClears()
    {
        // Its time is let pass by hand: a machine that is busy must not end it between two looks.
        Stage stage;
        const auto letTimePass = [&stage] {
            QVERIFY(stage.clipboard.timer().isActive() && stage.clipboard.timer().intervalAsDuration() == SecretClipboard::usualStay);
            stage.clipboard.timer().setInterval(0);
            QTRY_VERIFY(!stage.clipboard.holdsSecret());
            stage.clipboard.timer().setInterval(SecretClipboard::usualStay);
        };
        stage.makeVault();
        stage.addKey(u"openai-prod"_s, pastedKey);
        QTRY_COMPARE(stage.panel->providerKeys()->current(), stage.keeper.keys().first().id);
        QApplication::clipboard()->clear();
        stage.click(u"copyKey"_s);
        QTRY_COMPARE(QApplication::clipboard()->text(), QLatin1StringView(pastedKey));
        QCOMPARE(QApplication::clipboard()->mimeData()->data(u"x-kde-passwordManagerHint"_s), "secret");
        letTimePass();
        QTRY_VERIFY(QApplication::clipboard()->text().isEmpty());
        // What was copied meanwhile is not ours to take away.
        stage.click(u"copyKey"_s);
        QTRY_VERIFY(stage.clipboard.holdsSecret());
        QApplication::clipboard()->setText(u"a note"_s);
        letTimePass();
        QTRY_VERIFY(!stage.clipboard.holdsSecret());
        QCOMPARE(QApplication::clipboard()->text(), u"a note"_s);
    }

    void revealsAfterThePassphrase()
    {
        Stage stage;
        stage.makeVault();
        stage.addKey(u"openai-prod"_s, pastedKey);
        QTRY_COMPARE(stage.panel->providerKeys()->current(), stage.keeper.keys().first().id);
        auto *shown = stage.find<QLabel>(u"maskedKey"_s);
        stage.click(u"revealKey"_s);
        stage.type(u"revealPassphrase"_s, u"wrong"_s);
        QTest::keyClick(stage.find(u"revealPassphrase"_s), Qt::Key_Return);
        QTest::qWait(50);
        QVERIFY(!shown->text().contains(u"canary"));
        stage.clock.steady += std::chrono::seconds(5);
        stage.type(u"revealPassphrase"_s, QString::fromLatin1(passphrase));
        QTest::keyClick(stage.find(u"revealPassphrase"_s), Qt::Key_Return);
        QTRY_COMPARE(shown->text(), QLatin1StringView(pastedKey));
        QTest::keyClick(&stage.window, Qt::Key_L, Qt::ControlModifier);
        QVERIFY(!shown->text().contains(u"canary"));
    }

    void testsRotatesAndRemoves()
    {
        Stage stage;
        stage.makeVault();
        stage.addKey(u"openai-prod"_s, pastedKey);
        stage.addKey(u"openai-two"_s, "sk-proj-second-key-of-the-test-0000000000");
        QTRY_COMPARE(stage.keeper.keys().size(), 2);
        const QString id = stage.keeper.keys().first().id;
        stage.panel->providerKeys()->select(id);
        stage.verdict = failure(ErrorClass::PermissionDenied, "no");
        stage.click(u"keys.testAll"_s);
        QTRY_COMPARE(stage.keeper.keys().last().testResult, u"forbidden"_s);
        QTRY_VERIFY(!stage.keeper.isTesting(id));
        // A key that does not work takes nobody's place.
        stage.click(u"rotateKeyButton"_s);
        stage.paste(u"rotatedKey"_s, u"sk-proj-third-key-of-the-test-1111111111-9999"_s);
        stage.click(u"rotateKey"_s);
        QTRY_VERIFY(stage.find<QWidget>(u"rotateStrip"_s)->findChild<QLabel *>(u"stripSentence"_s)->text().startsWith(u"Nothing"));
        QVERIFY(stage.keeper.key(id)->masked.endsWith(u"4f2a"));
        stage.verdict = std::vector<std::string> { "gpt-4o" };
        stage.click(u"rotateKey"_s);
        QTRY_VERIFY(stage.keeper.key(id)->masked.endsWith(u"9999"));
        QVERIFY(stage.keeper.key(id)->previousUntil.isValid());
        // Removed by the Delete key, brought back by the notice's offer.
        auto *table = stage.find<QTreeView>(u"keyTable"_s);
        table->setFocus();
        stage.panel->providerKeys()->select(id);
        QTest::keyClick(table, Qt::Key_Delete);
        QTRY_COMPARE(stage.keeper.keys().size(), 1);
        QTRY_VERIFY(stage.find(u"noticeOffer"_s)->isVisible());
        stage.click(u"noticeOffer"_s);
        QTRY_COMPARE(stage.keeper.keys().size(), 2);
        QVERIFY(stage.keeper.key(id));
    }

    void keepsNotes()
    {
        Stage stage;
        stage.makeVault();
        stage.addKey(u"openai-prod"_s, pastedKey);
        QTRY_COMPARE(stage.panel->providerKeys()->current(), stage.keeper.keys().first().id);
        stage.type(u"keyTags"_s, u"prod, eu"_s);
        QTest::keyClick(stage.find(u"keyTags"_s), Qt::Key_Return);
        QTRY_COMPARE(stage.keeper.keys().first().tags, (QStringList { u"prod"_s, u"eu"_s }));
        stage.type(u"keyExpires"_s, u"2026-11-25"_s);
        QTest::keyClick(stage.find(u"keyExpires"_s), Qt::Key_Return);
        QTRY_COMPARE(stateOf(stage.keeper.keys().first(), stage.keeper.now()), u"expires in 3 days"_s);
    }

    void locksWhileIdle()
    {
        Stage stage;
        IdleLock idle(stage.keeper);
        stage.makeVault();
        idle.setPatience(std::chrono::milliseconds(30));
        QTRY_VERIFY(!stage.keeper.isUnlocked());
        QCOMPARE(stage.keeper.lockReason(), u"while idle"_s);
    }

    void changesThePassphrase()
    {
        Stage stage;
        stage.makeVault();
        QTest::qWait(0);
        stage.commands.trigger(u"keys.passphrase"_s);
        QTRY_VERIFY(stage.find(u"passphraseStrip"_s)->isVisible());
        stage.type(u"passphraseInForce"_s, QString::fromLatin1(passphrase));
        stage.type(u"changedPassphrase"_s, u"eight calm lakes meet"_s);
        stage.type(u"changedPassphraseAgain"_s, u"eight calm lakes meet"_s);
        stage.click(u"changePassphrase"_s);
        QTRY_VERIFY(!stage.find(u"passphraseStrip"_s)->isVisible());
        // A strip that is open is closed by a lock: nobody goes on with it behind.
        stage.commands.trigger(u"keys.add"_s);
        QTRY_VERIFY(stage.panel->providerKeys()->strip() != nullptr);
        stage.keeper.lock();
        QVERIFY(stage.panel->providerKeys()->strip() == nullptr);
        QString said;
        const auto tell = [&said](const Result<void> &unlocked) { said = unlocked ? u"open"_s : QString::fromStdString(unlocked.error().code); };
        stage.keeper.unlock(SecretBytes::copyOf(passphrase), tell);
        QTRY_COMPARE(said, u"vault_wrong_secret"_s);
        stage.clock.steady += std::chrono::minutes(2);
        stage.keeper.unlock(SecretBytes::copyOf("eight calm lakes meet"), tell);
        QTRY_COMPARE(said, u"open"_s);
    }

    // The new one is shown as the first one was, and a lock takes it off the screen.
    void makesANewRecoveryCode()
    {
        Stage stage;
        stage.makeVault();
        stage.commands.trigger(u"keys.recovery"_s);
        QTRY_VERIFY(stage.find(u"passphraseStrip"_s)->isVisible());
        stage.type(u"passphraseInForce"_s, QString::fromLatin1(passphrase));
        stage.click(u"changePassphrase"_s);
        QTRY_VERIFY(stage.window.findChild<QLabel *>(u"recoveryCode"_s) != nullptr);
        const QPointer<QLabel> shown = stage.find<QLabel>(u"recoveryCode"_s);
        QString code = shown->text();
        QVERIFY(code.size() > 32);
        stage.keeper.lock();
        QVERIFY(!shown || shown->text().isEmpty());
        QTRY_VERIFY(stage.find(u"vaultPassphrase"_s)->isVisible());
        bool opened = false;
        stage.keeper.unlock(SecretBytes::copyOf(code.toStdString()), [&opened](const Result<void> &unlocked) { opened = unlocked.has_value(); });
        QTRY_VERIFY(opened);
    }

    // A gateway that serves with its keys is not to lose them while nobody is at the keyboard.
    void staysOpenWhileItIsNeeded()
    {
        Stage stage;
        IdleLock idle(stage.keeper);
        stage.makeVault();
        bool serves = true;
        int asked = 0;
        idle.setNeeded([&] { return ++asked > 0 && serves; });
        idle.setPatience(std::chrono::milliseconds(20));
        QTRY_VERIFY(asked >= 3);
        QVERIFY(stage.keeper.isUnlocked());
        serves = false;
        QTRY_VERIFY(!stage.keeper.isUnlocked());
    }

    // From the first unlock on, not from the second.
    void testsAllKeysAtOnce()
    {
        QTemporaryDir saved;
        {
            Stage before;
            before.makeVault();
            before.addKey(u"openai-prod"_s, pastedKey);
            QVERIFY(QFile::copy(before.folder.filePath(u"vault.bin"_s), saved.filePath(u"vault.bin"_s)));
        }
        // As a person finds it after the start: locked, opened, with keys from the first moment on.
        Stage stage(SecretClipboard::usualStay, [&saved](const QString &folder) {
            return QFile::copy(saved.filePath(u"vault.bin"_s), folder + u"/vault.bin"_s);
        });
        QCOMPARE(stage.keeper.state(), VaultKeeper::State::Locked);
        bool opened = false;
        stage.keeper.unlock(SecretBytes::copyOf(passphrase), [&opened](const Result<void> &unlocked) { opened = unlocked.has_value(); });
        QTRY_VERIFY(opened);
        QVERIFY(stage.find(u"keys.testAll"_s)->isEnabled());
        stage.click(u"keys.testAll"_s);
        QTRY_COMPARE(stage.asked.size(), 1);
    }

    // The last copy of a vault is not written over by a new one.
    void aMissingVaultIsRestoredFromItsBackup()
    {
        QTemporaryDir saved;
        {
            Stage stage;
            stage.makeVault();
            stage.addKey(u"first"_s, pastedKey);
            stage.addKey(u"second"_s, "sk-the-second-key-of-the-test");
            QVERIFY(QFile::copy(stage.folder.filePath(u"vault.bin.bak"_s), saved.filePath(u"vault.bin.bak"_s)));
        }
        Stage stage(SecretClipboard::usualStay, [&saved](const QString &folder) {
            return QFile::copy(saved.filePath(u"vault.bin.bak"_s), folder + u"/vault.bin.bak"_s);
        });
        QCOMPARE(stage.keeper.state(), VaultKeeper::State::Missing);
        QVERIFY(!stage.find(u"createVault"_s)->isVisible());
        stage.click(u"restoreBackup"_s);
        QTRY_COMPARE(stage.keeper.state(), VaultKeeper::State::Locked);
        QTRY_VERIFY(stage.find(u"vaultPassphrase"_s)->isVisible());
        stage.type(u"vaultPassphrase"_s, QString::fromLatin1(passphrase));
        stage.click(u"unlockVault"_s);
        QTRY_VERIFY(stage.keeper.isUnlocked());
        QCOMPARE(stage.keeper.keys().size(), 1); // the version before the last save
    }

    void takesOverWhatOthersSaved()
    {
        Stage stage;
        stage.makeVault();
        stage.addKey(u"openai-prod"_s, pastedKey);
        // As patchbay-cli does in another process.
        const auto file = std::filesystem::path(stage.folder.path().toStdString()) / "vault.bin";
        auto other = vault::Vault::open(file, stage.clock);
        QVERIFY(other && other->unlock(SecretBytes::copyOf(passphrase)));
        vault::VaultRecord record;
        record.id = "other";
        record.name = "from-elsewhere";
        record.provider = "groq";
        record.parts.emplace("key", SecretBytes::copyOf("gsk_0000000000"));
        QVERIFY(other->add(std::move(record)));
        stage.addKey(u"third"_s, "sk-third-key-of-the-test");
        QTRY_COMPARE(stage.keeper.keys().size(), 3);
        QVERIFY(stage.keeper.key(u"other"_s));
    }

    void showsTheAudit()
    {
        Stage stage;
        stage.makeVault();
        stage.addKey(u"openai-prod"_s, pastedKey);
        stage.panel->showView(KeysToolbar::Audit);
        QTRY_COMPARE(stage.find<QTreeView>(u"auditTable"_s)->model()->rowCount(), 2);
        QVERIFY(stage.find<QLabel>(u"auditVerdict"_s)->text().startsWith(u"2 entries"));
        stage.type(u"keyFilter"_s, u"init"_s);
        QCOMPARE(stage.find<QTreeView>(u"auditTable"_s)->model()->rowCount(), 1);
    }

    void keysInPlainTextAreFound()
    {
        Stage stage;
        stage.makeVault();
        stage.addKey(u"openai-prod"_s, pastedKey);
        const QTemporaryDir folder;
        QFile file(folder.filePath(u".env"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray("A=1\nOPENAI_API_KEY=") + pastedKey + "\n");
        file.close();
        stage.panel->showView(KeysToolbar::Leaks);
        QVERIFY(stage.find<QLabel>(u"leaksVerdict"_s)->text().contains(u"nothing of them is kept"_s));
        stage.panel->leaks()->search({ folder.path() });
        auto *table = stage.find<QTreeView>(u"leaksTable"_s);
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QCOMPARE(table->model()->index(0, LeakModel::Key).data().toString(), u"openai-prod"_s);
        QCOMPARE(table->model()->index(0, LeakModel::Line).data().toString(), u"2"_s);
        QVERIFY(table->model()->index(0, LeakModel::Place).data().toString().endsWith(u"/.env"_s));
        for (int column = 0; column < LeakModel::ColumnCount; ++column) {
            QVERIFY(!table->model()->index(0, column).data().toString().contains(QString::fromLatin1(pastedKey)));
        }
        QVERIFY(stage.find<QLabel>(u"leaksVerdict"_s)->text().startsWith(u"1 line in 1 file"_s));
        QVERIFY(stage.find<QLabel>(u"leaksRemedy"_s)->isVisible());
        QVERIFY(stage.find<QLabel>(u"leaksRemedy"_s)->text().contains(u"chmod 600"_s));
        stage.type(u"keyFilter"_s, u"nowhere"_s);
        QCOMPARE(table->model()->rowCount(), 0);
        file.remove();
        stage.panel->toolbar()->filter()->clear();
        stage.panel->leaks()->search({ folder.path() });
        QTRY_VERIFY(stage.find<QLabel>(u"leaksVerdict"_s)->text().startsWith(u"None of the vault's keys"_s));
    }

    void modelsAreSound()
    {
        Stage stage;
        LeakModel leaks;
        const QAbstractItemModelTester third(&leaks, QAbstractItemModelTester::FailureReportingMode::QtTest);
        leaks.setReport({ { { "key", false, "/tmp/a", 3, 0600, vault::LeakPlace::Other } }, 1, {}, false });
        KeyTableModel keys(stage.keeper);
        VirtualKeyModel virtualKeys(stage.desk);
        const QAbstractItemModelTester first(&keys, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QAbstractItemModelTester second(&virtualKeys, QAbstractItemModelTester::FailureReportingMode::QtTest);
        stage.makeVault();
        stage.addKey(u"one"_s, pastedKey);
        stage.addKey(u"two"_s, "sk-two-key-of-the-test");
        QTRY_COMPARE(keys.rowCount(), 2);
        stage.desk.generate({ .alias = u"a"_s }, [](const Result<SecretBytes> &) { });
        QTRY_COMPARE(virtualKeys.rowCount(), 1);
        stage.keeper.lock();
        QCOMPARE(keys.rowCount(), 0);
    }

private:
    const test::PanelStyle m_style;
};

} // namespace patchbay

QTEST_MAIN(patchbay::KeysPanelTest)
#include "tst_keys_panel.moc"
