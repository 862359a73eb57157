// SPDX-License-Identifier: GPL-3.0-or-later
//
// Servers that cut their texts by UTF-16 units (JavaScript's) send an emoji as "\ud83d" at the end of one delta and
// "\ude00" at the start of the next. SurrogateHalves keeps the first until the second is here.
#pragma once

#include "providers/wire/json_view.h"

#include <string>

namespace patchbay::wire {

class SurrogateHalves {
public:
    // The decoded text of a string of JSON, with what was held back before it and without what is held back now.
    std::string add(const JsonView &text);
    // A half that stayed alone, as U+FFFD.
    std::string finish();
    bool empty() const { return m_half.empty(); }

private:
    std::string m_half; // "\ud83d" as it was spelt
};

} // namespace patchbay::wire
