// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/served_here.h"

#include "app/serving/descriptor_limit.h"
#include "providers/gateway/gateway.h"

#include <condition_variable>
#include <mutex>
#include <sstream>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr std::chrono::seconds savingInterval { 10 };
constexpr std::chrono::seconds drainTime { 5 };

} // namespace

Result<std::unique_ptr<HostedGateway>> ServedHere::start(const GatewayWish &wish, const Catalog &catalog,
                                                         const serving::ServingKeys &keys,
                                                         const serving::OpenStores &stores)
{
    serving::raiseDescriptorLimit();
    serving::ServeOptions options;
    options.configFile = wish.configFile.toStdString();
    options.address = wish.address.toStdString();
    options.port = wish.port;
    std::ostringstream told;
    auto setup = serving::ServeSetup::make(options, catalog, keys, told, &stores);
    if (!setup) {
        return std::unexpected(std::move(setup.error()));
    }
    const QStringList remarks = QString::fromStdString(told.str()).split(u'\n', Qt::SkipEmptyParts);
    return std::unique_ptr<HostedGateway>(new ServedHere(std::move(*setup), remarks));
}

ServedHere::ServedHere(std::unique_ptr<serving::ServeSetup> setup, QStringList remarks)
    : m_remarks(std::move(remarks))
    , m_setup(std::move(setup))
    , m_saver([this](const std::stop_token &stop) { saveNowAndThen(stop); })
{
    m_setup->watch(m_nowhere);
}

ServedHere::~ServedHere()
{
    m_setup->drain();
    m_setup->waitUntilIdle(drainTime);
    m_saver.request_stop();
    m_saver.join();
    m_setup->saveRouting(m_nowhere);
}

void ServedHere::saveNowAndThen(const std::stop_token &stop)
{
    std::mutex mutex;
    std::condition_variable_any woken;
    std::unique_lock lock(mutex);
    while (!woken.wait_for(lock, stop, savingInterval, [&stop] { return stop.stop_requested(); })) {
        m_setup->saveRouting(m_nowhere);
    }
}

GatewayLoad ServedHere::load() const
{
    const gateway::GatewayFigures figures = m_setup->gateway().figures();
    return { figures.answered, figures.failed, figures.underWay };
}

QStringList ServedHere::models() const
{
    QStringList names;
    for (const config::Deployment &deployment : m_setup->gateway().snapshot()->configuration.deployments) {
        const QString name = QString::fromStdString(deployment.group);
        if (!names.contains(name)) {
            names.append(name);
        }
    }
    return names;
}

} // namespace patchbay
