// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runs/run_store.h"
#include "models/storage/database.h"
#include "models/storage/statement.h"
#include "tests/models/runs/sample_run.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

SessionTab tab(const QString &id, const QString &prompt)
{
    SessionTab made { .id = id, .kind = u"compare"_s, .draft = sampleRun(), .viewState = u"{\"scroll\": 3}"_s };
    made.draft.id.clear();
    made.draft.created = QDateTime();
    made.draft.userText = prompt;
    return made;
}

// Types into a tab until it is killed, and tells through the pipe how far it got.
[[noreturn]] void typeForever(const QString &file, int pipe)
{
    auto store = SessionStore::open(file);
    for (int keystroke = 1; store; ++keystroke) {
        if (!(*store)->saveTab(tab(u"t"_s, QString::number(keystroke)), 0)
            || ::write(pipe, &keystroke, sizeof keystroke) != sizeof keystroke) {
            break;
        }
    }
    ::_exit(1);
}

} // namespace

class TestSessionStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsTabsInTheirOrder()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"session.db"_s);
        {
            auto store = SessionStore::open(file);
            QVERIFY2(store, store ? "" : store.error().message.c_str());
            QVERIFY((*store)->saveTab(tab(u"a"_s, u"first"_s), 0));
            QVERIFY((*store)->saveTab(tab(u"b"_s, u"second"_s), 1));
            QVERIFY((*store)->saveTab(tab(u"c"_s, u"third"_s), 2));
            QVERIFY((*store)->saveTab(tab(u"c"_s, u"third, edited"_s), 0));
            QVERIFY((*store)->saveTab(tab(u"a"_s, u"first"_s), 1));
            QVERIFY((*store)->removeTab(u"b"_s));
            QVERIFY((*store)->removeTab(u"never was"_s));
            QVERIFY((*store)->setValue(u"geometry"_s, QByteArray("\0\1", 2)));
            QVERIFY((*store)->setValue(u"geometry"_s, QByteArray("\0\2", 2)));
        }
        auto store = SessionStore::open(file);
        const QList<SessionTab> tabs = (*store)->tabs().value();
        QCOMPARE(tabs.size(), 2);
        QVERIFY(tabs[0] == tab(u"c"_s, u"third, edited"_s));
        QVERIFY(tabs[1] == tab(u"a"_s, u"first"_s));
        QCOMPARE((*store)->value(u"geometry"_s), QByteArray("\0\2", 2));
        QCOMPARE((*store)->value(u"unknown"_s), QByteArray());
    }

    void aDamagedDraftIsNoEmptyOne()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"session.db"_s);
        auto store = SessionStore::open(file);
        QVERIFY((*store)->saveTab(tab(u"a"_s, u"whole"_s), 0));
        QVERIFY((*store)->saveTab(tab(u"b"_s, u"cut off"_s), 1));
        {
            auto database = storage::Database::open(file, { .applicationId = 0x50625365 });
            QVERIFY2(database, database ? "" : database.error().message.c_str());
            QVERIFY((*database)->prepare(u"UPDATE tabs SET draft = '{\"user' WHERE id = 'b'"_s).run());
        }
        const QList<SessionTab> tabs = (*store)->tabs().value();
        QCOMPARE(tabs.size(), 2);
        QVERIFY(!tabs[0].damaged);
        QCOMPARE(tabs[1].damaged.value_or("nothing"), "{\"user");
    }

    void changedAttachmentIsSeen()
    {
        auto store = SessionStore::open(u":memory:"_s);
        SessionTab draft = tab(u"a"_s, u"picture"_s);
        for (char content : { 'x', 'y', 'x' }) {
            draft.draft.attachments = { { u"p.png"_s, u"image/png"_s, QByteArray(200'000, content) } };
            QVERIFY((*store)->saveTab(draft, 0));
            QVERIFY((*store)->tabs()->first() == draft);
        }
        // Changed in place, when the old bytes would still be at the same address.
        draft.draft.attachments[0].data[0] = 'z';
        QVERIFY((*store)->saveTab(draft, 0));
        QVERIFY((*store)->tabs()->first() == draft);
    }

    void anotherKindOfFileIsRefused()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"runs.db"_s);
        QVERIFY(RunStore::open(file));
        const auto store = SessionStore::open(file);
        QVERIFY(!store);
        QCOMPARE(store.error().code, "foreign_file");
    }

    void survivesKill()
    {
        constexpr int cycles = 20;
        QTemporaryDir directory;
        const QString file = directory.filePath(u"session.db"_s);
        int lost = 0;
        for (int cycle = 0; cycle < cycles; ++cycle) {
            int ends[2];
            QCOMPARE(::pipe(ends), 0);
            const pid_t child = ::fork();
            if (child == 0) {
                typeForever(file, ends[1]);
            }
            ::close(ends[1]);
            // Killed at another number of keystrokes each time; what follows is read until the end.
            int saved = 0;
            int last = 0;
            while (::read(ends[0], &saved, sizeof saved) == sizeof saved) {
                last = saved;
                if (saved == 5 + cycle) {
                    ::kill(child, SIGKILL);
                }
            }
            ::close(ends[0]);
            ::waitpid(child, nullptr, 0);
            QVERIFY(last >= 5 + cycle);
            auto store = SessionStore::open(file);
            QVERIFY2(store, store ? "" : store.error().message.c_str());
            const QList<SessionTab> tabs = (*store)->tabs().value();
            QCOMPARE(tabs.size(), 1);
            lost += tabs.first().draft.userText.toInt() < last ? 1 : 0;
            QCOMPARE(tabs.first().draft.attachments, sampleRun().attachments);
        }
        QCOMPARE(lost, 0);
    }
};

QTEST_GUILESS_MAIN(TestSessionStore)
#include "tst_session_store.moc"
