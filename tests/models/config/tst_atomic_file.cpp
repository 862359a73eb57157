// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is opened and replaced as a configuration: files, and nothing that only looks like one.
#include "models/config/atomic_file.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace patchbay;
using namespace Qt::StringLiterals;

class TestAtomicFile : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_directory;
    std::string path(const char *name) const { return m_directory.filePath(QString::fromLatin1(name)).toStdString(); }

private Q_SLOTS:
    void initTestCase()
    {
        QCOMPARE(::mkfifo(path("pipe").c_str(), 0600), 0);
        QCOMPARE(::mkdir(path("folder").c_str(), 0700), 0);
        QCOMPARE(::symlink(path("pipe").c_str(), path("link").c_str()), 0);
        const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address { .sun_family = AF_UNIX, .sun_path = {} };
        const std::string name = path("socket");
        if (name.size() >= sizeof address.sun_path) {
            QSKIP("The temporary folder's name is too long for a socket");
        }
        name.copy(address.sun_path, name.size());
        QCOMPARE(::bind(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
        ::close(socket);
    }

    void whatIsNoFileIsNotWaitedFor_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("words");
        QTest::newRow("pipe") << QString::fromStdString(path("pipe")) << u"is a pipe, not a file"_s;
        QTest::newRow("link to a pipe") << QString::fromStdString(path("link")) << u"is a pipe, not a file"_s;
        QTest::newRow("folder") << QString::fromStdString(path("folder")) << u"is a folder, not a file"_s;
        QTest::newRow("socket") << QString::fromStdString(path("socket")) << u"is a socket, not a file"_s;
        QTest::newRow("endless device") << u"/dev/zero"_s << u"is a device, not a file"_s;
        QTest::newRow("below a file") << u"/proc/self/status/config.yaml"_s << u"There is no file"_s;
    }
    void whatIsNoFileIsNotWaitedFor()
    {
        QFETCH(const QString, file);
        QFETCH(const QString, words);
        const Result<std::string> read = document::readFile(file.toStdString());
        QVERIFY(!read);
        QVERIFY2(QString::fromStdString(read.error().message).contains(words), read.error().message.c_str());
        QVERIFY(!read.error().remedy.empty());
        if (words.endsWith(u"not a file"_s)) {
            const Result<void> written = document::writeFile(file.toStdString(), "a: 1\n");
            QVERIFY(!written);
            QVERIFY2(QString::fromStdString(written.error().message).contains(words), written.error().message.c_str());
        }
    }

    void whatIsNoFileStaysWhatItIs()
    {
        struct stat status {};
        QVERIFY(!document::writePrivateFile(path("link"), "a: 1\n"));
        QCOMPARE(::stat(path("link").c_str(), &status), 0);
        QVERIFY(S_ISFIFO(status.st_mode));
        QVERIFY(!document::writeFile(path("folder"), "a: 1\n"));
        QCOMPARE(::stat(path("folder").c_str(), &status), 0);
        QVERIFY(S_ISDIR(status.st_mode));
    }

    void permissionsAndFoldersAreTold()
    {
        const std::string file = path("closed.yaml");
        QVERIFY(document::writeFile(file, "a: 1\n"));
        QCOMPARE(*document::readFile(file), "a: 1\n");
        QCOMPARE(::chmod(file.c_str(), 0), 0);
        const Result<void> written = document::writeFile(file, "a: 2\n");
        QVERIFY(!written);
        QVERIFY(QString::fromStdString(written.error().message).contains(u"permission is missing"_s));
        QVERIFY2(!written.error().remedy.contains("--data"), "a person's file is not where --data says");
        if (::geteuid() != 0) { // who may read everything
            const Result<std::string> read = document::readFile(file);
            QVERIFY(!read);
            QVERIFY(read.error().message.starts_with("This user may not read "));
        }
        const Result<void> vanished = document::writeFile(path("gone/config.yaml"), "a: 1\n");
        QVERIFY(!vanished);
        QVERIFY2(vanished.error().message.ends_with("its folder is not there."), vanished.error().message.c_str());
    }

    // What a shell hands over for <(…) is one, and the command waits for who writes it.
    void commandsReadPipes()
    {
        int ends[2] {};
        QCOMPARE(::pipe(ends), 0);
        QCOMPARE(::write(ends[1], "a: 1\n", 5), 5);
        ::close(ends[1]);
        const Result<std::string> read = document::readInput("/dev/fd/" + std::to_string(ends[0]));
        ::close(ends[0]);
        QVERIFY2(read, read ? "" : read.error().message.c_str());
        QCOMPARE(*read, "a: 1\n");
        QVERIFY(!document::readInput(path("folder")));
    }
};

QTEST_GUILESS_MAIN(TestAtomicFile)
#include "tst_atomic_file.moc"
