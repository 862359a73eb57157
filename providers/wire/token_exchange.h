// SPDX-License-Identifier: GPL-3.0-or-later
//
// Credentials that a service does not take as they are: they are exchanged for a token that lasts a while.
//
// Pure: credential and time in, request out; answer in, token out. The request's body lacks the credential (or
// what it signed): that is a secret of its own, which transport puts at the body's end (AuthPlacement::Body).
#pragma once

#include "providers/core/http.h"
#include "providers/core/result.h"
#include "providers/core/secret.h"

#include <cstdint>
#include <string_view>

namespace patchbay::wire {

enum class TokenExchange : std::uint8_t {
    None,
    GoogleServiceAccount, // a key file in JSON: a signed claim for an access token (RFC 7523), or a person's
                          // refresh token (RFC 6749) where it is an authorized_user's
    IbmApiKey,            // IBM Cloud's identity service
    EntraClient,          // {"tenant_id", "client_id", "client_secret"} for a token of Azure's AI services
    AwsRole,              // aws_role.h: what is issued are keys to sign with
};

struct IssuedToken {
    SecretBytes token;
    std::int64_t expires = 0; // seconds since 1970
};

struct TokenCall {
    HttpRequest request;
    SecretBytes secret;
};

// Authentication that says which field of the credential cannot be used.
Result<TokenCall> tokenRequest(TokenExchange exchange, const SecretBytes &credential, std::int64_t now);
// The project that a Google credential names; empty where it names none, or is no JSON.
std::string projectOf(const SecretBytes &credential);
// Authentication with the service's own words where there is no token.
Result<IssuedToken> readToken(TokenExchange exchange, const HttpResponse &response, std::int64_t now);

} // namespace patchbay::wire
