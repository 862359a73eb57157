// SPDX-License-Identifier: GPL-3.0-or-later
//
// Roles of AWS: keys that last an hour, for keys of an account (AssumeRole) or for the token of another identity
// service (AssumeRoleWithWebIdentity, as pods of EKS have one). Pure: credential and time in, request out; answer in,
// keys out. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html and …WithWebIdentity.html
//
// The credential is an object: "aws_role_name" (the ARN), and either "aws_web_identity_token" or "aws_access_key_id" and
// "aws_secret_access_key" with "aws_session_token"; may have "aws_session_name", "aws_external_id", "aws_sts_endpoint",
// "aws_region_name". What is issued is an object of the three parts.
#pragma once

#include "providers/wire/token_exchange.h"

namespace patchbay::wire {

Result<TokenCall> assumeRoleRequest(std::string_view credential, std::int64_t now);
Result<IssuedToken> readAssumedRole(const HttpResponse &response, std::int64_t now);

} // namespace patchbay::wire
