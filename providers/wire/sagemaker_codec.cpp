// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/sagemaker_codec.h"

#include "providers/wire/bedrock_error.h"
#include "providers/wire/bedrock_response.h"
#include "providers/wire/body_reader.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_dialect.h"
#include "providers/wire/openai_request_writer.h"
#include "providers/wire/parameters.h"
#include "providers/wire/prompt_template.h"
#include "providers/wire/provider_settings.h"
#include "providers/wire/request_parts.h"
#include "providers/wire/sagemaker_stream.h"
#include "providers/wire/synthetic_id.h"
#include "providers/wire/text_generation.h"
#include "providers/wire/url.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

constexpr std::string_view componentParameter = "model_id"; // LiteLLM's name for the inference component

bool speaksOpenAi(const Target &target)
{
    return target.provider.quirks.chatForm == "openai";
}

std::string promptOf(const ChatRequest &request, const Target &target)
{
    const bool llama = target.model.contains("llama-3") || target.model.contains("llama3");
    return llama ? llamaPrompt(request) : transcriptPrompt(request, true);
}

void writeStop(JsonWriter &writer, const std::vector<std::string> &stop)
{
    if (stop.empty()) {
        return;
    }
    writer.beginArray("stop");
    for (const std::string &word : stop) {
        writer.string(word);
    }
    writer.endArray();
}

std::vector<std::string_view> notForTheBody(const Target &target)
{
    std::vector<std::string_view> names = settingParameters(target);
    names.push_back(componentParameter);
    names.push_back("hf_model_name");
    names.push_back("aws_sagemaker_allow_zero_temp");
    return names;
}

Result<std::string> writeGeneration(const ChatRequest &request, const Target &target)
{
    const Result<DroppedParameters> dropped = refuseParameters(
        request, target,
        { "tools", "functions", "tool_choice", "parallel_tool_calls", "response_format", "logprobs", "top_logprobs",
          "logit_bias", "audio", "modalities", "prediction", "web_search_options", "reasoning_effort", "thinking", "presence_penalty",
          "frequency_penalty", "service_tier", "store" });
    if (!dropped) {
        return std::unexpected(dropped.error());
    }
    // Text generation wants a temperature above 0; LiteLLM's floor.
    constexpr double floor = 0.01;
    const bool zero = request.temperature && *request.temperature <= 0
        && !JsonView(request.extra)["aws_sagemaker_allow_zero_temp"].boolean().value_or(false);
    JsonWriter writer;
    writer.beginObject();
    writer.beginObject("parameters");
    writer.member("temperature", zero ? std::optional(floor) : request.temperature);
    writer.member("top_p", request.topP);
    writer.member("seed", request.seed);
    if (const std::optional<std::int64_t> limit = tokenLimit(request)) {
        writer.member("max_new_tokens", std::max<std::int64_t>(*limit, 1));
    }
    writeStop(writer, request.stop);
    if (request.n.value_or(1) > 1) {
        writer.member("best_of", request.n);
        writer.member("do_sample", true);
    }
    const std::vector<std::string_view> elsewhere = notForTheBody(target);
    for (const JsonMember &member : JsonView(request.extra).members()) {
        if (std::ranges::find(elsewhere, member.key()) == elsewhere.end() && !dropped->has(member.key())) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
    writer.endObject();
    if (request.stream) {
        writer.member("stream", true);
    }
    writer.member("inputs", promptOf(request, target));
    writer.endObject();
    return writer.take();
}

Result<std::string> writeChat(const ChatRequest &request, const Target &target)
{
    Result<DroppedParameters> dropped = refuseParameters(request, target, openAiRefused(request, target));
    if (!dropped) {
        return std::unexpected(std::move(dropped.error()));
    }
    OpenAiStyle style = openAiStyleFor(request, target);
    style.dropped.names.insert(style.dropped.names.end(), dropped->names.begin(), dropped->names.end());
    for (const std::string_view name : notForTheBody(target)) {
        style.dropped.names.push_back(name);
    }
    style.model = target.model;
    return writeOpenAiRequest(request, style);
}

} // namespace

Result<HttpRequest> SageMakerCodec::encode(const ChatRequest &request, const Target &target) const
{
    Result<std::string> base = filledAddress(request, target);
    if (!base) {
        return std::unexpected(std::move(base.error()));
    }
    Result<std::string> body = speaksOpenAi(target) ? writeChat(request, target) : writeGeneration(request, target);
    if (!body) {
        return std::unexpected(std::move(body.error()));
    }
    const std::string_view action = request.stream ? "/invocations-response-stream" : "/invocations";
    HttpRequest http = jsonRequest(
        target, endpointUrl(*base, "/endpoints/" + encodedPath(target.model) + std::string(action)), std::move(*body));
    if (const std::string component = JsonView(request.extra)[componentParameter].string(); !component.empty()) {
        http.headers.push_back({ "x-amzn-sagemaker-inference-component", component });
    }
    if (http.auth.kind == AuthPlacement::Kind::AwsSignature) {
        http.auth.prefix = settingOf(request, target, "region");
    }
    return http;
}

Result<ChatResponse> SageMakerCodec::decode(const HttpResponse &response, const Target &target) const
{
    const std::expected<JsonView, JsonError> list = parseJson(response.body);
    if (!list || !list->isArray()) {
        const Result<JsonView> json = readAnswerObject(response, target);
        if (!json) {
            return std::unexpected(json.error());
        }
        if ((*json)["choices"].isArray()) {
            return decodeOpenAiObject(*json, target);
        }
    }
    std::optional<ChatResponse> answer = readGeneratedText(*list, target);
    if (!answer) {
        return std::unexpected(malformedAnswer(target, "it holds no generated text", 0));
    }
    answer->id = madeUpId(response.body, target.now);
    return std::move(*answer);
}

std::unique_ptr<StreamDecoder> SageMakerCodec::decodeStream(const Target &target, StreamLimits limits) const
{
    return makeSageMakerStream(target, limits);
}

Error SageMakerCodec::decodeError(const HttpResponse &response, const Target &target) const
{
    // The container's own failure stands inside the service's.
    const std::expected<JsonView, JsonError> json = parseJson(response.body);
    Error error = bedrockError(response, target);
    if (json && (*json)["OriginalStatusCode"]) {
        HttpResponse inner;
        inner.status = static_cast<int>((*json)["OriginalStatusCode"].integer().value_or(response.status));
        inner.body = (*json)["OriginalMessage"].string();
        if (inner.status >= 400 && inner.status < 600) {
            error.kind = errorFromResponse(inner, target).kind;
        }
    }
    return error;
}

HttpRequest SageMakerCodec::encodeModelList(const Target &target) const
{
    // Endpoints are listed by the control plane: api.sagemaker.REGION, an action in a header.
    Target control = target;
    constexpr std::string_view runtime = "//runtime.";
    if (const std::size_t at = control.apiBase.find(runtime); at != std::string::npos) {
        control.apiBase.replace(at, runtime.size(), "//api.");
    }
    HttpRequest request = jsonRequest(target, endpointUrl(filledAddress({}, control).value_or(control.apiBase), "/"), "{}");
    request.headers.push_back({ "x-amz-target", "SageMaker.ListEndpoints" });
    if (request.auth.kind == AuthPlacement::Kind::AwsSignature) {
        request.auth.prefix = settingOf({}, target, "region");
    }
    return request;
}

Result<std::vector<std::string>> SageMakerCodec::decodeModelList(const HttpResponse &response,
                                                                 const Target &target) const
{
    return readModelIds(response, target, "Endpoints", "EndpointName");
}

} // namespace patchbay::wire
