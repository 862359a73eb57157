// SPDX-License-Identifier: GPL-3.0-or-later
//
// What generated and recorded traffic read alike. Inside the room only.
#pragma once

#include "providers/routing/json_fields.h"
#include "providers/routing/traffic.h"

#include <boost/json/array.hpp>

namespace patchbay::routing {

SimulatedCaller readCaller(const boost::json::object &object);
// Remembers which facts some request tells.
void noteFacts(Traffic &traffic, const boost::json::object &object);
// A list of requests as they came.
Result<Traffic> readRecorded(const boost::json::array &rows, FieldNotes &notes);

} // namespace patchbay::routing
