// SPDX-License-Identifier: GPL-3.0-or-later
//
// What stands inside the chunks of InvokeModelWithResponseStream, maker by maker.
#pragma once

#include "providers/wire/bedrock_invoke.h"

#include <memory>
#include <vector>

namespace patchbay::wire {

// Takes the chunks' own JSON. The first one tells whether it is Claude's or a text maker's; Nova's,
// which are Converse events, do not come here.
class InvokeChunks {
public:
    InvokeChunks(const Target &target, StreamLimits limits)
        : m_target(target)
        , m_limits(limits)
    {
    }

    Result<void> take(const JsonView &json, std::vector<StreamEvent> &events);
    void close(bool complete, std::vector<StreamEvent> &events);
    bool complete() const { return m_complete; }

private:
    Result<void> takeEvent(const JsonView &json, std::vector<StreamEvent> &events);
    void takePiece(const JsonView &json, std::vector<StreamEvent> &events);

    const Target &m_target;
    StreamLimits m_limits;
    std::unique_ptr<StreamDecoder> m_inner; // for makers that have events
    bool m_openAi = false;
    bool m_started = false;
    bool m_complete = false;
    std::string m_stopReason;
    std::optional<Usage> m_usage;
};

} // namespace patchbay::wire
