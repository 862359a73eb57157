// SPDX-License-Identifier: GPL-3.0-or-later
//
// AnswerReader: turns the head and bytes of one attempt's answer into stream events and a folded
// answer, or into an error. Knows no socket; fed by the completion task and by tests.
#pragma once

#include "providers/core/chat_response.h"
#include "providers/core/http.h"
#include "providers/wire/codec.h"
#include "providers/wire/openai_format.h"

#include <functional>

namespace patchbay {

class AnswerReader {
public:
    using EventHandler = std::function<void(const StreamEvent &event)>;

    // `keepWire` keeps the raw bytes of a stream as well, up to a cap.
    AnswerReader(const wire::ChatCodec &codec, wire::Target target, bool streamed, bool keepWire, EventHandler handler);

    // A whole OpenAI answer that can be is kept as it came; see CompletionCall::relayAs.
    void relayAs(std::string model) { m_relayAs = std::move(model); }
    // The bytes to hand over instead of answer(), empty where there are none.
    std::string takeRelayed() { return std::move(m_relayed); }

    void head(int status, const std::vector<HttpHeader> &headers);
    // A failure means: stop reading, the bytes are not the format (or an error event came).
    Result<void> data(std::string_view bytes);
    // The answer, once the connection's end is known; `transportResult` is how it ended.
    Result<void> end(Result<void> transportResult);

    // What is to be asked next where this answer is only a beginning. After the last data(), before end().
    Result<std::optional<wire::FollowUp>> followUp() const;

    // True once text, reasoning or a tool call has been handed over: a retry would repeat it.
    bool hasContent() const { return m_hasContent; }
    bool answered() const { return m_response.status != 0; }
    int status() const { return m_response.status; }
    const ChatResponse &answer() const { return m_folder.response(); }
    const HttpResponse &wireResponse() const { return m_response; }

private:
    Result<void> decodeBody();
    bool relay();
    Result<void> deliver(const std::vector<StreamEvent> &events);
    void deliver(const StreamEvent &event);
    void keep(std::string_view bytes);

    const wire::ChatCodec &m_codec;
    wire::Target m_target;
    bool m_streamed;
    bool m_keepWire;
    EventHandler m_handler;
    HttpResponse m_response;
    std::unique_ptr<wire::StreamDecoder> m_decoder;
    wire::Folder m_folder;
    bool m_hasContent = false;
    std::string m_relayAs;
    std::string m_relayed;
};

} // namespace patchbay
