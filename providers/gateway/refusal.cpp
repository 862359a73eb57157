// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/refusal.h"

#include "providers/gateway/error_text.h"

namespace patchbay::gateway {

int refusalStatus(const GatewaySnapshot &snapshot, const Error &error)
{
    constexpr int badRequest = 400;
    const config::YamlNode *wanted = snapshot.configuration.section("patchbay").find("budget_error_status");
    const bool older = wanted && wanted->asInteger() == badRequest;
    return older && error.kind == ErrorClass::BudgetExceeded ? badRequest : clientStatus(error);
}

AttemptOutcome refusedOutcome(const Error &error, int status, WallTime at)
{
    AttemptOutcome outcome;
    outcome.state = AttemptState::Voided;
    outcome.end = at;
    outcome.amount = { Money {}, Basis::Computed, "refused" };
    outcome.httpStatus = status;
    outcome.errorClass = className(error.kind);
    outcome.errorMessage = error.message;
    return outcome;
}

} // namespace patchbay::gateway
