// SPDX-License-Identifier: GPL-3.0-or-later
//
// BrokenStream: a streamed answer that failed after its first content, for the attempt that goes on with it
// (mid_stream_fallback): how to write on to the client, and what it has been told so far.
#pragma once

#include "providers/gateway/client_dialect.h"

namespace patchbay::gateway {

struct BrokenStream {
    std::unique_ptr<StreamText> text;
    std::string said; // the content; reasoning is not part of it
};

// The client's request, made to go on where the answer broke off. It ends with a turn of the user's, since not every
// model takes up an answer of its own that stands last.
ChatRequest continuedRequest(const ChatRequest &request, const std::string &said);

} // namespace patchbay::gateway
