// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/interactions_codec.h"

#include "providers/wire/body_reader.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/interactions_reader.h"
#include "providers/wire/interactions_request.h"
#include "providers/wire/interactions_stream.h"
#include "providers/wire/openai_format.h"
#include "providers/wire/url.h"

namespace patchbay::wire {
namespace {

constexpr std::string_view routePrefix = "interactions/";

Target plainTarget(const Target &target)
{
    Target plain = target;
    if (plain.model.starts_with(routePrefix)) {
        plain.model.erase(0, routePrefix.size());
    }
    return plain;
}

} // namespace

Result<HttpRequest> InteractionsCodec::encode(const ChatRequest &request, const Target &target) const
{
    const Target plain = plainTarget(target);
    if (Result<void> base = needApiBase(plain); !base) {
        return std::unexpected(std::move(base.error()));
    }
    return writeInteractionsRequest(request, plain).transform([&](std::string body) {
        return jsonRequest(plain, endpointUrl(plain.apiBase, "/v1beta/interactions"), std::move(body));
    });
}

Result<ChatResponse> InteractionsCodec::decode(const HttpResponse &response, const Target &target) const
{
    const Result<JsonView> json = readAnswerObject(response, target);
    if (!json) {
        return std::unexpected(json.error());
    }
    return decodeInteraction(*json, plainTarget(target));
}

std::unique_ptr<StreamDecoder> InteractionsCodec::decodeStream(const Target &target, StreamLimits limits) const
{
    return makeInteractionsStream(plainTarget(target), limits);
}

Error InteractionsCodec::decodeError(const HttpResponse &response, const Target &target) const
{
    return errorFromResponse(response, plainTarget(target));
}

HttpRequest InteractionsCodec::encodeModelList(const Target &target) const
{
    return getRequest(target, endpointUrl(target.apiBase, "/v1beta/models") + "?pageSize=1000");
}

Result<std::vector<std::string>> InteractionsCodec::decodeModelList(const HttpResponse &response,
                                                                    const Target &target) const
{
    return readModelIds(response, target, "models", "name");
}

Result<ChatResponse> decodeInteraction(const JsonView &json, const Target &target)
{
    if (!isInteraction(json) && !json["outputs"].isArray()) {
        return std::unexpected(malformedAnswer(target, "it is no interaction", 0));
    }
    if (json["status"].is("failed") || json["status"].is("cancelled")) {
        Error error = errorFromObject(json, target);
        if (error.message.empty()) {
            error.message = "The interaction has the status \"" + json["status"].string() + "\".";
        }
        return std::unexpected(std::move(error));
    }
    InteractionsReader reader(target);
    std::vector<StreamEvent> events;
    reader.takeInteraction(json, events);
    if (reader.usage()) {
        events.push_back(UsageReport { *reader.usage() });
    }
    Folder folder;
    for (const StreamEvent &event : events) {
        folder.add(event);
    }
    return folder.take();
}

} // namespace patchbay::wire
