// SPDX-License-Identifier: GPL-3.0-or-later
//
// BillPull: asks a provider what it bills, by its own calls for that: OpenAI's and Anthropic's costs and usage of an
// organisation, OpenRouter's activity. They want a key of their own kind, which calls of models are not made with. The answer is
// the pages as they came; models/spend reads them as it reads files.
#pragma once

#include "providers/catalog/catalog.h"
#include "providers/core/secret.h"
#include "providers/engine/environment_keys.h"
#include "providers/transport/http_client.h"

#include <chrono>
#include <functional>

namespace patchbay {

struct BillWish {
    std::string provider; // as the ledger names it: one of BillPull::providers()
    std::string key {}; // the name of a key in the environment or the vault; empty: the usual ones
    std::chrono::sys_days first {}; // of UTC, the last one included
    std::chrono::sys_days last {};
};

class BillPull {
public:
    struct Parts {
        const Catalog &catalog;
        transport::IoRuntime &runtime;
        const KeySource &keys;
        transport::ClientOptions client;
        ApiBases bases {}; // by provider, instead of its own address
    };
    using Pages = std::vector<std::string>;
    using Answer = std::function<void(Result<Pages>)>;

    // Those that have such calls.
    static std::vector<std::string> providers();
    // The names that a key for it is looked for under: "OPENAI_ADMIN_KEY", …
    static std::vector<std::string> keyNames(std::string_view provider);

    // All that the parts refer to outlives it.
    explicit BillPull(Parts parts);
    ~BillPull(); // ends what is under way; its answer comes before this returns

    // `answer` is called once, on an I/O thread or before this returns.
    void ask(const BillWish &wish, Answer answer);

private:
    class Run;
    Parts m_parts;
    std::unique_ptr<transport::HttpClient> m_client;
};

} // namespace patchbay
