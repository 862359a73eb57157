// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/finish_reason.h"

#include <algorithm>
#include <array>

namespace patchbay::wire {
namespace {

struct Row {
    std::string_view reason;
    std::string_view normalised;
};

constexpr std::string_view stop = "stop";
constexpr std::string_view length = "length";
constexpr std::string_view toolCalls = "tool_calls";
constexpr std::string_view contentFilter = "content_filter";

constexpr std::string_view failed = "error";
constexpr std::array failureWords { std::string_view("error"),      std::string_view("fail"),
                                    std::string_view("abort"),      std::string_view("cancel"),
                                    std::string_view("malformed"),  std::string_view("unexpected"),
                                    std::string_view("timeout"),    std::string_view("insufficient") };

constexpr std::array rows {
    Row { "stop", stop },
    Row { "end_turn", stop },
    Row { "stop_sequence", stop },
    Row { "pause_turn", stop },
    Row { "STOP", stop },
    Row { "COMPLETE", stop },
    Row { "complete", stop },
    Row { "eos", stop },
    Row { "eos_token", stop },
    Row { "length", length },
    Row { "max_tokens", length },
    Row { "MAX_TOKENS", length },
    Row { "model_length", length },
    Row { "model_context_window_exceeded", length },
    Row { "tool_calls", toolCalls },
    Row { "tool_use", toolCalls },
    Row { "TOOL_CALL", toolCalls },
    Row { "tool_call", toolCalls },
    Row { "function_call", "function_call" },
    Row { "content_filter", contentFilter },
    Row { "refusal", contentFilter },
    Row { "guardrail_intervened", contentFilter },
    Row { "content_filtered", contentFilter },
    Row { "SAFETY", contentFilter },
    Row { "RECITATION", contentFilter },
    Row { "LANGUAGE", contentFilter },
    Row { "BLOCKLIST", contentFilter },
    Row { "PROHIBITED_CONTENT", contentFilter },
    Row { "SPII", contentFilter },
    Row { "MODEL_ARMOR", contentFilter },
    Row { "IMAGE_SAFETY", contentFilter },
    Row { "IMAGE_PROHIBITED_CONTENT", contentFilter },
    Row { "IMAGE_RECITATION", contentFilter },
    Row { "OTHER", contentFilter }, // as LiteLLM has it: mostly refusals that Google does not explain
    Row { "IMAGE_OTHER", contentFilter },
    Row { "error", failed },
    Row { "ERROR", failed },
    Row { "abort", failed },                        // vLLM, SGLang: the server gave up
    Row { "insufficient_system_resource", failed }, // DeepSeek
    Row { "MALFORMED_FUNCTION_CALL", failed },
    Row { "MALFORMED_RESPONSE", failed },
    Row { "UNEXPECTED_TOOL_CALL", failed },
    Row { "TOO_MANY_TOOL_CALLS", failed },
    Row { "MISSING_THOUGHT_SIGNATURE", failed },
    Row { "NO_IMAGE", failed },
    Row { "malformed_model_output", failed }, // Bedrock
    Row { "malformed_tool_use", failed },
};

// Of words that nobody listed, those that speak of a failure; it must not pass for a finished answer.
bool soundsLikeFailure(std::string_view reason)
{
    std::string lower(reason);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return std::ranges::any_of(failureWords, [&](std::string_view word) { return lower.contains(word); });
}

const Row *find(std::string_view reason)
{
    const auto row = std::ranges::find(rows, reason, &Row::reason);
    return row == rows.end() ? nullptr : &*row;
}

} // namespace

std::string normalisedFinish(std::string_view reason, FinishContext context)
{
    const Row *row = find(reason);
    const std::string_view known = row != nullptr ? row->normalised
        : reason.empty()                          ? std::string_view()
        : soundsLikeFailure(reason)               ? failed
                                                  : stop;
    // Whole calls are there to be answered, whatever else went wrong.
    const bool calls = known.empty() || known == stop || known == toolCalls || known == failed;
    if (context.hasToolCalls && calls) {
        return context.legacyFunctionCall ? "function_call" : "tool_calls";
    }
    return std::string(known);
}

bool knownFinish(std::string_view reason)
{
    const Row *row = find(reason);
    const bool itself = row != nullptr && (row->normalised != failed || reason == failed);
    return reason.empty() || (itself && !reason.ends_with("OTHER"));
}

} // namespace patchbay::wire
