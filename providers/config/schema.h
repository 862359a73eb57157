// SPDX-License-Identifier: GPL-3.0-or-later
//
// The schema of a configuration: one table of keys with type, bounds, default and meaning. The
// validator walks it; forms, completion and a JSON Schema are to be made from the same rows.
//
// Names, types and defaults are LiteLLM's; the `patchbay` key is ours.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace patchbay::config {

enum class ValueType : std::uint8_t {
    Any,
    Boolean,
    Integer,
    Number,
    Text,
    Secret, // text that should be os.environ/NAME
    Duration, // "30s", "15m", "1h", "7d", "2w", "1mo", or seconds
    Choice, // one of `choices`
    ChoiceList, // a list of them
    Object, // a map with the keys of `object`
    ObjectList,
    ObjectMap, // name → map with the keys of `object`
    ObjectOrFalse, // such a map, or a truth value that switches it
    List,
    Map,
    TextList,
    TextOrList,
    NumberMap, // name → number
    GroupList, // list of maps from one group to a list of groups
    AliasMap, // alias → group, or {model, hidden}
};

// What Patchbay does with a key.
enum class Support : std::uint8_t {
    Honoured,
    Ignored, // known, but nothing happens: the validator says so
    Refused, // a rule of access or spend that cannot be kept: what it keeps out must not come in, so it is an error
};

struct SchemaObject;

struct SchemaField {
    std::string_view name {};
    ValueType type = ValueType::Any;
    std::string_view help {}; // one line
    std::string_view initial {}; // default as text; empty: none
    const SchemaObject *object = nullptr;
    std::span<const std::string_view> choices {};
    std::span<const std::string_view> idleChoices {}; // of them: known, but nothing happens
    double minimum = -std::numeric_limits<double>::infinity();
    double maximum = std::numeric_limits<double>::infinity();
    Support support = Support::Honoured;
    bool required = false;
    bool deprecated = false; // LiteLLM's own pages say not to use it any more
};

struct SchemaObject {
    std::string_view name {}; // "router_settings", for messages
    std::span<const SchemaField> fields {};
    // What an unknown key means here.
    enum class Unknown : std::uint8_t { Warn, PassedOn, Fine } unknown = Unknown::Warn;
};

const SchemaField *findField(const SchemaObject &object, std::string_view name);

// The whole file.
const SchemaObject &rootSchema();
const SchemaObject &modelSchema(); // an entry of model_list
const SchemaObject &routerSchema();
const SchemaObject &litellmSchema();
const SchemaObject &generalSchema();
const SchemaObject &patchbaySchema();
const SchemaObject &retryPolicySchema();
const SchemaObject &allowedFailsSchema();

// Seconds of "30s", "5m", "2h", "1d", "1w", "1mo" (30 days) or a bare number; negative for anything else.
double durationSeconds(std::string_view text);

extern const std::span<const std::string_view> strategyNames;
extern const std::span<const std::string_view> affinityCheckNames;

} // namespace patchbay::config
