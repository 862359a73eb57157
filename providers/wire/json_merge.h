// SPDX-License-Identifier: GPL-3.0-or-later
//
// Joins the parts of a JSON value that a stream brings piece by piece.
#pragma once

#include "providers/core/json_text.h"

#include <string_view>

namespace patchbay::wire {

// Appends the items of an array to an array.
void appendItems(JsonText &array, std::string_view items);

// Merges an object into an object: arrays grow, objects merge, everything else is replaced; the
// named members are texts that grow too.
void mergeObject(JsonText &object, std::string_view addition, std::string_view growingText = {},
                 std::string_view secondGrowingText = {});

} // namespace patchbay::wire
