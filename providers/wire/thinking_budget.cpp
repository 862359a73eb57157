// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/thinking_budget.h"

#include "providers/wire/parameters.h"

#include <algorithm>
#include <array>

namespace patchbay::wire {

std::int64_t thinkingBudget(std::string_view effort)
{
    struct Row {
        std::string_view effort;
        std::int64_t budget;
    };
    static constexpr std::array rows {
        Row { "minimal", 1024 }, Row { "low", 1024 },    Row { "medium", 2048 },
        Row { "high", 4096 },    Row { "xhigh", 16384 }, Row { "max", 32768 },
    };
    const auto *const row = std::ranges::find(rows, effort, &Row::effort);
    return row == rows.end() ? 0 : row->budget;
}

Result<std::int64_t> budgetWithinLimit(std::int64_t budget, std::int64_t smallest, const ChatRequest &request)
{
    const std::optional<std::int64_t> limit = tokenLimit(request);
    if (!limit || budget == 0 || budget < *limit) {
        return budget;
    }
    if (*limit > smallest) {
        return *limit - 1;
    }
    if (request.dropParams) {
        return 0;
    }
    Error error = makeError(ErrorClass::UnsupportedParams,
                            "Thinking needs max_tokens above " + std::to_string(smallest) + ".");
    error.type = "invalid_request_error";
    error.param = "max_tokens";
    error.remedy = "Raise max_tokens, or remove reasoning_effort.";
    return std::unexpected(std::move(error));
}

} // namespace patchbay::wire
