// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/cohere_codec.h"

#include "providers/wire/body_reader.h"
#include "providers/wire/cohere_request.h"
#include "providers/wire/cohere_response.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/url.h"

namespace patchbay::wire {

Result<HttpRequest> CohereCodec::encode(const ChatRequest &request, const Target &target) const
{
    if (Result<void> base = needApiBase(target); !base) {
        return std::unexpected(std::move(base.error()));
    }
    Result<std::string> body = writeCohereRequest(request, target);
    if (!body) {
        return std::unexpected(std::move(body.error()));
    }
    return jsonRequest(target, endpointUrl(target.apiBase, "/v2/chat"), std::move(*body));
}

Result<ChatResponse> CohereCodec::decode(const HttpResponse &response, const Target &target) const
{
    const Result<JsonView> json = readAnswerObject(response, target);
    if (!json) {
        return std::unexpected(json.error());
    }
    if ((*json)["choices"].isArray()) {
        return decodeOpenAiObject(*json, target); // Cohere's compatibility endpoint
    }
    if (!(*json)["message"].isObject()) {
        return std::unexpected((*json)["message"].isString() ? errorFromObject(*json, target)
                                                             : malformedAnswer(target, "it holds no message", 0));
    }
    if (const JsonView reason = (*json)["finish_reason"]; reason.is("ERROR") || reason.is("TIMEOUT")) {
        return std::unexpected(cohereFailure(reason.string(), (*json)["error"], target));
    }
    ChatResponse answer = readCohereResponse(*json);
    answer.created = target.now;
    answer.model = target.model;
    return answer;
}

std::unique_ptr<StreamDecoder> CohereCodec::decodeStream(const Target &target, StreamLimits limits) const
{
    return makeCohereStream(target, limits);
}

Error CohereCodec::decodeError(const HttpResponse &response, const Target &target) const
{
    Error error = errorFromResponse(response, target);
    if (error.status == 498) { // an invalid API token, Cohere's own number
        error.kind = ErrorClass::Authentication;
    }
    if (error.message.contains("invalid api token") && error.status < 500) {
        error.kind = ErrorClass::Authentication;
    }
    return error;
}

HttpRequest CohereCodec::encodeModelList(const Target &target) const
{
    return getRequest(target, endpointUrl(target.apiBase, "/v1/models") + "?page_size=1000&endpoint=chat");
}

Result<std::vector<std::string>> CohereCodec::decodeModelList(const HttpResponse &response, const Target &target) const
{
    return readModelIds(response, target, "models", "name");
}

} // namespace patchbay::wire
