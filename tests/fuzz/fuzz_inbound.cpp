// SPDX-License-Identifier: GPL-3.0-or-later
//
// What clients send, in every dialect, and what is written for every family of it: any bytes, no crash, and
// what is sent is JSON. Answers go back to each dialect.
#include "fuzz_decoder.h"

#include "providers/wire/inbound_anthropic.h"
#include "providers/wire/inbound_gemini.h"

namespace {

using namespace patchbay;

constexpr ApiFamily families[] = { ApiFamily::OpenAiChat, ApiFamily::AnthropicMessages, ApiFamily::Gemini,
                                   ApiFamily::OllamaChat, ApiFamily::OpenAiResponses,   ApiFamily::Bedrock,
                                   ApiFamily::Cohere,     ApiFamily::Vertex,            ApiFamily::Watsonx,
                                   ApiFamily::Replicate,  ApiFamily::SageMaker,         ApiFamily::GeminiInteractions };

void encodeForAll(Result<ChatRequest> request)
{
    if (!request) {
        return;
    }
    request->dropParams = true;
    for (const ApiFamily family : families) {
        ProviderEntry provider;
        provider.id = "fuzz";
        provider.family = family;
        provider.settings = { { "project", {}, {}, "p", false }, { "region", {}, {}, "r", false } };
        const wire::Target target { provider, "claude-x", nullptr, "http://localhost/v1", 0 };
        if (const Result<HttpRequest> http = wire::codecFor(family).encode(*request, target)) {
            fuzz::check(wire::parseJson(http->body, wire::maximumOwnJsonDepth).has_value());
        }
    }
}

void writeBack(const ChatResponse &response)
{
    fuzz::check(wire::parseJson(wire::writeAnthropicAnswer(response), wire::maximumOwnJsonDepth).has_value());
    fuzz::check(wire::parseJson(wire::writeGeminiAnswer(response), wire::maximumOwnJsonDepth).has_value());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    encodeForAll(wire::parseChatRequest(bytes));
    encodeForAll(wire::parseAnthropicRequest(bytes));
    encodeForAll(wire::parseGeminiRequest(bytes, "gemini-x", false));
    if (const Result<ChatResponse> answer = wire::parseChatResponse(bytes)) {
        writeBack(*answer);
    }
    ProviderEntry provider;
    provider.id = "fuzz";
    const wire::Target target { provider, "model", nullptr, "http://localhost/v1", 0 };
    wire::AnthropicEventWriter anthropic("model");
    wire::GeminiEventWriter gemini("model");
    for (const StreamEvent &event : fuzz::decode(wire::codecFor(ApiFamily::OpenAiChat), target, bytes, {})) {
        (void)anthropic.write(event);
        const std::string chunk = gemini.write(event);
        fuzz::check(chunk.empty() || wire::parseJson(chunk, wire::maximumOwnJsonDepth).has_value());
    }
    (void)anthropic.finish();
    (void)gemini.finish();
    return 0;
}
