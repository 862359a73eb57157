// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/aws_signing.h"

#include "providers/core/explaining_key_source.h"
#include "providers/wire/aws_signature.h"

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

} // namespace

Result<void> signForAws(CallPlan &plan, const GivenKey &given, const KeySource &keys, std::int64_t now)
{
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
    plan.keyName = std::move(first->name);
    return {};
}

} // namespace patchbay
