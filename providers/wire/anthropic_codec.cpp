// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/anthropic_codec.h"

#include "providers/wire/anthropic_request.h"
#include "providers/wire/anthropic_response.h"
#include "providers/wire/anthropic_stream.h"
#include "providers/wire/body_reader.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/media.h"
#include "providers/wire/url.h"

namespace patchbay::wire {
namespace {

constexpr std::string_view version = "2023-06-01";

void addVersion(HttpRequest &request)
{
    if (headerValue(request.headers, "anthropic-version").empty()) {
        request.headers.push_back({ "anthropic-version", std::string(version) });
    }
}

} // namespace

Result<HttpRequest> AnthropicCodec::encode(const ChatRequest &request, const Target &target) const
{
    if (Result<void> base = needApiBase(target); !base) {
        return std::unexpected(std::move(base.error()));
    }
    Result<AnthropicBody> body = writeAnthropicRequest(request, target);
    if (!body) {
        return std::unexpected(std::move(body.error()));
    }
    HttpRequest http = jsonRequest(target, endpointUrl(target.apiBase, "/v1/messages"), std::move(body->json));
    addVersion(http);
    addBetas(http, body->betas);
    return http;
}

bool AnthropicCodec::needsBytes(const ContentPart &part, const Target &target) const
{
    // Pictures and PDF files go by address; other documents are sent as their text.
    static_cast<void>(target);
    const std::string type = mediaTypeOf(part.media, part.name, "application/pdf");
    return part.kind == ContentPart::Kind::File && part.fileId.empty() && type != "application/pdf";
}

Result<ChatResponse> AnthropicCodec::decode(const HttpResponse &response, const Target &target) const
{
    const Result<JsonView> json = readAnswerObject(response, target);
    if (!json) {
        return std::unexpected(json.error());
    }
    if ((*json)["choices"].isArray()) {
        return decodeOpenAiObject(*json, target); // a server that speaks OpenAI's format after all
    }
    if (!(*json)["content"].isArray()) {
        return std::unexpected(malformedAnswer(target, "it holds no content", 0));
    }
    ChatResponse answer = readAnthropicResponse(*json);
    answer.created = target.now;
    if (answer.model.empty()) {
        answer.model = target.model;
    }
    return answer;
}

std::unique_ptr<StreamDecoder> AnthropicCodec::decodeStream(const Target &target, StreamLimits limits) const
{
    return makeAnthropicStream(target, limits);
}

Error AnthropicCodec::decodeError(const HttpResponse &response, const Target &target) const
{
    return errorFromResponse(response, target);
}

HttpRequest AnthropicCodec::encodeModelList(const Target &target) const
{
    HttpRequest request = getRequest(target, endpointUrl(target.apiBase, "/v1/models") + "?limit=1000");
    addVersion(request);
    return request;
}

Result<std::vector<std::string>> AnthropicCodec::decodeModelList(const HttpResponse &response,
                                                                 const Target &target) const
{
    return readModelIds(response, target, "data", "id");
}

} // namespace patchbay::wire
