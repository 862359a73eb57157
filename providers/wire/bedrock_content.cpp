// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/wire/bedrock_content.h"

#include "providers/wire/json_view.h"
#include "providers/wire/media.h"

#include <algorithm>

namespace patchbay::wire {
namespace {

using Kind = ContentPart::Kind;

struct Format {
    std::string_view mediaType;
    std::string_view name;
};

constexpr Format documentFormats[] = {
    { "application/pdf", "pdf" },
    { "text/csv", "csv" },
    { "text/html", "html" },
    { "text/plain", "txt" },
    { "text/markdown", "md" },
    { "application/msword", "doc" },
    { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx" },
    { "application/vnd.ms-excel", "xls" },
    { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx" },
};

constexpr Format videoFormats[] = {
    { "video/quicktime", "mov" }, { "video/x-matroska", "mkv" }, { "video/x-flv", "flv" },
    { "video/mpeg", "mpeg" },     { "video/x-ms-wmv", "wmv" },   { "video/3gpp", "three_gp" },
};

std::string_view afterSlash(std::string_view mediaType)
{
    const std::size_t slash = mediaType.find('/');
    return slash == std::string_view::npos ? mediaType : mediaType.substr(slash + 1);
}

template <std::size_t Count> std::string_view formatOf(const Format (&rows)[Count], std::string_view mediaType)
{
    const auto row = std::ranges::find(rows, mediaType, &Format::mediaType);
    return row == std::end(rows) ? afterSlash(mediaType) : row->name;
}

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// Claude takes back only what it signed; others have no signatures.
bool isSendable(const ContentPart &part, const BedrockModel &model)
{
    switch (part.kind) {
    case Kind::Text:
    case Kind::Refusal: return !isBlank(part.text);
    case Kind::Thinking: return !part.signature.empty() || (!model.is("anthropic") && !isBlank(part.text));
    default: return true;
    }
}

bool isToolResult(const Message &message)
{
    return message.role == MessageRole::Tool || message.role == MessageRole::Function;
}

} // namespace

bool isBlank(const Message &message, const BedrockModel &model)
{
    return message.toolCalls.empty() && !isToolResult(message)
        && std::ranges::none_of(message.content, [&](const ContentPart &part) { return isSendable(part, model); });
}

void BedrockContentWriter::text(const std::string &text)
{
    m_writer.beginObject();
    m_writer.member("text", text);
    m_writer.endObject();
}

void BedrockContentWriter::cachePoint(const JsonText &cacheControl)
{
    if (cacheControl.empty()) {
        return;
    }
    m_writer.beginObject();
    m_writer.beginObject("cachePoint");
    m_writer.member("type", "default");
    if (const std::string kept = JsonView(cacheControl)["ttl"].string(); kept == "1h") {
        m_writer.member("ttl", kept);
    }
    m_writer.endObject();
    m_writer.endObject();
}

void BedrockContentWriter::systemBlocks(const Message &message)
{
    for (const ContentPart &part : message.content) {
        if (part.kind == Kind::Text && !isBlank(part.text)) {
            text(part.text);
            cachePoint(part.cacheControl);
        }
    }
    cachePoint(message.cacheControl);
}

void BedrockContentWriter::messageBlocks(const Message &message)
{
    if (isToolResult(message)) {
        toolResult(message);
    } else {
        for (const ContentPart &content : message.content) {
            if (isSendable(content, m_model)) {
                part(content);
                cachePoint(content.cacheControl);
            }
        }
        for (const ToolCall &call : message.toolCalls) {
            toolUse(call);
        }
    }
    cachePoint(message.cacheControl);
}

void BedrockContentWriter::part(const ContentPart &part)
{
    switch (part.kind) {
    case Kind::Text:
    case Kind::Refusal: return text(part.text);
    case Kind::Image: return image(part);
    case Kind::Audio: return media("audio", part, audioFormat(mediaTypeOf(part.media, part.name, "audio/wav")));
    case Kind::Video:
        return media("video", part, formatOf(videoFormats, mediaTypeOf(part.media, part.name, "video/mp4")));
    case Kind::File: return document(part);
    case Kind::Thinking:
    case Kind::RedactedThinking: return thinking(part);
    case Kind::Other:
        // Bedrock's own blocks pass: a caller who knows them may send them.
        return m_writer.raw(part.raw.text);
    }
}

void BedrockContentWriter::source(const ContentPart &part)
{
    m_writer.beginObject("source");
    if (part.media.url.starts_with("s3://")) {
        m_writer.beginObject("s3Location");
        m_writer.member("uri", part.media.url);
        m_writer.endObject();
    } else {
        m_writer.member("bytes", part.media.base64Data);
        if (part.media.base64Data.empty() && !m_problem) {
            m_problem =
                makeError(ErrorClass::BadRequest, "Bedrock takes pictures and files only as data, not as an address.");
            m_problem->param = "messages";
            m_problem->remedy = "Send the content as a data URL, or as an s3:// address.";
        }
    }
    m_writer.endObject();
}

void BedrockContentWriter::media(std::string_view kind, const ContentPart &part, std::string_view format)
{
    m_writer.beginObject();
    m_writer.beginObject(kind);
    m_writer.member("format", format);
    source(part);
    m_writer.endObject();
    m_writer.endObject();
}

void BedrockContentWriter::image(const ContentPart &part)
{
    const std::string type = mediaTypeOf(part.media, part.name, "image/png");
    const std::string_view format = afterSlash(type);
    media("image", part, format == "jpg" ? std::string_view("jpeg") : format);
}

void BedrockContentWriter::document(const ContentPart &part)
{
    const std::string type = mediaTypeOf(part.media, part.name, "application/pdf");
    if (type.starts_with("image/")) {
        return image(part);
    }
    m_writer.beginObject();
    m_writer.beginObject("document");
    m_writer.member("format", formatOf(documentFormats, type));
    m_writer.member("name", documentName(part));
    source(part);
    m_writer.member("citations", JsonView(part.raw)["citations"].text());
    m_writer.endObject();
    m_writer.endObject();
}

// Letters, digits, spaces, hyphens and brackets are allowed; a name may come only once.
std::string BedrockContentWriter::documentName(const ContentPart &part)
{
    std::string name;
    for (const char c : part.name.substr(0, part.name.rfind('.'))) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
            || c == '(' || c == ')' || c == '[' || c == ']';
        if (plain || (!name.empty() && name.back() != ' ')) {
            name += plain ? c : ' ';
        }
    }
    while (name.ends_with(' ')) {
        name.pop_back();
    }
    if (name.empty()) {
        name = "document";
    }
    const std::string first = name;
    for (int number = 2; std::ranges::find(m_documentNames, name) != m_documentNames.end(); ++number) {
        name = first + " (" + std::to_string(number) + ")";
    }
    m_documentNames.push_back(name);
    return name;
}

void BedrockContentWriter::thinking(const ContentPart &part)
{
    m_writer.beginObject();
    m_writer.beginObject("reasoningContent");
    if (part.kind == Kind::RedactedThinking) {
        m_writer.member("redactedContent", part.text);
    } else {
        m_writer.beginObject("reasoningText");
        m_writer.member("text", part.text);
        m_writer.memberUnlessEmpty("signature", part.signature);
        m_writer.endObject();
    }
    m_writer.endObject();
    m_writer.endObject();
}

void BedrockContentWriter::toolUse(const ToolCall &call)
{
    const std::expected<JsonView, JsonError> arguments = parseJson(call.arguments);
    m_writer.beginObject();
    m_writer.beginObject("toolUse");
    m_writer.key("input");
    m_writer.raw(arguments && arguments->isObject() ? arguments->raw() : std::string_view("{}"));
    m_writer.member("name", call.name);
    m_writer.member("toolUseId", call.id);
    m_writer.endObject();
    m_writer.endObject();
}

void BedrockContentWriter::toolResult(const Message &message)
{
    m_writer.beginObject();
    m_writer.beginObject("toolResult");
    m_writer.beginArray("content");
    JsonText cache;
    for (const ContentPart &content : message.content) {
        part(content);
        if (!content.cacheControl.empty()) {
            cache = content.cacheControl;
        }
    }
    m_writer.endArray();
    m_writer.member("toolUseId", message.toolCallId.empty() ? message.name : message.toolCallId);
    m_writer.endObject();
    m_writer.endObject();
    cachePoint(cache);
}

} // namespace patchbay::wire
