// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long a provider asks to wait, in all the ways in which providers say it.
#pragma once

#include "providers/core/http.h"
#include "providers/wire/json_view.h"

#include <chrono>
#include <optional>
#include <string_view>

namespace patchbay::wire {

// "12", "12.5s", "1m30s", "450ms", "2h"; nothing for anything else.
std::optional<std::chrono::milliseconds> parseDuration(std::string_view text);

// Seconds since 1970 of "Wed, 21 Oct 2015 07:28:00 GMT" or "2015-10-21T07:28:00Z".
std::optional<std::int64_t> parseDate(std::string_view text);

// From the headers (retry-after-ms, retry-after, x-ratelimit-reset…), the error's details (Gemini's
// RetryInfo) and its message ("try again in 12.3s"). `now` counts where no date header says when.
std::optional<std::chrono::milliseconds> findRetryAfter(const HttpResponse &response, const JsonView &error,
                                                        std::string_view message, std::int64_t now);

} // namespace patchbay::wire
