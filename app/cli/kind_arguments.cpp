// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/kind_arguments.h"

#include "app/cli/input_file.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/media.h"

#include <algorithm>

namespace patchbay::cli {
namespace {

void writeTexts(wire::JsonWriter &writer, std::string_view name, const std::vector<std::string> &texts)
{
    writer.beginArray(name);
    for (const std::string &text : texts) {
        writer.string(text);
    }
    writer.endArray();
}

// --message under the name that the kind has for it.
void writeMessages(wire::JsonWriter &writer, CallKind kind, const std::vector<std::string> &messages)
{
    if (messages.empty()) {
        return;
    }
    const bool many = kind == CallKind::Embeddings || kind == CallKind::Moderation;
    const bool prompted = kind == CallKind::Images || kind == CallKind::ImageEdits || kind == CallKind::Transcription
        || kind == CallKind::Completions;
    const std::string_view name = prompted ? "prompt" : kind == CallKind::Rerank ? "query" : "input";
    if (many && messages.size() > 1) {
        return writeTexts(writer, name, messages);
    }
    std::string joined;
    for (const std::string &message : messages) {
        joined += (joined.empty() ? "" : "\n") + message;
    }
    writer.member(name, joined);
}

// The request's own members but those that the options set anew.
void writeGiven(wire::JsonWriter &writer, const wire::JsonView &given, const std::vector<std::string> &set)
{
    for (const wire::JsonMember &member : given.members()) {
        if (std::ranges::find(set, member.key()) == set.end()) {
            writer.key(member.key());
            writer.raw(member.value.raw());
        }
    }
}

std::vector<std::string> membersOf(std::string_view object)
{
    std::vector<std::string> names;
    for (const wire::JsonMember &member : wire::JsonView(object).members()) {
        names.push_back(member.key());
    }
    return names;
}

std::string writeOptions(CallKind kind, const Arguments &arguments)
{
    wire::JsonWriter writer;
    writer.beginObject();
    writeMessages(writer, kind, arguments.values("--message"));
    if (const std::vector<std::string> documents = arguments.values("--document"); !documents.empty()) {
        writeTexts(writer, "documents", documents);
    }
    const std::string voice = arguments.value("--voice");
    writer.memberUnlessEmpty("voice", voice);
    writer.memberUnlessEmpty("response_format", arguments.value("--format"));
    if (arguments.has("--stream")) {
        writer.member("stream", true);
    }
    writer.memberUnlessEmpty("model", arguments.value("--model"));
    writer.endObject();
    return writer.take();
}

Result<void> addFiles(wire::KindRequest &request, const Arguments &arguments, std::istream &standardInput)
{
    for (const std::string &path : arguments.values("--file")) {
        Result<std::string> bytes = readWhole(path, standardInput);
        if (!bytes) {
            return std::unexpected(bytes.error());
        }
        const std::string name = path == "-" ? std::string("input") : path.substr(path.rfind('/') + 1);
        const bool sound = request.kind == CallKind::Transcription;
        request.uploads.push_back({ sound ? "file" : "image", name,
                                    wire::mediaTypeOf({}, name, sound ? "audio/wav" : "image/png"), std::move(*bytes) });
    }
    return {};
}

} // namespace

Result<wire::KindRequest> readKindRequest(CallKind kind, const Arguments &arguments, std::istream &standardInput)
{
    std::string given = "{}";
    if (arguments.has("--request")) {
        Result<std::string> text = readWhole(arguments.value("--request"), standardInput);
        if (!text) {
            return std::unexpected(text.error());
        }
        given = std::move(*text);
    }
    Result<wire::KindRequest> request = wire::parseKindRequest(kind, given);
    if (!request) {
        return request;
    }
    const std::string options = writeOptions(kind, arguments);
    wire::JsonWriter writer;
    writer.beginObject();
    writeGiven(writer, wire::JsonView(request->body), membersOf(options));
    writer.members(wire::JsonView(std::string_view(options)));
    if (kind == CallKind::Speech && !arguments.has("--voice") && !wire::JsonView(request->body)["voice"]) {
        writer.member("voice", "alloy");
    }
    writer.endObject();
    request = wire::parseKindRequest(kind, writer.take());
    if (Result<void> files = addFiles(*request, arguments, standardInput); !files) {
        return std::unexpected(files.error());
    }
    return request;
}

} // namespace patchbay::cli
