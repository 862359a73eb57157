// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the ledger keeps of a client's own words about its call, as LiteLLM's spend logs have it.
#pragma once

#include "providers/core/attempt.h"
#include "providers/core/http.h"
#include "providers/guardrails/redaction.h"
#include "providers/routing/request_facts.h"

namespace patchbay::gateway {

// Empty for this computer's own: that says nothing about who called.
std::string noteOfAddress(std::string address);

// Session and metadata of the request's facts and headers. The metadata become {"requester_metadata": {…},
// "spend_logs_metadata": {…}}, each where the client sent it (the latter by header, too); secrets and personal data in
// them are masked, and what is longer than 8 KiB is left out.
void takeNotes(CallNotes &notes, const routing::RequestFacts &facts, const std::vector<HttpHeader> &headers,
               const guardrails::Redaction &redaction);

} // namespace patchbay::gateway
