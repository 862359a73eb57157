// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/provider_settings.h"

#include "providers/wire/json_view.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

const ProviderSetting *rowOf(const Target &target, std::string_view name)
{
    const auto found = std::ranges::find(target.provider.settings, name, &ProviderSetting::name);
    return found == target.provider.settings.end() ? nullptr : &*found;
}

} // namespace

std::string settingOf(const ChatRequest &request, const Target &target, std::string_view name)
{
    const ProviderSetting *row = rowOf(target, name);
    if (row != nullptr && !request.extra.empty()) {
        for (const std::string &parameter : row->parameters) {
            if (std::string value = JsonView(request.extra)[parameter].string(); !value.empty()) {
                return value;
            }
        }
    }
    for (const auto &[known, value] : target.settings) {
        if (known == name && !value.empty()) {
            return value;
        }
    }
    return row != nullptr ? row->fallback : std::string();
}

Result<std::string> needSetting(const ChatRequest &request, const Target &target, std::string_view name)
{
    std::string value = settingOf(request, target, name);
    if (!value.empty()) {
        return value;
    }
    Error error = makeError(ErrorClass::BadRequest,
                            "The " + std::string(name) + " of the " + target.provider.name + " account is not known.");
    error.provider = target.provider.id;
    error.model = target.model;
    const ProviderSetting *row = rowOf(target, name);
    if (row != nullptr && !row->parameters.empty()) {
        error.param = row->parameters.front();
    }
    if (row != nullptr && !row->variables.empty()) {
        error.remedy = "Set " + row->variables.front() + ".";
    }
    return std::unexpected(std::move(error));
}

Result<std::string> filledAddress(const ChatRequest &request, const Target &target)
{
    std::string address = target.apiBase;
    for (const ProviderSetting &setting : target.provider.settings) {
        const std::string place = "{" + setting.name + "}";
        const std::size_t at = address.find(place);
        if (at == std::string::npos) {
            continue;
        }
        const Result<std::string> value = needSetting(request, target, setting.name);
        if (!value) {
            return value;
        }
        address.replace(at, place.size(), *value);
    }
    return address;
}

std::vector<std::string_view> settingParameters(const Target &target)
{
    std::vector<std::string_view> names { "aws_access_key_id",
                                          "aws_secret_access_key",
                                          "aws_session_token",
                                          "aws_session_name",
                                          "aws_profile_name",
                                          "aws_role_name",
                                          "aws_web_identity_token",
                                          "aws_sts_endpoint",
                                          "aws_external_id",
                                          "vertex_credentials",
                                          "azure_ad_token",
                                          "tenant_id",
                                          "client_id",
                                          "client_secret",
                                          "api_version" };
    for (const ProviderSetting &setting : target.provider.settings) {
        names.insert(names.end(), setting.parameters.begin(), setting.parameters.end());
    }
    return names;
}

} // namespace patchbay::wire
