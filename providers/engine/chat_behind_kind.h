// SPDX-License-Identifier: GPL-3.0-or-later
//
// Responses and text completions of a provider that only chats: the call becomes a completion, with all that one
// has (attachments fetched, broken streams estimated, one way of pricing), and the kind's sink hears it in the kind's shape.
#pragma once

#include "providers/engine/engine.h"

#include <optional>

namespace patchbay {

struct ChatBehindKind {
    CompletionCall call;
    EventSink sink;
};

// Nothing where the provider has the kind itself or the call is none that a chat can be made of; then `call` and `sink`
// are as they were, and running the call as what it is says why.
std::optional<ChatBehindKind> chatBehindKind(KindCall &call, KindSink &sink, const Catalog &catalog);

} // namespace patchbay
