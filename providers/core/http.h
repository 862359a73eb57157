// SPDX-License-Identifier: GPL-3.0-or-later
//
// HTTP messages as values, before and after the socket. Codecs write requests and read answers;
// transport carries them. No type here holds a secret: a request says where its credential goes
// (AuthPlacement), and transport puts the SecretBytes there while writing to the socket.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

struct HttpHeader {
    std::string name;
    std::string value;
    bool operator==(const HttpHeader &) const = default;
};

struct AuthPlacement {
    // Body: behind the body's end, encoded as it has to stand there.
    // AwsSignature: the request is signed (wire/aws_signature.h) for the service `name` in the region `prefix`.
    enum class Kind { None, Header, Query, Body, AwsSignature };
    Kind kind = Kind::None;
    std::string name;   // "authorization", "x-api-key", "key"
    std::string prefix; // "Bearer "
    bool operator==(const AuthPlacement &) const = default;
};

struct HttpRequest {
    std::string method = "POST";
    std::string url;
    std::vector<HttpHeader> headers; // lower-case names
    std::string body;
    AuthPlacement auth;
};

struct HttpResponse {
    int status = 0;
    std::vector<HttpHeader> headers; // lower-case names
    std::string body;
};

// The value of the first header of that (lower-case) name, or an empty view.
std::string_view headerValue(const std::vector<HttpHeader> &headers, std::string_view name);

// Scheme, host and port that a credential is bound to.
struct Origin {
    std::string scheme;
    std::string host;
    std::uint16_t port = 0;
    bool operator==(const Origin &) const = default;
};

std::string toString(const Origin &origin);

} // namespace patchbay
