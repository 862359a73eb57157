// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/sandbox/persona.h"

#include "providers/core/random.h"

#include <array>

namespace patchbay::sandbox {

namespace {

const std::array<Persona, 7> &table()
{
    static const std::array<Persona, 7> personas { {
        { Character::Quick, "quick", "fast and terse, sometimes misses the point", { { 300, 0.06 }, 180, 400 }, false },
        { Character::Thorough, "thorough", "slow and careful, reasons first", { { 800, 0.05 }, 75, 220 }, true },
        { Character::Caller, "caller", "calls tools before it answers", { { 390, 0.06 }, 95, 200 }, false },
        { Character::Flaky, "flaky", "fails one request in three with 429", { { 350, 0.1 }, 120, 200 }, false },
        { Character::Json, "json", "answers in JSON only", { { 280, 0.06 }, 140, 200 }, false },
        { Character::Echo, "echo", "repeats the last message", { { 120, 0.04 }, 250, 400 }, false },
        { Character::Long, "long", "about 1,500 tokens on any subject", { { 450, 0.06 }, 160, 200 }, false },
    } };
    return personas;
}

std::string_view bareName(std::string_view model)
{
    if (model.starts_with("models/")) {
        model.remove_prefix(7);
    }
    const std::size_t tag = model.rfind(":latest");
    return tag == std::string_view::npos ? model : model.substr(0, tag);
}

} // namespace

Persona personaFor(std::string_view model)
{
    const std::string_view name = bareName(model);
    for (const Persona &persona : table()) {
        if (persona.name == name) {
            return persona;
        }
    }
    std::uint64_t seed = 7;
    for (const char c : name) {
        seed = seed * 131 + static_cast<unsigned char>(c);
    }
    SeededRandom random(seed);
    Persona generic;
    generic.name = name;
    generic.description = "a simulated model";
    generic.pace.firstToken = { 250 + 350 * random.nextUnit(), 0.1 };
    generic.pace.tokensPerSecond = 60 + 90 * random.nextUnit();
    return generic;
}

std::span<const Persona> listedPersonas()
{
    return table();
}

bool isUnknownModel(std::string_view model)
{
    return bareName(model).starts_with("no-such-");
}

} // namespace patchbay::sandbox
