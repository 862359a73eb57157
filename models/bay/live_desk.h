// SPDX-License-Identifier: GPL-3.0-or-later
//
// LiveDesk: asks the running gateway what its routing does, for the configuration that is shown, and lets people end
// or lengthen a cooldown. Nothing is told while no gateway answers, or it serves another file.
//
// Belongs to the GUI thread; the gateway is asked on a thread of its own, never more than once at a time and never
// sooner than a second after its last answer. While it is not active nothing is asked.
#pragma once

#include "models/bay/applying.h"
#include "models/bay/config_tab.h"
#include "models/bay/live_picture.h"
#include "models/mailbox/mailbox.h"
#include "models/mailbox/work_thread.h"

#include <QPointer>
#include <QTimer>

namespace patchbay::bay {

class LiveDesk final : public QObject {
    Q_OBJECT
public:
    static constexpr int askEveryMilliseconds = 1'000;
    static constexpr int searchEveryMilliseconds = 5'000; // while none answers

    // The clock outlives it. An empty `ask` is never asked.
    LiveDesk(AskGateway ask, const Clock &clock, QObject *parent = nullptr);
    ~LiveDesk() override; // waits for the answer that is under way

    // Whose traffic it is; null: nobody's.
    void watch(ConfigTab *tab);
    const ConfigTab *tab() const { return m_tab; }
    void setActive(bool active);

    // Empty while it is not.
    LivePicture of(const Picture &picture) const;
    // Null: nothing is known of that node.
    std::optional<LiveDeployment> deployment(std::string_view node) const;
    // Nobody is sent there for so many seconds from now on; 0: they are again.
    void cool(const std::string &node, double seconds);

Q_SIGNALS:
    void changed();
    void cooled(const QString &sentence); // done, or why not

private:
    struct Served; // what the gateway's file says, read once for each text
    struct Answer {
        std::shared_ptr<const Served> served {};
        std::optional<LiveRows> rows {}; // none: no gateway, another file
        QString refusal {};
    };
    struct Question {
        std::string file {};
        std::string text {};
        std::shared_ptr<const Served> served {};
        std::string coolBody {}; // empty: only asked
    };
    static Answer ask(const AskGateway &gateway, const Question &question);
    std::optional<std::string> servedId(std::string_view node) const;
    void askNow();
    void post(Question question, std::function<void(const Answer &)> done);
    void take(const Answer &answer);
    void forget();

    const AskGateway m_ask;
    const Clock &m_clock;
    QPointer<ConfigTab> m_tab;
    std::shared_ptr<const Served> m_served;
    LiveTraffic m_traffic;
    QTimer m_next;
    bool m_active = false;
    bool m_live = false;
    bool m_asking = false;
    bool m_again = false; // somebody wanted to know while it was asked
    int m_subject = 0; // counts tabs: answers about an earlier one are dropped
    const std::shared_ptr<Mailbox> m_mailbox = Mailbox::of(this);
    WorkThread m_thread;
};

} // namespace patchbay::bay
