// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/kind_command.h"

#include "app/cli/engine_setup.h"
#include "app/cli/input_file.h"
#include "app/cli/kind_arguments.h"
#include "app/cli/kind_options.h"
#include "providers/wire/base64.h"
#include "providers/wire/json_view.h"
#include "providers/wire/json_writer.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <iostream>

#include <unistd.h>

namespace patchbay::cli {
namespace {

std::string synopsis(const KindVerb &verb)
{
    return std::string(verb.name) + " --model P/NAME " + std::string(verb.synopsis) + "\n\n" + std::string(verb.does)
        + " Keys come from the environment under LiteLLM's names (OPENAI_API_KEY, …).";
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

bool isPicture(CallKind kind)
{
    return kind == CallKind::Images || kind == CallKind::ImageEdits;
}

Result<void> printPicture(const KindAnswer &answer, const Arguments &arguments, std::ostream &out)
{
    // The answer is paid for: it is printed whatever becomes of the file.
    out << (arguments.has("--raw") ? withRaw(answer) : answer.json) << std::endl;
    const std::string path = arguments.value("--out");
    if (path.empty()) {
        return {};
    }
    const std::string drawn = firstPicture(answer.json);
    if (drawn.empty()) {
        Error error = makeError(ErrorClass::ApiResponseValidation,
                                "The provider tells the picture's address and not its bytes, so there is nothing to write.");
        error.remedy = "Fetch the address that the answer tells; it is printed.";
        return std::unexpected(std::move(error));
    }
    return writeFile(path, drawn);
}

Result<void> print(const KindAnswer &answer, CallKind kind, const Arguments &arguments, std::ostream &out)
{
    if (isPicture(kind)) {
        return printPicture(answer, arguments, out);
    }
    const std::string path = arguments.value("--out");
    const bool text = kind == CallKind::Transcription;
    const Result<void> written = path.empty() ? Result<void>()
        : answer.bytes.empty() && text        ? writeFile(path, answer.json + "\n")
        : answer.bytes.empty()                ? Result<void>()
                                              : writeFile(path, answer.bytes);
    if (kind == CallKind::Speech && path.empty() && !arguments.has("--raw")) {
        out.write(answer.bytes.data(), static_cast<std::streamsize>(answer.bytes.size()));
    } else if (text && !answer.bytes.empty() && arguments.has("--format") && path.empty()) {
        out << answer.bytes;
    } else {
        out << (arguments.has("--raw") ? withRaw(answer) : answer.json) << '\n';
    }
    out.flush();
    return written;
}

// What makes the answer useless is said before it is paid for.
Result<void> checkTarget(const KindVerb &verb, const Arguments &arguments, const std::ostream &out)
{
    if (arguments.has("--out")) {
        return checkWritable(arguments.value("--out"));
    }
    const bool screen = &out == &std::cout && ::isatty(STDOUT_FILENO) != 0;
    if (verb.kind == CallKind::Speech && screen && !arguments.has("--raw")) {
        return failure(ErrorClass::BadRequest, "Sound is nothing for a screen: give --out FILE, or send it to a program.");
    }
    return {};
}

// OpenAI's older painters tell an address unless they are asked for bytes; the newer ones refuse to be asked.
void askForBytes(wire::KindRequest &request, const Arguments &arguments)
{
    const bool older = request.model.contains("dall-e");
    if (!arguments.has("--out") || !older || wire::JsonView(request.body)["response_format"]) {
        return;
    }
    wire::JsonWriter writer;
    writer.beginObject();
    writer.members(wire::JsonView(request.body));
    writer.member("response_format", "b64_json");
    writer.endObject();
    request.body = { writer.take() };
}

int run(const KindVerb &command, const Arguments &arguments, const Streams &streams, const Catalog &catalog)
{
    if (Result<void> target = checkTarget(command, arguments, streams.out); !target) {
        return reportError(target.error(), streams.err);
    }
    const bool changes = command.kind == CallKind::Images && arguments.has("--file");
    const CallKind kind = changes ? CallKind::ImageEdits : command.kind;
    Result<wire::KindRequest> request = readKindRequest(kind, arguments, streams.in);
    if (!request) {
        return reportError(request.error(), streams.err);
    }
    askForBytes(*request, arguments);
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
    std::atomic<bool> streamed = false; // some providers answer whole whatever was asked
    std::promise<Result<KindAnswer>> promise;
    KindSink sink;
    sink.onEvent = [&](const std::string &event) {
        streamed = true;
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
    return kindVerb(name) != nullptr;
}

int kindCommand(std::string_view name, std::span<const std::string> words, const Streams &streams, const Catalog &catalog)
{
    const KindVerb &verb = *kindVerb(name);
    const std::vector<Option> options = optionsOf(verb);
    const Result<Arguments> arguments = Arguments::parse(words, options);
    if (arguments && arguments->has("--help")) {
        streams.out << usageText(synopsis(verb), options);
        return Done;
    }
    if (const std::string problem = usageProblem(arguments, verb); !problem.empty()) {
        streams.err << problem << "\n\n" << usageText(synopsis(verb), options);
        return WrongUsage;
    }
    return run(verb, *arguments, streams, catalog);
}

} // namespace patchbay::cli
