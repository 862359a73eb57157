// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sandbox: simulated providers over loopback HTTP, in the real wire formats.
//
// Answers are deterministic (model, prompt and seed decide), readable and fit the prompt. Failures
// come on demand through a Scenario. It serves the first run, the tests and the failure drills.
// HTTP: POST /_sandbox/scenario replaces the scenario, GET /_sandbox/scenario tells it,
// GET /_sandbox/log tells what arrived, DELETE /_sandbox/log forgets it, GET /_sandbox explains.
// The key "bad-key" is refused by every family; models that begin with "no-such-" do not exist.
#pragma once

#include "providers/core/result.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::transport {
class IoRuntime;
}

namespace patchbay::sandbox {

// Which requests a rule is for; empty fields fit all. A rule counts the requests that reach it:
// those that an earlier rule took do not count. With every and first, each n-th of the first m.
struct RuleMatch {
    std::string family; // openai, anthropic, gemini, ollama
    std::string model;
    int every = 1; // every n-th matching request
    int first = 0; // only the first n matching requests; 0 is all
};

struct Fault {
    enum class Kind : std::uint8_t {
        None,
        Status,    // answer `status` with the family's real error body
        Stall,     // send the head (and `afterTokens` tokens), then nothing
        Cut,       // close the connection after `afterTokens` tokens
        Malformed, // bytes that are not the format, after `afterTokens` tokens
        Html,      // a reverse proxy's page with `status`
        Empty,     // status 200, no body
        Refuse,    // close before a byte of the answer
        ErrorEvent, // after `afterTokens` tokens, `status`'s error as an event of the stream; whole
                    // answers fail with `status`
    };
    Kind kind = Kind::None;
    int status = 429;
    std::string variant; // which of the status's bodies: "quota", "context", "content_policy", …
    double retryAfter = 0; // seconds, sent when above 0
    int afterTokens = 3;
};

// Milliseconds: fixed (spread 0) or log-normal around the median.
struct Latency {
    double median = 0;
    double spread = 0; // sigma of the logarithm
};

struct Rule {
    RuleMatch match;
    Fault fault;
    Latency firstToken { -1, 0 };      // below 0: the model's own
    double tokensPerSecond = -1;       // below 0: the model's own; 0: unpaced
    int answerTokens = 0;              // 0: the model's own
    std::string text;                  // answer with this instead
};

struct Scenario {
    std::uint64_t seed = 1;
    double speed = 1; // 2 is twice as fast; 0 is unpaced (no delays at all)
    std::vector<Rule> rules; // the first that fits counts
};

Result<Scenario> parseScenario(std::string_view json);
std::string writeScenario(const Scenario &scenario);

class Sandbox {
public:
    // Port 0 takes a free one.
    static Result<std::unique_ptr<Sandbox>> start(transport::IoRuntime &runtime, const std::string &address,
                                                  std::uint16_t port, Scenario scenario);
    virtual ~Sandbox() = default;
    virtual std::uint16_t port() const = 0;
    // The api_base of a family, in the form that the family's provider rows use.
    virtual std::string apiBase(std::string_view family) const = 0;
    // Also starts all counters anew. From any thread.
    virtual void setScenario(Scenario scenario) = 0;
};

} // namespace patchbay::sandbox
