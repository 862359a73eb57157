// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/storage/data_directory.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestDataDirectory : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isMadePrivate()
    {
        QTemporaryDir parent;
        const QString path = parent.filePath(u"deep/er/data"_s);
        const Result<DataDirectory> opened = DataDirectory::open(path);
        QVERIFY(opened);
        struct stat status {};
        QCOMPARE(::stat(QFile::encodeName(path).constData(), &status), 0);
        QCOMPARE(status.st_mode & 0777, 0700u);
        QCOMPARE(opened->ledgerFile(), opened->path() + u"/ledger.db"_s);
    }

    void defaultFollowsXdg()
    {
        qputenv("XDG_DATA_HOME", "/somewhere/share");
        QCOMPARE(DataDirectory::defaultPath(), u"/somewhere/share/patchbay"_s);
    }

    void leavesOtherFoldersAsTheyAre()
    {
        QTemporaryDir directory;
        QFile other(directory.filePath(u"thesis.txt"_s));
        QVERIFY(other.open(QIODevice::WriteOnly));
        ::chmod(QFile::encodeName(directory.path()).constData(), 0755);
        QVERIFY(DataDirectory::open(directory.path()));
        struct stat status {};
        QCOMPARE(::stat(QFile::encodeName(directory.path()).constData(), &status), 0);
        QCOMPARE(status.st_mode & 0777, 0755u);
    }

    void hasOneOwner()
    {
        QTemporaryDir directory;
        std::optional<Result<DataDirectory>> first = DataDirectory::open(directory.path());
        QVERIFY(*first);
        const Result<DataDirectory> second = DataDirectory::open(directory.path());
        QVERIFY(!second);
        QCOMPARE(second.error().code, "owned");
        const QString message = QString::fromStdString(second.error().message);
        QVERIFY2(message.contains(u"process %1"_s.arg(::getpid())), qPrintable(message));
        QVERIFY(second.error().remedy.find("--data") != std::string::npos);
        first.reset();
        QVERIFY(DataDirectory::open(directory.path()));
    }

    void lockGoesWithAKilledOwner()
    {
        QTemporaryDir directory;
        int ready[2];
        QCOMPARE(::pipe(ready), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            const Result<DataDirectory> owned = DataDirectory::open(directory.path());
            const char answer = owned ? 'y' : 'n';
            if (::write(ready[1], &answer, 1) == 1) {
                ::pause();
            }
            ::_exit(0);
        }
        char answer = 0;
        QCOMPARE(::read(ready[0], &answer, 1), 1);
        QCOMPARE(answer, 'y');
        QVERIFY(!DataDirectory::open(directory.path()));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        QVERIFY(DataDirectory::open(directory.path()));
        ::close(ready[0]);
        ::close(ready[1]);
    }

    void saysWhyItCannotBeMade()
    {
        QTemporaryDir directory;
        QFile file(directory.filePath(u"file"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const Result<DataDirectory> opened = DataDirectory::open(directory.filePath(u"file"_s));
        QVERIFY(!opened);
        QVERIFY(!opened.error().remedy.empty());
    }
};

QTEST_GUILESS_MAIN(TestDataDirectory)
#include "tst_data_directory.moc"
