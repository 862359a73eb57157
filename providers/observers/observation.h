// SPDX-License-Identifier: GPL-3.0-or-later
//
// What observers are told: one attempt, as the ledger has it. No words of requests and answers are in it.
#pragma once

#include "providers/core/attempt.h"

#include <span>

namespace patchbay::observers {

struct Observation {
    AttemptDraft draft;
    AttemptOutcome outcome;
    std::string keyToken; // LiteLLM's hash of the virtual key, as reports name it
    std::string keyAlias;

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
