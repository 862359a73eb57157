// SPDX-License-Identifier: GPL-3.0-or-later
//
// ServedHere: the gateway as the window runs it, over the window's own data directory, ledger and vault.
#pragma once

#include "app/serving/serve_setup.h"
#include "models/host/gateway_host.h"

#include <ostream>
#include <thread>

namespace patchbay {

class ServedHere final : public HostedGateway {
public:
    // What they refer to outlives the gateway. Waits for the disk: not on the GUI thread.
    static Result<std::unique_ptr<HostedGateway>> start(const GatewayWish &wish, const Catalog &catalog,
                                                        const serving::ServingKeys &keys, const serving::OpenStores &stores);
    ~ServedHere() override; // lets answers under way finish for a few seconds

    quint16 port() const override { return m_setup->port(); }
    GatewayLoad load() const override;
    QStringList models() const override;
    QStringList remarks() const override { return m_remarks; }

private:
    ServedHere(std::unique_ptr<serving::ServeSetup> setup, QStringList remarks);
    void saveNowAndThen(const std::stop_token &stop);

    QStringList m_remarks;
    std::ostream m_nowhere { nullptr }; // the Routing panel shows what is wrong with a file; outlives the setup
    std::unique_ptr<serving::ServeSetup> m_setup;
    std::jthread m_saver; // last: it uses the setup
};

} // namespace patchbay
