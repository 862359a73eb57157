// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/bedrock_codec.h"

#include "providers/wire/bedrock_address.h"
#include "providers/wire/bedrock_error.h"
#include "providers/wire/bedrock_invoke.h"
#include "providers/wire/bedrock_limits.h"
#include "providers/wire/bedrock_request_writer.h"
#include "providers/wire/bedrock_response.h"
#include "providers/wire/bedrock_stream.h"
#include "providers/wire/body_reader.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/provider_settings.h"
#include "providers/wire/synthetic_id.h"
#include "providers/wire/url.h"

namespace patchbay::wire {
namespace {

bool isInvoke(const BedrockModel &model)
{
    return model.route == BedrockModel::Route::Invoke;
}

std::string idOf(const HttpResponse &response, const Target &target)
{
    const std::string_view given = headerValue(response.headers, "x-amzn-requestid");
    return given.empty() ? madeUpId(response.body, target.now) : std::string(given);
}

} // namespace

Result<HttpRequest> BedrockCodec::encode(const ChatRequest &request, const Target &target) const
{
    const BedrockModel model = parseBedrockModel(target.model);
    Result<DroppedParameters> notSent = refuseParameters(request, target, bedrockRefused(request, model));
    if (!notSent) {
        return std::unexpected(std::move(notSent.error()));
    }
    const std::vector<std::string_view> elsewhere = settingParameters(target);
    notSent->names.insert(notSent->names.end(), elsewhere.begin(), elsewhere.end());
    notSent->names.push_back("aws_bedrock_runtime_endpoint");
    const bool invoke = isInvoke(model);
    const std::string_view action = invoke ? (request.stream ? "invoke-with-response-stream" : "invoke")
                                           : (request.stream ? "converse-stream" : "converse");
    const Result<BedrockAddress> address = bedrockAddress(request, target, model, action);
    if (!address) {
        return std::unexpected(address.error());
    }
    Result<std::string> body =
        invoke ? writeInvokeRequest(request, target, model, *notSent) : writeConverseRequest(request, model, *notSent);
    if (!body) {
        body.error().provider = target.provider.id;
        body.error().model = target.model;
        return std::unexpected(std::move(body.error()));
    }
    HttpRequest http = jsonRequest(target, address->url, std::move(*body));
    http.auth = address->auth;
    if (invoke && !request.serviceTier.empty() && request.serviceTier != "auto") {
        http.headers.push_back({ "x-amzn-bedrock-service-tier", request.serviceTier });
    }
    return http;
}

bool BedrockCodec::needsBytes(const ContentPart &part, const Target &) const
{
    using Kind = ContentPart::Kind;
    return part.kind == Kind::Image || part.kind == Kind::File || part.kind == Kind::Video || part.kind == Kind::Audio;
}

Result<ChatResponse> BedrockCodec::decode(const HttpResponse &response, const Target &target) const
{
    const Result<JsonView> json = readAnswerObject(response, target);
    if (!json) {
        return std::unexpected(json.error());
    }
    // What was asked for by one route may be answered in the other's form by a proxy.
    const bool converse = (*json)["output"]["message"].isObject();
    Result<ChatResponse> answer = converse ? readConverseResponse(*json) : readInvokeResponse(*json, response);
    if (!answer || answer->choices.empty()) {
        return std::unexpected(malformedAnswer(target, "it holds no message", 0));
    }
    if (answer->id.empty()) {
        answer->id = idOf(response, target);
    }
    if (answer->created == 0) {
        answer->created = target.now;
    }
    if (answer->model.empty()) {
        answer->model = target.model;
    }
    return answer;
}

std::unique_ptr<StreamDecoder> BedrockCodec::decodeStream(const Target &target, StreamLimits limits) const
{
    return makeBedrockStream(target, limits);
}

Error BedrockCodec::decodeError(const HttpResponse &response, const Target &target) const
{
    return bedrockError(response, target);
}

HttpRequest BedrockCodec::encodeModelList(const Target &target) const
{
    // Models are listed by the control plane, next door to where they run.
    Target control = target;
    if (const std::size_t at = control.apiBase.find("bedrock-runtime"); at != std::string::npos) {
        control.apiBase.replace(at, std::string_view("bedrock-runtime").size(), "bedrock");
    }
    const std::string base = filledAddress({}, control).value_or(control.apiBase);
    HttpRequest request = getRequest(target, endpointUrl(base, "/foundation-models"));
    if (request.auth.kind == AuthPlacement::Kind::AwsSignature) {
        request.auth.prefix = settingOf({}, target, "region");
    }
    return request;
}

Result<std::vector<std::string>> BedrockCodec::decodeModelList(const HttpResponse &response, const Target &target) const
{
    return readModelIds(response, target, "modelSummaries", "modelId");
}

} // namespace patchbay::wire
