// SPDX-License-Identifier: GPL-3.0-or-later
//
// GatewayHost: the gateway that this window runs: whether it does, where, and what it has to do. What a gateway is
// made of comes from outside (StartGateway), so that this knows nothing but starting, counting and stopping.
//
// Belongs to the GUI thread and never waits on it: starting and stopping run on a thread of their own.
#pragma once

#include "models/mailbox/mailbox.h"
#include "models/mailbox/work_thread.h"
#include "providers/core/result.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace patchbay {

struct GatewayWish {
    QString configFile;
    QString address = QStringLiteral("127.0.0.1");
    quint16 port = 4000; // 0 takes a free one
    bool operator==(const GatewayWish &) const = default;
};

// Counts since its start.
struct GatewayLoad {
    quint64 answered = 0;
    quint64 failed = 0; // with a status of 400 or more, or without an answer
    int underWay = 0;
    bool operator==(const GatewayLoad &) const = default;
};

// One that runs. Destroying it ends it, after the answers under way or a short while.
class HostedGateway {
public:
    virtual ~HostedGateway() = default;
    virtual quint16 port() const = 0;
    virtual GatewayLoad load() const = 0; // from any thread, at once
    virtual QStringList models() const = 0; // what clients may ask for
    virtual QStringList remarks() const = 0; // what of the configuration is not as it should be
};

// Runs on a thread of the host's own.
using StartGateway = std::function<Result<std::unique_ptr<HostedGateway>>(const GatewayWish &wish)>;

class GatewayHost final : public QObject {
    Q_OBJECT
public:
    enum class State { Off, Starting, Running, Stopping };
    static constexpr int remembered = 60; // seconds

    explicit GatewayHost(StartGateway start, QObject *parent = nullptr);
    ~GatewayHost() override; // ends what runs, and waits for it

    State state() const { return m_state; }
    // Only when it is off.
    void start(const GatewayWish &wish);
    void stop();

    // Of the last start.
    const GatewayWish &wish() const { return m_wish; }
    // "http://127.0.0.1:4000"; empty unless it runs.
    QString address() const;
    // Why the last start failed.
    const std::optional<Error> &problem() const { return m_problem; }
    const QStringList &models() const { return m_models; }
    const QStringList &remarks() const { return m_remarks; }

    const GatewayLoad &load() const { return m_load; }
    // Answers of each of the last seconds, the oldest first; at most `remembered`.
    const QList<double> &recent() const { return m_recent; }
    int perMinute() const;

    // What a second's end does; a timer calls it while it runs.
    void count();

Q_SIGNALS:
    void stateChanged();
    void counted();

private:
    void started(Result<std::unique_ptr<HostedGateway>> gateway);
    void setState(State state);

    const StartGateway m_start;
    State m_state = State::Off;
    GatewayWish m_wish;
    std::optional<Error> m_problem;
    std::unique_ptr<HostedGateway> m_gateway;
    QStringList m_models;
    QStringList m_remarks;
    GatewayLoad m_load;
    QList<double> m_recent;
    QTimer m_second;
    const std::shared_ptr<Mailbox> m_mailbox = Mailbox::of(this);
    WorkThread m_thread; // last: its work may use the rest
};

} // namespace patchbay
