// SPDX-License-Identifier: GPL-3.0-or-later
//
// GuardRunner: the guardrails of one call, in the order of the file: local ones at once, services one after another
// over HTTP. What cannot be decided refuses, unless the guardrail is told to fail open.
#pragma once

#include "providers/core/result.h"
#include "providers/guardrails/guardrail_config.h"
#include "providers/guardrails/stream_window.h"
#include "providers/transport/http_client.h"

#include <atomic>

namespace patchbay::gateway {

class GuardRunner : public std::enable_shared_from_this<GuardRunner> {
public:
    struct Verdict {
        std::optional<Error> error; // refuses, in LiteLLM's words
        std::optional<std::string> body; // with masks, where some were put in
    };
    using Done = std::move_only_function<void(Verdict)>;

    // The client outlives the runner; null where no guardrail asks a service.
    // `policies` are those that chose them.
    GuardRunner(guardrails::Guardrails guards, transport::HttpClient *client, std::string callId,
                std::vector<std::string> policies = {});

    // Over a JSON body, or the bytes of a stream of server-sent events. Calls back once, from any thread.
    void run(guardrails::Side side, std::string body, Done done);
    bool looksAt(guardrails::Side side) const;
    // For a streamed answer, while it comes; null where one of them must see the whole of it.
    std::unique_ptr<guardrails::StreamWindow> window() const;
    std::string names() const; // "a,b"
    void addHeaders(std::vector<HttpHeader> &headers) const; // of the answer: who looked

private:
    struct Run;
    void step(std::shared_ptr<Run> run);
    void ask(std::shared_ptr<Run> run, const guardrails::Guardrail &guardrail);

    const guardrails::Guardrails m_guards;
    transport::HttpClient *m_client;
    const std::string m_callId;
    const std::vector<std::string> m_policies;
};

Error guardrailError(const std::string &name, const std::string &reason);

} // namespace patchbay::gateway
