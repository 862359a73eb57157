// SPDX-License-Identifier: GPL-3.0-or-later
//
// The gateway's place in the window, with the mouse and the keyboard; pictures with PATCHBAY_SHOTS=DIR.
#include "ui/host/gateway_popover.h"
#include "ui/host/gateway_status.h"
#include "ui/shell/main_window.h"
#include "ui/widgets/patchbay_style.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

class FakeGateway final : public HostedGateway {
public:
    explicit FakeGateway(quint16 port)
        : m_port(port)
    {
    }
    quint16 port() const override { return m_port; }
    GatewayLoad load() const override { return { 212, 3, 2 }; }
    QStringList models() const override { return { u"fast"_s, u"smart"_s }; }
    QStringList remarks() const override { return { u"config.yaml:3:1: warning: no master_key is set"_s, u"more"_s }; }

private:
    const quint16 m_port;
};

} // namespace

class GatewayPopoverTest final : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<Theme> m_theme;
    std::optional<Error> m_refusal;

    std::unique_ptr<GatewayHost> makeHost()
    {
        return std::make_unique<GatewayHost>([this](const GatewayWish &wish) -> Result<std::unique_ptr<HostedGateway>> {
            return m_refusal ? Result<std::unique_ptr<HostedGateway>>(std::unexpected(*m_refusal))
                             : std::make_unique<FakeGateway>(wish.port);
        });
    }
    static void picture(QWidget &widget, const QString &name)
    {
        if (const QString folder = qEnvironmentVariable("PATCHBAY_SHOTS"); !folder.isEmpty()) {
            QDir().mkpath(folder);
            QVERIFY(widget.grab().save(folder + u'/' + name + u".png"_s));
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>();
        PatchbayStyle::install(*qApp, *m_theme);
    }

    void places_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("address");
        QTest::addColumn<int>("port");
        QTest::newRow("usual") << u"127.0.0.1:4000"_s << u"127.0.0.1"_s << 4000;
        QTest::newRow("name") << u" localhost:80 "_s << u"127.0.0.1"_s << 80;
        QTest::newRow("six") << u"[::1]:0"_s << u"::1"_s << 0;
        QTest::newRow("no port") << u"127.0.0.1"_s << QString() << 0;
        QTest::newRow("far port") << u"127.0.0.1:70000"_s << QString() << 0;
        QTest::newRow("no address") << u":4000"_s << QString() << 0;
    }
    void places()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, address);
        QFETCH(const int, port);
        const std::optional<GatewayWish> wish = placeFrom(text, { u"file"_s });
        QCOMPARE(wish.has_value(), !address.isEmpty());
        if (wish) {
            QCOMPARE(*wish, (GatewayWish { u"file"_s, address, quint16(port) }));
        }
    }

    void isStartedWatchedAndStopped()
    {
        const auto host = makeHost();
        CommandRegistry commands;
        MainWindow window(*m_theme, commands);
        window.resize(1024, 640);
        window.setStatusItem(u"gateway"_s, gatewayStatus(*host));
        window.show();
        GatewayPopover popover(*m_theme, *host, &window);
        connect(&window, &MainWindow::statusItemActivated, &popover,
                [&](const QString &id) { popover.openAt(window.statusItemPlace(id)); });
        connect(&popover, &GatewayPopover::startWanted, host.get(), &GatewayHost::start);
        connect(host.get(), &GatewayHost::stateChanged, &window, [&] { window.setStatusItem(u"gateway"_s, gatewayStatus(*host)); });

        // The cell is pressed like a button.
        QTest::mouseClick(QApplication::widgetAt(window.statusItemPlace(u"gateway"_s).center()), Qt::LeftButton);
        QTRY_VERIFY(popover.isVisible());
        auto *toggle = popover.findChild<QPushButton *>(u"gatewaySwitch"_s);
        QVERIFY(!toggle->isEnabled()); // nothing to serve
        QVERIFY(!toggle->toolTip().isEmpty());
        popover.setWish({ u"/somewhere/gateway.yaml"_s });
        QVERIFY(toggle->isEnabled());
        QCOMPARE(popover.findChild<QLabel *>(u"gatewayFile"_s)->text(), u"gateway.yaml"_s);
        auto *place = popover.findChild<QLineEdit *>(u"gatewayPlace"_s);
        place->selectAll();
        QTest::keyClicks(place, u"nowhere"_s);
        QVERIFY(!toggle->isEnabled());
        place->selectAll();
        QTest::keyClicks(place, u"127.0.0.1:4123"_s);
        picture(popover, u"gateway-off"_s);
        QTest::mouseClick(toggle, Qt::LeftButton);
        QTRY_COMPARE(host->state(), GatewayHost::State::Running);
        QCOMPARE(gatewayStatus(*host).text, u"gateway 127.0.0.1:4123"_s);
        host->count();
        QCOMPARE(gatewayStatus(*host).detail, u"215 req/min, 3 failed"_s);
        QCOMPARE(popover.findChild<QLabel *>(u"gatewayCounts"_s)->text(), u"215 req/min · 2 under way · 212 answered · 3 failed"_s);
        QVERIFY(popover.findChild<QLabel *>(u"gatewayRemarks"_s)->text().contains(u"1 more"_s));
        QTest::mouseClick(popover.findChild<QPushButton *>(u"copyGatewayAddress"_s), Qt::LeftButton);
        QCOMPARE(QApplication::clipboard()->text(), u"http://127.0.0.1:4123"_s);
        QTest::mouseClick(popover.findChild<QPushButton *>(u"copyGatewaySnippet"_s), Qt::LeftButton);
        QVERIFY(QApplication::clipboard()->text().contains(u"127.0.0.1:4123/v1/chat/completions"_s));
        QVERIFY(QApplication::clipboard()->text().contains(u"\"fast\""_s));
        picture(popover, u"gateway-running"_s);
        picture(window, u"gateway-window"_s);
        m_theme->setScheme(Scheme::Dark);
        picture(popover, u"gateway-running-dark"_s);
        m_theme->setScheme(Scheme::Light);

        QSignalSpy keys(&popover, &GatewayPopover::keysWanted);
        QTest::mouseClick(popover.findChild<QPushButton *>(u"gatewayKeys"_s), Qt::LeftButton);
        QCOMPARE(keys.size(), 1);
        QVERIFY(!popover.isVisible());
        popover.openAt(window.statusItemPlace(u"gateway"_s));
        QTest::mouseClick(toggle, Qt::LeftButton);
        QTRY_COMPARE(host->state(), GatewayHost::State::Off);
        QCOMPARE(gatewayStatus(*host).text, u"gateway off"_s);
    }

    void saysWhyItDidNotStart()
    {
        m_refusal = makeError(ErrorClass::ApiConnection, "Cannot listen on 127.0.0.1:4000: Address already in use");
        m_refusal->remedy = "Choose another port, or stop the program that uses this one.";
        const auto host = makeHost();
        QWidget window;
        window.resize(800, 600);
        window.show();
        GatewayPopover popover(*m_theme, *host, &window);
        connect(&popover, &GatewayPopover::startWanted, host.get(), &GatewayHost::start);
        popover.setWish({ u"gateway.yaml"_s });
        popover.openAt({ window.mapToGlobal(QPoint(10, 570)), QSize(100, 24) });
        QTest::keyClick(popover.findChild<QLineEdit *>(u"gatewayPlace"_s), Qt::Key_Return);
        QTRY_VERIFY(host->problem());
        QTRY_VERIFY(popover.findChild<QWidget *>(u"gatewayProblem"_s)->isVisible());
        QCOMPARE(gatewayStatus(*host).dot, Role::Bad);
        picture(popover, u"gateway-refused"_s);
        m_refusal.reset();
        QTest::mouseClick(popover.findChild<QPushButton *>(u"gatewaySwitch"_s), Qt::LeftButton);
        QTRY_COMPARE(host->state(), GatewayHost::State::Running);
        QVERIFY(!popover.findChild<QWidget *>(u"gatewayProblem"_s)->isVisible());
    }
};

} // namespace patchbay

QTEST_MAIN(patchbay::GatewayPopoverTest)
#include "tst_gateway_popover.moc"
