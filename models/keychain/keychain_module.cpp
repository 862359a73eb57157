// SPDX-License-Identifier: GPL-3.0-or-later
//
// The module that models/vault/keychain.h loads: the desktop's keychain through QtKeychain. Its jobs need an event
// loop, which no caller has: they run on a thread of their own, and the caller waits as long as a person may take to
// answer the desktop's question.
#include "models/vault/keychain_module.h"

#include <qt6keychain/keychain.h>

#include <QObject>
#include <QThread>

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

} // namespace

class QtKeychainModule final : public QObject, public vault::KeychainModule {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID "org.patchbay.KeychainModule/1")
    Q_INTERFACES(patchbay::vault::KeychainModule)
public:
    QtKeychainModule()
    {
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
                QObject::connect(job, &QKeychain::Job::finished, &m_worker, [answer](QKeychain::Job *ended) {
                    const auto *reading = qobject_cast<QKeychain::ReadPasswordJob *>(ended);
                    const bool good = ended->error() == QKeychain::NoError;
                    answer->set_value({ outcomeOf(ended->error()), good ? QString() : ended->errorString(),
                                        good && reading != nullptr ? reading->binaryData() : QByteArray() });
                });
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
