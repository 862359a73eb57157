// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/ollama_codec.h"

#include "providers/wire/body_reader.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/json_stream_decoder.h"
#include "providers/wire/ollama_reader.h"
#include "providers/wire/ollama_request.h"
#include "providers/wire/openai_format.h"
#include "providers/wire/url.h"

namespace patchbay::wire {
namespace {

class OllamaStream final : public JsonStreamDecoder {
public:
    OllamaStream(const Target &forTarget, StreamLimits limits)
        : JsonStreamDecoder(forTarget, limits, Framing::Lines)
        , m_reader(forTarget.model, forTarget.now)
    {
    }

private:
    void take(const JsonView &json, std::string_view, std::vector<StreamEvent> &events) override
    {
        if (json["error"]) {
            return fail(errorFromObject(json, target()), events);
        }
        m_reader.take(json, events);
    }
    void close(bool, std::vector<StreamEvent> &events) override
    {
        m_reader.close(events);
        if (m_reader.usage()) {
            events.push_back(UsageReport { *m_reader.usage() });
        }
    }
    bool complete() const override { return m_reader.finished(); }

    OllamaReader m_reader;
};

// A base that was meant for Ollama's OpenAI-compatible endpoint loses its "/v1".
std::string apiUrl(const Target &target, std::string_view path)
{
    std::string_view base = target.apiBase;
    while (base.ends_with('/')) {
        base.remove_suffix(1);
    }
    if (base.ends_with("/v1")) {
        base.remove_suffix(3);
    }
    return endpointUrl(base, path);
}

} // namespace

Result<HttpRequest> OllamaCodec::encode(const ChatRequest &request, const Target &target) const
{
    if (Result<void> base = needApiBase(target); !base) {
        return std::unexpected(std::move(base.error()));
    }
    Result<std::string> body = writeOllamaRequest(request, target);
    if (!body) {
        return std::unexpected(std::move(body.error()));
    }
    return jsonRequest(target, apiUrl(target, "/api/chat"), std::move(*body));
}

bool OllamaCodec::needsBytes(const ContentPart &part, const Target &) const
{
    return part.kind == ContentPart::Kind::Image;
}

Result<ChatResponse> OllamaCodec::decode(const HttpResponse &response, const Target &target) const
{
    const Result<JsonView> json = readAnswerObject(response, target);
    if (!json) {
        return std::unexpected(json.error());
    }
    if ((*json)["choices"].isArray()) {
        return decodeOpenAiObject(*json, target); // its OpenAI-compatible endpoint
    }
    if (!(*json)["message"].isObject() && !(*json)["response"].isString()) {
        return std::unexpected(malformedAnswer(target, "it holds no message", 0));
    }
    OllamaReader reader(target.model, target.now);
    std::vector<StreamEvent> events;
    reader.take(*json, events);
    reader.close(events);
    if (reader.usage()) {
        events.push_back(UsageReport { *reader.usage() });
    }
    Folder folder;
    folder.add(TextDelta {}); // an answer has a content, and be it an empty one
    for (const StreamEvent &event : events) {
        folder.add(event);
    }
    return folder.take();
}

std::unique_ptr<StreamDecoder> OllamaCodec::decodeStream(const Target &target, StreamLimits limits) const
{
    return std::make_unique<OllamaStream>(target, limits);
}

Error OllamaCodec::decodeError(const HttpResponse &response, const Target &target) const
{
    return errorFromResponse(response, target);
}

HttpRequest OllamaCodec::encodeModelList(const Target &target) const
{
    return getRequest(target, apiUrl(target, "/api/tags"));
}

Result<std::vector<std::string>> OllamaCodec::decodeModelList(const HttpResponse &response, const Target &target) const
{
    return readModelIds(response, target, "models", "name");
}

} // namespace patchbay::wire
