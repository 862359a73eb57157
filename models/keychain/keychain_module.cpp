// SPDX-License-Identifier: GPL-3.0-or-later
//
// The module that models/vault/keychain.h loads: the desktop's keychain through QtKeychain. Its jobs need an event
// loop, which no caller has: they run on a thread of their own, and the caller waits as long as a person may take to
// answer the desktop's question.
#include "models/vault/keychain_module.h"

#include <qt6keychain/keychain.h>

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QList>
#include <QMap>
#include <QObject>
#include <QThread>

#include <algorithm>
#include <chrono>
#include <functional>
#include <future>
#include <memory>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

using vault::KeychainReply;

constexpr std::chrono::seconds patience { 90 };

QString service()
{
    return u"org.patchbay.Patchbay"_s;
}

KeychainReply::Outcome outcomeOf(QKeychain::Error error)
{
    switch (error) {
    case QKeychain::NoError: return KeychainReply::Outcome::Done;
    case QKeychain::EntryNotFound: return KeychainReply::Outcome::Empty;
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser: return KeychainReply::Outcome::Denied;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented: return KeychainReply::Outcome::Absent;
    default: return KeychainReply::Outcome::Failed;
    }
}

// A Secret Service that is locked, and cannot ask the person or was told no, has the same answer as one that has
// nothing: the service itself knows which it is.
bool isLockedAway(const QString &name)
{
    QDBusMessage question = QDBusMessage::createMethodCall(u"org.freedesktop.secrets"_s, u"/org/freedesktop/secrets"_s,
                                                           u"org.freedesktop.Secret.Service"_s, u"SearchItems"_s);
    question << QVariant::fromValue(QMap<QString, QString> { { u"server"_s, service() }, { u"user"_s, name } });
    constexpr int soon = 5'000; // milliseconds
    const QDBusMessage answer = QDBusConnection::sessionBus().call(question, QDBus::Block, soon);
    const QList<QVariant> found = answer.arguments(); // the open ones, the locked ones
    return answer.type() == QDBusMessage::ReplyMessage && found.size() == 2
        && !qdbus_cast<QList<QDBusObjectPath>>(found.at(1)).isEmpty();
}

// Whether anybody on the session's bus keeps secrets, or could be started to.
bool hasKeeper()
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        return false;
    }
    const QStringList startable = bus.interface()->activatableServiceNames().value();
    return std::ranges::any_of(
        std::initializer_list<QString> { u"org.freedesktop.secrets"_s, u"org.kde.kwalletd6"_s, u"org.kde.kwalletd5"_s },
        [&](const QString &keeper) { return bus.interface()->isServiceRegistered(keeper).value() || startable.contains(keeper); });
}

KeychainReply replyOf(const QKeychain::Job &ended, const QString &name)
{
    const auto *reading = qobject_cast<const QKeychain::ReadPasswordJob *>(&ended);
    KeychainReply reply { outcomeOf(ended.error()), ended.errorString(), {} };
    switch (reply.outcome) {
    case KeychainReply::Outcome::Done:
        return { KeychainReply::Outcome::Done, {}, reading != nullptr ? reading->binaryData() : QByteArray() };
    case KeychainReply::Outcome::Empty:
        return isLockedAway(name) ? KeychainReply { KeychainReply::Outcome::Denied, u"it is locked"_s, {} } : reply;
    case KeychainReply::Outcome::Failed:
        return hasKeeper() ? reply : KeychainReply { KeychainReply::Outcome::Absent, u"nobody on the session's bus keeps secrets"_s, {} };
    case KeychainReply::Outcome::Denied:
    case KeychainReply::Outcome::Absent: break;
    }
    return reply;
}

} // namespace

class QtKeychainModule final : public QObject, public vault::KeychainModule {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID "org.patchbay.KeychainModule/1")
    Q_INTERFACES(patchbay::vault::KeychainModule)
public:
    QtKeychainModule()
    {
        qDBusRegisterMetaType<QMap<QString, QString>>();
        m_worker.moveToThread(&m_thread);
        m_thread.start();
    }
    ~QtKeychainModule() override
    {
        m_thread.quit();
        m_thread.wait();
    }

    KeychainReply read(const QString &name) override
    {
        return run([] { return new QKeychain::ReadPasswordJob(service()); }, name);
    }
    KeychainReply write(const QString &name, const QByteArray &bytes) override
    {
        return run(
            [bytes] {
                auto *job = new QKeychain::WritePasswordJob(service());
                job->setBinaryData(bytes);
                return job;
            },
            name);
    }
    KeychainReply remove(const QString &name) override
    {
        return run([] { return new QKeychain::DeletePasswordJob(service()); }, name);
    }

private:
    // Made and started on the thread.
    KeychainReply run(const std::function<QKeychain::Job *()> &make, const QString &name)
    {
        // Shared: who gave up waiting is not there any more when the job ends.
        const auto answer = std::make_shared<std::promise<KeychainReply>>();
        std::future<KeychainReply> waiting = answer->get_future();
        QMetaObject::invokeMethod(
            &m_worker,
            [this, answer, make, name] {
                QKeychain::Job *job = make();
                job->setKey(name);
                job->setAutoDelete(true);
                job->setInsecureFallback(false);
                QObject::connect(job, &QKeychain::Job::finished, &m_worker,
                                 [answer, name](QKeychain::Job *ended) { answer->set_value(replyOf(*ended, name)); });
                job->start();
            },
            Qt::QueuedConnection);
        if (waiting.wait_for(patience) != std::future_status::ready) {
            return { KeychainReply::Outcome::Denied, u"it does not answer"_s, {} };
        }
        return waiting.get();
    }

    QThread m_thread;
    QObject m_worker; // lives on the thread
};

} // namespace patchbay

#include "keychain_module.moc"
