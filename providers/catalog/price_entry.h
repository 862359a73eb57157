// SPDX-License-Identifier: GPL-3.0-or-later
//
// One entry of LiteLLM's price map. Inside the room only: it speaks Boost.JSON.
#pragma once

#include "providers/catalog/price_map.h"

#include <boost/json.hpp>

namespace patchbay {

// Reads everything but provider and name into a model; wrong types go to the map's problems.
ModelEntry readPriceEntry(std::string_view key, const boost::json::object &entry, PriceMap &map);

// A price as number or as text ("3e-7"); nothing when it is neither or negative.
std::optional<Rate> readRate(const boost::json::value &value);

} // namespace patchbay
