// SPDX-License-Identifier: GPL-3.0-or-later
//
// VaultFolder: `patchbay-cli vault` over a temporary folder, as scripts call it.
#pragma once

#include "tests/app/cli_outcome.h"

#include <QProcess>
#include <QTemporaryDir>

namespace patchbay::test {

inline const QByteArray vaultPassphrase = "canary horse battery\n";

class VaultFolder {
public:
    // The passphrase is the first line of standard input; a secret follows it.
    Outcome run(QStringList words, const QByteArray &secret = {}, const QByteArray &given = vaultPassphrase)
    {
        QProcess process;
        if (words.first() == QLatin1StringView("add") || words.first() == QLatin1StringView("rotate")) {
            words.append(QStringLiteral("--no-test")); // no provider hears of a test's keys
        }
        words.prepend(QStringLiteral("vault"));
        process.start(QStringLiteral(PATCHBAY_BINARY_DIR) + QStringLiteral("/bin/patchbay-cli"),
                      words + QStringList { QStringLiteral("--data"), path(), QStringLiteral("--passphrase-fd"), QStringLiteral("0") });
        process.write(given + secret);
        process.closeWriteChannel();
        process.waitForFinished();
        return { process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError() };
    }
    QString path() const { return m_directory.path(); }
    QString filePath(const QString &name) const { return m_directory.filePath(name); }

private:
    QTemporaryDir m_directory;
};

} // namespace patchbay::test
