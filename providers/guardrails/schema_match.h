// SPDX-License-Identifier: GPL-3.0-or-later
//
// The part of JSON Schema that structured answers use: type, enum, const, properties, required,
// additionalProperties, items, anyOf, oneOf, allOf, bounds of numbers, lengths and counts, $ref to "#/$defs/…". Pure.
#pragma once

#include "providers/wire/json_view.h"

namespace patchbay::guardrails {

// Why a value does not match, with its place ("$.items[2].name"); empty where it does.
std::string schemaFault(const wire::JsonView &schema, const wire::JsonView &value);

} // namespace patchbay::guardrails
