// SPDX-License-Identifier: GPL-3.0-or-later
//
// The keychain's slot against a real Secret Service on a session bus of its own: GNOME's keyring, unlocked, locked and
// away. packaging/dev's root has them; skipped where a distribution's build machine has not.
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

// Prints "== step", what the program said, and "-- exit code" for each step.
constexpr const char *script = R"sh(
step() {
    name=$1; shift
    printf '== %s\n' "$name"
    printf 'canary horse battery\n' | "$PATCHBAY" vault "$@" --data "$FOLDER/data" --passphrase-fd 0 2>&1
    printf -- '-- %s\n' $?
}
keychain() {
    printf '== %s\n' "$1"
    "$PATCHBAY" vault unlock-check --keychain --data "$FOLDER/data" </dev/null 2>&1
    printf -- '-- %s\n' $?
}
service() {
    gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets --method "org.freedesktop.Secret.Service.$1" "$2" >/dev/null 2>&1
}
step init init
printf ring | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
gdbus wait --session --timeout 20 org.freedesktop.secrets
step add keychain add
step again keychain add
keychain open
service Lock "['/org/freedesktop/secrets/collection/login']"
keychain locked
step add-locked keychain add
step passphrase unlock-check
printf ring | gnome-keyring-daemon --unlock --replace --components=secrets >/dev/null 2>&1
gdbus wait --session --timeout 20 org.freedesktop.secrets
keychain unlocked
step remove keychain remove
keychain removed
)sh";

} // namespace

class TestKeychainService : public QObject {
    Q_OBJECT

    struct Step {
        QString said;
        int exitCode = -1;
        QString code() const { return QJsonDocument::fromJson(said.toUtf8())[u"error"][u"code"].toString(); }
    };
    static QHash<QString, Step> stepsIn(const QString &output)
    {
        QHash<QString, Step> steps;
        QString name;
        for (const QString &line : output.split(u'\n')) {
            if (line.startsWith(u"== ")) {
                name = line.sliced(3);
            } else if (line.startsWith(u"-- ")) {
                steps[name].exitCode = line.sliced(3).toInt();
            } else if (!name.isEmpty()) {
                steps[name].said += line + u'\n';
            }
        }
        return steps;
    }

private Q_SLOTS:
    void theVaultAndAKeyring()
    {
        for (const QString &program : { u"dbus-run-session"_s, u"gnome-keyring-daemon"_s, u"gdbus"_s }) {
            if (QStandardPaths::findExecutable(program).isEmpty()) {
                QSKIP(qPrintable(program + u" is not installed: the keychain's slot was tried against a stand-in only"_s));
            }
        }
        QTemporaryDir folder;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, folder.path());
        environment.insert(u"XDG_RUNTIME_DIR"_s, folder.path());
        environment.insert(u"XDG_DATA_HOME"_s, folder.filePath(u"share"_s));
        environment.insert(u"FOLDER"_s, folder.path());
        environment.insert(u"PATCHBAY"_s, QStringLiteral(PATCHBAY_BINARY_DIR) + u"/bin/patchbay-cli"_s);
        environment.remove(u"DISPLAY"_s);
        environment.remove(u"WAYLAND_DISPLAY"_s);
        QProcess session;
        session.setProcessEnvironment(environment);
        session.start(u"dbus-run-session"_s, { u"--"_s, u"sh"_s, u"-c"_s, QString::fromLatin1(script) });
        QVERIFY(session.waitForFinished(120'000));
        const QString output = QString::fromUtf8(session.readAllStandardOutput());
        QHash<QString, Step> steps = stepsIn(output);
        const auto whole = [&](const QString &name) { return qPrintable(name + u": "_s + steps[name].said + output); };
        QCOMPARE(steps[u"init"_s].exitCode, 0);
        if (steps[u"add"_s].code() == u"keychain_absent") {
            QSKIP("this build has no module for the desktop's keychain, or the keyring could not be started");
        }
        for (const QString &good : { u"add"_s, u"again"_s, u"open"_s, u"passphrase"_s, u"unlocked"_s, u"remove"_s }) {
            QVERIFY2(steps[good].exitCode == 0, whole(good));
        }
        // Locked is said as what it is, and a try to set it up then leaves what was set up.
        QVERIFY2(steps[u"locked"_s].code() == u"keychain_denied", whole(u"locked"_s));
        QVERIFY2(steps[u"add-locked"_s].code() == u"keychain_denied", whole(u"add-locked"_s));
        QVERIFY2(steps[u"removed"_s].exitCode == 1, whole(u"removed"_s));
        QVERIFY(!output.contains(u"canary"));
    }

    // Nobody there is nobody's failure.
    void noBusIsNoKeychain()
    {
        QTemporaryDir folder;
        QProcessEnvironment environment;
        environment.insert(u"HOME"_s, folder.path());
        const auto run = [&](const QStringList &words) {
            QProcess process;
            process.setProcessEnvironment(environment);
            process.start(QStringLiteral(PATCHBAY_BINARY_DIR) + u"/bin/patchbay-cli"_s,
                          QStringList { u"vault"_s } + words + QStringList { u"--data"_s, folder.path(), u"--passphrase-fd"_s, u"0"_s });
            process.write("canary horse battery\n");
            process.closeWriteChannel();
            process.waitForFinished();
            return QJsonDocument::fromJson(process.readAllStandardError())[u"error"][u"code"].toString();
        };
        QCOMPARE(run({ u"init"_s }), QString());
        QCOMPARE(run({ u"keychain"_s, u"add"_s }), u"keychain_absent"_s);
        QCOMPARE(run({ u"unlock-check"_s }), QString());
    }
};

QTEST_GUILESS_MAIN(TestKeychainService)
#include "tst_keychain_service.moc"
