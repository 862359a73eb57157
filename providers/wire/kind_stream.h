// SPDX-License-Identifier: GPL-3.0-or-later
//
// KindStream: streamed answers of the kinds that stream besides chat: Responses, text completions, transcription and
// pictures.
//
// Events of the kind's own format pass as they are, one JSON text each. A chat stream, of a provider that has
// no such endpoint, becomes the events of the Responses API, or the chunks of a completion.
#pragma once

#include "providers/wire/call_kind.h"
#include "providers/wire/completion_chunk_writer.h"
#include "providers/wire/openai_format.h"
#include "providers/wire/picture_stream.h"
#include "providers/wire/response_event_writer.h"
#include "providers/wire/sse.h"
#include "providers/wire/transcript_stream.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace patchbay::wire {

class KindStream {
public:
    // BadRequest for kinds that do not stream.
    static Result<KindStream> make(CallKind kind, const Target &target, const ChatCodec &codec);

    // Appends the events that are complete. A failed Result means bytes that are not the format; what the
    // provider reported inside a chat stream is error() after finish().
    Result<void> feed(std::string_view bytes, std::vector<std::string> &events);
    Result<void> finish(std::vector<std::string> &events);

    // The one answer that the stream amounts to: of Responses the final event's; empty before it.
    std::string folded() const;
    // What the provider reported inside the stream.
    const std::optional<Error> &error() const
    {
        return m_transcript ? m_transcript->error() : m_pictures ? m_pictures->error() : m_error;
    }

private:
    enum class Format { Unknown, Own, Chat };
    KindStream(CallKind kind, const Target &target, const ChatCodec &codec);
    Result<void> feedUnknown(std::string_view bytes, std::vector<std::string> &events);
    Result<void> feedOwn(std::string_view bytes, std::vector<std::string> &events);
    Result<void> feedChat(std::string_view bytes, std::vector<std::string> &events);
    Result<void> finishChat(std::vector<std::string> &events);
    Result<void> takeData(std::string_view data, std::vector<std::string> &events);
    void takeResponseEvent(const JsonView &json);
    void takeCompletionEvent(const JsonView &json);
    std::string foldedCompletion() const;
    void writeHeld(std::vector<std::string> &events);
    ResponseEventWriter &writer();
    CompletionChunkWriter &chunks();

    struct Choice {
        std::int64_t index = 0;
        std::string text;
        std::string finishReason;
    };

    CallKind m_kind;
    Target m_target;
    // Of these kinds, in place of all that follows.
    std::optional<TranscriptStream> m_transcript;
    std::optional<PictureStream> m_pictures;
    std::unique_ptr<StreamDecoder> m_chat; // until the format is known it gets the same bytes
    Format m_format = Format::Unknown;
    SseParser m_parser;
    Folder m_folder;
    std::vector<StreamEvent> m_held; // of the chat, until the format is known
    std::optional<ResponseEventWriter> m_writer;
    std::optional<CompletionChunkWriter> m_chunks;
    std::uint64_t m_eventStart = 0;
    bool m_done = false;
    std::string m_response; // the last Response object
    std::string m_head; // the first chunk of a completion
    std::string m_usage;
    std::vector<Choice> m_choices;
    std::optional<Error> m_error;
};

} // namespace patchbay::wire
