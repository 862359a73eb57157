// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/aws_account.h"

#include "providers/gateway/aws_profile.h"
#include "providers/gateway/deployment_values.h"
#include "providers/wire/json_writer.h"

#include <cstring>
#include <fstream>
#include <iterator>

namespace patchbay::gateway {

namespace {

class Account {
public:
    Account(const config::YamlNode &parameters, const AccessSources &sources, std::vector<std::string> &warnings)
        : m_parameters(parameters)
        , m_sources(sources)
        , m_warnings(warnings)
    {
    }
    ~Account()
    {
        for (auto &[name, value] : m_parts) {
            explicit_bzero(value.data(), value.size());
        }
    }
    Account(const Account &) = delete;
    Account &operator=(const Account &) = delete;

    std::string text()
    {
        if (!named() || m_parts.empty()) {
            return {};
        }
        if (m_parts.contains("aws_role_name")) {
            rest();
        } else if (!m_parts.contains("aws_access_key_id")) {
            return {};
        }
        wire::JsonWriter writer;
        writer.beginObject();
        for (const auto &[name, value] : m_parts) {
            writer.memberUnlessEmpty(name, value);
        }
        writer.endObject();
        return writer.take();
    }

private:
    // Whether all that is named can be had.
    bool named()
    {
        if (isNamed("aws_profile_name")) {
            return take("aws_profile_name") && profile(std::exchange(m_parts["aws_profile_name"], {})) && role();
        }
        const bool keys = isNamed("aws_access_key_id") || isNamed("aws_secret_access_key");
        const bool inVault = isInVault("aws_access_key_id") || isInVault("aws_secret_access_key"); // the engine's matter
        if (keys && !inVault
            && (!take("aws_access_key_id") || !take("aws_secret_access_key") || !take("aws_session_token", true))) {
            return false;
        }
        if (isNamed("aws_role_name")) {
            return role();
        }
        return keys ? !inVault : ofTheEnvironment();
    }

    bool role()
    {
        return !isNamed("aws_role_name") || (take("aws_role_name") && identity());
    }

    // LiteLLM's ways to name a token: itself, a file, a variable, a variable that names a file.
    bool identity()
    {
        if (!isNamed("aws_web_identity_token")) {
            return true;
        }
        if (!take("aws_web_identity_token")) {
            return false;
        }
        const std::string token = std::exchange(m_parts["aws_web_identity_token"], {});
        const auto after = [&token](std::string_view beginning) {
            return token.starts_with(beginning) ? std::optional(token.substr(beginning.size())) : std::nullopt;
        };
        if (const auto path = after("oidc/file/")) {
            m_parts["aws_web_identity_token_file"] = *path;
        } else if (const auto variable = after("oidc/env/")) {
            m_parts["aws_web_identity_token"] = m_sources.variables(*variable);
        } else if (const auto naming = after("oidc/env_path/")) {
            m_parts["aws_web_identity_token_file"] = m_sources.variables(*naming);
        } else if (token.starts_with("oidc/")) {
            return refuse("aws_web_identity_token: tokens of \"" + token.substr(0, token.find('/', 5))
                          + "\" are not fetched; oidc/file/, oidc/env/ and oidc/env_path/ are read");
        } else {
            m_parts["aws_web_identity_token"] = token;
        }
        const bool found = !m_parts["aws_web_identity_token"].empty() || !m_parts["aws_web_identity_token_file"].empty();
        return found || refuse("aws_web_identity_token: what " + token + " names is not set");
    }

    bool ofTheEnvironment()
    {
        for (const char *name : { "AWS_ACCESS_KEY_ID", "AWS_BEARER_TOKEN_BEDROCK" }) {
            if (!variable(name).empty() || (m_sources.known && m_sources.known(name))) {
                return false; // the engine's matter, and the vault's
            }
        }
        const std::string file = variable("AWS_WEB_IDENTITY_TOKEN_FILE");
        if (const std::string arn = variable("AWS_ROLE_ARN"); !arn.empty() && !file.empty()) {
            m_parts["aws_role_name"] = arn;
            m_parts["aws_web_identity_token_file"] = file;
            m_parts["aws_session_name"] = variable("AWS_ROLE_SESSION_NAME");
            return true;
        }
        const std::string chosen = variable("AWS_PROFILE");
        return chosen.empty() ? isThere("default") && profile("default") : profile(chosen);
    }

    bool profile(const std::string &name)
    {
        Result<AwsProfile> credential = awsCredential(name, credentialsFile(), configFile());
        if (!credential) {
            return refuse(credential.error().message);
        }
        m_parts.merge(*credential);
        return true;
    }
    bool isThere(std::string_view name) { return awsProfile(name, credentialsFile(), {}).contains("aws_access_key_id"); }
    std::string credentialsFile() { return contentOf("AWS_SHARED_CREDENTIALS_FILE", "credentials"); }
    std::string configFile() { return contentOf("AWS_CONFIG_FILE", "config"); }
    std::string contentOf(const char *variableName, std::string_view usual)
    {
        std::string path = variable(variableName);
        if (path.empty()) {
            path = variable("HOME");
            path = path.empty() ? path : path.append("/.aws/").append(usual);
        }
        std::ifstream file(path, std::ios::binary);
        return { std::istreambuf_iterator<char>(file), {} };
    }

    // What goes with a role.
    void rest()
    {
        for (const char *name : { "aws_session_name", "aws_external_id", "aws_sts_endpoint", "aws_region_name" }) {
            (void)take(name, true);
        }
        for (const char *name : { "AWS_REGION_NAME", "AWS_REGION", "AWS_DEFAULT_REGION" }) {
            if (m_parts["aws_region_name"].empty()) {
                m_parts["aws_region_name"] = variable(name);
            }
        }
    }

    bool isNamed(std::string_view name) const
    {
        const config::YamlNode *node = m_parameters.find(name);
        return node && !node->isNull();
    }
    bool isInVault(std::string_view name) const
    {
        const config::YamlNode *node = m_parameters.find(name);
        if (node && node->text.starts_with("patchbay/vault:")) {
            return true;
        }
        const auto reference = node ? config::environmentReference(node->text) : std::nullopt;
        return reference && m_sources.known && m_sources.known(*reference);
    }
    // With its variable's value.
    bool take(const char *name, bool mayMiss = false)
    {
        if (!isNamed(name)) {
            return mayMiss;
        }
        const Result<std::string> value = textOf(m_parameters, name, m_sources.variables);
        if (value && !value->empty()) {
            m_parts[name] = *value;
            return true;
        }
        return mayMiss || refuse(value ? std::string(name) + " is empty" : value.error().message);
    }
    std::string variable(const char *name) const { return m_sources.variables(name); }
    bool refuse(const std::string &why)
    {
        m_warnings.push_back(why);
        return false;
    }

    const config::YamlNode &m_parameters;
    const AccessSources &m_sources;
    std::vector<std::string> &m_warnings;
    AwsProfile m_parts;
};

} // namespace

std::string awsAccount(const config::YamlNode &parameters, const AccessSources &sources, std::vector<std::string> &warnings)
{
    return Account(parameters, sources, warnings).text();
}

} // namespace patchbay::gateway
