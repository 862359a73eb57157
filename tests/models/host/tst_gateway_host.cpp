// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/host/gateway_host.h"

#include <QSignalSpy>
#include <QTest>

#include <atomic>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

// What a gateway of the test has done; outlives it.
struct Doings {
    std::atomic<int> answered = 0;
    std::atomic<int> alive = 0;
};

class FakeGateway final : public HostedGateway {
public:
    FakeGateway(Doings &doings, quint16 port)
        : m_doings(doings)
        , m_port(port)
    {
        ++m_doings.alive;
    }
    ~FakeGateway() override { --m_doings.alive; }
    quint16 port() const override { return m_port; }
    GatewayLoad load() const override { return { quint64(m_doings.answered), 1, 2 }; }
    QStringList models() const override { return { u"chat"_s }; }
    QStringList remarks() const override { return { u"no master key"_s }; }

private:
    Doings &m_doings;
    const quint16 m_port;
};

} // namespace

class TestGatewayHost : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void startsCountsAndStops()
    {
        Doings doings;
        GatewayHost host([&doings](const GatewayWish &wish) { return std::make_unique<FakeGateway>(doings, wish.port); });
        QVERIFY(host.address().isEmpty());
        host.start({ u"config.yaml"_s, u"::1"_s, 4100 });
        QCOMPARE(host.state(), GatewayHost::State::Starting);
        host.start({ u"other.yaml"_s }); // one at a time
        QTRY_COMPARE(host.state(), GatewayHost::State::Running);
        QCOMPARE(host.wish().configFile, u"config.yaml"_s);
        QCOMPARE(host.address(), u"http://[::1]:4100"_s);
        QCOMPARE(host.models(), QStringList { u"chat"_s });
        QCOMPARE(host.remarks(), QStringList { u"no master key"_s });

        doings.answered = 5;
        host.count();
        doings.answered = 12;
        host.count();
        QCOMPARE(host.recent(), (QList<double> { 6, 7 }));
        QCOMPARE(host.perMinute(), 13);
        QCOMPARE(host.load(), (GatewayLoad { 12, 1, 2 }));
        for (int second = 0; second < GatewayHost::remembered; ++second) {
            host.count();
        }
        QCOMPARE(host.recent().size(), GatewayHost::remembered);
        QCOMPARE(host.perMinute(), 0);

        host.stop();
        QCOMPARE(host.state(), GatewayHost::State::Stopping);
        QVERIFY(host.address().isEmpty());
        QTRY_COMPARE(host.state(), GatewayHost::State::Off);
        QCOMPARE(doings.alive, 0);
        host.start({ u"config.yaml"_s });
        QTRY_COMPARE(host.state(), GatewayHost::State::Running);
        QVERIFY(host.recent().isEmpty());
    }

    void tellsWhyItDidNot()
    {
        bool works = false;
        Doings doings;
        GatewayHost host([&](const GatewayWish &) -> Result<std::unique_ptr<HostedGateway>> {
            if (!works) {
                return std::unexpected(makeError(ErrorClass::ApiConnection, "The port is taken."));
            }
            return std::make_unique<FakeGateway>(doings, 1);
        });
        QSignalSpy changes(&host, &GatewayHost::stateChanged);
        host.start({ u"config.yaml"_s });
        QTRY_COMPARE(changes.size(), 2);
        QCOMPARE(host.state(), GatewayHost::State::Off);
        QVERIFY(host.problem() && host.problem()->message == "The port is taken.");
        host.stop(); // nothing to stop
        works = true;
        host.start({ u"config.yaml"_s });
        QVERIFY(!host.problem());
        QTRY_COMPARE(host.state(), GatewayHost::State::Running);
    }

    // Whatever is under way when the window closes has ended when the host has.
    void leavesNothingBehind()
    {
        Doings doings;
        for (const bool waits : { false, true }) {
            GatewayHost host([&doings](const GatewayWish &) { return std::make_unique<FakeGateway>(doings, 1); });
            host.start({ u"config.yaml"_s });
            if (waits) {
                QTRY_COMPARE(host.state(), GatewayHost::State::Running);
                host.stop();
            }
        }
        QCOMPARE(doings.alive, 0);
    }
};

QTEST_GUILESS_MAIN(TestGatewayHost)
#include "tst_gateway_host.moc"
