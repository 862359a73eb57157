// SPDX-License-Identifier: GPL-3.0-or-later
//
// The window runs a gateway: started from the status line, it answers over the window's own data directory, its spend is
// in the window's ledger, and what the window asks a gateway is asked of it.
#include "app/window/composition.h"
#include "models/gateway/local_call.h"
#include "models/ledger/ledger_query.h"
#include "models/storage/data_directory.h"
#include "ui/host/gateway_popover.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

constexpr char text[] = "model_list:\n"
                        "  - {model_name: chat, litellm_params: {model: sandbox/quick}}\n"
                        "general_settings: {master_key: sk-test-master}\n";

} // namespace

class TestWindowGateway : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isServedHere()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"config.yaml"_s);
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(text) > 0);
        out.close();
        WindowOptions options;
        options.dataDirectory = folder.filePath(u"window"_s);
        options.config = file;
        Result<std::unique_ptr<Composition>> made = Composition::make(options);
        QVERIFY(made);
        MainWindow &window = (*made)->window();
        window.resize(1024, 640); // all of it on the screen of the test
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTRY_VERIFY(QApplication::widgetAt(window.statusItemPlace(u"gateway"_s).center()));
        QTest::mouseClick(QApplication::widgetAt(window.statusItemPlace(u"gateway"_s).center()), Qt::LeftButton);
        auto *popover = window.findChild<GatewayPopover *>();
        QVERIFY(popover);
        QCOMPARE(popover->findChild<QLabel *>(u"gatewayFile"_s)->text(), u"config.yaml"_s); // the one that is open
        auto *place = popover->findChild<QLineEdit *>(u"gatewayPlace"_s);
        place->selectAll();
        QTest::keyClicks(place, u"127.0.0.1:0"_s);
        auto *toggle = popover->findChild<QPushButton *>(u"gatewaySwitch"_s);
        QTest::mouseClick(toggle, Qt::LeftButton);
        auto *address = popover->findChild<QLabel *>(u"gatewayAddress"_s);
        QTRY_VERIFY_WITH_TIMEOUT(address->text().startsWith(u"http://127.0.0.1:"_s), 20'000);

        const std::string socket = (options.dataDirectory + u"/gateway.sock"_s).toStdString();
        const auto answer = callOwner(socket, { "POST", "/v1/chat/completions", {},
                                                "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}" });
        QVERIFY(answer && *answer);
        QCOMPARE((*answer)->status, 200);
        auto *counts = popover->findChild<QLabel *>(u"gatewayCounts"_s);
        QTRY_VERIFY_WITH_TIMEOUT(counts->text().contains(u"1 answered"_s), 5'000);
        auto ledger = LedgerQuery::open(DataDirectory::ledgerFileIn(options.dataDirectory));
        QVERIFY(ledger);
        const auto rows = [&ledger] { return (*ledger)->attempts({}, 0, 10).value_or(QList<AttemptRow> {}); };
        QTRY_COMPARE_WITH_TIMEOUT(rows().size(), 1, 5'000);

        QTest::mouseClick(toggle, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(toggle->text(), u"Start"_s, 10'000);
        QVERIFY(!callOwner(socket, { "GET", "/health/liveliness", {}, {} }));
        // The window goes while it runs.
        QTest::mouseClick(toggle, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(address->text().startsWith(u"http://127.0.0.1:"_s), 20'000);
        made->reset();
        QVERIFY(!callOwner(socket, { "GET", "/health/liveliness", {}, {} }));
    }
};

QTEST_MAIN(TestWindowGateway)
#include "tst_window_gateway.moc"
