// SPDX-License-Identifier: GPL-3.0-or-later
//
// The README's example, whole: ask a model, print its answer, say what went wrong.
//
//   export OPENAI_API_KEY=…
//   completion_example openai/gpt-4o "Hello, how are you?" [--stream]
#include "patchbay/completion.h"

#include <print>

int main(int argc, char *argv[])
{
    const std::string model = argc > 1 ? argv[1] : "openai/gpt-4o";
    const std::string question = argc > 2 ? argv[2] : "Hello, how are you?";

    if (argc > 3) {
        for (const auto &event : patchbay::stream({ .model = model, .messages = { patchbay::user(question) } })) {
            if (!event) {
                std::println(stderr, "{}: {}", patchbay::className(event.error().kind), event.error().message);
                return 1;
            }
            std::print("{}", patchbay::textOf(*event));
        }
        std::println("");
        return 0;
    }
    const auto answer = patchbay::completion({ .model = model, .messages = { patchbay::user(question) } });
    if (!answer) {
        std::println(stderr, "{}: {} {}", patchbay::className(answer.error().kind), answer.error().message, answer.error().remedy);
        return 1;
    }
    std::println("{}", patchbay::textOf(*answer));
    return 0;
}
