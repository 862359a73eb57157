// SPDX-License-Identifier: GPL-3.0-or-later
//
// The AWS credential that litellm_params name: keys, a role (wire/aws_role.h), a profile; else, where the environment has
// no keys, what it names besides: the identity of a pod (AWS_ROLE_ARN), AWS_PROFILE or the default profile. Files are read
// here, when a configuration is, but for an identity's token.
#pragma once

#include "providers/gateway/deployment_access.h"

namespace patchbay::gateway {

// A JSON object; empty where the engine shall look the account up (environment, vault). What is named and cannot be had is
// a warning.
std::string awsAccount(const config::YamlNode &parameters, const AccessSources &sources, std::vector<std::string> &warnings);

} // namespace patchbay::gateway
