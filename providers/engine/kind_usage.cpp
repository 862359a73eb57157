// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/engine/kind_usage.h"

#include "providers/wire/openai_response_reader.h"
#include "providers/wire/responses_reader.h"

#include <algorithm>
#include <cmath>

namespace patchbay {
namespace {

// OpenAI says prompt_tokens or input_tokens, Cohere counts in meta.
Usage tokensOf(const wire::JsonView &answer)
{
    const wire::JsonView usage = answer["usage"];
    if (usage["input_tokens"]) {
        return *wire::readUsageOfResponse(answer);
    }
    Usage counted = wire::readOpenAiUsage(usage);
    if (!counted.promptTokens) {
        counted.promptTokens = answer["meta"]["tokens"]["input_tokens"].integer();
    }
    if (counted.serviceTier.empty()) {
        counted.serviceTier = answer["service_tier"].string();
    }
    return counted;
}

std::optional<std::int64_t> milliseconds(const wire::JsonView &seconds)
{
    const std::optional<double> number = seconds.number();
    constexpr double thousand = 1000;
    constexpr double longest = 1e9;
    return number && *number >= 0 && *number <= longest ? std::optional<std::int64_t>(std::llround(*number * thousand))
                                                       : std::nullopt;
}

// Bytes that do not continue a code point.
std::int64_t characters(const std::string &text)
{
    return std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80; });
}

void addPictures(UnitUsage &units, const wire::JsonView &request, const wire::JsonView &answer)
{
    if (answer["data"].isArray()) {
        units.images = static_cast<std::int64_t>(answer["data"].size());
    }
    // The provider's own word on what it drew counts before what was asked for.
    const auto either = [&](std::string_view name) {
        const std::string told = answer[name].string();
        return told.empty() ? request[name].string() : told;
    };
    units.imageSize = either("size");
    units.imageQuality = either("quality");
}

} // namespace

Usage usageOfKind(const wire::KindRequest &request, const wire::JsonView &answer)
{
    Usage usage = tokensOf(answer);
    const wire::JsonView body(request.body);
    switch (request.kind) {
    case CallKind::Images:
    case CallKind::ImageEdits:
        addPictures(usage.units, body, answer);
        break;
    case CallKind::Transcription:
        usage.units.inputMilliseconds = milliseconds(answer["usage"]["seconds"]);
        if (!usage.units.inputMilliseconds) {
            usage.units.inputMilliseconds = milliseconds(answer["duration"]);
        }
        break;
    case CallKind::Speech:
        usage.units.inputCharacters = characters(body["input"].string());
        break;
    case CallKind::Rerank:
        usage.units.searchUnits = answer["meta"]["billed_units"]["search_units"].integer();
        break;
    default:
        break;
    }
    return usage;
}

} // namespace patchbay
