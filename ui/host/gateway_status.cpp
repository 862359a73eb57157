// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/host/gateway_status.h"

#include "models/format/format.h"
#include "models/host/gateway_host.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("GatewayStatus", text);
}

} // namespace

StatusItem gatewayStatus(const GatewayHost &host)
{
    const QString hint = tr("Start or stop it, copy its address");
    switch (host.state()) {
    case GatewayHost::State::Off:
        return host.problem() ? StatusItem { tr("gateway did not start"), {}, Role::Bad, QString::fromStdString(host.problem()->message), true }
                              : StatusItem { tr("gateway off"), {}, Role::Muted, hint, true };
    case GatewayHost::State::Starting: return { tr("gateway starts…"), {}, Role::Info, hint, true };
    case GatewayHost::State::Stopping: return { tr("gateway stops…"), {}, Role::Info, hint, true };
    case GatewayHost::State::Running: break;
    }
    const QString address = host.address().mid(u"http://"_s.size());
    const QString failed = host.load().failed == 0 ? QString() : tr(", %1 failed").arg(format::count(static_cast<qint64>(host.load().failed)));
    return { tr("gateway %1").arg(address), tr("%1 req/min%2").arg(format::count(host.perMinute()), failed), Role::Good, hint, true };
}

} // namespace patchbay
