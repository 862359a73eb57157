// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/kind_command.h"

#include "app/cli/engine_setup.h"
#include "app/cli/kind_arguments.h"
#include "providers/wire/base64.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <future>
#include <ostream>

namespace patchbay::cli {
namespace {

constexpr std::array options {
    Option { "--model", true, "provider/name; overrides the request's own" },
    Option { "--message", true, "the text: to embed, to draw, to say, to ask; repeatable" },
    Option { "--request", true, "the call as OpenAI's JSON: a file, or - for standard input" },
    Option { "--document", true, "a text to rank, repeatable (rerank)" },
    Option { "--file", true, "a sound to write down (transcribe), a picture to change (image); repeatable" },
    Option { "--voice", true, "whose voice (speak; alloy)" },
    Option { "--format", true, "response_format: mp3, wav… (speak), srt, vtt, text, verbose_json (transcribe)" },
    Option { "--out", true, "write the sound, or the first picture, to this file" },
    Option { "--stream", false, "print events as they arrive, one JSON object a line (respond)" },
    Option { "--api-base", true, "the provider's address, as LiteLLM takes it" },
    Option { "--raw", false, "add the provider's own request and answer, redacted" },
    Option { "--data", true, "the data directory; its ledger records the attempts" },
    Option { "--passphrase-fd", true, "descriptor with the passphrase of the directory's vault, whose keys come first" },
    Option { "--help", false, "this text" },
};

struct Command {
    std::string_view name;
    CallKind kind;
    std::string_view does;
};

constexpr std::array commands {
    Command { "embed", CallKind::Embeddings, "Texts as vectors." },
    Command { "image", CallKind::Images, "Draws a picture; with --file changes one." },
    Command { "transcribe", CallKind::Transcription, "Speech to text." },
    Command { "speak", CallKind::Speech, "Text to speech; the sound goes to --out, else to standard output." },
    Command { "respond", CallKind::Responses, "A call of the Responses API." },
    Command { "rerank", CallKind::Rerank, "Orders --document texts by how well they answer --message." },
    Command { "moderate", CallKind::Moderation, "Says which texts break which rules." },
};

const Command *commandOf(std::string_view name)
{
    const auto found = std::ranges::find(commands, name, &Command::name);
    return found == commands.end() ? nullptr : &*found;
}

std::string synopsis(const Command &command)
{
    return std::string(command.name) + " --model P/NAME (--message TEXT | --request FILE|-)\n\n" + std::string(command.does)
        + " Keys come from the environment under LiteLLM's names (OPENAI_API_KEY, …).";
}

Result<void> writeFile(const std::string &path, std::string_view bytes)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    return file ? Result<void>() : failure(ErrorClass::BadRequest, "Cannot write " + path + ".");
}

// The first picture's bytes; nothing where the answer only tells an address.
std::string firstPicture(const std::string &json)
{
    const wire::JsonView picture = wire::JsonView(std::string_view(json))["data"].at(0)["b64_json"];
    return wire::decodeBase64(picture.string()).value_or("");
}

void writeRaw(wire::JsonWriter &writer, const KindAnswer &answer)
{
    const auto headers = [&](const std::vector<HttpHeader> &list) {
        writer.beginObject("headers");
        for (const HttpHeader &header : list) {
            writer.member(header.name, header.name == "authorization" ? "<redacted>" : header.value);
        }
        writer.endObject();
    };
    const auto body = [&](const std::string &text) {
        writer.key("body");
        wire::parseJson(text, wire::maximumOwnJsonDepth) ? writer.raw(text)
                                                          : writer.string("<" + std::to_string(text.size()) + " bytes>");
    };
    writer.beginArray("raw");
    writer.beginObject();
    writer.beginObject("request");
    writer.member("method", answer.wireRequest.method);
    writer.member("url", answer.wireRequest.url);
    headers(answer.wireRequest.headers);
    body(answer.wireRequest.body);
    writer.endObject();
    writer.beginObject("response");
    writer.member("status", std::int64_t { answer.wireResponse.status });
    headers(answer.wireResponse.headers);
    body(answer.wireResponse.body);
    writer.endObject();
    writer.endObject();
    writer.endArray();
}

std::string withRaw(const KindAnswer &answer)
{
    wire::JsonWriter writer;
    writer.beginObject();
    writer.members(wire::JsonView(std::string_view(answer.json)));
    writeRaw(writer, answer);
    writer.endObject();
    return writer.take();
}

Result<void> print(const KindAnswer &answer, CallKind kind, const Arguments &arguments, std::ostream &out)
{
    const std::string path = arguments.value("--out");
    const bool picture = kind == CallKind::Images || kind == CallKind::ImageEdits;
    if (!path.empty() && (picture || !answer.bytes.empty())) {
        const std::string drawn = picture ? firstPicture(answer.json) : std::string();
        if (picture && drawn.empty()) {
            return failure(ErrorClass::ApiResponseValidation,
                           "The answer tells a picture's address, not its bytes; ask for b64_json.");
        }
        if (Result<void> written = writeFile(path, picture ? drawn : answer.bytes); !written) {
            return written;
        }
    }
    if (kind == CallKind::Speech && path.empty() && !arguments.has("--raw")) {
        out.write(answer.bytes.data(), static_cast<std::streamsize>(answer.bytes.size()));
    } else if (kind == CallKind::Transcription && !answer.bytes.empty() && arguments.has("--format") && path.empty()) {
        out << answer.bytes;
    } else {
        out << (arguments.has("--raw") ? withRaw(answer) : answer.json) << '\n';
    }
    out.flush();
    return {};
}

std::string usageProblem(const Result<Arguments> &arguments, CallKind kind)
{
    if (!arguments) {
        return arguments.error().message + " " + arguments.error().remedy;
    }
    if (!arguments->positional().empty()) {
        return "\"" + arguments->positional().front() + "\" is not an option.";
    }
    const bool told = arguments->has("--message") || arguments->has("--request");
    if (kind == CallKind::Transcription) {
        return arguments->has("--file") ? std::string() : "Give --file.";
    }
    if (!told) {
        return "Give --message or --request.";
    }
    return arguments->has("--model") || arguments->has("--request") ? std::string() : "Give --model.";
}

int run(const Command &command, const Arguments &arguments, const Streams &streams, const Catalog &catalog)
{
    const bool changes = command.kind == CallKind::Images && arguments.has("--file");
    const CallKind kind = changes ? CallKind::ImageEdits : command.kind;
    Result<wire::KindRequest> request = readKindRequest(kind, arguments, streams.in);
    if (!request) {
        return reportError(request.error(), streams.err);
    }
    KindCall call;
    call.request = std::move(*request);
    call.apiBase = arguments.value("--api-base");
    Result<std::unique_ptr<EngineSetup>> setup = EngineSetup::make(catalog, arguments.value("--data"), arguments.value("--passphrase-fd"));
    if (!setup) {
        return reportError(setup.error(), streams.err);
    }
    if (Result<void> started = (*setup)->startSandboxFor(call.request.model, call.apiBase); !started) {
        return reportError(started.error(), streams.err);
    }
    const bool streamed = call.request.stream;
    std::promise<Result<KindAnswer>> promise;
    KindSink sink;
    sink.onEvent = [&](const std::string &event) {
        std::string line = event;
        std::ranges::replace(line, '\n', ' ');
        streams.out << line << std::endl;
    };
    sink.onDone = [&](Result<KindAnswer> answer) { promise.set_value(std::move(answer)); };
    const std::shared_ptr<Completion> running = (*setup)->engine().startKind(std::move(call), std::move(sink));
    const Result<KindAnswer> answer = promise.get_future().get();
    if (!answer) {
        return reportError(answer.error(), streams.err);
    }
    if (streamed && !arguments.has("--raw")) {
        return Done;
    }
    const Result<void> printed = print(*answer, kind, arguments, streams.out);
    return printed ? Done : reportError(printed.error(), streams.err);
}

} // namespace

bool isKindCommand(std::string_view name)
{
    return commandOf(name) != nullptr;
}

int kindCommand(std::string_view name, std::span<const std::string> words, const Streams &streams, const Catalog &catalog)
{
    const Command &command = *commandOf(name);
    const Result<Arguments> arguments = Arguments::parse(words, options);
    if (arguments && arguments->has("--help")) {
        streams.out << usageText(synopsis(command), options);
        return Done;
    }
    if (const std::string problem = usageProblem(arguments, command.kind); !problem.empty()) {
        streams.err << problem << "\n\n" << usageText(synopsis(command), options);
        return WrongUsage;
    }
    return run(command, *arguments, streams, catalog);
}

} // namespace patchbay::cli
