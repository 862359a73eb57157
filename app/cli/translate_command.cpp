// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/translate_command.h"

#include "app/cli/arguments.h"
#include "app/cli/translate_kinds.h"
#include "providers/wire/codec.h"
#include "providers/wire/json_writer.h"
#include "providers/wire/openai_format.h"
#include "providers/core/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <istream>
#include <iterator>
#include <ostream>

namespace patchbay::cli {
namespace {

constexpr int done = 0;
constexpr int failed = 1;
constexpr int wrongUsage = 2;
constexpr int firstErrorStatus = 400;
constexpr std::string_view redacted = "<redacted>";

constexpr std::array options {
    Option { "--model", true, "provider/name whose format it is" },
    Option { "--api-base", true, "address in place of the provider's own" },
    Option { "--kind", true,
             "chat, responses, completions, embeddings, images, image_edits, transcription, speech, rerank, moderation, "
             "count_tokens, compact, models" },
    Option { "--status", true, "HTTP status of the answer (200)" },
    Option { "--header", true, "'Name: value' of the answer, repeatable" },
    Option { "--fold", false, "print the one answer that the stream amounts to" },
    Option { "--help", false, "this text" },
};

struct Call {
    const Arguments &arguments;
    std::istream &in;
    std::ostream &out;
    std::ostream &err;
    const Catalog &catalog;
    CallKind kind = CallKind::Chat;
};

struct Place {
    const wire::ChatCodec &codec;
    wire::Target target;
    CallKind kind = CallKind::Chat;
};

int misuse(std::ostream &err, std::string_view message)
{
    err << message << "\n\n" << usageText("translate request|response|stream --model P/NAME", options);
    return wrongUsage;
}

int report(const Error &error, std::ostream &err)
{
    err << wire::writeError(error) << '\n';
    return failed;
}

std::string readAll(std::istream &in)
{
    return { std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>() };
}

std::int64_t secondsNow()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

Result<Place> placeOf(const Call &call, const std::string &model)
{
    Result<ResolvedModel> resolved = call.catalog.resolve(model);
    if (!resolved) {
        return std::unexpected(std::move(resolved.error()));
    }
    const std::string given = call.arguments.value("--api-base");
    const std::string base = given.empty() ? shownApiBase(*resolved->provider) : given;
    return Place { wire::codecFor(resolved->family()),
                   { *resolved->provider, resolved->name, resolved->model, base, secondsNow(),
                     shownSettings(*resolved->provider) },
                   call.kind };
}

std::string shownUrl(const HttpRequest &request)
{
    if (request.auth.kind != AuthPlacement::Kind::Query) {
        return request.url;
    }
    const char separator = request.url.contains('?') ? '&' : '?';
    return request.url + separator + request.auth.name + "=" + std::string(redacted);
}

void printRequest(const HttpRequest &request, std::ostream &out)
{
    wire::JsonWriter writer;
    writer.beginObject();
    writer.member("method", request.method);
    writer.member("url", shownUrl(request));
    writer.beginObject("headers");
    for (const HttpHeader &header : request.headers) {
        writer.member(header.name, header.value);
    }
    if (request.auth.kind == AuthPlacement::Kind::Header) {
        writer.member(request.auth.name, request.auth.prefix + std::string(redacted));
    } else if (request.auth.kind == AuthPlacement::Kind::AwsSignature) {
        writer.member("authorization", redacted);
    }
    writer.endObject();
    writer.key("body");
    if (request.body.empty()) {
        writer.null();
    } else if (wire::parseJson(request.body, wire::maximumOwnJsonDepth)) {
        writer.raw(request.body);
    } else { // a form or a file
        writer.string(repairedUtf8(request.body));
    }
    writer.endObject();
    out << writer.take() << '\n';
}

int translateKindRequest(const Call &call)
{
    Result<wire::KindRequest> request = wire::parseKindRequest(call.kind, readAll(call.in));
    if (!request) {
        return report(request.error(), call.err);
    }
    if (const std::string model = call.arguments.value("--model"); !model.empty()) {
        request->model = model;
    }
    if (request->model.empty()) {
        return misuse(call.err, "A model is needed: --model, or \"model\" in the request.");
    }
    const Result<HttpRequest> encoded = placeOf(call, request->model).and_then([&](const Place &place) {
        return wire::needKind(call.kind, place.target, call.catalog).and_then([&] {
            return wire::encodeKind(*request, place.target, place.codec);
        });
    });
    if (!encoded) {
        return report(encoded.error(), call.err);
    }
    printRequest(*encoded, call.out);
    return done;
}

int translateRequest(const Call &call)
{
    if (call.kind != CallKind::Chat) {
        return translateKindRequest(call);
    }
    Result<ChatRequest> request = wire::parseChatRequest(readAll(call.in));
    if (!request) {
        return report(request.error(), call.err);
    }
    const std::string model = call.arguments.value("--model");
    if (!model.empty()) {
        request->model = model;
    }
    if (request->model.empty()) {
        return misuse(call.err, "A model is needed: --model, or \"model\" in the request.");
    }
    const Result<Place> place = placeOf(call, request->model);
    if (!place) {
        return report(place.error(), call.err);
    }
    const Result<HttpRequest> encoded = wire::needKind(CallKind::Chat, place->target, call.catalog).and_then([&] {
        return place->codec.encode(*request, place->target);
    });
    if (!encoded) {
        return report(encoded.error(), call.err);
    }
    printRequest(*encoded, call.out);
    return done;
}

Result<HttpResponse> responseOf(const Arguments &arguments)
{
    HttpResponse response;
    response.status = 200;
    if (const std::string text = arguments.value("--status"); !text.empty()) {
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), response.status);
        if (problem != std::errc() || end != text.data() + text.size() || response.status < 100
            || response.status > 599) {
            return failure(ErrorClass::BadRequest, "--status must be a number from 100 to 599.");
        }
    }
    for (const std::string &line : arguments.values("--header")) {
        const std::size_t colon = line.find(':');
        if (colon == std::string::npos || colon == 0) {
            return failure(ErrorClass::BadRequest, "--header must be 'Name: value'.");
        }
        HttpHeader header { line.substr(0, colon), line.substr(colon + 1) };
        std::ranges::transform(header.name, header.name.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        header.value.erase(0, std::min(header.value.find_first_not_of(" \t"), header.value.size()));
        response.headers.push_back(std::move(header));
    }
    return response;
}

int translateResponse(const Call &call, const Place &place)
{
    Result<HttpResponse> response = responseOf(call.arguments);
    if (!response) {
        return misuse(call.err, response.error().message);
    }
    response->body = readAll(call.in);
    if (response->status >= firstErrorStatus) {
        call.out << wire::writeError(place.codec.decodeError(*response, place.target)) << '\n';
        return done;
    }
    const Result<std::string> answer = wire::translateAnswer(call.kind, *response, place.target, place.codec);
    if (!answer) {
        return report(answer.error(), call.err);
    }
    call.out << *answer << '\n';
    return done;
}

// Prints events as they come, or folds them; the stream's own error is kept for the end.
class StreamPrinter {
public:
    StreamPrinter(std::string model, bool fold, std::ostream &out)
        : m_chunks(std::move(model))
        , m_fold(fold)
        , m_out(out)
    {
    }

    void take(std::vector<StreamEvent> &events)
    {
        for (const StreamEvent &event : events) {
            m_folder.add(event);
            if (m_fold || std::holds_alternative<StreamFailed>(event)) {
                continue;
            }
            for (const std::string &chunk : m_chunks.write(event)) {
                m_out << chunk << '\n';
            }
        }
        events.clear();
    }

    // What the whole amounts to, also when it failed after a part.
    void finish() const
    {
        if (m_fold && !m_folder.response().choices.empty()) {
            m_out << wire::writeChatResponse(m_folder.response()) << '\n';
        }
    }
    const std::optional<Error> &error() const { return m_folder.error(); }

private:
    wire::ChunkWriter m_chunks;
    wire::Folder m_folder;
    bool m_fold;
    std::ostream &m_out;
};

int translateStream(const Call &call, const Place &place)
{
    if (place.kind != CallKind::Chat) {
        const Result<void> read =
            translateKindStream({ place.kind, place.target, place.codec }, call.arguments.has("--fold"), call.in, call.out);
        return read ? done : report(read.error(), call.err);
    }
    StreamPrinter printer(place.target.model, call.arguments.has("--fold"), call.out);
    const std::unique_ptr<wire::StreamDecoder> decoder = place.codec.decodeStream(place.target);
    std::vector<StreamEvent> events;
    std::vector<char> buffer(64 * 1024);
    Result<void> result;
    while (result && call.in) {
        call.in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        result = decoder->feed({ buffer.data(), static_cast<std::size_t>(call.in.gcount()) }, events);
        printer.take(events);
    }
    if (result) {
        result = decoder->finish(events);
        printer.take(events);
    }
    printer.finish();
    if (printer.error()) {
        return report(*printer.error(), call.err);
    }
    return result ? done : report(result.error(), call.err);
}

} // namespace

int translateCommand(std::span<const std::string> words, std::istream &in, std::ostream &out, std::ostream &err,
                     const Catalog &catalog)
{
    const Result<Arguments> arguments = Arguments::parse(words, options);
    if (!arguments) {
        return misuse(err, arguments.error().message);
    }
    if (arguments->has("--help")) {
        out << usageText("translate request|response|stream --model P/NAME", options);
        return done;
    }
    if (arguments->positional().size() != 1) {
        return misuse(err, "Say what to translate: request, response or stream.");
    }
    const std::string kindName = arguments->value("--kind");
    const std::optional<CallKind> kind = kindName.empty() ? CallKind::Chat : callKindFromName(kindName);
    if (!kind) {
        return misuse(err, "There is no kind of call \"" + kindName + "\".");
    }
    const Call call { *arguments, in, out, err, catalog, *kind };
    const std::string &what = arguments->positional().front();
    if (what == "request") {
        return translateRequest(call);
    }
    if (what != "response" && what != "stream") {
        return misuse(err, "Translates a request, a response or a stream, not \"" + what + "\".");
    }
    if (!arguments->has("--model")) {
        return misuse(err, "A model is needed: --model P/NAME.");
    }
    const Result<Place> place = placeOf(call, arguments->value("--model"));
    if (!place) {
        return report(place.error(), err);
    }
    return what == "response" ? translateResponse(call, *place) : translateStream(call, *place);
}

} // namespace patchbay::cli
