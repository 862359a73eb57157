// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/event_bridge.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace patchbay;

class TestEventBridge : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void manyEventsBecomeFewHandOversInOrder()
    {
        constexpr int events = 10'000;
        const SystemClock clock;
        int handOvers = 0;
        std::string received;
        bool ended = false;
        EventBridge bridge(clock, [&](std::vector<ArrivedEvent> batch) {
            ++handOvers;
            QCOMPARE(QThread::currentThread(), this->thread());
            for (const ArrivedEvent &arrived : batch) {
                if (const StreamEvent *event = std::get_if<StreamEvent>(&std::get<EngineEvent>(arrived.event))) {
                    received += std::get<TextDelta>(*event).text;
                } else {
                    ended = true;
                }
            }
        });
        EventSink sink = bridge.sink(1);
        QElapsedTimer timer;
        timer.start();
        std::jthread writer([&sink] {
            for (int number = 0; number < events; ++number) {
                sink(StreamEvent(TextDelta { 0, std::to_string(number) + ";" }));
                if (number % 100 == 0) {
                    std::this_thread::yield();
                }
            }
            sink(CallSucceeded {});
        });
        QTRY_VERIFY(ended);
        const qint64 mostHandOvers = timer.elapsed() / EventBridge::flushMilliseconds + 2;
        QVERIFY2(handOvers <= mostHandOvers, qPrintable(QString::number(handOvers)));
        QVERIFY(handOvers >= 1);
        std::string expected;
        for (int number = 0; number < events; ++number) {
            expected += std::to_string(number) + ";";
        }
        QVERIFY(received == expected);
    }

    void deltasOfDifferentCallsAreJoinedPerCall()
    {
        const SystemClock clock;
        std::vector<ArrivedEvent> got;
        EventBridge bridge(clock, [&](std::vector<ArrivedEvent> batch) { got = std::move(batch); });
        const EventSink first = bridge.sink(1);
        const EventSink second = bridge.sink(2);
        first(StreamEvent(TextDelta { 0, "a" }));
        second(StreamEvent(TextDelta { 0, "x" }));
        first(StreamEvent(TextDelta { 0, "b" }));
        first(StreamEvent(ReasoningDelta { 0, "r" }));
        first(StreamEvent(TextDelta { 0, "c" }));
        QTRY_COMPARE(got.size(), 4u);
        QCOMPARE(std::get<TextDelta>(std::get<StreamEvent>(std::get<EngineEvent>(got[0].event))).text, "ab");
        QCOMPARE(got[1].call, 2u);
    }

    void nothingComesAfterTheBridgeIsGone()
    {
        const SystemClock clock;
        int handOvers = 0;
        auto bridge = std::make_unique<EventBridge>(clock, [&](std::vector<ArrivedEvent>) { ++handOvers; });
        const EventSink sink = bridge->sink(1);
        sink(StreamEvent(TextDelta { 0, "a" }));
        std::jthread writer([&sink] {
            for (int number = 0; number < 1000; ++number) {
                sink(StreamEvent(TextDelta { 0, "b" }));
            }
        });
        bridge.reset();
        writer.join();
        sink(CallSucceeded {});
        QTest::qWait(2 * EventBridge::flushMilliseconds);
        QCOMPARE(handOvers, 0);
    }
};

QTEST_GUILESS_MAIN(TestEventBridge)
#include "tst_event_bridge.moc"
