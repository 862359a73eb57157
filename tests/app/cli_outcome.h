// SPDX-License-Identifier: GPL-3.0-or-later
//
// patchbay-cli as the tests of tests/app start it and what came of it.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>

namespace patchbay::test {

struct Outcome {
    int exitCode = -1;
    QByteArray out;
    QByteArray err;

    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
    QJsonObject error() const { return QJsonDocument::fromJson(err).object()[QStringLiteral("error")].toObject(); }
    QString code() const { return error()[QStringLiteral("code")].toString(); }
};

// Runs the program to its end, at most 30 s, with nothing of this process's environment: its home
// is `directory`, `variables` come on top. Blocks, so a server of the test itself cannot answer it.
inline Outcome runCli(const QString &directory, const QStringList &arguments, const QByteArray &input = {},
                      const QHash<QString, QString> &variables = {})
{
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("XDG_DATA_HOME"), directory);
    environment.insert(QStringLiteral("HOME"), directory);
    for (auto variable = variables.begin(); variable != variables.end(); ++variable) {
        environment.insert(variable.key(), variable.value());
    }
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(PATCHBAY_BINARY_DIR "/bin/patchbay-cli"), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(30'000)) {
        process.kill();
    }
    return { process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError() };
}

} // namespace patchbay::test
