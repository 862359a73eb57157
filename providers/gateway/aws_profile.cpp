// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/gateway/aws_profile.h"

#include <algorithm>
#include <utility>

namespace patchbay::gateway {

namespace {

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r";
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter; });
    return lower;
}

// "[name]", in the file of settings "[profile name]" but for the default's.
bool isSection(std::string_view line, std::string_view name)
{
    std::string_view inside = trimmed(line.substr(1, line.find(']') - 1));
    if (inside == name) {
        return true;
    }
    constexpr std::string_view word = "profile";
    return inside.starts_with(word) && trimmed(inside.substr(word.size())) == name;
}

// Settings that stand there already stay.
void addSection(AwsProfile &profile, std::string_view text, std::string_view name)
{
    bool inside = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view whole = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::string_view line = trimmed(whole);
        if (line.empty() || line.front() == '#' || line.front() == ';') {
            continue;
        }
        if (line.front() == '[') {
            inside = isSection(line, name);
            continue;
        }
        const std::size_t equals = line.find('=');
        const bool isNested = whole.front() == ' ' || whole.front() == '\t'; // of the setting above
        if (inside && equals != std::string_view::npos && !isNested) {
            profile.emplace(lowerCase(trimmed(line.substr(0, equals))), trimmed(line.substr(equals + 1)));
        }
    }
}

std::string settingOf(const AwsProfile &profile, std::string_view name)
{
    const auto found = profile.find(name);
    return found == profile.end() ? std::string() : found->second;
}

std::unexpected<Error> refuse(std::string_view name, std::string_view why)
{
    return failure(ErrorClass::Authentication, "the AWS profile \"" + std::string(name) + "\" " + std::string(why));
}

// Into `credential`, under the names of litellm_params.
bool addKeys(AwsProfile &credential, const AwsProfile &profile)
{
    for (const char *name : { "aws_access_key_id", "aws_secret_access_key", "aws_session_token" }) {
        if (std::string value = settingOf(profile, name); !value.empty()) {
            credential[name] = std::move(value);
        }
    }
    return credential.contains("aws_access_key_id") && credential.contains("aws_secret_access_key");
}

} // namespace

AwsProfile awsProfile(std::string_view name, std::string_view credentials, std::string_view config)
{
    AwsProfile profile;
    addSection(profile, credentials, name);
    addSection(profile, config, name);
    return profile;
}

Result<AwsProfile> awsCredential(std::string_view name, std::string_view credentials, std::string_view config)
{
    const AwsProfile profile = awsProfile(name, credentials, config);
    if (profile.empty()) {
        return refuse(name, "is in neither of AWS's files");
    }
    AwsProfile credential;
    if (std::string region = settingOf(profile, "region"); !region.empty()) {
        credential["aws_region_name"] = std::move(region);
    }
    const std::string role = settingOf(profile, "role_arn");
    if (role.empty()) {
        return addKeys(credential, profile)
            ? Result<AwsProfile>(std::move(credential))
            : refuse(name, "has no keys (single sign-on and programs that print keys are not read)");
    }
    credential["aws_role_name"] = role;
    for (const auto &[theirs, ours] : std::initializer_list<std::pair<const char *, const char *>> {
             { "role_session_name", "aws_session_name" },
             { "external_id", "aws_external_id" },
             { "web_identity_token_file", "aws_web_identity_token_file" } }) {
        if (std::string value = settingOf(profile, theirs); !value.empty()) {
            credential[ours] = std::move(value);
        }
    }
    if (credential.contains("aws_web_identity_token_file")) {
        return credential;
    }
    const std::string source = settingOf(profile, "source_profile");
    if (source.empty()) {
        return refuse(name, "names a role without a source_profile or a web identity (a machine's own role is not read)");
    }
    if (!addKeys(credential, awsProfile(source, credentials, config))) {
        return refuse(name, "takes its role with the keys of \"" + source + "\", which has none");
    }
    return credential;
}

} // namespace patchbay::gateway
