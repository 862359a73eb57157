// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the composition root connects: the window as it starts, and what goes wrong below it.
#include "app/window/composition.h"
#include "models/compare/comparison.h"
#include "models/compare/comparison_set.h"
#include "models/compare/turn_live.h"
#include "models/keeper/vault_keeper.h"
#include "models/settings/settings.h"
#include "models/storage/database.h"
#include "models/storage/statement.h"
#include "tests/support/raw_listener.h"
#include "ui/keys/keys_panel.h"
#include "ui/routing/routing_panel.h"
#include "ui/routing/routing_view.h"
#include "ui/routing/whatif/what_if_strip.h"
#include "ui/shell/main_window.h"
#include "ui/shell/notice_bar.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

// The application's style draws with the composition's theme.
struct Closing {
    void operator()(Composition *composition) const
    {
        qApp->setStyle(u"fusion"_s);
        delete composition;
    }
};

using Opened = std::unique_ptr<Composition, Closing>;

} // namespace

class TestComposition : public QObject {
    Q_OBJECT
private:
    static Opened open(const QTemporaryDir &folder, const QString &configuration = {})
    {
        WindowOptions options;
        options.config = configuration;
        options.dataDirectory = folder.path();
        Result<std::unique_ptr<Composition>> made = Composition::make(options);
        if (!made) {
            qWarning("%s", made.error().message.c_str());
            return nullptr;
        }
        (*made)->window().show();
        return Opened(made->release());
    }
    static QString said(Composition &composition)
    {
        QStringList words;
        for (const QLabel *label : composition.window().findChild<NoticeBar *>()->findChildren<QLabel *>()) {
            words.append(label->text());
        }
        return words.join(u' ');
    }

private Q_SLOTS:
    // The strip's second kind of traffic reaches the window's own ledger.
    void whatIfReadsTheLedger()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"config.yaml"_s);
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write("model_list:\n  - {model_name: fast, litellm_params: {model: openai/gpt-4o}}\n");
        out.close();
        const Opened composition = open(folder, file);
        QVERIFY(composition);
        auto *panel = composition->window().findChild<RoutingPanel *>();
        QVERIFY(panel && panel->currentView());
        panel->currentView()->showWhatIf(true);
        WhatIfStrip *strip = panel->currentView()->whatIf();
        QCOMPARE(strip->traffic()->count(), 2);
        strip->traffic()->setCurrentIndex(1);
        QTest::mouseClick(strip->runButton(), Qt::LeftButton);
        QTRY_VERIFY2(strip->verdict()->text().contains(u"no request for a group"), qPrintable(strip->verdict()->text()));
    }

    void settingsThatCannotBeSavedAreSaid()
    {
        const QTemporaryDir folder;
        const Opened composition = open(folder);
        QVERIFY(composition);
        // A folder with something in it cannot be replaced by a file, whoever one is.
        const QString file = composition->settings().file();
        QFile::remove(file);
        QVERIFY(QDir().mkpath(file + u"/in the way"_s));
        QVERIFY(!said(*composition).contains(u"settings could not be saved"_s));
        composition->settings().setShowSandbox(!composition->settings().showSandbox());
        QTRY_VERIFY(said(*composition).contains(u"The settings could not be saved: "_s));
    }

    void aDamagedTabIsSaidAndKept()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"session.db"_s);
        {
            const Opened composition = open(folder);
            QVERIFY(composition);
            composition->comparisons().openNew().setUserText(u"the other tab"_s);
            composition->comparisons().saveNow();
        }
        const auto change = [&file](const QString &sql) {
            auto database = storage::Database::open(file, { .applicationId = 0x50625365 });
            return database && (*database)->prepare(sql).run().has_value();
        };
        QVERIFY(change(u"UPDATE tabs SET draft = 'not a draft' WHERE position = 0"_s));
        {
            const Opened composition = open(folder);
            QVERIFY(composition);
            QCOMPARE(composition->comparisons().count(), 1);
            QCOMPARE(composition->comparisons().at(0).draft().userText, u"the other tab"_s);
            QVERIFY2(said(*composition).contains(u"A tab of the last session cannot be read"_s),
                     qPrintable(said(*composition)));
        }
        const Opened again = open(folder);
        QVERIFY(again);
        QVERIFY(!said(*again).contains(u"cannot be read"_s));
        auto database = storage::Database::open(file, { .applicationId = 0x50625365 });
        storage::Statement kept =
            (*database)->prepare(u"SELECT value FROM session_values WHERE key LIKE 'damaged.%'"_s);
        QVERIFY(kept.first().value_or(false));
        QCOMPARE(kept.blob(0), "not a draft");
    }

    void aKeyOfTheVaultAnswersInAPane()
    {
        const QTemporaryDir folder;
        const testing::RawListener provider;
        const std::string origin = "http://127.0.0.1:" + std::to_string(provider.port());
        {
            const SystemClock clock;
            auto made = vault::Vault::create(folder.path().toStdString() + "/vault.bin", SecretBytes::copyOf("opens it"), clock,
                                             { .cost = vault::KeyCost { 1, 64 } });
            vault::VaultRecord record;
            record.id = "one";
            record.name = "openai-prod";
            record.provider = "openai";
            record.origin = origin;
            record.parts.emplace("key", SecretBytes::copyOf("sk-of-the-vault-4f2a"));
            QVERIFY(made && made->add(std::move(record)));
        }
        const Opened composition = open(folder);
        QVERIFY(composition);
        // Nothing of the panel is made before it is shown.
        auto *panel = composition->window().findChild<KeysPanel *>();
        QVERIFY(panel && panel->children().isEmpty());
        VaultKeeper &keeper = panel->context().keeper;
        QCOMPARE(keeper.state(), VaultKeeper::State::Locked);
        keeper.unlock(SecretBytes::copyOf("opens it"), {});
        QTRY_VERIFY(keeper.isUnlocked());
        composition->settings().setApiBase(u"openai"_s, QString::fromStdString(origin + "/v1"));
        std::string asked;
        const std::jthread server([&provider, &asked] {
            const testing::RawSocket call = provider.accept();
            asked = call.receiveMessage();
            (void)call.send("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
                            "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":"
                            "{\"role\":\"assistant\",\"content\":\"pong\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        });
        Comparison &comparison = composition->comparisons().openNew();
        while (comparison.paneCount() > 1) {
            comparison.removePane(1);
        }
        comparison.setModel(0, u"openai/gpt-4o"_s);
        comparison.setUserText(u"ping"_s);
        comparison.runPane(0);
        QTRY_VERIFY(comparison.lastTurn(0) && comparison.lastTurn(0)->isFinished());
        QCOMPARE(comparison.lastTurn(0)->text, u"pong"_s);
        QVERIFY(asked.contains("uthorization: Bearer sk-of-the-vault-4f2a"));
    }
};

QTEST_MAIN(TestComposition)
#include "tst_composition.moc"
