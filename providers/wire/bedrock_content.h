// SPDX-License-Identifier: GPL-3.0-or-later
//
// Content blocks of Bedrock's Converse API, out of messages.
#pragma once

#include "providers/core/chat_request.h"
#include "providers/core/result.h"
#include "providers/wire/bedrock_model.h"
#include "providers/wire/json_writer.h"

#include <optional>
#include <string>
#include <vector>

namespace patchbay::wire {

// Writes the blocks of one request: document names have to differ within it.
class BedrockContentWriter {
public:
    BedrockContentWriter(JsonWriter &writer, const BedrockModel &model)
        : m_writer(writer)
        , m_model(model)
    {
    }

    void systemBlocks(const Message &message);
    void messageBlocks(const Message &message);
    // The first thing that could not be written.
    const std::optional<Error> &problem() const { return m_problem; }

    void cachePoint(const JsonText &cacheControl);

private:
    void part(const ContentPart &part);
    void text(const std::string &text);
    void image(const ContentPart &part);
    void document(const ContentPart &part);
    void media(std::string_view kind, const ContentPart &part, std::string_view format);
    void source(const ContentPart &part);
    void thinking(const ContentPart &part);
    void toolUse(const ToolCall &call);
    void toolResult(const Message &message);
    std::string documentName(const ContentPart &part);

    JsonWriter &m_writer;
    const BedrockModel &m_model;
    std::vector<std::string> m_documentNames;
    std::optional<Error> m_problem;
};

// True where the message has nothing that a block could be made of.
bool isBlank(const Message &message, const BedrockModel &model);

} // namespace patchbay::wire
