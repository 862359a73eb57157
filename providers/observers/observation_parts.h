// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the forms of an observation have in common. Inside the room only.
#pragma once

#include "providers/observers/observation.h"
#include "providers/wire/json_writer.h"

namespace patchbay::observers {

const std::string &callOf(const AttemptDraft &draft);
double dollars(Money money);
std::string isoTime(WallTime time);
std::string operationOf(const std::string &endpoint);
void texts(wire::JsonWriter &writer, std::string_view name, const std::vector<std::string> &list);
// A JSON object in the words of LiteLLM's webhook of alerts.
std::string noticeText(const BudgetNotice &notice);

} // namespace patchbay::observers
