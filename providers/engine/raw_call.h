// SPDX-License-Identifier: GPL-3.0-or-later
//
// RawCall: a request that is not translated: the caller writes it, the engine finds provider, address and
// key, sends it once and keeps the ledger.
#pragma once

#include "providers/catalog/cost.h"
#include "providers/core/chat_response.h"
#include "providers/engine/call_envelope.h"
#include "providers/wire/codec.h"

#include <functional>
#include <memory>

namespace patchbay {

struct RawCall : CallEnvelope {
    std::string model; // "openai/gpt-4o": whose account, which prices
    std::shared_ptr<const ModelEntry> prices; // instead of the catalogue's
    // Address, headers, body and place of the credential; called once, on an I/O thread.
    std::function<Result<HttpRequest>(const wire::Target &target, const wire::ChatCodec &codec)> encode;
    std::string endpoint; // of the ledger's row
    bool stream = false;
};

struct RawUsage {
    Usage usage;
    bool estimated = false;
    std::optional<Money> fixedCost = {}; // what the configuration says that a call costs, whatever it used
};

struct RawEnd {
    // Absent: an answer below 400 came whole. An answer of 400 or more is decoded to its class.
    std::optional<Error> error;
    Microseconds total {};
    Cost cost;
    Usage usage;
};

// Called on I/O threads, one call at a time; onDone exactly once, last.
struct RawSink {
    std::function<void(int status, const std::vector<HttpHeader> &headers)> onHead;
    // Bytes of the answer. An error ends the call with it.
    std::function<Result<void>(std::string_view bytes)> onData;
    // Asked at the end of an answer below 400, also of one that was cut off: what it used, or an error that
    // the answer turned out to be.
    std::function<Result<RawUsage>(bool whole)> usage;
    std::function<void(RawEnd end)> onDone;
};

} // namespace patchbay
