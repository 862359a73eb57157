// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/mock_answer.h"

#include "providers/core/ids.h"
#include "providers/engine/usage_estimate.h"

namespace patchbay::gateway {

void playMock(const std::string &text, const ChatRequest &request, WallTime now,
              const std::function<void(const EngineEvent &)> &sink)
{
    constexpr std::string_view prefix = "litellm.";
    if (text.starts_with(prefix)) {
        if (const std::optional<ErrorClass> kind = classFromName(std::string_view(text).substr(prefix.size()))) {
            CallFailed failed;
            failed.error = makeError(*kind, "This is a mock " + text.substr(prefix.size()) + ".");
            failed.error.provider = "mock";
            failed.cost.amount = { Money {}, Basis::Computed, "mock" };
            sink(failed);
            return;
        }
    }
    SeededRandom random(systemSeed());
    CallSucceeded done;
    ChatResponse &response = done.response;
    response.id = makeId("chatcmpl-", now, random);
    response.created = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    response.model = request.model;
    Choice &choice = response.choices.emplace_back();
    choice.content = text;
    choice.finishReason = "stop";
    response.usage = estimateUsage(request, response);
    done.cost.amount = { Money {}, Basis::Computed, "mock" };
    if (request.stream) {
        sink(StreamEvent(StreamStarted { response.id, response.created, response.model, {}, {} }));
        sink(StreamEvent(TextDelta { 0, text }));
        sink(StreamEvent(ChoiceFinished { 0, "stop" }));
        sink(StreamEvent(UsageReport { *response.usage }));
    }
    sink(done);
}

} // namespace patchbay::gateway
