// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/responses_codec.h"

#include "providers/wire/body_reader.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/openai_dialect.h"
#include "providers/wire/provider_settings.h"
#include "providers/wire/responses_reader.h"
#include "providers/wire/responses_request.h"
#include "providers/wire/responses_stream.h"
#include "providers/wire/url.h"

namespace patchbay::wire {
namespace {

constexpr std::string_view routePrefix = "responses/";

Target plainTarget(const Target &target)
{
    Target plain = target;
    if (plain.model.starts_with(routePrefix)) {
        plain.model.erase(0, routePrefix.size());
    }
    return plain;
}

} // namespace

Result<HttpRequest> ResponsesCodec::encode(const ChatRequest &request, const Target &target) const
{
    const Target plain = plainTarget(target);
    if (Result<void> base = needApiBase(plain); !base) {
        return std::unexpected(std::move(base.error()));
    }
    Result<std::string> body = writeResponsesRequest(request, plain);
    if (!body) {
        return std::unexpected(std::move(body.error()));
    }
    return openAiUrl(request, plain, "/responses").transform(
        [&](std::string url) { return jsonRequest(plain, std::move(url), std::move(*body)); });
}

Result<ChatResponse> ResponsesCodec::decode(const HttpResponse &response, const Target &target) const
{
    const Result<JsonView> json = readAnswerObject(response, target);
    if (!json) {
        return std::unexpected(json.error());
    }
    if ((*json)["choices"].isArray()) {
        return decodeOpenAiObject(*json, target);
    }
    if (!(*json)["output"].isArray()) {
        return std::unexpected(malformedAnswer(target, "it holds no output", 0));
    }
    ChatResponse answer = readResponsesAnswer(*json);
    if (answer.created == 0) {
        answer.created = target.now;
    }
    if (answer.model.empty()) {
        answer.model = target.model;
    }
    return answer;
}

std::unique_ptr<StreamDecoder> ResponsesCodec::decodeStream(const Target &target, StreamLimits limits) const
{
    return makeResponsesStream(plainTarget(target), limits);
}

Error ResponsesCodec::decodeError(const HttpResponse &response, const Target &target) const
{
    return errorFromResponse(response, target);
}

HttpRequest ResponsesCodec::encodeModelList(const Target &target) const
{
    return getRequest(target, endpointUrl(filledAddress({}, target).value_or(target.apiBase), "/models"));
}

Result<std::vector<std::string>> ResponsesCodec::decodeModelList(const HttpResponse &response,
                                                                 const Target &target) const
{
    return readModelIds(response, target, "data", "id");
}

} // namespace patchbay::wire
