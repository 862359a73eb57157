// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/aws_signing.h"

#include "providers/core/explaining_key_source.h"
#include "providers/engine/call_keys.h"
#include "providers/wire/aws_signature.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <cstring>

namespace patchbay {
namespace {

constexpr std::string_view bearerVariable = "AWS_BEARER_TOKEN_BEDROCK";

void useBearer(CallPlan &plan, SecretBytes key, std::string name)
{
    plan.key = std::move(key);
    plan.keyName = std::move(name);
    plan.request.auth = { AuthPlacement::Kind::Header, "authorization", "Bearer " };
}

SecretBytes found(const KeySource &keys, std::string_view name, const Origin &origin)
{
    std::optional<SecretBytes> key = keys.find(name, origin);
    return key ? std::move(*key) : SecretBytes();
}

// A call's own keys as an object: {"aws_access_key_id", "aws_secret_access_key", "aws_session_token"}.
wire::AwsCredentials triple(const SecretBytes &key)
{
    const wire::JsonView object(std::string_view(key.bytes().data(), key.bytes().size()));
    const auto part = [&object](std::string_view name) {
        std::string text = object[name].string();
        SecretBytes secret = SecretBytes::copyOf(text);
        explicit_bzero(text.data(), text.size());
        return secret;
    };
    wire::AwsCredentials credentials;
    credentials.accessKeyId = part("aws_access_key_id");
    credentials.secretAccessKey = part("aws_secret_access_key");
    credentials.sessionToken = part("aws_session_token");
    return credentials;
}

Result<void> sign(CallPlan &plan, wire::AwsCredentials credentials, std::string name, std::int64_t now)
{
    const AuthPlacement asked = plan.request.auth;
    Result<wire::AwsSignature> signature =
        wire::signAwsRequest(plan.request, credentials, { asked.prefix, asked.name, now });
    if (!signature) {
        signature.error().provider = plan.model.provider->id;
        return std::unexpected(std::move(signature.error()));
    }
    plan.request.headers.insert(plan.request.headers.end(), signature->headers.begin(), signature->headers.end());
    plan.request.auth = signature->sessionToken;
    plan.key = std::move(credentials.sessionToken);
    plan.keyName = std::move(name);
    return {};
}

// The account's keys that may take the role on, as members.
Result<void> addOwnKeys(wire::JsonWriter &writer, const CallPlan &plan, const KeySource &keys)
{
    const SecretBytes id = found(keys, "AWS_ACCESS_KEY_ID", plan.origin);
    if (id.empty()) {
        Error error = whyMissing(keys, "AWS_ACCESS_KEY_ID")
                          .value_or(makeError(ErrorClass::Authentication,
                                              "There are no keys that could take the AWS role on."));
        error.provider = plan.model.provider->id;
        error.remedy = error.remedy.empty() ? "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or aws_web_identity_token." : error.remedy;
        return std::unexpected(std::move(error));
    }
    const auto add = [&](std::string_view name, const SecretBytes &secret) {
        writer.memberUnlessEmpty(name, { secret.bytes().data(), secret.bytes().size() });
    };
    add("aws_access_key_id", id);
    add("aws_secret_access_key", found(keys, "AWS_SECRET_ACCESS_KEY", plan.origin));
    add("aws_session_token", found(keys, "AWS_SESSION_TOKEN", plan.origin));
    return {};
}

Result<void> useForRole(CallPlan &plan, const wire::JsonView &object, const GivenKey &given, const KeySource &keys)
{
    wire::JsonWriter writer;
    writer.beginObject();
    writer.members(object);
    if (!object["aws_access_key_id"] && !object["aws_web_identity_token"] && !object["aws_web_identity_token_file"]) {
        if (Result<void> own = addOwnKeys(writer, plan, keys); !own) {
            return own;
        }
    }
    writer.endObject();
    std::string text = writer.take();
    plan.exchange = { wire::TokenExchange::AwsRole, SecretBytes::copyOf(text) };
    plan.keyName = given.name;
    explicit_bzero(text.data(), text.size());
    return {};
}

} // namespace

Result<void> takeIssued(CallPlan &plan, SecretBytes issued, std::int64_t now)
{
    if (plan.request.auth.kind != AuthPlacement::Kind::AwsSignature) {
        plan.carry(std::move(issued));
        return {};
    }
    Result<void> signature = sign(plan, triple(issued), plan.keyName, now);
    if (signature && !plan.headers.empty()) {
        plan.carry(std::move(plan.key));
    }
    return signature;
}

Result<void> signForAws(CallPlan &plan, const GivenKey &given, const KeySource &keys, std::int64_t now)
{
    if (isJsonObject(given.key)) {
        const wire::JsonView object(std::string_view(given.key.bytes().data(), given.key.bytes().size()));
        if (object["aws_role_name"]) {
            return useForRole(plan, object, given, keys);
        }
        return sign(plan, triple(given.key), given.name, now);
    }
    if (!given.key.empty()) {
        useBearer(plan, given.key.clone(), given.name);
        return {};
    }
    if (std::optional<NamedSecret> bearer = findNamed(keys, bearerVariable, plan.origin)) {
        useBearer(plan, std::move(bearer->secret), std::move(bearer->name));
        return {};
    }
    std::optional<NamedSecret> first = findNamed(keys, "AWS_ACCESS_KEY_ID", plan.origin);
    if (!first) {
        if (std::optional<Error> error = whyMissing(keys, "AWS_ACCESS_KEY_ID")) {
            error->provider = plan.model.provider->id;
            return std::unexpected(std::move(*error));
        }
        first.emplace();
    }
    wire::AwsCredentials credentials;
    credentials.accessKeyId = std::move(first->secret);
    credentials.secretAccessKey = found(keys, "AWS_SECRET_ACCESS_KEY", plan.origin);
    credentials.sessionToken = found(keys, "AWS_SESSION_TOKEN", plan.origin);
    return sign(plan, std::move(credentials), std::move(first->name), now);
}

} // namespace patchbay
