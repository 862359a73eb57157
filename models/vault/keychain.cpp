// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/keychain.h"

#include "models/vault/keychain_module.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QPluginLoader>

using namespace Qt::StringLiterals;

namespace patchbay::vault {

namespace {

using Outcome = KeychainReply::Outcome;

std::unexpected<Error> problem(ErrorClass kind, std::string code, std::string sentence, std::string remedy)
{
    Error error = makeError(kind, std::move(sentence));
    error.code = std::move(code);
    error.remedy = std::move(remedy);
    return std::unexpected(error);
}

std::unexpected<Error> problemOf(const KeychainReply &reply)
{
    const std::string said = reply.said.isEmpty() ? std::string(".") : ": " + reply.said.toStdString();
    switch (reply.outcome) {
    case Outcome::Empty:
        return problem(ErrorClass::NotFound, "keychain_empty", "The desktop's keychain has nothing for this vault.",
                       "Use the passphrase, then set the keychain up again.");
    case Outcome::Denied:
        return problem(ErrorClass::ServiceUnavailable, "keychain_denied", "The desktop's keychain is locked, or said no" + said,
                       "Unlock it, or use the passphrase.");
    case Outcome::Absent:
        return problem(ErrorClass::ServiceUnavailable, "keychain_absent", "This desktop has no keychain" + said,
                       "Use the passphrase.");
    case Outcome::Done:
    case Outcome::Failed: break;
    }
    return problem(ErrorClass::ServiceUnavailable, "keychain_failed", "The desktop's keychain failed" + said,
                   "Use the passphrase.");
}

class DesktopKeychain final : public Keychain {
public:
    Result<SecretBytes> read(const std::string &name) override
    {
        KeychainModule *module = loaded();
        if (module == nullptr) {
            return notInstalled();
        }
        KeychainReply reply = module->read(QString::fromStdString(name));
        if (reply.outcome != Outcome::Done) {
            return problemOf(reply);
        }
        SecretBytes secret = SecretBytes::copyOf({ reply.bytes.constData(), static_cast<std::size_t>(reply.bytes.size()) });
        reply.bytes.fill('\0');
        return secret;
    }
    Result<void> write(const std::string &name, const SecretBytes &secret) override
    {
        KeychainModule *module = loaded();
        if (module == nullptr) {
            return notInstalled();
        }
        QByteArray bytes(secret.bytes().data(), static_cast<qsizetype>(secret.bytes().size()));
        const KeychainReply reply = module->write(QString::fromStdString(name), bytes);
        bytes.fill('\0');
        return reply.outcome == Outcome::Done ? Result<void>() : problemOf(reply);
    }
    Result<void> remove(const std::string &name) override
    {
        KeychainModule *module = loaded();
        if (module == nullptr) {
            return notInstalled();
        }
        const KeychainReply reply = module->remove(QString::fromStdString(name));
        return reply.outcome == Outcome::Done ? Result<void>() : problemOf(reply);
    }

private:
    static std::unexpected<Error> notInstalled()
    {
        return problem(ErrorClass::ServiceUnavailable, "keychain_absent",
                       "This installation cannot speak to the desktop's keychain: libqt6keychain1 is missing.",
                       "Use the passphrase.");
    }

    KeychainModule *loaded()
    {
        const QDir programs(QCoreApplication::applicationDirPath());
        // Beside the programs where they are built, in their own folder where they are installed.
        for (const QString &folder : { u"modules"_s, u"../bin/modules"_s, u"../lib/patchbay"_s }) {
            const QString file = programs.absoluteFilePath(folder + u"/patchbay-keychain.so"_s);
            if (m_module == nullptr && QFileInfo::exists(file)) {
                QPluginLoader loader(file);
                m_module = qobject_cast<KeychainModule *>(loader.instance());
            }
        }
        return m_module;
    }

    KeychainModule *m_module = nullptr; // stays loaded until the program ends
};

} // namespace

std::unique_ptr<Keychain> desktopKeychain()
{
    return std::make_unique<DesktopKeychain>();
}

} // namespace patchbay::vault
