// SPDX-License-Identifier: GPL-3.0-or-later
//
// Observers of one key or team: LiteLLM's metadata.logging, a list of {"callback_name", "callback_type",
// "callback_vars"}. What is secret among the variables is kept and never shown.
#pragma once

#include "providers/gateway/key_admin.h"

namespace patchbay::gateway {

// After a change of metadata: 400 for an observer that nobody tells; what was masked when it was shown is put back.
Result<void> settleCallbacks(const JsonText &before, JsonText &metadata);
// The metadata as they may be shown.
JsonText shownMetadata(const JsonText &metadata);
// The list as it stands, secrets included; empty: nothing is asked for.
std::string callbacksIn(const JsonText &metadata);

// GET and POST /team/{id}/callback, POST /team/{id}/disable_logging.
bool isTeamCallback(std::string_view path);
HttpResponse teamCallbackPage(const AdminRequest &request, KeyBook &book);

// POST /key/health: that the key which calls opens something, and who is told of its calls. Nobody is called for it.
HttpResponse keyHealthPage(const AdminRequest &request, const Caller &caller, const KeyBook &book);

} // namespace patchbay::gateway
