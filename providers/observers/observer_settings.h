// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which observers the configuration asks for: LiteLLM's callbacks, success_callback and failure_callback by name
// ("otel", "langfuse", "generic_api", with its variables), and patchbay.observers:
//
//   patchbay:
//     observers:
//       - {type: jsonl, file: /var/log/patchbay.jsonl}
//       - {type: webhook, url: https://example.org/hook, headers: {authorization: os.environ/HOOK_TOKEN}}
//       - {type: otlp, endpoint: http://127.0.0.1:4318, service: gateway} # traces and metrics; metrics: false
//       - {type: langfuse, host: https://cloud.langfuse.com, public_key: …, secret_key: os.environ/…, when: failure}
#pragma once

#include "providers/config/gateway_config.h"

namespace patchbay::observers {

enum class Kind : std::uint8_t { JsonLines, Webhook, Otlp, OtlpMetrics, Langfuse };

// Headers hold secrets: nothing here is printed.
struct ObserverSettings {
    std::string name; // for /metrics and warnings
    Kind kind = Kind::JsonLines;
    std::string target; // a file, or the whole address to post to
    std::vector<std::pair<std::string, std::string>> headers {};
    std::string service {}; // of OTLP
    bool successes = true;
    bool failures = true;
    bool callers = true; // whether it is told who called; false: redact_user_api_key_info

    bool operator==(const ObserverSettings &) const = default;
};

using Variables = std::function<std::string(const std::string &)>;
// What cannot be done is left out and said.
std::vector<ObserverSettings> readObservers(const config::GatewayConfig &configuration, const Variables &variables,
                                            std::vector<std::string> &warnings);

// False with redact_user_api_key_info: nobody is told who called.
bool tellsCallers(const config::GatewayConfig &configuration);

// Those of one key or team, from LiteLLM's metadata.logging (an array as JSON). Their variables are their own; where one says
// none, and for what is no secret, the process's count.
std::vector<ObserverSettings> readCallbacks(std::string_view logging, const Variables &process);

// Why what an observer is told cannot be written here, in a sentence; empty where it can, and for all but files. Looks at
// the file system and changes nothing.
std::string fileTrouble(const ObserverSettings &settings);

} // namespace patchbay::observers
