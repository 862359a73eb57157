// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/config/deployment_id.h"
#include "providers/config/gateway_config.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>

using namespace patchbay;
using namespace patchbay::config;

namespace {

constexpr std::string_view full = R"(
model_list:
  - model_name: chat
    litellm_params:
      model: openai/gpt-4o
      api_key: os.environ/OPENAI_API_KEY
      rpm: 60
      tpm: "100000"
      weight: 2
      order: 1
      timeout: 30s
      tags: [paid, eu]
      max_budget: 5
      budget_duration: 1d
    model_info: {id: first, max_input_tokens: 8000}
  - model_name: chat
    litellm_params:
      model: gpt-4o
      custom_llm_provider: azure
      litellm_credential_name: azure
      order: 2
  - model_name: openai/*
    litellm_params: {model: openai/*, organization: [one, two]}
  - model_name: cheap
    litellm_params: {model: ollama/llama3, mock_response: hi}
credential_list:
  - credential_name: azure
    credential_values: {api_key: os.environ/AZURE_KEY, api_base: x.example}
    credential_info: {}
litellm_settings:
  num_retries: 4
  allowed_fails: 7
  request_timeout: 100
  fallbacks: [{chat: [openai/x]}]
router_settings:
  routing_strategy: latency-based-routing
  routing_strategy_args: {ttl: 60, lowest_latency_buffer: 0.5}
  allowed_fails: 2
  cooldown_time: 9
  enable_tag_filtering: yes
  retry_policy: {RateLimitErrorRetries: 1, DefaultRetries: 5}
  model_group_retry_policy: {chat: {TimeoutErrorRetries: 0}}
  fallbacks: [{chat: [cheap]}]
  default_fallbacks: [cheap]
  model_group_alias: {gpt: chat, secret: {model: chat, hidden: true}}
  optional_pre_call_checks: [session_affinity, router_budget_limiting]
  provider_budget_config: {openai: {budget_limit: 10, time_period: 1d}}
  default_litellm_params: {temperature: 0.5}
patchbay:
  routing:
    first_token_timeout: 4
    retry_budget: {ratio: 0.2}
    hedging: true
    compatibility: {latency_per_token: on}
  groups: {chat: {strategy: adaptive, circuit_breaker: false}}
  rules:
    - name: long
      when: {model: chat, tokens: {above: 1000}, tools: false, hour: {from: 22, to: 6}}
      use: cheap
  splits: [{model: chat, variants: {chat: 9, cheap: 1}, sticky_by: session}]
  mirrors: [{model: chat, to: cheap, share: 0.5}]
)";

std::string problemsOf(const GatewayConfig &configuration)
{
    std::string text;
    for (const Problem &problem : configuration.problems) {
        text += toLine(problem) + '\n';
    }
    return text;
}

std::string model(std::string_view parameters, std::string_view name = "a")
{
    return "  - model_name: " + std::string(name) + "\n    litellm_params: {model: openai/gpt-4o, "
        + std::string(parameters) + "}\n";
}

} // namespace

class TestConfig : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsEveryPart()
    {
        const GatewayConfig read = parseConfig(std::string(full), "c.yaml");
        QVERIFY2(read.problems.empty(), problemsOf(read).c_str());
        QVERIFY(read.usable());
        QCOMPARE(read.deployments.size(), 5u);
        const Deployment &first = read.deployments[0];
        QCOMPARE(first.id, "first");
        QCOMPARE(first.requestsPerMinute, std::optional<std::int64_t>(60));
        QCOMPARE(first.tokensPerMinute, std::optional<std::int64_t>(100'000));
        QCOMPARE(first.timeout, std::optional(30.0));
        QCOMPARE(first.budget->seconds, 86'400.0);
        QCOMPARE(first.parameters.find("api_key")->text, "os.environ/OPENAI_API_KEY");
        QCOMPARE(first.parameters.find("temperature")->number, 0.5);
        QCOMPARE(first.maximumInputTokens, std::optional<std::int64_t>(8'000));
        QCOMPARE(read.deployments[1].model, "azure/gpt-4o");
        QCOMPARE(read.deployments[1].parameters.find("api_base")->text, "x.example");
        QCOMPARE(read.deployments[2].parameters.find("organization")->text, "one");
        QVERIFY(read.deployments[2].id != read.deployments[3].id);
        QVERIFY(read.deployments[4].mocked);
        QCOMPARE(read.groups(), (std::vector<std::string> { "chat", "openai/*", "cheap" }));
    }

    void readsRouterSettings()
    {
        const GatewayConfig read = parseConfig(std::string(full), "c.yaml");
        QCOMPARE(read.router.strategy, Strategy::LatencyBased);
        QCOMPARE(read.router.arguments.ttl, std::optional(60.0));
        QCOMPARE(read.router.retries, 4);
        QCOMPARE(read.router.allowedFails, std::optional(2)); // router_settings wins
        QCOMPARE(read.router.timeout, 100.0);
        QCOMPARE(read.router.cooldownTime, 9.0);
        QVERIFY(read.router.tagFiltering);
        QCOMPARE(read.router.retryPolicy->of(ErrorClass::RateLimit), std::optional(1));
        QCOMPARE(read.router.retryPolicy->of(ErrorClass::Timeout), std::optional(5));
        QCOMPARE(read.router.groupRetryPolicies.at("chat").of(ErrorClass::Timeout), std::optional(0));
        QCOMPARE(read.router.fallbacks.size(), 2u);
        QCOMPARE(read.router.fallbacks[0].targets[0].name, "cheap");
        QCOMPARE(read.router.fallbacks[1].group, "*");
        QVERIFY(read.router.aliases[1].hidden);
        QVERIFY(read.router.checks.sessionAffinity && read.router.checks.budgets && !read.router.checks.responses);
        QCOMPARE(read.router.providerBudgets.at("openai").dollars, 10.0);
    }

    void readsOurOwnKey()
    {
        const GatewayConfig read = parseConfig(std::string(full), "c.yaml");
        QCOMPARE(read.patchbay.resilience.firstTokenTimeout, std::optional(4.0));
        QCOMPARE(read.patchbay.resilience.retryBudget.ratio, 0.2);
        QVERIFY(read.patchbay.resilience.hedging.enabled);
        QVERIFY(read.patchbay.compatibility.latencyPerToken);
        const GroupSettings &chat = read.patchbay.groups.at("chat");
        QCOMPARE(chat.strategy, std::optional(Strategy::Adaptive));
        QVERIFY(!chat.resilience.breaker.enabled);
        QCOMPARE(chat.resilience.firstTokenTimeout, std::optional(4.0));
        QCOMPARE(read.patchbay.rules[0].when.tokens.above, std::optional(1000.0));
        QCOMPARE(read.patchbay.splits[0].variants.size(), 2u);
        QCOMPARE(read.patchbay.splits[0].stickyBy, StickyBy::Session);
        QCOMPARE(read.patchbay.mirrors[0].share, 0.5);
    }

    void idsSurviveReorderingAndRotation()
    {
        const auto idOf = [](std::string_view entry) {
            return parseConfig("model_list:\n" + std::string(entry), "c.yaml").deployments[0].id;
        };
        const std::string id = idOf(model("rpm: 5, api_key: sk-one"));
        QVERIFY(QRegularExpression(QStringLiteral("^[0-9a-f]{16}$")).match(QString::fromStdString(id)).hasMatch());
        QCOMPARE(idOf("  - litellm_params: {api_key: sk-two, rpm: 5, model: openai/gpt-4o}\n    model_name: a\n"), id);
        QVERIFY(idOf(model("rpm: 6")) != id);
        QVERIFY(idOf(model("api_key: os.environ/A")) != idOf(model("api_key: os.environ/B")));
        const GatewayConfig two = parseConfig("model_list:\n" + model("rpm: 5") + model("rpm: 5"), "c.yaml");
        QCOMPARE(two.deployments[1].id, two.deployments[0].id + "-2");
    }

    void problemsNameLineAndRemedy_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("severity");
        QTest::addColumn<int>("line");
        QTest::addColumn<QByteArray>("words");
        int number = 0;
        const std::string head = "model_list:\n" + model("rpm: 5") + model("rpm: 5, tpm: 500", "b");
        const auto row = [&](const char *code, const char *severity, int line, const std::string &text,
                             const char *words) {
            QTest::newRow((std::to_string(number++) + " " + code).c_str())
                << QByteArray::fromStdString(text) << QByteArray(code) << QByteArray(severity) << line
                << QByteArray(words);
        };
        row("unknown-key", "warning", 6, head + "modle_list: []\n", "Did you mean model_list?");
        row("unknown-key", "warning", 3, "model_list:\n" + model("rmp: 5"), "Did you mean rpm?");
        row("unknown-key", "warning", 7, head + "router_settings:\n  cooldown_tiem: 5\n", "cooldown_time");
        row("wrong-type", "error", 3, "model_list:\n" + model("rpm: many"), "whole number");
        row("wrong-type", "error", 1, "model_list: 5\n", "list");
        row("unknown-value", "error", 7, head + "router_settings:\n  routing_strategy: latency-based\n",
            "latency-based-routing");
        row("missing-key", "error", 2, "model_list:\n  - model_name: a\n", "litellm_params");
        row("missing-key", "error", 3, "model_list:\n  - model_name: a\n    litellm_params: {rpm: 5}\n", "model");
        row("unknown-group", "error", 7, head + "router_settings:\n  fallbacks: [{a: [c]}]\n", "\"c\"");
        row("unknown-group", "error", 7, head + "router_settings:\n  model_group_alias: {x: gone}\n", "gone");
        row("unknown-group", "error", 7, head + "patchbay:\n  rules: [{when: {tools: true}, use: gone}]\n", "gone");
        row("unused-fallback", "warning", 7, head + "router_settings:\n  fallbacks: [{c: [a]}]\n", "\"c\"");
        const auto own = [&head](std::string_view text) { return head + "patchbay:\n  " + std::string(text) + "\n"; };
        row("unused-rule", "warning", 7, own("rules: [{when: {model: c}, use: b}]"), "waits for");
        row("unused-rule", "warning", 7, own("rules: [{when: {model: [a, c*]}, use: b}]"), "c*");
        row("unreachable-rule", "warning", 9,
            own("rules:\n    - {when: {model: '*', tools: true}, use: b}\n    - {when: {model: '*', tools: true}, use: a}"),
            "line 8");
        row("unreachable-rule", "warning", 9,
            own("rules:\n    - {when: {}, use: b}\n    - {when: {tools: true}, use: a}"), "line 8");
        row("contradictory-condition", "error", 7, own("rules: [{when: {tokens: {above: 9, below: 9}}, use: b}]"),
            "tokens");
        row("contradictory-condition", "error", 7, own("rules: [{when: {budget_left: {above: 1}}, use: b}]"), "0 to 1");
        row("contradictory-condition", "error", 7, own("rules: [{when: {hour: {from: 3, to: 3}}, use: b}]"), "never");
        row("contradictory-condition", "error", 7, own("mirrors: [{model: a, to: a}]"), "itself");
        row("unknown-group", "error", 7, own("mirrors: [{model: c, to: a}]"), "\"c\"");
        row("unknown-group", "error", 7, own("splits: [{model: c, variants: {a: 1}}]"), "\"c\"");
        row("duplicate-split", "warning", 9,
            own("splits:\n    - {model: a, variants: {b: 1}}\n    - {model: a, variants: {a: 1}}"), "line 8");
        row("duplicate-mirror", "warning", 9, own("mirrors:\n    - {model: a, to: b}\n    - {model: a, to: b}"), "line 8");
        row("unused-policy", "warning", 7, head + "router_settings:\n  model_group_retry_policy: {c: {TimeoutErrorRetries: 1}}\n",
            "model_group_retry_policy");
        row("fallback-cycle", "error", 7, head + "router_settings:\n  fallbacks: [{a: [b]}, {b: [a]}]\n",
            "cycle: a → b → a");
        row("fallback-cycle", "error", 7, head + "router_settings:\n  fallbacks: [{a: [a]}]\n", "a → a");
        row("alias-cycle", "error", 7, head + "router_settings:\n  model_group_alias: {x: y, y: x}\n", "itself");
        row("out-of-range", "error", 3, "model_list:\n" + model("weight: -1"), "at least 0");
        row("out-of-range", "error", 3, "model_list:\n" + model("rpm: 0"), "Remove the key");
        row("zero-weight", "error", 2, "model_list:\n" + model("weight: 0"), "Every deployment");
        row("zero-weight", "warning", 3, "model_list:\n" + model("weight: 0") + model("weight: 1"), "never picks");
        row("empty-group", "error", 2,
            "model_list:\n  - {model_name: a, litellm_params: {model: openai/x}, model_info: {blocked: true}}\n",
            "blocked");
        row("empty-model-list", "error", 1, "model_list: []\n", "no deployment");
        row("contradictory-limits", "error", 3, "model_list:\n" + model("rpm: 50, tpm: 10"), "tpm 10");
        row("contradictory-limits", "error", 3, "model_list:\n" + model("timeout: 5, stream_timeout: 9"),
            "stream_timeout");
        row("plain-key", "warning", 3, "model_list:\n" + model("api_key: sk-canary-123456"), "os.environ/NAME");
        row("plain-key", "warning", 7, head + "general_settings:\n  master_key: sk-canary-123456\n", "os.environ/NAME");
        row("duplicate-deployment", "warning", 4, "model_list:\n" + model("rpm: 5") + model("rpm: 5"), "line 2");
        row("duplicate-id", "error", 3,
            "model_list:\n  - {model_name: a, litellm_params: {model: openai/x}, model_info: {id: z}}\n"
            "  - {model_name: b, litellm_params: {model: openai/x}, model_info: {id: z}}\n",
            "\"z\"");
        row("unknown-credential", "error", 3, "model_list:\n" + model("litellm_credential_name: x"), "credential_list");
        row("unknown-credential", "error", 7, head + "router_settings:\n  default_litellm_params: {litellm_credential_name: x}\n", "credential_list");
        // Names outside of routing: defaults of calls, models of keys, guardrails, policies.
        row("unknown-group", "error", 7, head + "general_settings:\n  completion_model: gone\n", "completion_model names \"gone\"");
        row("unknown-group", "error", 7, head + "router_settings:\n  default_fallbacks: [gone]\n", "gone");
        row("unknown-group", "warning", 7, head + "litellm_settings:\n  default_key_generate_params: {models: [a, gone]}\n", "gone");
        row("unknown-group", "warning", 7, head + "litellm_settings:\n  default_team_params: {models: [all-proxy-models, 'x/*', gone]}\n", "gone");
        row("unknown-group", "warning", 7, head + "litellm_settings:\n  default_team_params: {model_aliases: {fast: gone}}\n", "gone");
        row("unknown-group", "warning", 7, head + "litellm_settings:\n  cache_params: {redis_semantic_cache_embedding_model: gone}\n",
            "cache_params");
        row("unknown-group", "warning", 7, head + "litellm_settings:\n  public_model_groups: [a, gone]\n", "gone");
        row("unknown-group", "warning", 7, head + "litellm_settings:\n  model_group_settings: {forward_client_headers_to_llm_api: [b, gone]}\n", "gone");
        row("unused-policy", "warning", 7, head + "router_settings:\n  model_group_affinity_config: {gone: [session_affinity]}\n", "gone");
        row("unknown-guardrail", "error", 3, "model_list:\n" + model("guardrails: [pii-chekc]") + "guardrails: [{guardrail_name: pii-check, litellm_params: {guardrail: x, mode: pre_call}}]\n",
            "Did you mean pii-check?");
        row("unknown-guardrail", "error", 7, head + "litellm_settings:\n  default_key_generate_params: {guardrails: [gone]}\n", "gone");
        row("unknown-policy", "error", 8, head + "policies: {base: {}}\npolicy_attachments:\n  - {policy: gone, scope: '*'}\n", "gone");
        row("empty-reference", "error", 3, "model_list:\n" + model("api_key: os.environ/"), "names no variable");
        row("unsupported", "warning", 7, head + "router_settings:\n  redis_host: h\n", "does nothing");
        row("invalid-pattern", "error", 3, "model_list:\n" + model("tag_regex: ['(']"), "regular expression");
        row("include", "error", 1, "include: [gone.yaml]\n", "gone.yaml");
        row("partial-order", "warning", 2, "model_list:\n" + model("rpm: 5") + model("order: 2"), "Only 1 of 2");
        row("unreachable-limit", "warning", 7, head + "router_settings:\n  max_fallbacks: 40\n", "more than 31");
        row("invalid-pattern", "error", 3, "model_list:\n" + model("tag_regex: ['(a)\\1']"), "regular expression");
        row("empty-file", "error", 1, "", "empty");
    }
    // What such lists may say besides a group, an alias, an id.
    void namesThatAreKnownAreNoProblem()
    {
        const GatewayConfig configuration = parseConfig(
            "model_list:\n  - {model_name: a, litellm_params: {model: openai/x, guardrails: [pii]}, model_info: {id: z, access_groups: [beta]}}\n"
            "router_settings: {model_group_alias: {b: a}}\n"
            "guardrails: [{guardrail_name: pii, litellm_params: {guardrail: x, mode: pre_call}}]\n"
            "general_settings: {completion_model: b, embedding_model: z}\n"
            "litellm_settings:\n  default_key_generate_params: {models: [a, b, z, beta, '*', 'openai/*', all-team-models, no-default-models]}\n"
            "policies: {base: {guardrails: {add: [pii]}}, more: {inherit: base}}\npolicy_attachments: [{policy: more}]\n",
            "c.yaml");
        for (const Problem &problem : configuration.problems) {
            QVERIFY2(problem.code == "unknown-key" || (!problem.code.starts_with("unknown-") && problem.code != "unused-policy"),
                     toLine(problem).c_str());
        }
    }

    // Where an identity's token is found, a variable, a place of the vault.
    void whatIsNoKeyIsNotTakenForOne()
    {
        for (const char *named : { "oidc/file/var/run/token", "os.environ/AZURE_TOKEN", "patchbay/vault:azure" }) {
            const GatewayConfig read = parseConfig("model_list:\n" + model(std::string("api_key: ") + named), "c.yaml");
            QVERIFY2(std::ranges::find(read.problems, "plain-key", &Problem::code) == read.problems.end(), named);
        }
    }

    void problemsNameLineAndRemedy()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, severity);
        QFETCH(int, line);
        QFETCH(QByteArray, words);
        const GatewayConfig read = parseConfig(text.toStdString(), "c.yaml");
        const auto fits = [&](const Problem &problem) {
            return problem.code == code.toStdString() && problem.line == static_cast<std::uint32_t>(line)
                && (problem.severity == Severity::Error) == (severity == "error")
                && toLine(problem).contains(words.toStdString());
        };
        QVERIFY2(std::ranges::any_of(read.problems, fits), problemsOf(read).c_str());
        QVERIFY2(!problemsOf(read).contains("canary"), "a secret is shown");
    }

    void includesAreLiteLlms()
    {
        const LoadOptions options { .readFile = [](const std::string &path) -> Result<std::string> {
                                       if (path == "dir/main.yaml") {
                                           return "include: [more.yaml]\nmodel_list:\n" + model("rpm: 1")
                                               + "litellm_settings: {num_retries: 1, allowed_fails: 2}\n";
                                       }
                                       if (path == "dir/more.yaml") {
                                           return "model_list:\n" + model("rpm: zero", "b")
                                               + "litellm_settings: {num_retries: 3}\ninclude: [x]\n";
                                       }
                                       return failure(ErrorClass::NotFound, "no " + path);
                                   },
                                    .environment = {} };
        const GatewayConfig read = loadConfig("dir/main.yaml", options);
        QCOMPARE(read.deployments.size(), 2u);
        QCOMPARE(read.router.retries, 3);
        QVERIFY(!read.router.allowedFails); // the whole map is replaced
        const auto find = [&](std::string_view code) { return std::ranges::find(read.problems, code, &Problem::code); };
        QCOMPARE(find("wrong-type")->file, "dir/more.yaml");
        QCOMPARE(find("wrong-type")->line, 3u);
        QVERIFY(find("include-replaces") != read.problems.end());
        QVERIFY(find("nested-include") != read.problems.end());
    }

    // patchbay: {include_merge: deep} merges maps instead of replacing them.
    void includesMergeWhereAskedTo()
    {
        const LoadOptions options { .readFile = [](const std::string &path) -> Result<std::string> {
                                       return path == "main.yaml"
                                           ? "include: [more.yaml]\npatchbay: {include_merge: deep}\nmodel_list:\n"
                                               + model("rpm: 1")
                                               + "litellm_settings: {num_retries: 1, allowed_fails: 2}\n"
                                           : "model_list:\n" + model("rpm: 2", "b") + "litellm_settings: {num_retries: 3}\n";
                                   },
                                    .environment = {} };
        const GatewayConfig read = loadConfig("main.yaml", options);
        QCOMPARE(read.deployments.size(), 2u);
        QCOMPARE(read.router.retries, 3);
        QCOMPARE(read.router.allowedFails, std::optional(2));
        QVERIFY(std::ranges::find(read.problems, "include-replaces", &Problem::code) == read.problems.end());
    }

    void environmentsFilterDeployments()
    {
        const std::string text = "model_list:\n  - {model_name: a, litellm_params: {model: openai/x}, model_info: "
                                 "{supported_environments: [production]}}\n";
        QCOMPARE(parseConfig(text, "c.yaml", { .readFile = {}, .environment = "staging" }).deployments.size(), 0u);
        QCOMPARE(parseConfig(text, "c.yaml", { .readFile = {}, .environment = "production" }).deployments.size(), 1u);
    }

    void manyFallbacksAreCheckedInNoTime()
    {
        // Every group falls back to all later ones; and a long chain that ends where it began.
        std::string text = "model_list:\n";
        std::string rules = "router_settings:\n  fallbacks:\n";
        constexpr int groups = 60;
        for (int group = 0; group < groups; ++group) {
            text += model("rpm: 5", "g" + std::to_string(group));
            rules += "    - g" + std::to_string(group) + ": [g0";
            for (int later = group + 1; later < groups; ++later) {
                rules += ", g" + std::to_string(later);
            }
            rules += "]\n";
        }
        const GatewayConfig dense = parseConfig(text + rules, "c.yaml");
        QCOMPARE(std::ranges::count(dense.problems, "fallback-cycle", &Problem::code), 1);
        text = "model_list:\n";
        rules = "router_settings:\n  fallbacks:\n";
        constexpr int chain = 3'000;
        for (int group = 0; group < chain; ++group) {
            text += model("rpm: 5", "g" + std::to_string(group));
            rules += "    - g" + std::to_string(group) + ": [g" + std::to_string((group + 1) % chain) + "]\n";
        }
        const GatewayConfig longest = parseConfig(text + rules, "c.yaml");
        QCOMPARE(std::ranges::count(longest.problems, "fallback-cycle", &Problem::code), 1);
    }

    void cyclesDoNotStopServing()
    {
        const GatewayConfig read =
            parseConfig("model_list:\n" + model("rpm: 5") + "router_settings: {fallbacks: [{a: [a]}]}\n", "c.yaml");
        QVERIFY(hasErrors(read.problems));
        QVERIFY(read.usable());
        QVERIFY(!parseConfig("model_list: 5", "c.yaml").usable());
    }

    void patternsMatch()
    {
        QVERIFY(matchesPattern("openai/*", "openai/gpt"));
        QVERIFY(matchesPattern("*", "x"));
        QVERIFY(matchesPattern("a*c*e", "abcde"));
        QVERIFY(!matchesPattern("openai/*", "azure/gpt"));
        QVERIFY(!matchesPattern("a*c", "acb"));
    }

    void cutAtEveryByteAndWrongTypesEverywhere()
    {
        for (std::size_t size = 0; size < full.size(); ++size) {
            (void)parseConfig(std::string(full.substr(0, size)), "c.yaml");
        }
        // Every value replaced by every other kind of value.
        const GatewayConfig read = parseConfig(std::string(full), "c.yaml");
        std::vector<SourceSpan> spans;
        const auto collect = [&spans](const auto &self, const YamlNode &node) -> void {
            spans.push_back(node.span);
            for (const YamlNode &item : node.items) {
                self(self, item);
            }
            for (const YamlEntry &entry : node.entries) {
                self(self, entry.value);
            }
        };
        collect(collect, read.root);
        for (const SourceSpan &span : spans) {
            for (const char *other : { "-1", "[]", "{}", "~", "true", "[[1]]", "{a: {b: c}}", "9e99", "x" }) {
                std::string text(full);
                text.replace(span.begin, span.end - span.begin, std::string(other) + "\n");
                (void)parseConfig(text, "c.yaml");
            }
        }
    }

    void twoThousandLinesInFiftyMilliseconds()
    {
        std::string text = "model_list:\n";
        int lines = 1;
        for (int index = 0; lines < 2'000; ++index) {
            text += "  - model_name: group-" + std::to_string(index % 40)
                + "\n    litellm_params:\n      model: openai/gpt-4o\n      api_key: os.environ/KEY\n      rpm: "
                + std::to_string(index + 1) + "\n      tags: [a, b]\n    model_info:\n      max_input_tokens: 8000\n";
            lines += 8;
        }
        text += "router_settings:\n  fallbacks: [{group-1: [group-2]}]\n";
        qint64 best = 1'000'000;
        for (int repetition = 0; repetition < 5; ++repetition) {
            QElapsedTimer timer;
            timer.start();
            const GatewayConfig read = parseConfig(text, "c.yaml");
            best = std::min(best, timer.elapsed());
            QVERIFY2(read.problems.empty(), problemsOf(read).c_str());
        }
        qInfo("%d lines in %lld ms", lines, best);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        QVERIFY(best <= 50);
#endif
    }
};

QTEST_APPLESS_MAIN(TestConfig)
#include "tst_config.moc"
