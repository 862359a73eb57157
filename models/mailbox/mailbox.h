// SPDX-License-Identifier: GPL-3.0-or-later
//
// Mailbox: takes calls from other threads to the thread that it was made on.
//
//   m_probe(server, [mailbox = Mailbox::of(this), this](Result<Names> names) {      // on any thread
//       mailbox->post([this, names = std::move(names)] { show(names); });           // on this one
//   });
//
// Calls run in the order in which they were posted. Once the owner has gone they are dropped, unrun; so a call may use
// it without asking. A call is handed over under a lock of ours, which ThreadSanitizer sees, unlike those inside Qt.
#pragma once

#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace patchbay {

class Mailbox final : public QObject {
    Q_OBJECT
public:
    using Call = std::move_only_function<void()>;

    // On the owner's thread. Lives as long as somebody holds it, which may be longer than the owner.
    static std::shared_ptr<Mailbox> of(QObject *owner);

    // From any thread; returns at once.
    void post(Call call);

Q_SIGNALS:
    void filled(QPrivateSignal); // carries nothing: the calls are under the lock

private:
    explicit Mailbox(QObject *owner);
    static void letGo(Mailbox *mailbox);
    void deliver();

    const QPointer<QObject> m_owner; // looked at on the owner's thread alone
    std::mutex m_mutex; // guards what follows
    std::vector<Call> m_calls;
    bool m_delivers = false;
    bool m_abandoned = false; // nobody holds it any more
};

} // namespace patchbay
