// SPDX-License-Identifier: GPL-3.0-or-later
//
// AWS Signature Version 4: signs an HTTP request.
//
// Pure: request, credentials, scope and time in, headers out. The secret key stays where it is; what
// comes out is the signature. The session token, which the service wants to see, is signed over but
// not returned either: the caller puts it where `sessionToken` says, as it does with any credential.
#pragma once

#include "providers/core/http.h"
#include "providers/core/result.h"
#include "providers/core/secret.h"

#include <cstdint>
#include <string>
#include <vector>

namespace patchbay::wire {

struct AwsCredentials {
    SecretBytes accessKeyId;
    SecretBytes secretAccessKey;
    SecretBytes sessionToken; // empty for long-lived keys
};

struct AwsScope {
    std::string region;  // "us-east-1"
    std::string service; // "bedrock"
    std::int64_t time = 0; // seconds since 1970
};

struct AwsSignature {
    std::vector<HttpHeader> headers; // x-amz-date and authorization, to be added to the request
    AuthPlacement sessionToken;      // where the token goes; None without one
};

// Signs the host, the date, the body and every header of the request but those that a proxy may
// change. The URL is as it goes over the wire. BadRequest for a URL without a host, Authentication
// naming the field for credentials that are empty or no plain text.
Result<AwsSignature> signAwsRequest(const HttpRequest &request, const AwsCredentials &credentials,
                                    const AwsScope &scope);

// "20150830T123600Z"
std::string awsTime(std::int64_t secondsSince1970);

} // namespace patchbay::wire
