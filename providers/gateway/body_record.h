// SPDX-License-Identifier: GPL-3.0-or-later
//
// BodyRecord: what went through the gateway for one call, until it is what may be stored: streams become the
// answer that they amount to, secrets and personal data are masked, what is too long is cut. Pure; on the store's
// thread, since it may take a while.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/core/call_kind.h"
#include "providers/gateway/body_settings.h"
#include "providers/gateway/body_store.h"
#include "providers/gateway/client_dialect.h"

namespace patchbay::gateway {

struct RawBody {
    StoredBody row; // all but the words
    CallKind kind = CallKind::Chat;
    const ClientDialect *dialect = nullptr;
    std::string request; // JSON
    std::string response; // JSON, or the bytes of a stream
    bool stream = false;
    bool lost = false; // the answer was too large, or no words: not stored
};

StoredBody storedBody(RawBody raw, const BodySettings &settings, const Catalog &catalog);

} // namespace patchbay::gateway
