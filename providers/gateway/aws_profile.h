// SPDX-License-Identifier: GPL-3.0-or-later
//
// A profile of AWS's two files, ~/.aws/credentials and ~/.aws/config: keys, and the role that they are for.
// Source: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
#pragma once

#include "providers/core/result.h"

#include <map>
#include <string>
#include <string_view>

namespace patchbay::gateway {

// A profile's settings by their names, in lower case; those of `credentials` come first. Empty where neither text has it.
using AwsProfile = std::map<std::string, std::string, std::less<>>;
AwsProfile awsProfile(std::string_view name, std::string_view credentials, std::string_view config);

// What it means as a credential (wire/aws_role.h), by the names of litellm_params: keys, or a role with those of its
// source_profile or the file of its web identity. An error where it needs what is not read here (single sign-on, a
// program, the machine's own role).
Result<AwsProfile> awsCredential(std::string_view name, std::string_view credentials, std::string_view config);

} // namespace patchbay::gateway
