// SPDX-License-Identifier: GPL-3.0-or-later
//
// CallGate: the gateway's own steps around a call: one between admission and routing (checks of the request, kept
// answers), one after the answer. One gate a call; a call without such steps has none.
#pragma once

#include "providers/core/call_kind.h"
#include "providers/gateway/call_form.h"
#include "providers/gateway/client_dialect.h"
#include "providers/gateway/response_cache.h"

#include <functional>

namespace patchbay::gateway {

struct CallEnd;

struct GateVerdict {
    std::optional<Error> error; // refuses the call
    std::unique_ptr<CallForm> form; // goes on instead of the call's; null: the call's own
    std::shared_ptr<const KeptAnswer> answer; // answers it, and nobody is asked
};

// How a request's body becomes a form; more than once where a guardrail puts masks into it.
using FormMaker = std::function<Result<std::unique_ptr<CallForm>>(const std::string &body)>;

struct CallStart {
    CallKind kind = CallKind::Chat;
    const ClientDialect *dialect = nullptr; // of errors
    FormMaker make;
};

class CallGate {
public:
    using Done = std::move_only_function<void(GateVerdict)>;
    virtual ~CallGate() = default;
    // After admission, `model` as the key's aliases made it. Calls back once, from any thread.
    virtual void pass(const Caller &caller, const std::string &model, Done done) = 0;
    // Once, when the call is over and its answer, if any, was handed to the client's exchange.
    virtual void ended(const CallEnd &end) = 0;
};

// The answer as it was kept, under new headers: a stream as a stream.
void replay(const KeptAnswer &answer, ClientExchange &client);

} // namespace patchbay::gateway
