// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/host/gateway_host.h"

#include <numeric>

namespace patchbay {

using namespace Qt::StringLiterals;

GatewayHost::GatewayHost(StartGateway start, QObject *parent)
    : QObject(parent)
    , m_start(std::move(start))
{
    m_second.setInterval(1'000);
    connect(&m_second, &QTimer::timeout, this, &GatewayHost::count);
}

GatewayHost::~GatewayHost()
{
    m_thread.waitForDone(); // a start that is under way is kept by its message, which goes with the mailbox
}

void GatewayHost::start(const GatewayWish &wish)
{
    if (m_state != State::Off) {
        return;
    }
    m_wish = wish;
    m_problem.reset();
    setState(State::Starting);
    m_thread.post([start = m_start, wish, mailbox = m_mailbox, this] {
        auto made = std::make_shared<Result<std::unique_ptr<HostedGateway>>>(start(wish));
        mailbox->post([this, made] { started(std::move(*made)); });
    });
}

void GatewayHost::started(Result<std::unique_ptr<HostedGateway>> gateway)
{
    if (!gateway) {
        m_problem = std::move(gateway.error());
        setState(State::Off);
        return;
    }
    m_gateway = std::move(*gateway);
    m_models = m_gateway->models();
    m_remarks = m_gateway->remarks();
    m_load = {};
    m_recent.clear();
    m_second.start();
    setState(State::Running);
}

void GatewayHost::stop()
{
    if (m_state != State::Running) {
        return;
    }
    m_second.stop();
    count(); // what came since
    setState(State::Stopping);
    m_thread.post([gateway = std::move(m_gateway), mailbox = m_mailbox, this]() mutable {
        gateway.reset();
        mailbox->post([this] { setState(State::Off); });
    });
}

QString GatewayHost::address() const
{
    if (m_state != State::Running) {
        return {};
    }
    const QString host = m_wish.address.contains(u':') ? u'[' + m_wish.address + u']' : m_wish.address;
    return u"http://%1:%2"_s.arg(host).arg(m_gateway->port());
}

int GatewayHost::perMinute() const
{
    return static_cast<int>(std::accumulate(m_recent.begin(), m_recent.end(), 0.0));
}

void GatewayHost::count()
{
    if (!m_gateway) {
        return;
    }
    const GatewayLoad now = m_gateway->load();
    m_recent.append(static_cast<double>(now.answered + now.failed - m_load.answered - m_load.failed));
    if (m_recent.size() > remembered) {
        m_recent.removeFirst();
    }
    m_load = now;
    Q_EMIT counted();
}

void GatewayHost::setState(State state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

} // namespace patchbay
