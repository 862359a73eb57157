// SPDX-License-Identifier: GPL-3.0-or-later
//
// LiteLLM's /model/info, /model_group/info, and /model/new, update and delete. Keys never show.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/gateway/gateway_snapshot.h"
#include "providers/gateway/key_admin.h"
#include "providers/gateway/model_editor.h"

namespace patchbay::gateway {

// One entry a deployment that the caller may use; `litellm_model_id` in the query asks for one.
HttpResponse modelInfoPage(const AdminRequest &request, const GatewaySnapshot &snapshot, const Catalog &catalog,
                           const std::function<bool(std::string_view group)> &mayUse);
// One entry a group; `model_group` in the query asks for one.
HttpResponse modelGroupPage(const AdminRequest &request, const GatewaySnapshot &snapshot, const Catalog &catalog,
                            const std::function<bool(std::string_view group)> &mayUse);
// Waits for the disk. `editor` null: the configuration is nobody's to change here.
HttpResponse modelChangePage(const AdminRequest &request, const GatewaySnapshot &snapshot, const Catalog &catalog,
                             ModelEditor *editor);

} // namespace patchbay::gateway
