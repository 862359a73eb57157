// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the parts of a record are, by their names: "key", or what a provider wants besides or instead of it
// ("aws_secret_access_key"), what belongs to the account and is no secret ("azure_api_version"), and headers whose values
// are secret ("header:cf-access-client-secret"). Pure.
#pragma once

#include "models/vault/vault_record.h"
#include "providers/catalog/catalog.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchbay::vault {

inline constexpr std::string_view onlyPart = "key";

// The part that holds what belongs to the account; it is no secret.
std::string settingPart(const ProviderSetting &setting);
bool isSettingPart(const ProviderEntry *provider, std::string_view part);
// The variable of the environment that the part stands for: "aws_access_key_id" for AWS_ACCESS_KEY_ID.
std::string variableOfPart(std::string_view part);

// "header:x-team" for "X-Team", and back; empty for a part that is none.
std::string headerPart(std::string_view header);
std::string_view headerOfPart(std::string_view part);

// Whether calls of the provider make use of such a part; BadRequest says which there are.
Result<void> checkPart(const ProviderEntry &provider, std::string_view part);

// "Name: value" a line, as tools print them; blank lines and those that start with "#" do not count. BadRequest names
// the line that is none, never its text.
Result<std::vector<std::pair<std::string, SecretBytes>>> headerParts(std::string_view text);

// Google's key file: a service account's, or what a person's login leaves behind. BadRequest with the code "bad_key_file" says
// what of it is missing, never its text.
Result<void> checkKeyFile(std::string_view json);

// A record's headers as a header set (providers/core/header_set.h).
SecretBytes headerSetOf(const SecretParts &parts);

} // namespace patchbay::vault
