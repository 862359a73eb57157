// SPDX-License-Identifier: GPL-3.0-or-later
//
// GatewayConfig: a LiteLLM config.yaml, read, typed and checked. The one parser of it.
//
//   config::GatewayConfig configuration = config::loadConfig("config.yaml");
//   if (!configuration.usable()) { … print configuration.problems … }
//
// Reading never fails: what is wrong stands in `problems`, and what could be read is there. A value,
// so it can be replaced whole on reload. Immutable after loading; shared between threads as const.
// Secrets are not looked up here: `os.environ/NAME` stays that text (environmentReference()).
#pragma once

#include "providers/config/access_window.h"
#include "providers/config/patchbay_settings.h"
#include "providers/config/problem.h"

#include <functional>

namespace patchbay::config {

// One deployment: an entry of model_list (one for each organisation, where it lists several).
struct Deployment {
    std::string id {}; // model_info.id, else 16 hex digits of a digest (see deployment_id.h)
    std::string group {}; // model_name
    std::string model {}; // "provider/name"; custom_llm_provider put before it where it says so
    // litellm_params with default_litellm_params and the named credential merged under it.
    YamlNode parameters {};
    YamlNode info {}; // model_info
    SourceSpan span {};

    std::optional<double> weight {};
    std::optional<int> order {};
    std::optional<std::int64_t> requestsPerMinute {};
    std::optional<std::int64_t> tokensPerMinute {};
    std::optional<std::int64_t> inputPerMinute {}; // itpm: prompt tokens
    std::optional<std::int64_t> outputPerMinute {}; // otpm: completion tokens
    std::optional<std::int64_t> maximumParallel {};
    std::optional<int> retries {};
    std::optional<double> timeout {}; // seconds
    std::optional<double> streamTimeout {}; // seconds
    std::optional<double> cooldownTime {}; // seconds
    std::optional<BudgetLimit> budget {};
    std::vector<std::string> tags {};
    std::vector<std::string> tagPatterns {};
    std::vector<std::string> teams {}; // empty: everybody
    std::string region {};
    std::string baseModel {};
    std::string mode {};
    std::optional<std::int64_t> maximumInputTokens {};
    std::optional<double> inputPrice {}; // dollars a token
    std::optional<double> outputPrice {}; // dollars a token
    std::vector<AccessWindow> windows {}; // empty: always open
    std::optional<bool> tagFiltering {}; // replaces the router's enable_tag_filtering for the group
    bool allowFailOpen = false; // tags that nobody satisfies may give way
    bool blocked = false;
    bool mocked = false; // has mock_response
};

struct GatewayConfig {
    std::vector<std::string> files {}; // the main file first, then what it includes
    YamlNode root {}; // after includes
    std::vector<Deployment> deployments {};
    RouterSettings router {};
    PatchbaySettings patchbay {};
    std::vector<Problem> problems {}; // in the order of file and line

    // No problem that refuses it. Errors of other kinds have a safe reading.
    bool usable() const;
    // general_settings, litellm_settings, …: an empty node where absent.
    const YamlNode &section(std::string_view name) const;
    // Public names in the file's order, without repetition; aliases not included.
    std::vector<std::string> groups() const;
    const Deployment *deployment(std::string_view id) const;
};

// The bytes of a file, or why not.
using FileReader = std::function<Result<std::string>(const std::string &path)>;

struct LoadOptions {
    FileReader readFile; // empty: the file system
    // LITELLM_ENVIRONMENT; deployments for other environments are left out. Empty: all are kept.
    std::string environment {};
};

GatewayConfig loadConfig(const std::string &path, const LoadOptions &options = {});
// The same for text at hand; `name` is what problems call it, includes are relative to it.
GatewayConfig parseConfig(std::string text, const std::string &name, const LoadOptions &options = {});

// "gpt-*" and "openai/*" match by their fixed parts.
bool isPattern(std::string_view name);
bool matchesPattern(std::string_view pattern, std::string_view name);

} // namespace patchbay::config
