// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serving/serve_setup.h"

#include "app/serving/serve_parts.h"
#include "app/serving/serving_check.h"
#include "app/shared/sandbox_bases.h"
#include "models/keeper/admin_notes.h"
#include "providers/config/configured_variables.h"
#include "providers/engine/environment_keys.h"

#include <algorithm>
#include <ostream>
#include <sstream>

namespace patchbay::serving {

using namespace Qt::StringLiterals;
using gateway::GatewaySnapshot;

void ServeSetup::Parts::makeEngine()
{
    keyWatch = std::make_unique<vault::KeyWatchLedger>(*budgets, providerKeys.vault);
    hub = std::make_unique<observers::ObserverHub>(*keyWatch, clock, runtime);
    hub->setKeyNaming([this](const std::string &id) {
        const std::optional<gateway::VirtualKey> key = keys->findEver(id);
        return key ? observers::ObserverHub::KeyNames { key->digest, key->alias }
                   : observers::ObserverHub::KeyNames { id, {} };
    });
    hub->setCallbacks([this](const std::string &key, const std::string &team) { return keys->callbacksOf(key, team); },
                      processEnvironment());
    EngineParts parts { catalog, runtime, servedKeys, *hub, clock, {}, {} };
    transport::proxyFromEnvironment(parts.client);
    parts.client.idleConnectionsPerOrigin = 1'024;
    parts.apiBases = apiBasesFromEnvironment(catalog, processEnvironment());
    engine = std::make_unique<Engine>(std::move(parts));
    gateway = std::make_unique<gateway::Gateway>(gateway::GatewayParts {
        *engine, runtime, clock, *keys, catalog, spend.get(), served.get(), hub.get(), answers.get(),
        [this] { return hub->metrics(); }, bodies.get(),
        [this](const AttemptDraft &draft, const AttemptOutcome &outcome) { hub->refused(draft, outcome); }, responses.get(),
        [this] { return ledger->isWritable(); }, budgets,
        [this] { return providerKeys.vault != nullptr && providerKeys.vault->isLocked(); },
        directory ? adminNotesIn(directory->path().toStdString(), clock) : gateway::AdminNoteTaker(),
        [this](std::string_view name) {
            return hub->figuresOf(name).transform([](const observers::ObserverHub::Figures &figures) {
                return gateway::ObserverFigures { figures.delivered, figures.dropped };
            });
        } });
    keys->setSoftBudgetTold([this](const gateway::SoftBudgetReached &one) {
        hub->notice({ std::string(one.group), one.id, one.token, one.alias, one.team, one.user, one.spent, one.soft,
                      one.maximum, clock.now() });
    });
}

// Simulated models without an address get a sandbox of this process's own.
Result<void> ServeSetup::Parts::startSandbox(const GatewaySnapshot &snapshot)
{
    const bool wanted =
        std::ranges::any_of(snapshot.configuration.deployments, [&](const config::Deployment &deployment) {
            const Result<ResolvedModel> model = catalog.resolve(deployment.model);
            return model && model->provider->sandbox && !deployment.parameters.find("api_base");
        });
    if (!wanted || sandbox) {
        return {};
    }
    Result<std::unique_ptr<sandbox::Sandbox>> started = sandbox::Sandbox::start(runtime, "127.0.0.1", 0, {});
    if (!started) {
        return std::unexpected(started.error());
    }
    sandbox = std::move(*started);
    for (const auto &[provider, base] : sandboxBases(*sandbox)) {
        engine->setApiBase(provider, base);
    }
    return {};
}

Result<std::shared_ptr<GatewaySnapshot>> ServeSetup::Parts::readConfig(std::ostream &err) const
{
    ServingCheck check = checkServing(options.configFile, prices ? prices->catalog() : catalog, providerKeys.mayKnow);
    for (const config::Problem &problem : check.problems) {
        err << config::toLine(problem) << '\n';
    }
    err.flush();
    if (check.snapshot && prices) {
        // The engine was made with the catalogue of the start: what is known better by now goes with each call.
        GatewaySnapshot &snapshot = **check.snapshot;
        if (&prices->catalog() != &catalog) {
            snapshot.newerPrices = [newer = prices.get()](std::string_view model) { return newer->of(model); };
        }
        for (routing::Index member = 0; member < snapshot.access.size(); ++member) {
            if (!snapshot.access[member].prices) {
                snapshot.access[member].prices = prices->of(snapshot.table->details(member).model);
            }
        }
    }
    return std::move(check.snapshot);
}

Result<void> ServeSetup::Parts::readPricesAgain(std::ostream &err)
{
    return prices->read().and_then([&] { return reload(err); });
}

// Keys and addresses of providers under their variables. An address whose variable goes away stays until the next start.
void ServeSetup::Parts::useVariables(const config::GatewayConfig &configuration)
{
    const config::Variables variables = config::withVariablesOf(configuration, processEnvironment());
    std::set<std::string, std::less<>> said;
    for (const config::YamlEntry &entry : configuration.section("environment_variables").entries) {
        if (!entry.value.isNull()) {
            said.insert(entry.key);
        }
    }
    servedKeys.use(variables, std::move(said));
    if (configuration.section("environment_variables").entries.empty()) {
        return; // the engine was made with the process's
    }
    ApiBases bases = apiBasesFromEnvironment(catalog, variables);
    for (const auto &[provider, base] : bases) {
        engine->setApiBase(provider, base);
    }
}

void ServeSetup::Parts::use(std::shared_ptr<GatewaySnapshot> snapshot)
{
    useVariables(snapshot->configuration);
    std::vector<std::string> told; // by readConfig()
    hub->use(observers::readObservers(snapshot->configuration, processEnvironment(), told),
             observers::tellsCallers(snapshot->configuration));
    gateway->use(std::move(snapshot));
}

Result<void> ServeSetup::Parts::saveRouting()
{
    const std::scoped_lock lock(saving);
    return memory->save(*gateway->snapshot());
}

Result<void> ServeSetup::Parts::listen()
{
    if (options.certificateFile.empty()) {
        auto opened = gateway::HttpListener::onAddress(runtime, options.address, options.port, {}, *gateway);
        if (!opened) {
            return std::unexpected(opened.error());
        }
        listener = std::move(*opened);
    } else {
        auto opened = gateway::TlsListener::onAddress(
            runtime, { options.address, options.port, options.certificateFile, options.certificateKeyFile }, {}, *gateway);
        if (!opened) {
            return std::unexpected(opened.error());
        }
        tls = opened->get();
        listener = std::move(*opened);
    }
    const bool loopback = options.address.starts_with("127.") || options.address == "::1";
    // Who listens everywhere is reached from here by the loopback address.
    const bool everywhere = options.address == "0.0.0.0" || options.address == "::";
    const std::string host = everywhere ? "127.0.0.1" : options.address.contains(':') ? '[' + options.address + ']' : options.address;
    gateway->setListening({ loopback, listener->port() },
                          (tls != nullptr ? "https://" : "http://") + host + ':' + std::to_string(listener->port()));
    return {};
}

ServeSetup::ServeSetup(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts))
{
}

ServeSetup::~ServeSetup() = default;

Result<std::unique_ptr<ServeSetup>> ServeSetup::build(std::unique_ptr<Parts> parts, std::ostream &err, bool guestWillDo)
{
    Result<std::shared_ptr<GatewaySnapshot>> snapshot = parts->readConfig(err);
    if (!snapshot) {
        return std::unexpected(snapshot.error());
    }
    const config::YamlNode *durability = (*snapshot)->configuration.section("patchbay").find("ledger_durability");
    parts->strictLedger = durability && durability->asText() == "strict";
    Result<void> opened = parts->openStores();
    if (parts->strictLedger && parts->ledger && !parts->ownLedger) {
        err << "warning: ledger_durability: the ledger is the window's, which does not sync each step; patchbay-cli serve "
               "with a data directory of its own does.\n";
    }
    if (opened) {
        parts->served = std::make_unique<ServedConfig>(parts->options.configFile, parts->directory->filePath(QString()).toStdString(),
                                                       [self = parts.get()] { return self->reloadConfig(); });
    }
    if (!opened && opened.error().code == "owned" && guestWillDo) {
        opened = parts->openAsGuest();
    }
    if (!opened) {
        return std::unexpected(opened.error());
    }
    if (parts->directory) {
        parts->prices = std::make_unique<FreshPrices>(parts->catalog, parts->directory->path().toStdString());
    }
    parts->tellRecovery(err);
    parts->makeEngine();
    if (const Result<void> started = parts->startSandbox(**snapshot); !started) {
        return std::unexpected(started.error());
    }
    parts->use(std::move(*snapshot));
    return std::unique_ptr<ServeSetup>(new ServeSetup(std::move(parts)));
}

Result<std::unique_ptr<ServeSetup>> ServeSetup::makeLocal(const ServeOptions &options, const Catalog &catalog,
                                                          const ServingKeys &keys, std::ostream &err)
{
    return build(std::make_unique<Parts>(catalog, options, keys, nullptr), err, true);
}

Result<std::unique_ptr<ServeSetup>> ServeSetup::make(const ServeOptions &options, const Catalog &catalog,
                                                     const ServingKeys &keys, std::ostream &err, const OpenStores *open)
{
    Result<std::unique_ptr<ServeSetup>> setup =
        build(std::make_unique<Parts>(catalog, options, keys, open), err, false);
    if (!setup) {
        return setup;
    }
    Parts *parts = (*setup)->m_parts.get();
    if (parts->ownBudgets) {
        parts->makeTeller();
    }
    parts->gateway->setReloader([self = setup->get()]() -> Result<std::string> {
        std::ostringstream told;
        return self->reload(told).transform([&] { return std::move(told).str(); });
    });
    parts->memory.emplace(parts->directory->filePath(u"routing-state.json"_s).toStdString(), parts->clock,
                          *parts->spend);
    if (const Result<void> restored = parts->memory->restoreInto(*parts->gateway->snapshot()); !restored) {
        err << "warning: routing-state.json: " << restored.error().message << std::endl;
    }
    (*setup)->saveRouting(err); // from here on the ledger has the rest
    parts->gateway->setRoutingChanged([parts] { (void)parts->saveRouting(); }); // the next regular one tells
    if (const Result<void> listening = parts->listen(); !listening) {
        return std::unexpected(listening.error());
    }
    auto local = gateway::HttpListener::onSocketFile(
        parts->runtime, parts->directory->filePath(u"gateway.sock"_s).toStdString(), {}, *parts->gateway);
    if (!local) {
        return std::unexpected(local.error());
    }
    parts->local = std::move(*local);
    return setup;
}

gateway::Gateway &ServeSetup::gateway()
{
    return *m_parts->gateway;
}

std::uint16_t ServeSetup::port() const
{
    return m_parts->listener->port();
}

Result<void> ServeSetup::Parts::reload(std::ostream &err)
{
    const std::scoped_lock lock(reloading);
    Result<std::shared_ptr<GatewaySnapshot>> snapshot = readConfig(err);
    if (!snapshot) {
        return std::unexpected(snapshot.error());
    }
    if (const Result<void> started = startSandbox(**snapshot); !started) {
        return started;
    }
    use(std::move(*snapshot));
    return {};
}

void ServeSetup::saveRouting(std::ostream &err)
{
    const Result<void> saved = m_parts->saveRouting();
    if (!saved && !std::exchange(m_parts->memoryFailed, true)) {
        err << "warning: what routing has learned cannot be kept for the next start: " << saved.error().message
            << std::endl;
    }
}

Result<void> ServeSetup::Parts::reloadConfig()
{
    std::ostringstream ignored;
    return reload(ignored);
}

Result<void> ServeSetup::reload(std::ostream &err)
{
    return m_parts->reload(err);
}

Result<void> ServeSetup::reloadAll(std::ostream &err)
{
    // Each part stays as it was where it cannot be read; the first that cannot is the answer.
    Result<void> certificate;
    if (m_parts->tls) {
        certificate = m_parts->tls->useCertificate(m_parts->options.certificateFile, m_parts->options.certificateKeyFile);
    }
    const Result<void> vault = m_parts->providerKeys.reload ? m_parts->providerKeys.reload() : Result<void>();
    const Result<void> budgets = m_parts->readBudgetsAgain();
    const Result<void> prices = m_parts->prices->read();
    const Result<void> configuration = m_parts->reload(err);
    for (const Result<void> &part : { configuration, certificate, budgets, prices }) {
        if (!part) {
            return part;
        }
    }
    return vault;
}

void ServeSetup::watch(std::ostream &err)
{
    const auto files = [this] { return m_parts->gateway->snapshot()->configuration.files; };
    m_parts->watch = std::make_unique<ConfigWatch>(files, [this, &err] {
        std::ostringstream told; // written at once: other threads write there too
        const Result<void> reloaded = reload(told);
        told << (reloaded ? "the configuration changed and was reloaded"
                          : "the configuration changed but cannot be served: " + reloaded.error().message
                     + " The one in force stays.")
             << '\n';
        err << std::move(told).str() << std::flush;
    });
    m_parts->priceWatch = std::make_unique<ConfigWatch>([this] { return m_parts->prices->files(); }, [this, &err] {
        std::ostringstream told;
        const Result<void> read = m_parts->readPricesAgain(told);
        told << (read ? "the price lists changed and hold for calls from now on"
                      : "the price lists changed but cannot be used: " + read.error().message + " Those in force stay.")
             << '\n';
        err << std::move(told).str() << std::flush;
    });
    const std::string budgets = m_parts->directory->filePath(u"budgets.json"_s).toStdString();
    m_parts->budgetWatch = std::make_unique<ConfigWatch>([budgets] { return std::vector { budgets }; }, [this, &err] {
        const Result<void> read = m_parts->readBudgetsAgain();
        std::ostringstream told;
        told << (read ? "the budgets changed and were read again"
                      : "the budgets changed but cannot be used: " + read.error().message + " Those in force stay.")
             << '\n';
        err << std::move(told).str() << std::flush;
    });
}

void ServeSetup::tellTroubles(std::ostream &err)
{
    m_parts->hub->setTrouble([&err](const std::string &trouble) { err << "warning: " + trouble + ".\n" << std::flush; });
    if (m_parts->teller) {
        m_parts->teller->tellOn([&err](const std::string &line) { err << line + "\n" << std::flush; });
    }
}

void ServeSetup::drain()
{
    m_parts->listener->drain();
    m_parts->local->drain();
}

bool ServeSetup::waitUntilIdle(std::chrono::milliseconds time)
{
    return m_parts->listener->waitUntilIdle(time);
}

} // namespace patchbay::serving
