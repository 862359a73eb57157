// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/aws_role.h"

#include "providers/wire/aws_signature.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/scrub.h"
#include "providers/wire/url.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <sstream>

namespace patchbay::wire {
namespace {

constexpr std::string_view usualSession = "patchbay";
constexpr std::int64_t usualSeconds = 3600;

std::unexpected<Error> unusable(std::string_view field, std::string_view what)
{
    Error error = makeError(ErrorClass::Authentication,
                            "The AWS role cannot be taken on: " + std::string(field) + " " + std::string(what) + ".");
    error.param = field;
    return std::unexpected(std::move(error));
}

SecretBytes secretIn(const JsonView &object, std::string_view field)
{
    std::string text = object[field].string();
    SecretBytes secret = SecretBytes::copyOf(text);
    explicit_bzero(text.data(), text.size());
    return secret;
}

bool isRegion(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
    });
}

// Without a region the service of us-east-1 answers for all.
std::string addressOf(const JsonView &object, const std::string &region)
{
    if (const std::string given = object["aws_sts_endpoint"].string(); !given.empty()) {
        return given.ends_with('/') ? given : given + "/";
    }
    if (region.empty()) {
        return "https://sts.amazonaws.com/";
    }
    return "https://sts." + region + ".amazonaws.com" + (region.starts_with("cn-") ? ".cn/" : "/");
}

// The value of an element without children; those of this service's answers need no unescaping but for "&amp;" and its like
// in messages, which are only shown.
std::string elementIn(std::string_view xml, std::string_view name)
{
    const std::string opening = "<" + std::string(name) + ">";
    const std::size_t begin = xml.find(opening);
    if (begin == std::string_view::npos) {
        return {};
    }
    const std::size_t from = begin + opening.size();
    const std::size_t end = xml.find("</", from);
    return end == std::string_view::npos ? std::string() : std::string(xml.substr(from, end - from));
}

// "2026-11-23T22:10:00Z"
std::int64_t secondsIn(const std::string &time, std::int64_t fallback)
{
    std::istringstream text(time);
    std::chrono::sys_seconds point;
    text >> std::chrono::parse("%Y-%m-%dT%H:%M:%S", point);
    return text.fail() ? fallback : static_cast<std::int64_t>(point.time_since_epoch().count());
}

HttpRequest formRequest(std::string url, std::string body)
{
    HttpRequest request;
    request.url = std::move(url);
    request.headers = { { "content-type", "application/x-www-form-urlencoded; charset=utf-8" } };
    request.body = std::move(body);
    return request;
}

} // namespace

Result<TokenCall> assumeRoleRequest(std::string_view credential, std::int64_t now)
{
    const std::expected<JsonView, JsonError> json = parseJson(credential);
    if (!json || !json->isObject()) {
        return unusable("the credential", "is no JSON object");
    }
    const JsonView &object = *json;
    const std::string role = object["aws_role_name"].string();
    const std::string region = object["aws_region_name"].string();
    if (role.empty()) {
        return unusable("aws_role_name", "is missing");
    }
    if (!region.empty() && !isRegion(region)) {
        return unusable("aws_region_name", "is no region");
    }
    const std::string session = object["aws_session_name"].string();
    std::string body = "Version=2011-06-15&RoleArn=" + formValue(role)
        + "&RoleSessionName=" + formValue(session.empty() ? usualSession : std::string_view(session));
    if (SecretBytes token = secretIn(object, "aws_web_identity_token"); !token.empty()) {
        TokenCall call { formRequest(addressOf(object, region), "Action=AssumeRoleWithWebIdentity&" + body + "&WebIdentityToken="),
                         {} };
        call.request.auth = { AuthPlacement::Kind::Body, "credential", {} };
        std::string encoded = formValue({ token.bytes().data(), token.bytes().size() });
        call.secret = SecretBytes::copyOf(encoded);
        explicit_bzero(encoded.data(), encoded.size());
        return call;
    }
    if (const std::string external = object["aws_external_id"].string(); !external.empty()) {
        body += "&ExternalId=" + formValue(external);
    }
    AwsCredentials keys { secretIn(object, "aws_access_key_id"), secretIn(object, "aws_secret_access_key"),
                          secretIn(object, "aws_session_token") };
    TokenCall call { formRequest(addressOf(object, region), "Action=AssumeRole&" + body), {} };
    const Result<AwsSignature> signature =
        signAwsRequest(call.request, keys, { region.empty() ? "us-east-1" : region, "sts", now });
    if (!signature) {
        return std::unexpected(signature.error());
    }
    call.request.headers.insert(call.request.headers.end(), signature->headers.begin(), signature->headers.end());
    call.request.auth = signature->sessionToken;
    call.secret = std::move(keys.sessionToken);
    return call;
}

Result<IssuedToken> readAssumedRole(const HttpResponse &response, std::int64_t now)
{
    constexpr int firstErrorStatus = 400;
    std::string id = elementIn(response.body, "AccessKeyId");
    std::string secret = elementIn(response.body, "SecretAccessKey");
    std::string session = elementIn(response.body, "SessionToken");
    if (response.status < firstErrorStatus && !id.empty() && !secret.empty() && !session.empty()) {
        JsonWriter writer;
        writer.beginObject();
        writer.member("aws_access_key_id", id);
        writer.member("aws_secret_access_key", secret);
        writer.member("aws_session_token", session);
        writer.endObject();
        std::string text = writer.take();
        IssuedToken issued { SecretBytes::copyOf(text),
                             secondsIn(elementIn(response.body, "Expiration"), now + usualSeconds) };
        for (std::string *plain : { &id, &secret, &session, &text }) {
            explicit_bzero(plain->data(), plain->size());
        }
        return issued;
    }
    const std::string code = elementIn(response.body, "Code");
    const std::string message = elementIn(response.body, "Message");
    Error error = makeError(ErrorClass::Authentication, "The AWS role was not granted (HTTP " + std::to_string(response.status)
                                + ")" + (message.empty() ? "." : ": " + scrubbed(message)));
    error.code = scrubbed(code);
    error.status = response.status < firstErrorStatus ? error.status : response.status;
    return std::unexpected(std::move(error));
}

} // namespace patchbay::wire
