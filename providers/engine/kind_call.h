// SPDX-License-Identifier: GPL-3.0-or-later
//
// KindCall: a call besides chat as the engine takes it, and what it yields.
#pragma once

#include "providers/catalog/cost.h"
#include "providers/engine/call_envelope.h"
#include "providers/routing/retry.h"
#include "providers/wire/kind_request.h"

#include <functional>
#include <memory>

namespace patchbay {

struct KindCall : CallEnvelope {
    wire::KindRequest request;
    RetryPolicy retry;
    std::shared_ptr<const ModelEntry> model; // prices and abilities instead of the catalogue's
    HeadersTold onHeaders; // of each answer, on an I/O thread; may be empty
};

struct KindAnswer {
    std::string json;      // in the kind's shape; what a stream folds to
    std::string bytes;     // the sound of speech, the text of a transcription in another form than JSON
    std::string mediaType; // of bytes
    Usage usage;
    Cost cost;
    int attempts = 1;
    HttpRequest wireRequest; // credentials absent by construction
    HttpResponse wireResponse;
};

// Called on I/O threads, one call at a time; onDone exactly once, last.
struct KindSink {
    std::function<void(const std::string &event)> onEvent; // JSON, of a stream; may be empty
    std::function<void(Result<KindAnswer> answer)> onDone;
    // What the ledger was told of an attempt that was sent, once for each, before onDone; may be empty.
    std::function<void(const Amount &amount)> onSettled {};
};

} // namespace patchbay
