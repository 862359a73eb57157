// SPDX-License-Identifier: GPL-3.0-or-later
//
// GatewayWorld: a gateway on a real socket with simulated providers behind it, for tests.
#pragma once

#include "providers/engine/environment_keys.h"
#include "providers/gateway/gateway.h"
#include "providers/gateway/http_listener.h"
#include "providers/gateway/key_admin.h"
#include "providers/sandbox/sandbox.h"
#include "providers/wire/json_view.h"
#include "tests/support/http_call.h"
#include "tests/support/recording_ledger.h"

namespace patchbay::test {

struct GatewayWorld {
    static constexpr std::string_view masterKey = "sk-master-for-tests";

    // Deployments are added as "NAME MODEL" pairs; the family's sandbox answers. `more` is YAML behind them.
    struct Entry {
        std::string name;
        std::string model;
        std::string more {}; // further lines of litellm_params, indented by six
        std::string base {}; // instead of the sandbox's
        std::string key = "upstream-key"; // empty: no api_key
    };

    // Instead of what the world makes itself; all outlive it.
    struct Services {
        AttemptLedger *ledger = nullptr;
        gateway::SpendSource *spend = nullptr;
        gateway::ModelEditor *models = nullptr;
        gateway::KeyStore *keys = nullptr;
        gateway::CacheStore *answers = nullptr;
        gateway::BodyStore *bodies = nullptr;
        std::function<void(const AttemptDraft &, const AttemptOutcome &)> refused = {};
        gateway::ResponseBox *responses = nullptr;
        int threads = 2; // for I/O
        gateway::ObserverQuestion observer = {};
    };

    explicit GatewayWorld(const std::vector<Entry> &entries, const std::string &settings = "",
                          std::string_view scenario = R"({"speed":100})")
        : GatewayWorld(entries, settings, scenario, Services {})
    {
    }
    GatewayWorld(const std::vector<Entry> &entries, const std::string &settings, std::string_view scenario,
                 const Services &services)
        : catalog(*Catalog::builtIn())
        , runtime(services.threads)
        , sandbox(*sandbox::Sandbox::start(runtime, "127.0.0.1", 0, *sandbox::parseScenario(scenario)))
        , environment([](const std::string &) { return std::string(); })
        , engine({ catalog, runtime, environment, services.ledger ? *services.ledger : ledger, clock, {}, {} })
        , book(services.keys, clock, *gateway::KeyDigest::unsaved())
        , gateway({ engine, runtime, clock, book, catalog, services.spend, services.models,
                   services.ledger ? services.ledger : &ledger, services.answers, {}, services.bodies, services.refused, services.responses,
                   {}, nullptr, {}, {}, services.observer })
        , client(runtime, {})
    {
        gateway.use(makeSnapshot(entries, settings));
        listener = *gateway::HttpListener::onAddress(runtime, "127.0.0.1", 0, {}, gateway);
        gateway.setListening({ true, listener->port() });
    }
    ~GatewayWorld() { listener.reset(); }
    GatewayWorld(const GatewayWorld &) = delete;
    GatewayWorld &operator=(const GatewayWorld &) = delete;

    std::shared_ptr<gateway::GatewaySnapshot> makeSnapshot(const std::vector<Entry> &entries, const std::string &settings)
    {
        std::string text = "model_list:\n";
        for (const Entry &entry : entries) {
            const std::string family = entry.model.substr(0, entry.model.find('/'));
            const bool known = family == "openai" || family == "anthropic" || family == "gemini";
            text += "  - model_name: " + entry.name + "\n    litellm_params:\n      model: " + entry.model
                + (entry.key.empty() ? "" : "\n      api_key: " + entry.key) + "\n      api_base: " + (entry.base.empty() ? sandbox->apiBase(known ? family : "openai") : entry.base) + "\n"
                + entry.more;
        }
        text += settings.contains("general_settings:") ? settings
                                                       : settings + "general_settings:\n  master_key: " + std::string(masterKey) + "\n";
        config::GatewayConfig configuration = config::parseConfig(text, "test.yaml");
        return *gateway::GatewaySnapshot::make(std::move(configuration), catalog,
                                               [](const std::string &) { return std::string(); });
    }

    HttpRequest request(const std::string &path, std::string body, std::string_view key = masterKey,
                        const std::string &type = "application/json") const
    {
        HttpRequest made;
        made.method = body.empty() ? "GET" : "POST";
        made.url = "http://127.0.0.1:" + std::to_string(listener->port()) + path;
        if (!body.empty()) {
            made.headers.push_back({ "content-type", type });
        }
        if (!key.empty()) {
            made.headers.push_back({ "authorization", "Bearer " + std::string(key) });
        }
        made.body = std::move(body);
        return made;
    }
    testing::HttpCall::Outcome send(const std::string &path, std::string body, std::string_view key = masterKey,
                                    const std::string &type = "application/json")
    {
        return testing::fetch(client, request(path, std::move(body), key, type));
    }
    testing::HttpCall::Outcome call(const std::string &method, const std::string &path, std::string body = {},
                                    std::string_view key = masterKey)
    {
        HttpRequest made = request(path, std::move(body), key);
        made.method = method;
        return testing::fetch(client, std::move(made));
    }
    std::string newKey(const std::string &fields)
    {
        const testing::HttpCall::Outcome made = send("/key/generate", fields);
        const std::size_t at = made.body.find("\"key\":\"");
        return at == std::string::npos ? made.body : made.body.substr(at + 7, made.body.find('"', at + 7) - at - 7);
    }

    Catalog catalog;
    SystemClock clock;
    test::RecordingLedger ledger;
    transport::IoRuntime runtime;
    std::unique_ptr<sandbox::Sandbox> sandbox;
    EnvironmentKeys environment;
    Engine engine;
    gateway::KeyBook book;
    gateway::Gateway gateway;
    std::unique_ptr<gateway::HttpListener> listener;
    transport::HttpClient client;
};

// A value of a JSON body as it is written, by names and places ("0"); empty where there is none.
inline std::string raw(const std::string &body, std::initializer_list<const char *> path)
{
    const auto json = wire::parseJson(body);
    wire::JsonView value = json ? *json : wire::JsonView();
    for (const char *name : path) {
        value = value.isArray() ? value.at(static_cast<std::size_t>(std::atoi(name))) : value[name];
    }
    return std::string(value.raw());
}

} // namespace patchbay::test
