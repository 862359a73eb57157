// SPDX-License-Identifier: GPL-3.0-or-later
//
// The sandbox's models: their character and their pace. A name that is not in the table gives a
// generic model whose pace comes from the name.
#pragma once

#include "providers/sandbox/sandbox.h"

#include <span>
#include <string>
#include <string_view>

namespace patchbay::sandbox {

enum class Character : std::uint8_t { Quick, Thorough, Caller, Flaky, Json, Echo, Long, Generic };

struct Pace {
    Latency firstToken { 300, 0 }; // milliseconds, of reasoning where there is some
    double tokensPerSecond = 100; // of text and tool arguments
    double reasoningPerSecond = 200;
};

struct Persona {
    Character character = Character::Generic;
    std::string name;
    std::string description;
    Pace pace;
    bool reasons = false; // without being asked to
};

// Takes "quick", "quick:latest" and "models/quick".
Persona personaFor(std::string_view model);
// What the model lists of every family show.
std::span<const Persona> listedPersonas();
// Names that begin so do not exist and are answered 404.
bool isUnknownModel(std::string_view model);

} // namespace patchbay::sandbox
