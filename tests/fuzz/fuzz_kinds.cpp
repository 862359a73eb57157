// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers and streams of the kinds besides chat, and calls of them: any bytes, and the result is JSON.
#include "fuzz_decoder.h"

#include "providers/wire/kind_stream.h"
#include "providers/wire/kind_request.h"

namespace {

using namespace patchbay;

constexpr CallKind kinds[] = { CallKind::Responses,     CallKind::Completions, CallKind::Embeddings, CallKind::Images,
                               CallKind::Transcription, CallKind::Speech,      CallKind::Rerank,     CallKind::Moderation };

bool isJson(const std::string &text)
{
    return wire::parseJson(text, wire::maximumOwnJsonDepth).has_value();
}

std::vector<std::string> decode(CallKind kind, const wire::Target &target, std::string_view first, std::string_view second)
{
    std::vector<std::string> events;
    wire::KindStream stream = *wire::KindStream::make(kind, target, wire::codecFor(target.provider.family));
    if (stream.feed(first, events) && stream.feed(second, events) && stream.finish(events)) {
        events.push_back(stream.folded());
    }
    return events;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    ProviderEntry provider;
    provider.id = "fuzz";
    provider.kinds = { CallKind::Chat };
    const wire::Target target { provider, "model", nullptr, "http://localhost/v1", 0 };
    const HttpResponse response { 200, {}, std::string(bytes) };
    for (const CallKind kind : kinds) {
        const wire::ChatCodec &codec = wire::codecFor(provider.family);
        if (const Result<std::string> answer = wire::translateAnswer(kind, response, target, codec)) {
            fuzz::check(isJson(*answer));
        }
        if (const Result<wire::KindRequest> request = wire::parseKindRequest(kind, bytes)) {
            (void)wire::encodeKind(*request, target, codec);
        }
    }
    for (const CallKind kind : { CallKind::Responses, CallKind::Completions, CallKind::Transcription }) {
        fuzz::check(decode(kind, target, bytes, {}) == decode(kind, target, bytes.substr(0, size / 2), bytes.substr(size / 2)));
    }
    return 0;
}
