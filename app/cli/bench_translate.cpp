// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_command.h"
#include "providers/wire/codec.h"
#include "providers/wire/openai_format.h"

#include <chrono>

namespace patchbay::cli {
namespace {

std::string requestText()
{
    // About 10 KB: twenty turns of half a kilobyte.
    std::string messages;
    for (int turn = 0; turn < 20; ++turn) {
        messages += messages.empty() ? "" : ",";
        messages += turn % 2 == 0 ? R"({"role":"user","content":")" : R"({"role":"assistant","content":")";
        messages += std::string(480, 'x') + "\"}";
    }
    return R"({"model":"anthropic/claude-sonnet-4-5","max_tokens":512,"temperature":0.2,"messages":[)" + messages + "]}";
}

std::string streamText(int events)
{
    std::string text;
    for (int event = 0; event < events; ++event) {
        text += "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                "\"delta\":{\"type\":\"text_delta\",\"text\":\"some words \"}}\n\n";
    }
    return text;
}

template <typename Work>
double microsecondsEach(int repetitions, Work work)
{
    const auto start = std::chrono::steady_clock::now();
    for (int repetition = 0; repetition < repetitions; ++repetition) {
        work();
    }
    const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - start;
    return spent.count() / repetitions;
}

} // namespace

Result<std::vector<Measurement>> benchTranslate(const Catalog &catalog)
{
    const Result<ResolvedModel> model = catalog.resolve("anthropic/claude-sonnet-4-5");
    if (!model) {
        return std::unexpected(model.error());
    }
    const wire::Target target { *model->provider, model->name, model->model, model->provider->apiBase, 0 };
    const wire::ChatCodec &codec = wire::codecFor(model->family());
    const std::string request = requestText();
    bool failed = false;
    const double translation = microsecondsEach(2'000, [&] {
        const Result<ChatRequest> parsed = wire::parseChatRequest(request);
        failed = failed || !parsed || !codec.encode(*parsed, target);
    });
    constexpr int events = 1'000;
    const std::string head = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"type\":\"message\","
                             "\"role\":\"assistant\",\"model\":\"c\",\"content\":[],\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}\n\n"
                             "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
                             "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n";
    const std::string stream = streamText(events);
    const double event = microsecondsEach(100, [&] {
        const std::unique_ptr<wire::StreamDecoder> decoder = codec.decodeStream(target);
        std::vector<StreamEvent> decoded;
        failed = failed || !decoder->feed(head, decoded) || !decoder->feed(stream, decoded);
    }) / events;
    if (failed) {
        return failure(ErrorClass::InternalServer, "A translation failed.");
    }
    return std::vector<Measurement> {
        { "translating a 10 KB request", translation, "µs", 40, true, "OpenAI JSON to Anthropic's request, parsed and written" },
        { "decoding a stream event", event, "µs", 3, true, "Anthropic's text delta to a canonical event" },
    };
}

} // namespace patchbay::cli
