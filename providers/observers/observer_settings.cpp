// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/observers/observer_settings.h"

#include "providers/config/configured_variables.h"
#include "providers/config/guardrail_callbacks.h"
#include "providers/wire/base64.h"
#include "providers/wire/json_view.h"

#include <algorithm>
#include <filesystem>
#include <unistd.h>

namespace patchbay::observers {

using config::YamlNode;

namespace {

std::string textOf(const YamlNode &node, std::string_view key)
{
    const YamlNode *found = node.find(key);
    return found ? found->asText().value_or("") : std::string();
}

std::string withoutSlash(std::string text)
{
    while (text.ends_with('/')) {
        text.pop_back();
    }
    return text;
}

std::string smallLetters(std::string text)
{
    std::ranges::transform(text, text.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return text;
}

// "a=b,c=d", as OpenTelemetry and LiteLLM write headers in one variable.
std::vector<std::pair<std::string, std::string>> headerList(const std::string &text)
{
    std::vector<std::pair<std::string, std::string>> headers;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::size_t equals = text.find('=', begin);
        if (equals < end) {
            headers.emplace_back(smallLetters(text.substr(begin, equals - begin)),
                                 text.substr(equals + 1, end - equals - 1));
        }
        begin = end + 1;
    }
    return headers;
}

std::pair<std::string, std::string> basicAuth(const std::string &user, const std::string &password)
{
    return { "authorization", "Basic " + wire::encodeBase64(user + ":" + password) };
}

class Reader {
public:
    Reader(const Variables &variables, std::vector<std::string> &warnings)
        : m_variables(variables)
        , m_warnings(warnings)
    {
    }

    // A callback by LiteLLM's name, its settings in variables.
    void addCallback(const std::string &name, bool successes, bool failures)
    {
        ObserverSettings made;
        made.name = name;
        made.successes = successes;
        made.failures = failures;
        const auto first = [&](std::initializer_list<const char *> names) {
            for (const char *variable : names) {
                if (std::string value = m_variables(variable); !value.empty()) {
                    return value;
                }
            }
            return std::string();
        };
        if (name == "otel" || name == "opentelemetry") {
            made.kind = Kind::Otlp;
            made.target = traceAddress(
                first({ "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_ENDPOINT" }));
            made.headers = headerList(first({ "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_HEADERS" }));
            made.service = first({ "OTEL_SERVICE_NAME" });
            const std::string exporter = first({ "OTEL_METRICS_EXPORTER" });
            std::string metrics = first({ "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT" });
            metrics = metrics.empty() ? metricAddress(first({ "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_ENDPOINT" })) : metrics;
            require(made, "OTEL_EXPORTER_OTLP_ENDPOINT");
            addMetrics(std::move(made), exporter == "none" ? std::string() : metrics);
        } else if (name == "langfuse") {
            made.kind = Kind::Langfuse;
            const std::string key = first({ "LANGFUSE_PUBLIC_KEY" });
            const std::string host = first({ "LANGFUSE_HOST", "LANGFUSE_BASE_URL" });
            made.target =
                key.empty() ? std::string() : langfuseAddress(host.empty() ? "https://cloud.langfuse.com" : host);
            const std::string secret = first({ "LANGFUSE_SECRET_KEY" });
            made.headers = { basicAuth(key, secret) };
            made.target = secret.empty() ? std::string() : made.target;
            require(std::move(made), key.empty() ? "LANGFUSE_PUBLIC_KEY" : "LANGFUSE_SECRET_KEY");
        } else if (name == "generic_api" || name == "generic") {
            made.kind = Kind::Webhook;
            made.target = first({ "GENERIC_LOGGER_ENDPOINT" });
            made.headers = headerList(first({ "GENERIC_LOGGER_HEADERS" }));
            require(std::move(made), "GENERIC_LOGGER_ENDPOINT");
        } else if (name != "prometheus" && !config::guardrailOfCallback(name)) { // /metrics is always there
            m_warnings.push_back("the observer \"" + name + "\" is known but not done by this gateway");
        }
    }

    void addOwn(const YamlNode &item)
    {
        const std::string type = textOf(item, "type");
        ObserverSettings made;
        made.name = textOf(item, "name").empty() ? type : textOf(item, "name");
        const std::string when = textOf(item, "when");
        made.successes = when != "failure";
        made.failures = when != "success";
        readHeaders(item, made);
        if (type == "jsonl") {
            made.target = resolved(textOf(item, "file"));
            require(std::move(made), "file");
        } else if (type == "webhook") {
            made.kind = Kind::Webhook;
            made.target = resolved(textOf(item, "url"));
            require(std::move(made), "url");
        } else if (type == "otlp") {
            made.kind = Kind::Otlp;
            made.target = traceAddress(resolved(textOf(item, "endpoint")));
            made.service = textOf(item, "service");
            const YamlNode *wanted = item.find("metrics");
            const bool metrics = !wanted || wanted->asBoolean().value_or(true);
            require(made, "endpoint");
            addMetrics(std::move(made), metrics ? metricAddress(resolved(textOf(item, "endpoint"))) : std::string());
        } else if (type == "langfuse") {
            made.kind = Kind::Langfuse;
            made.target = langfuseAddress(resolved(textOf(item, "host")));
            made.headers.push_back(
                basicAuth(resolved(textOf(item, "public_key")), resolved(textOf(item, "secret_key"))));
            require(std::move(made), "host");
        } else {
            m_warnings.push_back("patchbay.observers: \"" + type + "\" is none of jsonl, webhook, otlp, langfuse");
        }
    }

    std::vector<ObserverSettings> all;

private:
    static std::string traceAddress(const std::string &base)
    {
        const std::string plain = withoutSlash(base);
        return plain.empty() || plain.ends_with("/v1/traces") ? plain : plain + "/v1/traces";
    }
    // Beside the traces; nothing where only their own address is known.
    static std::string metricAddress(const std::string &base)
    {
        const std::string plain = withoutSlash(base);
        return plain.empty() || plain.ends_with("/v1/traces") ? std::string() : plain + "/v1/metrics";
    }
    void addMetrics(ObserverSettings like, const std::string &target)
    {
        if (!target.empty()) {
            like.name += "_metrics";
            like.kind = Kind::OtlpMetrics;
            like.target = target;
            require(std::move(like), {});
        }
    }
    static std::string langfuseAddress(const std::string &host)
    {
        return host.empty() ? host : withoutSlash(host) + "/api/public/ingestion";
    }
    std::string resolved(const std::string &text) const
    {
        const auto name = config::environmentReference(text);
        return name ? m_variables(std::string(*name)) : text;
    }
    void readHeaders(const YamlNode &item, ObserverSettings &made) const
    {
        const YamlNode *headers = item.find("headers");
        for (const config::YamlEntry &entry : headers ? headers->entries : std::vector<config::YamlEntry>()) {
            made.headers.emplace_back(smallLetters(entry.key), resolved(entry.value.asText().value_or("")));
        }
    }
    void require(ObserverSettings made, const std::string &missing)
    {
        if (made.target.empty()) {
            m_warnings.push_back("the observer \"" + made.name + "\" is left out: " + missing + " is not set");
            return;
        }
        made.service = made.service.empty() ? "patchbay" : made.service;
        // One place that is named for successes and for failures is told each once.
        const auto same = std::ranges::find_if(
            all, [&](const ObserverSettings &other) { return other.kind == made.kind && other.target == made.target; });
        if (same == all.end()) {
            all.push_back(std::move(made));
        } else {
            same->successes = same->successes || made.successes;
            same->failures = same->failures || made.failures;
        }
    }

    const Variables &m_variables;
    std::vector<std::string> &m_warnings;
};

} // namespace

std::vector<ObserverSettings> readObservers(const config::GatewayConfig &configuration, const Variables &process,
                                            std::vector<std::string> &warnings)
{
    const Variables variables = config::withVariablesOf(configuration, process);
    Reader reader(variables, warnings);
    const YamlNode &litellm = configuration.section("litellm_settings");
    const auto each = [&](std::string_view key, bool successes, bool failures) {
        const YamlNode *node = litellm.find(key);
        if (!node) {
            return;
        }
        for (const YamlNode &item : node->items) {
            reader.addCallback(item.asText().value_or(""), successes, failures);
        }
        if (node->isScalar() && !node->isNull()) {
            reader.addCallback(node->asText().value_or(""), successes, failures);
        }
    };
    each("callbacks", true, true);
    each("success_callback", true, false);
    each("failure_callback", false, true);
    if (const YamlNode *own = configuration.section("patchbay").find("observers")) {
        for (const YamlNode &item : own->items) {
            reader.addOwn(item);
        }
    }
    for (ObserverSettings &made : reader.all) {
        made.callers = tellsCallers(configuration);
    }
    return std::move(reader.all);
}

bool tellsCallers(const config::GatewayConfig &configuration)
{
    const YamlNode *redacts = configuration.section("litellm_settings").find("redact_user_api_key_info");
    return !(redacts && redacts->asBoolean().value_or(false));
}

std::vector<ObserverSettings> readCallbacks(std::string_view logging, const Variables &process)
{
    std::vector<ObserverSettings> all;
    const auto list = wire::parseJson(logging);
    for (const wire::JsonView callback : list ? list->items() : wire::JsonView().items()) {
        const wire::JsonView own = callback["callback_vars"];
        const bool saysNothing = own.members().begin() == own.members().end();
        const Variables variables = [&](const std::string &name) {
            const std::string small = smallLetters(name);
            wire::JsonView value = own[small];
            if (!value && small == "langfuse_secret_key") {
                value = own["langfuse_secret"]; // LiteLLM's other name for it
            }
            const std::string text = value.string();
            if (const auto other = config::environmentReference(text)) {
                return process(std::string(*other));
            }
            const bool shared = saysNothing || !(config::namesSecretVariable(name) || name.contains("KEY"));
            return text.empty() && shared ? process(name) : text;
        };
        std::vector<std::string> unsaid; // they were checked when they were set
        Reader reader(variables, unsaid);
        const std::string type = callback["callback_type"].string();
        reader.addCallback(callback["callback_name"].string(), type != "failure", type != "success");
        for (ObserverSettings &made : reader.all) {
            all.push_back(std::move(made));
        }
    }
    return all;
}

std::string fileTrouble(const ObserverSettings &settings)
{
    if (settings.kind != Kind::JsonLines) {
        return {};
    }
    const std::filesystem::path file(settings.target);
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    std::error_code unknown;
    const auto said = [&](const std::string &what) {
        return "the observer \"" + settings.name + "\" will not be told: " + what;
    };
    if (!std::filesystem::is_directory(folder, unknown)) {
        return said("there is no folder " + folder.string());
    }
    const auto status = std::filesystem::symlink_status(file, unknown);
    if (status.type() == std::filesystem::file_type::symlink || status.type() == std::filesystem::file_type::directory) {
        return said(file.string() + " is a " + (std::filesystem::is_symlink(status) ? "symbolic link" : "folder"));
    }
    const bool there = std::filesystem::exists(status);
    if (::access((there ? file : folder).c_str(), W_OK) != 0) {
        return said((there ? file : folder).string() + " cannot be written");
    }
    return {};
}

} // namespace patchbay::observers
