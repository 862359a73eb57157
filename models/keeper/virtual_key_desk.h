// SPDX-License-Identifier: GPL-3.0-or-later
//
// VirtualKeyDesk: the gateway's virtual keys for the window. A running gateway is asked over its socket; without one
// the store in the data directory is opened for the call, as the window owns it.
//
// Belongs to the GUI thread; calls run on a thread of their own and end in a callback on the GUI thread.
#pragma once

#include "models/keeper/virtual_key_facts.h"
#include "models/mailbox/mailbox.h"
#include "models/mailbox/work_thread.h"
#include "providers/core/clock.h"
#include "providers/core/secret.h"
#include "providers/gateway/admin_note.h"

#include <QObject>

#include <functional>

namespace patchbay {

class VirtualKeyDesk final : public QObject {
    Q_OBJECT
public:
    template <typename T>
    using Done = std::function<void(Result<T> result)>;

    // The data directory, then others in which a gateway may run: it owns one, where the window has another. The clock
    // outlives it. Nothing is opened before the first call.
    VirtualKeyDesk(const QStringList &places, const Clock &clock, QObject *parent = nullptr);
    ~VirtualKeyDesk() override;

    const QList<VirtualKeyFacts> &keys() const { return m_keys; }
    const VirtualKeyFacts *key(const QString &token) const;
    QDateTime now() const;
    // A gateway answered the last call.
    bool isServed() const { return m_served; }
    // Where that gateway listens: "http://127.0.0.1:4000"; empty: none runs.
    const QString &address() const { return m_address; }
    // Why the last list could not be had.
    const std::optional<Error> &problem() const { return m_problem; }

    void refresh();
    // Gives the new key: the only time that it is known.
    void generate(const VirtualKeyDraft &draft, Done<SecretBytes> done);
    void regenerate(const QString &token, Done<SecretBytes> done);
    void update(const QString &token, const VirtualKeyDraft &draft, Done<void> done);
    void setBlocked(const QString &token, bool blocked, Done<void> done);
    void remove(const QString &token, Done<void> done);

Q_SIGNALS:
    void keysChanged();

private:
    struct Answer {
        Result<std::string> body;
        bool served = false;
        QString address {};
    };
    static Answer ask(const QStringList &places, const Clock &clock, const gateway::AdminRequest &request,
                      const gateway::AdminNoteTaker &noted);
    void call(gateway::AdminRequest request, std::function<void(Result<std::string> body)> done);
    void readPage(int page, const QList<VirtualKeyFacts> &before);
    void change(gateway::AdminRequest request, Done<void> done);
    void makeTeam(const QString &team);
    void issue(gateway::AdminRequest request, Done<SecretBytes> done);

    QStringList m_places;
    const Clock &m_clock;
    gateway::AdminNoteTaker m_noted;
    QList<VirtualKeyFacts> m_keys;
    std::optional<Error> m_problem;
    bool m_served = false;
    QString m_address;
    const std::shared_ptr<Mailbox> m_mailbox = Mailbox::of(this);
    WorkThread m_thread;
};

} // namespace patchbay
