// SPDX-License-Identifier: GPL-3.0-or-later
//
// What observers are told: one attempt, as the ledger has it; a call that was refused before there was one; a soft
// budget that was reached. No words of requests and answers are in it.
#pragma once

#include "providers/core/attempt.h"

#include <memory>
#include <span>

namespace patchbay::observers {

// A soft budget was reached: nothing is refused, somebody is told. Of whom: a key, "team", "user", "customer", ….
struct BudgetNotice {
    std::string group;
    std::string id;
    std::string token; // of a key
    std::string alias;
    std::string team;
    std::string user;
    Money spent;
    Money soft;
    std::optional<Money> maximum;
    WallTime at {};
};

struct Observation {
    AttemptDraft draft;
    AttemptOutcome outcome;
    std::string keyToken; // LiteLLM's hash of the virtual key, as reports name it
    std::string keyAlias;
    bool refused = false; // before anybody was asked
    std::shared_ptr<const BudgetNotice> notice {}; // instead of an attempt

    bool failed() const { return !outcome.errorClass.empty(); }
};

// One JSON object in the words of LiteLLM's StandardLoggingPayload.
std::string toPayload(const Observation &observation);
// An OTLP/HTTP body of spans, by OpenTelemetry's conventions for generative AI. Attempts of one call share a trace.
std::string toTraces(std::span<const Observation> batch, const std::string &service);
// A body for Langfuse's /api/public/ingestion: a trace for each call, a generation for each attempt.
std::string toLangfuse(std::span<const Observation> batch);

// 32 and 16 hex digits, always the same for the same text.
std::string traceIdOf(std::string_view text);
std::string spanIdOf(std::string_view text);

} // namespace patchbay::observers
