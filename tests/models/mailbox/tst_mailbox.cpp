// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mailbox/mailbox.h"
#include "models/mailbox/work_thread.h"

#include <QCoreApplication>
#include <QTest>
#include <QThread>

#include <thread>

using namespace patchbay;

class TestMailbox : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void callsComeToTheOwnersThreadInOrder()
    {
        QObject owner;
        std::vector<int> seen;
        bool elsewhere = false;
        {
            const std::shared_ptr<Mailbox> mailbox = Mailbox::of(&owner);
            std::jthread([&, mailbox] {
                for (int number = 0; number < 1'000; ++number) {
                    mailbox->post([&, number, text = std::make_unique<int>(number)] {
                        elsewhere = elsewhere || QThread::currentThread() != QCoreApplication::instance()->thread();
                        seen.push_back(*text == number ? number : -1);
                    });
                }
            });
        }
        QTRY_COMPARE(seen.size(), 1'000U); // also those posted by who held it last
        QVERIFY(std::ranges::is_sorted(seen));
        QVERIFY(!elsewhere);
    }

    void nothingRunsForAnOwnerThatHasGone()
    {
        auto owner = std::make_unique<QObject>();
        const std::shared_ptr<Mailbox> mailbox = Mailbox::of(owner.get());
        int calls = 0;
        mailbox->post([&] {
            ++calls;
            owner.reset(); // in the middle of a delivery
        });
        mailbox->post([&] { ++calls; });
        QTRY_COMPARE(calls, 1);
        mailbox->post([&] { ++calls; });
        QCoreApplication::processEvents();
        QCOMPARE(calls, 1);
    }

    void workIsDoneInOrderAndToTheEnd()
    {
        std::vector<int> done;
        {
            WorkThread thread;
            for (int number = 0; number < 100; ++number) {
                thread.post([&done, number] { done.push_back(number); });
            }
            thread.waitForDone();
            QCOMPARE(done.size(), 100U);
            thread.post([&done] { done.push_back(100); });
        }
        QCOMPARE(done.size(), 101U);
        QVERIFY(std::ranges::is_sorted(done));
        WorkThread idle; // never begins
        idle.waitForDone();
    }

    void aCallMayPostAnother()
    {
        QObject owner;
        const std::shared_ptr<Mailbox> mailbox = Mailbox::of(&owner);
        bool done = false;
        mailbox->post([&] { mailbox->post([&] { done = true; }); });
        QTRY_VERIFY(done);
    }
};

QTEST_GUILESS_MAIN(TestMailbox)
#include "tst_mailbox.moc"
