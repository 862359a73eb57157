// SPDX-License-Identifier: GPL-3.0-or-later
//
// SandboxedCallStarter: starts the simulated providers when the first call needs them.
#pragma once

#include "app/window/window_engines.h"
#include "models/compare/call_starter.h"
#include "providers/sandbox/sandbox.h"

namespace patchbay {

class FreshPrices;

// A CallStarter that makes sure the sandbox runs before a simulated model is called. Belongs to the
// GUI thread; engines and runtime outlive it.
class SandboxedCallStarter final : public CallStarter {
public:
    SandboxedCallStarter(WindowEngines &engines, const Catalog &catalog, transport::IoRuntime &runtime,
                         const FreshPrices *prices = nullptr);
    ~SandboxedCallStarter() override;

    std::shared_ptr<Completion> start(CompletionCall call, EventSink sink) override;
    std::shared_ptr<Completion> startKind(KindCall call, KindSink sink) override;
    // Simulated models are answered there; none is started here then.
    void useSandboxAt(const ApiBases &bases);

private:
    void needSandboxFor(const std::string &model, const std::string &apiBase);
    void startSandbox();

    WindowEngines &m_engines;
    const Catalog &m_catalog;
    const FreshPrices *const m_prices; // null: as at the start
    transport::IoRuntime &m_runtime;
    std::unique_ptr<sandbox::Sandbox> m_sandbox;
    bool m_located = false;
};

} // namespace patchbay
