// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/gemini_codec.h"

#include "providers/wire/body_reader.h"
#include "providers/wire/error_mapping.h"
#include "providers/wire/gemini_reader.h"
#include "providers/wire/gemini_request.h"
#include "providers/wire/interactions_reader.h"
#include "providers/wire/interactions_stream.h"
#include "providers/wire/json_stream_decoder.h"
#include "providers/wire/openai_format.h"
#include "providers/wire/url.h"

namespace patchbay::wire {
namespace {

class GeminiStream final : public JsonStreamDecoder {
public:
    GeminiStream(const Target &forTarget, StreamLimits limits)
        : JsonStreamDecoder(forTarget, limits, Framing::ServerSentEvents)
        , m_reader(forTarget.model, forTarget.now)
    {
    }

private:
    void take(const JsonView &json, std::string_view eventName, std::vector<StreamEvent> &events) override
    {
        if (json["event_type"].isString() || isInteraction(json)) { // the Interactions API answered
            if (!m_interaction) {
                m_interaction.emplace(target());
            }
            if (std::optional<Error> error = m_interaction->takeEvent(json, eventName, events)) {
                fail(std::move(*error), events);
            }
            return;
        }
        if (json["error"]) {
            return fail(errorFromObject(json, target()), events);
        }
        m_reader.take(json, events);
    }
    void close(bool, std::vector<StreamEvent> &events) override
    {
        if (const std::optional<Usage> &usage = m_interaction ? m_interaction->usage() : m_reader.usage()) {
            events.push_back(UsageReport { *usage });
        }
    }
    bool complete() const override { return m_interaction ? m_interaction->finished() : m_reader.finished(); }

    GeminiReader m_reader;
    std::optional<InteractionsReader> m_interaction;
};

// The address of a method; bases may end in the version, or name a publisher (Vertex AI).
std::string methodUrl(const Target &target, std::string_view method)
{
    std::string_view base = target.apiBase;
    base = base.substr(0, base.find('?'));
    while (base.ends_with('/')) {
        base.remove_suffix(1);
    }
    const bool versioned = base.ends_with("/v1") || base.ends_with("/v1alpha") || base.contains("/publishers/");
    std::string_view name = target.model;
    if (name.starts_with("models/")) {
        name.remove_prefix(7);
    }
    const std::string version = versioned ? "" : "/v1beta";
    const std::string collection = name.starts_with("tunedModels/") ? "/" : "/models/";
    return endpointUrl(target.apiBase, version + collection + encodedPath(name) + std::string(method));
}

} // namespace

Result<HttpRequest> GeminiCodec::encode(const ChatRequest &request, const Target &target) const
{
    if (Result<void> base = needApiBase(target); !base) {
        return std::unexpected(std::move(base.error()));
    }
    Result<std::string> body = writeGeminiRequest(request, target);
    if (!body) {
        return std::unexpected(std::move(body.error()));
    }
    std::string url = methodUrl(target, request.stream ? ":streamGenerateContent" : ":generateContent");
    if (request.stream) {
        url += url.contains('?') ? "&alt=sse" : "?alt=sse";
    }
    return jsonRequest(target, std::move(url), std::move(*body));
}

Result<ChatResponse> GeminiCodec::decode(const HttpResponse &response, const Target &target) const
{
    const Result<JsonView> json = readAnswerObject(response, target);
    if (!json) {
        return std::unexpected(json.error());
    }
    if ((*json)["choices"].isArray()) {
        return decodeOpenAiObject(*json, target); // Google's OpenAI-compatible endpoint
    }
    if (isInteraction(*json)) {
        return decodeInteraction(*json, target);
    }
    GeminiReader reader(target.model, target.now);
    std::vector<StreamEvent> events;
    reader.take(*json, events);
    if (reader.usage()) {
        events.push_back(UsageReport { *reader.usage() });
    }
    Folder folder;
    for (const StreamEvent &event : events) {
        folder.add(event);
    }
    if (folder.response().choices.empty()) {
        return std::unexpected(malformedAnswer(target, "it holds no candidates", 0));
    }
    return folder.take();
}

std::unique_ptr<StreamDecoder> GeminiCodec::decodeStream(const Target &target, StreamLimits limits) const
{
    return std::make_unique<GeminiStream>(target, limits);
}

Error GeminiCodec::decodeError(const HttpResponse &response, const Target &target) const
{
    return errorFromResponse(response, target);
}

HttpRequest GeminiCodec::encodeModelList(const Target &target) const
{
    return getRequest(target, endpointUrl(target.apiBase, "/v1beta/models") + "?pageSize=1000");
}

Result<std::vector<std::string>> GeminiCodec::decodeModelList(const HttpResponse &response, const Target &target) const
{
    return readModelIds(response, target, "models", "name");
}

} // namespace patchbay::wire
