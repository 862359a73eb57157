// SPDX-License-Identifier: GPL-3.0-or-later
//
// litellm §3.8: requests with a priority wait while their group is full, the lowest number first.
#include "tests/providers/routing/rig.h"

#include "providers/routing/request_queue.h"

#include <QTest>

using namespace patchbay;
using namespace patchbay::routing;

namespace {

const std::string full = "model_list:\n" + deployment("a", "max_parallel_requests: 1")
    + "router_settings: {timeout: 10, polling_interval: 0.05}\n";

// A request that asks again until it is taken or refused.
struct Asking {
    explicit Asking(int priority)
    {
        facts.model = "chat";
        facts.priority = priority;
    }
    Decision ask(Rig &rig) { return rig.router.decide(progress, facts, rig.chance()); }
    AttemptChoice take(Rig &rig)
    {
        const AttemptChoice attempt = *ask(rig).attempt;
        rig.router.begin(progress, attempt, facts, rig.now);
        return attempt;
    }

    RequestFacts facts;
    RouteProgress progress;
};

} // namespace

class TestQueue : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theLowestNumberGoesFirst()
    {
        Rig rig(full);
        Asking running(5);
        const AttemptChoice attempt = running.take(rig);
        Asking late(9);
        Asking middle(5);
        Asking urgent(1);
        for (Asking *each : { &late, &middle, &urgent }) {
            QCOMPARE(each->ask(rig).wait, Microseconds(50'000));
        }
        (void)rig.router.observe(running.progress, attempt, running.facts, {}, rig.chance());
        QVERIFY(late.ask(rig).wait);
        QVERIFY(middle.ask(rig).wait);
        Asking newcomer(3);
        QVERIFY(newcomer.ask(rig).wait); // somebody more urgent waits already
        const AttemptChoice second = urgent.take(rig);
        QVERIFY(newcomer.ask(rig).wait); // full again
        (void)rig.router.observe(urgent.progress, second, urgent.facts, {}, rig.chance());
        QVERIFY(middle.ask(rig).wait);
        QVERIFY(newcomer.ask(rig).attempt);
    }

    void whoWaitsTooLongIsRefused()
    {
        Rig rig(full);
        Asking running(5);
        (void)running.take(rig);
        Asking waiting(5);
        QVERIFY(waiting.ask(rig).wait);
        rig.pass(9.99);
        QVERIFY(*waiting.ask(rig).wait <= Microseconds(10'000));
        rig.pass(0.02);
        const Decision decision = waiting.ask(rig);
        QVERIFY(decision.refusal);
        QCOMPARE(decision.refusal->error.kind, ErrorClass::Timeout);
        QCOMPARE(rig.router.state().groups[0].queue.size(), 0u);
    }

    void whoLeavesHoldsNobodyUp()
    {
        Rig rig(full);
        Asking running(5);
        const AttemptChoice attempt = running.take(rig);
        Asking gone(1);
        Asking next(2);
        QVERIFY(gone.ask(rig).wait);
        QVERIFY(next.ask(rig).wait);
        rig.router.leave(gone.progress);
        (void)rig.router.observe(running.progress, attempt, running.facts, {}, rig.chance());
        QVERIFY(next.ask(rig).attempt);
    }

    void withoutAPriorityNobodyWaits()
    {
        Rig rig(full);
        Asking running(5);
        (void)running.take(rig);
        Asking plain(0);
        plain.facts.priority.reset();
        QVERIFY(plain.ask(rig).refusal);
    }

    void whatNeverPassesIsNotWaitedFor()
    {
        Rig rig("model_list:\n" + deployment("a", "", "chat", "blocked: true"));
        Asking asking(1);
        QVERIFY(asking.ask(rig).refusal);
    }

    void theQueueIsBounded()
    {
        RequestQueue queue;
        for (std::size_t count = 0; count < RequestQueue::most; ++count) {
            QVERIFY(queue.add(static_cast<int>(count % 7)) != 0);
        }
        QCOMPARE(queue.add(0), 0u);
        QCOMPARE(queue.ahead(0, -1), 0u);
        QCOMPARE(queue.ahead(0, 7), RequestQueue::most);
    }
};

QTEST_APPLESS_MAIN(TestQueue)
#include "tst_queue.moc"
