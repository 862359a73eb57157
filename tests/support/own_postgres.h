// SPDX-License-Identifier: GPL-3.0-or-later
//
// OwnPostgres: a PostgreSQL of a test's own on a free port of this computer, in a temporary folder; it ends with the test.
#pragma once

#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <QProcess>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTcpServer>
#include <QTemporaryDir>

#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace patchbay::test {

using namespace Qt::StringLiterals;

class OwnPostgres {
public:
    static bool isInstalled() { return !programFolder().isEmpty() && QSqlDatabase::isDriverAvailable(u"QPSQL"_s); }

    ~OwnPostgres()
    {
        m_server.terminate();
        m_server.waitForFinished();
    }

    // What went wrong; empty: it takes connections of "owner".
    QByteArray start(const QString &password)
    {
        const QString folder = m_directory.filePath(u"server"_s);
        QDir().mkpath(folder);
        QFile secret(folder + u"/password"_s);
        if (!secret.open(QIODevice::WriteOnly) || secret.write(password.toUtf8()) <= 0) {
            return "no file for the password";
        }
        secret.close();
        if (::geteuid() == 0) {
            for (const QString &path : { m_directory.path(), folder, secret.fileName() }) {
                if (::chown(QFile::encodeName(path).constData(), nobody, nobody) != 0) {
                    return "the folder cannot be given away";
                }
            }
        }
        QProcess make;
        prepare(make);
        make.setWorkingDirectory(folder);
        make.start(programFolder() + u"/initdb"_s, { u"-D"_s, folder + u"/data"_s, u"-U"_s, u"owner"_s, u"-A"_s, u"scram-sha-256"_s, u"--pwfile"_s, secret.fileName(),
                                                     u"-E"_s, u"UTF8"_s, u"--locale=C"_s, u"--no-sync"_s });
        if (!make.waitForFinished(patience) || make.exitCode() != 0) {
            return "initdb: " + make.readAll();
        }
        QTcpServer free;
        if (!free.listen(QHostAddress::LocalHost)) {
            return "no free port";
        }
        m_port = free.serverPort();
        free.close();
        prepare(m_server);
        m_server.setWorkingDirectory(folder);
        m_server.start(programFolder() + u"/postgres"_s, { u"-D"_s, folder + u"/data"_s, u"-k"_s, folder, u"-p"_s, QString::number(m_port), u"-F"_s, u"-c"_s,
                                                           u"listen_addresses=127.0.0.1"_s, u"-c"_s, u"logging_collector=off"_s });
        QByteArray log;
        while (!log.contains("ready to accept connections")) {
            if (!m_server.waitForReadyRead(patience)) {
                return "postgres: " + log;
            }
            log += m_server.readAll();
        }
        return {};
    }

    int port() const { return m_port; }

private:
    static constexpr uid_t nobody = 65'534; // PostgreSQL does not run as root
    static constexpr int patience = 120'000;

    // Ends with this process; as somebody else where this is root.
    static void prepare(QProcess &process)
    {
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.setChildProcessModifier([] {
            if (::geteuid() == 0 && (::setgid(nobody) != 0 || ::setuid(nobody) != 0)) {
                ::_exit(1);
            }
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        });
    }

    static QString programFolder()
    {
        const QDir versions(u"/usr/lib/postgresql"_s);
        const QStringList names = versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name | QDir::Reversed);
        for (const QString &name : names) {
            const QString folder = versions.filePath(name + u"/bin"_s);
            if (QFile::exists(folder + u"/initdb"_s) && QFile::exists(folder + u"/postgres"_s)) {
                return folder;
            }
        }
        return {};
    }

    QTemporaryDir m_directory;
    int m_port = 0;
    QProcess m_server;
};

} // namespace patchbay::test
