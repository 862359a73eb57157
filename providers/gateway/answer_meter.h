// SPDX-License-Identifier: GPL-3.0-or-later
//
// AnswerMeter: reads from an answer that passes by what it used, in whatever form its endpoint has:
// OpenAI's, Anthropic's, Google's, Cohere's or Bedrock's, whole or streamed. Changes nothing.
#pragma once

#include "providers/engine/raw_call.h"
#include "providers/wire/openai_format.h"
#include "providers/wire/sse.h"

namespace patchbay::gateway {

class AnswerMeter {
public:
    // The codec and what the target refers to outlive the meter.
    AnswerMeter(const wire::ChatCodec &codec, wire::Target target);
    void head(const std::vector<HttpHeader> &headers);
    void feed(std::string_view bytes);
    // What was used as far as it was told; estimated from the text where nothing was.
    RawUsage usage();

private:
    void readEvents(std::string_view bytes);
    std::optional<Usage> usageOf(std::string_view json) const;

    const wire::ChatCodec &m_codec;
    const wire::Target m_target;
    std::unique_ptr<wire::StreamDecoder> m_decoder; // of a streamed chat, while it can be read
    wire::Folder m_folder;
    wire::SseParser m_events; // for what is no chat
    HttpResponse m_response; // of a whole answer, capped
    std::optional<Usage> m_usage;
    bool m_streamed = false;
};

} // namespace patchbay::gateway
