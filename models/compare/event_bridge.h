// SPDX-License-Identifier: GPL-3.0-or-later
//
// EventBridge: takes engine events from I/O threads to its own thread, at most one hand-over in 33 ms.
//
// Sinks append under a mutex and join neighbouring text deltas of a call; the first event after a
// hand-over posts one wake-up. The handler runs without the lock. A sink may outlive the bridge:
// what it gets then is dropped.
#pragma once

#include "providers/core/clock.h"
#include "providers/engine/engine.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace patchbay {

// The one event of a call of another kind than chat: its end.
struct KindEnded {
    Result<KindAnswer> answer;
};

struct ArrivedEvent {
    quint64 call = 0;
    std::variant<EngineEvent, KindEnded> event;
    SteadyTime at {}; // of the first delta where several were joined
    SteadyTime lastAt {}; // of the last one
};

class EventBridge final : public QObject {
    Q_OBJECT
public:
    using Handler = std::function<void(std::vector<ArrivedEvent> batch)>;
    static constexpr int flushMilliseconds = 33;

    EventBridge(const Clock &clock, Handler handler, QObject *parent = nullptr);
    ~EventBridge() override;

    // A sink whose events carry the number.
    EventSink sink(quint64 call);
    KindSink kindSink(quint64 call);

Q_SIGNALS:
    // From the sinks' threads to this one; carries nothing, the events are under the lock.
    void arrived(QPrivateSignal);

private:
    struct Shared;
    void wake();
    void flush();

    const Clock &m_clock;
    Handler m_handler;
    QTimer m_timer;
    SteadyTime m_lastFlush {};
    // Shared with the sinks, which may live longer than this object.
    std::shared_ptr<Shared> m_shared;
};

} // namespace patchbay
