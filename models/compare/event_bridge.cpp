// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/event_bridge.h"

#include <map>
#include <mutex>

namespace patchbay {

namespace {

// Joins a delta of the same kind to the one that waits; false when it is something else.
template <typename Delta> bool joinDelta(StreamEvent &waiting, const StreamEvent &next)
{
    Delta *first = std::get_if<Delta>(&waiting);
    const Delta *second = std::get_if<Delta>(&next);
    if (first == nullptr || second == nullptr || first->choice != second->choice) {
        return false;
    }
    first->text += second->text;
    return true;
}

bool join(EngineEvent &waiting, const EngineEvent &next)
{
    StreamEvent *first = std::get_if<StreamEvent>(&waiting);
    const StreamEvent *second = std::get_if<StreamEvent>(&next);
    return first != nullptr && second != nullptr
        && (joinDelta<TextDelta>(*first, *second) || joinDelta<ReasoningDelta>(*first, *second));
}

} // namespace

struct EventBridge::Shared {
    std::mutex mutex;
    EventBridge *bridge = nullptr; // null once it is gone
    std::vector<ArrivedEvent> queue;
    std::map<quint64, std::size_t> lastOfCall; // index into queue
    bool wakePosted = false;

    void add(quint64 call, const EngineEvent &event, SteadyTime at)
    {
        const std::scoped_lock lock(mutex);
        if (bridge == nullptr) {
            return;
        }
        const auto last = lastOfCall.find(call);
        if (last != lastOfCall.end() && join(std::get<EngineEvent>(queue[last->second].event), event)) {
            queue[last->second].lastAt = at;
            return;
        }
        lastOfCall[call] = queue.size();
        push({ call, event, at, at });
    }
    void end(quint64 call, Result<KindAnswer> answer, SteadyTime at)
    {
        const std::scoped_lock lock(mutex);
        if (bridge != nullptr) {
            push({ call, KindEnded { std::move(answer) }, at, at });
        }
    }
    // With the lock held.
    void push(ArrivedEvent arrived)
    {
        queue.push_back(std::move(arrived));
        if (!wakePosted) {
            wakePosted = true;
            // Posting under the lock keeps the bridge alive meanwhile; it calls nothing of ours.
            Q_EMIT bridge->arrived(QPrivateSignal());
        }
    }
};

EventBridge::EventBridge(const Clock &clock, Handler handler, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_handler(std::move(handler))
    , m_shared(std::make_shared<Shared>())
{
    m_shared->bridge = this;
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &EventBridge::flush);
    connect(this, &EventBridge::arrived, this, &EventBridge::wake, Qt::QueuedConnection);
}

EventBridge::~EventBridge()
{
    const std::scoped_lock lock(m_shared->mutex);
    m_shared->bridge = nullptr;
    m_shared->queue.clear();
}

EventSink EventBridge::sink(quint64 call)
{
    return [shared = m_shared, call, &clock = m_clock](const EngineEvent &event) {
        shared->add(call, event, clock.steadyNow());
    };
}

KindSink EventBridge::kindSink(quint64 call)
{
    return { {}, [shared = m_shared, call, &clock = m_clock](Result<KindAnswer> answer) {
                shared->end(call, std::move(answer), clock.steadyNow());
            } };
}

void EventBridge::wake()
{
    const auto since = m_clock.steadyNow() - m_lastFlush;
    const auto span = std::chrono::milliseconds(flushMilliseconds);
    if (since >= span || since < since.zero()) {
        flush();
        return;
    }
    m_timer.start(std::chrono::ceil<std::chrono::milliseconds>(span - since));
}

void EventBridge::flush()
{
    std::vector<ArrivedEvent> batch;
    {
        const std::scoped_lock lock(m_shared->mutex);
        batch.swap(m_shared->queue);
        m_shared->lastOfCall.clear();
        m_shared->wakePosted = false;
    }
    m_lastFlush = m_clock.steadyNow();
    if (!batch.empty()) {
        m_handler(std::move(batch));
    }
}

} // namespace patchbay
