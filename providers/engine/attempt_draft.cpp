// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/attempt_draft.h"

namespace patchbay {

AttemptDraft draftOf(const CallEnvelope &call, const std::string &asked, const CallPlan *plan)
{
    const CallLabels &labels = call.labels;
    AttemptDraft draft;
    draft.requestId = labels.request;
    draft.parent = call.parent;
    draft.number = labels.firstAttempt;
    draft.group = labels.group.empty() ? asked : labels.group;
    draft.deployment = labels.deployment;
    draft.virtualKey = labels.virtualKey;
    draft.team = labels.team;
    draft.user = labels.user;
    draft.customer = labels.customer;
    draft.project = labels.project;
    draft.reserved = labels.reserved;
    draft.notes = labels.notes;
    draft.tags = call.tags;
    if (plan) {
        draft.provider = plan->model.provider->id;
        draft.model = plan->model.name;
        draft.providerKey = plan->keyName;
        draft.simulated = plan->model.provider->sandbox;
        return draft;
    }
    const std::size_t slash = asked.find('/');
    draft.provider = slash == std::string::npos ? std::string() : asked.substr(0, slash);
    draft.model = slash == std::string::npos ? asked : asked.substr(slash + 1);
    return draft;
}

bool costsNothing(const AttemptFate &fate)
{
    constexpr int firstGood = 200;
    constexpr int firstRedirect = 300;
    if (fate.status >= firstGood && fate.status < firstRedirect) {
        // An answer began: only the provider itself can say that it failed.
        return fate.error != ErrorClass::Timeout && fate.error != ErrorClass::Cancelled
            && fate.error != ErrorClass::ApiConnection && fate.error != ErrorClass::ApiResponseValidation;
    }
    if (fate.underWay) {
        return false;
    }
    return fate.status != 0 || !fate.sent || fate.error == ErrorClass::ApiConnection;
}

Amount unbilled()
{
    return { Money {}, Basis::Computed, "not billed" };
}

AttemptOutcome unsentOutcome(const Error &error, WallTime end)
{
    AttemptOutcome voided;
    voided.state = AttemptState::Voided;
    voided.end = end;
    voided.errorClass = className(error.kind);
    voided.errorMessage = error.message;
    voided.httpStatus = error.status;
    voided.amount = { Money {}, Basis::Computed, "not sent" };
    return voided;
}

} // namespace patchbay
