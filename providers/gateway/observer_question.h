// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the gateway asks about observers, whom it does not know itself.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace patchbay::gateway {

// What became of what an observer was told, since the start.
struct ObserverFigures {
    std::int64_t delivered = 0;
    std::int64_t dropped = 0;
};
// Of a callback by its name in litellm_settings; nothing for one who is not told.
using ObserverQuestion = std::function<std::optional<ObserverFigures>(std::string_view name)>;

} // namespace patchbay::gateway
