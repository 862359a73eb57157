// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/upstream_answers.h"

#include <format>

namespace patchbay::bench {

namespace {

constexpr std::string_view openAiAnswer =
    R"({"id":"chatcmpl-Bq2pVd8mTn0yYkz4Xa7Jc1Le9RfWs","object":"chat.completion","created":1763800000,)"
    R"("model":"gpt-4o-2024-08-06","choices":[{"index":0,"message":{"role":"assistant","content":)"
    R"("The quick brown fox jumps over the lazy dog, and the dog does not mind at all.","refusal":null},)"
    R"("logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":187,"completion_tokens":19,)"
    R"("total_tokens":206,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},)"
    R"("completion_tokens_details":{"reasoning_tokens":0}},"system_fingerprint":"fp_07871e2ad8"})";

constexpr std::string_view anthropicAnswer =
    R"({"id":"msg_01XFDUDYJgAACzvnptvVoYEL","type":"message","role":"assistant","model":"claude-sonnet-4-5",)"
    R"("content":[{"type":"text","text":"The quick brown fox jumps over the lazy dog, and the dog does not mind."}],)"
    R"("stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":187,)"
    R"("cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":19,"service_tier":"standard"}})";

std::string chunk(std::string_view text)
{
    return std::format("{:x}\r\n{}\r\n", text.size(), text);
}

std::string openAiEvent(std::string_view choice, std::string_view usage)
{
    return std::format(R"(data: {{"id":"chatcmpl-Bq2pVd8mTn0yYkz4Xa7Jc1Le9RfWs","object":"chat.completion.chunk",)"
                       R"("created":1763800000,"model":"gpt-4o-2024-08-06","system_fingerprint":"fp_07871e2ad8",)"
                       R"("choices":[{}],"usage":{}}})",
                       choice, usage)
        + "\n\n";
}

StreamScript openAiScript()
{
    StreamScript script;
    script.first = chunk(openAiEvent(
        R"({"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null})", "null"));
    script.middle =
        chunk(openAiEvent(R"({"index":0,"delta":{"content":" brown"},"logprobs":null,"finish_reason":null})", "null"));
    script.last = chunk(openAiEvent(R"({"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"})", "null"))
        + chunk(openAiEvent("", R"({"prompt_tokens":187,"completion_tokens":100,"total_tokens":287})"))
        + chunk("data: [DONE]\n\n") + "0\r\n\r\n";
    return script;
}

StreamScript anthropicScript()
{
    StreamScript script;
    script.first =
        chunk("event: message_start\ndata: "
              R"({"type":"message_start","message":{"id":"msg_01XFDUDYJgAACzvnptvVoYEL","type":"message",)"
              R"("role":"assistant","model":"claude-sonnet-4-5","content":[],"stop_reason":null,"stop_sequence":null,)"
              R"("usage":{"input_tokens":187,"output_tokens":1}}})"
              "\n\nevent: content_block_start\ndata: "
              R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})"
              "\n\n");
    script.middle = chunk("event: content_block_delta\ndata: "
                          R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" brown"}})"
                          "\n\n");
    script.last = chunk("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
                        "event: message_delta\ndata: "
                        R"({"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},)"
                        R"("usage":{"output_tokens":100}})"
                        "\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")
        + "0\r\n\r\n";
    return script;
}

} // namespace

std::string wholeAnswer(Speech speech)
{
    const std::string_view body = speech == Speech::OpenAi ? openAiAnswer : anthropicAnswer;
    return std::format("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n"
                       "x-request-id: req_5f1c6b7d\r\n\r\n{}",
                       body.size(), body);
}

StreamScript streamScript(Speech speech)
{
    StreamScript script = speech == Speech::OpenAi ? openAiScript() : anthropicScript();
    script.head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
                  "transfer-encoding: chunked\r\ncache-control: no-cache\r\n\r\n";
    return script;
}

} // namespace patchbay::bench
