// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/openai_codec.h"

#include "providers/wire/body_reader.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/openai_dialect.h"
#include "providers/wire/openai_stream.h"
#include "providers/wire/provider_settings.h"
#include "providers/wire/synthetic_id.h"
#include "providers/wire/text_generation.h"
#include "providers/wire/url.h"

namespace patchbay::wire {

Result<HttpRequest> OpenAiCodec::encode(const ChatRequest &request, const Target &target) const
{
    if (Result<void> base = needApiBase(target); !base) {
        return std::unexpected(std::move(base.error()));
    }
    if (Result<void> content = checkOpenAiContent(request, target); !content) {
        return std::unexpected(std::move(content.error()));
    }
    Result<DroppedParameters> dropped = refuseParameters(request, target, openAiRefused(request, target));
    if (!dropped) {
        return std::unexpected(std::move(dropped.error()));
    }
    OpenAiStyle style = openAiStyleFor(request, target);
    style.dropped.names.insert(style.dropped.names.end(), dropped->names.begin(), dropped->names.end());
    const std::string model = openAiModelName(target);
    style.model = model;
    Result<std::string> url = openAiUrl(request, target, "/chat/completions");
    if (!url) {
        return std::unexpected(std::move(url.error()));
    }
    return jsonRequest(target, std::move(*url), writeOpenAiRequest(request, style));
}

bool OpenAiCodec::needsBytes(const ContentPart &part, const Target &target) const
{
    // OpenAI takes pictures by address, sounds and files not; others know more addresses.
    const bool strict = target.provider.quirks.openAiModels;
    return part.kind == ContentPart::Kind::Audio || (strict && part.kind == ContentPart::Kind::File);
}

Result<ChatResponse> OpenAiCodec::decode(const HttpResponse &response, const Target &target) const
{
    // Servers that generate text instead of chatting: a list of one answer (TGI), or Cloudflare's own form.
    const std::size_t first = response.body.find_first_not_of(" \t\r\n");
    if (first != std::string::npos && response.body[first] == '[') {
        const std::expected<JsonView, JsonError> list = parseJson(response.body);
        std::optional<ChatResponse> text = list ? readGeneratedText(*list, target) : std::nullopt;
        if (text) {
            return std::move(*text);
        }
    }
    Result<ChatResponse> answered = readAnswerObject(response, target).and_then([&](const JsonView &json) -> Result<ChatResponse> {
        const JsonView answer = unwrappedResult(json);
        std::optional<ChatResponse> text =
            answer["choices"].isArray() ? std::nullopt : readGeneratedText(answer, target);
        return text ? Result<ChatResponse>(std::move(*text)) : decodeOpenAiObject(answer, target);
    });
    if (answered && answered->id.empty()) {
        answered->id = madeUpId(response.body, target.now);
    }
    return answered;
}

std::unique_ptr<StreamDecoder> OpenAiCodec::decodeStream(const Target &target, StreamLimits limits) const
{
    return makeOpenAiStream(target, limits);
}

Error OpenAiCodec::decodeError(const HttpResponse &response, const Target &target) const
{
    return errorFromResponse(response, target);
}

HttpRequest OpenAiCodec::encodeModelList(const Target &target) const
{
    const std::string base = filledAddress({}, target).value_or(target.apiBase);
    if (target.provider.quirks.deployments && !base.contains("/openai/v1")) {
        // Azure's older form has an address of its own for it.
        const std::string host = base.substr(0, base.find("/openai/"));
        return getRequest(target, endpointUrl(host, "/openai/models") + "?api-version="
                                      + encodedPath(settingOf({}, target, "api_version")));
    }
    return getRequest(target, endpointUrl(base, "/models"));
}

Result<std::vector<std::string>> OpenAiCodec::decodeModelList(const HttpResponse &response, const Target &target) const
{
    return readModelIds(response, target, "data", "id");
}

} // namespace patchbay::wire
