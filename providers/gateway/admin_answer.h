// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the pages of the admin API share: refusals in LiteLLM's form, bodies, days.
#pragma once

#include "providers/core/clock.h"
#include "providers/core/http.h"
#include "providers/core/result.h"
#include "providers/wire/json_view.h"

namespace patchbay::gateway {

std::unexpected<Error> refuseAdmin(int status, std::string message, std::string param = {});
// An object; an empty body is one without members.
Result<wire::JsonView> readAdminBody(const std::string &body);
HttpResponse adminAnswer(Result<std::string> json);

// "2026-11-22", "2026-11-22 10:00:00" or "2026-11-22T10:00:00Z": the time, UTC; BadRequest otherwise.
Result<WallTime> readAdminTime(const std::string &text, const std::string &param);
std::string dayText(WallTime time); // "2026-11-22"
WallTime startOfDay(WallTime time);

} // namespace patchbay::gateway
