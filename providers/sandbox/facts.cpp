// SPDX-License-Identifier: GPL-3.0-or-later
//
// The few facts that everybody asks a new model for.
#include "providers/sandbox/material.h"

#include "providers/sandbox/words.h"

namespace patchbay::sandbox {

namespace {

struct Fact {
    std::string_view first; // both words must stand in the prompt
    std::string_view second;
    std::string_view text;
};

constexpr Fact facts[] = {
    { "capital", "france", "The capital of France is Paris." },
    { "capital", "germany", "The capital of Germany is Berlin." },
    { "capital", "spain", "The capital of Spain is Madrid." },
    { "capital", "italy", "The capital of Italy is Rome." },
    { "capital", "england", "The capital of England is London." },
    { "capital", "uk", "The capital of the United Kingdom is London." },
    { "capital", "japan", "The capital of Japan is Tokyo." },
    { "capital", "portugal", "The capital of Portugal is Lisbon." },
    { "capital", "australia", "The capital of Australia is Canberra." },
    { "capital", "canada", "The capital of Canada is Ottawa." },
    { "sky", "blue",
      "The sky is blue because air scatters short (blue) waves of sunlight far more than long (red) ones." },
    { "speed", "light", "Light travels at 299,792,458 metres per second in a vacuum." },
    { "water", "boil", "At sea level, water boils at 100 °C." },
    { "moon", "far", "The Moon is about 384,400 km away." },
    { "planets", "many", "Eight planets orbit the Sun." },
    { "planet", "largest", "Jupiter is the largest planet of the solar system." },
    { "hamlet", "wrote", "William Shakespeare wrote Hamlet." },
    { "days", "year", "A year has 365 days, a leap year 366." },
    { "meaning", "life", "42, as the story goes; most people find that it is other people." },
};

} // namespace

std::string knownFact(std::string_view lowerPrompt)
{
    for (const Fact &fact : facts) {
        if (hasWord(lowerPrompt, fact.first) && lowerPrompt.contains(fact.second)) {
            return std::string(fact.text);
        }
    }
    return {};
}

} // namespace patchbay::sandbox
