// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/sandboxed_call_starter.h"

#include "app/shared/fresh_prices.h"
#include "app/shared/sandbox_bases.h"

namespace patchbay {

SandboxedCallStarter::SandboxedCallStarter(WindowEngines &engines, const Catalog &catalog,
                                           transport::IoRuntime &runtime, const FreshPrices *prices)
    : m_engines(engines)
    , m_catalog(catalog)
    , m_prices(prices)
    , m_runtime(runtime)
{
}

SandboxedCallStarter::~SandboxedCallStarter() = default;

std::shared_ptr<Completion> SandboxedCallStarter::start(CompletionCall call, EventSink sink)
{
    needSandboxFor(call.request.model, call.apiBase);
    if (m_prices && !call.model) {
        call.model = m_prices->of(call.request.model);
    }
    Engine &engine = m_engines.engineFor(call.request);
    return engine.start(std::move(call), std::move(sink));
}

std::shared_ptr<Completion> SandboxedCallStarter::startKind(KindCall call, KindSink sink)
{
    needSandboxFor(call.request.model, call.apiBase);
    if (m_prices && !call.model) {
        call.model = m_prices->of(call.request.model);
    }
    return m_engines.kinds().startKind(std::move(call), std::move(sink));
}

void SandboxedCallStarter::needSandboxFor(const std::string &model, const std::string &apiBase)
{
    const Result<ResolvedModel> resolved = m_catalog.resolve(model);
    if (resolved && resolved->provider->sandbox && apiBase.empty() && !m_located) {
        startSandbox();
    }
}

void SandboxedCallStarter::startSandbox()
{
    Result<std::unique_ptr<sandbox::Sandbox>> started = sandbox::Sandbox::start(m_runtime, "127.0.0.1", 0, {});
    // Without it the engine answers that no address is known, in the pane that asked.
    if (!started) {
        return;
    }
    m_sandbox = std::move(*started);
    useSandboxAt(sandboxBases(*m_sandbox));
}

void SandboxedCallStarter::useSandboxAt(const ApiBases &bases)
{
    m_located = true;
    for (const auto &[provider, base] : bases) {
        m_engines.setApiBase(provider, base);
    }
}

} // namespace patchbay
