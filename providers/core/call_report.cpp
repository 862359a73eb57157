// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/core/call_report.h"

#include "providers/core/result.h"

#include <algorithm>
#include <array>

namespace patchbay {

namespace {

struct CallType {
    std::string_view endpoint;
    std::string_view name;
};

constexpr std::array callTypes {
    CallType { "chat", "acompletion" },
    CallType { "completions", "atext_completion" },
    CallType { "embeddings", "aembedding" },
    CallType { "images", "aimage_generation" },
    CallType { "image_edits", "aimage_edit" },
    CallType { "transcription", "atranscription" },
    CallType { "speech", "aspeech" },
    CallType { "rerank", "arerank" },
    CallType { "moderation", "amoderation" },
    CallType { "responses", "aresponses" },
    CallType { "pass_through", "pass_through_endpoint" },
};

} // namespace

std::string callTypeOf(std::string_view endpoint)
{
    const auto found = std::ranges::find(callTypes, endpoint, &CallType::endpoint);
    return found == callTypes.end() ? "a" + std::string(endpoint) : std::string(found->name);
}

int failureStatus(const AttemptOutcome &outcome)
{
    constexpr int firstFailure = 400;
    const std::optional<ErrorClass> kind = classFromName(outcome.errorClass);
    return outcome.httpStatus < firstFailure && kind ? defaultStatus(*kind) : outcome.httpStatus;
}

} // namespace patchbay
